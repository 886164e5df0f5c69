/** The out-of-focus background of a photographic avatar. */
import { grade } from '../kernel/composite.ts';
import { pullPush } from '../kernel/fill.ts';
import { type Image, imageOf, mapChannels, type Plane, plane } from '../kernel/image.ts';
import { resizePlane, shrink } from '../kernel/resample.ts';
import type { Portrait } from '../portrait/portrait.ts';
import { defocus, scatterBokeh } from '../scenes/lens.ts';
import { moodLight, paintScene } from '../scenes/scene.ts';
import { broadBlur } from './half-size.ts';
import type { StyleOptions } from './style.ts';

/** Nothing behind a person is sharp, so it is made at half size, and what is out of focus by far at a quarter. */
const FACTOR = 2;
const FAR_FACTOR = 4;

/** The chosen scene or colour; without either the person's own surroundings. At the portrait's size. */
export async function photographicBackdrop(portrait: Portrait, options: StyleOptions): Promise<Image> {
  const { scene, colour, mood } = options.scene;
  const small = scene === null && colour === null ? ownSurroundings(portrait) : await sceneBehind(portrait, options);
  if (scene === null && colour === null && mood !== null)
    grade(small, options.seed, moodLight(mood, options.scene.strength));
  if ((scene !== null || colour === null) && !options.scene.avoid.blur) {
    scatterBokeh(small, {
      seed: options.seed,
      count: scene === null ? 9 : 22,
      opacity: scene === null ? 0.08 : 0.17,
      smallest: 0.02,
      largest: 0.07,
    });
  }
  return grown(small, portrait.width, portrait.height);
}

async function sceneBehind(portrait: Portrait, { scene: choice, seed }: StyleOptions): Promise<Image> {
  const width = Math.ceil(portrait.width / FACTOR);
  const height = Math.ceil(portrait.height / FACTOR);
  const painted = await paintScene(choice, { width, height, seed, flat: false });
  return choice.scene === null ? painted : defocus(painted, (choice.avoid.blur ? 0.6 : 5.5) * portrait.scale);
}

/** How far beside the person what the mask left of them may lie, blurred; face heights. */
const BESIDE = 0.04;

/** The photo's background, closed where the person stood and where the photo ended. */
function ownSurroundings(portrait: Portrait): Image {
  const { width, height, photo, alpha, covered, faceHeight } = portrait;
  const near = broadBlur(alpha, width, height, BESIDE * faceHeight);
  const known = plane(alpha.length);
  for (let i = 0; i < known.length; i += 1)
    known[i] = (near[i] as number) > 0.02 || (alpha[i] as number) > 0.02 || (covered[i] as number) < 1 ? 0 : 1;
  const small = shrink(known, width, height, FAR_FACTOR);
  // Pixels next to the person carry some of their colour: only whole blocks of background count.
  const weights = small.plane.map((weight) => (weight > 0.99 ? 1 : 0));
  const colours = photo.channels.map((channel) => shrink(channel, width, height, FAR_FACTOR).plane);
  const [red, green, blue] = pullPush(colours, weights, small.width, small.height) as [Plane, Plane, Plane];
  return defocus(imageOf(small.width, small.height, [red, green, blue]), (18 / FAR_FACTOR) * portrait.scale);
}

function grown(image: Image, width: number, height: number): Image {
  const large = mapChannels(image, (channel) => resizePlane(channel, image.width, image.height, width, height));
  return imageOf(width, height, large.channels);
}
