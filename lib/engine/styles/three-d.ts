/** `3d`: the person as a character of an animated film, modelled and lit anew, before a scene out of focus. */
import { gaussianBlur } from '../kernel/blur.ts';
import { oklabOf } from '../kernel/colour.ts';
import { blend, type Grade, grade, setBefore } from '../kernel/composite.ts';
import { type Image, type Plane, smoothstep } from '../kernel/image.ts';
import { sampleAt } from '../kernel/resample.ts';
import { drawVector } from '../kernel/vector.ts';
import type { Portrait } from '../portrait/portrait.ts';
import { MOOD_LIGHT } from '../scenes/scene.ts';
import { wear, withoutWorn } from '../wearables/wear.ts';
import type { Drawing } from './anime-stroke.ts';
import { drawGlasses } from './drawn-glasses.ts';
import { type Colours, landmark, measureColours } from './features.ts';
import { withCleanFigure } from './figure.ts';
import { broadBlur } from './half-size.ts';
import { lockSkinTone } from './skin-tone.ts';
import type { Figure, StyleOptions, StylePicture } from './style.ts';
import { readAlbedo } from './three-d-albedo.ts';
import { renderedBackdrop } from './three-d-backdrop.ts';
import { drawRoundEyes } from './three-d-eyes.ts';
import { type Lights, setLights, shade } from './three-d-light.ts';
import { withCharacterProportions } from './three-d-proportions.ts';
import { isFrameSeen, readGlasses } from './worn-glasses.ts';

/** Draws a rendered avatar of the portrait's size. */
export async function drawThreeD(asRead: Portrait, options: StyleOptions): Promise<StylePicture> {
  const portrait = withCharacterProportions(withCleanFigure(asRead), options.faceStrength);
  const report = options.onProgress ?? (() => {});
  const colours = measureColours(portrait);
  const background = await renderedBackdrop(portrait, options, colours);
  report(0.25);
  const albedo = await readAlbedo(portrait, colours, options.faceStrength);
  report(0.5);
  const lights = setLights(background, options);
  const image = shade(portrait, albedo, lights);
  lockSkinTone(portrait, image);
  report(0.75);
  await drawFeatures(portrait, image, colours, lights);
  const person: Figure = { image, alpha: cleanEdge(portrait) };
  const figure = await wear(portrait, person, options.scene.wearables, 'photo');
  const alone = options.background === 'none';
  const inside = broadBlur(figure.alpha, portrait.width, portrait.height, 6 * portrait.scale);
  const picture = alone ? figure.image : setBefore(figure, background, background, inside, WRAP);
  grade(picture, options.seed, gradeOf(options));
  lockSkinTone(withoutWorn(portrait, figure.worn), picture, { grey: options.scene.mood === 'noir' });
  report(1);
  return { image: picture, alpha: alone ? figure.alpha : null };
}

/** The outline of something modelled: smooth, without single hairs. */
function cleanEdge({ alpha, width, height, scale }: Portrait): Plane {
  return gaussianBlur(alpha, width, height, 1.7 * scale).map((cover) => smoothstep(0.36, 0.74, cover));
}

/** Eyes, and frames so thin that they were lost, behind hair, hats and hands that lie before them; in place. */
async function drawFeatures(portrait: Portrait, image: Image, colours: Colours, lights: Lights): Promise<void> {
  const { width, height, regions, alpha } = portrait;
  const bearded = regions.beard.some((cover) => cover > 0.3);
  const drawings: Drawing[] = [];
  if (!isBehindDarkLenses(portrait, colours))
    drawings.push(drawRoundEyes(portrait, { colours, side: lights.side, lashes: bearded ? 0.1 : 0.7 }));
  const glasses = readGlasses(portrait);
  if (glasses !== null && !isFrameSeen(portrait, glasses))
    drawings.push(drawGlasses(portrait, { ...glasses, tint: 0 }));
  for (const { body, definitions } of drawings) {
    const layer = await drawVector(width, height, body, definitions);
    for (let i = 0; i < layer.alpha.length; i += 1) {
      if ((layer.alpha[i] as number) === 0) continue;
      const before = Math.max(regions.hair[i] as number, regions.headwear[i] as number, regions.body[i] as number);
      layer.alpha[i] = (layer.alpha[i] as number) * smoothstep(0.75, 0.4, before) * (alpha[i] as number);
    }
    blend(image, layer);
  }
}

/** Landmarks beneath the eyes, behind the lower half of a lens. */
const BEHIND_LENSES = [230, 231, 229, 450, 451, 449, 119, 348] as const;
/** As dark as this part of the face's lightness, most of them lie behind sunglasses. */
const DARK = 0.49;

function isBehindDarkLenses(portrait: Portrait, { skin }: Colours): boolean {
  const { person, regions, width, height } = portrait;
  if (!regions.glasses.some((cover) => cover > 0.6)) return false;
  const dark = BEHIND_LENSES.filter((index) => {
    const [x, y] = landmark(portrait, index);
    const [red = 0, green = 0, blue = 0] = person.channels.map((channel) => sampleAt(channel, width, height, x, y));
    return oklabOf(red, green, blue)[0] < DARK * skin[0];
  });
  return dark.length > BEHIND_LENSES.length / 2;
}

/** How strongly the background glows around the figure, which darkens where it touches. */
const WRAP = 0.3;

function gradeOf({ scene: { mood }, background }: StyleOptions): Grade {
  const vignette = background === 'none' ? 0 : mood === 'dramatic' || mood === 'noir' ? 0.34 : 0.16;
  if (mood === null) return { vignette, contrast: 0.08, saturation: 1.1 };
  const { tint, saturation, fade } = MOOD_LIGHT[mood];
  // The background has had the mood's full light; the whole picture takes a third of it.
  const third = (value: number) => 1 + (value - 1) / 3;
  return {
    vignette,
    contrast: mood === 'soft' || mood === 'pastel' ? 0.02 : 0.08,
    saturation: mood === 'noir' ? 0 : 1.08 * third(saturation),
    tint: mood === 'noir' ? [1, 1, 1] : [third(tint[0]), third(tint[1]), third(tint[2])],
    fade: fade / 3,
  };
}
