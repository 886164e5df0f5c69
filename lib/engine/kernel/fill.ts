/** Filling holes smoothly from what surrounds them. */
import type { Plane } from './image.ts';
import { resizePlane } from './resample.ts';

/**
 * Each channel with its unknown pixels filled: known where `weights` is 1, unknown where 0, mixed between.
 * Pull-push over an image pyramid (Gortler et al., 'The Lumigraph', 1996).
 */
export function pullPush(channels: readonly Plane[], weights: Plane, width: number, height: number): Plane[] {
  if (width <= 2 || height <= 2) return channels.map((channel) => flatMean(channel, weights));
  const halfWidth = Math.ceil(width / 2);
  const halfHeight = Math.ceil(height / 2);
  const halfWeights = sumsOfFour(weights, null, width, height);
  const halfChannels = channels.map((channel) => {
    const sums = sumsOfFour(channel, weights, width, height);
    for (let i = 0; i < sums.length; i++) {
      const weight = halfWeights[i] as number;
      sums[i] = weight > 0 ? (sums[i] as number) / weight : 0;
    }
    return sums;
  });
  for (let i = 0; i < halfWeights.length; i++) halfWeights[i] = Math.min(1, halfWeights[i] as number);
  const filled = pullPush(halfChannels, halfWeights, halfWidth, halfHeight);
  return channels.map((channel, index) => {
    const half = filled[index];
    if (half === undefined) return channel;
    const result = resizePlane(half, halfWidth, halfHeight, width, height);
    for (let i = 0; i < result.length; i++) {
      const weight = Math.min(1, weights[i] as number);
      result[i] = (channel[i] as number) * weight + (result[i] as number) * (1 - weight);
    }
    return result;
  });
}

/** The sum over each 2 × 2 box of `plane`, times `weights` when given. */
function sumsOfFour(plane: Plane, weights: Plane | null, width: number, height: number): Plane {
  const halfWidth = Math.ceil(width / 2);
  const sums = new Float32Array(halfWidth * Math.ceil(height / 2));
  for (let y = 0, i = 0; y < height; y++) {
    const into = (y >> 1) * halfWidth;
    for (let x = 0; x < width; x++, i++) {
      const at = into + (x >> 1);
      const value = weights === null ? (plane[i] as number) : (plane[i] as number) * (weights[i] as number);
      sums[at] = (sums[at] as number) + value;
    }
  }
  return sums;
}

function flatMean(channel: Plane, weights: Plane): Plane {
  let sum = 0;
  let weight = 0;
  for (let i = 0; i < channel.length; i++) {
    sum += (channel[i] as number) * (weights[i] as number);
    weight += weights[i] as number;
  }
  return new Float32Array(channel.length).fill(weight > 0 ? sum / weight : 0);
}
