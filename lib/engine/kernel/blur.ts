/** Box and Gaussian blur, edges repeated. */
import { type Image, mapChannels, type Plane } from './image.ts';
import { type Address, borrowing, native, put, take } from './native.ts';

/** The mean over a square of `2 · radius + 1` pixels; a radius under 1 copies. */
export function boxBlur(plane: Plane, width: number, height: number, radius: number): Plane {
  const reach = Math.round(radius);
  if (reach < 1) return plane.slice();
  return inPlace(plane, (at) => native.box(at, at, width, height, reach));
}

/**
 * Gaussian blur of standard deviation `sigma` in pixels; under 0.4 it copies.
 * Exact weights below sigma 2; three boxes above (Kovesi, 'Fast almost-Gaussian filtering', 2010).
 */
export function gaussianBlur(plane: Plane, width: number, height: number, sigma: number): Plane {
  if (sigma < 0.4) return plane.slice();
  if (sigma >= 2) return inPlace(plane, (at) => native.threeBoxes(at, at, width, height, ...boxRadii(sigma)));
  const weights = gaussianWeights(sigma);
  return inPlace(plane, (at) => native.weighted(at, at, width, height, put(weights), weights.length - 1));
}

export function blurImage(image: Image, sigma: number): Image {
  return mapChannels(image, (channel) => gaussianBlur(channel, image.width, image.height, sigma));
}

/** The three odd box widths whose variances sum to sigma², as radii. */
function boxRadii(sigma: number): [number, number, number] {
  const ideal = Math.sqrt(4 * sigma * sigma + 1);
  let narrow = Math.floor(ideal);
  if (narrow % 2 === 0) narrow--;
  const narrowOnes = Math.round((12 * sigma * sigma - 3 * narrow * narrow - 12 * narrow - 9) / (-4 * narrow - 4));
  const radius = (index: number) => ((index < narrowOnes ? narrow : narrow + 2) - 1) / 2;
  return [radius(0), radius(1), radius(2)];
}

/** Half of a symmetric Gaussian, the centre first, the whole summing to 1. */
function gaussianWeights(sigma: number): Float32Array {
  const reach = Math.ceil(sigma * 2.6);
  const weights = new Float32Array(reach + 1);
  let sum = 0;
  for (let i = 0; i <= reach; i++) {
    const weight = Math.exp((-i * i) / (2 * sigma * sigma));
    weights[i] = weight;
    sum += i === 0 ? weight : 2 * weight;
  }
  return weights.map((weight) => weight / sum);
}

/** A copy of the plane that `change` works on in the kernel's memory. */
function inPlace(plane: Plane, change: (at: Address) => void): Plane {
  return borrowing(() => {
    const at = put(plane);
    change(at);
    return take(at, plane.length);
  });
}
