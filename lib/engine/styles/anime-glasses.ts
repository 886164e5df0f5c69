/** Glasses of an anime figure: a layer of their own, before a face without what was read through them. */
import { blend } from '../kernel/composite.ts';
import type { Image, Layer, Plane } from '../kernel/image.ts';
import { drawMask, drawVector } from '../kernel/vector.ts';
import type { Portrait } from '../portrait/portrait.ts';
import { facePlane } from './anime-lines.ts';
import { drawGlasses, withoutLenses } from './drawn-glasses.ts';
import { readGlasses } from './worn-glasses.ts';

type WornGlasses = { layer: Layer; behind: Portrait };

/** The person's glasses as a layer of their own, and the portrait without what was read through them. */
export async function glassesOf(portrait: Portrait): Promise<WornGlasses | null> {
  const glasses = readGlasses(portrait);
  if (!glasses) return null;
  const { width, height } = portrait;
  const drawing = drawGlasses(portrait, glasses);
  const layer = await drawVector(width, height, drawing.body, drawing.definitions);
  const lenses = await drawMask(
    width,
    height,
    `<path d="${drawing.lenses}" stroke="#000" stroke-width="${0.02 * portrait.faceHeight}"/>`,
  );
  return { layer, behind: withoutLenses(portrait, lenses, facePlane(portrait)) };
}

/** Lays a layer over a figure, which grows by what lies beyond its edge; in place. */
export function layOver(image: Image, alpha: Plane, layer: Layer): void {
  blend(image, layer);
  for (let i = 0; i < alpha.length; i += 1)
    alpha[i] = 1 - (1 - (alpha[i] as number)) * (1 - (layer.alpha[i] as number));
}
