import { errorResponse, requireSameOrigin } from '@/lib/http';
import { prepareSelfie, readUpload, storeSelfie } from '@/lib/selfies';
import { startSession } from '@/lib/session';

/** Takes a selfie's bytes. The first accepted one makes a visitor a guest; a refused one leaves nothing behind. */
export async function POST(request: Request): Promise<Response> {
  try {
    requireSameOrigin(request);
    const selfie = await prepareSelfie(await readUpload(request.body));
    const { id, width, height } = await storeSelfie(await startSession(), selfie);
    return Response.json({ id, width, height }, { status: 201 });
  } catch (error) {
    return errorResponse(error);
  }
}
