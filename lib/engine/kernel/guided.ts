/**
 * Edge-keeping smoothing that follows a guide picture: each window's output is a linear function of its guide
 * (He, Sun, Tang, 'Guided image filtering', 2013).
 */
import { boxBlur } from './blur.ts';
import { type Image, luma, mapChannels, type Plane } from './image.ts';
import { resizePlane, shrink } from './resample.ts';

/** A filter whose guide has been measured once; it takes planes of the guide's size. */
export type GuidedFilter = (plane: Plane) => Plane;

/** Smooths `plane` along the edges of a grey guide; `epsilon` is the guide's variance that counts as flat. */
export function guidedFilter(
  guide: Plane,
  plane: Plane,
  width: number,
  height: number,
  radius: number,
  epsilon: number,
): Plane {
  return greyGuide(guide, width, height, radius, epsilon)(plane);
}

/**
 * The image smoothed within its own edges of brightness. For wide windows the linear functions are found at half the
 * size, as in `colourGuide`.
 */
export function smoothImage(image: Image, radius: number, epsilon: number): Image {
  const { width, height } = image;
  const guide = luma(image);
  if (radius < WIDE) return mapChannels(image, greyGuide(guide, width, height, radius, epsilon));
  const half = shrink(guide, width, height, 2);
  const coarse = greyLines(half.plane, half.width, half.height, Math.round(radius / 2), epsilon);
  return mapChannels(image, (channel) => {
    const { gains, offsets } = coarse(shrink(channel, width, height, 2).plane);
    const enlarge = (plane: Plane) => resizePlane(plane, half.width, half.height, width, height);
    return alongGuide(enlarge(gains), enlarge(offsets), guide);
  });
}

/** The radius from which nobody sees that windows were measured at half the size. */
const WIDE = 5;

/** Measures a grey guide once, for several planes. */
export function greyGuide(guide: Plane, width: number, height: number, radius: number, epsilon: number): GuidedFilter {
  const linesOf = greyLines(guide, width, height, radius, epsilon);
  return (plane) => {
    const { gains, offsets } = linesOf(plane);
    return alongGuide(gains, offsets, guide);
  };
}

/** What each pixel's windows make of a plane on average: `gains · guide + offsets`. */
type Lines = { gains: Plane; offsets: Plane };

function greyLines(
  guide: Plane,
  width: number,
  height: number,
  radius: number,
  epsilon: number,
): (plane: Plane) => Lines {
  const mean = boxBlur(guide, width, height, radius);
  const variance = boxBlur(product(guide, guide), width, height, radius);
  for (let i = 0; i < mean.length; i++) {
    const centre = mean[i] as number;
    variance[i] = (variance[i] as number) - centre * centre;
  }
  return (plane) => {
    const planeMean = boxBlur(plane, width, height, radius);
    const slope = boxBlur(product(guide, plane), width, height, radius);
    const offset = planeMean;
    for (let i = 0; i < slope.length; i++) {
      const centre = mean[i] as number;
      const average = planeMean[i] as number;
      const gain = ((slope[i] as number) - centre * average) / ((variance[i] as number) + epsilon);
      slope[i] = gain;
      offset[i] = average - gain * centre;
    }
    return { gains: boxBlur(slope, width, height, radius), offsets: boxBlur(offset, width, height, radius) };
  };
}

/** `gains · guide + offsets`, in `offsets`. */
function alongGuide(gains: Plane, offsets: Plane, guide: Plane): Plane {
  for (let i = 0; i < offsets.length; i++) {
    offsets[i] = (offsets[i] as number) + (gains[i] as number) * (guide[i] as number);
  }
  return offsets;
}

/**
 * Measures a colour guide once (means and the inverse of each window's covariance), for several planes.
 * With `fine`, the same picture in a larger size, the filter takes planes of `image`'s size and gives them in that of
 * `fine`, along its edges: the linear functions are found small and enlarged (He, Sun, 'Fast guided filter', 2015).
 */
export function colourGuide(image: Image, radius: number, epsilon: number, fine: Image = image): GuidedFilter {
  const { width, height, channels } = image;
  const [red, green, blue] = channels;
  const box = (plane: Plane) => boxBlur(plane, width, height, radius);
  const means = [box(red), box(green), box(blue)] as const;
  const inverse = inverseCovariance(channels, means, box, epsilon);
  return (plane) => {
    const offset = box(plane);
    const slopes = [box(product(red, plane)), box(product(green, plane)), box(product(blue, plane))] as const;
    solveSlopes(slopes, offset, means, inverse);
    const enlarge = (plane: Plane) =>
      fine === image ? box(plane) : resizePlane(box(plane), width, height, fine.width, fine.height);
    const smooth = enlarge(offset);
    addProducts(smooth, [enlarge(slopes[0]), enlarge(slopes[1]), enlarge(slopes[2])], fine.channels);
    return smooth;
  };
}

/** Adds the sum of `slopes · channels` to `sum`, in place. */
function addProducts(sum: Plane, slopes: Means, channels: Image['channels']): void {
  const [red, green, blue] = channels;
  const [redSlope, greenSlope, blueSlope] = slopes;
  for (let i = 0; i < sum.length; i++) {
    sum[i] =
      (sum[i] as number) +
      (redSlope[i] as number) * (red[i] as number) +
      (greenSlope[i] as number) * (green[i] as number) +
      (blueSlope[i] as number) * (blue[i] as number);
  }
}

type Means = readonly [Plane, Plane, Plane];
/** The six different entries of a symmetric 3 × 3 matrix per pixel: rr, rg, rb, gg, gb, bb. */
type Symmetric = readonly [Plane, Plane, Plane, Plane, Plane, Plane];

function product(left: Plane, right: Plane): Plane {
  const result = new Float32Array(left.length);
  for (let i = 0; i < result.length; i++) result[i] = (left[i] as number) * (right[i] as number);
  return result;
}

/** Turns each window's mean products into the inverse of (covariance + epsilon), by cofactors. */
function inverseCovariance(
  channels: Image['channels'],
  means: Means,
  box: (plane: Plane) => Plane,
  epsilon: number,
): Symmetric {
  const [red, green, blue] = channels;
  const rr = box(product(red, red));
  const rg = box(product(red, green));
  const rb = box(product(red, blue));
  const gg = box(product(green, green));
  const gb = box(product(green, blue));
  const bb = box(product(blue, blue));
  for (let i = 0; i < rr.length; i++) {
    const r = means[0][i] as number;
    const g = means[1][i] as number;
    const b = means[2][i] as number;
    const a11 = (rr[i] as number) - r * r + epsilon;
    const a12 = (rg[i] as number) - r * g;
    const a13 = (rb[i] as number) - r * b;
    const a22 = (gg[i] as number) - g * g + epsilon;
    const a23 = (gb[i] as number) - g * b;
    const a33 = (bb[i] as number) - b * b + epsilon;
    const c11 = a22 * a33 - a23 * a23;
    const c12 = a13 * a23 - a12 * a33;
    const c13 = a12 * a23 - a13 * a22;
    const scale = 1 / (a11 * c11 + a12 * c12 + a13 * c13 || 1e-12);
    rr[i] = c11 * scale;
    rg[i] = c12 * scale;
    rb[i] = c13 * scale;
    gg[i] = (a11 * a33 - a13 * a13) * scale;
    gb[i] = (a12 * a13 - a11 * a23) * scale;
    bb[i] = (a11 * a22 - a12 * a12) * scale;
  }
  return [rr, rg, rb, gg, gb, bb];
}

/** In place: `slopes` from mean products to the linear function's gains, `offset` from mean to its constant. */
function solveSlopes(slopes: Means, offset: Plane, means: Means, inverse: Symmetric): void {
  const [rr, rg, rb, gg, gb, bb] = inverse;
  for (let i = 0; i < offset.length; i++) {
    const average = offset[i] as number;
    const r = means[0][i] as number;
    const g = means[1][i] as number;
    const b = means[2][i] as number;
    const x = (slopes[0][i] as number) - r * average;
    const y = (slopes[1][i] as number) - g * average;
    const z = (slopes[2][i] as number) - b * average;
    const gainR = (rr[i] as number) * x + (rg[i] as number) * y + (rb[i] as number) * z;
    const gainG = (rg[i] as number) * x + (gg[i] as number) * y + (gb[i] as number) * z;
    const gainB = (rb[i] as number) * x + (gb[i] as number) * y + (bb[i] as number) * z;
    slopes[0][i] = gainR;
    slopes[1][i] = gainG;
    slopes[2][i] = gainB;
    offset[i] = average - gainR * r - gainG * g - gainB * b;
  }
}
