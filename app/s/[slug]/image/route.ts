import { openSharedAvatar } from '@/lib/avatars';
import { errorResponse, imageResponse, notFoundResponse } from '@/lib/http';

export async function GET(request: Request, { params }: RouteContext<'/s/[slug]/image'>): Promise<Response> {
  try {
    const { slug } = await params;
    const size = new URL(request.url).searchParams.get('size') === 'thumb' ? 'thumb' : 'full';
    const file = await openSharedAvatar(slug, size);
    if (!file) return notFoundResponse();
    const response = imageResponse(request, file, {
      type: size === 'thumb' ? 'image/webp' : 'image/png',
      etag: `${slug}-${size}`,
      cache: 'private, no-cache',
    });
    response.headers.set('X-Robots-Tag', 'noindex');
    response.headers.set('Cross-Origin-Resource-Policy', 'cross-origin');
    return response;
  } catch (error) {
    return errorResponse(error);
  }
}
