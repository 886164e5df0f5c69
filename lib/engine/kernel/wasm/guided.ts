/**
 * Edge-keeping smoothing that follows a guide picture: each window's output is a linear function of its guide
 * (He, Sun, Tang, 'Guided image filtering', 2013). A function's planes lie behind each other: the constant, then a gain
 * for each channel of the guide. Planes are 32-bit floats.
 */
import { box } from './blur';
import { mark, release, reserve } from './memory';
import { columnsOf, resizeRow } from './resample';

/** A grey guide's mean in each window and its variance + epsilon, behind each other. */
export function measureGrey(guide: usize, width: i32, height: i32, radius: i32, epsilon: f64): usize {
  const bytes = (<usize>(width * height)) << 2;
  const means = reserve(2 * bytes);
  const variances = means + bytes;
  box(guide, means, width, height, radius);
  multiply(guide, guide, variances, bytes);
  box(variances, variances, width, height, radius);
  for (let i: usize = 0; i < bytes; i += 4) {
    const mean = at(means + i);
    store<f32>(variances + i, <f32>(at(variances + i) - mean * mean + epsilon));
  }
  return means;
}

/** What each pixel's windows make of a plane on average: constant and gain. */
export function greyLines(plane: usize, guide: usize, measured: usize, width: i32, height: i32, radius: i32): usize {
  const bytes = (<usize>(width * height)) << 2;
  const offsets = reserve(2 * bytes);
  const gains = offsets + bytes;
  box(plane, offsets, width, height, radius);
  multiply(guide, plane, gains, bytes);
  box(gains, gains, width, height, radius);
  for (let i: usize = 0; i < bytes; i += 4) {
    const mean = at(measured + i);
    const average = at(offsets + i);
    const gain = (at(gains + i) - mean * average) / at(measured + bytes + i);
    store<f32>(gains + i, <f32>gain);
    store<f32>(offsets + i, <f32>(average - gain * mean));
  }
  box(offsets, offsets, width, height, radius);
  box(gains, gains, width, height, radius);
  return offsets;
}

/** A colour guide's means in each window (3 planes), and the inverse of its covariance + epsilon: rr, rg, rb, gg, gb, bb. */
export function measureColours(guide: usize, width: i32, height: i32, radius: i32, epsilon: f64): usize {
  const bytes = (<usize>(width * height)) << 2;
  const means = reserve(9 * bytes);
  const products = means + 3 * bytes;
  for (let channel: usize = 0; channel < 3; channel++) {
    box(guide + channel * bytes, means + channel * bytes, width, height, radius);
  }
  let product = products;
  for (let left: usize = 0; left < 3; left++) {
    for (let right = left; right < 3; right++) {
      multiply(guide + left * bytes, guide + right * bytes, product, bytes);
      box(product, product, width, height, radius);
      product += bytes;
    }
  }
  for (let i: usize = 0; i < bytes; i += 4) invertCovariance(means + i, products + i, bytes, epsilon);
  return means;
}

/** By cofactors, in place. */
function invertCovariance(means: usize, products: usize, bytes: usize, epsilon: f64): void {
  const r = at(means);
  const g = at(means + bytes);
  const b = at(means + 2 * bytes);
  const rr = at(products) - r * r + epsilon;
  const rg = at(products + bytes) - r * g;
  const rb = at(products + 2 * bytes) - r * b;
  const gg = at(products + 3 * bytes) - g * g + epsilon;
  const gb = at(products + 4 * bytes) - g * b;
  const bb = at(products + 5 * bytes) - b * b + epsilon;
  const c1 = gg * bb - gb * gb;
  const c2 = rb * gb - rg * bb;
  const c3 = rg * gb - rb * gg;
  const determinant = rr * c1 + rg * c2 + rb * c3;
  const scale = 1.0 / (determinant === 0 ? 1e-12 : determinant);
  store<f32>(products, <f32>(c1 * scale));
  store<f32>(products + bytes, <f32>(c2 * scale));
  store<f32>(products + 2 * bytes, <f32>(c3 * scale));
  store<f32>(products + 3 * bytes, <f32>((rr * bb - rb * rb) * scale));
  store<f32>(products + 4 * bytes, <f32>((rg * rb - rr * gb) * scale));
  store<f32>(products + 5 * bytes, <f32>((rr * gg - rg * rg) * scale));
}

/** What each pixel's windows make of a plane on average: constant and three gains. */
export function colourLines(plane: usize, guide: usize, measured: usize, width: i32, height: i32, radius: i32): usize {
  const bytes = (<usize>(width * height)) << 2;
  const lines = reserve(4 * bytes);
  box(plane, lines, width, height, radius);
  for (let channel: usize = 0; channel < 3; channel++) {
    const gains = lines + (channel + 1) * bytes;
    multiply(guide + channel * bytes, plane, gains, bytes);
    box(gains, gains, width, height, radius);
  }
  for (let i: usize = 0; i < bytes; i += 4) solve(lines + i, measured + i, bytes);
  for (let part: usize = 0; part < 4; part++) box(lines + part * bytes, lines + part * bytes, width, height, radius);
  return lines;
}

/** One window's mean and mean products, in place, as its linear function. */
function solve(line: usize, measured: usize, bytes: usize): void {
  const r = at(measured);
  const g = at(measured + bytes);
  const b = at(measured + 2 * bytes);
  const inverse = measured + 3 * bytes;
  const average = at(line);
  const x = at(line + bytes) - r * average;
  const y = at(line + 2 * bytes) - g * average;
  const z = at(line + 3 * bytes) - b * average;
  const rg = at(inverse + bytes);
  const rb = at(inverse + 2 * bytes);
  const gb = at(inverse + 4 * bytes);
  const gainR = at(inverse) * x + rg * y + rb * z;
  const gainG = rg * x + at(inverse + 3 * bytes) * y + gb * z;
  const gainB = rb * x + gb * y + at(inverse + 5 * bytes) * z;
  store<f32>(line, <f32>(average - gainR * r - gainG * g - gainB * b));
  store<f32>(line + bytes, <f32>gainR);
  store<f32>(line + 2 * bytes, <f32>gainG);
  store<f32>(line + 3 * bytes, <f32>gainB);
}

/** The linear functions of a guide of one or three channels at its own pixels. */
export function followLines(lines: usize, guide: usize, channels: i32, target: usize, pixels: i32): void {
  const bytes = (<usize>pixels) << 2;
  memory.copy(target, lines, bytes);
  for (let channel: usize = 1; channel <= <usize>channels; channel++) {
    addProduct(lines + channel * bytes, guide + (channel - 1) * bytes, target, bytes);
  }
}

/** `followLines` for the same guide at another size, for which the functions are enlarged row by row. */
export function followEnlarged(
  lines: usize,
  width: i32,
  height: i32,
  guide: usize,
  channels: i32,
  target: usize,
  newWidth: i32,
  newHeight: i32,
): void {
  const start = mark();
  const bytes = (<usize>(width * height)) << 2;
  const row = (<usize>newWidth) << 2;
  const columns = columnsOf(width, newWidth);
  const between = reserve((<usize>(width + 8)) << 2);
  const gains = reserve(row);
  for (let y = 0; y < newHeight; y++) {
    const to = target + <usize>y * row;
    resizeRow(lines, to, width, height, newWidth, newHeight, y, columns, between);
    for (let channel: usize = 1; channel <= <usize>channels; channel++) {
      resizeRow(lines + channel * bytes, gains, width, height, newWidth, newHeight, y, columns, between);
      const own = guide + (channel - 1) * row * <usize>newHeight + <usize>y * row;
      addProduct(gains, own, to, row);
    }
  }
  release(start);
}

function multiply(left: usize, right: usize, target: usize, bytes: usize): void {
  for (let i: usize = 0; i < bytes; i += 4) store<f32>(target + i, load<f32>(left + i) * load<f32>(right + i));
}

function addProduct(left: usize, right: usize, target: usize, bytes: usize): void {
  for (let i: usize = 0; i < bytes; i += 4) {
    store<f32>(target + i, load<f32>(target + i) + load<f32>(left + i) * load<f32>(right + i));
  }
}

function at(pixel: usize): f64 {
  return <f64>load<f32>(pixel);
}
