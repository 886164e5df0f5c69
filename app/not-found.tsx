import type { Metadata } from 'next';
import { DeadEnd } from '@/components/site/dead-end';
import { PageFrame } from '@/components/site/page-frame';
import { SiteNav } from '@/components/site/site-nav';

export const metadata: Metadata = { title: 'Page not found' };

export default function NotFound() {
  return (
    <PageFrame nav={<SiteNav />}>
      <DeadEnd
        title="There is no such page"
        links={
          <>
            <a href="/create" className="button button-ink">
              Start with a selfie
            </a>
            <a href="/avatars" className="button button-line">
              Your avatars
            </a>
          </>
        }
      >
        The address may be mistyped, or what was here has been deleted.
      </DeadEnd>
    </PageFrame>
  );
}
