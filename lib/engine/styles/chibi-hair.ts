/** The shape of a chibi's hair: measured outline, hairline and length, as they come to lie on the drawn head. */
import { clamp, mix, smoothstep } from '../kernel/image.ts';
import type { Point } from '../kernel/vector.ts';
import { SKULL_TOP } from './chibi-face.ts';
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

/** Scalps with less hair than this are bare. */
export const BARE = 0.28;
/** Hair that reaches below these measured levels falls behind the neck, and onto the shoulders. */
const NECK = 58;
/** The lowest level of drawn hair. */
const LOWEST = 128;
/** How far beside the face hair falls from under a hat, whose brim is wider. */
const UNDER_HAT = 10;
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
  const wide = [left, right].some(({ reach, outer }) => reach > NECK && (outer.at(-1) ?? 0) > BEYOND_NAPE);
  return (shorter > 44 && longer > NECK) || longer > CERTAINLY_LONG || wide;
}
const CERTAINLY_LONG = 86;
/** A nape lies no further than this from the middle of the face. */
const BEYOND_NAPE = 90;

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
    const widest = head.halfWidth + (likeness.hatted ? UNDER_HAT : v > MEASURED_CHIN ? 18 : 24);
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
