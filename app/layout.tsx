import type { Metadata, Viewport } from 'next';
import localFont from 'next/font/local';
import { headers } from 'next/headers';
import type { ReactNode } from 'react';
import { PageScript } from '@/components/site/page-script';
import './globals.css';

const instrument = localFont({
  src: '../node_modules/@fontsource-variable/instrument-sans/files/instrument-sans-latin-wght-normal.woff2',
  weight: '400 700',
  variable: '--font-instrument',
  display: 'swap',
});

export const metadata: Metadata = {
  title: { default: 'Selfsame: avatars that are still you', template: '%s · Selfsame' },
  description:
    'One selfie in, avatars out that are still you: Realistic, Anime, 3D, Chibi and Comic. No account needed.',
  applicationName: 'Selfsame',
  appleWebApp: { capable: true, title: 'Selfsame' },
  formatDetection: { telephone: false, email: false, address: false },
};

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
    <html lang="en-GB" className={instrument.variable} suppressHydrationWarning>
      <head>
        <PageScript nonce={nonce} />
      </head>
      <body className="min-h-dvh">{children}</body>
    </html>
  );
}
