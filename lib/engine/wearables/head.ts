/** A head's own space, read from its landmarks: where right, up and forward of it are on the canvas. */
import type { Point } from '../kernel/vector.ts';
import { POINT } from '../portrait/face-lines.ts';
import type { Landmark } from '../portrait/portrait.ts';

type Vector = readonly [x: number, y: number, z: number];

export type Head = {
  /** Half of the face's width, cheek to cheek, canvas pixels: the unit of everything that is worn. */
  unit: number;
  /** Canvas position of a place right of, above and before the middle between the ears, in units. */
  at: (right: number, up: number, front: number) => Point;
  /** A landmark in units: right, up, front. */
  locate: (index: number) => Vector;
  /** How high the upper end of the forehead (10) lies, and the chin (152, negative). */
  brow: number;
  chin: number;
};

/** Reads the axes from both cheeks, forehead and chin: roll, turn and nod in one. */
export function headOf(landmarks: readonly Landmark[]): Head {
  const point = (index: number): Vector => landmarks[index] ?? [0, 0, 0];
  const [left, right] = [point(POINT.leftCheek), point(POINT.rightCheek)];
  const across = minus(right, left);
  const rightward = unit(across);
  const risen = minus(point(POINT.forehead), point(POINT.chin));
  const upward = unit(minus(risen, times(rightward, dot(risen, rightward))));
  const forward = cross(rightward, upward);
  const half = Math.max(1, length(across) / 2);
  const middle = times(plus(left, right), 0.5);
  const locate = (index: number): Vector => {
    const offset = minus(point(index), middle);
    return [dot(offset, rightward) / half, dot(offset, upward) / half, dot(offset, forward) / half];
  };
  const at = (r: number, u: number, f: number): Point => [
    middle[0] + half * (r * rightward[0] + u * upward[0] + f * forward[0]),
    middle[1] + half * (r * rightward[1] + u * upward[1] + f * forward[1]),
  ];
  return { unit: half, at, locate, brow: locate(POINT.forehead)[1], chin: locate(POINT.chin)[1] };
}

function minus(a: Vector, b: Vector): Vector {
  return [a[0] - b[0], a[1] - b[1], a[2] - b[2]];
}

function plus(a: Vector, b: Vector): Vector {
  return [a[0] + b[0], a[1] + b[1], a[2] + b[2]];
}

function times(a: Vector, factor: number): Vector {
  return [a[0] * factor, a[1] * factor, a[2] * factor];
}

function dot(a: Vector, b: Vector): number {
  return a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
}

function cross(a: Vector, b: Vector): Vector {
  return [a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0]];
}

function length(a: Vector): number {
  return Math.hypot(...a);
}

function unit(a: Vector): Vector {
  return times(a, 1 / Math.max(1e-6, length(a)));
}
