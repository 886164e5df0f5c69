/** Box and Gaussian blur, edges repeated. */
import { type Image, mapChannels, type Plane } from './image.ts';

/** The mean over a square of `2 · radius + 1` pixels; a radius under 1 copies. */
export function boxBlur(plane: Plane, width: number, height: number, radius: number): Plane {
  const reach = Math.round(radius);
  if (reach < 1) return plane.slice();
  const across = scratch(plane.length);
  for (let row = 0; row < plane.length; row += width) boxRow(plane, row, across, row, width, reach);
  const blurred = new Float32Array(plane.length);
  boxColumns(across, blurred, width, height, reach);
  return blurred;
}

/**
 * Gaussian blur of standard deviation `sigma` in pixels; under 0.4 it copies.
 * Exact weights below sigma 2; three boxes above (Kovesi, 'Fast almost-Gaussian filtering', 2010).
 */
export function gaussianBlur(plane: Plane, width: number, height: number, sigma: number): Plane {
  if (sigma < 0.4) return plane.slice();
  return sigma < 2 ? weighted(plane, width, height, sigma) : threeBoxes(plane, width, height, sigma);
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

function threeBoxes(plane: Plane, width: number, height: number, sigma: number): Plane {
  const radii = boxRadii(sigma);
  const across = scratch(plane.length);
  const first = new Float32Array(width);
  const second = new Float32Array(width);
  for (let row = 0; row < plane.length; row += width) {
    boxRow(plane, row, first, 0, width, radii[0]);
    boxRow(first, 0, second, 0, width, radii[1]);
    boxRow(second, 0, across, row, width, radii[2]);
  }
  const blurred = new Float32Array(plane.length);
  boxColumns(across, blurred, width, height, radii[0]);
  boxColumns(blurred, across, width, height, radii[1]);
  boxColumns(across, blurred, width, height, radii[2]);
  return blurred;
}

/** One row's running mean, from `source[from…]` to `target[to…]`; the two must not overlap. */
function boxRow(source: Plane, from: number, target: Plane, to: number, length: number, radius: number): void {
  if (radius < 1) {
    for (let x = 0; x < length; x++) target[to + x] = source[from + x] as number;
    return;
  }
  const last = from + length - 1;
  const scale = 1 / (2 * radius + 1);
  const firstValue = source[from] as number;
  const lastValue = source[last] as number;
  let sum = firstValue * (radius + 1);
  for (let i = 0; i < radius; i++) sum += from + i < last ? (source[from + i] as number) : lastValue;
  const enterEnd = Math.max(0, length - radius);
  let x = 0;
  // Near the left edge the value that leaves is the first one; near the right the one that enters is the last.
  for (; x <= radius && x < length; x++) {
    sum += (x < enterEnd ? (source[from + x + radius] as number) : lastValue) - firstValue;
    target[to + x] = sum * scale;
  }
  for (; x < enterEnd; x++) {
    sum += (source[from + x + radius] as number) - (source[from + x - radius - 1] as number);
    target[to + x] = sum * scale;
  }
  for (; x < length; x++) {
    sum += lastValue - (source[from + x - radius - 1] as number);
    target[to + x] = sum * scale;
  }
}

/** The running mean down every column at once, row by row, from `source` to `target`. */
function boxColumns(source: Plane, target: Plane, width: number, height: number, radius: number): void {
  const scale = 1 / (2 * radius + 1);
  const sums = new Float64Array(width);
  for (let x = 0; x < width; x++) sums[x] = (source[x] as number) * (radius + 1);
  for (let i = 0; i < radius; i++) {
    const row = Math.min(i, height - 1) * width;
    for (let x = 0; x < width; x++) sums[x] = (sums[x] as number) + (source[row + x] as number);
  }
  for (let y = 0; y < height; y++) {
    const row = y * width;
    const enters = Math.min(y + radius, height - 1) * width;
    const leaves = Math.max(y - radius - 1, 0) * width;
    for (let x = 0; x < width; x++) {
      const sum = (sums[x] as number) + (source[enters + x] as number) - (source[leaves + x] as number);
      sums[x] = sum;
      target[row + x] = sum * scale;
    }
  }
}

let spare: Plane = new Float32Array(0);

/** Working memory that is kept between calls; what it holds is lost at the next call. */
function scratch(length: number): Plane {
  if (spare.length < length) spare = new Float32Array(length);
  return spare.subarray(0, length);
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

function weighted(plane: Plane, width: number, height: number, sigma: number): Plane {
  const weights = gaussianWeights(sigma);
  const reach = weights.length - 1;
  const [centre = 0, first = 0, second = 0] = weights;
  const padded = new Float32Array(width + 2 * reach);
  const across = scratch(plane.length);
  for (let row = 0; row < plane.length; row += width) {
    padded.fill(plane[row] as number, 0, reach);
    padded.set(plane.subarray(row, row + width), reach);
    padded.fill(plane[row + width - 1] as number, reach + width);
    for (let x = 0; x < width; x++) {
      const at = x + reach;
      let sum = (padded[at] as number) * centre;
      for (let i = 1; i <= reach; i++) {
        sum += ((padded[at - i] as number) + (padded[at + i] as number)) * (weights[i] as number);
      }
      across[row + x] = sum;
    }
  }
  const blurred = new Float32Array(plane.length);
  for (let y = 0; y < height; y++) {
    const row = y * width;
    // From sigma 0.4 on at least two rows on both sides count: one sweep for them and the centre.
    const [above1, above2] = [Math.max(0, y - 1) * width, Math.max(0, y - 2) * width];
    const [below1, below2] = [Math.min(height - 1, y + 1) * width, Math.min(height - 1, y + 2) * width];
    for (let x = 0; x < width; x++) {
      const nearest = (across[above1 + x] as number) + (across[below1 + x] as number);
      const next = (across[above2 + x] as number) + (across[below2 + x] as number);
      const sum = Math.fround(Math.fround((across[row + x] as number) * centre) + nearest * first);
      blurred[row + x] = sum + next * second;
    }
    for (let i = 3; i <= reach; i++) {
      const above = Math.max(0, y - i) * width;
      const below = Math.min(height - 1, y + i) * width;
      const weight = weights[i] as number;
      for (let x = 0; x < width; x++) {
        const pair = (across[above + x] as number) + (across[below + x] as number);
        blurred[row + x] = (blurred[row + x] as number) + pair * weight;
      }
    }
  }
  return blurred;
}
