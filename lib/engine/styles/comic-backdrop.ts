/** What stands behind a comic's person: rays from behind the head, or a scene in flat colours under a screen of dots. */
import { type Oklab, oklabOf, rgbOf } from '../kernel/colour.ts';
import { flatImage, grade } from '../kernel/composite.ts';
import { type Image, mix, smoothstep } from '../kernel/image.ts';
import { between, oneOf, seededRandom } from '../kernel/noise.ts';
import type { Portrait } from '../portrait/portrait.ts';
import { COLOURS, type ColourName } from '../scenes/choice.ts';
import { moodLight, paintScene } from '../scenes/scene.ts';
import type { Colours } from './features.ts';
import { addScreen } from './halftone.ts';
import type { StyleOptions } from './style.ts';

/** The chosen scene, or rays in the chosen colour or in one that sets the clothing off. */
export async function comicBackdrop(portrait: Portrait, colours: Colours, options: StyleOptions): Promise<Image> {
  const { width, height, scale } = portrait;
  const { scene: choice, seed } = options;
  if (choice.scene !== null) {
    const scene = await paintScene(choice, { width, height, seed, flat: true });
    addScreen(scene, scale, (_u, v) => 0.75 * Math.abs(v - 0.62) + 0.06, 0.16);
    return scene;
  }
  const rays = paintRays(portrait, rayColour(colours, options), seed);
  if (choice.mood !== null) grade(rays, seed, moodLight(choice.mood, choice.strength));
  return rays;
}

/** Colours of print that people look good before: amber, yellow, mint, sky, violet, rose; OKLab. */
const RAY_COLOURS: readonly { name: ColourName; tone: Oklab }[] = [
  { name: 'orange', tone: [0.8, 0.045, 0.145] },
  { name: 'yellow', tone: [0.88, -0.02, 0.16] },
  { name: 'green', tone: [0.78, -0.13, 0.04] },
  { name: 'blue', tone: [0.74, -0.07, -0.12] },
  { name: 'purple', tone: [0.66, 0.07, -0.15] },
  { name: 'pink', tone: [0.72, 0.17, 0.03] },
];

/** Where no colour is left. */
const GREY_RAYS: Oklab = [0.78, 0, 0];

/** The seed picks among the colours that stand off from the clothing. */
function rayColour({ clothing: [, a, b] }: Colours, { scene, seed }: StyleOptions): Oklab {
  if (scene.colour !== null) {
    const [red, green, blue] = COLOURS[scene.colour];
    return oklabOf(red, green, blue);
  }
  const random = seededRandom(seed ^ 0x7f4a7c15);
  const worn = Math.atan2(b, a);
  const coloured = Math.hypot(a, b) > 0.03;
  const wanted = RAY_COLOURS.filter(({ name }) => !scene.avoid.colours.has(name)).map(({ tone }) => tone);
  const apart = wanted.filter(([, rayA, rayB]) => !coloured || Math.cos(Math.atan2(rayB, rayA) - worn) < 0.35);
  const [first = GREY_RAYS, ...others] = apart.length > 0 ? apart : wanted;
  return oneOf(random, [first, ...others]);
}

/** Rays from behind the head in two tones of a colour, under dots that grow towards the corners. */
function paintRays({ width, height, scale, landmarks }: Portrait, [l, a, b]: Oklab, seed: number): Image {
  const random = seededRandom(seed);
  const count = 10 + Math.floor(random() * 7);
  const turn = random() * Math.PI * 2;
  const deep = rgbOf(l, a, b);
  const light = rgbOf(mix(l, 0.99, 0.55), a * 0.62, b * 0.62);
  const [noseX, noseY] = landmarks[1] ?? [width / 2, height * 0.4];
  const centreX = noseX + width * between(random, -0.08, 0.08);
  const image = flatImage(width, height, deep);
  const [red, green, blue] = image.channels;
  for (let y = 0, i = 0; y < height; y += 1) {
    const dy = y - noseY;
    for (let x = 0; x < width; x += 1, i += 1) {
      const dx = x - centreX;
      const wave = Math.sin(Math.atan2(dy, dx) * count + turn) * Math.sqrt(dx * dx + dy * dy);
      const lit = smoothstep(-1.2, 1.2, (wave * 6) / count);
      red[i] = mix(deep[0], light[0], lit);
      green[i] = mix(deep[1], light[1], lit);
      blue[i] = mix(deep[2], light[2], lit);
    }
  }
  const [u0, v0] = [centreX / width, noseY / height];
  const fromHead = (u: number, v: number) => Math.sqrt((u - u0) ** 2 + ((v - v0) * 1.3) ** 2);
  addScreen(image, scale, (u, v) => (fromHead(u, v) - 0.22) * 1.5, 0.2);
  return image;
}
