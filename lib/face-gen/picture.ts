/** Bytes that claim to be a picture: what they are by their first bytes, out of base64, and whether they decode. */
import sharp, { type Sharp } from 'sharp';
import { FaceGenError } from './errors.ts';

/** Smallest side of a picture that counts, in pixels. */
const PICTURE_MIN_SIDE = 64;
/** Largest picture that is decoded, in pixels; face_gen's own limit is 512×768. */
const PICTURE_MAX_PIXELS = 4096 * 4096;

const SIGNATURES = [
  { type: 'png', at: 0, bytes: '\x89PNG\r\n\x1a\n' },
  { type: 'jpeg', at: 0, bytes: '\xff\xd8\xff' },
  { type: 'webp', at: 8, bytes: 'WEBP' },
] as const;

/** What the bytes are by their first bytes, whatever their name or content type says; `null` if no picture. */
export function pictureType(bytes: Uint8Array): 'png' | 'jpeg' | 'webp' | null {
  const head = Buffer.from(bytes.subarray(0, 16)).toString('latin1');
  return SIGNATURES.find((signature) => head.startsWith(signature.bytes, signature.at))?.type ?? null;
}

/** The bytes in base64 text, with or without a `data:…;base64,` prefix; `null` if they are no picture. */
export function pictureFromBase64(text: string): Uint8Array | null {
  const bytes = Buffer.from(text.trim().replace(/^data:[^,]{0,100},/i, ''), 'base64');
  return pictureType(bytes) === null ? null : bytes;
}

/**
 * A picture's bytes, as they came or out of base64 text, once every pixel has been decoded. PNG, JPEG and WebP
 * only: anything else (SVG, HTML) never reaches the decoder. Throws `bad_response` for whatever isn't a whole
 * picture of at least 64×64 pixels.
 */
export async function readPicture(body: Uint8Array): Promise<Uint8Array> {
  const bytes = pictureType(body) === null ? pictureFromBase64(Buffer.from(body).toString('latin1')) : body;
  if (bytes === null) throw new FaceGenError('bad_response', { detail: 'not a picture' });
  const size = await decode(bytes);
  if (size === null) throw new FaceGenError('bad_response', { detail: 'a picture that does not decode' });
  if (Math.min(size.width, size.height) < PICTURE_MIN_SIDE) {
    throw new FaceGenError('bad_response', { detail: 'a picture under 64×64' });
  }
  return bytes;
}

/** No channel of a wholly black picture is brighter, JPEG's noise included (0–255). */
const BLACK_MAX = 12;
/**
 * At 128 pixels wide, libvips' sharpness (the deviation of the Laplacian) is 3.2 and more for drawn portraits, and 0.5
 * and less once a picture of 512 pixels was blurred by 10 or more: measured on the product's own examples.
 */
const BLURRED_MAX = 0.6;
const BLUR_WIDTH = 128;

/**
 * Whether a picture is one that the safety checker made unrecognisable, of which the answer says
 * nothing: all black, or so blurred that no edge is left. `null` for any other.
 */
export async function heldBack(picture: Sharp): Promise<'black' | 'blurred' | null> {
  const small = await picture.flatten().resize(BLUR_WIDTH).raw().toBuffer({ resolveWithObject: true });
  const { channels, sharpness } = await sharp(small.data, { raw: small.info }).stats();
  if (channels.every(({ max }) => max <= BLACK_MAX)) return 'black';
  return sharpness <= BLURRED_MAX ? 'blurred' : null;
}

/** Reads every pixel; `null` when that fails. */
async function decode(bytes: Uint8Array): Promise<{ width: number; height: number } | null> {
  try {
    const picture = sharp(bytes, { limitInputPixels: PICTURE_MAX_PIXELS, failOn: 'error' });
    const { info } = await picture.raw().toBuffer({ resolveWithObject: true });
    return { width: info.width, height: info.height };
  } catch {
    return null;
  }
}
