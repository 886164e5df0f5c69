import type { Metadata } from 'next';
import { notFound } from 'next/navigation';
import { WordMark } from '@/components/site/word-mark';
import { env } from '@/lib/env';
import { STYLE_NAMES } from '@/lib/limits';
import { readShared } from '@/lib/sharing';

export async function generateMetadata({ params }: PageProps<'/s/[slug]'>): Promise<Metadata> {
  const { slug } = await params;
  const shared = await readShared(slug);
  if (shared === null) return { title: 'Link not found', robots: { index: false, follow: false } };
  const title = `An avatar in ${STYLE_NAMES[shared.style]} style`;
  const image = { url: `/s/${slug}/image`, width: shared.width, height: shared.height, alt: title };
  return {
    metadataBase: new URL(env().publicUrl),
    title,
    description: 'Made with Selfsame from one selfie.',
    robots: { index: false, follow: false },
    openGraph: { type: 'website', siteName: 'Selfsame', title, url: `/s/${slug}`, images: [image] },
    twitter: { card: 'summary_large_image', title, images: [image] },
  };
}

export default async function SharedPage({ params }: PageProps<'/s/[slug]'>) {
  const { slug } = await params;
  const shared = await readShared(slug);
  if (shared === null) notFound();
  return (
    <main
      id="main"
      className="mx-auto grid min-h-dvh w-full max-w-5xl content-center gap-x-16 gap-y-8 px-4 py-8 sm:px-8 md:grid-cols-[minmax(0,28rem)_1fr] md:items-center"
    >
      <div
        className="overflow-hidden rounded-picture bg-sunk bg-cover bg-center"
        style={{
          aspectRatio: `${shared.width} / ${shared.height}`,
          ...(shared.placeholder === '' ? {} : { backgroundImage: `url("${shared.placeholder}")` }),
        }}
      >
        <img
          src={`/s/${slug}/image`}
          alt={`Avatar in ${STYLE_NAMES[shared.style]} style`}
          width={shared.width}
          height={shared.height}
          className="size-full object-cover"
        />
      </div>
      <div className="grid justify-items-start gap-5">
        <a href="/" aria-label="Selfsame, home" className="inline-flex min-h-11 items-center">
          <WordMark />
        </a>
        <h1 className="text-3xl sm:text-4xl">Made with Selfsame</h1>
        <p className="max-w-sm text-ink-soft">
          One selfie in, avatars out that are still the same person. Make one of yourself: no account needed.
        </p>
        <a href="/create" className="button button-ink">
          Make your own
        </a>
      </div>
    </main>
  );
}
