import { DeadEnd } from '@/components/site/dead-end';
import { PageFrame } from '@/components/site/page-frame';
import { SiteNav } from '@/components/site/site-nav';
import * as common from '@/messages/compiled/common';
import * as m from '@/messages/compiled/shared';

export default function SharedNotFound() {
  return (
    <PageFrame nav={<SiteNav />}>
      <DeadEnd
        title={m.nothing()}
        links={
          <>
            <a href="/create" className="button button-ink">
              {common.makeYourOwn()}
            </a>
            <a href="/" className="button button-line">
              {m.whatIs()}
            </a>
          </>
        }
      >
        {m.nothingText()}
      </DeadEnd>
    </PageFrame>
  );
}
