import type { Metadata, Viewport } from 'next';
import localFont from 'next/font/local';
import { headers } from 'next/headers';
import type { ReactNode } from 'react';
import { LocaleScope } from '@/components/site/locale-scope';
import { PageScript } from '@/components/site/page-script';
import { getLocale, localeTag } from '@/messages/locale';
import './globals.css';
import * as m from '@/messages/compiled/site';

const instrument = localFont({
  src: '../node_modules/@fontsource-variable/instrument-sans/files/instrument-sans-latin-wght-normal.woff2',
  weight: '400 700',
  variable: '--font-instrument',
  display: 'swap',
});

/** Instrument Sans has no Cyrillic letters. Pages that are written in them take these alone; see globals.css. */
const cyrillic = localFont({
  src: '../node_modules/@fontsource-variable/onest/files/onest-cyrillic-wght-normal.woff2',
  weight: '100 900',
  variable: '--font-cyrillic',
  display: 'swap',
  preload: false,
  adjustFontFallback: false,
  declarations: [{ prop: 'unicode-range', value: 'U+0301, U+0400-045F, U+0490-0491, U+2116' }],
});

export function generateMetadata(): Metadata {
  return {
    title: { default: m.title(), template: '%s · Selfsame' },
    description: m.description(),
    applicationName: 'Selfsame',
    appleWebApp: { capable: true, title: 'Selfsame' },
    formatDetection: { telephone: false, email: false, address: false },
  };
}

export const viewport: Viewport = {
  colorScheme: 'light dark',
  themeColor: [
    { media: '(prefers-color-scheme: light)', color: '#f7f4ee' },
    { media: '(prefers-color-scheme: dark)', color: '#131210' },
  ],
};

export default async function RootLayout({ children }: { children: ReactNode }) {
  const nonce = (await headers()).get('x-nonce') ?? undefined;
  return (
    // The script sets the theme before React comes, which would miss it in its own tree.
    <html lang={localeTag()} className={`${instrument.variable} ${cyrillic.variable}`} suppressHydrationWarning>
      <head>
        <PageScript nonce={nonce} />
      </head>
      <body className="min-h-dvh">
        <LocaleScope locale={getLocale()}>{children}</LocaleScope>
      </body>
    </html>
  );
}
