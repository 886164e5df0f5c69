/** What covers the head: its own silhouette and colours, cut like felt. */

import { boxBlur } from '../kernel/blur.ts';
import type { Oklab } from '../kernel/colour.ts';
import { mix, type Plane } from '../kernel/image.ts';
import { piecesOf } from '../kernel/pieces.ts';
import { hexOf, type Point, smoothPath } from '../kernel/vector.ts';
import { type Cloth, clothRamp } from './chibi-cloth.ts';
import { clustersOf, nearestOf, pixelAt } from './chibi-colours.ts';
import { OUTLINE, SKULL_TOP } from './chibi-face.ts';
import { colourDistance, type HeadFrame, maskAt, toPhoto } from './chibi-frame.ts';
import type { Likeness } from './chibi-likeness.ts';
import { drawPeak, measurePeak } from './chibi-peak.ts';
import { type HeadShape, place } from './chibi-shape.ts';
import type { Sketch } from './chibi-svg.ts';
import { simplified, traceGrid } from './chibi-trace.ts';

export type Headwear = {
  /** Closed lines in the head's frame; a scarf has one around the face. */
  outlines: Point[][];
  colour: Oklab;
  /** Brims, bands and badges of another colour. */
  patches: { colour: Oklab; outlines: Point[][] }[];
  /** Whether the patches are scattered, as on printed cloth: then they are drawn as folds of it. */
  patterned: boolean;
  /** The colour of a cap's peak. */
  peak: Oklab | null;
  coversEars: { left: boolean; right: boolean };
};

/** The part of the head's frame that is searched, and the grid's step. */
const AREA = { left: -130, top: -130, right: 130, bottom: 140 };
const STEP = 2;
const COLUMNS = (AREA.right - AREA.left) / STEP + 1;
const ROWS = (AREA.bottom - AREA.top) / STEP + 1;
/** Fewer covered places of the grid than this are no hat. */
const FEWEST = 260;

/** A badge or a brim is one piece; from this many of at least so many places of the grid a colour is a pattern. */
const SCATTERED = { pieces: 4, places: 12 } as const;

/** `null` for a bare head. */
export function measureHeadwear(frame: HeadFrame): Headwear | null {
  const { headwear } = frame.portrait.regions;
  const cover = sampled((u, v) => maskAt(frame, headwear, u, v));
  if (cover.filter((value) => value > 0.5).length < FEWEST) return null;
  const outlines = outlinesOf(cover, 3);
  if (outlines.length === 0) return null;
  const colours = coloursOf(frame, cover);
  const clusters = clustersOf([...colours.values()], 3).filter(({ share }) => share > 0.1);
  const main = clusters[0]?.colour ?? [0.5, 0, 0];
  const others = clusters.slice(1).filter(({ colour }) => colourDistance(colour, main) > 0.16);
  const known = [main, ...others.map(({ colour }) => colour)];
  const labels = Int8Array.from(cover, (_, at) => {
    const sample = colours.get(at);
    return sample === undefined ? -1 : nearestOf(known, sample);
  });
  const patches = others.map(({ colour }, i) => {
    const own = Float32Array.from(labels, (label) => (label === i + 1 ? 1 : 0));
    return { colour, outlines: outlinesOf(own, 2) };
  });
  const patterned = others.some((_, i) => {
    const pieces = [...piecesOf(labels, COLUMNS, i + 1)].filter(({ length }) => length >= SCATTERED.places);
    return pieces.length >= SCATTERED.pieces;
  });
  const ear = (side: number) => maskAt(frame, headwear, side * 44, 4) > 0.5;
  const coversEars = { left: ear(-1), right: ear(1) };
  return { outlines, colour: main, patches, patterned, peak: measurePeak(frame), coversEars };
}

function sampled(value: (u: number, v: number) => number): Plane {
  const grid = new Float32Array(COLUMNS * ROWS);
  for (let i = 0; i < grid.length; i += 1) {
    grid[i] = value(AREA.left + (i % COLUMNS) * STEP, AREA.top + Math.floor(i / COLUMNS) * STEP);
  }
  return grid;
}

/** The larger outlines of a mask without its fringes. */
function outlinesOf(cover: Plane, radius: number): Point[][] {
  const soft = boxBlur(boxBlur(cover, COLUMNS, ROWS, radius), COLUMNS, ROWS, 1);
  return traceGrid({ columns: COLUMNS, rows: ROWS, values: soft })
    .slice(0, 4)
    .filter((loop) => loop.length > 24)
    .map((loop) => simplified(loop, 5).map(([x, y]): Point => [AREA.left + x * STEP, AREA.top + y * STEP]));
}

function coloursOf(frame: HeadFrame, cover: Plane): Map<number, Oklab> {
  const { portrait } = frame;
  const colours = new Map<number, Oklab>();
  cover.forEach((value, at) => {
    if (value < 0.8) return;
    const [x, y] = toPhoto(frame, AREA.left + (at % COLUMNS) * STEP, AREA.top + Math.floor(at / COLUMNS) * STEP);
    colours.set(at, pixelAt(portrait, Math.round(y) * portrait.width + Math.round(x)));
  });
  return colours;
}

/** `points` lie on its outline; above the level `hides`, if there is one, no hair shows. */
export type DrawnHeadwear = Sketch & { points: Point[]; hides?: number };

/** The headwear over the drawn head. */
export function drawHeadwear(headwear: Headwear, likeness: Likeness, head: HeadShape): DrawnHeadwear {
  const cloth = clothRamp(headwear.colour);
  const held = fitting(head);
  const lay = (loop: readonly Point[]) => loop.map((point) => held(place(head, likeness, point)));
  const outlines = headwear.outlines.map(lay);
  const path = outlines.map((loop) => smoothPath(loop, { closed: true, tension: 0.5 })).join('');
  const patches = headwear.patches.map(({ colour, outlines: loops }) => {
    const seen = loops.filter((loop) => Math.abs(meanOf(loop)) < likeness.halfWidth);
    const d = seen.map((loop) => smoothPath(lay(loop), { closed: true, tension: 0.5 })).join('');
    const { base, line } = clothRamp(colour);
    return `<path d="${d}" fill="${hexOf(base)}" fill-rule="evenodd" stroke="${hexOf(line)}" stroke-width=".8"/>`;
  });
  const middle = outlines[0] ?? [];
  const left = Math.min(...middle.map(([x]) => x));
  const right = Math.max(...middle.map(([x]) => x));
  const bottom = Math.max(...middle.map(([, y]) => y));
  const top = Math.min(...middle.map(([, y]) => y));
  // Light from the upper left: the right third lies in shade, a soft light on the other side.
  const shade = `<path d="M${right + 5} ${top}V${bottom + 5}H${mix(left, right, 0.45)}C${mix(left, right, 0.92)} ${mix(top, bottom, 0.8)} ${mix(left, right, 0.92)} ${mix(top, bottom, 0.3)} ${mix(left, right, 0.7)} ${top}Z" fill="#20123a" opacity=".16"/>`;
  const light = `<ellipse cx="${mix(left, right, 0.3)}" cy="${mix(top, bottom, 0.24)}" rx="${(right - left) * 0.13}" ry="${(bottom - top) * 0.07}" transform="rotate(-24 ${mix(left, right, 0.3)} ${mix(top, bottom, 0.24)})" fill="#fff" opacity=".3"/>`;
  const level = levelOf(headwear.outlines, likeness, head) ?? bottom;
  const colours = headwear.patches.map(({ colour }) => clothRamp(colour));
  const cut = headwear.patterned ? foldsOf(colours, cloth, { left, right, top, bottom: level }) : patches.join('');
  const cap = capUnder(headwear.outlines, likeness, head);
  // Both outlines lie beneath both fills, so that they read as one shape.
  const line = `stroke="${hexOf(cloth.line)}" stroke-width="${2 * OUTLINE}" stroke-linejoin="round"`;
  const both = (more: string) => `<path d="${cap}" ${more}/><path d="${path}" fill-rule="evenodd" ${more}/>`;
  return {
    body: `${both(`fill="none" ${line}`)}${both(`fill="${hexOf(cloth.base)}"`)}<g mask="url(#hat)">${cut}${shade}${light}</g>${headwear.peak === null ? '' : drawPeak(headwear.peak, level, head)}`,
    definitions: `<mask id="hat">${both('fill="#fff"')}</mask>`,
    points: middle,
  };
}

/** Folds of printed cloth, and how wide their bands are by the cloth's height. */
const FOLDS = 4;
const FOLD_WIDTH = 0.1;

/** Printed cloth wound about a head: bands of its other colours that rise to one side. */
function foldsOf(
  colours: readonly Cloth[],
  { line }: Cloth,
  { left, right, top, bottom }: { left: number; right: number; top: number; bottom: number },
): string {
  const height = bottom - top;
  return Array.from({ length: FOLDS }, (_, k) => {
    const y = bottom - height * (0.14 + (0.84 * k) / FOLDS);
    const d = `M${left - 6} ${y + 0.12 * height}C${mix(left, right, 0.3)} ${y - 0.1 * height} ${mix(left, right, 0.65)} ${y} ${right + 6} ${y - 0.26 * height}`;
    const band = (colour: Oklab, width: number) =>
      `<path d="${d}" fill="none" stroke="${hexOf(colour)}" stroke-width="${width}"/>`;
    const { base } = colours[k % colours.length] as Cloth;
    return band(line, FOLD_WIDTH * height + 2) + band(base, FOLD_WIDTH * height);
  }).join('');
}

/** How close to the skull a hat lies, and how much looser above the brows. */
const CLOSE = 11;
const LOOSER = { above: -32, slope: 0.8 } as const;
/** What is held in hangs no lower than this level. */
const LOWEST = -22;

/** Holds a hat to the head: a hand beside it would stretch its lower edge. */
function fitting(head: HeadShape): (point: Point) => Point {
  return ([x, y]) => {
    const most = head.halfWidth + CLOSE + LOOSER.slope * Math.max(0, LOOSER.above - y);
    return Math.abs(x) <= most ? [x, y] : [Math.sign(x) * most, Math.min(y, LOWEST)];
  };
}

function meanOf(loop: readonly Point[]): number {
  return loop.reduce((sum, [u]) => sum + u, 0) / loop.length;
}

/** The level that a hat has on the forehead; `null` where it doesn't end there. */
function levelOf(outlines: readonly (readonly Point[])[], likeness: Likeness, head: HeadShape): number | null {
  const near = (outlines[0] ?? []).filter(([u, v]) => Math.abs(u) < 32 && v > -62 && v < 0);
  if (near.length < 2) return null;
  const levels = near.map(([, v]) => v).sort((a, b) => a - b);
  return place(head, likeness, [0, levels[levels.length >> 1] ?? -36])[1];
}

/** The skull's own part of a hat, down to the level that the hat has on the forehead: no hat floats beside its head. */
function capUnder(outlines: readonly (readonly Point[])[], likeness: Likeness, head: HeadShape): string {
  const level = levelOf(outlines, likeness, head);
  if (level === null) return '';
  const { halfWidth: w } = head;
  const side = (w + 5) * Math.sqrt(Math.max(0, 1 - ((level + 12) / (SKULL_TOP - 6 + 12)) ** 2));
  return smoothPath(
    [
      [-side, level],
      [-w * 0.86, -42],
      [-w * 0.5, SKULL_TOP - 3],
      [0, SKULL_TOP - 8],
      [w * 0.5, SKULL_TOP - 3],
      [w * 0.86, -42],
      [side, level],
      [0, level - 3],
    ],
    { closed: true, tension: 0.5 },
  );
}
