/** Whether something worn covers the crown: by colours and patterns that hair doesn't have, by smoothness, by a brim. */
import { gaussianBlur } from '../kernel/blur.ts';
import type { ColourModel } from './colour-model.ts';
import { hairColoursIn, isCloth } from './hair-colours.ts';
import { type Grid, quantile, strangenessAt } from './region-grid.ts';

/** Pixels of the grid that surely are the person's, by where they lie. `temples` hold no skin. */
export type HeadParts = {
  crown: readonly number[];
  forehead: readonly number[];
  cheeks: readonly number[];
  temples: readonly number[];
};

/** Fewer pixels say nothing. */
const MIN_PIXELS = 40;
/** Parts of the crown: of colours that are out of the question for hair, and lighter than the hair at the temples. */
const COLOURED_SHARE = 0.4;
const LIGHTER_SHARE = 0.7;
/** A brim, in squared face heights. */
const BRIM_SHARE = 0.04;
/** A hat this much lighter (OKLab) than the hair beside the temples is one when it is smooth. */
const LIGHTER = 0.28;
/**
 * Roughness of the crown against that of eyes, brows and lips, which tells how sharp the photo is. Of 70 heads felt hats
 * and caps had 0.07–0.15; hair that isn't dark 0.23 and more. Dark hair can be as smooth: all of it is black.
 */
const FELT = 0.18;
const CLOTH = 0.5;
const DARK_HAIR = 0.43;
/**
 * A pattern: mean difference in lightness between stripes and their surroundings, and that of its strongest tenth; it
 * has edges, which a bright background seen through the mask has not.
 */
const PATTERN = { mean: 0.155, strongest: 0.3, darkest: 0.4, brightest: 0.7, roughest: 0.8 } as const;
/** Sizes of stripes and of what surrounds them, in face heights; stripes nearer than this to the edge don't count. */
const STRIPE = [0.02, 0.09] as const;
const EDGE = 0.05;

/** Hair in tinted shadow can have a chroma up to this in any hue; then the temples have it too, within this distance. */
const TINT = { chroma: 0.06, apart: 0.03 } as const;

/** Pixels of headwear on the crown and of its brim; empty when hair is all there is. */
export function wornPixels(grid: Grid, skin: ColourModel, parts: HeadParts): readonly number[] {
  const { alpha, head, image, oklab } = grid;
  const coloured = colouredPixels(grid, parts);
  if (coloured.length > COLOURED_SHARE * parts.crown.length) return coloured;
  const deep = gaussianBlur(alpha, image.width, image.height, EDGE * head.frame.faceHeight);
  const roughness = roughnessOf(grid, parts.crown, deep);
  const [lightness] = oklab.channels;
  const usual = quantile(lightness, parts.crown, 0.5);
  if (roughness < FELT && usual > DARK_HAIR) return parts.crown;
  const hair = parts.temples.length < MIN_PIXELS ? Infinity : quantile(lightness, parts.temples, 0.5);
  const lighter = parts.crown.filter((i) => (lightness[i] as number) > hair + LIGHTER);
  if (roughness < CLOTH && lighter.length > LIGHTER_SHARE * parts.crown.length) return lighter;
  if (roughness > PATTERN.roughest && isPatterned(grid, deep)) return parts.crown;
  const brim = brimPixels(grid, skin);
  return brim.length > BRIM_SHARE * head.frame.faceHeight ** 2 ? [...parts.crown, ...brim] : [];
}

/** How rough the inside of the crown is against the features of the face. */
function roughnessOf({ head, rough }: Grid, crown: readonly number[], deep: Float32Array): number {
  const features: number[] = [];
  for (let i = 0; i < rough.length; i++) if ((head.features[i] as number) > 0.5) features.push(i);
  const inside = crown.filter((i) => (deep[i] as number) > 0.97);
  return quantile(rough, inside.length < MIN_PIXELS ? crown : inside, 0.5) / quantile(rough, features, 0.6);
}

/** Whether broad stripes or patches of light and dark cross the crown: hair has strands, highlights and shadow. */
function isPatterned({ alpha, head, image, oklab }: Grid, deep: Float32Array): boolean {
  const { width, height } = image;
  const { faceHeight, halfWidth } = head.frame;
  const blur = (plane: Float32Array, size: number) => gaussianBlur(plane, width, height, size * faceHeight);
  const [lightness] = oklab.channels;
  const stripes = blur(lightness, STRIPE[0]);
  const around = blur(lightness, STRIPE[1]);
  const inside: number[] = [];
  let sum = 0;
  for (let i = 0; i < alpha.length; i++) {
    const above = (head.v[i] as number) < -0.62 && Math.abs(head.u[i] as number) < halfWidth + 0.25;
    if (!above || (head.oval[i] as number) > 0.1 || (alpha[i] as number) < 0.5 || (deep[i] as number) < 0.8) continue;
    around[i] = Math.abs((stripes[i] as number) - (around[i] as number));
    sum += around[i] as number;
    inside.push(i);
  }
  if (inside.length < MIN_PIXELS) return false;
  const contrasts = sum > PATTERN.mean * inside.length && quantile(around, inside, 0.9) > PATTERN.strongest;
  const dark = quantile(lightness, inside, 0.1) < PATTERN.darkest;
  return contrasts && dark && quantile(lightness, inside, 0.9) > PATTERN.brightest;
}

/** How far from the cheek a brim is looked for, and how far below it there must be air; head units. */
const BRIM_REACH = 0.3;
const BRIM_AIR = 0.3;
/** A brim is smoother than hair that stands off so far. */
const BRIM_SMOOTH = 0.016;
/** Squared standard deviations beyond which a colour isn't the skin's: a raised arm is no brim. */
const SKIN_LIKE = 9;

/** Smooth pixels beside the forehead that stand out over nothing, as only the brim of a hat does. */
function brimPixels(grid: Grid, skin: ColourModel): number[] {
  const { alpha, head, image, rough } = grid;
  const below = Math.round(BRIM_AIR * head.frame.faceHeight) * image.width;
  const brim: number[] = [];
  for (let i = 0; i + below < alpha.length; i++) {
    const down = head.v[i] as number;
    if (down < -0.55 || down > -0.1 || Math.abs(head.u[i] as number) < head.frame.halfWidth + BRIM_REACH) continue;
    const overAir = (alpha[i] as number) > 0.8 && (alpha[i + below] as number) < 0.3;
    if (overAir && (rough[i] as number) < BRIM_SMOOTH && strangenessAt(grid, skin, i) > SKIN_LIKE) brim.push(i);
  }
  return brim;
}

/** Pixels of the crown in colours that hair doesn't grow in; none where coloured light leaves that open. */
function colouredPixels({ oklab }: Grid, { crown, cheeks, temples }: HeadParts): number[] {
  const [, greenRed, blueYellow] = oklab.channels;
  const middle = (pixels: readonly number[]) =>
    [quantile(greenRed, pixels, 0.5), quantile(blueYellow, pixels, 0.5)] as const;
  const hair = hairColoursIn(...middle(cheeks));
  if (hair === null) return [];
  const coloured = crown.filter((i) => isCloth(hair, greenRed[i] as number, blueYellow[i] as number));
  const [crownA, crownB] = middle(crown);
  const [templesA, templesB] = middle(temples);
  const alike = Math.hypot(crownA - templesA, crownB - templesB) < TINT.apart;
  const tinted = alike && Math.hypot(crownA, crownB) < TINT.chroma * hair.warmth && temples.length > MIN_PIXELS;
  return tinted ? [] : coloured;
}
