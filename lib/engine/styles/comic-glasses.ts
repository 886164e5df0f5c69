/** Glasses of a comic: the photo's own rims where ink found them, else drawn whole; lenses clear of reflections. */
import { boxBlur } from '../kernel/blur.ts';
import { blend } from '../kernel/composite.ts';
import { type Image, mix, type Plane, plane, smoothstep } from '../kernel/image.ts';
import { drawVector } from '../kernel/vector.ts';
import { fillOutline } from '../portrait/outline.ts';
import type { Portrait } from '../portrait/portrait.ts';
import { INK } from './comic-ink.ts';
import { drawGlasses } from './drawn-glasses.ts';
import { type Glasses, isFrameSeen, middleOf, readGlasses } from './worn-glasses.ts';

/** The part of both rims from which on they are seen as rims. */
const SEEN = 0.62;
/** How far from the fitted rim a line may run, in face heights. */
const NEAR = 0.014;
/** How much thicker than in life rims are inked. */
const THICKER = 1.35;
/** The part of the ink that stays on glass: lids and brows are seen through it. */
const KEPT = 0.12;
/** How large a clear lens is against its rim: within the photo's own rim, or with it where another is drawn. */
const WITHIN = 0.84;
const WITH_RIM = 1.14;
/** How softly the clear part ends, in face heights. */
const SOFT = 0.012;

/**
 * Takes the ink of reflections off the lenses, in place, and that of broken rims.
 * @returns the glasses to draw: `null` for a bare face, and for rims that are inked as they are
 */
export function clearLenses(portrait: Portrait, ink: Plane): Glasses | null {
  const glasses = readGlasses(portrait);
  if (glasses === null) return null;
  const { width, height, faceHeight } = portrait;
  const kept = isFrameSeen(portrait, glasses) && inkedPart(portrait, glasses, ink) >= SEEN;
  const lenses = plane(ink.length);
  for (const rim of glasses.outlines) {
    const [x, y] = middleOf(rim);
    const grown = kept ? WITHIN : WITH_RIM;
    const outline = rim.map(([atX, atY]) => [mix(x, atX, grown), mix(y, atY, grown)] as const);
    fillOutline(lenses, width, height, outline);
  }
  const clear = boxBlur(lenses, width, height, Math.max(1, Math.round(SOFT * faceHeight)));
  for (let i = 0; i < ink.length; i += 1) {
    const cover = smoothstep(0.2, 0.8, clear[i] as number);
    if (cover > 0) ink[i] = (ink[i] as number) * (1 - (1 - KEPT) * cover);
  }
  return kept ? null : glasses;
}

/** Draws glasses before the face and behind hair, in place. */
export async function drawInkedGlasses(portrait: Portrait, person: Image, glasses: Glasses): Promise<void> {
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
