/** `anime`: flat tones, large drawn eyes and coloured lines, before a painted scene. */
import { blurImage, gaussianBlur } from '../kernel/blur.ts';
import { blend, grade, setBefore } from '../kernel/composite.ts';
import { type Image, mapChannels, type Plane, plane } from '../kernel/image.ts';
import { oneOf, seededRandom } from '../kernel/noise.ts';
import type { Portrait } from '../portrait/portrait.ts';
import type { SceneName } from '../scenes/choice.ts';
import { paintScene } from '../scenes/scene.ts';
import { wear } from '../wearables/wear.ts';
import { drawAnimePerson } from './anime-person.ts';
import { withCleanFigure } from './figure.ts';
import { broadBlur, halfImage, resizeImage } from './half-size.ts';
import type { StyleOptions, StylePicture } from './style.ts';

/** Scenes that anime is at home in, for prompts that name none. */
const USUAL_SCENES: readonly SceneName[] = ['sakura', 'meadow', 'sunset', 'mountain'];

/** Draws an anime avatar of the portrait's size. */
export async function drawAnime(asRead: Portrait, options: StyleOptions): Promise<StylePicture> {
  const portrait = withCleanFigure(asRead, 'drawn');
  const report = options.onProgress ?? (() => {});
  const person = await drawAnimePerson(portrait, options);
  const figure = await wear(portrait, person, options.scene.wearables, 'painted');
  report(0.7);
  if (options.background === 'none') return { image: figure.image, alpha: figure.alpha };
  const background = await animeBackdrop(portrait, options);
  report(0.85);
  const inside = broadBlur(figure.alpha, portrait.width, portrait.height, 5 * portrait.scale);
  const picture = setBefore(figure, background, background, inside, WRAP);
  addBloom(picture, portrait.scale);
  grade(picture, options.seed, {
    vignette: 0.08,
    contrast: 0.04,
    saturation: options.scene.mood === 'noir' ? 0 : 1.04,
  });
  report(1);
  return { image: picture, alpha: null };
}

/** A painted scene a little out of focus. */
async function animeBackdrop(
  { width, height, scale }: Portrait,
  { scene: choice, seed }: StyleOptions,
): Promise<Image> {
  const wanted = USUAL_SCENES.filter((name) => !choice.avoid.scenes.has(name));
  const [first, ...others] = wanted;
  const chosen = first === undefined ? null : oneOf(seededRandom(seed ^ 0x3c6ef372), [first, ...others]);
  const scene = choice.scene ?? (choice.colour === null ? chosen : null);
  const size = { width: Math.ceil(width / 2), height: Math.ceil(height / 2) };
  const painted = await paintScene({ ...choice, scene }, { ...size, seed, flat: false });
  return resizeImage(blurImage(painted, 1.1 * scale), width, height);
}

/** How strongly the scene's light wraps around the person. */
const WRAP = 0.3;

/** Bright parts glow into their surroundings; in place. */
function addBloom(picture: Image, scale: number): void {
  const half = halfImage(picture);
  const bright = mapChannels(half, (channel) => brightParts(channel, half, 7 * scale));
  const glow = resizeImage(bright, picture.width, picture.height);
  blend(picture, { ...glow, alpha: plane(picture.width * picture.height, 1) }, 'screen', 0.45);
}

function brightParts(channel: Plane, { width, height }: Image, sigma: number): Plane {
  const bright = plane(channel.length);
  for (let i = 0; i < bright.length; i += 1) bright[i] = Math.max(0, (channel[i] as number) - 0.75);
  return gaussianBlur(bright, width, height, sigma);
}
