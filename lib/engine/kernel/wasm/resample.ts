/** Planes at another size. Planes are 32-bit floats; sizes in pixels. */
import { mark, release, reserve } from './memory';

/** The mean of each box of `factor × factor`; boxes at the right and lower edge cover what is left. */
export function shrink(source: usize, target: usize, width: i32, height: i32, factor: i32): void {
  const smallWidth = (width + factor - 1) / factor;
  const smallHeight = (height + factor - 1) / factor;
  const lastColumns = width - (smallWidth - 1) * factor;
  for (let row = 0; row < smallHeight; row++) {
    const top = row * factor;
    const rows = min(factor, height - top);
    for (let column = 0; column < smallWidth; column++) {
      const columns = column === smallWidth - 1 ? lastColumns : factor;
      let sum = 0.0;
      for (let y = 0; y < rows; y++) {
        const from = source + ((<usize>((top + y) * width + column * factor)) << 2);
        for (let x = 0; x < columns; x++) sum += <f64>load<f32>(from + ((<usize>x) << 2));
      }
      store<f32>(target + ((<usize>(row * smallWidth + column)) << 2), <f32>(sum / <f64>(rows * columns)));
    }
  }
}

/** `shrink` by 2 for even sides, the usual case. */
export function halve(source: usize, target: usize, width: i32, height: i32): void {
  const stride = (<usize>width) << 2;
  const quarter = f32x4.splat(0.25);
  for (let y = 0; y < height; y += 2) {
    const row = source + <usize>y * stride;
    const into = target + <usize>(y >> 1) * (stride >> 1);
    for (let x: usize = 0; x < stride; x += 32) {
      const left = f32x4.add(v128.load(row + x), v128.load(row + stride + x));
      const right = f32x4.add(v128.load(row + x + 16), v128.load(row + stride + x + 16));
      const evens = v128.shuffle<f32>(left, right, 0, 2, 4, 6);
      const odds = v128.shuffle<f32>(left, right, 1, 3, 5, 7);
      v128.store(into + (x >> 1), f32x4.mul(f32x4.add(evens, odds), quarter));
    }
  }
}

/** Bilinear, pixel centres aligned. */
export function resize(source: usize, target: usize, width: i32, height: i32, newWidth: i32, newHeight: i32): void {
  const start = mark();
  const columns = columnsOf(width, newWidth);
  const between = reserve((<usize>(width + 8)) << 2);
  for (let y = 0; y < newHeight; y++) {
    const to = target + ((<usize>(y * newWidth)) << 2);
    resizeRow(source, to, width, height, newWidth, newHeight, y, columns, between);
  }
  release(start);
}

/** For each new column: the byte of the old one before its centre, and how far it lies towards the next, 0–1. */
export function columnsOf(width: i32, newWidth: i32): usize {
  const columns = reserve((<usize>newWidth) << 3);
  for (let x = 0; x < newWidth; x++) {
    const centre = centreOf(x, width, newWidth);
    const before = min(<i32>centre, max(0, width - 2));
    store<i32>(columns + ((<usize>x) << 3), before << 2);
    store<f32>(columns + ((<usize>x) << 3), <f32>(centre - <f64>before), 4);
  }
  return columns;
}

function centreOf(at: i32, length: i32, newLength: i32): f64 {
  return min(max(((<f64>at + 0.5) * <f64>length) / <f64>newLength - 0.5, 0.0), <f64>(length - 1));
}

/**
 * Row `y` of a plane at another size.
 * @param columns of `columnsOf`
 * @param between room for `width + 8` pixels
 */
export function resizeRow(
  source: usize,
  target: usize,
  width: i32,
  height: i32,
  newWidth: i32,
  newHeight: i32,
  y: i32,
  columns: usize,
  between: usize,
): void {
  const centre = centreOf(y, height, newHeight);
  const before = min(<i32>centre, max(0, height - 2));
  const down = f32x4.splat(<f32>(centre - <f64>before));
  const stride = (<usize>width) << 2;
  const above = source + <usize>before * stride;
  const below = height > 1 ? above + stride : above;
  for (let x: usize = 0; x < stride; x += 16) {
    const upper = v128.load(above + x);
    v128.store(between + 4 + x, f32x4.add(upper, f32x4.mul(f32x4.sub(v128.load(below + x), upper), down)));
  }
  if (newWidth === 2 * width) {
    doubleRow(between, target, stride);
    return;
  }
  const next: usize = width > 1 ? 4 : 0;
  for (let x = 0; x < newWidth; x++) {
    const column = columns + ((<usize>x) << 3);
    const left = between + 4 + load<i32>(column);
    const value = load<f32>(left) + (load<f32>(left + next) - load<f32>(left)) * load<f32>(column, 4);
    store<f32>(target + ((<usize>x) << 2), value);
  }
}

/** Each new pixel is three quarters of one and a quarter of its neighbour. The row begins at `between + 4`. */
function doubleRow(between: usize, target: usize, stride: usize): void {
  store<f32>(between, load<f32>(between, 4));
  store<f32>(between + 4 + stride, load<f32>(between + stride));
  const near = f32x4.splat(0.75);
  const far = f32x4.splat(0.25);
  for (let x: usize = 0; x < stride; x += 16) {
    const here = f32x4.mul(v128.load(between + 4 + x), near);
    const left = f32x4.add(here, f32x4.mul(v128.load(between + x), far));
    const right = f32x4.add(here, f32x4.mul(v128.load(between + 8 + x), far));
    v128.store(target + 2 * x, v128.shuffle<f32>(left, right, 0, 4, 1, 5));
    v128.store(target + 2 * x + 16, v128.shuffle<f32>(left, right, 2, 6, 3, 7));
  }
}
