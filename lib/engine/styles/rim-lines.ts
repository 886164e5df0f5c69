/** What rims of glasses are looked for in: thin lines around the eyes, dark or bright, by the way they run. */
import { gaussianBlur } from '../kernel/blur.ts';
import { clamp, luma, mix, type Plane, plane, smoothstep } from '../kernel/image.ts';
import type { Point } from '../kernel/vector.ts';
import { LEFT_EYE, RIGHT_EYE } from '../portrait/face-lines.ts';
import { fillOutline, outlineOf } from '../portrait/outline.ts';
import type { Portrait } from '../portrait/portrait.ts';

/** Directions that lines are told apart by, in half a turn. */
const DIRECTIONS = 8;
/** In face heights: a cell, how blurred brightness is, and how far beside a thin and a broad line it is compared. */
export const CELL = 1 / 160;
const SMOOTH = 0.003;
const BESIDE = [0.012, 0.024] as const;
/** Contrast (luma) from which a line counts, and where it counts whole; what a bright line counts against a dark one. */
const CONTRAST = [0.015, 0.07] as const;
const BRIGHT = 0.6;
/** Glass full of reflections has lines everywhere: more than a few places of that contrast, and lines must be clearer. */
const CLUTTER = { part: 0.8, clearer: 1.2, begins: 0.04, full: 0.06 } as const;

/** What a place counts where lids look like rims. */
const UNTOLD = 0.3;
/** How much larger than an eye its lids and lashes are. */
const EYELIDS = 1.5;
/** How far around the point between the eyes lines are looked for, face heights. */
const ACROSS = 0.55;
const UP = 0.25;
const DOWN = 0.4;

/** How clearly lines run, 0–1, in cells of `[rows × columns]`. */
export type RimLines = {
  /** For each of `DIRECTIONS` the lines that lie across it. */
  across: readonly Plane[];
  /** The same, each line a cell wider on both sides, one direction after the other. */
  near: Plane;
  /** 0–1: how much else than rims has lines, as glass full of reflections has. */
  cluttered: number;
  columns: number;
  rows: number;
  /** The canvas pixel of the first cell. */
  left: number;
  top: number;
};

/** Lines of a photo around the point between the eyes. */
export function rimLines(portrait: Portrait, [middleX, middleY]: Point): RimLines {
  const { photo, width, height, landmarks, faceHeight } = portrait;
  const cell = CELL * faceHeight;
  const [left, top] = [middleX - ACROSS * faceHeight, middleY - UP * faceHeight];
  const [columns, rows] = [Math.ceil((2 * ACROSS) / CELL), Math.ceil((UP + DOWN) / CELL)];
  const lids = plane(width * height);
  for (const line of [LEFT_EYE, RIGHT_EYE]) fillOutline(lids, width, height, outlineOf(landmarks, line, EYELIDS));
  const bright = gaussianBlur(luma(photo), width, height, SMOOTH * faceHeight);

  const across = Array.from({ length: DIRECTIONS }, () => plane(columns * rows));
  const most = plane(columns * rows);
  const cells = { columns, rows, left, top, cell };
  across.forEach((lines, d) => {
    const angle = (d / DIRECTIONS) * Math.PI;
    for (const away of BESIDE) {
      const [dx, dy] = [Math.cos(angle) * away * faceHeight, Math.sin(angle) * away * faceHeight];
      findLines(lines, bright, { width, height }, cells, dx, dy);
    }
    raise(most, lines);
  });
  const clutter = most.slice().sort()[Math.floor(CLUTTER.part * most.length)] as number;
  const whole = Math.max(CONTRAST[1], CLUTTER.clearer * clutter);
  for (let i = 0; i < most.length; i += 1) {
    const [x, y] = [left + (i % columns) * cell, top + Math.floor(i / columns) * cell];
    const lid = valueAt(lids, width, height, x, y);
    for (const lines of across) lines[i] = mix(smoothstep(CONTRAST[0], whole, lines[i] as number), UNTOLD, lid);
  }
  const near = plane(DIRECTIONS * columns * rows);
  across.forEach((lines, d) => {
    near.set(widened(lines, columns, rows), d * lines.length);
  });
  return {
    across,
    near,
    cluttered: smoothstep(CLUTTER.begins, CLUTTER.full, clutter),
    columns,
    rows,
    left,
    top,
  };
}

type Cells = Pick<RimLines, 'columns' | 'rows' | 'left' | 'top'> & { cell: number };

/** Raises `lines` to the contrast of each cell with what lies `dx`, `dy` pixels to both its sides. */
function findLines(
  lines: Plane,
  bright: Plane,
  { width, height }: { width: number; height: number },
  { columns, rows, left, top, cell }: Cells,
  dx: number,
  dy: number,
): void {
  for (let row = 0, i = 0; row < rows; row += 1) {
    const y = top + row * cell;
    for (let column = 0; column < columns; column += 1, i += 1) {
      const x = left + column * cell;
      const here = valueAt(bright, width, height, x, y);
      const one = valueAt(bright, width, height, x - dx, y - dy);
      const other = valueAt(bright, width, height, x + dx, y + dy);
      const contrast = Math.max(Math.min(one, other) - here, BRIGHT * (here - Math.max(one, other)));
      if (contrast > (lines[i] as number)) lines[i] = contrast;
    }
  }
}

function valueAt(values: Plane, width: number, height: number, x: number, y: number): number {
  return values[clamp(Math.round(y), 0, height - 1) * width + clamp(Math.round(x), 0, width - 1)] as number;
}

function raise(most: Plane, lines: Plane): void {
  for (let i = 0; i < most.length; i += 1) most[i] = Math.max(most[i] as number, lines[i] as number);
}

/** How far beside a curve its lines are looked for, round after round, in face heights. */
const REACHES = [0.025, 0.02] as const;
/** How many points on both sides a point moves with, and what staying where it is weighs against their lines. */
const NEIGHBOURS = 10;
const STAYING = 1.2;

/** A closed curve, clockwise as it is seen, drawn onto the lines beside it; it stays smooth. */
export function followLines(outline: readonly Point[], lines: RimLines, faceHeight: number): Point[] {
  const { across, columns, rows, left, top } = lines;
  const cell = CELL * faceHeight;
  const lineAt = (x: number, y: number, direction: number) => {
    const [column, row] = [Math.round((x - left) / cell), Math.round((y - top) / cell)];
    const inside = column >= 0 && row >= 0 && column < columns && row < rows;
    return inside ? (across[direction]?.[row * columns + column] ?? 0) : 0;
  };
  return REACHES.reduce<readonly Point[]>((curve, reach) => {
    const count = curve.length;
    const normals = curve.map((_, k): Point => {
      const [[fromX, fromY], [toX, toY]] = [curve.at(k - 1) as Point, curve[(k + 1) % count] as Point];
      const length = Math.hypot(toX - fromX, toY - fromY) || 1;
      return [(toY - fromY) / length, (fromX - toX) / length];
    });
    const found = curve.map(([x, y], k) => {
      const [nx, ny] = normals[k] as Point;
      const direction = directionOf(nx, ny);
      const steps = Math.round(reach / CELL);
      let best = { away: 0, weight: 0 };
      for (let step = -steps; step <= steps; step += 1) {
        const line = lineAt(x + nx * step * cell, y + ny * step * cell, direction);
        const weight = line ** 2 * Math.exp(-1.5 * (step / steps) ** 2);
        if (weight > best.weight) best = { away: step * cell, weight };
      }
      return best;
    });
    return curve.map(([x, y], k): Point => {
      let [sum, weights] = [0, STAYING];
      for (let d = -NEIGHBOURS; d <= NEIGHBOURS; d += 1) {
        const { away, weight } = found[(k + d + count) % count] as (typeof found)[number];
        const share = weight * Math.exp(-2 * (d / NEIGHBOURS) ** 2);
        sum += away * share;
        weights += share;
      }
      const [nx, ny] = normals[k] as Point;
      return [x + (nx * sum) / weights, y + (ny * sum) / weights];
    });
  }, outline) as Point[];
}

/** The direction, of `DIRECTIONS`, that is nearest to a vector or its opposite. */
export function directionOf(x: number, y: number): number {
  return (Math.round((Math.atan2(y, x) / Math.PI) * DIRECTIONS) + 2 * DIRECTIONS) % DIRECTIONS;
}

/** Lines a cell wider on both sides: shapes are tried in steps of two. */
function widened(lines: Plane, columns: number, rows: number): Plane {
  const wide = plane(lines.length);
  for (let row = 1; row < rows - 1; row += 1) {
    for (let i = row * columns + 1; i < (row + 1) * columns - 1; i += 1) {
      let most = 0;
      for (let at = i - columns; at <= i + columns; at += columns) {
        most = Math.max(most, lines[at - 1] as number, lines[at] as number, lines[at + 1] as number);
      }
      wide[i] = most;
    }
  }
  return wide;
}
