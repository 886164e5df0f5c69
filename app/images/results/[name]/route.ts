import { forEverybody } from '@/lib/api-http';
import { openResult } from '@/lib/api-photo';
import { errorResponse, imageResponse, notFoundResponse } from '@/lib/http';

/** A picture that was made by API, for anyone with its unguessable address: for a day, as PNG or as base64 text. */
export async function GET(request: Request, { params }: RouteContext<'/images/results/[name]'>): Promise<Response> {
  try {
    const result = await openResult((await params).name);
    if (result === null) return forEverybody(notFoundResponse());
    const { file, avatarId, form } = result;
    if (form === 'base64') {
      const bytes = await new Response(file.stream).arrayBuffer();
      const headers = { 'Content-Type': 'text/plain', 'Cache-Control': 'no-cache' };
      return forEverybody(new Response(Buffer.from(bytes).toString('base64'), { headers }));
    }
    // Asked again each time, so that what was deleted is gone at once.
    return forEverybody(imageResponse(request, file, { type: 'image/png', etag: avatarId, cache: 'no-cache' }));
  } catch (error) {
    return errorResponse(error);
  }
}
