/** Pen strokes that swell and taper, as closed shapes. */
import { type Point, smoothPath } from '../kernel/vector.ts';

/** SVG for `drawVector`. */
export type Drawing = { body: string; definitions: string };

/**
 * Path data of a stroke along points.
 * @param width in pixels at each fraction (0–1) of the way
 */
export function taperedStroke(points: readonly Point[], width: (along: number) => number): string {
  const above: Point[] = [];
  const below: Point[] = [];
  const last = points.length - 1;
  points.forEach(([x, y], index) => {
    const [beforeX, beforeY] = points[Math.max(0, index - 1)] ?? [x, y];
    const [afterX, afterY] = points[Math.min(last, index + 1)] ?? [x, y];
    const length = Math.hypot(afterX - beforeX, afterY - beforeY) || 1;
    const half = width(index / last) / 2;
    const [nx, ny] = [(-(afterY - beforeY) / length) * half, ((afterX - beforeX) / length) * half];
    above.push([x + nx, y + ny]);
    below.push([x - nx, y - ny]);
  });
  return smoothPath([...above, ...below.reverse()], { closed: true, tension: 0.5 });
}

/** Thick in the middle, thin at both ends. */
export function lens(thickness: number, ends = 0.15) {
  return (along: number) => thickness * (ends + (1 - ends) * Math.sin(Math.PI * along));
}

/** More points along the same smooth line, for strokes that must not show their corners. */
export function denser(points: readonly Point[], times: number): Point[] {
  const dense: Point[] = [];
  for (let i = 0; i + 1 < points.length; i += 1) {
    const [p0, p1, p2, p3] = [
      points[Math.max(0, i - 1)],
      points[i],
      points[i + 1],
      points[Math.min(points.length - 1, i + 2)],
    ];
    if (!p0 || !p1 || !p2 || !p3) continue;
    for (let step = 0; step < times; step += 1) {
      const t = step / times;
      dense.push([catmullRom(p0[0], p1[0], p2[0], p3[0], t), catmullRom(p0[1], p1[1], p2[1], p3[1], t)]);
    }
  }
  const end = points.at(-1);
  return end ? [...dense, end] : dense;
}

function catmullRom(a: number, b: number, c: number, d: number, t: number): number {
  return b + 0.5 * t * (c - a + t * (2 * a - 5 * b + 4 * c - d + t * (3 * (b - c) + d - a)));
}
