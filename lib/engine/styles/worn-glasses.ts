/** Glasses as they are worn: two lenses fitted to the lines that were found in the photo, their colour and tint. */
import { gaussianBlur } from '../kernel/blur.ts';
import type { Rgb } from '../kernel/colour.ts';
import { clamp, luma, mix, type Plane, smoothstep } from '../kernel/image.ts';
import type { Point } from '../kernel/vector.ts';
import type { Portrait } from '../portrait/portrait.ts';
import { eyesOf } from './features.ts';

/** One lens around its eye, in face heights along and across the line between the eyes. */
type Lens = { x: number; across: number };
/** What both lenses share: how far below the eye, how high, how square (the exponent of a superellipse), how tapered. */
type Frame = { y: number; down: number; square: number; lenses: [Lens, Lens] };

export type Glasses = {
  outlines: [Point[], Point[]];
  /** Of the rims, pixels. */
  thickness: number;
  colour: Rgb;
  /** 0 clear, 1 as good as black. */
  tint: number;
  lens: Rgb;
};

const SAMPLES = 56;
/** The mean evidence along both rims below which a face has no glasses. */
const LEAST_EVIDENCE = 0.06;
/** Rims are searched within this of the line that is tried, in face heights. */
const BLUR = 0.011;
const START: Frame = {
  y: 0.03,
  down: 0.1,
  square: 2.6,
  lenses: [
    { x: 0, across: 0.155 },
    { x: 0, across: 0.155 },
  ],
};
const RANGES = {
  y: [-0.03, 0.09],
  down: [0.06, 0.21],
  square: [2, 4],
  x: [-0.05, 0.05],
  across: [0.07, 0.25],
} as const;

/** The person's glasses, `null` for a bare face. */
export function readGlasses(portrait: Portrait): Glasses | null {
  const { regions, width, height, faceHeight } = portrait;
  if (!regions.glasses.some((cover) => cover > 0.6)) return null;
  const found = gaussianBlur(regions.glasses, width, height, BLUR * faceHeight);
  const evidence = withThinLines(portrait, found);
  const frame = fitFrame(portrait, evidence);
  const outlines = outlinesOf(portrait, frame);
  const peak = found.reduce((most, value) => Math.max(most, value), 0);
  if (meanAlong(portrait, found, outlines) < LEAST_EVIDENCE * peak) return null;
  return { outlines, ...lookOf(portrait, outlines) };
}

/** Adds the photo's own thin lines outside eyes and brows, fainter than those that were found to be frames. */
function withThinLines({ person, regions, width, height, faceHeight }: Portrait, found: Plane): Plane {
  const bright = luma(person);
  const fine = gaussianBlur(bright, width, height, 0.006 * faceHeight);
  const wide = gaussianBlur(bright, width, height, 0.022 * faceHeight);
  return found.map((evidence, i) => {
    const difference = (wide[i] as number) - (fine[i] as number);
    const line = smoothstep(0.015, 0.09, difference > 0 ? difference : -0.5 * difference);
    const free = (1 - (regions.eyes[i] as number)) * (1 - (regions.brows[i] as number));
    return evidence + 0.35 * line * free;
  });
}

/** Moves one measure after the other to where the rims meet most of the lines. */
function fitFrame(portrait: Portrait, evidence: Plane): Frame {
  let best = START;
  let most = evidenceOf(portrait, evidence, best);
  const attempt = (frame: Frame) => {
    const found = evidenceOf(portrait, evidence, frame);
    if (found <= most) return;
    most = found;
    best = frame;
  };
  for (let round = 0; round < 4; round += 1) {
    const reach = round < 2 ? 1 : 0.3;
    for (const value of around(best.down, RANGES.down, reach)) {
      for (const y of around(best.y, RANGES.y, reach)) attempt({ ...best, y, down: value });
    }
    for (const index of [0, 1] as const) {
      const { x: fromX, across: fromAcross } = best.lenses[index];
      for (const across of around(fromAcross, RANGES.across, reach)) {
        for (const x of around(fromX, RANGES.x, reach)) {
          const lenses: [Lens, Lens] = [...best.lenses];
          lenses[index] = { x, across };
          attempt({ ...best, lenses });
        }
      }
    }
    for (const square of around(best.square, RANGES.square, reach)) attempt({ ...best, square });
  }
  return best;
}

function around(value: number, [least, most]: readonly [number, number], reach: number): number[] {
  const step = ((most - least) * reach) / 8;
  return [-4, -3, -2, -1, 0, 1, 2, 3, 4].map((k) => clamp(value + k * step, least, most));
}

/** Mean of the lines along both rims, less for frames that nobody wears. */
function evidenceOf(portrait: Portrait, evidence: Plane, frame: Frame): number {
  const off = (value: number, usual: number, spread: number) => ((value - usual) / spread) ** 2;
  const [left, right] = frame.lenses;
  const strange =
    off(frame.down, START.down, 0.09) +
    off(frame.y, START.y, 0.05) +
    off(left.across + right.across, 0.31, 0.16) +
    off(frame.square, START.square, 2) +
    off(left.x, 0, 0.06) +
    off(right.x, 0, 0.06);
  return meanAlong(portrait, evidence, outlinesOf(portrait, frame)) * Math.exp(-0.12 * strange);
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

function outlinesOf(portrait: Portrait, frame: Frame): [Point[], Point[]] {
  const { faceHeight } = portrait;
  const [left, right] = eyesOf(portrait);
  if (!left || !right) return [[], []];
  const apart = Math.hypot(right.centre[0] - left.centre[0], right.centre[1] - left.centre[1]) || 1;
  const [ux, uy] = [(right.centre[0] - left.centre[0]) / apart, (right.centre[1] - left.centre[1]) / apart];
  const outline = ([cx, cy]: readonly [number, number], { x, across }: Lens): Point[] =>
    Array.from({ length: SAMPLES }, (_, index) => {
      const angle = (index / SAMPLES) * 2 * Math.PI;
      const [cos, sin] = [Math.cos(angle), Math.sin(angle)];
      const bend = (value: number) => Math.sign(value) * Math.abs(value) ** (2 / frame.square);
      const dx = (x + across * bend(cos)) * faceHeight;
      const dy = (frame.y + frame.down * bend(sin)) * faceHeight;
      return [cx + dx * ux - dy * uy, cy + dx * uy + dy * ux];
    });
  return [outline(left.centre, frame.lenses[0]), outline(right.centre, frame.lenses[1])];
}

/** Measures rims and lenses. */
function lookOf({ regions, person, landmarks, faceHeight, width }: Portrait, outlines: [Point[], Point[]]) {
  const rim: number[] = [];
  let area = 0;
  for (let i = 0; i < regions.glasses.length; i += 1) {
    area += regions.glasses[i] as number;
    if ((regions.glasses[i] as number) > 0.7) rim.push(i);
  }
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
