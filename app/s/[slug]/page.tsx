import type { Metadata } from 'next';
import { notFound, redirect } from 'next/navigation';
import { cache } from 'react';
import { LockedLink } from '@/components/share/locked-link';
import { SharedAvatars } from '@/components/share/shared-avatars';
import { env } from '@/lib/env';
import { PREVIEW_HEIGHT, PREVIEW_WIDTH } from '@/lib/share-preview';
import { readShared, readSlug } from '@/lib/shared';
import * as m from '@/messages/compiled/shared';
import { readPass } from './pass';
import { titleOf } from './title';

const HIDDEN = { index: false, follow: false };

/** Once per request, for the page and for what is said of it. */
const read = cache(async (slug: string) => readShared(slug, await readPass(slug)));

export async function generateMetadata({ params }: PageProps<'/s/[slug]'>): Promise<Metadata> {
  const { slug } = await params;
  const shared = await read(slug);
  if (shared === null) return { title: m.notFound(), robots: HIDDEN };
  if (shared.status === 'locked') return { title: m.locked(), robots: HIDDEN };
  const title = titleOf(shared);
  const description = m.description();
  const { publicUrl } = env();
  const image = { url: `/s/${slug}/image?size=preview`, width: PREVIEW_WIDTH, height: PREVIEW_HEIGHT, alt: title };
  const embed = `${publicUrl}/api/oembed?url=${encodeURIComponent(`${publicUrl}/s/${slug}`)}`;
  return {
    metadataBase: new URL(publicUrl),
    title,
    description,
    robots: HIDDEN,
    alternates: { types: { 'application/json+oembed': [{ url: embed, title }] } },
    openGraph: { type: 'website', siteName: 'Selfsame', title, description, url: `/s/${slug}`, images: [image] },
    twitter: { card: 'summary_large_image', title, description, images: [image] },
  };
}

export default async function SharedPage({ params, searchParams }: PageProps<'/s/[slug]'>) {
  const [{ slug: typed }, { sorry }] = await Promise.all([params, searchParams]);
  const slug = readSlug(typed);
  if (slug === null) notFound();
  // Typed from paper, with capitals and hyphens.
  if (slug !== typed) redirect(`/s/${slug}`);
  const shared = await read(slug);
  if (shared === null) notFound();
  if (shared.status === 'locked')
    return <LockedLink slug={slug} sorry={sorry === 'wait' ? 'wait' : sorry === 'wrong' ? 'wrong' : null} />;
  return <SharedAvatars shared={shared} />;
}
