/** A chibi's hair as clean shapes: locks, strands and a band of light. */
import { clamp, mix } from '../kernel/image.ts';
import type { Point } from '../kernel/vector.ts';
import { OUTLINE } from './chibi-face.ts';
import type { FallingHair, HairShape } from './chibi-hair.ts';
import { drawHairLight } from './chibi-hair-light.ts';
import { CROWN_CENTRE } from './chibi-hair-measure.ts';
import type { HeadShape } from './chibi-shape.ts';
import { joined, line, shape } from './chibi-svg.ts';
import type { Ramp } from './toon-palette.ts';

/** How far inside the outline of the hair in front hair behind the head ends. */
const BEHIND = 2;

/** What hangs behind neck and body. */
export function drawBackHair(hair: HairShape, head: HeadShape, ramp: Ramp): string {
  const reach = Math.max(hair.left.reach, hair.right.reach);
  if (reach < head.chin - 14) return '';
  const edge = (fall: FallingHair, sign: number): Point[] => {
    const outer = fall.outer.length > 1 ? fall.outer : ([[sign * head.halfWidth, 0]] as Point[]);
    const last = outer.at(-1) ?? [0, 0];
    // It lies behind the hair in front, also where that bends.
    const behind = outer.slice(0, -1).map(([x, y]): Point => [x - sign * BEHIND, y]);
    return [[sign * head.halfWidth * 0.9, -20], ...behind, [last[0] * 0.92, last[1] - 3]];
  };
  const left = edge(hair.left, -1);
  const right = edge(hair.right, 1).reverse();
  const path = joined([left, ...tips(left.at(-1) ?? [0, 0], right[0] ?? [0, 0], 5, 9), right]);
  return shape(path, ramp.shade, { colour: ramp.line, width: OUTLINE });
}

/** The pointed ends of locks side by side. */
function tips(from: Point, to: Point, count: number, depth: number): Point[][] {
  return Array.from({ length: count }, (_, i) => {
    const at = (part: number): Point => [mix(from[0], to[0], part), mix(from[1], to[1], part)];
    const [start, end] = [at(i / count), at((i + 1) / count)];
    // Ends bend inwards, to the middle of the row.
    const lean = 0.5 + 0.34 * (0.5 - (i + 0.5) / count);
    const tip: Point = [mix(start[0], end[0], lean), Math.max(start[1], end[1]) + depth * (1 - 0.25 * (i % 2))];
    return [
      [start, [mix(start[0], tip[0], 0.3), mix(start[1], tip[1], 0.62)], tip] as Point[],
      [tip, [mix(tip[0], end[0], 0.72), mix(tip[1], end[1], 0.42)], end] as Point[],
    ];
  }).flat();
}

/** Tension of outlines with curls, which bulge. */
const BULGING = 0.9;

/** What grows over the skull and falls before the shoulders. */
export function drawFrontHair(hair: HairShape, head: HeadShape, ramp: Ramp): { body: string; outline: string } {
  const left = sideEnd(hair.left, head, -1);
  const right = sideEnd(hair.right, head, 1);
  const outline = joined(
    [
      ...(hair.texture === 'curls'
        ? [left.outer.slice().reverse(), ...scalloped(hair.crown), right.outer]
        : [[...left.outer.slice().reverse(), ...hair.crown, ...right.outer]]),
      ...right.end,
      right.inner.slice().reverse(),
      ...fringe(hair, head),
      left.inner,
      ...left.end.map((run) => run.slice().reverse()).reverse(),
    ],
    { tension: hair.texture === 'curls' ? BULGING : 0.5 },
  );
  const body =
    `<clipPath id="hair"><path d="${outline}"/></clipPath>` +
    shape(outline, ramp.base) +
    `<g clip-path="url(#hair)">${drawHairLight(hair, head, ramp)}</g>` +
    line(outline, { colour: ramp.line, width: OUTLINE });
  return { body, outline };
}

type SideEnd = { outer: Point[]; inner: Point[]; end: Point[][] };

/** The edges of one side from the temple down, and its end: a sideburn, or locks. */
function sideEnd(fall: FallingHair, head: HeadShape, sign: -1 | 1): SideEnd {
  const w = head.halfWidth;
  if (fall.reach < 8) {
    const tip: Point = [sign * (w - 1.5), 11];
    return {
      outer: [[sign * (w + 2.5), -2], [sign * (w + 1), 5], tip],
      inner: [[sign * (w - 6.5), -13], [sign * (w - 5), -2], tip],
      end: [],
    };
  }
  const outerEnd = fall.outer.at(-1) ?? [sign * w, 20];
  const innerEnd = fall.inner.at(-1) ?? [sign * (w - 10), 20];
  const first = Math.abs(fall.inner[0]?.[0] ?? w);
  const inner: Point[] = [[sign * (w - 7), -14], [sign * Math.min(w - 4, first), 2], ...fall.inner.slice(1)];
  const broad = Math.abs(outerEnd[0] - innerEnd[0]);
  return {
    outer: fall.outer,
    inner,
    end: tips(outerEnd, innerEnd, broad > 24 ? 3 : broad > 12 ? 2 : 1, 6 + broad * 0.2),
  };
}

/** Rounded bumps along a line. */
function scalloped(points: readonly Point[]): Point[][] {
  const runs: Point[][] = [];
  for (let i = 0; i < points.length - 1; i += 3) {
    const from = points[i];
    const to = points[Math.min(points.length - 1, i + 3)];
    if (!from || !to) break;
    const middle: Point = [(from[0] + to[0]) / 2, (from[1] + to[1]) / 2];
    const bump = 1 + 7 / Math.max(1, Math.hypot(middle[0], middle[1] - CROWN_CENTRE[1]));
    runs.push([from, [middle[0] * bump, CROWN_CENTRE[1] + (middle[1] - CROWN_CENTRE[1]) * bump], to]);
  }
  return runs;
}

/** Where locks of a fringe end, in columns from the parting outwards. */
const LOCKS = [13, 25, 36, 46, 56, 66];

/** The edge of the hair along the forehead from right to left: locks that sweep away from the parting. */
function fringe({ hairline, parting, fringe: falls, texture }: HairShape, head: HeadShape): Point[][] {
  const limit = head.halfWidth * 0.84;
  const inside = hairline.map(([x, y]): Point => [clamp(x, -limit, limit), y]);
  if (texture === 'curls') return scallopedFringe(inside);
  if (!falls) return [inside.slice().reverse()];
  const level = (x: number) => levelAt(inside, x);
  const side = (sign: 1 | -1): Point[][] => {
    const runs: Point[][] = [];
    let from = parting;
    for (const distance of LOCKS) {
      const to = parting + sign * distance;
      if (Math.abs(to) > limit) break;
      const start: Point = [from, level(from) - 4];
      const tip: Point = [to + sign * 1.5, level(to) + 4.5];
      const next: Point = [to + sign * 0.5, level(to) - 4];
      runs.push([start, [mix(start[0], tip[0], 0.45), mix(start[1], tip[1], 0.34)], tip]);
      runs.push([tip, [tip[0] - sign * 0.6, mix(tip[1], next[1], 0.5)], next]);
      from = to + sign * 0.5;
    }
    const end = inside[sign > 0 ? inside.length - 1 : 0] ?? [0, 0];
    runs.push([[from, level(from) - 4], [mix(from, end[0], 0.5), mix(level(from) - 4, end[1], 0.4)], end]);
    return runs;
  };
  const right = side(1)
    .map((run) => run.slice().reverse())
    .reverse();
  return [...right, ...side(-1)];
}

function levelAt(points: readonly Point[], x: number): number {
  const next = points.findIndex(([at]) => at >= x);
  const [before, after] = [points[Math.max(0, next - 1)], points[next === -1 ? points.length - 1 : next]];
  if (!before || !after) return -30;
  const span = after[0] - before[0];
  return span < 0.01 ? after[1] : mix(before[1], after[1], clamp((x - before[0]) / span));
}

function scallopedFringe(points: readonly Point[]): Point[][] {
  const runs: Point[][] = [];
  const back = points.slice().reverse();
  for (let i = 0; i + 2 < back.length; i += 2) {
    const [from, middle, to] = [back[i], back[i + 1], back[i + 2]];
    if (from && middle && to) runs.push([from, [middle[0], middle[1] + 3.5], to]);
  }
  return runs;
}
