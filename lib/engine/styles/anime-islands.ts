/** Bits of a part that lie alone among others, or hang from it thinly: a cel painter leaves them out. */

import { type Plane, smoothstep } from '../kernel/image.ts';
import { piecesOf, shoresOf } from '../kernel/pieces.ts';
import type { PartName } from './anime-parts.ts';
import { broadBlur } from './half-size.ts';

type Covers = Record<PartName, Plane>;

/**
 * The largest islands, in squared face heights: those that go wherever they lie, and those that go when one other part
 * of the person surrounds most of them.
 */
const LARGEST: Record<PartName, { anywhere: number; surrounded: number }> = {
  backdrop: { anywhere: 0.004, surrounded: 0.008 },
  cloth: { anywhere: 0.006, surrounded: 0.06 },
  skin: { anywhere: 0.012, surrounded: 0.05 },
  hair: { anywhere: 0.04, surrounded: 0.05 },
  headwear: { anywhere: 0.03, surrounded: 0.03 },
};
const ORDER = ['backdrop', 'headwear', 'cloth', 'hair', 'skin'] as const;
/** The part of an island's shore that must be hair and skin, or one part, for it to be surrounded. */
const SURROUNDED = 0.7;

/**
 * Gives small islands to what surrounds them: shadows, gaps between strands, glints; in place.
 * @param faceHeight in pixels of the planes
 */
export function dissolveIslands(parts: Covers, width: number, height: number, faceHeight: number): void {
  for (const name of ORDER) {
    const { anywhere, surrounded } = LARGEST[name];
    const unit = faceHeight ** 2;
    const labels = labelsOf(parts, name);
    for (const pixels of piecesOf(labels, width, ORDER.indexOf(name))) {
      if (pixels.length > surrounded * unit || (name === 'backdrop' && touchesEdge(pixels, width, height))) continue;
      const shores = shoresOf(pixels, labels, width).map(([label, length]) => ({
        part: ORDER[label] ?? 'skin',
        length,
      }));
      const lengthOf = (parts: readonly PartName[]) =>
        shores.reduce((sum, { part, length }) => sum + (parts.includes(part) ? length : 0), 0);
      const { part: into, length: longest } = shores.find(({ part }) => part !== 'backdrop') ?? {
        part: 'skin',
        length: 0,
      };
      const within = Math.max(longest, lengthOf(['hair', 'skin'])) >= SURROUNDED * lengthOf(ORDER);
      if (longest === 0 || (pixels.length > anywhere * unit && !within)) continue;
      for (const i of pixels) {
        parts[into][i] = Math.min(1, (parts[into][i] as number) + (parts[name][i] as number));
        parts[name][i] = 0;
      }
    }
  }
}

/** Per pixel the index in `ORDER` of what it is most of: of the part `first`, if it is; −1 for nothing. */
function labelsOf(parts: Covers, first: PartName): Int8Array {
  const labels = new Int8Array(parts[first].length).fill(-1);
  for (const name of [first, ...ORDER]) label(labels, parts[name], ORDER.indexOf(name));
  return labels;
}

function label(labels: Int8Array, part: Plane, index: number): void {
  for (let i = 0; i < labels.length; i += 1) if (labels[i] === -1 && (part[i] as number) >= 0.5) labels[i] = index;
}

function touchesEdge(pixels: readonly number[], width: number, height: number): boolean {
  return pixels.some((i) => i % width === 0 || i % width === width - 1 || i < width || i >= width * (height - 1));
}

/** A step beyond 0, to the other side of a border between light and shade. */
const BEYOND = 0.05;

/**
 * Turns patches above or below 0 around that are smaller than `least` pixels: a face has large shapes of light and shade;
 * in place.
 * @param inside where the field counts, 0–1
 */
export function turnPatches(field: Plane, inside: Plane, width: number, least: number): void {
  const sides = new Int8Array(field.length);
  for (let i = 0; i < sides.length; i += 1) {
    sides[i] = (inside[i] as number) < 0.5 ? -1 : 1 + Math.sign(field[i] as number);
  }
  for (const patch of piecesOf(sides, width)) {
    const side = (sides[patch[0] as number] as number) - 1;
    if (patch.length < least) for (const i of patch) field[i] = -side * BEYOND;
  }
}

/** Ends of strands about so thin, in face heights, are left out below the mouth: less of the person than this is around them. */
const TAIL = 0.04;
const AROUND_TAIL = 0.45;

/**
 * Leaves out thin ends of strands before the backdrop, which look like drips; in place.
 * @param mouth the row below which hair hangs, and `faceHeight`, in pixels of the planes
 */
export function cutTails(
  { hair, backdrop }: Covers,
  mouth: number,
  { width, height }: { width: number; height: number },
  faceHeight: number,
): void {
  const around = broadBlur(backdrop, width, height, TAIL * faceHeight);
  for (let i = width * Math.round(mouth); i < hair.length; i += 1) {
    const kept = (hair[i] as number) * smoothstep(AROUND_TAIL - 0.03, AROUND_TAIL, 1 - (around[i] as number));
    const gone = (hair[i] as number) - kept;
    hair[i] = kept;
    backdrop[i] = (backdrop[i] as number) + gone;
  }
}
