/** Cloth as a chibi wears it: its tones, and patterns that repeat on something so small. */
import type { Oklab, Rgb } from '../kernel/colour.ts';
import { clamp } from '../kernel/image.ts';
import { hexOf } from '../kernel/vector.ts';
import type { Clothes } from './chibi-clothes.ts';
import { polar } from './toon-palette.ts';

export type Cloth = { base: Rgb; shade: Rgb; light: Rgb; line: Rgb };

/** A cloth's tones; colours a little clearer than in life, white stays white. */
export function clothRamp([lightness, a, b]: Oklab): Cloth {
  const chroma = Math.min(0.2, Math.hypot(a, b) * 1.15);
  const hue = Math.atan2(b, a);
  const l = clamp(lightness, 0.2, 0.96);
  return {
    base: polar(l, chroma, hue),
    shade: polar(l * 0.84, chroma * 1.08, hue - 0.08),
    light: polar(Math.min(0.98, l + 0.07), chroma * 0.95, hue),
    line: polar(clamp(l * 0.42, 0.13, 0.4), chroma * 0.8 + 0.012, hue - 0.1),
  };
}

const STRIPE = 5.5;

/** A pattern as it repeats on cloth this small. */
export function patternOf({ pattern }: Clothes, main: Cloth): string {
  if (pattern.kind === 'plain') return '';
  const colours = pattern.colours.map((colour) => hexOf(clothRamp(colour).base));
  const side = STRIPE * 2 * colours.length;
  const down = colours
    .map((colour, i) => `<rect x="${2 * i * STRIPE}" width="${STRIPE}" height="${side}" fill="${colour}"/>`)
    .join('');
  const across = colours
    .map((colour, i) => `<rect y="${2 * i * STRIPE}" width="${side}" height="${STRIPE}" fill="${colour}"/>`)
    .join('');
  const lines = { columns: down, stripes: across, checks: `<g opacity=".6">${down}${across}</g>` }[pattern.kind];
  const ground = `<rect width="${side}" height="${side}" fill="${hexOf(main.base)}"/>`;
  return `<pattern id="cloth" width="${side}" height="${side}" patternUnits="userSpaceOnUse">${ground}${lines}</pattern>`;
}
