/** A photo as pixels, and squares cut from it for the networks. */
import sharp from 'sharp';
import { EngineError } from '../errors.ts';

/** Upright sRGB, `[height, width, 3]`, 0–255. */
export type Photo = { width: number; height: number; pixels: Uint8Array };

/** A rotated square on a photo: centre and side in pixels, `angle` in radians, clockwise on the picture. */
export type Square = { x: number; y: number; side: number; angle: number };

/** Longest side that is looked at; larger photos are reduced, which costs no detail at avatar size. */
const MAX_SIDE = 1600;

/**
 * Decodes JPEG, PNG, WebP, AVIF…: turned by EXIF, to sRGB, transparency on white, at most 1600 px.
 * @throws EngineError `unreadable`
 */
export async function decodePhoto(bytes: Uint8Array): Promise<Photo> {
  try {
    const { data, info } = await sharp(bytes)
      .autoOrient()
      .toColourspace('srgb')
      .flatten({ background: '#ffffff' })
      .resize(MAX_SIDE, MAX_SIDE, { fit: 'inside', withoutEnlargement: true })
      .raw({ depth: 'uchar' })
      .toBuffer({ resolveWithObject: true });
    return { width: info.width, height: info.height, pixels: info.channels === 1 ? greyToRgb(data) : data };
  } catch (cause) {
    throw new EngineError('unreadable', { cause });
  }
}

function greyToRgb(grey: Uint8Array): Uint8Array {
  const pixels = new Uint8Array(grey.length * 3);
  for (let i = 0; i < grey.length; i++) pixels.fill(grey[i] as number, i * 3, i * 3 + 3);
  return pixels;
}

/** The photo and its halves, quarters… down to about 256 px, so that any size is cut without aliasing. */
export function pyramidOf(photo: Photo): Photo[] {
  const levels = [photo];
  for (let level = photo; Math.max(level.width, level.height) >= 512 && Math.min(level.width, level.height) >= 64; ) {
    level = halfOf(level);
    levels.push(level);
  }
  return levels;
}

function halfOf({ width, height, pixels }: Photo): Photo {
  const halfWidth = width >> 1;
  const halfHeight = height >> 1;
  const half = new Uint8Array(halfWidth * halfHeight * 3);
  const row = width * 3;
  for (let y = 0, i = 0; y < halfHeight; y++) {
    for (let x = 0, at = 2 * y * row; x < halfWidth; x++, at += 6) {
      for (let channel = 0; channel < 3; channel++, i++) {
        const p = at + channel;
        const upper = (pixels[p] as number) + (pixels[p + 3] as number);
        const lower = (pixels[p + row] as number) + (pixels[p + row + 3] as number);
        half[i] = (upper + lower + 2) >> 2;
      }
    }
  }
  return { width: halfWidth, height: halfHeight, pixels: half };
}

/** The luma that a tenth of the photo exceeds, 0–1, read off its smallest level. */
export function brightestTones(levels: readonly Photo[]): number {
  const pixels = levels.at(-1)?.pixels ?? new Uint8Array();
  const tones = new Float32Array(pixels.length / 3);
  for (let i = 0; i < tones.length; i++) tones[i] = lumaOf(pixels, i * 3) / 255;
  return tones.sort()[Math.floor(tones.length * 0.9)] ?? 0;
}

/** Luma (Rec. 601) of the colour at `at`, on the scale of `values`. */
export function lumaOf(values: ArrayLike<number>, at: number): number {
  return 0.299 * (values[at] as number) + 0.587 * (values[at + 1] as number) + 0.114 * (values[at + 2] as number);
}

export function brightened({ width, height, pixels }: Photo, gain: number): Photo {
  return { width, height, pixels: pixels.map((value) => Math.min(255, value * gain)) };
}

/**
 * A square of the photo (in the first level's pixels) as `[side, side, 3]` of `value · gain + offset`;
 * what lies beyond the photo is black.
 */
export function cutSquare(
  levels: readonly Photo[],
  square: Square,
  side: number,
  gain: number,
  offset: number,
): Float32Array {
  const wanted = Math.max(0, Math.round(Math.log2(square.side / side)));
  const depth = Math.min(wanted, levels.length - 1);
  const level = levels[depth];
  if (level === undefined) throw new Error('A pyramid needs a photo.');
  const shrunk = 2 ** depth;
  const step = square.side / side / shrunk;
  const stepX = Math.cos(square.angle) * step;
  const stepY = Math.sin(square.angle) * step;
  const cut = new Float32Array(side * side * 3).fill(offset);
  for (let y = 0, i = 0; y < side; y++) {
    const down = y + 0.5 - side / 2;
    let atX = square.x / shrunk - 0.5 + (0.5 - side / 2) * stepX - down * stepY;
    let atY = square.y / shrunk - 0.5 + (0.5 - side / 2) * stepY + down * stepX;
    for (let x = 0; x < side; x++, i += 3, atX += stepX, atY += stepY) {
      if (atX >= -1 && atY >= -1 && atX <= level.width && atY <= level.height) {
        copyPixel(level, atX, atY, cut, i, gain, offset);
      }
    }
  }
  return cut;
}

/** The bilinear colour at a pixel position, written to `target[i … i + 2]` as `value · gain + offset`. */
function copyPixel(
  { width, height, pixels }: Photo,
  atX: number,
  atY: number,
  target: Float32Array,
  i: number,
  gain: number,
  offset: number,
): void {
  const x = Math.min(Math.max(atX, 0), width - 1.001);
  const y = Math.min(Math.max(atY, 0), height - 1.001);
  const left = x | 0;
  const top = y | 0;
  const across = x - left;
  const down = y - top;
  const upper = (top * width + left) * 3;
  const lower = upper + width * 3;
  for (let channel = 0; channel < 3; channel++) {
    const a = upper + channel;
    const b = lower + channel;
    const above = (pixels[a] as number) * (1 - across) + (pixels[a + 3] as number) * across;
    const below = (pixels[b] as number) * (1 - across) + (pixels[b + 3] as number) * across;
    target[i + channel] = (above * (1 - down) + below * down) * gain + offset;
  }
}
