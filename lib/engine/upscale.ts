/** Twice as large, without a network: why, and what was measured, is in docs/decisions/007-upscaling.md. */
import sharp from 'sharp';
import { EngineError } from './errors.ts';
import { clamp, type Plane } from './kernel/image.ts';
import { resizePlane, shrink } from './kernel/resample.ts';

const FACTOR = 2;
/** Rounds of back-projection. Between three and six there was about 0.1 dB. */
const ROUNDS = 5;

/**
 * Enlarges a picture to twice its width and height. Any transparency is kept; metadata is not.
 * @returns PNG, sRGB
 * @throws EngineError `unreadable`
 */
export async function upscale(picture: Uint8Array): Promise<Uint8Array> {
  const { width, height, channels, pixels } = await decode(picture);
  const size = { width: width * FACTOR, height: height * FACTOR, channels };
  const large = new Uint8Array(size.width * size.height * channels);
  // Colours are weighed by their cover, so that what lies beneath nothing doesn't bleed into the edge.
  const cover = channels === 4 ? planeOf(pixels, 3, channels) : null;
  const largeCover = cover && enlarge(cover, width, height);
  for (let channel = 0; channel < 3; channel++) {
    const colour = planeOf(pixels, channel, channels);
    if (cover) for (let i = 0; i < colour.length; i++) colour[i] = (colour[i] as number) * (cover[i] as number);
    write(enlarge(colour, width, height), largeCover, large, channel, channels);
  }
  if (largeCover) write(largeCover, null, large, 3, channels);
  return sharp(large, { raw: size }).png({ compressionLevel: 6 }).toBuffer();
}

async function decode(picture: Uint8Array) {
  try {
    const image = sharp(picture).autoOrient().toColourspace('srgb');
    const { hasAlpha } = await sharp(picture).metadata();
    const { data, info } = await (hasAlpha ? image.ensureAlpha() : image.removeAlpha())
      .raw({ depth: 'uchar' })
      .toBuffer({ resolveWithObject: true });
    return { width: info.width, height: info.height, channels: hasAlpha ? (4 as const) : (3 as const), pixels: data };
  } catch (cause) {
    throw new EngineError('unreadable', { cause });
  }
}

function planeOf(pixels: Uint8Array, channel: number, channels: number): Plane {
  return Float32Array.from(
    { length: pixels.length / channels },
    (_, i) => (pixels[i * channels + channel] as number) / 255,
  );
}

function write(values: Plane, cover: Plane | null, target: Uint8Array, channel: number, channels: number): void {
  for (let i = 0; i < values.length; i++) {
    const share = cover ? Math.max(cover[i] as number, 1 / 255) : 1;
    target[i * channels + channel] = clamp((values[i] as number) / share) * 255 + 0.5;
  }
}

/**
 * Iterative back-projection (Irani and Peleg, 'Improving resolution by image registration', 1991): the picture is
 * corrected until it gives the small one when it is reduced, which brings back the edges that interpolation softened.
 */
function enlarge(small: Plane, width: number, height: number): Plane {
  const large = resizePlane(small, width, height, width * FACTOR, height * FACTOR);
  for (let round = 0; round < ROUNDS; round++) {
    const reduced = shrink(large, width * FACTOR, height * FACTOR, FACTOR).plane;
    for (let i = 0; i < reduced.length; i++) reduced[i] = (small[i] as number) - (reduced[i] as number);
    const missing = resizePlane(reduced, width, height, width * FACTOR, height * FACTOR);
    for (let i = 0; i < large.length; i++) large[i] = (large[i] as number) + (missing[i] as number);
  }
  return large;
}
