/** Closed curves through landmarks, as soft masks. */
import type { Plane } from '../kernel/image.ts';
import { pointOf } from './mesh.ts';
import type { Landmark } from './portrait.ts';

export type OutlinePoint = readonly [x: number, y: number];

/** Rows of samples per pixel; across, coverage is exact. */
const SUBROWS = 4;
/** Straight pieces that one curved stretch is drawn with. */
const PIECES = 6;
/** How far the curve follows the line between a point's neighbours: 0 straight, 1/6 the usual Catmull-Rom curve. */
const CURVE = 0.3;

/** The points of an outline, grown about their middle by `growth`. */
export function outlineOf(landmarks: readonly Landmark[], indices: readonly number[], growth = 1): OutlinePoint[] {
  const points = indices.map((index) => pointOf(landmarks, index));
  const middleX = points.reduce((sum, [x]) => sum + x, 0) / points.length;
  const middleY = points.reduce((sum, [, y]) => sum + y, 0) / points.length;
  return points.map(([x, y]) => [middleX + (x - middleX) * growth, middleY + (y - middleY) * growth]);
}

/** Raises `mask` to 1 within the smooth closed curve through the points; edges are antialiased. */
export function fillOutline(mask: Plane, width: number, height: number, points: readonly OutlinePoint[]): void {
  const polygon = smoothClosed(points);
  const rows = polygon.map(([, y]) => y);
  const first = Math.max(0, Math.floor(Math.min(...rows)));
  const last = Math.min(height - 1, Math.ceil(Math.max(...rows)));
  const coverage = new Float32Array(width);
  for (let y = first; y <= last; y++) {
    coverage.fill(0);
    for (let sub = 0; sub < SUBROWS; sub++) addSpans(coverage, polygon, y + (sub + 0.5) / SUBROWS);
    const row = y * width;
    for (let x = 0; x < width; x++) mask[row + x] = Math.max(mask[row + x] as number, coverage[x] as number);
  }
}

/** A new mask of one outline. */
export function outlineMask(width: number, height: number, points: readonly OutlinePoint[]): Plane {
  const mask = new Float32Array(width * height);
  fillOutline(mask, width, height, points);
  return mask;
}

/** Cubic Bézier stretches whose handles follow the neighbours, cut into straight pieces. */
function smoothClosed(points: readonly OutlinePoint[]): OutlinePoint[] {
  const smooth: OutlinePoint[] = [];
  const at = (index: number): OutlinePoint => points[(index + points.length) % points.length] ?? [0, 0];
  for (let index = 0; index < points.length; index++) {
    const [before, from, to, after] = [at(index - 1), at(index), at(index + 1), at(index + 2)];
    for (let piece = 0; piece < PIECES; piece++) {
      const t = piece / PIECES;
      smooth.push([along(t, before[0], from[0], to[0], after[0]), along(t, before[1], from[1], to[1], after[1])]);
    }
  }
  return smooth;
}

/** One coordinate at `t` (0–1) of the way. */
function along(t: number, before: number, from: number, to: number, after: number): number {
  const s = 1 - t;
  const leaving = from + (to - before) * CURVE;
  const arriving = to - (after - from) * CURVE;
  return s * s * s * from + 3 * s * s * t * leaving + 3 * s * t * t * arriving + t * t * t * to;
}

/** Adds one row of samples: the stretches between each two crossings, with parts of pixels at their ends. */
function addSpans(coverage: Plane, polygon: readonly OutlinePoint[], y: number): void {
  const crossings: number[] = [];
  let [fromX, fromY] = polygon[polygon.length - 1] ?? [0, 0];
  for (const [toX, toY] of polygon) {
    if (fromY <= y !== toY <= y) crossings.push(fromX + ((y - fromY) / (toY - fromY)) * (toX - fromX));
    fromX = toX;
    fromY = toY;
  }
  crossings.sort((a, b) => a - b);
  for (let i = 0; i + 1 < crossings.length; i += 2) {
    const start = Math.max(0, crossings[i] as number);
    const end = Math.min(coverage.length, crossings[i + 1] as number);
    for (let x = Math.floor(start); x < end; x++) {
      const part = Math.min(end, x + 1) - Math.max(start, x);
      coverage[x] = Math.min(1, (coverage[x] as number) + part / SUBROWS);
    }
  }
}
