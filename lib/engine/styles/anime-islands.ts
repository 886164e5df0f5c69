/** Bits of a part that lie alone among others, or hang from it thinly: a cel painter leaves them out. */

import { type Plane, smoothstep } from '../kernel/image.ts';
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
    for (const { pixels, shores, open } of islandsOf(parts, name, width, height, surrounded * unit)) {
      const [into = 'skin', longest = 0] = [...shores].sort((one, other) => other[1] - one[1])[0] ?? [];
      const shore = [...shores.values()].reduce((sum, length) => sum + length, 0);
      const flesh = (shores.get('hair') ?? 0) + (shores.get('skin') ?? 0);
      const within = Math.max(longest, flesh) >= SURROUNDED * (shore + open);
      if (longest === 0 || (pixels.length > anywhere * unit && !within)) continue;
      for (const i of pixels) {
        parts[into][i] = Math.min(1, (parts[into][i] as number) + (parts[name][i] as number));
        parts[name][i] = 0;
      }
    }
  }
}

type Island = {
  pixels: number[];
  /** How much of its shore each part of the person has; what lies behind them is `open`. */
  shores: Map<PartName, number>;
  open: number;
};

/** Connected pixels of a part, as far as they are at most `largest`. */
function islandsOf(parts: Covers, name: PartName, width: number, height: number, largest: number): Island[] {
  const own = parts[name];
  const seen = new Uint8Array(width * height);
  const islands: Island[] = [];
  for (let start = 0; start < seen.length; start += 1) {
    if (seen[start] === 1 || (own[start] as number) < 0.5) continue;
    const pixels = [start];
    const shores = new Map<PartName, number>();
    let open = 0;
    let atEdge = false;
    seen[start] = 1;
    for (let at = 0; at < pixels.length; at += 1) {
      const i = pixels[at] as number;
      const x = i % width;
      for (const next of [x > 0 ? i - 1 : -1, x < width - 1 ? i + 1 : -1, i - width, i + width]) {
        // The canvas's edge says nothing about what lies beyond it.
        if (next < 0 || next >= seen.length) {
          atEdge = true;
          continue;
        }
        if (seen[next] === 1) continue;
        if ((own[next] as number) >= 0.5) {
          seen[next] = 1;
          pixels.push(next);
          continue;
        }
        const shore = ORDER.find((part) => (parts[part][next] as number) >= 0.5);
        if (shore === 'backdrop') open += 1;
        else if (shore) shores.set(shore, (shores.get(shore) ?? 0) + 1);
      }
    }
    const isBackground = name === 'backdrop' && atEdge;
    if (pixels.length <= largest && !isBackground) islands.push({ pixels, shores, open });
  }
  return islands;
}

/** A step beyond 0, to the other side of a border between light and shade. */
const BEYOND = 0.05;

/**
 * Turns patches above or below 0 around that are smaller than `least` pixels: a face has large shapes of light and shade;
 * in place.
 * @param inside where the field counts, 0–1
 */
export function turnPatches(field: Plane, inside: Plane, width: number, least: number): void {
  const seen = new Uint8Array(field.length);
  for (let start = 0; start < field.length; start += 1) {
    if (seen[start] === 1 || (inside[start] as number) < 0.5) continue;
    const side = Math.sign(field[start] as number);
    const patch = [start];
    seen[start] = 1;
    for (let at = 0; at < patch.length; at += 1) {
      const i = patch[at] as number;
      const x = i % width;
      for (const next of [x > 0 ? i - 1 : -1, x < width - 1 ? i + 1 : -1, i - width, i + width]) {
        if (next < 0 || next >= field.length || seen[next] === 1 || (inside[next] as number) < 0.5) continue;
        if (Math.sign(field[next] as number) !== side) continue;
        seen[next] = 1;
        patch.push(next);
      }
    }
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
