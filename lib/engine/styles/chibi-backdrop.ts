/** What stands behind a chibi: the scene in flat colours, or a bright ground with a pattern that the seed chooses. */

import { blurImage } from '../kernel/blur.ts';
import type { Oklab, Rgb } from '../kernel/colour.ts';
import { blend, grade } from '../kernel/composite.ts';
import { clamp, type Image, imageOf, mix, plane, smoothstep } from '../kernel/image.ts';
import { between, oneOf, type Random, seededRandom } from '../kernel/noise.ts';
import { drawVector } from '../kernel/vector.ts';
import type { Portrait } from '../portrait/portrait.ts';
import { COLOURS } from '../scenes/choice.ts';
import { moodLight, paintScene } from '../scenes/scene.ts';
import { n, pt } from './chibi-svg.ts';
import { resizeImage } from './half-size.ts';
import type { StyleOptions } from './style.ts';
import { polar } from './toon-palette.ts';

/** At the portrait's size; `cloth` is what the ground should stand out from. */
export async function chibiBackdrop(
  { width, height, scale }: Portrait,
  options: StyleOptions,
  cloth: Oklab,
): Promise<Image> {
  const { scene: choice, seed } = options;
  if (choice.scene === null) return patterned(width, height, options, cloth);
  const small = { width: Math.ceil(width / 2), height: Math.ceil(height / 2) };
  const painted = await paintScene(choice, { ...small, seed, flat: true });
  return resizeImage(blurImage(painted, 0.6 * scale), width, height);
}

/** A colour that gets lighter towards the middle, with shapes scattered over it. */
async function patterned(width: number, height: number, { scene, seed }: StyleOptions, cloth: Oklab): Promise<Image> {
  const random = seededRandom(seed ^ 0x1b873593);
  const base = scene.colour === null ? groundFor(cloth, random) : softened(COLOURS[scene.colour]);
  const image = glow(width, height, base);
  const pattern = oneOf(random, PATTERNS);
  blend(image, await drawVector(width, height, pattern(width, height, random)), 'over', 1);
  if (scene.mood !== null && scene.mood !== 'noir') grade(image, seed, moodLight(scene.mood, scene.strength));
  return image;
}

/** Bright, and of another hue than the clothes. */
function groundFor([, a, b]: Oklab, random: Random): Rgb {
  const hue = Math.hypot(a, b) > 0.03 ? Math.atan2(b, a) : between(random, 0, 2 * Math.PI);
  return polar(between(random, 0.82, 0.87), between(random, 0.07, 0.1), hue + Math.PI + between(random, -1.5, 1.5));
}

function softened([r, g, b]: Readonly<Rgb>): Rgb {
  return [mix(r, 1, 0.12), mix(g, 1, 0.12), mix(b, 1, 0.12)];
}

function glow(width: number, height: number, base: Rgb): Image {
  const area = width * height;
  const image = imageOf(width, height, [plane(area), plane(area), plane(area)]);
  for (let y = 0, i = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1, i += 1) {
      const away = Math.hypot((x / width - 0.5) * 1.1, ((y / height - 0.42) * height) / width);
      const light = 0.55 * (1 - smoothstep(0.1, 0.75, away));
      image.channels.forEach((channel, part) => {
        channel[i] = mix(base[part as 0 | 1 | 2], 1, light);
      });
    }
  }
  return image;
}

type Pattern = (width: number, height: number, random: Random) => string;

const PATTERNS: readonly [Pattern, ...Pattern[]] = [
  (width, height, random) => scattered(width, height, random, heart),
  (width, height, random) => scattered(width, height, random, star),
  (width, height, random) =>
    scattered(width, height, random, (x, y, size) => `<circle cx="${n(x)}" cy="${n(y)}" r="${n(size * 0.7)}"/>`),
  (width, height, random) => scattered(width, height, random, flower),
  rays,
  stripes,
];

/** Shapes on a loose grid, larger and clearer towards the edges. */
function scattered(
  width: number,
  height: number,
  random: Random,
  draw: (x: number, y: number, size: number) => string,
): string {
  const cell = width / between(random, 4.2, 6.2);
  let shapes = '';
  for (let row = 0; row * cell < height + cell; row += 1) {
    for (let column = -1; column * cell < width + cell; column += 1) {
      const x = (column + (row % 2) * 0.5 + between(random, -0.18, 0.18)) * cell;
      const y = (row + between(random, -0.18, 0.18)) * cell;
      const size = cell * between(random, 0.1, 0.24);
      const away = clamp(Math.hypot(x / width - 0.5, (y / height - 0.45) * 0.8) * 2.2);
      const turn = between(random, -24, 24);
      shapes += `<g opacity="${n(0.25 + 0.45 * away)}" transform="rotate(${n(turn)} ${pt([x, y])})">${draw(x, y, size)}</g>`;
    }
  }
  return `<g fill="#fff">${shapes}</g>`;
}

function heart(x: number, y: number, s: number): string {
  return `<path d="M${pt([x, y + s])}C${pt([x - s * 1.7, y - s * 0.2])} ${pt([x - s * 0.8, y - s * 1.3])} ${pt([x, y - s * 0.4])}C${pt([x + s * 0.8, y - s * 1.3])} ${pt([x + s * 1.7, y - s * 0.2])} ${pt([x, y + s])}Z"/>`;
}

function star(x: number, y: number, s: number): string {
  const points = Array.from({ length: 10 }, (_, i) => {
    const reach = i % 2 === 0 ? s * 1.15 : s * 0.52;
    const angle = (i / 10) * 2 * Math.PI - Math.PI / 2;
    return pt([x + Math.cos(angle) * reach, y + Math.sin(angle) * reach]);
  });
  return `<path d="M${points.join('L')}Z" stroke="#fff" stroke-width="${n(s * 0.3)}" stroke-linejoin="round"/>`;
}

function flower(x: number, y: number, s: number): string {
  const petals = Array.from({ length: 5 }, (_, i) => {
    const angle = (i / 5) * 2 * Math.PI;
    return `<circle cx="${n(x + Math.cos(angle) * s * 0.62)}" cy="${n(y + Math.sin(angle) * s * 0.62)}" r="${n(s * 0.5)}"/>`;
  });
  return `${petals.join('')}<circle cx="${n(x)}" cy="${n(y)}" r="${n(s * 0.32)}" fill="#ffe28a"/>`;
}

function rays(width: number, height: number, random: Random): string {
  const [x, y] = [width * 0.5, height * between(random, 0.36, 0.5)];
  const count = Math.round(between(random, 12, 18));
  const offset = between(random, 0, 1);
  const reach = Math.hypot(width, height);
  return Array.from({ length: count }, (_, i) => {
    const [from, to] = [((i + offset) / count) * 2 * Math.PI, ((i + offset + 0.5) / count) * 2 * Math.PI];
    const at = (angle: number) => pt([x + Math.cos(angle) * reach, y + Math.sin(angle) * reach]);
    return `<path d="M${pt([x, y])}L${at(from)}L${at(to)}Z" fill="#fff" opacity=".26"/>`;
  }).join('');
}

function stripes(width: number, height: number, random: Random): string {
  const step = width / between(random, 7, 11);
  const slope = random() < 0.5 ? 1 : -1;
  let shapes = '';
  for (let x = -height; x < width + height; x += step * 2) {
    shapes += `<path d="M${pt([x, 0])}L${pt([x + step, 0])}L${pt([x + step + slope * height * 0.6, height])}L${pt([x + slope * height * 0.6, height])}Z" fill="#fff" opacity=".24"/>`;
  }
  return shapes;
}
