import { z } from 'zod';
import { errorResponse, imageResponse, notFoundResponse } from '@/lib/http';
import { openSelfie } from '@/lib/selfies';
import { getUserId } from '@/lib/session';

export async function GET(request: Request, { params }: RouteContext<'/images/selfies/[id]'>): Promise<Response> {
  try {
    const id = z.uuid().safeParse((await params).id);
    const ownerId = await getUserId();
    const size = new URL(request.url).searchParams.get('size') === 'thumb' ? 'thumb' : 'full';
    const file = id.success && ownerId ? await openSelfie(ownerId, id.data, size) : null;
    if (!file || !id.success) return notFoundResponse();
    return imageResponse(request, file, {
      type: size === 'thumb' ? 'image/webp' : 'image/jpeg',
      etag: `${id.data}-${size}`,
      cache: 'private, no-cache',
    });
  } catch (error) {
    return errorResponse(error);
  }
}
