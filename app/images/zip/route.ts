import { makeZip } from 'client-zip';
import { z } from 'zod';
import { SELECTION_MAX } from '@/lib/avatars';
import { AppError } from '@/lib/errors';
import { errorResponse, notFoundResponse, readForm, requireSameOrigin } from '@/lib/http';
import { VARIANTS, ZIPPED_VARIANTS_MAX } from '@/lib/limits';
import { getUserId } from '@/lib/session';
import { openAvatars } from '@/lib/variants';
import * as m from '@/messages/compiled/errors';

/** Room for so many ids. */
const FORM_MAX_BYTES = 40 * SELECTION_MAX + 1000;

const chosen = z
  .string()
  .transform((text) => text.split(' '))
  .pipe(z.array(z.uuid()).min(1).max(SELECTION_MAX));

/** The chosen avatars of whoever asks, or a variant of each, as one zip that is made while it is sent. */
export async function POST(request: Request): Promise<Response> {
  try {
    requireSameOrigin(request);
    const [ownerId, form] = await Promise.all([getUserId(), readForm(request, FORM_MAX_BYTES)]);
    const ids = chosen.safeParse(form.get('ids'));
    const { data: variant = null } = z.enum(VARIANTS).safeParse(form.get('variant'));
    if (variant !== null && ids.success && ids.data.length > ZIPPED_VARIANTS_MAX) throw tooMany();
    const files = ownerId && ids.success ? await openAvatars(ownerId, ids.data, variant) : null;
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

function tooMany(): AppError {
  return new AppError('invalid_input', m.tooManyVariants({ max: ZIPPED_VARIANTS_MAX }), {
    field: 'ids',
  });
}
