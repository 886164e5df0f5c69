import { z } from 'zod';
import { openAvatar } from '@/lib/avatars';
import { errorResponse, imageResponse, notFoundResponse } from '@/lib/http';
import { getUserId } from '@/lib/session';

export async function GET(request: Request, { params }: RouteContext<'/images/avatars/[id]'>): Promise<Response> {
  try {
    const id = z.uuid().safeParse((await params).id);
    const ownerId = await getUserId();
    const query = new URL(request.url).searchParams;
    const asked = query.get('size');
    const size = asked === 'thumb' || asked === 'page' ? asked : 'full';
    const file =
      id.success && ownerId ? await openAvatar(ownerId, id.data, size, { fromTrash: query.has('trash') }) : null;
    if (!file || !id.success) return notFoundResponse();
    return imageResponse(request, file, {
      type: size === 'full' ? 'image/png' : 'image/webp',
      etag: `${id.data}-${size}`,
      // Asked again each time, so that what was deleted is gone at once; a 304 costs no bytes.
      cache: 'private, no-cache',
      ...(query.has('download') ? { filename: `selfsame-${id.data.slice(0, 8)}.png` } : {}),
    });
  } catch (error) {
    return errorResponse(error);
  }
}
