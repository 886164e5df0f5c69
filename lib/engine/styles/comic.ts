/** `comic`: a few flat tones, halftone in the shadows, ink along the lines, before rays or a drawn scene. */
import { gaussianBlur } from '../kernel/blur.ts';
import { blend, grade } from '../kernel/composite.ts';
import { distanceInside } from '../kernel/distance.ts';
import { type Image, mapChannels, mix, plane, smoothstep } from '../kernel/image.ts';
import type { Portrait } from '../portrait/portrait.ts';
import { wear } from '../wearables/wear.ts';
import { comicBackdrop } from './comic-backdrop.ts';
import { drawComicEyes } from './comic-eyes.ts';
import { beyondFace, clearLenses, clearReflections, drawInkedGlasses, withWholeLenses } from './comic-glasses.ts';
import { drawInk, INK, layInk } from './comic-ink.ts';
import { paintTones, readTones, simplify } from './comic-tones.ts';
import { edgesOf } from './crisp.ts';
import { measureColours } from './features.ts';
import { withCleanFigure, withoutIslands } from './figure.ts';
import { addHalftone } from './halftone.ts';
import { withPlainCloth } from './plain-cloth.ts';
import type { Figure, StyleOptions, StylePicture } from './style.ts';
import { readGlasses } from './worn-glasses.ts';

/** Draws a comic of the portrait's size, to its edges: pages round its corners, and profile pictures cut circles. */
export async function drawComic(asRead: Portrait, options: StyleOptions): Promise<StylePicture> {
  const clean = withCleanFigure(asRead);
  const glasses = readGlasses(clean);
  const glass = glasses === null ? null : beyondFace(clean, glasses);
  const whole = glass === null ? clean : withWholeLenses(clean, glass);
  const portrait = withPlainCloth(whole, edgesOf(whole).softness);
  const report = options.onProgress ?? (() => {});
  const colours = measureColours(portrait);
  const simple = simplify(portrait, options.faceStrength);
  report(0.3);
  const tones = readTones(portrait, simple, colours, options.seed);
  if (glasses !== null) clearReflections(portrait, glasses, glass, tones, colours);
  const person = paintTones(portrait, colours, tones, options.faceStrength);
  addHalftone(portrait, person, colours, tones);
  report(0.5);
  const ink = await drawInk(portrait, simple, tones);
  if (glasses !== null) clearLenses(portrait, glasses, ink);
  layInk(person, ink);
  await drawComicEyes(portrait, person, colours);
  if (glasses !== null && glass !== null) await drawInkedGlasses(portrait, person, glasses, glass);
  report(0.75);
  const figure = await cutOut(portrait, person, options);
  const finish = (picture: Image) =>
    grade(picture, options.seed, { contrast: 0.03, saturation: options.scene.mood === 'noir' ? 0 : 1.04 });
  if (options.background === 'none') {
    finish(figure.image);
    return figure;
  }
  const picture = await comicBackdrop(portrait, colours, options);
  blend(picture, { ...figure.image, alpha: figure.alpha });
  finish(picture);
  report(1);
  return { image: picture, alpha: null };
}

/** How far the white line around the outline reaches, and the black one, in pixels at the usual scale. */
const WHITE_LINE = [7.2, 6.4] as const;
const BLACK_LINE = [3, 2.2] as const;

/** The person as scissors would cut them from a page: a black outline, and a white line around it. */
async function cutOut(portrait: Portrait, drawn: Image, { scene }: StyleOptions): Promise<Figure> {
  const { width, height, scale } = portrait;
  // Blurred first, so that scissors seem to have gone round the hair in one sweep.
  const swept = gaussianBlur(portrait.alpha, width, height, 1.3 * scale);
  const alone = withoutIslands(portrait, swept, { holds: 0.5, margin: 1 });
  const { image: person, alpha: shape } = await wear(
    portrait,
    { image: drawn, alpha: alone },
    scene.wearables,
    'inked',
  );
  const edge = plane(shape.length);
  const outside = plane(shape.length);
  for (let i = 0; i < shape.length; i += 1) {
    edge[i] = smoothstep(0.35, 0.65, shape[i] as number);
    outside[i] = (edge[i] as number) > 0.5 ? 0 : 1;
  }
  const distance = distanceInside(outside, width, height);
  const edgeOf = ([ends, begins]: readonly [number, number]) =>
    distance.map((away) => smoothstep(ends * scale, begins * scale, away));
  const black = edgeOf(BLACK_LINE);
  const image = mapChannels(person, (channel, index) =>
    channel.map((front, i) => {
      const line = mix(1, INK[index] ?? 0, black[i] as number);
      return mix(line, front, edge[i] as number);
    }),
  );
  return { image, alpha: edgeOf(WHITE_LINE) };
}
