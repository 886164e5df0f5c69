/** Outlines of masks, as closed lines that can be drawn. */
import type { Point } from '../kernel/vector.ts';

/** Values on a grid of `columns` × `rows`. */
export type Grid = { columns: number; rows: number; values: Float32Array };

const LEVEL = 0.5;
/** Loops with fewer corners than this are specks. */
const SPECK = 10;

/** The closed lines between values under and over 0.5, in grid positions: marching squares, crossings interpolated. */
export function traceGrid(grid: Grid): Point[][] {
  const next = crossings(grid);
  const loops: Point[][] = [];
  while (next.size > 0) {
    const loop: Point[] = [];
    let key = next.keys().next().value;
    while (key !== undefined) {
      const link = next.get(key);
      if (link === undefined) break;
      next.delete(key);
      loop.push(link.from);
      key = link.to;
    }
    if (loop.length >= SPECK) loops.push(loop);
  }
  return loops.sort((a, b) => b.length - a.length);
}

type Link = { from: Point; to: string };

/** For each edge of a cell that the line enters: where, and through which edge it leaves. */
function crossings({ columns, rows, values }: Grid): Map<string, Link> {
  const at = (x: number, y: number) =>
    x < 0 || y < 0 || x >= columns || y >= rows ? 0 : (values[y * columns + x] as number);
  const links = new Map<string, Link>();
  for (let y = -1; y < rows; y += 1) {
    for (let x = -1; x < columns; x += 1) {
      const corners = [at(x, y), at(x + 1, y), at(x + 1, y + 1), at(x, y + 1)] as const;
      const places = [
        [x, y],
        [x + 1, y],
        [x + 1, y + 1],
        [x, y + 1],
      ] as const;
      const enters: number[] = [];
      const leaves: number[] = [];
      for (let side = 0; side < 4; side += 1) {
        const [here, after] = [(corners[side] as number) > LEVEL, (corners[(side + 1) % 4] as number) > LEVEL];
        if (here && !after) leaves.push(side);
        if (!here && after) enters.push(side);
      }
      enters.forEach((side, i) => {
        const out = leaves[i];
        if (out === undefined) return;
        const [a, b] = [places[side] as Point, places[(side + 1) % 4] as Point];
        const [from, to] = [corners[side] as number, corners[(side + 1) % 4] as number];
        const part = (LEVEL - from) / (to - from);
        const crossing: Point = [a[0] + (b[0] - a[0]) * part, a[1] + (b[1] - a[1]) * part];
        links.set(edgeName(x, y, side), { from: crossing, to: edgeName(x, y, out) });
      });
    }
  }
  return links;
}

/** Cells share their edges: each has one name. */
function edgeName(x: number, y: number, side: number): string {
  if (side === 0) return `h${x},${y}`;
  if (side === 1) return `v${x + 1},${y}`;
  if (side === 2) return `h${x},${y + 1}`;
  return `v${x},${y}`;
}

/** A loop with every `step`th of its points, each the mean of its surroundings: a drawn line instead of a measured one. */
export function simplified(loop: readonly Point[], step: number): Point[] {
  const count = Math.max(6, Math.round(loop.length / step));
  return Array.from({ length: count }, (_, i) => {
    const middle = Math.round((i * loop.length) / count);
    let [x, y] = [0, 0];
    for (let k = -step; k <= step; k += 1) {
      const point = loop[(middle + k + loop.length) % loop.length] ?? [0, 0];
      x += point[0];
      y += point[1];
    }
    return [x / (2 * step + 1), y / (2 * step + 1)];
  });
}
