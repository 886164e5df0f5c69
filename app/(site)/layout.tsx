import type { Metadata } from 'next';
import { connection } from 'next/server';
import type { ReactNode } from 'react';
import { PageFrame } from '@/components/site/page-frame';
import { SiteNav } from '@/components/site/site-nav';
import { env } from '@/lib/env';
import { getMemberName } from '@/lib/session';
import { getLocale } from '@/messages/locale';

export async function generateMetadata(): Promise<Metadata> {
  // The address is the running server's, not that of the machine that built it.
  await connection();
  return {
    metadataBase: new URL(env().publicUrl),
    openGraph: { type: 'website', siteName: 'Selfsame', locale: getLocale() === 'uk' ? 'uk_UA' : 'en_GB' },
    twitter: { card: 'summary_large_image' },
  };
}

export default async function SiteLayout({ children }: { children: ReactNode }) {
  return <PageFrame nav={<SiteNav member={await getMemberName()} />}>{children}</PageFrame>;
}
