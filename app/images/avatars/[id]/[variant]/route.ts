import { z } from 'zod';
import { errorResponse, imageResponse, notFoundResponse, requireSameOrigin } from '@/lib/http';
import { VARIANTS } from '@/lib/limits';
import { getUserId } from '@/lib/session';
import { makeVariant, openVariant } from '@/lib/variants';

type Context = RouteContext<'/images/avatars/[id]/[variant]'>;

const address = z.object({ id: z.uuid(), variant: z.enum(VARIANTS) });

/** Has the variant made; answers once it can be had by GET, or says in a sentence why it can't. */
export async function POST(request: Request, { params }: Context): Promise<Response> {
  try {
    requireSameOrigin(request);
    const [ownerId, asked] = [await getUserId(), address.safeParse(await params)];
    if (!ownerId || !asked.success) return notFoundResponse();
    await makeVariant(ownerId, asked.data.id, asked.data.variant);
    return new Response(null, { status: 204 });
  } catch (error) {
    return errorResponse(error);
  }
}

/** The file, as a download, once it was made. */
export async function GET(request: Request, { params }: Context): Promise<Response> {
  try {
    const [ownerId, asked] = [await getUserId(), address.safeParse(await params)];
    if (!ownerId || !asked.success) return notFoundResponse();
    const { id, variant } = asked.data;
    const file = await openVariant(ownerId, id, variant);
    if (!file) return notFoundResponse();
    return imageResponse(request, file, {
      type: 'image/png',
      etag: `${id}-${variant}`,
      cache: 'private, no-cache',
      filename: `selfsame-${id.slice(0, 8)}-${variant}.png`,
    });
  } catch (error) {
    return errorResponse(error);
  }
}
