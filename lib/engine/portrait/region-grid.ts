/** The canvas made small, with what is known about each pixel before its class is decided. */
import { gaussianBlur } from '../kernel/blur.ts';
import { toOklab } from '../kernel/colour.ts';
import { smoothImage } from '../kernel/guided.ts';
import { type Image, luma, type Plane } from '../kernel/image.ts';
import { shrink, shrinkImage } from '../kernel/resample.ts';
import { type ColourModel, likelihood, strangeness } from './colour-model.ts';
import type { Landmark } from './portrait.ts';
import { type HeadMap, mapHead } from './region-priors.ts';

export type Grid = {
  image: Image;
  oklab: Image;
  /** How much of each pixel is the person, 0–1. */
  alpha: Plane;
  head: HeadMap;
  /** How much brightness differs from its surroundings, averaged over a patch: cloth and skin are smooth, hair is not. */
  rough: Plane;
};

export function scaled(landmarks: readonly Landmark[], factor: number): Landmark[] {
  return landmarks.map(([x, y, z]) => [x / factor, y / factor, z / factor]);
}

/**
 * @param fine the photo made smaller by half of `factor`
 * @param alpha of the grid's size
 * @param factor canvas pixels per pixel of the grid
 */
export function gridOf(fine: Image, alpha: Plane, landmarks: readonly Landmark[], factor: number): Grid {
  const image = shrinkImage(fine, 2);
  const head = mapHead(scaled(landmarks, factor), image.width, image.height);
  return { image, oklab: toOklab(smoothImage(image, 2, 0.002)), alpha, head, rough: roughness(fine) };
}

function roughness(fine: Image): Plane {
  const { width, height } = fine;
  const bright = luma(fine);
  const smooth = gaussianBlur(bright, width, height, 1.5);
  for (let i = 0; i < smooth.length; i++) smooth[i] = Math.abs((smooth[i] as number) - (bright[i] as number));
  const small = shrink(smooth, width, height, 2);
  return gaussianBlur(small.plane, small.width, small.height, 1.5);
}

/** `strangeness` of the grid's colour at pixel `i`. */
export function strangenessAt({ oklab }: Grid, model: ColourModel | null, i: number): number {
  const [l, a, b] = oklab.channels;
  return strangeness(model, l[i] as number, a[i] as number, b[i] as number);
}

/** `likelihood` of the grid's colour at pixel `i`. */
export function likelihoodAt({ oklab }: Grid, model: ColourModel | null, i: number): number {
  const [l, a, b] = oklab.channels;
  return likelihood(model, l[i] as number, a[i] as number, b[i] as number);
}

/** The value below which a part of the pixels lie; `NaN` for none. */
export function quantile(plane: Plane, pixels: readonly number[], part: number): number {
  const values = Float32Array.from(pixels, (i) => plane[i] as number).sort();
  return values[Math.min(values.length - 1, Math.floor(values.length * part))] ?? Number.NaN;
}
