/** Means over the parts of a picture that are known, for the parts that are not. */
import { gaussianBlur } from '../kernel/blur.ts';
import { clamp, mix, type Plane } from '../kernel/image.ts';
import { resizePlane, shrink } from '../kernel/resample.ts';

/** Means of what is known around each pixel, at a quarter of the size; beyond all reach the mean of everything. */
export function broadMeans(
  planes: readonly Plane[],
  known: Plane,
  width: number,
  height: number,
  sigma: number,
): Plane[] {
  const factor = 4;
  const weights = shrink(known, width, height, factor);
  const near = gaussianBlur(weights.plane, weights.width, weights.height, sigma / factor);
  const far = gaussianBlur(weights.plane, weights.width, weights.height, (sigma * 6) / factor);
  return planes.map((channel) => {
    const sums = shrink(
      channel.map((value, i) => value * (known[i] as number)),
      width,
      height,
      factor,
    ).plane;
    const nearSum = gaussianBlur(sums, weights.width, weights.height, sigma / factor);
    const farSum = gaussianBlur(sums, weights.width, weights.height, (sigma * 6) / factor);
    const mean = nearSum.map((sum, i) => {
      const distant = (farSum[i] as number) / Math.max(1e-5, far[i] as number);
      const weight = near[i] as number;
      return weight < 1e-4 ? distant : mix(distant, sum / weight, clamp(weight * 4));
    });
    return resizePlane(mean, weights.width, weights.height, width, height);
  });
}
