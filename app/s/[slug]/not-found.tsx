import { DeadEnd } from '@/components/site/dead-end';
import { PageFrame } from '@/components/site/page-frame';
import { SiteNav } from '@/components/site/site-nav';

export default function SharedNotFound() {
  return (
    <PageFrame nav={<SiteNav />}>
      <DeadEnd
        title="This link shows nothing"
        links={
          <>
            <a href="/create" className="button button-ink">
              Make your own
            </a>
            <a href="/" className="button button-line">
              What is Selfsame?
            </a>
          </>
        }
      >
        Its owner may have stopped sharing, or the address is not complete. Ask for a new link.
      </DeadEnd>
    </PageFrame>
  );
}
