import type { Metadata } from 'next';
import { DeadEnd } from '@/components/site/dead-end';
import { PageFrame } from '@/components/site/page-frame';
import { SiteNav } from '@/components/site/site-nav';
import * as common from '@/messages/compiled/common';
import * as m from '@/messages/compiled/site';

export function generateMetadata(): Metadata {
  return { title: m.notFound() };
}

export default function NotFound() {
  return (
    <PageFrame nav={<SiteNav />}>
      <DeadEnd
        title={m.noSuchPage()}
        links={
          <>
            <a href="/create" className="button button-ink">
              {common.startWithSelfie()}
            </a>
            <a href="/avatars" className="button button-line">
              {common.yourAvatars()}
            </a>
          </>
        }
      >
        {m.noSuchPageText()}
      </DeadEnd>
    </PageFrame>
  );
}
