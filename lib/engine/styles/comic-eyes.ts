/** Eyes drawn anew for a comic: photos leave them too small and too grey to carry a face of flat tones. */
import { type Oklab, rgbOf } from '../kernel/colour.ts';
import { blend } from '../kernel/composite.ts';
import { clamp, type Image, mix, smoothstep } from '../kernel/image.ts';
import { drawVector, hexOf, type Point, smoothPath } from '../kernel/vector.ts';
import type { Portrait } from '../portrait/portrait.ts';
import { alikeEyes } from './anime-measure.ts';
import { type Colours, type Eye, eyesOf } from './features.ts';

const BLACK = '#0f0b12';
/** Eyes less open than this, as a fraction of their width, are drawn shut. */
const SHUT = 0.11;

/** Draws white, iris, pupil, highlight and lids over the person, behind hair; in place. */
export async function drawComicEyes(portrait: Portrait, person: Image, colours: Colours): Promise<void> {
  const { width, height, regions } = portrait;
  const drawings = alikeEyes(eyesOf(portrait), SHUT).map((eye, index) =>
    drawEye(eye, `eye${index}`, irisColour(colours.iris)),
  );
  const layer = await drawVector(
    width,
    height,
    drawings.map((drawing) => drawing.body).join(''),
    drawings.map((drawing) => drawing.definitions).join(''),
  );
  for (let i = 0; i < layer.alpha.length; i += 1) {
    if ((layer.alpha[i] as number) === 0) continue;
    layer.alpha[i] = (layer.alpha[i] as number) * clamp(1 - 1.2 * (regions.hair[i] as number));
  }
  blend(person, layer);
}

/** The measured iris, lighter and stronger; brown where the photo shows no colour. */
function irisColour([lightness, a, b]: Oklab): string {
  const measured = Math.hypot(a, b);
  const hue = measured < 0.015 ? 0.95 : Math.atan2(b, a);
  const chroma = clamp((measured < 0.015 ? 0.045 : measured) * 1.7, 0.05, 0.15);
  return hexOf(rgbOf(clamp(lightness * 1.1, 0.34, 0.6), chroma * Math.cos(hue), chroma * Math.sin(hue)));
}

function drawEye(eye: Eye, id: string, colour: string): { body: string; definitions: string } {
  const { width, openness, iris } = eye;
  // Narrowed eyes and those that look down stay so.
  const opened = smoothstep(0.2, 0.34, openness);
  const upper = eye.upperLid.map((point) => widened(eye, point, mix(1, 1.22, opened)));
  const lower = eye.lowerLid.map((point) => widened(eye, point, mix(1, 1.12, opened)));
  const upperPath = smoothPath(upper, { tension: 0.9 });
  const lids =
    `<path d="${upperPath}" stroke="${BLACK}" stroke-width="${width * 0.085}" fill="none" stroke-linecap="round"/>` +
    `<path d="${smoothPath(lower, { tension: 0.9 })}" stroke="${BLACK}" stroke-width="${width * 0.03}" fill="none" stroke-linecap="round" opacity=".8"/>`;
  if (openness <= SHUT) return { body: lids, definitions: '' };

  const outline = smoothPath([...upper, ...lower.slice(1, -1).reverse()], { closed: true, tension: 0.9 });
  const radius = Math.max(width * 0.225, openness * width * 0.42);
  const { x, y } = iris;
  const ball =
    `<path d="${outline}" fill="#fbfaf6"/>` +
    `<circle cx="${x}" cy="${y}" r="${radius}" fill="${colour}" stroke="${BLACK}" stroke-width="${radius * 0.22}"/>` +
    `<circle cx="${x}" cy="${y}" r="${radius * 0.48}" fill="${BLACK}"/>` +
    `<circle cx="${x - radius * 0.38}" cy="${y - radius * 0.4}" r="${radius * 0.26}" fill="#fff"/>` +
    `<path d="${upperPath}" stroke="${BLACK}" stroke-width="${width * 0.16}" fill="none" opacity=".28"/>`;
  return {
    body: `<g clip-path="url(#${id})">${ball}</g>${lids}`,
    definitions: `<clipPath id="${id}"><path d="${outline}"/></clipPath>`,
  };
}

/** A lid's point moved away from the middle of the eye, so that the drawn eye is a little larger. */
function widened({ centre: [x, y] }: Eye, point: Point, factor: number): Point {
  return [x + (point[0] - x) * 1.06, y + (point[1] - y) * factor];
}
