/** face_gen in the worker's terms: one picture a request, its selfie as a data: address, its result downloaded. */
import sharp from 'sharp';
import { createFaceGen, type FaceGenPending } from './face-gen/client.ts';
import type { FaceGenSuccess } from './face-gen/contract.ts';
import { FaceGenError } from './face-gen/errors.ts';
import type { PictureAnswer, PictureEngine } from './picture-engine.ts';

/** What is sent when the person left the prompt empty: the field is required. */
const EMPTY_PROMPT = 'portrait, looking at the camera';

export function faceGenPictures(baseUrl: string, key: string): PictureEngine {
  const client = createFaceGen({ baseUrl, key });

  async function toAnswer(answer: FaceGenSuccess | FaceGenPending, signal: AbortSignal): Promise<PictureAnswer> {
    if (answer.status === 'processing') {
      return { status: 'processing', id: answer.id, progress: null, etaSeconds: answer.etaSeconds, waitMs: null };
    }
    const [picture] = await client.download(answer, { signal });
    if (!picture) throw new FaceGenError('bad_response', { detail: 'success without a picture' });
    return { status: 'success', picture: await toPng(picture), words: null };
  }

  return {
    paid: true,
    async submit({ selfie, prompt, ...request }, signal) {
      const answer = await client.submit({ ...request, prompt: prompt || EMPTY_PROMPT, faceImage: selfie }, { signal });
      return toAnswer(answer, signal);
    },
    async fetch(id, signal) {
      return toAnswer(await client.fetch(id, { signal }), signal);
    },
  };
}

/** Nothing of what came over the wire is kept but its pixels. */
function toPng(picture: Uint8Array): Promise<Uint8Array> {
  return sharp(picture).autoOrient().toColourspace('srgb').png().toBuffer();
}
