import { errorResponse, imageResponse, notFoundResponse } from '@/lib/http';
import { drawPreview } from '@/lib/share-preview';
import { openSharedPicture } from '@/lib/shared';
import { readPass } from '../pass';

/**
 * A shared avatar, the first one unless `n` says which; `of=selfie` its selfie, `size=thumb` the small one, `size=page` the whole one
 * for a page to show,
 * `size=preview` the picture that announces the link, `download` as a file to keep.
 */
export async function GET(request: Request, { params }: RouteContext<'/s/[slug]/image'>): Promise<Response> {
  try {
    const { slug } = await params;
    const query = new URL(request.url).searchParams;
    const size = query.get('size');
    if (size === 'preview') return await previewResponse(slug);
    const position = Number(query.get('n') ?? 0);
    const of = query.get('of') === 'selfie' ? 'selfie' : 'avatar';
    const wished = size === 'thumb' || size === 'page' ? size : 'full';
    const download = query.has('download');
    const shown = await openSharedPicture(slug, await readPass(slug), { position, of, size: wished, download });
    if (!shown) return notFoundResponse();
    const { file, type, style } = shown;
    const response = imageResponse(request, file, {
      type,
      etag: `${slug}-${position}-${of}-${shown.size}`,
      // Asked again each time, so that what was stopped is gone at once.
      cache: 'private, no-cache',
      ...(download ? { filename: `selfsame-${style}-${position + 1}.png` } : {}),
    });
    return openToOtherSites(response);
  } catch (error) {
    return errorResponse(error);
  }
}

async function previewResponse(slug: string): Promise<Response> {
  const picture = await drawPreview(slug);
  if (picture === null) return notFoundResponse();
  const headers = { 'Content-Type': 'image/jpeg', 'Cache-Control': 'private, no-cache' };
  return openToOtherSites(new Response(picture, { headers }));
}

/** Pages elsewhere may show it; search engines shall not keep it. */
function openToOtherSites(response: Response): Response {
  response.headers.set('X-Robots-Tag', 'noindex');
  response.headers.set('Cross-Origin-Resource-Policy', 'cross-origin');
  return response;
}
