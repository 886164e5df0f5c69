/** What stands behind a comic's person: rays from behind the head, or a scene in flat colours under a screen of dots. */
import { type Rgb, rgbOf } from '../kernel/colour.ts';
import { grade } from '../kernel/composite.ts';
import { clamp, type Image, mix, plane, smoothstep } from '../kernel/image.ts';
import { between, seededRandom } from '../kernel/noise.ts';
import type { Portrait } from '../portrait/portrait.ts';
import { mixRgb } from '../scenes/canvas.ts';
import { COLOURS } from '../scenes/choice.ts';
import { MOOD_LIGHT, paintScene } from '../scenes/scene.ts';
import type { Colours } from './features.ts';
import type { StyleOptions } from './style.ts';

const DIAGONAL = Math.SQRT1_2;

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
  if (choice.mood !== null) grade(rays, seed, MOOD_LIGHT[choice.mood]);
  return rays;
}

/** Hues of print that people look good before, OKLab radians: amber, lime, mint, sky, violet, rose. */
const RAY_HUES = [1.3, 1.95, 2.9, 4.1, 5.1, 0.2] as const;

/** The seed picks among the hues that stand off from the clothing. */
function rayColour({ clothing: [, a, b] }: Colours, { scene, seed }: StyleOptions): Readonly<Rgb> {
  if (scene.colour !== null) return COLOURS[scene.colour];
  const random = seededRandom(seed ^ 0x7f4a7c15);
  const worn = Math.atan2(b, a);
  const coloured = Math.hypot(a, b) > 0.03;
  const apart = RAY_HUES.filter((hue) => !coloured || Math.cos(hue - worn) < 0.35);
  const hue = (apart[Math.floor(random() * apart.length)] ?? RAY_HUES[0]) + between(random, -0.12, 0.12);
  return rgbOf(0.78, 0.14 * Math.cos(hue), 0.14 * Math.sin(hue));
}

/** Rays from behind the head in two tones, under dots that grow towards the corners. */
function paintRays({ width, height, scale, landmarks }: Portrait, colour: Readonly<Rgb>, seed: number): Image {
  const random = seededRandom(seed);
  const count = 10 + Math.floor(random() * 7);
  const turn = random() * Math.PI * 2;
  const light = mixRgb(colour, [1, 1, 1], 0.42);
  const [noseX, noseY] = landmarks[1] ?? [width / 2, height * 0.4];
  const [centreX, centreY] = [noseX + width * between(random, -0.08, 0.08), noseY];
  const area = width * height;
  const image: Image = { width, height, channels: [plane(area), plane(area), plane(area)] };
  for (let y = 0, i = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1, i += 1) {
      const angle = Math.atan2(y - centreY, x - centreX);
      const distance = Math.hypot(x - centreX, y - centreY) / width;
      const lit = smoothstep(-0.03, 0.03, Math.sin(angle * count + turn) * distance);
      image.channels.forEach((channel, index) => {
        channel[i] = mix(colour[index] ?? 0, light[index] ?? 0, lit);
      });
    }
  }
  const [u0, v0] = [centreX / width, centreY / height];
  addScreen(image, scale, (u, v) => (Math.hypot(u - u0, (v - v0) * 1.3) - 0.22) * 1.5, 0.24);
  return image;
}

/** Pixels between the dots of a background, nearly twice those on the person. */
const DOT_PITCH = 9;

/** Prints dots at 45° whose size follows `density` (0 none, 1 touching), `strength` 0–1 dark; in place. */
function addScreen(image: Image, scale: number, density: (u: number, v: number) => number, strength: number): void {
  const { width, height } = image;
  const pitch = DOT_PITCH * scale;
  for (let y = 0, i = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1, i += 1) {
      const radius = 0.66 * Math.sqrt(clamp(density(x / width, y / height)));
      if (radius < 0.05) continue;
      const u = ((x + y) * DIAGONAL) / pitch;
      const v = ((y - x) * DIAGONAL) / pitch;
      const fromDot = Math.hypot(u - Math.round(u), v - Math.round(v));
      const shade = 1 - strength * smoothstep(radius + 0.06, radius - 0.06, fromDot);
      for (const channel of image.channels) channel[i] = (channel[i] as number) * shade;
    }
  }
}
