/** Glasses as solid frames: each rim is drawn as a tube. */
import { type Oklab, oklabOf, rgbOf } from '../kernel/colour.ts';
import { clamp, mix, smoothstep } from '../kernel/image.ts';
import { sampleAt } from '../kernel/resample.ts';
import { hexOf, type Point, smoothPath } from '../kernel/vector.ts';
import type { Portrait } from '../portrait/portrait.ts';
import { type Colours, type Eye, eyesOf, landmark } from './features.ts';
import { readGlasses } from './worn-glasses.ts';

type Rim = { eye: Eye; points: Point[] };

/** Tubes are a little thicker than the lines they are drawn for. */
const THICKER = 1.1;

/** SVG of the glasses and its definitions; `null` for a face without. */
export function drawGlasses(
  portrait: Portrait,
  colours: Colours,
  side: -1 | 1,
): { body: string; definitions: string } | null {
  const worn = readGlasses(portrait);
  const [leftEye, rightEye] = eyesOf(portrait);
  if (!worn || !leftEye || !rightEye) return null;
  const [left, right]: [Rim, Rim] = [
    { eye: leftEye, points: worn.outlines[0] },
    { eye: rightEye, points: worn.outlines[1] },
  ];
  const rims = [left, right];
  const thickness = THICKER * worn.thickness;
  const [lightness, a, b] = frameColour(portrait);
  const colour = hexOf(rgbOf(clamp(lightness * 0.8, 0.13, 0.6), a, b));
  const shine = hexOf(rgbOf(clamp(lightness + 0.4, 0.55, 0.95), a * 0.6, b * 0.6));
  const lines = [
    ...rims.map(({ points }) => smoothPath(points, { closed: true, tension: 0.9 })),
    bridgeOf(portrait, left, right),
    ...armsOf(portrait, rims),
  ];
  const stroke = (paint: string, width: number, more = '') =>
    lines
      .map(
        (line) =>
          `<path d="${line}" fill="none" stroke="${paint}" stroke-width="${n(width)}" stroke-linecap="round" ${more}/>`,
      )
      .join('');
  const lens = lensOf(portrait, colours);
  const lenses = rims.map(({ points, eye }) => drawLens(points, eye, lens, side)).join('');
  const shadow = stroke('#120a0a', thickness * 1.3, `opacity=".34" filter="url(#frameShade)"`);
  const highlight = stroke(shine, thickness * 0.24, `opacity=".7"`);
  const [shiftX, shiftY] = [side * thickness * 0.16, -thickness * 0.2];
  return {
    body:
      `<g transform="translate(${n(-side * thickness * 0.5)} ${n(thickness * 1.1)})">${shadow}</g>${lenses}` +
      `${stroke(colour, thickness)}<g transform="translate(${n(shiftX)} ${n(shiftY)})">${highlight}</g>`,
    definitions: `<filter id="frameShade" x="-20%" y="-20%" width="140%" height="140%"><feGaussianBlur stdDeviation="${n(thickness * 0.6)}"/></filter>`,
  };
}

/** From rim to rim across the nose, at the height where the mask shows most. */
function bridgeOf({ regions, width, height }: Portrait, left: Rim, right: Rim): string {
  const from = innermost(left.points, 1);
  const to = innermost(right.points, -1);
  const [x, level] = [(from[0] + to[0]) / 2, (from[1] + to[1]) / 2];
  let best = { y: level - left.eye.width * 0.16, cover: 0 };
  for (let y = level - left.eye.width * 0.4; y < level + left.eye.width * 0.15; y += 0.5) {
    const cover = sampleAt(regions.glasses, width, height, x, y);
    if (cover > best.cover) best = { y, cover };
  }
  return smoothPath([from, [x, best.y], to], { tension: 0.9 });
}

/** The point of a rim that is nearest to the nose, a little above the eye. */
function innermost(points: readonly Point[], towards: 1 | -1): Point {
  const y = points.reduce((sum, point) => sum + point[1], 0) / points.length;
  const upper = points.filter((point) => point[1] < y);
  return upper.reduce((best, point) => ((point[0] - best[0]) * towards > 0 ? point : best), upper[0] ?? [0, 0]);
}

/** Arms run back to the ears where the photo shows them. */
function armsOf(portrait: Portrait, rims: readonly Rim[]): string[] {
  const { regions, width, height } = portrait;
  return rims.flatMap(({ points, eye }, index) => {
    const outwards = index === 0 ? -1 : 1;
    const from = innermost(points, outwards);
    const [earX, earY] = landmark(portrait, index === 0 ? 127 : 356);
    if ((earX - from[0]) * outwards < eye.width * 0.15) return [];
    let sum = 0;
    for (let step = 1; step <= 12; step += 1) {
      const x = mix(from[0], earX, step / 12);
      let strongest = 0;
      for (let dy = -0.2; dy <= 0.2; dy += 0.05) {
        const y = mix(from[1], earY, step / 12) + dy * eye.width;
        strongest = Math.max(strongest, sampleAt(regions.glasses, width, height, x, y));
      }
      sum += strongest;
    }
    if (sum / 12 < 0.3) return [];
    return [`M${n(from[0])} ${n(from[1])}L${n(earX)} ${n(mix(from[1], earY, 0.7))}`];
  });
}

/** The frame's own colour: of pixels that are half skin, the half that is not. */
function frameColour({ person, regions }: Portrait): Oklab {
  const [red, green, blue] = person.channels;
  const samples: Oklab[] = [];
  regions.glasses.forEach((cover, i) => {
    if (cover > 0.7) samples.push(oklabOf(red[i] as number, green[i] as number, blue[i] as number));
  });
  samples.sort((a, b) => a[0] - b[0]);
  return samples[Math.floor(samples.length * 0.25)] ?? [0.2, 0, 0];
}

/** Landmarks beneath the eyes, behind the lower half of a lens. */
const BEHIND_LENSES = [230, 231, 229, 450, 451, 449, 119, 348] as const;

type Lens = { darkness: number; colour: Oklab };

function lensOf(portrait: Portrait, { skin }: Colours): Lens {
  const { person, width, height } = portrait;
  const samples = BEHIND_LENSES.map((index): Oklab => {
    const [x, y] = landmark(portrait, index);
    const [red, green, blue] = person.channels.map((channel) => sampleAt(channel, width, height, x, y));
    return oklabOf(red ?? 0, green ?? 0, blue ?? 0);
  }).sort((a, b) => a[0] - b[0]);
  const colour = samples[samples.length >> 1] ?? skin;
  return { colour, darkness: smoothstep(0.42, 0.6, 1 - colour[0] / Math.max(0.2, skin[0])) };
}

/** Clear glass with a streak of light; dark glass hides the eye. */
function drawLens(points: readonly Point[], eye: Eye, { darkness, colour }: Lens, side: -1 | 1): string {
  const outline = smoothPath(points, { closed: true, tension: 0.9 });
  const fill = darkness > 0.5 ? hexOf(rgbOf(clamp(colour[0], 0.1, 0.32), colour[1], colour[2])) : '#ffffff';
  const [x, y] = eye.centre;
  const at = (u: number, v: number) => `${n(x + side * u * eye.width)} ${n(y + v * eye.width)}`;
  return (
    `<path d="${outline}" fill="${fill}" opacity="${darkness > 0.5 ? 0.94 : 0.06}"/>` +
    `<path d="M${at(0.2, -0.46)}L${at(0.42, -0.4)}L${at(0.12, 0.4)}L${at(-0.02, 0.4)}Z" fill="#fff" opacity=".1"/>`
  );
}

function n(value: number): string {
  return value.toFixed(2);
}
