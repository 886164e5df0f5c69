import type { Metadata, Viewport } from 'next';
import localFont from 'next/font/local';
import { cookies, headers } from 'next/headers';
import type { ReactNode } from 'react';
import { LocaleScope } from '@/components/site/locale-scope';
import { PageScript } from '@/components/site/page-script';
import { THEME_COLOURS, THEME_COOKIE, toTheme } from '@/components/site/theme';
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

const chosenTheme = async () => toTheme((await cookies()).get(THEME_COOKIE)?.value);

export async function generateViewport(): Promise<Viewport> {
  const theme = await chosenTheme();
  return {
    colorScheme: 'light dark',
    themeColor: [
      { media: '(prefers-color-scheme: light)', color: THEME_COLOURS[theme ?? 'light'] },
      { media: '(prefers-color-scheme: dark)', color: THEME_COLOURS[theme ?? 'dark'] },
    ],
  };
}

export default async function RootLayout({ children }: { children: ReactNode }) {
  const nonce = (await headers()).get('x-nonce') ?? undefined;
  return (
    // The page's script may have set another theme before React comes, which would miss it in its own tree.
    <html
      lang={localeTag()}
      data-theme={(await chosenTheme()) ?? undefined}
      className={`${instrument.variable} ${cyrillic.variable}`}
      suppressHydrationWarning
    >
      <body className="min-h-dvh">
        <LocaleScope locale={getLocale()}>{children}</LocaleScope>
        <PageScript nonce={nonce} />
      </body>
    </html>
  );
}
