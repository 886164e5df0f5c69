/** Box and Gaussian blur, edges repeated. Planes are 32-bit floats; `width` and `height` in pixels. */
import { mark, release, reserve } from './memory';

/** The mean over a square of `2 · radius + 1` pixels; `target` may be `source`. */
export function box(source: usize, target: usize, width: i32, height: i32, radius: i32): void {
  const start = mark();
  const across = reserve((<usize>(width * height)) << 2);
  boxRows(source, across, width, height, radius);
  boxColumns(across, target, width, height, radius);
  release(start);
}

/** Three boxes after each other, which come near to a Gaussian; `target` may be `source`. */
export function threeBoxes(source: usize, target: usize, width: i32, height: i32, r1: i32, r2: i32, r3: i32): void {
  const start = mark();
  const across = reserve((<usize>(width * height)) << 2);
  boxRows(source, across, width, height, r1);
  boxRows(across, target, width, height, r2);
  boxRows(target, across, width, height, r3);
  boxColumns(across, target, width, height, r1);
  boxColumns(target, across, width, height, r2);
  boxColumns(across, target, width, height, r3);
  release(start);
}

/** Running means along rows, four rows side by side: in one alone each addition waits for the one before. */
function boxRows(source: usize, target: usize, width: i32, height: i32, radius: i32): void {
  if (radius < 1) {
    memory.copy(target, source, (<usize>(width * height)) << 2);
    return;
  }
  const stride = (<usize>width) << 2;
  const last = width - 1;
  const scale = 1.0 / <f64>(2 * radius + 1);
  for (let y = 0; y < height; y += 4) {
    // Where fewer than four rows are left, the last one is done again.
    const row0 = <usize>y * stride;
    const row1 = <usize>min(y + 1, height - 1) * stride;
    const row2 = <usize>min(y + 2, height - 1) * stride;
    const row3 = <usize>min(y + 3, height - 1) * stride;
    let sum0 = at(source + row0) * <f64>(radius + 1);
    let sum1 = at(source + row1) * <f64>(radius + 1);
    let sum2 = at(source + row2) * <f64>(radius + 1);
    let sum3 = at(source + row3) * <f64>(radius + 1);
    for (let i = 0; i < radius; i++) {
      const enters = source + ((<usize>min(i, last)) << 2);
      sum0 += at(enters + row0);
      sum1 += at(enters + row1);
      sum2 += at(enters + row2);
      sum3 += at(enters + row3);
    }
    for (let x = 0; x < width; x++) {
      const enters = source + ((<usize>min(x + radius, last)) << 2);
      const leaves = source + ((<usize>max(x - radius - 1, 0)) << 2);
      sum0 += at(enters + row0) - at(leaves + row0);
      sum1 += at(enters + row1) - at(leaves + row1);
      sum2 += at(enters + row2) - at(leaves + row2);
      sum3 += at(enters + row3) - at(leaves + row3);
      const to = target + ((<usize>x) << 2);
      store<f32>(to + row0, <f32>(sum0 * scale));
      store<f32>(to + row1, <f32>(sum1 * scale));
      store<f32>(to + row2, <f32>(sum2 * scale));
      store<f32>(to + row3, <f32>(sum3 * scale));
    }
  }
}

function at(pixel: usize): f64 {
  return <f64>load<f32>(pixel);
}

/** Running means down all columns at once, row by row; `target` must not be `source`. */
function boxColumns(source: usize, target: usize, width: i32, height: i32, radius: i32): void {
  const stride = (<usize>width) << 2;
  const pairs = stride & ~7;
  const start = mark();
  const sums = reserve(2 * stride);
  const scale = 1.0 / <f64>(2 * radius + 1);
  for (let x: usize = 0; x < stride; x += 4) store<f64>(sums + 2 * x, at(source + x) * <f64>(radius + 1));
  for (let i = 0; i < radius; i++) {
    const row = source + <usize>min(i, height - 1) * stride;
    for (let x: usize = 0; x < stride; x += 4) store<f64>(sums + 2 * x, load<f64>(sums + 2 * x) + at(row + x));
  }
  for (let y = 0; y < height; y++) {
    const row = target + <usize>y * stride;
    const enters = source + <usize>min(y + radius, height - 1) * stride;
    const leaves = source + <usize>max(y - radius - 1, 0) * stride;
    for (let x: usize = 0; x < pairs; x += 8) {
      const sum = f64x2.sub(f64x2.add(v128.load(sums + 2 * x), pairAt(enters + x)), pairAt(leaves + x));
      v128.store(sums + 2 * x, sum);
      v128.store64_lane(row + x, f32x4.demote_f64x2_zero(f64x2.mul(sum, f64x2.splat(scale))), 0);
    }
    if (pairs === stride) continue;
    const sum = load<f64>(sums + 2 * pairs) + at(enters + pairs) - at(leaves + pairs);
    store<f64>(sums + 2 * pairs, sum);
    store<f32>(row + pairs, <f32>(sum * scale));
  }
  release(start);
}

function pairAt(pixels: usize): v128 {
  return f64x2.promote_low_f32x4(v128.load64_zero(pixels));
}

/** Pixels on either side of a row that repeat its ends. */
const PADDING: usize = 8;

/** A symmetric filter across and down: `weights[0]` for the centre, then those of `reach` (at most 8) pixels on both sides. */
export function weighted(source: usize, target: usize, width: i32, height: i32, weights: usize, reach: i32): void {
  const stride = (<usize>width) << 2;
  const start = mark();
  const across = reserve(stride * <usize>height);
  const padded = reserve(stride + 8 * PADDING);
  const rows = reserve((<usize>(2 * reach + 1)) << 2);
  const middle = padded + 4 * PADDING;
  for (let away = -reach; away <= reach; away++) store<usize>(rows + ((<usize>(reach + away)) << 2), middle + away * 4);
  for (let y = 0; y < height; y++) {
    const row = source + <usize>y * stride;
    for (let i: usize = 0; i < 4 * PADDING; i += 4) {
      store<f32>(padded + i, load<f32>(row));
      store<f32>(middle + stride + i, load<f32>(row + stride - 4));
    }
    memory.copy(middle, row, stride);
    weigh(rows, weights, reach, across + <usize>y * stride, stride);
  }
  for (let y = 0; y < height; y++) {
    for (let away = -reach; away <= reach; away++) {
      const row = across + <usize>min(height - 1, max(0, y + away)) * stride;
      store<usize>(rows + ((<usize>(reach + away)) << 2), row);
    }
    weigh(rows, weights, reach, target + <usize>y * stride, stride);
  }
  release(start);
}

/** The weighted sum of the rows whose addresses stand in `rows`. */
function weigh(rows: usize, weights: usize, reach: i32, target: usize, bytes: usize): void {
  const centre = rows + ((<usize>reach) << 2);
  for (let x: usize = 0; x < bytes; x += 16) {
    let sum = f32x4.mul(v128.load(load<usize>(centre) + x), v128.load32_splat(weights));
    for (let i: usize = 4; i <= (<usize>reach) << 2; i += 4) {
      const pair = f32x4.add(v128.load(load<usize>(centre - i) + x), v128.load(load<usize>(centre + i) + x));
      sum = f32x4.add(sum, f32x4.mul(pair, v128.load32_splat(weights + i)));
    }
    v128.store(target + x, sum);
  }
}
