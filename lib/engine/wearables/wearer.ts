/** What has to be known of a head to put something on it. */
import { clamp } from '../kernel/image.ts';
import type { Point } from '../kernel/vector.ts';
import type { Landmark, Portrait } from '../portrait/portrait.ts';
import { headOf } from './head.ts';

/** All lengths in canvas pixels. A style that draws the head anew gives its own. */
export type Wearer = {
  width: number;
  height: number;
  /** Canvas pixels per pixel of a 512×768 avatar. */
  scale: number;
  /** The 478 points, as in `Portrait`. */
  landmarks: readonly Landmark[];
  /** How far hair rises above the forehead (point 10), along the head's own axis. */
  hairRise: number;
  /** How far hair reaches beyond the face to either side at the height of the forehead. */
  hairSides: number;
  /** From the chin (point 152) down to where the neck ends. */
  neckLength: number;
  /** How tall the eyes are drawn against those in life: 1 on a photo; no length. */
  eyeHeight: number;
};

/** Hair that stands higher or wider than this, in halves of a face's width, is pressed down by a hat. */
const MAX_RISE = 1.15;
const MAX_SIDES = 0.36;
/** A skull without hair rises this much above the forehead. */
const MIN_RISE = 0.36;

/** Measures a portrait's head. */
export function wearerOf(portrait: Portrait): Wearer {
  const { width, height, scale, landmarks, regions, alpha, faceHeight } = portrait;
  const head = headOf(landmarks);
  const crowned = (i: number) =>
    Math.max(regions.hair[i] as number, regions.headwear[i] as number, regions.skin[i] as number) *
    (alpha[i] as number);
  const size = { width, height };
  const up = [-0.35, -0.15, 0, 0.15, 0.35].map((across) =>
    reach(size, (along) => head.at(across, head.brow + along, 0), head.unit, crowned),
  );
  const sides = [-1, 1].map((side) =>
    reach(size, (along) => head.at(side * (0.8 + along), head.brow - 0.1, 0), head.unit, crowned),
  );
  const bare = (i: number) => (alpha[i] as number) * (1 - (regions.clothing[i] as number));
  const neck = reach(size, (along) => head.at(0, head.chin - along, 0), head.unit, bare);
  return {
    ...{ width, height, scale, landmarks },
    hairRise: clamp(Math.max(...up), MIN_RISE, MAX_RISE) * head.unit,
    hairSides: clamp(Math.max(...sides) - 0.14, 0.02, MAX_SIDES) * head.unit,
    neckLength: clamp(neck * head.unit, 0.2 * faceHeight, 0.42 * faceHeight),
    eyeHeight: 1,
  };
}

/** How far a mask holds along a line, in head units, at most 1.6. */
function reach(
  { width, height }: { width: number; height: number },
  pointAt: (along: number) => Point,
  unit: number,
  maskAt: (i: number) => number,
): number {
  const step = 2 / unit;
  let along = 0;
  for (; along < 1.6; along += step) {
    const [x, y] = pointAt(along);
    if (x < 0 || y < 0 || x >= width || y >= height) break;
    if (maskAt(Math.floor(y) * width + Math.floor(x)) < 0.5) break;
  }
  return along;
}
