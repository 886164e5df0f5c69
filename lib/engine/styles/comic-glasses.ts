/** Glasses of a comic: the photo's own lines where ink found them, else drawn whole. */
import { blend } from '../kernel/composite.ts';
import type { Image, Plane } from '../kernel/image.ts';
import { drawVector } from '../kernel/vector.ts';
import type { Portrait } from '../portrait/portrait.ts';
import { INK } from './comic-ink.ts';
import { drawGlasses } from './drawn-glasses.ts';
import { type Glasses, readGlasses } from './worn-glasses.ts';

/** The part of both rims from which on they are seen as rims. */
const SEEN = 0.62;
/** How far from the fitted rim a line may run, in face heights. */
const NEAR = 0.014;
/** How much thicker than in life rims are inked. */
const THICKER = 1.35;

/** Draws thin frames that no ink followed, behind hair; in place. */
export async function drawLostGlasses(portrait: Portrait, person: Image, ink: Plane): Promise<void> {
  const glasses = readGlasses(portrait);
  if (glasses === null || inkedPart(portrait, glasses, ink) >= SEEN) return;
  const { width, height, regions } = portrait;
  const inked: Glasses = { ...glasses, colour: [...INK], thickness: glasses.thickness * THICKER, tint: 0 };
  const drawing = drawGlasses(portrait, inked);
  const layer = await drawVector(width, height, drawing.body, drawing.definitions);
  for (let i = 0; i < layer.alpha.length; i += 1) {
    layer.alpha[i] = (layer.alpha[i] as number) * (1 - (regions.hair[i] as number)) * (portrait.alpha[i] as number);
  }
  blend(person, layer);
}

/** The part of the rims that has ink near it. */
function inkedPart({ width, height, faceHeight }: Portrait, { outlines }: Glasses, ink: Plane): number {
  const reach = Math.max(1, Math.round(NEAR * faceHeight));
  const points = outlines.flat();
  const followed = points.filter(([x, y]) => {
    for (let row = Math.round(y) - reach; row <= y + reach; row += 1) {
      for (let column = Math.round(x) - reach; column <= x + reach; column += 1) {
        const inside = column >= 0 && row >= 0 && column < width && row < height;
        if (inside && (ink[row * width + column] as number) > 0.5) return true;
      }
    }
    return false;
  });
  return followed.length / Math.max(1, points.length);
}
