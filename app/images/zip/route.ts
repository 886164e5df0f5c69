import { makeZip } from 'client-zip';
import { z } from 'zod';
import { openAvatars, SELECTION_MAX } from '@/lib/avatars';
import { errorResponse, notFoundResponse, requireSameOrigin } from '@/lib/http';
import { getUserId } from '@/lib/session';

const chosen = z
  .string()
  .transform((text) => text.split(' '))
  .pipe(z.array(z.uuid()).min(1).max(SELECTION_MAX));

/** The chosen avatars of whoever asks, as one zip that is made while it is sent. */
export async function POST(request: Request): Promise<Response> {
  try {
    requireSameOrigin(request);
    const [ownerId, form] = await Promise.all([getUserId(), request.formData()]);
    const ids = chosen.safeParse(form.get('ids'));
    const files = ownerId && ids.success ? await openAvatars(ownerId, ids.data) : null;
    if (!files) return notFoundResponse();
    return new Response(makeZip(files), {
      headers: {
        'Content-Type': 'application/zip',
        'Content-Disposition': 'attachment; filename="selfsame-avatars.zip"',
        'Cache-Control': 'private, no-store',
      },
    });
  } catch (error) {
    return errorResponse(error);
  }
}
