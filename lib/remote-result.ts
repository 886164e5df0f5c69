/** A finished request's picture: downloaded, looked at, and made a PNG of our own. */
import { setTimeout as sleep } from 'node:timers/promises';
import sharp from 'sharp';
import type { FaceGen } from './face-gen/client.ts';
import type { FaceGenSuccess } from './face-gen/contract.ts';
import { FaceGenError, unrepeated } from './face-gen/errors.ts';
import { heldBack } from './face-gen/picture.ts';

/** How long links that can't be read yet are tried, and how long one may take. */
export const DOWNLOAD_RETRY_SECONDS = 15;
export const DOWNLOAD_TIMEOUT_SECONDS = 30;
/** How often links are asked for anew when none could be read; before the second time after this, then twice. */
const ROUNDS = 3;
const PAUSE_MS = 1000;

/**
 * The picture's bytes, as PNG. Its links are asked for anew when they can't be read.
 * @throws FaceGenError `bad_response`, `upstream_down`, `timeout`, `refused_by_safety`; none for a machine to repeat
 */
export async function collectPicture(
  client: FaceGen,
  success: FaceGenSuccess,
  safetyChecker: boolean,
  signal: AbortSignal,
): Promise<Uint8Array> {
  let links = success;
  for (let round = 1; ; round++) {
    signal.throwIfAborted();
    try {
      const [picture] = await client.download(links, { signal });
      if (!picture) throw new FaceGenError('bad_response', { detail: 'success without a picture' });
      const { data, info } = await pixelsOf(picture);
      const pixels = () => sharp(data, { raw: info });
      const [held, png] = await Promise.all([heldBack(pixels()), pixels().png({ compressionLevel: 3 }).toBuffer()]);
      if (held !== null && safetyChecker) throw new FaceGenError('refused_by_safety', { detail: `a ${held} picture` });
      if (held === 'black') throw new FaceGenError('bad_response', { detail: 'a black picture', retryable: false });
      return png;
    } catch (error) {
      if (!(error instanceof FaceGenError)) throw error;
      if (!error.retryable || round === ROUNDS) throw unrepeated(error);
    }
    await sleep(PAUSE_MS * round, undefined, { signal });
    links = (await askForLinks(client, links, signal)) ?? links;
  }
}

async function askForLinks(client: FaceGen, { id }: FaceGenSuccess, signal: AbortSignal) {
  if (id === null) return null;
  try {
    const answer = await client.fetch(id, { signal });
    return answer.status === 'success' ? answer : null;
  } catch (error) {
    if (error instanceof FaceGenError) return null;
    throw error;
  }
}

/** Nothing of what came over the wire is kept but its pixels. */
function pixelsOf(picture: Uint8Array) {
  return sharp(picture).autoOrient().toColourspace('srgb').raw().toBuffer({ resolveWithObject: true });
}
