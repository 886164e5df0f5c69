/** Large drawn eyes with the person's own place, tilt, gaze, openness and colour. */
import type { Oklab } from '../kernel/colour.ts';
import { clamp, mix } from '../kernel/image.ts';
import { hexOf } from '../kernel/vector.ts';
import type { Portrait } from '../portrait/portrait.ts';
import { type Eye, eyesOf } from './features.ts';
import { polar, type Ramp } from './toon-palette.ts';

/** SVG for `drawVector`. */
export type Drawing = { body: string; definitions: string };

export type ToonEyes = {
  /** Width against the real eye's. */
  enlargement: number;
  /** Height against the width of an eye that is fully open. */
  tallness: number;
  /** 0–1: how long the lashes are. */
  lashes: number;
};

/** Eyes less open than this, as a fraction of their width, are drawn shut. */
const SHUT = 0.1;
/** How open an eye is that looks straight ahead, as a fraction of its width. */
const USUALLY_OPEN = 0.33;

/** Draws both eyes. */
export function drawToonEyes(portrait: Portrait, iris: Oklab, skin: Ramp, look: ToonEyes): Drawing {
  const eyes = eyesOf(portrait);
  const widest = Math.max(...eyes.map((eye) => eye.width));
  const drawings = eyes.map((eye, index) => {
    // The far eye of a turned head is narrower, though less so than in the photo.
    const width = mix(eye.width, widest, 0.35) * look.enlargement;
    return drawEye({ eye, width, side: index === 0 ? -1 : 1, id: `toon${index}` }, iris, skin, look);
  });
  return {
    body: drawings.map(({ body }) => body).join(''),
    definitions: drawings.map(({ definitions }) => definitions).join(''),
  };
}

type Place = { eye: Eye; width: number; side: -1 | 1; id: string };

/** One eye around its own origin, mirrored so that +x points to the temple. */
function drawEye({ eye, width, side, id }: Place, iris: Oklab, skin: Ramp, look: ToonEyes): Drawing {
  const line = hexOf(skin.line.map((part) => part * 0.6) as [number, number, number]);
  const open = clamp(eye.openness / USUALLY_OPEN, 0, 1.2);
  const height = width * look.tallness * clamp(0.35 + 0.65 * open, 0.42, 1.08);
  const a = width / 2;
  const h = height / 2;
  const place = `translate(${n(eye.centre[0])} ${n(eye.centre[1])}) rotate(${n(tiltOf(eye))}) scale(${side} 1)`;
  if (eye.openness < SHUT) return { body: `<g transform="${place}">${shutLid(a, h, line)}</g>`, definitions: '' };

  const gaze = clamp(((eye.iris.x - eye.centre[0]) / eye.width) * width * side, -a * 0.32, a * 0.32);
  const parts = irisParts({ x: gaze, y: -h * 0.02, across: a * 0.6, down: Math.min(h * 1.04, a * 0.78) }, iris, id);
  const outline = openOutline(a, h);
  const shine = parts.shine(side);
  const lashes =
    look.lashes > 0.5
      ? `<path d="M${n(a)} ${n(-h * 0.1)}L${n(a * 1.26)} ${n(-h * 0.5)}L${n(a * 0.98)} ${n(-h * 0.42)}Z" fill="${line}"/>`
      : '';
  const body =
    `<g transform="${place}"><path d="${outline}" fill="url(#${id}w)"/>` +
    `<g clip-path="url(#${id}c)">${parts.body}` +
    `<rect x="${n(-a * 1.2)}" y="${n(-h * 1.3)}" width="${n(a * 2.4)}" height="${n(h * 0.62)}" fill="#241338" opacity=".28"/>` +
    `${shine}</g><path d="${upperLid(a, h, look.lashes)}" fill="${line}"/>` +
    `<path d="M${n(a * 0.98)} ${n(h * 0.04)}C${n(a * 0.86)} ${n(h * 0.56)} ${n(a * 0.5)} ${n(h * 0.9)} ${n(a * 0.05)} ${n(h * 0.95)}" fill="none" stroke="${line}" stroke-width="${n(width * 0.022)}" stroke-linecap="round" opacity=".8"/>` +
    `${lashes}<path d="M${n(-a * 0.72)} ${n(-h * 1.04)}C${n(-a * 0.3)} ${n(-h * 1.46)} ${n(a * 0.42)} ${n(-h * 1.5)} ${n(a * 0.92)} ${n(-h * 1.02)}" fill="none" stroke="${hexOf(skin.deep)}" stroke-width="${n(width * 0.026)}" stroke-linecap="round" opacity=".8"/></g>`;
  const definitions =
    `<clipPath id="${id}c"><path d="${outline}"/></clipPath>${parts.definitions}` +
    `<linearGradient id="${id}w" x2="0" y2="1"><stop offset="0" stop-color="#c3bccf"/><stop offset=".4" stop-color="#fbfaff"/></linearGradient>`;
  return { body, definitions };
}

/** Degrees by which the line between the corners is turned from the horizontal. */
function tiltOf({ upperLid }: Eye): number {
  const [from, to] = [upperLid[0] ?? [0, 0], upperLid.at(-1) ?? [1, 0]];
  const [left, right] = from[0] < to[0] ? [from, to] : [to, from];
  return (Math.atan2(right[1] - left[1], right[0] - left[0]) * 180) / Math.PI;
}

function shutLid(a: number, h: number, line: string): string {
  return `<path d="M${n(-a)} ${n(h * 0.1)}Q0 ${n(h * 0.75)} ${n(a)} ${n(-h * 0.05)}" stroke="${line}" stroke-width="${n(a * 0.14)}" fill="none" stroke-linecap="round"/>`;
}

function openOutline(a: number, h: number): string {
  return (
    `M${n(-a)} ${n(h * 0.26)}C${n(-a * 0.82)} ${n(-h * 0.55)} ${n(-a * 0.3)} ${n(-h * 1.02)} ${n(a * 0.12)} ${n(-h)}` +
    `C${n(a * 0.55)} ${n(-h * 0.96)} ${n(a * 0.86)} ${n(-h * 0.55)} ${n(a)} ${n(-h * 0.05)}` +
    `C${n(a * 0.93)} ${n(h * 0.45)} ${n(a * 0.62)} ${n(h * 0.84)} ${n(a * 0.12)} ${n(h * 0.9)}` +
    `C${n(-a * 0.38)} ${n(h * 0.94)} ${n(-a * 0.78)} ${n(h * 0.7)} ${n(-a)} ${n(h * 0.26)}Z`
  );
}

/** A brush stroke that swells towards the temple. */
function upperLid(a: number, h: number, lashes: number): string {
  const reach = 1.1 + 0.1 * lashes;
  return (
    `M${n(-a * 1.02)} ${n(h * 0.28)}C${n(-a * 0.84)} ${n(-h * 0.6)} ${n(-a * 0.32)} ${n(-h * 1.06)} ${n(a * 0.12)} ${n(-h * 1.05)}` +
    `C${n(a * 0.6)} ${n(-h * 1.01)} ${n(a * 0.92)} ${n(-h * 0.62)} ${n(a * 1.05)} ${n(-h * 0.02)}` +
    `L${n(a * reach)} ${n(-h * (0.24 + 0.1 * lashes))}C${n(a * 1.02)} ${n(-h * 0.86)} ${n(a * 0.66)} ${n(-h * 1.22)} ${n(a * 0.12)} ${n(-h * 1.22)}` +
    `C${n(-a * 0.4)} ${n(-h * 1.21)} ${n(-a * 0.9)} ${n(-h * 0.64)} ${n(-a * 1.02)} ${n(h * 0.28)}Z`
  );
}

type Ellipse = { x: number; y: number; across: number; down: number };

/** The measured iris, clearer than life and lit from below; brown where the photo shows no colour. */
function irisParts({ x, y, across, down }: Ellipse, [lightness, a, b]: Oklab, id: string) {
  const measured = Math.hypot(a, b);
  const hue = measured < 0.018 ? 0.95 : Math.atan2(b, a);
  const chroma = clamp((measured < 0.018 ? 0.045 : measured) * 1.6, 0.05, 0.15);
  const light = clamp(lightness * 1.05, 0.36, 0.62);
  const [top, middle, bottom, dark] = [
    polar(light * 0.5, chroma * 0.8, hue - 0.1),
    polar(light, chroma, hue),
    polar(Math.min(0.9, light + 0.22), chroma * 1.1, hue + 0.1),
    polar(light * 0.3, chroma * 0.5, hue),
  ].map(hexOf);
  return {
    definitions: `<linearGradient id="${id}i" x2="0" y2="1"><stop offset="0" stop-color="${top}"/><stop offset=".45" stop-color="${middle}"/><stop offset="1" stop-color="${bottom}"/></linearGradient>`,
    body:
      `<ellipse cx="${n(x)}" cy="${n(y)}" rx="${n(across)}" ry="${n(down)}" fill="url(#${id}i)" stroke="${dark}" stroke-width="${n(across * 0.1)}"/>` +
      `<ellipse cx="${n(x)}" cy="${n(y)}" rx="${n(across * 0.44)}" ry="${n(down * 0.48)}" fill="${dark}"/>`,
    /** Both eyes mirror the same window, whichever way they are drawn. */
    shine: (side: number) =>
      `<ellipse cx="${n(x - side * across * 0.36)}" cy="${n(y - down * 0.4)}" rx="${n(across * 0.28)}" ry="${n(down * 0.25)}" fill="#fff"/>` +
      `<circle cx="${n(x + side * across * 0.4)}" cy="${n(y + down * 0.42)}" r="${n(across * 0.14)}" fill="#fff" opacity=".9"/>`,
  };
}

function n(value: number): string {
  return value.toFixed(1);
}
