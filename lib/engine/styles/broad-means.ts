/** Means over the parts of a picture that are known, for the parts that are not. */
import { gaussianBlur } from '../kernel/blur.ts';
import { clamp, mix, type Plane, plane } from '../kernel/image.ts';
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
    const sums = shrink(times(channel, known), width, height, factor).plane;
    const nearSum = gaussianBlur(sums, weights.width, weights.height, sigma / factor);
    const farSum = gaussianBlur(sums, weights.width, weights.height, (sigma * 6) / factor);
    divide(nearSum, near, farSum, far);
    return resizePlane(nearSum, weights.width, weights.height, width, height);
  });
}

function times(one: Plane, other: Plane): Plane {
  const product = plane(one.length);
  for (let i = 0; i < product.length; i += 1) product[i] = (one[i] as number) * (other[i] as number);
  return product;
}

/** Makes means of sums by their weights, in place: from further around where little is near. */
function divide(nearSum: Plane, near: Plane, farSum: Plane, far: Plane): void {
  for (let i = 0; i < nearSum.length; i += 1) {
    const distant = (farSum[i] as number) / Math.max(1e-5, far[i] as number);
    const weight = near[i] as number;
    nearSum[i] = weight < 1e-4 ? distant : mix(distant, (nearSum[i] as number) / weight, clamp(weight * 4));
  }
}
