import { errorResponse, notFoundResponse } from '@/lib/http';
import { readLicence } from '@/lib/third-party';

/** The licence that came with `?package=`, as text. */
export async function GET(request: Request): Promise<Response> {
  try {
    const text = await readLicence(new URL(request.url).searchParams.get('package') ?? '');
    if (text === null) return notFoundResponse();
    return new Response(text, { headers: { 'Content-Type': 'text/plain; charset=utf-8' } });
  } catch (error) {
    return errorResponse(error);
  }
}
