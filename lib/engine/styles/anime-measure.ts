/** Small measures of a face that decide how its features are drawn. */
import { clamp, mix, type Plane } from '../kernel/image.ts';
import { sampleAt } from '../kernel/resample.ts';
import type { Point } from '../kernel/vector.ts';
import type { Landmark, Portrait } from '../portrait/portrait.ts';
import { type Eye, eyesOf, landmarksAt } from './features.ts';

/** Reads the person's OKLab lightness at canvas pixels. */
export type Lightness = (x: number, y: number) => number;

/** @param values at half the portrait's size */
export function lightnessAt({ width, height }: Portrait, values: Plane): Lightness {
  const [halfWidth, halfHeight] = [Math.ceil(width / 2), Math.ceil(height / 2)];
  return (x, y) => sampleAt(values, halfWidth, halfHeight, (x - 0.5) / 2, (y - 0.5) / 2);
}

/** Where both eyes look, as a part of half an eye's width: −1 to the picture's left corner, 1 to its right. */
export function gazeOf(portrait: Portrait): number {
  let sum = 0;
  let weights = 0;
  for (const eye of eyesOf(portrait)) {
    const [left, right] = cornersOf(eye);
    const [dx, dy] = [(right[0] - left[0]) / eye.width, (right[1] - left[1]) / eye.width];
    const along = (eye.iris.x - eye.centre[0]) * dx + (eye.iris.y - eye.centre[1]) * dy;
    // The nearer eye of a turned head is the larger one and is read better.
    const weight = eye.width * eye.width;
    sum += clamp((2 * along) / eye.width, -0.7, 0.7) * weight;
    weights += weight;
  }
  return sum / weights;
}

/** The corners of an eye, the picture's left one first. */
export function cornersOf({ upperLid }: Eye): [Point, Point] {
  const from: Point = upperLid[0] ?? [0, 0];
  const to: Point = upperLid.at(-1) ?? [1, 0];
  return from[0] < to[0] ? [from, to] : [to, from];
}

/** An eye that opens by less than this part of the other is misread, unless it is shut. */
const LEAST_ALIKE = 0.6;

/** Both eyes; one that seems half shut beside an open one has the other's lids, mirrored, at its own place and width. */
export function alikeEyes(eyes: readonly Eye[], shut: number): Eye[] {
  const gap = ({ openness, width }: Eye) => openness * width;
  const [wide] = [...eyes].sort((one, other) => gap(other) - gap(one));
  return eyes.map((eye) => {
    if (!wide || eye.openness < shut || gap(eye) >= LEAST_ALIKE * gap(wide)) return eye;
    const [from, own] = [axisOf(wide), axisOf(eye)];
    const mirrored = ([x, y, z]: Landmark): Landmark => {
      const [dx, dy] = [x - wide.centre[0], y - wide.centre[1]];
      const across = (-(dx * from[0] + dy * from[1]) * eye.width) / wide.width;
      const down = dy * from[0] - dx * from[1];
      return [eye.centre[0] + across * own[0] - down * own[1], eye.centre[1] + across * own[1] + down * own[0], z];
    };
    const [upperLid, lowerLid] = [wide.upperLid.map(mirrored), wide.lowerLid.map(mirrored)];
    return { ...eye, upperLid, lowerLid, openness: gap(wide) / eye.width };
  });
}

/** Unit vector from an eye's left corner to its right one. */
function axisOf(eye: Eye): Point {
  const [left, right] = cornersOf(eye);
  return [(right[0] - left[0]) / eye.width, (right[1] - left[1]) / eye.width];
}

/** How dark an eye's lashes and liner are against the skin, 0–1. */
export function lashDarkness(eye: Eye, skin: number, lightness: Lightness): number {
  const reach = eye.width * 0.05;
  let sum = 0;
  for (const [x, y] of eye.upperLid.slice(1, -1)) {
    let darkest = 1;
    for (let step = -1; step <= 1; step += 0.5) darkest = Math.min(darkest, lightness(x, y + step * reach));
    sum += darkest;
  }
  return clamp(1 - sum / (eye.upperLid.length - 2) / skin);
}

/** How much darker a line across the skin is than what lies beside it on both sides, as a part of the skin's lightness. */
export function creaseDepth(path: readonly Point[], across: number, skin: number, lightness: Lightness): number {
  let sum = 0;
  let count = 0;
  for (let i = 1; i < path.length; i += 1) {
    const [from, to] = [path[i - 1] as Point, path[i] as Point];
    const length = Math.hypot(to[0] - from[0], to[1] - from[1]) || 1;
    const [nx, ny] = [-(to[1] - from[1]) / length, (to[0] - from[0]) / length];
    const [x, y] = [mix(from[0], to[0], 0.5), mix(from[1], to[1], 0.5)];
    let darkest = 1;
    for (let step = -0.6; step <= 0.6; step += 0.2) {
      darkest = Math.min(darkest, lightness(x + nx * step * across, y + ny * step * across));
    }
    const beside = Math.min(lightness(x + nx * across, y + ny * across), lightness(x - nx * across, y - ny * across));
    sum += Math.max(0, beside - darkest);
    count += 1;
  }
  return sum / Math.max(1, count) / skin;
}

export type Brow = {
  /** Along the hairs from the temple inwards: the middle line and half the thickness there, pixels. */
  spine: { at: Point; half: number }[];
  /** How much darker the brow is than the skin around it, 0–1. */
  density: number;
};

/** Upper and lower edges of the brows, from the temple inwards. */
const BROWS = [
  { upper: [70, 63, 105, 66, 107], lower: [46, 53, 52, 65, 55] },
  { upper: [300, 293, 334, 296, 336], lower: [276, 283, 282, 295, 285] },
] as const;
const SPINE_POINTS = 9;
/** Thickness in face heights that any brow keeps to. */
const THICKNESS = [0.011, 0.046] as const;

/** Brows where the mesh puts them, as thick and dark as the photo shows them. */
export function browsOf(portrait: Portrait, skin: number, lightness: Lightness): [Brow, Brow] {
  const [left, right] = BROWS.map(({ upper, lower }) => {
    const [tops, bottoms] = [landmarksAt(portrait, upper), landmarksAt(portrait, lower)];
    const readings = Array.from({ length: SPINE_POINTS }, (_, index) => {
      const along = (index / (SPINE_POINTS - 1)) * (tops.length - 1);
      return readBrow(pointAlong(tops, along), pointAlong(bottoms, along), portrait, skin, lightness);
    });
    const smooth = readings.map((reading, index) => {
      const [before, after] = [readings[index - 1] ?? reading, readings[index + 1] ?? reading];
      const half = (before.half + 2 * reading.half + after.half) / 4;
      const offset = (before.offset + 2 * reading.offset + after.offset) / 4;
      const [x, y] = reading.middle;
      return { at: [x, y + offset] as Point, half };
    });
    const density = readings.slice(2, -1).reduce((sum, { depth }) => sum + depth, 0) / (SPINE_POINTS - 3);
    return { spine: smooth, density };
  });
  return [left as Brow, right as Brow];
}

function readBrow(top: Point, bottom: Point, { faceHeight }: Portrait, skin: number, lightness: Lightness) {
  const middle: Point = [(top[0] + bottom[0]) / 2, (top[1] + bottom[1]) / 2];
  const byMesh = Math.hypot(top[0] - bottom[0], top[1] - bottom[1]);
  const reach = Math.max(byMesh, 0.03 * faceHeight);
  const around = Math.max(lightness(middle[0], middle[1] - reach), lightness(middle[0], middle[1] + reach * 0.9));
  const bright = clamp(around, skin * 0.7, skin * 1.1);
  let dark = 0;
  let level = 0;
  let darkest = 0;
  for (let step = -1; step <= 1; step += 0.1) {
    const depth = Math.max(0, 1 - lightness(middle[0], middle[1] + step * reach) / bright - 0.06);
    dark += depth;
    level += depth * step;
    darkest = Math.max(darkest, depth);
  }
  const seen = darkest > 0.08 ? clamp((dark / darkest) * 0.1 * reach, byMesh * 0.55, byMesh * 1.35) : byMesh * 0.7;
  const half = clamp(seen, THICKNESS[0] * faceHeight, THICKNESS[1] * faceHeight) / 2;
  const offset = darkest > 0.08 ? clamp(level / dark, -0.4, 0.4) * reach * 0.7 : 0;
  return { middle, half, offset, depth: darkest };
}

/** A point of a run at a fractional index. */
export function pointAlong(points: readonly Point[], at: number): Point {
  const from = Math.min(points.length - 1, Math.floor(at));
  const [x, y] = points[from] ?? [0, 0];
  const [nextX, nextY] = points[from + 1] ?? [x, y];
  return [mix(x, nextX, at - from), mix(y, nextY, at - from)];
}
