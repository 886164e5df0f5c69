/** Which pixels are a person: MediaPipe selfie segmentation, 256 × 256. */
import type { Image, Plane } from '../kernel/image.ts';
import { resizePlane, shrink } from '../kernel/resample.ts';
import type { Photo } from './photo.ts';
import type { Network } from './tfjs.ts';

export const MASK_SIDE = 256;

/** A person's mask, `[256, 256]` 0–1, stretched to a square whatever the picture's shape. */
export type PersonMask = Plane;

/** @param levels the photo and its halves; the smallest that still has 256 px is used */
export function segmentPhoto(levels: readonly Photo[], segmenter: Network): PersonMask {
  const level = levels.findLast((photo) => Math.min(photo.width, photo.height) >= MASK_SIDE) ?? levels[0];
  if (level === undefined) throw new Error('A pyramid needs a photo.');
  const length = level.width * level.height;
  const planes = [0, 1, 2].map((channel) => {
    const plane = new Float32Array(length);
    for (let i = 0; i < length; i++) plane[i] = (level.pixels[i * 3 + channel] as number) / 255;
    return plane;
  });
  return segment(planes, level.width, level.height, segmenter);
}

export function segmentImage({ width, height, channels }: Image, segmenter: Network): PersonMask {
  return segment(channels, width, height, segmenter);
}

function segment(planes: readonly Plane[], width: number, height: number, segmenter: Network): PersonMask {
  const input = new Float32Array(MASK_SIDE * MASK_SIDE * 3);
  const factor = Math.max(1, Math.floor(Math.min(width, height) / MASK_SIDE));
  planes.forEach((plane, channel) => {
    const small = shrink(plane, width, height, factor);
    const square = resizePlane(small.plane, small.width, small.height, MASK_SIDE, MASK_SIDE);
    for (let i = 0; i < square.length; i++) input[i * 3 + channel] = square[i] as number;
  });
  const [mask] = segmenter.run(input, MASK_SIDE, ['activation_10']);
  if (mask === undefined) throw new Error('The segmentation network gave no output.');
  return mask;
}
