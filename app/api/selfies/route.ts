import { z } from 'zod';
import { AppError } from '@/lib/errors';
import { errorResponse, requireSameOrigin } from '@/lib/http';
import { limitGuests, limitUploads } from '@/lib/rate-limit';
import { facePoint, type PreparedSelfie, prepareSelfie, readUpload, storeSelfie } from '@/lib/selfies';
import { getUserId, startSession } from '@/lib/session';
import * as m from '@/messages/compiled/errors';

/**
 * Takes a selfie's bytes; `?x=&y=` says which face is meant, where there are several: parts of width and height. `?id=`
 * is the sender's name for it, a UUID: sent again under the same, as after a lost answer, it is kept once.
 * The first accepted one makes a visitor a guest; a refused one leaves nothing behind.
 */
export async function POST(request: Request): Promise<Response> {
  try {
    requireSameOrigin(request);
    await limitUploads(request.headers);
    const url = new URL(request.url);
    const uploadId = nameOf(url);
    const selfie = await prepareSelfie(await readUpload(request.body), chosenFace(url));
    if (!(await getUserId())) await limitGuests(request.headers);
    const { id, width, height } = await storeSelfie(await startSession(), selfie, uploadId);
    return Response.json({ id, width, height }, { status: 201 });
  } catch (error) {
    return errorResponse(error);
  }
}

function nameOf({ searchParams }: URL): string | undefined {
  const id = searchParams.get('id');
  if (id === null) return undefined;
  const { data } = z.uuid().safeParse(id);
  if (data === undefined) throw new AppError('invalid_input', m.idUuid(), { field: 'selfieId' });
  return data;
}

function chosenFace({ searchParams }: URL): PreparedSelfie['face'] {
  if (!searchParams.has('x') && !searchParams.has('y')) return null;
  const { data } = facePoint.safeParse(Object.fromEntries(searchParams));
  if (data === undefined) throw new AppError('invalid_input', m.facePoint(), { field: 'selfieId' });
  return data;
}
