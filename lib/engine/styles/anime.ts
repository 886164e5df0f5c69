/** `anime`: flat tones, large drawn eyes and coloured lines, before a painted scene. */
import { blurImage, gaussianBlur } from '../kernel/blur.ts';
import { grade } from '../kernel/composite.ts';
import { type Image, imageOf, mapChannels, mix, plane } from '../kernel/image.ts';
import { oneOf, seededRandom } from '../kernel/noise.ts';
import type { Portrait } from '../portrait/portrait.ts';
import type { SceneName } from '../scenes/choice.ts';
import { paintScene } from '../scenes/scene.ts';
import { wear } from '../wearables/wear.ts';
import { drawAnimePerson } from './anime-person.ts';
import { withCleanFigure } from './figure.ts';
import { broadBlur, halfImage, resizeImage } from './half-size.ts';
import type { Figure, StyleOptions, StylePicture } from './style.ts';

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
  const picture = setBefore(portrait, figure, background);
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

/** The person before the scene, with the scene's light around their edge. */
function setBefore({ width, height, scale }: Portrait, { image, alpha: cover }: Figure, background: Image): Image {
  const inside = broadBlur(cover, width, height, 5 * scale);
  return mapChannels(image, (channel, index) => {
    const behind = background.channels[index];
    const picture = plane(channel.length);
    for (let i = 0; i < picture.length; i += 1) {
      const shown = cover[i] as number;
      const rim = shown * Math.max(0, 1 - (inside[i] as number)) * 0.3;
      const front = 1 - (1 - (channel[i] as number)) * (1 - rim * (behind[i] as number));
      picture[i] = mix(behind[i] as number, front, shown);
    }
    return picture;
  });
}

/** Bright parts glow into their surroundings; in place. */
function addBloom(picture: Image, scale: number): void {
  const half = halfImage(picture);
  const glow = resizeImage(
    imageOf(
      half.width,
      half.height,
      half.channels.map((channel) =>
        gaussianBlur(
          channel.map((value) => Math.max(0, value - 0.75)),
          half.width,
          half.height,
          7 * scale,
        ),
      ) as unknown as Image['channels'],
    ),
    picture.width,
    picture.height,
  );
  picture.channels.forEach((channel, index) => {
    const light = glow.channels[index as 0 | 1 | 2];
    for (let i = 0; i < channel.length; i += 1) {
      channel[i] = 1 - (1 - (channel[i] as number)) * (1 - 0.45 * (light[i] as number));
    }
  });
}
