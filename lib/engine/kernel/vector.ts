/** Shapes drawn as SVG text and rasterised by librsvg. Only text that this engine wrote itself may get in here. */
import sharp from 'sharp';
import type { Rgb } from './colour.ts';
import type { Layer, Plane } from './image.ts';
import { clamp, plane } from './image.ts';

/** Canvas pixels. */
export type Point = readonly [x: number, y: number, ...rest: number[]];

/** Rasterises the inside of an `<svg>` element whose user units are canvas pixels. */
export async function drawVector(width: number, height: number, body: string, definitions = ''): Promise<Layer> {
  const bytes = await rasterise(width, height, body, definitions);
  const area = width * height;
  const layer: Layer = {
    width,
    height,
    channels: [plane(area), plane(area), plane(area)],
    alpha: plane(area),
  };
  const [red, green, blue] = layer.channels;
  for (let i = 0, at = 0; at < bytes.length; i += 1, at += 4) {
    red[i] = (bytes[at] as number) / 255;
    green[i] = (bytes[at + 1] as number) / 255;
    blue[i] = (bytes[at + 2] as number) / 255;
    layer.alpha[i] = (bytes[at + 3] as number) / 255;
  }
  return layer;
}

/** Like `drawVector`, but keeps only how much of each pixel is covered, 0–1. */
export async function drawMask(width: number, height: number, body: string): Promise<Plane> {
  const bytes = await rasterise(width, height, body, '');
  const mask = plane(width * height);
  for (let i = 0; i < mask.length; i += 1) mask[i] = (bytes[4 * i + 3] as number) / 255;
  return mask;
}

async function rasterise(width: number, height: number, body: string, definitions: string): Promise<Buffer> {
  const text =
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}">` +
    `<defs>${definitions}</defs>${body}</svg>`;
  return sharp(Buffer.from(text)).ensureAlpha().raw().toBuffer();
}

/**
 * Path data of a smooth curve through points: Catmull-Rom segments as Bézier curves.
 * `tension` 0 gives straight lines, 0.5 the usual curve, 1 a loose one.
 */
export function smoothPath(points: readonly Point[], { closed = false, tension = 0.5 } = {}): string {
  const count = points.length;
  const at = (index: number): Point => points[closed ? (index + count) % count : clamp(index, 0, count - 1)] ?? [0, 0];
  if (count === 0) return '';
  if (count < 3) return `M${points.map(pair).join('L')}`;

  let path = `M${pair(at(0))}`;
  const pull = tension / 3;
  for (let i = 0; i < (closed ? count : count - 1); i += 1) {
    const [before, from, to, after] = [at(i - 1), at(i), at(i + 1), at(i + 2)];
    const leave: Point = [from[0] + (to[0] - before[0]) * pull, from[1] + (to[1] - before[1]) * pull];
    const arrive: Point = [to[0] - (after[0] - from[0]) * pull, to[1] - (after[1] - from[1]) * pull];
    path += `C${pair(leave)} ${pair(arrive)} ${pair(to)}`;
  }
  return closed ? `${path}Z` : path;
}

function pair(point: Point): string {
  return `${point[0].toFixed(2)} ${point[1].toFixed(2)}`;
}

/** A colour as SVG writes it, `#rrggbb`. */
export function hexOf(colour: Readonly<Rgb>): string {
  return `#${colour.map((part) => byteOf(part).toString(16).padStart(2, '0')).join('')}`;
}

/** The colour that `#rrggbb` names. */
export function rgbOfHex(hex: string): Rgb {
  const number = Number.parseInt(hex.slice(1), 16);
  return [(number >> 16) / 255, ((number >> 8) & 255) / 255, (number & 255) / 255];
}

function byteOf(part: number): number {
  return Math.round(clamp(part) * 255);
}
