/** Hair as clean shapes: measured outline, hairline and length, drawn with locks, strands and a band of light. */
import { clamp, mix, smoothstep } from '../kernel/image.ts';
import type { Point } from '../kernel/vector.ts';
import { OUTLINE, SKULL_TOP } from './chibi-face.ts';
import { COLUMNS, CROWN_CENTRE, DIRECTIONS, SIDE_STEP, SIDE_TOP, type SideHair } from './chibi-hair-measure.ts';
import type { Likeness } from './chibi-likeness.ts';
import { type HeadShape, MEASURED_CHIN, place } from './chibi-shape.ts';
import { joined, line, n, pt, shape, tapered } from './chibi-svg.ts';
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
  curl: number;
};

/** Hair beside the face, from the temple down, on the drawn head; `null` edges where it is short. */
export type FallingHair = { inner: Point[]; outer: Point[]; reach: number; coversEar: boolean };

export function hairShape(likeness: Likeness, head: HeadShape): HairShape {
  const { hair } = likeness;
  const crown = DIRECTIONS.map((angle, i): Point => {
    const reach = hair.outline[i] ?? 60;
    const measured = place(head, likeness, [
      CROWN_CENTRE[0] + Math.sin(angle) * reach,
      CROWN_CENTRE[1] - Math.cos(angle) * reach,
    ]);
    const skull = skullReach(head, angle) + THINNEST;
    const drawn = Math.hypot(measured[0], measured[1] - CROWN_CENTRE[1]);
    const factor = Math.max(drawn, skull) / Math.max(1, drawn);
    return [measured[0] * factor, CROWN_CENTRE[1] + (measured[1] - CROWN_CENTRE[1]) * factor];
  });
  const longest = Math.max(hair.left.reach, hair.right.reach);
  const fall = (side: SideHair, sign: -1 | 1) => fallingHair(likeness, head, side, { sign, longest });
  const middle = hair.hairline.slice(4, 13);
  return {
    crown,
    hairline: hair.hairline.map((v, i) => place(head, likeness, [COLUMNS[i] ?? 0, Math.min(v, -13)])),
    left: fall(hair.left, -1),
    right: fall(hair.right, 1),
    parting: partingOf(hair.hairline),
    fringe: middle.reduce((sum, v) => sum + v, 0) / middle.length > -37,
    curl: hair.curl,
  };
}

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
  const reach = Math.max(side.reach, longest > NECK ? longest * 0.72 : -10, cut ? longest + 26 : -10);
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
    coversEar: side.coversEar || side.reach > 30,
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
    return [[sign * head.halfWidth * 0.9, -20], ...outer.slice(0, -1), [last[0] * 0.93, last[1]]];
  };
  const left = edge(hair.left, -1);
  const right = edge(hair.right, 1).reverse();
  return shape(joined([left, ...lockEnds(left.at(-1), right[0], 5), right]), ramp.shade, {
    colour: ramp.line,
    width: OUTLINE,
  });
}

/** Pointed ends of locks between two points, hanging a little lower in the middle. */
function lockEnds(from: Point | undefined, to: Point | undefined, count: number): Point[][] {
  if (!from || !to) return [];
  const runs: Point[][] = [];
  const step = (to[0] - from[0]) / count;
  const depth = Math.min(9, Math.abs(step) * 0.8);
  for (let i = 0; i < count; i += 1) {
    const x = from[0] + i * step;
    const y = mix(from[1], to[1], i / count);
    const next = mix(from[1], to[1], (i + 1) / count);
    const toward = Math.sign(from[0] + to[0] - 2 * x - step) || 1;
    runs.push([
      [x, y],
      [x + step * (0.5 - 0.22 * toward * Math.sign(step)), y + depth * 0.75],
      [x + step * (0.5 + 0.1 * toward), y + depth],
    ]);
    runs.push([
      [x + step * (0.5 + 0.1 * toward), y + depth],
      [x + step * 0.84, (y + next) / 2 + depth * 0.35],
      [x + step, next],
    ]);
  }
  return runs;
}

/** What grows over the skull and falls before the shoulders. */
export function drawFrontHair(hair: HairShape, head: HeadShape, ramp: Ramp): { body: string; outline: string } {
  const left = sideEnd(hair.left, head, -1);
  const right = sideEnd(hair.right, head, 1);
  const crown = hair.curl > CURLY ? scalloped(hair.crown) : [hair.crown];
  const outline = joined([
    left.outer.slice().reverse(),
    ...crown,
    right.outer,
    ...right.end,
    right.inner.slice().reverse(),
    ...fringe(hair, head),
    left.inner,
    ...left.end.map((run) => run.slice().reverse()).reverse(),
  ]);
  const body =
    `<clipPath id="hair"><path d="${outline}"/></clipPath>` +
    shape(outline, ramp.base) +
    `<g clip-path="url(#hair)">${shades(hair, head, ramp)}${strands(hair, ramp)}${shine(hair, ramp)}</g>` +
    line(outline, { colour: ramp.line, width: OUTLINE });
  return { body, outline };
}

/** Hair is drawn in rounded bumps from this curl on. */
export const CURLY = 0.52;

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
  const inner: Point[] = [
    [sign * (w - 7), -14],
    [Math.min(w - 4, Math.abs(fall.inner[0]?.[0] ?? w)) * sign, 2],
    ...fall.inner.slice(1),
  ];
  return {
    outer: fall.outer,
    inner,
    end: lockEnds(outerEnd, innerEnd, Math.abs(outerEnd[0] - innerEnd[0]) > 20 ? 3 : 2),
  };
}

/** Rounded bumps along a line. */
function scalloped(points: readonly Point[]): Point[][] {
  const runs: Point[][] = [];
  const step = 3;
  for (let i = 0; i + step < points.length + step - 1; i += step) {
    const from = points[i];
    const to = points[Math.min(points.length - 1, i + step)];
    if (!from || !to || from === to) break;
    const middle: Point = [(from[0] + to[0]) / 2, (from[1] + to[1]) / 2];
    const length = Math.hypot(middle[0], middle[1] - CROWN_CENTRE[1]) || 1;
    const bump = 1 + 6 / length;
    runs.push([from, [middle[0] * bump, CROWN_CENTRE[1] + (middle[1] - CROWN_CENTRE[1]) * bump], to]);
  }
  return runs;
}

/** The edge of the hair along the forehead from right to left: locks that fall away from the parting. */
function fringe({ hairline, parting, fringe: falls, curl }: HairShape, head: HeadShape): Point[][] {
  const points = hairline.slice(1, -1).reverse();
  const limit = head.halfWidth * 0.82;
  const inside = points.map(([x, y]): Point => [clamp(x, -limit, limit), y]);
  if (!falls && curl < CURLY) return [inside];
  const depth = falls ? 6 : 3;
  const runs: Point[][] = [];
  const step = 2;
  for (let i = 0; i + step < inside.length; i += step) {
    const [from, middle, to] = [inside[i], inside[i + 1], inside[i + step]];
    if (!from || !middle || !to) break;
    const away = Math.sign(middle[0] - parting) || 1;
    const tip: Point = [middle[0] + away * 3.4, middle[1] + depth];
    runs.push([lifted(from, depth), [mix(from[0], tip[0], 0.6) + 0.8, mix(from[1], tip[1], 0.55)], tip]);
    runs.push([tip, [mix(tip[0], to[0], 0.5) - 0.8, mix(tip[1], to[1], 0.6)], lifted(to, depth)]);
  }
  return runs;
}

function lifted([x, y]: Point, depth: number): Point {
  return [x, y - depth * 0.5];
}

/** Darker hair along the lower edges, where light from above does not reach. */
function shades(hair: HairShape, head: HeadShape, ramp: Ramp): string {
  const w = head.halfWidth;
  const sides = [hair.left, hair.right]
    .map((fall, i) => {
      const sign = i === 0 ? -1 : 1;
      if (fall.inner.length < 2) return '';
      const lower = fall.inner.map(([x, y], at): Point => {
        const outer = fall.outer[at] ?? [x, y];
        return [mix(x, outer[0], 0.36), y];
      });
      return shape(
        joined([
          [[sign * (w - 12), -12], ...fall.inner.map(([x, y]): Point => [x - sign * 4, y])],
          lower.slice().reverse(),
        ]),
        ramp.shade,
      );
    })
    .join('');
  const under = hair.hairline.map(([x, y]): Point => [x, y - (hair.fringe ? 3 : 2)]);
  const above = under.map(([x, y]): Point => [x, y - 5 - 3 * Math.abs(x / w)]).reverse();
  const first: Point = [-w - 6, 14];
  const lastPoint: Point = [w + 6, 14];
  return (
    sides +
    shape(
      joined([
        [first, ...under, lastPoint],
        [[w - 2, -22], ...above, [-w + 2, -22]],
      ]),
      ramp.shade,
      undefined,
      'opacity=".7"',
    ) +
    (hair.fringe
      ? shape(
          joined([[first, [first[0], 40], [lastPoint[0], 40], lastPoint], under.slice().reverse()]),
          ramp.shade,
          undefined,
          'opacity=".0"',
        )
      : '')
  );
}

/** A few lines along the flow: from parting or crown to the ends. */
function strands(hair: HairShape, ramp: Ramp): string {
  const top = hair.crown[16] ?? [0, -70];
  const root: Point = [hair.parting * 0.75, mix(top[1], SKULL_TOP, 0.35) + 4];
  let lines = '';
  for (const i of [1, 4, 6, 10, 12, 15]) {
    const [x, y] = hair.hairline[i] ?? [0, -40];
    const bend: Point = [mix(root[0], x, 0.85), mix(root[1], y, 0.3)];
    const from: Point = [mix(root[0], x, 0.3), mix(root[1], y, 0.22)];
    lines += shape(tapered(from, bend, [x, y - 2], 1.1), ramp.deep, undefined, 'opacity=".55"');
  }
  for (const i of [3, 7, 25, 29]) {
    const [x, y] = hair.crown[i] ?? [0, -40];
    const inward: Point = [x * 0.86, mix(y, 0, 0.12)];
    const bend: Point = [mix(root[0], x, 0.8), mix(root[1], y, 0.2)];
    lines += shape(
      tapered([mix(root[0], x, 0.25), mix(root[1], y, 0.1)], bend, inward, 1),
      ramp.deep,
      undefined,
      'opacity=".5"',
    );
  }
  for (const fall of [hair.left, hair.right]) {
    if (fall.outer.length < 4) continue;
    for (const part of [0.35, 0.68]) {
      const along = fall.outer.map(([x, y], i): Point => [mix(fall.inner[i]?.[0] ?? x, x, part), y]);
      const [from, middle, to] = [along[0], along[along.length >> 1], along.at(-1)];
      if (from && middle && to)
        lines += shape(
          tapered(from, [2 * middle[0] - (from[0] + to[0]) / 2, middle[1]], to, 1),
          ramp.deep,
          undefined,
          'opacity=".6"',
        );
    }
  }
  return lines;
}

/** A band of light over the crown, broken like light on strands. */
function shine(hair: HairShape, ramp: Ramp): string {
  const band: Point[] = [];
  const lower: Point[] = [];
  for (let i = 6; i <= 26; i += 1) {
    const [x, y] = hair.crown[i] ?? [0, 0];
    const t = Math.abs(i - 16) / 10;
    const depth = 0.7 - 0.05 * (1 - t * t);
    const at = (part: number): Point => [x * part, CROWN_CENTRE[1] + 6 + (y - CROWN_CENTRE[1] - 6) * part];
    const thick = 0.12 * smoothstep(1.05, 0.35, t) * (i % 2 === 0 ? 1 : 0.62);
    band.push(at(depth + thick * 0.45));
    lower.push(at(depth - thick * 0.55));
  }
  const path = `${joined([band], { closed: false })}L${lower.reverse().map(pt).join('L')}Z`;
  return shape(path, ramp.light, undefined, `opacity="${n(hair.curl > CURLY ? 0.45 : 0.8)}"`);
}
