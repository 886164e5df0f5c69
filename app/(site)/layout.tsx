import type { ReactNode } from 'react';
import { PageFrame } from '@/components/site/page-frame';
import { SiteNav } from '@/components/site/site-nav';

export default function SiteLayout({ children }: { children: ReactNode }) {
  return <PageFrame nav={<SiteNav />}>{children}</PageFrame>;
}
