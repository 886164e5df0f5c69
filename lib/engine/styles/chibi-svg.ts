/** The few kinds of stroke and shape that chibis are drawn with, as SVG text. */
import type { Rgb } from '../kernel/colour.ts';
import { hexOf, type Point, smoothPath } from '../kernel/vector.ts';

/** SVG for `drawVector`. */
export type Sketch = { body: string; definitions: string };

export type Stroke = { colour: Rgb; width: number };

/** A filled shape with an outline of even width. */
export function shape(path: string, fill: Rgb | string, stroke?: Stroke, more = ''): string {
  const paint = typeof fill === 'string' ? fill : hexOf(fill);
  const line = stroke ? `stroke="${hexOf(stroke.colour)}" stroke-width="${stroke.width}" stroke-linejoin="round"` : '';
  return `<path d="${path}" fill="${paint}" ${line} ${more}/>`;
}

/** A line with round ends. */
export function line(path: string, { colour, width }: Stroke, more = ''): string {
  return `<path d="${path}" fill="none" stroke="${hexOf(colour)}" stroke-width="${width}" stroke-linecap="round" stroke-linejoin="round" ${more}/>`;
}

export function ellipse([x, y]: Point, across: number, down: number, fill: Rgb | string, more = ''): string {
  const paint = typeof fill === 'string' ? fill : hexOf(fill);
  return `<ellipse cx="${n(x)}" cy="${n(y)}" rx="${n(across)}" ry="${n(down)}" fill="${paint}" ${more}/>`;
}

/** One path through several runs of points, smooth within each run, with corners where they meet. */
export function joined(runs: readonly (readonly Point[])[], { closed = true, tension = 0.5 } = {}): string {
  const path = runs
    .filter((run) => run.length > 0)
    .map((run, i) => {
      const part = smoothPath(run, { tension });
      return i === 0 ? part : `L${part.slice(1)}`;
    })
    .join('');
  return closed ? `${path}Z` : path;
}

/** A brush stroke along a curve: pointed at both ends, `width` in its middle. */
export function tapered(from: Point, bend: Point, to: Point, width: number): string {
  const [dx, dy] = [to[0] - from[0], to[1] - from[1]];
  const length = Math.hypot(dx, dy) || 1;
  const [sideX, sideY] = [(-dy / length) * width, (dx / length) * width];
  return (
    `M${pt(from)}Q${pt([bend[0] + sideX, bend[1] + sideY])} ${pt(to)}` +
    `Q${pt([bend[0] - sideX, bend[1] - sideY])} ${pt(from)}Z`
  );
}

export function pt([x, y]: Point): string {
  return `${n(x)} ${n(y)}`;
}

export function n(value: number): string {
  return value.toFixed(2);
}
