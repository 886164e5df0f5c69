/** Eyes as glossy spheres behind lids with a thickness, in the person's own shape, gaze and colour. */
import { type Oklab, type Rgb, rgbOf } from '../kernel/colour.ts';
import { clamp, mix } from '../kernel/image.ts';
import { hexOf, type Point, smoothPath } from '../kernel/vector.ts';
import type { Portrait } from '../portrait/portrait.ts';
import { alikeEyes } from './anime-measure.ts';
import { type Colours, type Eye, eyesOf } from './features.ts';
import { polar } from './toon-palette.ts';

/** Eyes less open than this, as a fraction of their width, are drawn shut. */
const SHUT = 0.1;

export type EyeLook = { colours: Colours; side: -1 | 1; lashes: number };

/** SVG of both eyes and its definitions, for `drawVector`. */
export function drawRoundEyes(portrait: Portrait, look: EyeLook): { body: string; definitions: string } {
  const drawings = alikeEyes(eyesOf(portrait), SHUT).map((eye, index) => drawEye(eye, `ball${index}`, look));
  return {
    body: drawings.map(({ body }) => body).join(''),
    definitions: drawings.map(({ definitions }) => definitions).join(''),
  };
}

function drawEye(eye: Eye, id: string, look: EyeLook): { body: string; definitions: string } {
  const { width } = eye;
  const { skin } = look.colours;
  const dark = lashColour(look.colours);
  const blur = `<filter id="${id}b" x="-50%" y="-50%" width="200%" height="200%"><feGaussianBlur stdDeviation="${n(width * 0.035)}"/></filter>`;
  if (eye.openness < SHUT) return { body: lashes(eye, dark, look.lashes), definitions: blur };

  const outline = smoothPath([...eye.upperLid, ...eye.lowerLid.slice(1, -1).reverse()], {
    closed: true,
    tension: 0.95,
  });
  const upper = smoothPath(eye.upperLid, { tension: 0.95 });
  const lower = smoothPath(eye.lowerLid, { tension: 0.95 });
  const iris = irisOf(eye, id, look);
  const shaded = hexOf(shadeOf(skin, 0.62));
  const [innerX, innerY] = eye.upperLid.at(-1) ?? eye.centre;
  const [x, y] = eye.centre;
  const body =
    `<path d="${upper}" transform="translate(0 ${n(-width * 0.13)})" fill="none" stroke="${shaded}" stroke-width="${n(width * 0.05)}" opacity=".55" filter="url(#${id}b)"/>` +
    `<path d="${outline}" fill="${shaded}" stroke="${shaded}" stroke-width="${n(width * 0.06)}" opacity=".75" filter="url(#${id}b)"/>` +
    `<g clip-path="url(#${id}c)"><rect x="${n(x - width)}" y="${n(y - width)}" width="${n(2 * width)}" height="${n(2 * width)}" fill="url(#${id}w)"/>` +
    `<ellipse cx="${n(innerX)}" cy="${n(innerY)}" rx="${n(width * 0.1)}" ry="${n(width * 0.07)}" fill="${hexOf(shadeOf(skin, 0.86, 0.05))}" opacity=".8" filter="url(#${id}b)"/>` +
    `${iris.ball}<path d="${upper}" fill="none" stroke="#1b1016" stroke-width="${n(width * 0.2)}" opacity=".5" filter="url(#${id}b)"/>${iris.shine}</g>` +
    `<path d="${lower}" transform="translate(0 ${n(width * 0.012)})" fill="none" stroke="${hexOf(shadeOf(skin, 0.7, 0.03))}" stroke-width="${n(width * 0.035)}" opacity=".8" stroke-linecap="round"/>` +
    lashes(eye, dark, look.lashes);
  const definitions =
    `${blur}<clipPath id="${id}c"><path d="${outline}"/></clipPath>${iris.definitions}` +
    `<radialGradient id="${id}w" gradientUnits="userSpaceOnUse" cx="${n(mix(x, eye.iris.x, 0.5))}" cy="${n(y + width * 0.04)}" r="${n(width * 0.56)}">` +
    `<stop offset="0" stop-color="#fdfbf8"/><stop offset=".55" stop-color="#f1ecea"/><stop offset="1" stop-color="#b79a98"/></radialGradient>`;
  return { body, definitions };
}

/** A lens with depth: dark rim, light that gathers opposite the key, two catchlights. */
function irisOf(eye: Eye, id: string, { colours, side }: EyeLook) {
  const { x } = eye.iris;
  const radius = clamp(eye.iris.radius * 1.12, eye.width * 0.25, eye.width * 0.29);
  const y = mix(eye.iris.y, eye.centre[1], 0.15);
  const [deep, middle, bright, rim] = irisTones(colours.iris);
  const fibres = Array.from({ length: 30 }, (_, i) => {
    const angle = (i / 30) * 2 * Math.PI;
    const from = radius * 0.5;
    const to = radius * (i % 3 === 0 ? 0.82 : 0.92);
    const at = (reach: number, turn: number) =>
      `${n(x + Math.cos(angle + turn) * reach)} ${n(y + Math.sin(angle + turn) * reach)}`;
    return `<path d="M${at(from, 0)}L${at(to, 0.06)}" stroke="${i % 2 === 0 ? bright : deep}" stroke-width="${n(radius * 0.06)}" opacity=".35"/>`;
  }).join('');
  const at = (u: number, v: number, r: number, opacity: number) =>
    `<circle cx="${n(x + u * radius)}" cy="${n(y + v * radius)}" r="${n(r * radius)}" fill="#fff" opacity="${opacity}"/>`;
  return {
    ball:
      `<circle cx="${n(x)}" cy="${n(y)}" r="${n(radius * 1.06)}" fill="${rim}" opacity=".55"/>` +
      `<circle cx="${n(x)}" cy="${n(y)}" r="${n(radius)}" fill="url(#${id}i)"/>${fibres}` +
      `<ellipse cx="${n(x - side * radius * 0.32)}" cy="${n(y + radius * 0.42)}" rx="${n(radius * 0.5)}" ry="${n(radius * 0.36)}" fill="${bright}" opacity=".5" filter="url(#${id}b)"/>` +
      `<circle cx="${n(x)}" cy="${n(y)}" r="${n(radius * 0.44)}" fill="#0a0608"/>`,
    shine: at(side * 0.34, -0.36, 0.25, 0.96) + at(-side * 0.36, 0.38, 0.11, 0.7),
    definitions:
      `<radialGradient id="${id}i" cx=".5" cy=".56" r=".55"><stop offset=".3" stop-color="${bright}"/>` +
      `<stop offset=".62" stop-color="${middle}"/><stop offset=".88" stop-color="${deep}"/><stop offset="1" stop-color="${rim}"/></radialGradient>`,
  };
}

/** The measured iris, clearer than a photo shows it; brown where it shows no colour. */
function irisTones([lightness, a, b]: Oklab): [deep: string, middle: string, bright: string, rim: string] {
  const measured = Math.hypot(a, b);
  const hue = measured < 0.015 ? 0.95 : Math.atan2(b, a);
  const chroma = clamp((measured < 0.015 ? 0.04 : measured) * 1.35, 0.035, 0.11);
  const light = clamp(lightness, 0.3, 0.56);
  return [
    hexOf(polar(light * 0.62, chroma * 0.9, hue)),
    hexOf(polar(light, chroma, hue)),
    hexOf(polar(light + 0.14, chroma * 1.1, hue + 0.08)),
    hexOf(polar(light * 0.34, chroma * 0.5, hue)),
  ];
}

/** The upper lashes as one soft dark shape, thickest towards the temple. */
function lashes({ upperLid, width }: Eye, colour: string, length: number): string {
  const thickness = width * mix(0.03, 0.055, length);
  const above = upperLid.map(([x, y], index): Point => {
    const t = index / (upperLid.length - 1);
    return [x, y - thickness * (0.25 + 1.05 * Math.sin(Math.PI * clamp(0.22 + 0.72 * (1 - t))))];
  });
  const path = smoothPath([...upperLid, ...above.reverse()], { closed: true, tension: 0.9 });
  return `<path d="${path}" fill="${colour}" stroke="${colour}" stroke-width="${n(width * 0.012)}" stroke-linejoin="round" opacity=".92"/>`;
}

/** Near black, with a breath of the hair's colour. */
function lashColour({ hair: [lightness, a, b] }: Colours): string {
  return hexOf(rgbOf(clamp(lightness * 0.4, 0.12, 0.24), a * 0.5 + 0.008, b * 0.5 + 0.006));
}

/** Skin in shadow: darker and redder. */
function shadeOf([lightness, a, b]: Oklab, factor: number, redder = 0.015): Rgb {
  return rgbOf(lightness * factor, a + redder, b);
}

function n(value: number): string {
  return value.toFixed(2);
}
