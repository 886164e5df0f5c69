/** Planes at another size. */
import { type Image, imageOf, type Plane } from './image.ts';
import { type Address, borrowing, native, put, room, take } from './native.ts';

export type SizedPlane = { plane: Plane; width: number; height: number };

/**
 * The mean of each `factor × factor` box; boxes at the right and lower edge cover what is left.
 * The result is `ceil(width / factor) × ceil(height / factor)`.
 */
export function shrink(plane: Plane, width: number, height: number, factor: number): SizedPlane {
  if (factor === 1) return { plane: plane.slice(), width, height };
  const [smallWidth, smallHeight] = [Math.ceil(width / factor), Math.ceil(height / factor)];
  const halves = factor === 2 && width % 2 === 0 && height % 2 === 0;
  const small = intoRoom(plane, smallWidth * smallHeight, (from, to) => {
    if (halves) native.halve(from, to, width, height);
    else native.shrink(from, to, width, height, factor);
  });
  return { plane: small, width: smallWidth, height: smallHeight };
}

/** `shrink` for each channel. */
export function shrinkImage({ width, height, channels: [red, green, blue] }: Image, factor: number): Image {
  const first = shrink(red, width, height, factor);
  const others = [green, blue].map((channel) => shrink(channel, width, height, factor).plane) as [Plane, Plane];
  return imageOf(first.width, first.height, [first.plane, ...others]);
}

/** Bilinear, pixel centres aligned. Made for enlarging; to make smaller by more than 2, `shrink` first. */
export function resizePlane(plane: Plane, width: number, height: number, newWidth: number, newHeight: number): Plane {
  return intoRoom(plane, newWidth * newHeight, (from, to) => {
    native.resize(from, to, width, height, newWidth, newHeight);
  });
}

/** What `change` makes of a plane, in another size. */
function intoRoom(plane: Plane, pixels: number, change: (from: Address, to: Address) => void): Plane {
  return borrowing(() => {
    const to = room(pixels);
    change(put(plane), to);
    return take(to, pixels);
  });
}

/** The bilinear value at pixel position x, y (0, 0 is the centre of the first pixel); edges repeat. */
export function sampleAt(plane: Plane, width: number, height: number, x: number, y: number): number {
  const insideX = x < 0 ? 0 : x > width - 1.001 ? width - 1.001 : x;
  const insideY = y < 0 ? 0 : y > height - 1.001 ? height - 1.001 : y;
  const left = insideX | 0;
  const top = insideY | 0;
  const across = insideX - left;
  const down = insideY - top;
  const at = top * width + left;
  const upper = (plane[at] as number) * (1 - across) + (plane[at + 1] as number) * across;
  const lower = (plane[at + width] as number) * (1 - across) + (plane[at + width + 1] as number) * across;
  return upper * (1 - down) + lower * down;
}
