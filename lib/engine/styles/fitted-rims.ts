/** Two lenses fitted to the photo's own lines: of all shapes that people wear, those that most lines run along. */
import { clamp } from '../kernel/image.ts';
import type { Point } from '../kernel/vector.ts';
import { POINT } from '../portrait/face-lines.ts';
import type { Portrait } from '../portrait/portrait.ts';
import { landmark } from './features.ts';
import { CELL, directionOf, followLines, type RimLines, rimLines } from './rim-lines.ts';

/** Points of a rim that is drawn, and of one that is tried. */
const SAMPLES = 56;
const TRIED = 24;
/** Half the width and height of lenses, face heights. */
const ACROSS = steps(0.085, 0.2, 0.0115);
const DOWN = steps(0.055, 0.185, 0.01);
/**
 * How square a lens is (the exponent of a superellipse), and how much its lower half hangs towards the cheek, as that of
 * aviators does.
 */
const SHAPES = [
  { square: 2, hang: 0 },
  { square: 2.7, hang: 0 },
  { square: 3.6, hang: 0 },
  { square: 2.2, hang: 0.22 },
] as const;
/** How far from the eye a lens may lie, face heights: towards the temple, and below. */
const OUT = steps(-0.09, 0.135, 0.0125);
const BELOW = steps(-0.03, 0.1, 0.0125);
type Shape = { across: number; down: number; square: number; hang: number };
type Lens = Shape & { out: number; below: number };

function steps(from: number, to: number, step: number): readonly number[] {
  return Array.from({ length: Math.round((to - from) / step) + 1 }, (_, k) => from + k * step);
}

/** What is usual, and how far from it something is strange; face heights. */
const USUAL = { across: [0.145, 0.035], down: [0.12, 0.08], out: [0.01, 0.06], below: [0.035, 0.05] } as const;
/** How far lenses lie before the eyes, face heights: with a head that turns they move towards where it looks. */
const BEFORE = 0.1;
/** Lenses reach so far below the eyes: narrow ones lie low. */
const LOWEST = 0.11;
const TOO_HIGH = 0.03;
/** An eye lies no further from the middle of its lens than this part of its width; how much further is strange. */
const OFF_CENTRE = 0.55;
const BESIDE_EYE = 0.1;
/** Reflections make rings within a lens: how much (an exponent) larger rims are likelier then. */
const LARGER = 0.7;
/** Corners cut through what lies beside round rims: lenses more angular than this are strange once. */
const ANGULAR = 3;
/** How much less evidence counts for what is strange once. */
const STRANGE = 0.09;

/** Both rims, closed curves in canvas pixels, the picture's left one first; of a bare face they mean nothing. */
export function fitRims(portrait: Portrait): [Point[], Point[]] {
  const head = headOf(portrait);
  const lines = rimLines(portrait, head.middle);
  const [left, right] = fitLenses(head, lines, portrait.yaw);
  const drawn = (side: Side, lens: Lens) => followLines(outlineOf(head, side, lens, SAMPLES), lines, head.faceHeight);
  return [drawn('left', left), drawn('right', right)];
}

type Side = 'left' | 'right';
/** Where the eyes are, canvas pixels, and the directions along and across the line through them. */
type Head = { middle: Point; eyes: Record<Side, Point>; faceHeight: number; along: Point; below: Point };

function headOf(portrait: Portrait): Head {
  const between = (one: number, other: number): Point => {
    const [[x, y], [toX, toY]] = [landmark(portrait, one), landmark(portrait, other)];
    return [(x + toX) / 2, (y + toY) / 2];
  };
  const left = between(POINT.leftEyeOuter, POINT.leftEyeInner);
  const right = between(POINT.rightEyeInner, POINT.rightEyeOuter);
  const [x, y] = [right[0] - left[0], right[1] - left[1]];
  const length = Math.hypot(x, y) || 1;
  return {
    middle: [(left[0] + right[0]) / 2, (left[1] + right[1]) / 2],
    eyes: { left, right },
    faceHeight: portrait.faceHeight,
    along: [x / length, y / length],
    below: [-y / length, x / length],
  };
}

/** A lens around its middle, face heights; `side` −1 hangs to the left. */
function shapeOf({ across, down, square, hang }: Shape, side: -1 | 1, samples: number): Point[] {
  const bend = (value: number) => Math.sign(value) * Math.abs(value) ** (2 / square);
  return Array.from({ length: samples }, (_, index): Point => {
    const angle = (index / samples) * 2 * Math.PI;
    const [cos, sin] = [Math.cos(angle), Math.sin(angle)];
    const low = hang * Math.max(0, sin);
    return [across * bend(cos) * (1 - 0.6 * low) + side * across * 0.35 * low, down * bend(sin) * (1 + 0.3 * low)];
  });
}

function outlineOf(head: Head, side: Side, lens: Lens, samples: number): Point[] {
  const sign = side === 'left' ? -1 : 1;
  const { along, below, faceHeight } = head;
  const [x, y] = head.eyes[side];
  return shapeOf(lens, sign, samples).map(([u, v]): Point => {
    const [right, down] = [(u + sign * lens.out) * faceHeight, (v + lens.below) * faceHeight];
    return [x + right * along[0] + down * below[0], y + right * along[1] + down * below[1]];
  });
}

/** How much narrower (logarithm) the far lens looks per radian that a head turns, up to where. */
const FORESHORTENED = 0.35;
const MOST_TURNED = 0.6;
/** Two lenses of a frame differ less than this in width (logarithm) and height above the cheek (face heights). */
const UNLIKE = { across: 0.16, below: 0.03 } as const;

/** A bridge is at least as wide as this, face heights; how much less is strange. */
const BRIDGE = 0.06;
const TIGHT = 0.03;

/** One lens with the evidence for it. */
type Found = { lens: Lens; evidence: number };

/** The lenses with the most evidence that are alike as two lenses of a frame are. */
function fitLenses(head: Head, lines: RimLines, yaw: number): [Lens, Lens] {
  const [left, right] = [
    foundOn(head, lines, 'left', -BEFORE * Math.sin(yaw)),
    foundOn(head, lines, 'right', BEFORE * Math.sin(yaw)),
  ];
  let best: { pair: [Lens, Lens]; evidence: number } | null = null;
  const { left: eye, right: otherEye } = head.eyes;
  const apart = Math.hypot(otherEye[0] - eye[0], otherEye[1] - eye[1]) / head.faceHeight;
  // How much narrower than the left lens the right one looks on a head that is turned.
  const turned = -FORESHORTENED * clamp(yaw, -MOST_TURNED, MOST_TURNED);
  for (const [key, lefts] of left) {
    const rights = right.get(key) ?? [];
    for (const one of lefts) {
      for (const other of rights) {
        // However alike they were, a better pair is known.
        if (best !== null && one.evidence + other.evidence <= best.evidence) continue;
        const narrower = (Math.log(other.lens.across / one.lens.across) - turned) / UNLIKE.across;
        const lower = (other.lens.below - one.lens.below) / UNLIKE.below;
        const bridge = apart + one.lens.out + other.lens.out - one.lens.across - other.lens.across;
        const tight = Math.max(0, BRIDGE - bridge) / TIGHT;
        const unlike = narrower ** 2 + lower ** 2 + tight ** 2;
        const evidence = (one.evidence + other.evidence) * Math.exp(-STRANGE * unlike);
        if (best === null || evidence > best.evidence) best = { pair: [one.lens, other.lens], evidence };
      }
    }
  }
  if (best === null) throw new Error('No lens was tried.');
  return best.pair;
}

/** For each shape and height: the best place at each width and height above the cheek; `turned` is how far out it is likely. */
function foundOn(head: Head, lines: RimLines, side: Side, turned: number): Map<string, Found[]> {
  const found = new Map<string, Found[]>();
  for (const { square, hang } of SHAPES) {
    for (const down of DOWN) {
      const all: Found[] = [];
      for (const across of ACROSS) {
        const rim = rimOf(head, lines, side, { across, down, square, hang });
        const size = ((across + down) / (USUAL.across[0] + USUAL.down[0])) ** (LARGER * lines.cluttered);
        const shape = off(across, USUAL.across) + off(down, USUAL.down) + (square > ANGULAR ? 1 : 0);
        for (const below of BELOW) {
          const high = Math.max(0, LOWEST - below - down) / TOO_HIGH;
          const strange = shape + high ** 2 + off(below, USUAL.below);
          let [best, most] = [0, -1];
          for (const out of OUT) {
            const beside = Math.max(0, Math.abs(out) / across - OFF_CENTRE) / BESIDE_EYE;
            const placed = strange + beside ** 2 + off(out - turned, USUAL.out);
            const likely = size * Math.exp(-STRANGE * placed);
            // Not even lines all along the rim would make this place better than one that was tried.
            if (likely <= most) continue;
            const evidence = evidenceAlong(rim, lines, out, below) * likely;
            if (evidence > most) [best, most] = [out, evidence];
          }
          all.push({ lens: { across, down, square, hang, out: best, below }, evidence: most });
        }
      }
      found.set(`${square} ${down}`, all);
    }
  }
  return found;
}

/** A rim to be tried, in cells of `RimLines`: its points from its middle, and where in `near` the lines along each begin. */
type Rim = {
  us: Float64Array;
  vs: Float64Array;
  directions: Int32Array;
  /** The eye, and a step of one face height out and below. */
  eye: Point;
  out: Point;
  below: Point;
};

function rimOf({ along, below, faceHeight, eyes }: Head, lines: RimLines, side: Side, shape: Shape): Rim {
  const { columns, rows, left, top } = lines;
  const sign = side === 'left' ? -1 : 1;
  const cell = CELL * faceHeight;
  const points = shapeOf(shape, sign, TRIED).map(([u, v]): Point => {
    return [(u * along[0] + v * below[0]) / CELL, (u * along[1] + v * below[1]) / CELL];
  });
  const directions = Int32Array.from(points, (_, k) => {
    const [from, to] = [points.at(k - 1) as Point, points[(k + 1) % TRIED] as Point];
    return directionOf(to[1] - from[1], from[0] - to[0]) * columns * rows;
  });
  return {
    us: Float64Array.from(points, ([u]) => u),
    vs: Float64Array.from(points, ([, v]) => v),
    directions,
    eye: [(eyes[side][0] - left) / cell, (eyes[side][1] - top) / cell],
    out: [(sign * along[0]) / CELL, (sign * along[1]) / CELL],
    below: [below[0] / CELL, below[1] / CELL],
  };
}

/** The mean of the lines along a rim, 0–1, by where its lens lies (face heights). */
function evidenceAlong(rim: Rim, { near, columns, rows }: RimLines, out: number, below: number): number {
  const { us, vs, directions } = rim;
  const x = rim.eye[0] + out * rim.out[0] + below * rim.below[0];
  const y = rim.eye[1] + out * rim.out[1] + below * rim.below[1];
  let sum = 0;
  for (let k = 0; k < TRIED; k += 1) {
    const column = Math.floor(x + (us[k] as number) + 0.5);
    const row = Math.floor(y + (vs[k] as number) + 0.5);
    if (column < 0 || row < 0 || column >= columns || row >= rows) continue;
    sum += near[(directions[k] as number) + row * columns + column] as number;
  }
  return sum / TRIED;
}

function off(value: number, [usual, strange]: readonly [number, number]): number {
  return ((value - usual) / strange) ** 2;
}
