/** Large round eyes with the person's colour, gaze, slant and openness, and their brows. */
import type { Oklab, Rgb } from '../kernel/colour.ts';
import { clamp, mix } from '../kernel/image.ts';
import { hexOf } from '../kernel/vector.ts';
import type { EyeMeasure, Likeness } from './chibi-likeness.ts';
import { type HeadShape, narrowed, turned } from './chibi-shape.ts';
import { line, n, type Sketch, shape, tapered } from './chibi-svg.ts';
import { polar, type Ramp } from './toon-palette.ts';

/** Eyes less open than this, as a fraction of their width, are drawn shut; what is usual for open ones. */
const SHUT = 0.1;
const USUALLY_OPEN = 0.32;
/** Degrees of slant that most eyes have. */
const USUAL_SLANT = 4;
const LASH: Rgb = [0.13, 0.08, 0.1];

type Look = { skin: Ramp; lash: Rgb; iris: Oklab; lashes: number };

export function drawChibiEyes(likeness: Likeness, head: HeadShape, skin: Ramp): Sketch {
  const bearded = likeness.beard.chin > 0.35;
  const look: Look = {
    skin,
    lash: mixed(LASH, skin.line, 0.35),
    iris: likeness.iris,
    lashes: bearded ? 0 : 1,
  };
  const sketches = ([-1, 1] as const).map((side) => {
    const eye = side < 0 ? likeness.eyes[0] : likeness.eyes[1];
    const u = side * head.eyeApart;
    // Seen from the side away from the ear, so that both eyes are drawn alike.
    const slant = -side * clamp((eye.slant - USUAL_SLANT) * 0.9 + 2, -7, 9);
    const place = `translate(${n(turned(head, u))} ${n(head.eyeLevel)}) rotate(${n(slant)}) scale(${n(narrowed(head, u))} 1)`;
    const { body, definitions } = drawEye(eye, side, head, look);
    return { body: `<g transform="${place}">${body}</g>`, definitions };
  });
  return {
    body: sketches.map(({ body }) => body).join(''),
    definitions: sketches.map(({ definitions }) => definitions).join(''),
  };
}

function drawEye(eye: EyeMeasure, side: -1 | 1, head: HeadShape, look: Look): Sketch {
  const a = head.eyeHalfWidth;
  const open = clamp(eye.openness / USUALLY_OPEN, 0, 1.15);
  const h = head.eyeHalfHeight * mix(0.74, 1.02, clamp(open));
  const id = side < 0 ? 'eyeL' : 'eyeR';
  const flip = `<g transform="scale(${side} 1)">`;
  if (eye.openness < SHUT) {
    const arc = `M${n(-a * 0.95)} ${n(h * 0.12)}Q0 ${n(-h * 0.62)} ${n(a * 0.95)} ${n(h * 0.1)}`;
    return { body: `${flip}${line(arc, { colour: look.lash, width: 2.6 })}</g>`, definitions: '' };
  }
  const white = outline(a, h);
  const gaze = clamp(eye.gaze * 0.5, -0.22, 0.22) * a * side;
  const iris = irisOf(
    look.iris,
    { x: gaze - a * 0.04, y: h * 0.03, across: a * 0.8, down: Math.min(h * 0.95, a * 1.16) },
    id,
    side,
  );
  const body =
    `${flip}<path d="${white}" fill="url(#${id}w)"/><g clip-path="url(#${id}c)">${iris.body}` +
    `<path d="M${n(-a * 1.2)} ${n(-h * 1.2)}H${n(a * 1.2)}V${n(-h * 0.62)}Q0 ${n(-h * 0.86)} ${n(-a * 1.2)} ${n(-h * 0.5)}Z" fill="#1c0f2e" opacity=".22"/>${iris.shine}</g>` +
    `${shape(upperLid(a, h, look.lashes), look.lash)}${lowerLid(a, h, look)}${fold(a, h, look)}</g>`;
  const definitions =
    `<clipPath id="${id}c"><path d="${white}"/></clipPath>${iris.definitions}` +
    `<linearGradient id="${id}w" x2="0" y2="1"><stop offset="0" stop-color="#cfc8d8"/><stop offset=".35" stop-color="#fdfcff"/></linearGradient>`;
  return { body, definitions };
}

/** The inside of the lids; +x points to the temple. */
function outline(a: number, h: number): string {
  return (
    `M${n(-a * 0.96)} ${n(h * 0.12)}C${n(-a * 0.94)} ${n(-h * 0.62)} ${n(-a * 0.5)} ${n(-h)} 0 ${n(-h)}` +
    `C${n(a * 0.56)} ${n(-h)} ${n(a * 1.0)} ${n(-h * 0.6)} ${n(a)} ${n(h * 0.02)}` +
    `C${n(a * 0.98)} ${n(h * 0.58)} ${n(a * 0.6)} ${n(h)} ${n(a * 0.04)} ${n(h)}C${n(-a * 0.54)} ${n(h)} ${n(-a * 0.92)} ${n(h * 0.66)} ${n(-a * 0.96)} ${n(h * 0.12)}Z`
  );
}

/** A brush stroke over the eye that swells towards the temple and ends in a flick of lashes. */
function upperLid(a: number, h: number, lashes: number): string {
  const flick = 0.1 + 0.22 * lashes;
  return (
    `M${n(-a * 1.06)} ${n(h * 0.22)}C${n(-a * 1.06)} ${n(-h * 0.64)} ${n(-a * 0.56)} ${n(-h * 1.1)} 0 ${n(-h * 1.12)}` +
    `C${n(a * 0.5)} ${n(-h * 1.12)} ${n(a * 0.92)} ${n(-h * 0.86)} ${n(a * 1.08)} ${n(-h * 0.44)}` +
    `L${n(a * (1.1 + flick))} ${n(-h * (0.5 + 0.16 * lashes))}Q${n(a * 1.2)} ${n(-h * 0.1)} ${n(a * 1.04)} ${n(h * 0.16)}` +
    `C${n(a * 1.0)} ${n(-h * 0.52)} ${n(a * 0.56)} ${n(-h * 0.86)} 0 ${n(-h * 0.88)}` +
    `C${n(-a * 0.5)} ${n(-h * 0.88)} ${n(-a * 0.9)} ${n(-h * 0.52)} ${n(-a * 1.06)} ${n(h * 0.22)}Z`
  );
}

function lowerLid(a: number, h: number, { lash }: Look): string {
  return line(
    `M${n(-a * 0.5)} ${n(h * 0.95)}Q${n(a * 0.1)} ${n(h * 1.1)} ${n(a * 0.72)} ${n(h * 0.74)}`,
    { colour: lash, width: 0.9 },
    'opacity=".75"',
  );
}

function fold(a: number, h: number, { skin }: Look): string {
  return line(
    `M${n(-a * 0.6)} ${n(-h * 1.2)}Q${n(a * 0.1)} ${n(-h * 1.46)} ${n(a * 0.88)} ${n(-h * 1.06)}`,
    { colour: skin.deep, width: 0.9 },
    'opacity=".8"',
  );
}

type Ellipse = { x: number; y: number; across: number; down: number };

/** The measured iris, clearer than life and lit from below; brown where the photo shows no colour. */
function irisOf([lightness, a, b]: Oklab, { x, y, across, down }: Ellipse, id: string, side: number) {
  const { hue, chroma } = irisHue(lightness, a, b);
  const light = clamp(lightness * 1.02, 0.34, 0.6);
  const [top, middle, bottom, dark] = [
    polar(light * 0.5, chroma * 0.8, hue),
    polar(light * 0.86, chroma, hue),
    polar(Math.min(0.82, light + 0.2), chroma * 1.15, hue + 0.08),
    polar(light * 0.26, chroma * 0.4, hue),
  ].map((colour) => hexOf(colour));
  const at = (cx: number, cy: number, rx: number, ry: number, fill: string, more = '') =>
    `<ellipse cx="${n(cx)}" cy="${n(cy)}" rx="${n(rx)}" ry="${n(ry)}" fill="${fill}" ${more}/>`;
  return {
    definitions: `<linearGradient id="${id}i" x2="0" y2="1"><stop offset=".1" stop-color="${top}"/><stop offset=".5" stop-color="${middle}"/><stop offset="1" stop-color="${bottom}"/></linearGradient>`,
    body:
      at(x, y, across, down, `url(#${id}i)`, `stroke="${dark}" stroke-width="1.3"`) +
      at(x, y - down * 0.04, across * 0.5, down * 0.52, dark ?? '#000') +
      at(x, y + down * 0.58, across * 0.5, down * 0.24, bottom ?? '#fff', 'opacity=".8"'),
    // Both eyes mirror the same window, whichever way they are drawn.
    shine:
      at(x - side * across * 0.34, y - down * 0.42, across * 0.33, down * 0.29, '#fff') +
      at(x + side * across * 0.4, y + down * 0.44, across * 0.15, down * 0.13, '#fff', 'opacity=".92"'),
  };
}

/** Skin glows into every eye: an iris without its warmth is blue or grey, and a dark one without colour is brown. */
function irisHue(lightness: number, a: number, b: number): { hue: number; chroma: number } {
  if (b < 0.006 && lightness > 0.27 && (lightness > 0.4 || b < -0.015))
    return { hue: -1.85, chroma: clamp(0.05 - b, 0.05, 0.1) };
  const measured = Math.hypot(a, b);
  if (measured < 0.016 || lightness < 0.34) return { hue: 0.9, chroma: 0.06 };
  return { hue: Math.atan2(b, a), chroma: clamp(measured * 1.6, 0.05, 0.12) };
}

/** Levels of the brow above the eye in life: its inner end, its arch, its outer end. */
const USUAL_BROW = [11.5, 13.5, 10] as const;

/** Brows in their own colour, height and arch. */
export function drawChibiBrows(likeness: Likeness, head: HeadShape, colour: Rgb): string {
  const bearded = likeness.beard.chin > 0.35;
  const weight = mix(1.3, 2.5, likeness.brows.strength) * (bearded ? 1.3 : 1);
  return ([-1, 1] as const)
    .map((side) => {
      const eye = side < 0 ? likeness.eyes[0] : likeness.eyes[1];
      const [inner, arch, outer] = eye.brow.map((level, i) => clamp(level - (USUAL_BROW[i] ?? level), -3, 3));
      const base = head.eyeLevel - head.eyeHalfHeight - 7.5;
      const at = (u: number, v: number) => [turned(head, side * u), v] as const;
      const width = head.eyeHalfWidth;
      return shape(
        tapered(
          at(head.eyeApart - width * 0.82, base + 2.2 - (inner ?? 0)),
          at(head.eyeApart + width * 0.2, base - 4.6 - (arch ?? 0)),
          at(head.eyeApart + width * 1.02, base + 2.6 - (outer ?? 0)),
          weight,
        ),
        colour,
      );
    })
    .join('');
}

function mixed(from: Rgb, to: Rgb, t: number): Rgb {
  return [mix(from[0], to[0], t), mix(from[1], to[1], t), mix(from[2], to[2], t)];
}
