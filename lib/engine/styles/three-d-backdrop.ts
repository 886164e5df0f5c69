/** The set behind an animated character: the chosen scene in shallow focus, or a lit wall that sets the clothes off. */
import { rgbOf } from '../kernel/colour.ts';
import { grade } from '../kernel/composite.ts';
import { type Image, imageOf, mix, plane, smoothstep } from '../kernel/image.ts';
import { between, oneOf, seededRandom } from '../kernel/noise.ts';
import type { Portrait } from '../portrait/portrait.ts';
import { COLOURS } from '../scenes/choice.ts';
import { defocus, scatterBokeh } from '../scenes/lens.ts';
import { MOOD_LIGHT, paintScene } from '../scenes/scene.ts';
import type { Colours } from './features.ts';
import { resizeImage } from './half-size.ts';
import type { StyleOptions } from './style.ts';

/** How far the scene is out of focus, pixels of a usual avatar: its places can still be told. */
const FOCUS = 3.2;

/** At the portrait's size. */
export async function renderedBackdrop(portrait: Portrait, options: StyleOptions, colours: Colours): Promise<Image> {
  const { scene: choice, seed } = options;
  const size = { width: Math.ceil(portrait.width / 2), height: Math.ceil(portrait.height / 2) };
  let half: Image;
  if (choice.scene === null) {
    half = litWall(size, colours, options);
    if (choice.mood !== null) grade(half, seed, MOOD_LIGHT[choice.mood]);
  } else {
    half = defocus(await paintScene(choice, { ...size, seed, flat: false }), FOCUS * portrait.scale);
  }
  const lights = { seed, smallest: 0.015, largest: 0.06 };
  scatterBokeh(half, {
    ...lights,
    count: choice.scene === null ? 12 : 20,
    opacity: choice.scene === null ? 0.1 : 0.16,
  });
  return resizeImage(half, portrait.width, portrait.height);
}

/** Hues of painted walls, radians in OKLab: coral, ochre, green, teal, blue, violet, rose. */
const HUES = [0.65, 1.35, 2.5, 3.4, 4.3, 5.2, 6.1] as const;

/** A wall in one colour, lit from a side, with the light's fall-off around the head. */
function litWall(size: { width: number; height: number }, colours: Colours, { scene, seed }: StyleOptions): Image {
  const random = seededRandom(seed ^ 0x2545f491);
  const worn = Math.atan2(colours.clothing[2], colours.clothing[1]);
  const coloured = Math.hypot(colours.clothing[1], colours.clothing[2]) > 0.03;
  const apart = HUES.filter((hue) => !coloured || Math.cos(hue - worn) < 0.3);
  const hue = oneOf(random, apart as unknown as [number, ...number[]]) + between(random, -0.2, 0.2);
  const chroma = between(random, 0.065, 0.095);
  const wall =
    scene.colour === null ? rgbOf(0.66, chroma * Math.cos(hue), chroma * Math.sin(hue)) : COLOURS[scene.colour];
  const [lightX, lightY] = [between(random, 0.25, 0.75), between(random, 0.25, 0.42)];
  const area = size.width * size.height;
  const image = imageOf(size.width, size.height, [plane(area), plane(area), plane(area)]);
  for (let y = 0, i = 0; y < size.height; y += 1) {
    for (let x = 0; x < size.width; x += 1, i += 1) {
      const away = Math.hypot(x / size.width - lightX, (y / size.height - lightY) * 1.2);
      const fall = smoothstep(0, 0.95, away);
      image.channels.forEach((channel, part) => {
        const colour = wall[part as 0 | 1 | 2];
        channel[i] = mix(mix(colour, 1, 0.36), colour * 0.42, fall);
      });
    }
  }
  return image;
}
