/** Planes at another size. */
import type { Plane } from './image.ts';

export type SizedPlane = { plane: Plane; width: number; height: number };

/**
 * The mean of each `factor × factor` box; boxes at the right and lower edge cover what is left.
 * The result is `ceil(width / factor) × ceil(height / factor)`.
 */
export function shrink(plane: Plane, width: number, height: number, factor: number): SizedPlane {
  const smallWidth = Math.ceil(width / factor);
  const smallHeight = Math.ceil(height / factor);
  const small = new Float32Array(smallWidth * smallHeight);
  for (let y = 0; y < height; y++) {
    const into = ((y / factor) | 0) * smallWidth;
    const row = y * width;
    for (let box = 0, x = 0; box < smallWidth; box++) {
      const end = Math.min(x + factor, width);
      let sum = 0;
      for (; x < end; x++) sum += plane[row + x] as number;
      small[into + box] = (small[into + box] as number) + sum;
    }
  }
  const lastColumns = width - (smallWidth - 1) * factor;
  const lastRows = height - (smallHeight - 1) * factor;
  for (let y = 0, i = 0; y < smallHeight; y++) {
    const rows = y === smallHeight - 1 ? lastRows : factor;
    for (let x = 0; x < smallWidth; x++, i++) {
      small[i] = (small[i] as number) / (rows * (x === smallWidth - 1 ? lastColumns : factor));
    }
  }
  return { plane: small, width: smallWidth, height: smallHeight };
}

/** Bilinear, pixel centres aligned. Made for enlarging; to make smaller by more than 2, `shrink` first. */
export function resizePlane(plane: Plane, width: number, height: number, newWidth: number, newHeight: number): Plane {
  const resized = new Float32Array(newWidth * newHeight);
  const { at: columns, part: columnParts } = steps(width, newWidth);
  const { at: rows, part: rowParts } = steps(height, newHeight);
  const right = width > 1 ? 1 : 0;
  const below = height > 1 ? width : 0;
  for (let y = 0, i = 0; y < newHeight; y++) {
    const row = (rows[y] as number) * width;
    const down = rowParts[y] as number;
    for (let x = 0; x < newWidth; x++, i++) {
      const at = row + (columns[x] as number);
      const across = columnParts[x] as number;
      const topLeft = plane[at] as number;
      const bottomLeft = plane[at + below] as number;
      const top = topLeft + ((plane[at + right] as number) - topLeft) * across;
      const bottom = bottomLeft + ((plane[at + below + right] as number) - bottomLeft) * across;
      resized[i] = top + (bottom - top) * down;
    }
  }
  return resized;
}

/** For each new pixel along one side: the old pixel before its centre, and how far it lies towards the next. */
function steps(length: number, newLength: number): { at: Int32Array; part: Float32Array } {
  const at = new Int32Array(newLength);
  const part = new Float32Array(newLength);
  for (let i = 0; i < newLength; i++) {
    const centre = Math.min(Math.max(((i + 0.5) * length) / newLength - 0.5, 0), length - 1);
    const before = Math.min(Math.floor(centre), Math.max(0, length - 2));
    at[i] = before;
    part[i] = centre - before;
  }
  return { at, part };
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
