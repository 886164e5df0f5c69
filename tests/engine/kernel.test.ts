import { expect, test } from 'vitest';
import { boxBlur, gaussianBlur } from '../../lib/engine/kernel/blur.ts';
import { distanceInside } from '../../lib/engine/kernel/distance.ts';
import { pullPush } from '../../lib/engine/kernel/fill.ts';
import { colourGuide, smoothImage } from '../../lib/engine/kernel/guided.ts';
import { imageOf, type Plane } from '../../lib/engine/kernel/image.ts';
import { seededRandom } from '../../lib/engine/kernel/noise.ts';
import { piecesOf, shoresOf, spread } from '../../lib/engine/kernel/pieces.ts';
import { resizePlane, shrink } from '../../lib/engine/kernel/resample.ts';

/** Sides that no vector divides, narrower than a blur, and one pixel alone. */
const SIZES = [
  [37, 23],
  [64, 16],
  [3, 9],
  [1, 1],
] as const;

const noise = (width: number, height: number, seed = 1) =>
  Float32Array.from({ length: width * height }, seededRandom(seed));
const at = (plane: Plane, index: number) => plane[index] as number;
const inside = (value: number, length: number) => Math.min(Math.max(value, 0), length - 1);

/** What each pixel is by the definition. */
function eachPixel(width: number, height: number, value: (x: number, y: number) => number): Plane {
  return Float32Array.from({ length: width * height }, (_, i) => value(i % width, Math.floor(i / width)));
}

function expectAlike(found: Plane, wanted: Plane, within = 1e-5): void {
  expect(found).toHaveLength(wanted.length);
  const apart = found.reduce((most, value, i) => Math.max(most, Math.abs(value - at(wanted, i))), 0);
  expect(apart).toBeLessThan(within);
}

test.each(SIZES)('a box blur of %i × %i pixels is the mean of each square, edges repeated', (width, height) => {
  const plane = noise(width, height);
  const wanted = eachPixel(width, height, (x, y) => {
    let sum = 0;
    for (let dy = -4; dy <= 4; dy++) {
      for (let dx = -4; dx <= 4; dx++) sum += at(plane, inside(y + dy, height) * width + inside(x + dx, width));
    }
    return sum / 81;
  });
  expectAlike(boxBlur(plane, width, height, 4), wanted);
});

test.each([0.5, 1.2, 1.9, 3, 12])(
  'a Gaussian blur of sigma %f spreads a point as wide as it says, and keeps its light',
  (sigma) => {
    const [width, height] = [131, 129];
    const point = new Float32Array(width * height);
    point[64 * width + 65] = 1;
    const blurred = gaussianBlur(point, width, height, sigma);
    const light = blurred.reduce((sum, value) => sum + value, 0);
    const variance = blurred.reduce((sum, value, i) => sum + value * ((i % width) - 65) ** 2, 0);
    expect(light).toBeCloseTo(1, 4);
    expect(Math.sqrt(variance) / sigma).toBeGreaterThan(0.9);
    expect(Math.sqrt(variance) / sigma).toBeLessThan(1.1);
  },
);

test.each(SIZES)('distances within %i × %i pixels are those to the nearest pixel outside', (width, height) => {
  const mask = noise(width, height).map((value) => (value > 0.15 ? 1 : 0));
  const outside = [...mask.keys()].filter((i) => mask[i] === 0);
  const wanted = eachPixel(width, height, (x, y) =>
    Math.min(10_000, ...outside.map((i) => Math.hypot((i % width) - x, Math.floor(i / width) - y))),
  );
  expectAlike(distanceInside(mask, width, height), wanted);
});

test.each(SIZES)('planes of %i × %i pixels are enlarged between pixel centres', (width, height) => {
  const plane = noise(width, height);
  for (const [newWidth, newHeight] of [
    [2 * width, 2 * height],
    [width + 5, height + 2],
  ] as const) {
    const wanted = eachPixel(newWidth, newHeight, (x, y) => {
      const across = inside(((x + 0.5) * width) / newWidth - 0.5, width);
      const down = inside(((y + 0.5) * height) / newHeight - 0.5, height);
      const [left, top] = [Math.floor(across), Math.floor(down)];
      const value = (dx: number, dy: number) => at(plane, inside(top + dy, height) * width + inside(left + dx, width));
      const upper = value(0, 0) + (value(1, 0) - value(0, 0)) * (across - left);
      const lower = value(0, 1) + (value(1, 1) - value(0, 1)) * (across - left);
      return upper + (lower - upper) * (down - top);
    });
    expectAlike(resizePlane(plane, width, height, newWidth, newHeight), wanted);
  }
});

test.each(SIZES)('planes of %i × %i pixels are made smaller by the mean of each box, whole or cut', (width, height) => {
  const plane = noise(width, height);
  for (const factor of [2, 3]) {
    const wanted = eachPixel(Math.ceil(width / factor), Math.ceil(height / factor), (column, row) => {
      const values: number[] = [];
      for (let y = row * factor; y < Math.min(height, (row + 1) * factor); y++) {
        for (let x = column * factor; x < Math.min(width, (column + 1) * factor); x++)
          values.push(at(plane, y * width + x));
      }
      return values.reduce((sum, value) => sum + value, 0) / values.length;
    });
    expectAlike(shrink(plane, width, height, factor).plane, wanted);
  }
});

test.each(SIZES)(
  'guided filters of %i × %i pixels give back what is a linear function of their guide',
  (width, height) => {
    const channels = [noise(width, height), noise(width, height, 2), noise(width, height, 3)] as const;
    const image = imageOf(width, height, channels);
    const follow = (plane: Plane) => plane.map((_, i) => 0.2 + 0.5 * at(channels[0], i) - 0.3 * at(channels[2], i));
    const plane = follow(channels[0]);
    const [alone] = colourGuide(image, 3, 1e-9)([plane]);
    const several = colourGuide(image, 3, 1e-9)([channels[1], plane]);
    expectAlike(alone as Plane, plane, 2e-3);
    expect(several[1]).toEqual(alone);
    const grey = imageOf(width, height, [channels[0], channels[0], channels[0]]);
    expectAlike(smoothImage(grey, 2, 1e-9).channels[0], channels[0], 2e-3);
  },
);

test('operations on large planes leave nothing behind that a small one could show', () => {
  const before = boxBlur(noise(33, 9), 33, 9, 2);
  gaussianBlur(noise(512, 768).fill(7), 512, 768, 9);
  expect(boxBlur(noise(33, 9), 33, 9, 2)).toEqual(before);
});

test.each(SIZES)('holes of %i × %i pixels are filled from around; what is known stays', (width, height) => {
  const known = eachPixel(width, height, (x, y) => ((x + y) % 5 === 0 ? 0 : 1));
  const [texture, flat] = [noise(width, height), new Float32Array(width * height).fill(0.25)];
  const holed = flat.map((value, i) => (at(known, i) === 1 ? value : 9));
  const [filled, level] = pullPush([texture, holed], known, width, height) as [Plane, Plane];
  const [least, most] = [Math.min(...texture), Math.max(...texture)];
  filled.forEach((value, i) => {
    if (at(known, i) === 1 && width > 2 && height > 2) expect(value).toBeCloseTo(at(texture, i), 5);
    if (known.includes(1)) expect(value).toBeGreaterThanOrEqual(least - 1e-5);
    expect(value).toBeLessThanOrEqual(most + 1e-5);
  });
  expectAlike(level, new Float32Array(level.length).fill(known.includes(1) ? 0.25 : 0));
});

test('pieces are told apart where their pixels meet at corners only or across an edge, and know their shores', () => {
  const labels = Int8Array.from([...[0, 0, 1, 1], ...[2, 1, 0, 0], ...[2, 2, -1, 0]]);
  const pieces = [...piecesOf(labels, 4)].map((piece) => piece.sort((one, other) => one - other));
  expect(pieces).toEqual([[0, 1], [2, 3], [4, 8, 9], [5], [6, 7, 11]]);
  expect([...piecesOf(labels, 4, 1)]).toHaveLength(2);
  expect(shoresOf([4, 8, 9], labels, 4)).toEqual([
    [1, 2],
    [0, 1],
  ]);
});

test('spreading begins anywhere and goes on over one label, not over what was seen', () => {
  const labels = Int8Array.from([1, 0, 0, 0, 1, 0]);
  const seen = new Uint8Array(6);
  seen[3] = 1;
  expect(spread([0], labels, 0, 6, seen).sort()).toEqual([0, 1, 2]);
  expect([...seen]).toEqual([1, 1, 1, 1, 0, 0]);
});
