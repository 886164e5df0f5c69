/** Drawn eyes in the person's own shape, tilt, openness, gaze and colour: larger than life, irises that fill the lids. */
import type { Oklab, Rgb } from '../kernel/colour.ts';
import { clamp, mix, smoothstep } from '../kernel/image.ts';
import { hexOf, type Point, smoothPath } from '../kernel/vector.ts';
import type { Portrait } from '../portrait/portrait.ts';
import { alikeEyes, cornersOf, creaseDepth, gazeOf, type Lightness, lashDarkness } from './anime-measure.ts';
import { type Drawing, denser, lens, taperedStroke } from './anime-stroke.ts';
import { type Colours, type Eye, eyesOf } from './features.ts';
import { polar, type Ramp } from './toon-palette.ts';

export type EyeLook = {
  /** Width against the real eye's. */
  enlargement: number;
  /** How much more it grows in height than in width. */
  opening: number;
};

/** Eyes less open than this, as a fraction of their width, are drawn shut. */
const SHUT = 0.1;
/** The far eye of a turned head is narrower, though by this part less so than in the photo. */
const EVENNESS = 0.35;
/** By this part of the way the less open eye opens as far as the other. */
const ALIKE = 0.6;
/** Half the iris's width, of half the eye's. */
const IRIS = 0.61;
/** How far the gaze moves the iris, of half the eye's width. */
const GAZE = 0.66;

type Inks = { lash: string; line: string; crease: string; deep: string };

/** Draws both eyes. */
export function drawAnimeEyes(
  portrait: Portrait,
  colours: Colours,
  skin: Ramp,
  lightness: Lightness,
  look: EyeLook,
): Drawing {
  const eyes = alikeEyes(eyesOf(portrait), SHUT);
  const widest = Math.max(...eyes.map((eye) => eye.width));
  const opened = Math.max(...eyes.map(gapOf));
  const gaze = gazeOf(portrait);
  const dark: Rgb = [skin.line[0] * 0.5, skin.line[1] * 0.42, skin.line[2] * 0.5];
  const inks = { lash: hexOf(dark), line: hexOf(skin.line), crease: hexOf(skin.deep), deep: hexOf(skin.deep) };
  const drawings = eyes.map((eye, index) => {
    const across = mix(1, widest / eye.width, EVENNESS) * look.enlargement;
    const lashes = lashDarkness(eye, colours.skin[0], lightness);
    const crease = creaseAbove(eye, colours.skin[0], lightness);
    const alike = eye.openness < SHUT ? 1 : mix(1, opened / gapOf(eye), ALIKE);
    const shape = eyeShape(eye, across, look.enlargement * look.opening * alike, index === 0 ? -1 : 1);
    return drawEye({ eye, shape, gaze, lashes, crease, id: `anime${index}` }, colours.iris, inks);
  });
  return {
    body: drawings.map(({ body }) => body).join(''),
    definitions: drawings.map(({ definitions }) => definitions).join(''),
  };
}

/** Pixels between the lids. */
function gapOf({ openness, width }: Eye): number {
  return openness * width;
}

/** An eye around its own middle, level; x to the picture's right. Lids run from the inner corner to the outer one. */
type Shape = { upper: Point[]; lower: Point[]; half: number; outward: -1 | 1; turn: string };

function eyeShape(eye: Eye, across: number, down: number, outward: -1 | 1): Shape {
  const [left, right] = cornersOf(eye);
  const [ux, uy] = [(right[0] - left[0]) / eye.width, (right[1] - left[1]) / eye.width];
  const local = ([x, y]: Point): Point => {
    const [dx, dy] = [x - eye.centre[0], y - eye.centre[1]];
    return [(dx * ux + dy * uy) * across, (dy * ux - dx * uy) * down];
  };
  const lid = (points: readonly Point[]) => denser([...points].reverse().map(local), 3);
  const degrees = (Math.atan2(uy, ux) * 180) / Math.PI;
  return {
    upper: lid(eye.upperLid),
    lower: lid(eye.lowerLid),
    half: (eye.width * across) / 2,
    outward,
    turn: `translate(${n(eye.centre[0])} ${n(eye.centre[1])}) rotate(${n(degrees)})`,
  };
}

type Place = { eye: Eye; shape: Shape; gaze: number; lashes: number; crease: number; id: string };

function drawEye({ eye, shape, gaze, lashes, crease, id }: Place, iris: Oklab, inks: Inks): Drawing {
  const { upper, lower, half, turn } = shape;
  const thick = half * 2 * mix(0.05, 0.098, smoothstep(0.4, 0.8, lashes));
  if (eye.openness < SHUT) {
    const lid = taperedStroke(lower, lens(thick * 1.1, 0.3));
    return { body: `<g transform="${turn}"><path d="${lid}" fill="${inks.lash}"/></g>`, definitions: '' };
  }
  const outline = smoothPath([...upper, ...lower.slice(1, -1).reverse()], { closed: true, tension: 0.5 });
  const x = clamp(gaze * half * GAZE, -half * 0.5, half * 0.5);
  const [top, bottom] = [heightAt(upper, x), heightAt(lower, x)];
  const open = bottom - top;
  const across = half * IRIS;
  const down = clamp(open * 0.64, across * 0.86, across * 1.22);
  // The lower lid touches the iris; what is too large of it the upper lid covers.
  const y = Math.max(bottom + open * 0.05 - down, top + open * 0.42);
  const parts = irisParts({ x, y, across, down }, iris, id);
  const shadow = smoothPath([...upper, ...upper.map(([px, py]): Point => [px, py + open * 0.2]).reverse()], {
    closed: true,
    tension: 0.5,
  });
  const body =
    `<g transform="${turn}"><path d="${outline}" fill="#f6f3f5"/><g clip-path="url(#${id}c)">${parts.body}` +
    `<path d="${shadow}" fill="#2b1a3c" opacity=".3"/>${parts.shine}</g>` +
    `<path d="${lashShape(shape, thick, lashes)}" fill="${inks.lash}"/>` +
    `<path d="${lowerLine(lower, half)}" fill="${inks.line}" opacity=".85"/>` +
    creaseLine(shape, thick, crease, inks.crease) +
    '</g>';
  return { body, definitions: `<clipPath id="${id}c"><path d="${outline}"/></clipPath>${parts.definitions}` };
}

/** The lid's height at some x. */
function heightAt(lid: readonly Point[], x: number): number {
  let nearest = lid[0] ?? [0, 0];
  for (const point of lid) if (Math.abs(point[0] - x) < Math.abs(nearest[0] - x)) nearest = point;
  return nearest[1];
}

/** The upper lid with its lashes: a brush stroke that swells outwards and ends in a point. */
function lashShape({ upper, half, outward }: Shape, thick: number, lashes: number): string {
  const last = upper.length - 1;
  const [cornerX, cornerY] = upper[last] ?? [0, 0];
  const wing = half * mix(0.07, 0.24, smoothstep(0.45, 0.8, lashes));
  const tip: Point = [cornerX + outward * wing, cornerY - wing * 0.42];
  const over = upper.map(([x, y], index): Point => {
    const along = index / last;
    const swell = 0.3 + 0.85 * smoothstep(0, 0.55, along) + 0.12 * smoothstep(0.6, 1, along);
    return [x + outward * thick * 0.25 * along, y - thick * swell];
  });
  const under = upper.map(([x, y]): Point => [x, y + thick * 0.12]);
  return smoothPath([...under, tip, ...over.reverse()], { closed: true, tension: 0.75 });
}

/** The outer part of the lower lid, as a thin line. */
function lowerLine(lower: readonly Point[], half: number): string {
  const outer = lower.slice(Math.floor(lower.length * 0.38));
  return taperedStroke(outer, (along) => half * 0.055 * (0.2 + 0.8 * along));
}

/** The fold above the lid, as far as the photo shows one. */
function creaseLine({ upper, half }: Shape, thick: number, depth: number, ink: string): string {
  const shown = smoothstep(0.015, 0.09, depth);
  if (shown < 0.1) return '';
  const fold = upper
    .slice(2, -1)
    .map(
      ([x, y], index, all): Point => [x, y - thick - half * (0.13 + 0.05 * Math.sin((Math.PI * index) / all.length))],
    );
  return `<path d="${taperedStroke(fold, lens(half * 0.05))}" fill="${ink}" opacity="${(0.9 * shown).toFixed(2)}"/>`;
}

/** How deep the fold above the lid is, wherever between lid and brow it lies. */
function creaseAbove(eye: Eye, skin: number, lightness: Lightness): number {
  const lid = eye.upperLid.slice(2, -2);
  const depths = [0.14, 0.2, 0.26].map((rise) =>
    creaseDepth(
      lid.map(([x, y]): Point => [x, y - rise * eye.width]),
      eye.width * 0.09,
      skin,
      lightness,
    ),
  );
  return Math.max(...depths);
}

type Ellipse = { x: number; y: number; across: number; down: number };

/** The measured iris, clearer than life and lit from below; brown where the photo shows no colour. */
function irisParts({ x, y, across, down }: Ellipse, [lightness, a, b]: Oklab, id: string) {
  const measured = Math.hypot(a, b);
  const grey = measured < 0.016;
  const hue = grey ? 0.95 : Math.atan2(b, a);
  const chroma = clamp((grey ? 0.04 : measured) * 1.55, 0.045, 0.14);
  const light = clamp(lightness * 1.02 + 0.04, 0.36, 0.64);
  const [top, middle, bottom, dark] = [
    polar(light * 0.5, chroma * 0.8, hue - 0.1),
    polar(light * 0.95, chroma, hue),
    polar(Math.min(0.88, light + 0.2), chroma * 1.15, hue + 0.08),
    polar(light * 0.32, chroma * 0.5, hue),
  ].map(hexOf);
  const ellipse = (dx: number, dy: number, rx: number, ry: number, fill: string, more = '') =>
    `<ellipse cx="${n(x + dx * across)}" cy="${n(y + dy * down)}" rx="${n(rx * across)}" ry="${n(ry * down)}" fill="${fill}"${more}/>`;
  return {
    definitions: `<linearGradient id="${id}i" x2="0" y2="1"><stop offset=".1" stop-color="${top}"/><stop offset=".55" stop-color="${middle}"/><stop offset="1" stop-color="${bottom}"/></linearGradient>`,
    body:
      ellipse(0, 0, 1, 1, `url(#${id}i)`, ` stroke="${dark}" stroke-width="${n(across * 0.12)}"`) +
      ellipse(0, 0.62, 0.56, 0.22, bottom ?? '', ' opacity=".75"') +
      ellipse(0, -0.02, 0.4, 0.44, dark ?? ''),
    /** Both eyes mirror the same window. */
    shine: ellipse(-0.36, -0.34, 0.27, 0.25, '#fff') + ellipse(0.42, 0.4, 0.13, 0.13, '#fff', ' opacity=".85"'),
  };
}

function n(value: number): string {
  return value.toFixed(2);
}
