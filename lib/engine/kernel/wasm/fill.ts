/** Filling holes smoothly from what surrounds them. Planes are 32-bit floats, `count` of them behind each other. */
import { mark, release, reserve } from './memory';
import { columnsOf, resizeRow } from './resample';

/** Pull-push (see `kernel/fill.ts`); the planes become the filled ones, `weights` are left as they are. */
export function fill(planes: usize, weights: usize, width: i32, height: i32, count: i32): void {
  const start = mark();
  const bytes = (<usize>(width * height)) << 2;
  if (width <= 2 || height <= 2) {
    for (let index = 0; index < count; index++) flatten(planes + <usize>index * bytes, weights, width * height);
    return;
  }
  const halfWidth = (width + 1) >> 1;
  const halfHeight = (height + 1) >> 1;
  const halfBytes = (<usize>(halfWidth * halfHeight)) << 2;
  const halfWeights = reserve(halfBytes);
  const halfPlanes = reserve(halfBytes * <usize>count);
  sumsOfFour(weights, 0, halfWeights, width, height);
  for (let index: usize = 0; index < <usize>count; index++) {
    const half = halfPlanes + index * halfBytes;
    sumsOfFour(planes + index * bytes, weights, half, width, height);
    for (let at: usize = 0; at < halfBytes; at += 4) {
      const weight = load<f32>(halfWeights + at);
      store<f32>(half + at, weight > 0 ? load<f32>(half + at) / weight : 0);
    }
  }
  for (let at: usize = 0; at < halfBytes; at += 4)
    store<f32>(halfWeights + at, min<f32>(1, load<f32>(halfWeights + at)));
  fill(halfPlanes, halfWeights, halfWidth, halfHeight, count);
  push(planes, weights, width, height, halfPlanes, count);
  release(start);
}

/** Lays what is known over the filled planes of half the size. */
function push(planes: usize, weights: usize, width: i32, height: i32, halfPlanes: usize, count: i32): void {
  const start = mark();
  const halfWidth = (width + 1) >> 1;
  const halfHeight = (height + 1) >> 1;
  const halfBytes = (<usize>(halfWidth * halfHeight)) << 2;
  const stride = (<usize>width) << 2;
  const columns = columnsOf(halfWidth, width);
  const between = reserve((<usize>(halfWidth + 8)) << 2);
  const row = reserve(stride);
  for (let index: usize = 0; index < <usize>count; index++) {
    const half = halfPlanes + index * halfBytes;
    for (let y = 0; y < height; y++) {
      const to = planes + (index * <usize>height + <usize>y) * stride;
      const known = weights + <usize>y * stride;
      resizeRow(half, row, halfWidth, halfHeight, width, height, y, columns, between);
      for (let at: usize = 0; at < stride; at += 4) {
        const weight = min<f32>(1, load<f32>(known + at));
        store<f32>(to + at, load<f32>(to + at) * weight + load<f32>(row + at) * (1 - weight));
      }
    }
  }
  release(start);
}

/** The sum over each 2 × 2 box, times `weights` unless that is 0. */
function sumsOfFour(plane: usize, weights: usize, sums: usize, width: i32, height: i32): void {
  const halfWidth = (width + 1) >> 1;
  const halfHeight = (height + 1) >> 1;
  memory.fill(sums, 0, (<usize>(halfWidth * halfHeight)) << 2);
  for (let y = 0; y < height; y++) {
    const into = sums + ((<usize>((y >> 1) * halfWidth)) << 2);
    const from = (<usize>(y * width)) << 2;
    for (let x = 0; x < width; x++) {
      const at = from + ((<usize>x) << 2);
      const to = into + ((<usize>(x >> 1)) << 2);
      const value = load<f32>(plane + at);
      store<f32>(to, load<f32>(to) + (weights === 0 ? value : value * load<f32>(weights + at)));
    }
  }
}

/** The mean of what is known, everywhere. */
function flatten(plane: usize, weights: usize, pixels: i32): void {
  let sum: f32 = 0;
  let weight: f32 = 0;
  for (let at: usize = 0; at < (<usize>pixels) << 2; at += 4) {
    sum += load<f32>(plane + at) * load<f32>(weights + at);
    weight += load<f32>(weights + at);
  }
  const mean = weight > 0 ? sum / weight : 0;
  for (let at: usize = 0; at < (<usize>pixels) << 2; at += 4) store<f32>(plane + at, mean);
}
