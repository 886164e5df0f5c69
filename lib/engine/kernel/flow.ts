/**
 * Drawing along the lines of a picture: which way its edges run, smoothing that follows them, and ink where they are.
 * After Kang, Lee and Chui, "Flow-Based Image Abstraction" (2009), with the smoothed structure tensor of Kyprianidis
 * and Döllner (2008) in place of their iterated tangent field.
 */
import { gaussianBlur } from './blur.ts';
import type { Image, Plane } from './image.ts';
import { plane } from './image.ts';
import { shrink } from './resample.ts';

/**
 * Unit vectors along the nearest edge, at half the picture's width and height: edges turn slowly, so every second
 * pixel tells enough. `width` and `height` are those of the picture; `stride` is the width of the two planes.
 */
export type Flow = { width: number; height: number; stride: number; x: Plane; y: Plane };

/** Masks below this are not worth the work. */
const UNSEEN = 0.02;

/** Which way edges run. `sigma` in pixels of the picture: how far one edge speaks for its surroundings. */
export function edgeTangentFlow(image: Image, sigma: number): Flow {
  const half = image.channels.map((channel) => shrink(channel, image.width, image.height, 2));
  const width = half[0]?.width ?? 0;
  const height = half[0]?.height ?? 0;
  const area = width * height;
  const tensor = { xx: plane(area), xy: plane(area), yy: plane(area) };
  for (const channel of half) addGradients(tensor, channel.plane, width, height);
  const xx = gaussianBlur(tensor.xx, width, height, sigma / 2);
  const xy = gaussianBlur(tensor.xy, width, height, sigma / 2);
  const yy = gaussianBlur(tensor.yy, width, height, sigma / 2);

  const flow: Flow = { width: image.width, height: image.height, stride: width, x: tensor.xx, y: tensor.xy };
  for (let i = 0; i < area; i += 1) {
    const a = xx[i] as number;
    const b = xy[i] as number;
    const c = yy[i] as number;
    const strongest = (a + c + Math.sqrt((a - c) * (a - c) + 4 * b * b)) / 2;
    // The tangent is the eigenvector across the strongest change.
    let x = strongest - a;
    let y = -b;
    if (Math.abs(x) + Math.abs(y) < 1e-9) {
      x = 0;
      y = 1;
    }
    const length = Math.sqrt(x * x + y * y);
    flow.x[i] = x / length;
    flow.y[i] = y / length;
  }
  return flow;
}

type Tensor = { xx: Plane; xy: Plane; yy: Plane };

/** Adds the products of one channel's Sobel gradients. */
function addGradients(tensor: Tensor, channel: Plane, width: number, height: number): void {
  for (let y = 0; y < height; y += 1) {
    const above = Math.max(0, y - 1) * width;
    const here = y * width;
    const below = Math.min(height - 1, y + 1) * width;
    for (let x = 0; x < width; x += 1) {
      const left = x > 0 ? x - 1 : 0;
      const right = x < width - 1 ? x + 1 : x;
      const nw = channel[above + left] as number;
      const ne = channel[above + right] as number;
      const sw = channel[below + left] as number;
      const se = channel[below + right] as number;
      const west = channel[here + left] as number;
      const east = channel[here + right] as number;
      const north = channel[above + x] as number;
      const south = channel[below + x] as number;
      const dx = (ne + 2 * east + se - nw - 2 * west - sw) * 0.25;
      const dy = (sw + 2 * south + se - nw - 2 * north - ne) * 0.25;
      const i = here + x;
      tensor.xx[i] = (tensor.xx[i] as number) + dx * dx;
      tensor.xy[i] = (tensor.xy[i] as number) + dx * dy;
      tensor.yy[i] = (tensor.yy[i] as number) + dy * dy;
    }
  }
}

/**
 * Line integral: the weighted mean of each pixel and its `reach` neighbours either way along the flow, in pixels.
 * Where `mask` is empty the plane stays as it is.
 */
export function smoothAlongFlow(source: Plane, flow: Flow, reach: number, mask?: Plane): Plane {
  const smoothed = source.slice();
  const { width, height, stride, x: flowX, y: flowY } = flow;
  for (let y = 0, i = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1, i += 1) {
      if (mask && (mask[i] as number) < UNSEEN) continue;
      const start = (y >> 1) * stride + (x >> 1);
      let sum = source[i] as number;
      let weights = 1;
      for (let way = -1; way <= 1; way += 2) {
        let stepX = (flowX[start] as number) * way;
        let stepY = (flowY[start] as number) * way;
        let atX = x + 0.5;
        let atY = y + 0.5;
        for (let step = 1; step <= reach; step += 1) {
          atX += stepX;
          atY += stepY;
          if (atX < 0 || atY < 0 || atX >= width || atY >= height) break;
          const column = atX | 0;
          const row = atY | 0;
          const weight = 1 - step / (reach + 1);
          sum += (source[row * width + column] as number) * weight;
          weights += weight;
          const next = (row >> 1) * stride + (column >> 1);
          const nextX = flowX[next] as number;
          const nextY = flowY[next] as number;
          // A tangent has no front: keep walking the way we came.
          const turn = nextX * stepX + nextY * stepY < 0 ? -1 : 1;
          stepX = nextX * turn;
          stepY = nextY * turn;
        }
      }
      smoothed[i] = sum / weights;
    }
  }
  return smoothed;
}

/** `smoothAlongFlow` for three channels, which walk each line together. */
export function smoothImageAlongFlow(image: Image, flow: Flow, reach: number, mask: Plane): Image {
  const { width, height, stride, x: flowX, y: flowY } = flow;
  const [red, green, blue] = image.channels;
  const channels = [red.slice(), green.slice(), blue.slice()] as const;
  for (let y = 0, i = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1, i += 1) {
      if ((mask[i] as number) < UNSEEN) continue;
      const start = (y >> 1) * stride + (x >> 1);
      let sumRed = red[i] as number;
      let sumGreen = green[i] as number;
      let sumBlue = blue[i] as number;
      let weights = 1;
      for (let way = -1; way <= 1; way += 2) {
        let stepX = (flowX[start] as number) * way;
        let stepY = (flowY[start] as number) * way;
        let atX = x + 0.5;
        let atY = y + 0.5;
        for (let step = 1; step <= reach; step += 1) {
          atX += stepX;
          atY += stepY;
          if (atX < 0 || atY < 0 || atX >= width || atY >= height) break;
          const column = atX | 0;
          const row = atY | 0;
          const at = row * width + column;
          const weight = 1 - step / (reach + 1);
          sumRed += (red[at] as number) * weight;
          sumGreen += (green[at] as number) * weight;
          sumBlue += (blue[at] as number) * weight;
          weights += weight;
          const next = (row >> 1) * stride + (column >> 1);
          const nextX = flowX[next] as number;
          const nextY = flowY[next] as number;
          const turn = nextX * stepX + nextY * stepY < 0 ? -1 : 1;
          stepX = nextX * turn;
          stepY = nextY * turn;
        }
      }
      channels[0][i] = sumRed / weights;
      channels[1][i] = sumGreen / weights;
      channels[2][i] = sumBlue / weights;
    }
  }
  return { width, height, channels };
}

export type InkOptions = {
  /** Half the width of a line, pixels. */
  sigma: number;
  /** How far a line is joined up along the flow, pixels. */
  reach: number;
  /** How much of the wider mean is taken off, 0.9–1: nearer 1 finds fainter lines. */
  threshold?: number;
};

/** The wider mean of the difference of Gaussians, times `sigma`: 1.6 comes nearest to a Laplacian (Marr, Hildreth). */
const WIDER = 1.6;

/**
 * Flow-based difference of Gaussians: below 0 where a dark line runs, around 0 elsewhere.
 * Differences are taken across the flow, then joined along it.
 */
export function flowInk(source: Plane, flow: Flow, options: InkOptions, mask: Plane): Plane {
  const { sigma, reach, threshold = 0.992 } = options;
  const kernel = differenceKernel(sigma, threshold);
  const radius = (kernel.length - 1) / 2;
  const { width, height, stride } = flow;
  const response = plane(width * height);
  for (let y = 0, i = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1, i += 1) {
      if ((mask[i] as number) < UNSEEN) continue;
      const at = (y >> 1) * stride + (x >> 1);
      const acrossX = -(flow.y[at] as number);
      const acrossY = flow.x[at] as number;
      let sum = 0;
      let atX = x + 0.5 - acrossX * radius;
      let atY = y + 0.5 - acrossY * radius;
      for (let tap = 0; tap < kernel.length; tap += 1) {
        const column = atX < 0 ? 0 : atX >= width ? width - 1 : atX | 0;
        const row = atY < 0 ? 0 : atY >= height ? height - 1 : atY | 0;
        sum += (source[row * width + column] as number) * (kernel[tap] as number);
        atX += acrossX;
        atY += acrossY;
      }
      response[i] = sum;
    }
  }
  return smoothAlongFlow(response, flow, reach, mask);
}

/** A narrow Gaussian less `threshold` times a wider one. */
function differenceKernel(sigma: number, threshold: number): Float32Array {
  const radius = Math.ceil(sigma * WIDER * 2.2);
  const narrow = gaussian(sigma, radius);
  const wide = gaussian(sigma * WIDER, radius);
  return narrow.map((weight, tap) => weight - threshold * (wide[tap] as number));
}

/** `2 × radius + 1` weights that sum to 1. */
function gaussian(sigma: number, radius: number): Float32Array {
  const weights = Float32Array.from({ length: 2 * radius + 1 }, (_, tap) =>
    Math.exp(-((tap - radius) ** 2) / (2 * sigma * sigma)),
  );
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  return weights.map((weight) => weight / total);
}
