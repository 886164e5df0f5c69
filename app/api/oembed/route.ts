import { env } from '@/lib/env';
import { errorResponse, notFoundResponse } from '@/lib/http';
import { PREVIEW_HEIGHT, PREVIEW_WIDTH } from '@/lib/share-preview';
import { readShared, readSlug } from '@/lib/shared';
import * as m from '@/messages/compiled/errors';
import { titleOf } from '../../s/[slug]/title';

/**
 * What a page elsewhere needs to show a share link (oembed.com, version 1.0): one avatar as a photo, several as a
 * link with a thumbnail. Unknown 404, locked 401, XML 501.
 */
export async function GET(request: Request): Promise<Response> {
  try {
    const query = new URL(request.url).searchParams;
    if ((query.get('format') ?? 'json') !== 'json') return refuse(501, m.jsonOnly());
    const slug = slugIn(query.get('url') ?? '');
    const shared = slug === null ? null : await readShared(slug, undefined);
    if (shared === null) return notFoundResponse();
    if (shared.status === 'locked') return refuse(401, m.asksPassword());
    const [first] = shared.avatars;
    if (first === undefined) return notFoundResponse();
    const image = `${env().publicUrl}/s/${shared.slug}/image`;
    const about = {
      version: '1.0',
      title: titleOf(shared),
      provider_name: 'Selfsame',
      provider_url: env().publicUrl,
      // It may be stopped at any time.
      cache_age: 0,
    };
    const limits = { width: limitOf(query.get('maxwidth')), height: limitOf(query.get('maxheight')) };
    const { width, height } = shrink(first, limits);
    return Response.json(
      shared.avatars.length === 1
        ? { ...about, type: 'photo', url: image, width, height }
        : { ...about, type: 'link', ...thumbnail(`${image}?size=preview`, limits) },
      { headers: { 'Access-Control-Allow-Origin': '*', 'Cache-Control': 'no-cache', 'X-Robots-Tag': 'noindex' } },
    );
  } catch (error) {
    return errorResponse(error);
  }
}

/** The preview has one size: where it would be too large, there is none. */
function thumbnail(url: string, limits: Size) {
  if (PREVIEW_WIDTH > limits.width || PREVIEW_HEIGHT > limits.height) return {};
  return { thumbnail_url: url, thumbnail_width: PREVIEW_WIDTH, thumbnail_height: PREVIEW_HEIGHT };
}

type Size = { width: number; height: number };

function shrink({ width, height }: Size, limits: Size): Size {
  const scale = Math.min(1, limits.width / width, limits.height / height);
  return { width: Math.round(width * scale), height: Math.round(height * scale) };
}

function limitOf(given: string | null): number {
  const limit = Number(given ?? 0);
  return limit > 0 ? limit : Number.POSITIVE_INFINITY;
}

/** The link's slug, of an address of ours only. */
function slugIn(address: string): string | null {
  if (!URL.canParse(address)) return null;
  const { origin, pathname } = new URL(address);
  const [, slug] = /^\/s\/([^/]+)\/?$/.exec(pathname) ?? [];
  return origin === new URL(env().publicUrl).origin && slug !== undefined ? readSlug(decode(slug)) : null;
}

function decode(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return '';
  }
}

function refuse(status: number, message: string): Response {
  return Response.json({ code: status === 401 ? 'locked' : 'unsupported', message, field: null }, { status });
}
