/** Two lenses fitted to the photo's own lines: how frames sit before a head, and where the photo shows them. */
import { gaussianBlur } from '../kernel/blur.ts';
import { clamp, luma, type Plane, plane, smoothstep } from '../kernel/image.ts';
import type { Point } from '../kernel/vector.ts';
import { LEFT_EYE, POINT, RIGHT_EYE } from '../portrait/face-lines.ts';
import { fillOutline, outlineOf } from '../portrait/outline.ts';
import type { Portrait } from '../portrait/portrait.ts';
import { landmark } from './features.ts';

/**
 * Both lenses, which mirror each other, in face heights along the axes of the head: how far each middle lies from
 * between the eyes, below them and before them; half its width and height; how square it is (the exponent of a
 * superellipse); how much the lower half hangs towards the cheek, as that of aviators does.
 */
type Frame = { x: number; y: number; before: number; across: number; down: number; square: number; hang: number };
type Measure = keyof Frame;

/** Points of a rim that is drawn, and of one that is tried. */
const SAMPLES = 56;
const TRIED = 28;
/** How far (parts of its range) each measure is moved in the rounds after the first. */
const FINER = [0.45, 0.2] as const;
/** In face heights: how blurred brightness is, and how far beside a line it is compared. */
const SMOOTH = 0.004;
const BESIDE = 0.024;
/** A line may lie so far from where a rim is tried, in face heights. */
const NEAR = 0.008;
/** Contrast (luma) from which a line counts, and where it counts whole; what a bright line counts against a dark one. */
const CONTRAST = [0.015, 0.09] as const;
const BRIGHT = 0.6;
/** How much less a line counts where a brow is: rims run along brows, but brows are there without rims. */
const BROWS = 0.7;
/** How much larger than an eye its lids and lashes are. */
const EYELIDS = 1.7;
const START: Frame = { x: 0.175, y: 0.03, before: 0.05, across: 0.145, down: 0.1, square: 2.6, hang: 0 };
/** Frames that a search begins with: usual ones, low and angular ones, large and round ones. */
const STARTS: readonly Partial<Frame>[] = [
  {},
  { down: 0.075, square: 3.4, across: 0.16 },
  { down: 0.14, across: 0.17 },
];
const RANGES: Record<Measure, readonly [number, number]> = {
  x: [0.13, 0.25],
  y: [-0.04, 0.1],
  before: [0, 0.12],
  across: [0.08, 0.22],
  down: [0.06, 0.2],
  square: [2, 4],
  hang: [0, 0.3],
};
/** How far from `START` each measure may lie before it counts as strange. */
const USUAL: Record<Measure, number> = {
  x: 0.05,
  y: 0.05,
  before: 0.05,
  across: 0.07,
  down: 0.09,
  square: 2,
  hang: 0.3,
};
/** Measures that are moved together, since rims stay on the lines only so. */
const PAIRS: readonly (readonly [Measure, Measure])[] = [
  ['down', 'y'],
  ['across', 'x'],
  ['before', 'x'],
  ['square', 'hang'],
];

/** Both rims, closed curves in canvas pixels, the picture's left one first; of a bare face they mean nothing. */
export function fitRims(portrait: Portrait): [Point[], Point[]] {
  const head = headOf(portrait);
  return outlinesOf(head, fitFrame(portrait, linesOf(portrait, head)), SAMPLES);
}

/** What rims are looked for in: brightness without noise, and where eyes and their lids are, 0–1. */
type Lines = { bright: Plane; eyes: Plane; head: Head };

function linesOf({ person, width, height, landmarks, faceHeight }: Portrait, head: Head): Lines {
  const eyes = plane(width * height);
  for (const line of [LEFT_EYE, RIGHT_EYE]) fillOutline(eyes, width, height, outlineOf(landmarks, line, EYELIDS));
  return { bright: gaussianBlur(luma(person), width, height, SMOOTH * faceHeight), eyes, head };
}

/** Moves one pair of measures after the other to where the rims meet most of the lines: roughly from each start, then finer and finer. */
function fitFrame(portrait: Portrait, lines: Lines): Frame {
  const improved = (start: Frame, reach: number) => {
    let best = { frame: start, evidence: evidenceOf(portrait, lines, start) };
    for (const [first, second] of [...PAIRS, ...PAIRS]) {
      const { frame: from } = best;
      for (const one of around(from[first], RANGES[first], reach)) {
        for (const other of around(from[second], RANGES[second], reach)) {
          const frame = { ...from, [first]: one, [second]: other };
          const evidence = evidenceOf(portrait, lines, frame);
          if (evidence > best.evidence) best = { frame, evidence };
        }
      }
    }
    return best;
  };
  const rough = STARTS.map((start) => improved({ ...START, ...start }, 1));
  const likeliest = rough.reduce((most, one) => (one.evidence > most.evidence ? one : most));
  return FINER.reduce((frame, reach) => improved(frame, reach).frame, likeliest.frame);
}

/** `value`, and three steps to both sides of it that reach over a part of its range. */
function around(value: number, [least, most]: readonly [number, number], reach: number): number[] {
  const step = ((most - least) * reach) / 6;
  return [-3, -2, -1, 0, 1, 2, 3].map((k) => clamp(value + k * step, least, most));
}

/** Mean of the lines along both rims, less for frames that nobody wears. */
function evidenceOf(portrait: Portrait, lines: Lines, frame: Frame): number {
  const strange = (Object.keys(START) as Measure[]).reduce(
    (sum, measure) => sum + ((frame[measure] - START[measure]) / USUAL[measure]) ** 2,
    0,
  );
  const rims = outlinesOf(lines.head, frame, TRIED);
  return ((lineAlong(portrait, lines, rims[0]) + lineAlong(portrait, lines, rims[1])) / 2) * Math.exp(-0.12 * strange);
}

/** The part of a rim along which the photo has a line across which both sides are brighter, or both darker. */
function lineAlong(
  { regions, width, height, faceHeight }: Portrait,
  { bright, eyes }: Lines,
  outline: readonly Point[],
): number {
  const at = (values: Plane, x: number, y: number) =>
    values[clamp(Math.round(y), 0, height - 1) * width + clamp(Math.round(x), 0, width - 1)] as number;
  let sum = 0;
  for (let k = 0; k < outline.length; k += 1) {
    const [x, y] = outline[k] as Point;
    const [[fromX, fromY], [toX, toY]] = [outline.at(k - 1) as Point, outline[(k + 1) % outline.length] as Point];
    const length = Math.hypot(toX - fromX, toY - fromY) || 1;
    const [nx, ny] = [((toY - fromY) / length) * faceHeight, ((fromX - toX) / length) * faceHeight];
    let contrast = 0;
    for (const off of [-NEAR, 0, NEAR]) {
      const here = at(bright, x + nx * off, y + ny * off);
      const inner = at(bright, x + nx * (off - BESIDE), y + ny * (off - BESIDE));
      const outer = at(bright, x + nx * (off + BESIDE), y + ny * (off + BESIDE));
      contrast = Math.max(contrast, Math.min(inner, outer) - here, BRIGHT * (here - Math.max(inner, outer)));
    }
    const free = (1 - at(eyes, x, y)) * (1 - BROWS * at(regions.brows, x, y));
    sum += smoothstep(CONTRAST[0], CONTRAST[1], contrast) * free;
  }
  return sum / outline.length;
}

/** Where the eyes' middle is, and the head's axes, in canvas pixels and face heights. */
type Head = { middle: Point; faceHeight: number; across: Axis; down: Axis; before: Axis };

function headOf(portrait: Portrait): Head {
  const corners = [POINT.leftEyeOuter, POINT.leftEyeInner, POINT.rightEyeInner, POINT.rightEyeOuter].map((index) =>
    landmark(portrait, index),
  );
  const middle = (axis: 0 | 1) => corners.reduce((sum, corner) => sum + corner[axis] / corners.length, 0);
  return { middle: [middle(0), middle(1)], faceHeight: portrait.faceHeight, ...headAxes(portrait) };
}

/** The rims as the photo shows them: a turned head foreshortens the far one, which can stand out beyond the cheek. */
function outlinesOf(head: Head, frame: Frame, samples: number): [Point[], Point[]] {
  const { middle, faceHeight, across, down, before } = head;
  const [left, right]: [Point[], Point[]] = [[], []];
  for (let index = 0; index < samples; index += 1) {
    const angle = (index / samples) * 2 * Math.PI;
    const [cos, sin] = [Math.cos(angle), Math.sin(angle)];
    const bend = (value: number) => Math.sign(value) * Math.abs(value) ** (2 / frame.square);
    const hang = frame.hang * Math.max(0, sin);
    const wide = frame.across * bend(cos) * (1 - 0.6 * hang);
    const v = (frame.y + frame.down * bend(sin) * (1 + 0.3 * hang)) * faceHeight;
    const w = frame.before * faceHeight;
    for (const [side, rim] of [
      [-1, left],
      [1, right],
    ] as const) {
      const u = (side * frame.x + wide + side * frame.across * 0.35 * hang) * faceHeight;
      rim.push([
        middle[0] + u * across[0] + v * down[0] + w * before[0],
        middle[1] + u * across[1] + v * down[1] + w * before[1],
      ]);
    }
  }
  return [left, right];
}

type Axis = [x: number, y: number, z: number];

/** The head's axes from the mesh: to the picture's right, to the chin, and out of the face. */
function headAxes(portrait: Portrait): { across: Axis; down: Axis; before: Axis } {
  const between = (from: number, to: number): Axis => {
    const [x, y, z] = landmark(portrait, to).map((value, axis) => value - (landmark(portrait, from)[axis] ?? 0));
    return unit([x ?? 0, y ?? 0, z ?? 0]);
  };
  const across = between(POINT.leftCheek, POINT.rightCheek);
  const raw = between(POINT.forehead, POINT.chin);
  const along = raw[0] * across[0] + raw[1] * across[1] + raw[2] * across[2];
  const down = unit([raw[0] - along * across[0], raw[1] - along * across[1], raw[2] - along * across[2]]);
  const before: Axis = [
    down[1] * across[2] - down[2] * across[1],
    down[2] * across[0] - down[0] * across[2],
    down[0] * across[1] - down[1] * across[0],
  ];
  return { across, down, before };
}

function unit([x, y, z]: Axis): Axis {
  const length = Math.hypot(x, y, z) || 1;
  return [x / length, y / length, z / length];
}
