import { AppError } from '@/lib/errors';
import { errorResponse, requireSameOrigin } from '@/lib/http';
import { limitGuests, limitUploads } from '@/lib/rate-limit';
import { facePoint, type PreparedSelfie, prepareSelfie, readUpload, storeSelfie } from '@/lib/selfies';
import { getUserId, startSession } from '@/lib/session';

/**
 * Takes a selfie's bytes; `?x=&y=` says which face is meant, where there are several: parts of width and height.
 * The first accepted one makes a visitor a guest; a refused one leaves nothing behind.
 */
export async function POST(request: Request): Promise<Response> {
  try {
    requireSameOrigin(request);
    await limitUploads(request.headers);
    const selfie = await prepareSelfie(await readUpload(request.body), chosenFace(new URL(request.url)));
    if (!(await getUserId())) await limitGuests(request.headers);
    const { id, width, height } = await storeSelfie(await startSession(), selfie);
    return Response.json({ id, width, height }, { status: 201 });
  } catch (error) {
    return errorResponse(error);
  }
}

function chosenFace({ searchParams }: URL): PreparedSelfie['face'] {
  if (!searchParams.has('x') && !searchParams.has('y')) return null;
  const { data } = facePoint.safeParse(Object.fromEntries(searchParams));
  if (data === undefined)
    throw new AppError('invalid_input', 'x and y must be numbers from 0 to 1.', { field: 'selfieId' });
  return data;
}
