/** Hair as clean shapes: measured outline, hairline and length, drawn with locks, strands and a band of light. */
import { clamp, mix, smoothstep } from '../kernel/image.ts';
import type { Point } from '../kernel/vector.ts';
import { OUTLINE, SKULL_TOP } from './chibi-face.ts';
import { drawHairLight } from './chibi-hair-light.ts';
import {
  COLUMNS,
  CROWN_CENTRE,
  DIRECTIONS,
  type HairMeasure,
  SIDE_STEP,
  SIDE_TOP,
  type SideHair,
} from './chibi-hair-measure.ts';
import type { Likeness } from './chibi-likeness.ts';
import { type HeadShape, MEASURED_CHIN, place } from './chibi-shape.ts';
import { joined, line, shape } from './chibi-svg.ts';
import type { Ramp } from './toon-palette.ts';

/** Scalps with less hair than this are bare. */
export const BARE = 0.28;
/** Hair that reaches below these measured levels falls behind the neck, and onto the shoulders. */
const NECK = 58;
/** The lowest level of drawn hair. */
const LOWEST = 128;
/** Hair stands at least this far from the skull. */
const THINNEST = 5;

export type HairShape = {
  /** From the left end over the top to the right end. */
  crown: Point[];
  /** Along the forehead, from left to right. */
  hairline: Point[];
  left: FallingHair;
  right: FallingHair;
  /** Where locks part, a column of the forehead. */
  parting: number;
  fringe: boolean;
  texture: 'smooth' | 'curls' | 'braids';
};

/** Hair beside the face, from the temple down, on the drawn head; `null` edges where it is short. */
export type FallingHair = { inner: Point[]; outer: Point[]; reach: number; coversEar: boolean };

export function hairShape(likeness: Likeness, head: HeadShape): HairShape {
  const { hair } = likeness;
  const falls = fallsLong(hair);
  const longest = falls ? Math.max(hair.left.reach, hair.right.reach) : 0;
  const fall = (side: SideHair, sign: -1 | 1) => fallingHair(likeness, head, side, { sign, longest });
  const [left, right] = [fall(hair.left, -1), fall(hair.right, 1)];
  const middle = hair.hairline.slice(4, 13);
  return {
    crown: crownOf(likeness, head, { left, right }),
    hairline: hair.hairline.map((v, i) => place(head, likeness, [COLUMNS[i] ?? 0, Math.min(v, -13)])),
    left,
    right,
    parting: partingOf(hair.hairline),
    fringe: middle.reduce((sum, v) => sum + v, 0) / middle.length > -37,
    texture: textureOf(likeness, longest),
  };
}

/** How much the outline may stand out from one direction to the next, and at most. */
const STEEPEST = 3.6;
const FARTHEST = 90;

/** The measured outline, never inside the skull, never beyond what falls beside it: hands at the head don't count. */
function crownOf(
  likeness: Likeness,
  head: HeadShape,
  { left, right }: { left: FallingHair; right: FallingHair },
): Point[] {
  const reach = likeness.hair.outline.slice();
  const top = reach.length >> 1;
  for (let i = 1; i <= top; i += 1) {
    for (const sign of [-1, 1]) {
      const [here, before] = [top + sign * i, top + sign * (i - 1)];
      reach[here] = Math.min(reach[here] ?? 60, (reach[before] ?? 60) + STEEPEST, FARTHEST);
    }
  }
  const points = DIRECTIONS.map((angle, i): Point => {
    const [sin, cos] = [Math.sin(angle), Math.cos(angle)];
    const measured = place(head, likeness, [
      CROWN_CENTRE[0] + sin * (reach[i] ?? 60),
      CROWN_CENTRE[1] - cos * (reach[i] ?? 60),
    ]);
    const drawn = Math.hypot(measured[0], measured[1] - CROWN_CENTRE[1]);
    const factor = Math.max(drawn, skullReach(head, angle) + THINNEST) / Math.max(1, drawn);
    const x = measured[0] * factor;
    const end = Math.abs((angle < 0 ? left : right).outer[0]?.[0] ?? head.halfWidth + 3);
    const held = Math.sign(x) * mix(Math.abs(x), end, smoothstep(0.9, 1.7, Math.abs(angle)));
    return [held, CROWN_CENTRE[1] + (measured[1] - CROWN_CENTRE[1]) * factor];
  });
  // What falls beside the head begins where the crown ends.
  return relaxed(relaxed(points)).filter(([, y], i) => y < -7 || (i > 3 && i < points.length - 4));
}

function relaxed(points: readonly Point[]): Point[] {
  return points.map(([x, y], i) => {
    const [before, after] = [points[i - 1] ?? [x, y], points[i + 1] ?? [x, y]];
    return [(before[0] + 2 * x + after[0]) / 4, (before[1] + 2 * y + after[1]) / 4];
  });
}

/** Hair that is seen below the jaw on one side only is the nape of a turned head. */
function fallsLong({ left, right }: HairMeasure): boolean {
  const [shorter, longer] = [left.reach, right.reach].sort((a, b) => a - b) as [number, number];
  return (shorter > 44 && longer > NECK) || longer > CERTAINLY_LONG;
}
const CERTAINLY_LONG = 86;

/** Strands disagree about their direction in curls and in braids; under braids the hair lies close to the skull. */
function textureOf({ hair, hatted }: Likeness, longest: number): HairShape['texture'] {
  if (hair.curl < CURLY) return 'smooth';
  const top = hair.outline.slice(9, 24);
  const thickness = top.reduce((sum, reach) => sum + reach, 0) / top.length;
  return longest > NECK && thickness < CLOSE && !hatted ? 'braids' : 'curls';
}

/** From this curl on strands do not lie side by side; hair nearer to the crown's centre than this lies close. */
const CURLY = 0.62;
const CLOSE = 62;

/** Distance of the drawn skull from the crown's centre. */
function skullReach({ halfWidth }: HeadShape, angle: number): number {
  const [across, up] = [halfWidth, CROWN_CENTRE[1] - SKULL_TOP];
  return 1 / Math.hypot(Math.sin(angle) / across, Math.cos(angle) / up);
}

/** The column where the hairline is highest, near the middle when it is level. */
function partingOf(hairline: readonly number[]): number {
  let best = 0;
  let highest = Infinity;
  hairline.forEach((v, i) => {
    const column = COLUMNS[i] ?? 0;
    const level = v + 0.08 * Math.abs(column);
    if (Math.abs(column) > 24 || level >= highest) return;
    highest = level;
    best = column;
  });
  return best;
}

/** Long hair is long on both sides, also where a turned head or a hand hides that. */
function fallingHair(
  likeness: Likeness,
  head: HeadShape,
  side: SideHair,
  { sign, longest }: { sign: -1 | 1; longest: number },
): FallingHair {
  const cut = longest > 90 && bottomOf(likeness) < longest + 14;
  const own = longest > 0 || side.coversEar ? side.reach : -10;
  const reach = Math.max(longest > 0 ? own : Math.min(own, NECK), longest * 0.85, cut ? longest + 26 : -10);
  const inner: Point[] = [];
  const outer: Point[] = [];
  const count = Math.max(0, Math.floor((reach - SIDE_TOP) / SIDE_STEP) + 1);
  for (let i = 0; i < count; i += 1) {
    const v = SIDE_TOP + i * SIDE_STEP;
    const last = side.outer.length - 1;
    const [measuredInner, measuredOuter] = [side.inner[Math.min(i, last)] ?? 44, side.outer[Math.min(i, last)] ?? 56];
    const [, level] = place(head, likeness, [0, v]);
    const [edge] = place(head, likeness, [measuredOuter, v]);
    const widest = head.halfWidth + (v > MEASURED_CHIN ? 18 : 24);
    const drawnOuter = clamp(edge, head.halfWidth + (v < MEASURED_CHIN ? 5 : -8), widest);
    const [faceEdge] = place(head, likeness, [measuredInner, v]);
    const least = level < head.chin ? head.halfWidth * 0.8 : 26;
    const drawnInner = clamp(faceEdge - 2, least, drawnOuter - 8);
    if (level > LOWEST) break;
    outer.push([sign * drawnOuter, level]);
    inner.push([sign * drawnInner, level]);
  }
  return {
    inner: soften(inner),
    outer: soften(outer),
    reach: outer.at(-1)?.[1] ?? -10,
    coversEar: outer.length > 1,
  };
}

/** The level of the photo's lower edge in the head's frame. */
function bottomOf({ frame }: Likeness): number {
  return (frame.portrait.height - frame.origin[1]) / frame.unit;
}

/** Drawn edges swing; measured ones stagger. */
function soften(points: Point[]): Point[] {
  let softer = points;
  for (let round = 0; round < 3; round += 1) {
    softer = softer.map(([x, y], i) => {
      const before = softer[i - 1]?.[0] ?? x;
      const after = softer[i + 1]?.[0] ?? x;
      return [(before + 2 * x + after) / 4, y];
    });
  }
  return softer;
}

/** What hangs behind neck and body. */
export function drawBackHair(hair: HairShape, head: HeadShape, ramp: Ramp): string {
  const reach = Math.max(hair.left.reach, hair.right.reach);
  if (reach < head.chin - 14) return '';
  const edge = (fall: FallingHair, sign: number): Point[] => {
    const outer = fall.outer.length > 1 ? fall.outer : ([[sign * head.halfWidth, 0]] as Point[]);
    const last = outer.at(-1) ?? [0, 0];
    return [[sign * head.halfWidth * 0.9, -20], ...outer.slice(0, -1), [last[0] * 0.92, last[1] - 3]];
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

/** What grows over the skull and falls before the shoulders. */
export function drawFrontHair(hair: HairShape, head: HeadShape, ramp: Ramp): { body: string; outline: string } {
  const left = sideEnd(hair.left, head, -1);
  const right = sideEnd(hair.right, head, 1);
  const outline = joined([
    ...(hair.texture === 'curls'
      ? [left.outer.slice().reverse(), ...scalloped(hair.crown), right.outer]
      : [[...left.outer.slice().reverse(), ...hair.crown, ...right.outer]]),
    ...right.end,
    right.inner.slice().reverse(),
    ...fringe(hair, head),
    left.inner,
    ...left.end.map((run) => run.slice().reverse()).reverse(),
  ]);
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
