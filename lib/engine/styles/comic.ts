/** `comic`: a few flat tones, halftone in the shadows, ink along the lines, before rays or a drawn scene. */
import { gaussianBlur } from '../kernel/blur.ts';
import { grade } from '../kernel/composite.ts';
import { distanceInside } from '../kernel/distance.ts';
import { type Image, mix, plane, smoothstep } from '../kernel/image.ts';
import type { Portrait } from '../portrait/portrait.ts';
import { comicBackdrop } from './comic-backdrop.ts';
import { drawComicEyes } from './comic-eyes.ts';
import { drawInk, INK, layInk } from './comic-ink.ts';
import { paintTones, readTones, simplify } from './comic-tones.ts';
import { measureColours } from './features.ts';
import { withCleanFigure, withoutIslands } from './figure.ts';
import { addHalftone } from './halftone.ts';
import type { StyleOptions } from './style.ts';

/** Draws a comic of the portrait's size, to its edges: pages round its corners, and profile pictures cut circles. */
export async function drawComic(asRead: Portrait, options: StyleOptions): Promise<Image> {
  const portrait = withCleanFigure(asRead);
  const report = options.onProgress ?? (() => {});
  const colours = measureColours(portrait);
  const simple = simplify(portrait, options.faceStrength);
  report(0.3);
  const tones = readTones(portrait, simple, colours, options.seed);
  const person = paintTones(portrait, colours, tones, options.faceStrength);
  addHalftone(portrait, person, colours, tones);
  report(0.5);
  const ink = await drawInk(portrait, simple, tones);
  layInk(person, ink);
  await drawComicEyes(portrait, person, ink, colours);
  report(0.75);
  const background = await comicBackdrop(portrait, colours, options);
  const picture = cutOut(portrait, person, background);
  grade(picture, options.seed, { contrast: 0.03, saturation: options.scene.mood === 'noir' ? 0 : 1.04 });
  report(1);
  return picture;
}

/** Sets the person before the background with a black outline and a white line around it; the background is used up. */
function cutOut(portrait: Portrait, person: Image, background: Image): Image {
  const { width, height, scale, alpha } = portrait;
  // Blurred first, so that scissors seem to have gone round the hair in one sweep.
  const swept = gaussianBlur(alpha, width, height, 1.3 * scale);
  const shape = withoutIslands(portrait, swept, { holds: 0.5, margin: 1 });
  const outside = plane(shape.length);
  for (let i = 0; i < shape.length; i += 1) {
    shape[i] = smoothstep(0.35, 0.65, shape[i] as number);
    outside[i] = (shape[i] as number) > 0.5 ? 0 : 1;
  }
  const distance = distanceInside(outside, width, height);
  background.channels.forEach((channel, index) => {
    const front = person.channels[index as 0 | 1 | 2];
    const ink = INK[index] ?? 0;
    for (let i = 0; i < channel.length; i += 1) {
      const away = distance[i] as number;
      if (away > 7.3 * scale) continue;
      const white = smoothstep(7.2 * scale, 6.4 * scale, away);
      const black = smoothstep(3 * scale, 2.2 * scale, away);
      const behind = mix(mix(channel[i] as number, 1, white), ink, black);
      channel[i] = mix(behind, front[i] as number, shape[i] as number);
    }
  });
  return background;
}
