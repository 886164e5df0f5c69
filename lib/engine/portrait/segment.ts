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
  const planes = [0, 1, 2].map((channel) => channelOf(level.pixels, channel));
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
    setChannel(input, square, channel);
  });
  const [mask] = segmenter.run(input, MASK_SIDE, ['activation_10']);
  if (mask === undefined) throw new Error('The segmentation network gave no output.');
  return mask;
}

/** One channel of interleaved 8-bit RGB, 0–1. */
function channelOf(pixels: Uint8Array, channel: number): Plane {
  const plane = new Float32Array(pixels.length / 3);
  for (let i = 0; i < plane.length; i++) plane[i] = (pixels[i * 3 + channel] as number) / 255;
  return plane;
}

function setChannel(interleaved: Float32Array, plane: Plane, channel: number): void {
  for (let i = 0; i < plane.length; i++) interleaved[i * 3 + channel] = plane[i] as number;
}
