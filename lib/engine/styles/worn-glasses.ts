/** Glasses as they are worn: the rims that were fitted to the photo, their colour and tint. */
import { boxBlur, gaussianBlur } from '../kernel/blur.ts';
import type { Rgb } from '../kernel/colour.ts';
import { clamp, mix, type Plane, smoothstep } from '../kernel/image.ts';
import type { Point } from '../kernel/vector.ts';
import type { Portrait } from '../portrait/portrait.ts';
import { fitRims } from './fitted-rims.ts';

export type Glasses = {
  outlines: [Point[], Point[]];
  /** Of the rims, pixels. */
  thickness: number;
  colour: Rgb;
  /** 0 clear, 1 as good as black. */
  tint: number;
  lens: Rgb;
};

/** The mean evidence along both rims below which a face has no glasses. */
const LEAST_EVIDENCE = 0.06;
/** How blurred lines are that were found, in face heights. */
const BLUR = 0.011;

/** Glasses by the plane that they were found in: fitting them is the dear part, and styles ask more than once. */
const known = new WeakMap<Plane, Glasses | null>();

/** The person's glasses, `null` for a bare face. */
export function readGlasses(portrait: Portrait): Glasses | null {
  const before = known.get(portrait.regions.glasses);
  if (before !== undefined) return before;
  const glasses = fitGlasses(portrait);
  known.set(portrait.regions.glasses, glasses);
  return glasses;
}

/** Tells the glasses of a portrait that was bent from another: they bend with it. `moved` says where a point went. */
export function bendGlasses(from: Portrait, to: Portrait, moved: (point: Point) => Point): void {
  const glasses = readGlasses(from);
  const [left, right] = glasses?.outlines ?? [[], []];
  known.set(to.regions.glasses, glasses && { ...glasses, outlines: [left.map(moved), right.map(moved)] });
}

function fitGlasses(portrait: Portrait): Glasses | null {
  const { regions, width, height, faceHeight } = portrait;
  if (!regions.glasses.some((cover) => cover > 0.6)) return null;
  const outlines = fitRims(portrait);
  const found = gaussianBlur(regions.glasses, width, height, BLUR * faceHeight);
  const peak = found.reduce((most, value) => Math.max(most, value), 0);
  if (meanAlong(portrait, found, outlines) < LEAST_EVIDENCE * peak) return null;
  return { outlines, ...lookOf(portrait, outlines) };
}

/** How far from a fitted rim its line may run, in face heights. */
const NEAR = 0.02;

/** The part of a rim along which the photo has a line, from which on the frame needs no drawing. */
const SEEN = 0.62;

/** Whether the photo shows the frame well enough to be kept as it is. */
export function isFrameSeen(portrait: Portrait, glasses: Glasses): boolean {
  return seenPart(portrait, glasses) >= SEEN;
}

/** The part of the better seen rim along which the photo has a line, 0–1. */
function seenPart({ regions, width, height, faceHeight }: Portrait, { outlines }: Glasses): number {
  const reach = Math.max(1, Math.round(NEAR * faceHeight));
  const lines = boxBlur(
    regions.glasses.map((cover) => (cover > 0.5 ? 1 : 0)),
    width,
    height,
    reach,
  );
  const parts = outlines.map((outline) => {
    const seen = outline.filter(([x, y]) => {
      const [column, row] = [Math.round(x), Math.round(y)];
      const inside = column >= 0 && row >= 0 && column < width && row < height;
      return inside && (lines[row * width + column] as number) > 1e-3;
    });
    return seen.length / outline.length;
  });
  return Math.max(...parts);
}

function meanAlong({ width, height }: Portrait, values: Plane, outlines: readonly Point[][]): number {
  let sum = 0;
  let count = 0;
  for (const outline of outlines) {
    for (const [x, y] of outline) {
      const [column, row] = [Math.round(x), Math.round(y)];
      count += 1;
      if (column >= 0 && row >= 0 && column < width && row < height) sum += values[row * width + column] as number;
    }
  }
  return count === 0 ? 0 : sum / count;
}

/** Measures rims and lenses. */
function lookOf({ regions, person, landmarks, faceHeight, width }: Portrait, outlines: [Point[], Point[]]) {
  const rim = indicesAbove(regions.glasses, 0.7);
  const area = regions.glasses.reduce((sum, cover) => sum + cover, 0);
  const length = outlines.flat().length === 0 ? 1 : 2 * perimeter(outlines[0]);
  const glass = outlines.flatMap((outline) => insideOf(outline, width));
  const [r, g, b] = [0, 1, 2].map((channel) => quantile(rim, person.channels[channel as 0 | 1 | 2], 0.35));
  const colour: Rgb = [(r ?? 0) * 0.6, (g ?? 0) * 0.6, (b ?? 0) * 0.6];
  const lens = [0, 1, 2].map((channel) => quantile(glass, person.channels[channel as 0 | 1 | 2], 0.4)) as Rgb;
  const bright = 0.3 * lens[0] + 0.59 * lens[1] + 0.11 * lens[2];
  // Lenses are dark against the face, not against white: dark skin behind clear glass is none.
  const cheek = cheekLightness({ person, landmarks, width });
  return {
    colour,
    lens,
    thickness: clamp((area / length) * 1.25, 0.0085 * faceHeight, 0.019 * faceHeight),
    tint: smoothstep(0.45, 0.28, bright / Math.max(0.05, cheek)),
  };
}

function indicesAbove(mask: Plane, least: number): number[] {
  const indices: number[] = [];
  for (let i = 0; i < mask.length; i += 1) if ((mask[i] as number) > least) indices.push(i);
  return indices;
}

/** How light the cheeks are, sRGB. */
function cheekLightness({ person, landmarks, width }: Pick<Portrait, 'person' | 'landmarks' | 'width'>): number {
  const [red, green, blue] = person.channels;
  const cheeks = [50, 280, 205, 425].map((index) => {
    const [x, y] = landmarks[index] ?? [0, 0];
    const i = Math.round(y) * width + Math.round(x);
    return 0.3 * (red[i] ?? 0) + 0.59 * (green[i] ?? 0) + 0.11 * (blue[i] ?? 0);
  });
  return cheeks.reduce((sum, value) => sum + value, 0) / cheeks.length;
}

function perimeter(outline: Point[]): number {
  return outline.reduce((sum, [x, y], index) => {
    const [nextX, nextY] = outline[(index + 1) % outline.length] ?? [x, y];
    return sum + Math.hypot(nextX - x, nextY - y);
  }, 0);
}

/** Some pixels within a lens, away from its rim and its middle, where the eye is. */
function insideOf(outline: Point[], width: number): number[] {
  const [cx, cy] = middleOf(outline);
  return outline.flatMap(([x, y]) =>
    [0.55, 0.7].map((part) => Math.round(mix(cy, y, part)) * width + Math.round(mix(cx, x, part))),
  );
}

export function middleOf(outline: Point[]): [number, number] {
  const sum = outline.reduce<[number, number]>(([sumX, sumY], [x, y]) => [sumX + x, sumY + y], [0, 0]);
  return [sum[0] / outline.length, sum[1] / outline.length];
}

function quantile(pixels: readonly number[], values: Plane, at: number): number {
  return Float32Array.from(pixels, (i) => values[i] ?? 0).sort()[Math.floor(pixels.length * at)] ?? 0;
}
