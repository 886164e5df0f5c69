/** The peak of a cap: told from the forehead that it shades, drawn as a crescent over the brow. */
import type { Oklab } from '../kernel/colour.ts';
import { hexOf, type Point, smoothPath } from '../kernel/vector.ts';
import { clothRamp } from './chibi-cloth.ts';
import { medianOf, pixelAt, quantile } from './chibi-colours.ts';
import { OUTLINE } from './chibi-face.ts';
import { type HeadFrame, maskAt, toPhoto } from './chibi-frame.ts';
import type { HeadShape } from './chibi-shape.ts';

/** Columns of the forehead that are looked at, and rows from the hat down to the brows; head units. */
const ACROSS = { from: -24, to: 24, step: 3 } as const;
const ROWS = { from: -56, to: -12, step: 1 } as const;
/** A peak seen from the front is no higher than this, no lower than that. */
const THICKNESS = [2, 14] as const;
/** How much darker (OKLab) than the peak what it shades is, for how many rows, and in what part of the columns. */
const SHADED = 0.14;
const SHADED_ROWS = 5;
const SHARE = 0.75;

/**
 * The colour of a peak; `null` where none is seen. Its front is a narrow band below a hat, lighter than the shaded forehead
 * beneath it from side to side: bare skin below a beanie or a scarf is at its darkest at their edge.
 */
export function measurePeak(frame: HeadFrame): Oklab | null {
  const band: Oklab[] = [];
  let columns = 0;
  let peaked = 0;
  for (let u = ACROSS.from; u <= ACROSS.to; u += ACROSS.step, columns += 1) {
    const own = bandOf(frame, u);
    if (own.length === 0) continue;
    peaked += 1;
    band.push(...own);
  }
  // The lit half shines: its colour is the sun's as much as the cloth's.
  const usual = quantile(
    Float32Array.from(band, ([l]) => l),
    0.5,
  );
  const matt = band.filter(([l]) => l <= usual);
  return peaked >= SHARE * columns ? medianOf(matt, [0.5, 0, 0]) : null;
}

/** What lies between the hat and a shaded forehead in one column; nothing without that shade. */
function bandOf(frame: HeadFrame, u: number): Oklab[] {
  const { headwear, brows } = frame.portrait.regions;
  const rows: { colour: Oklab; isHat: boolean; isBrow: boolean }[] = [];
  for (let v = ROWS.from; v <= ROWS.to; v += ROWS.step) {
    const [x, y] = toPhoto(frame, u, v).map(Math.round) as [number, number];
    const { width, height } = frame.portrait;
    if (x < 0 || y < 0 || x >= width || y >= height) return [];
    const isHat = maskAt(frame, headwear, u, v) > 0.5;
    rows.push({ colour: pixelAt(frame.portrait, y * width + x), isHat, isBrow: maskAt(frame, brows, u, v) > 0.2 });
  }
  const top = rows.findLastIndex(({ isHat }) => isHat) + 1;
  if (top === 0) return [];
  for (let end = top + THICKNESS[0]; end <= top + THICKNESS[1]; end += 1) {
    const below = rows.slice(end, end + SHADED_ROWS);
    if (below.length < SHADED_ROWS || below.some(({ isBrow }) => isBrow)) return [];
    const band = rows.slice(top, end).map(({ colour }) => colour);
    const usual = quantile(
      Float32Array.from(band, ([l]) => l),
      0.5,
    );
    if (below.every(({ colour }) => colour[0] < usual - SHADED)) return band;
  }
  return [];
}

/** How wide a drawn peak is against the head, how far its middle rises above the hat's edge and sinks below it. */
const WIDE = 0.98;
const RISES = 4;
const SINKS = 10;

/** A peak over the brow, with its shade on the forehead, where a hat ends at the level `edge`. */
export function drawPeak(colour: Oklab, edge: number, head: HeadShape): string {
  const { base, light, line } = clothRamp(colour);
  const w = head.halfWidth * WIDE;
  const arc = (at: number, sinks: number): Point[] =>
    [-0.96, -0.7, -0.36, 0, 0.36, 0.7, 0.96].map((part) => [part * w, at + sinks * (1 - part * part)]);
  const outline = (lower: number) =>
    smoothPath([[-w - 1, edge + 1], ...arc(edge - 1, -RISES), [w + 1, edge + 1], ...arc(edge + 3, lower).reverse()], {
      closed: true,
      tension: 0.5,
    });
  const stroke = `stroke="${hexOf(line)}" stroke-width="${OUTLINE}" stroke-linejoin="round"`;
  return (
    `<path d="${outline(SINKS + 4)}" fill="#20123a" opacity=".2"/><path d="${outline(SINKS)}" fill="${hexOf(base)}" ${stroke}/>` +
    `<path d="${smoothPath(arc(edge + 1, SINKS - 3).slice(1, 4), { tension: 0.5 })}" fill="none" stroke="${hexOf(light)}" stroke-width="1.6" stroke-linecap="round"/>`
  );
}
