import { forEverybody } from '@/lib/api-http';
import { readUploaded } from '@/lib/api-uploads';
import { errorResponse, notFoundResponse } from '@/lib/http';

/** A picture that was put here by API, for anyone with its unguessable address, for a day. */
export async function GET(_request: Request, { params }: RouteContext<'/images/uploads/[name]'>): Promise<Response> {
  try {
    const upload = await readUploaded((await params).name);
    if (upload === null) return forEverybody(notFoundResponse());
    const headers = { 'Content-Type': `image/${upload.type}`, 'Cache-Control': 'no-cache' };
    return forEverybody(new Response(upload.bytes, { headers }));
  } catch (error) {
    return errorResponse(error);
  }
}
