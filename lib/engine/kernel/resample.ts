/** Planes at another size. */
import type { Plane } from './image.ts';

export type SizedPlane = { plane: Plane; width: number; height: number };

/**
 * The mean of each `factor × factor` box; boxes at the right and lower edge cover what is left.
 * The result is `ceil(width / factor) × ceil(height / factor)`.
 */
export function shrink(plane: Plane, width: number, height: number, factor: number): SizedPlane {
  if (factor === 1) return { plane: plane.slice(), width, height };
  if (factor === 2 && width % 2 === 0 && height % 2 === 0) return halve(plane, width, height);
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

/** `shrink` by 2 for even sides, the usual case. */
function halve(plane: Plane, width: number, height: number): SizedPlane {
  const half = new Float32Array(plane.length / 4);
  for (let y = 0, i = 0; y < height; y += 2) {
    for (let at = y * width, end = at + width; at < end; at += 2, i++) {
      const upper = (plane[at] as number) + (plane[at + 1] as number);
      half[i] = (upper + (plane[at + width] as number) + (plane[at + width + 1] as number)) / 4;
    }
  }
  return { plane: half, width: width / 2, height: height / 2 };
}

/** Bilinear, pixel centres aligned. Made for enlarging; to make smaller by more than 2, `shrink` first. */
export function resizePlane(plane: Plane, width: number, height: number, newWidth: number, newHeight: number): Plane {
  if (newWidth === 2 * width && newHeight === 2 * height) return double(plane, width, height);
  const resized = new Float32Array(newWidth * newHeight);
  const { at: columns, part: columnParts } = steps(width, newWidth);
  const { at: rows, part: rowParts } = steps(height, newHeight);
  const right = width > 1 ? 1 : 0;
  const below = height > 1 ? width : 0;
  // One row between two, then its pixels: the rows are as narrow as the smaller plane.
  const between = new Float32Array(width);
  for (let y = 0, i = 0; y < newHeight; y++) {
    const row = (rows[y] as number) * width;
    const down = rowParts[y] as number;
    for (let x = 0; x < width; x++) {
      const above = plane[row + x] as number;
      between[x] = above + ((plane[row + below + x] as number) - above) * down;
    }
    for (let x = 0; x < newWidth; x++, i++) {
      const column = columns[x] as number;
      const left = between[column] as number;
      resized[i] = left + ((between[column + right] as number) - left) * (columnParts[x] as number);
    }
  }
  return resized;
}

/** `resizePlane` to twice the size, the usual case: each new pixel is 3/4 of one and 1/4 of its neighbour. */
function double(plane: Plane, width: number, height: number): Plane {
  const doubled = new Float32Array(plane.length * 4);
  const between = new Float32Array(width);
  for (let y = 0, i = 0; y < 2 * height; y++) {
    const row = (y >> 1) * width;
    const neighbour = Math.min(Math.max((y >> 1) + (y % 2 === 0 ? -1 : 1), 0), height - 1) * width;
    for (let x = 0; x < width; x++) {
      between[x] = 0.75 * (plane[row + x] as number) + 0.25 * (plane[neighbour + x] as number);
    }
    let before = between[0] as number;
    let here = before;
    for (let x = 1; x < width; x++, i += 2) {
      const after = between[x] as number;
      doubled[i] = 0.75 * here + 0.25 * before;
      doubled[i + 1] = 0.75 * here + 0.25 * after;
      before = here;
      here = after;
    }
    doubled[i++] = 0.75 * here + 0.25 * before;
    doubled[i++] = here;
  }
  return doubled;
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
