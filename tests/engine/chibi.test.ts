/** What a chibi keeps of a person, although the whole figure is drawn anew. */
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import sharp from 'sharp';
import { beforeAll, describe, expect, test, vi } from 'vitest';
import { type Oklab, oklabOf } from '../../lib/engine/kernel/colour.ts';
import type { Portrait } from '../../lib/engine/portrait/portrait.ts';
import { readPortrait } from '../../lib/engine/portrait/read.ts';
import { readPrompt } from '../../lib/engine/scenes/prompt.ts';
import { drawChibi } from '../../lib/engine/styles/chibi.ts';
import type { StylePicture } from '../../lib/engine/styles/style.ts';
import { FACES, type FaceName, photoOf, TONES } from '../faces.ts';

const SELFIE = fileURLToPath(new URL('../fixtures/astronaut.jpg', import.meta.url));
const SIZE = { width: 256, height: 384, scale: 1 };

vi.setConfig({ testTimeout: 60_000 });

let portrait: Portrait;

beforeAll(async () => {
  portrait = await readPortrait(await readFile(SELFIE), SIZE);
}, 120_000);

type Options = { prompt?: string; seed?: number; faceStrength?: number; background?: 'scene' | 'none' };

function draw(of: Portrait, { prompt = '', seed = 7, faceStrength = 1, background = 'none' }: Options = {}) {
  return drawChibi(of, { scene: readPrompt(prompt, seed), seed, faceStrength, guidance: 7.5, background });
}

describe('a chibi', () => {
  test('draws the same pixels for the same seed and ten different pictures for ten seeds', async () => {
    const first = await draw(portrait, { seed: 1, background: 'scene' });
    expect(differenceOf(first, await draw(portrait, { seed: 1, background: 'scene' }))).toBe(0);
    const others = await Promise.all(
      [2, 3, 4, 5, 6, 7, 8, 9, 10].map((seed) => draw(portrait, { seed, background: 'scene' })),
    );
    for (const other of others) expect(differenceOf(first, other)).toBeGreaterThan(0.01);
  });

  test('stands alone with a white edge and nothing around it when no background is asked for', async () => {
    const { image, alpha } = await draw(portrait);
    expect(alpha?.[0]).toBe(0);
    expect(alpha?.at(-1)).toBe(0);
    const rim = indicesWhere(alpha, (cover, i) => cover > 0.95 && (alpha?.[i - 2] ?? 0) < 0.05);
    expect(rim.length).toBeGreaterThan(100);
    const white = rim.filter((i) => image.channels.every((channel) => (channel[i] ?? 0) > 0.97));
    expect(white.length / rim.length).toBeGreaterThan(0.95);
  });

  test('stands whole within a tall canvas', async () => {
    const { alpha } = await draw(portrait);
    const { width, height } = portrait;
    const atEdge = indicesWhere(alpha, (cover, i) => {
      const [x, y] = [i % width, Math.floor(i / width)];
      return cover > 0.1 && (x === 0 || y === 0 || x === width - 1 || y === height - 1);
    });
    expect(atEdge).toEqual([]);
  });

  test('draws other proportions for another face strength', async () => {
    const [bold, close] = [await draw(portrait, { faceStrength: 0 }), await draw(portrait, { faceStrength: 2 })];
    expect(differenceOf(bold, close)).toBeGreaterThan(0.01);
  });

  test('shows head and chest in a square', async () => {
    const square = await readPortrait(await readFile(SELFIE), { width: 256, height: 256, scale: 1 });
    const { alpha } = await draw(square);
    const lastRow = indicesWhere(alpha, (cover, i) => cover > 0.9 && i >= 255 * 256);
    expect(lastRow.length).toBeGreaterThan(40);
  });

  test.each([
    { name: 'the photo’s', slope: 1, offset: 0 },
    { name: 'darker', slope: 0.7, offset: 0 },
    { name: 'far darker', slope: 0.45, offset: 0 },
  ])('fills the face with the tone of $name skin', async ({ slope, offset }) => {
    const bytes = await sharp(SELFIE).linear(slope, offset).jpeg({ quality: 95 }).toBuffer();
    const other = await readPortrait(bytes, SIZE);
    const tone = skinOf(other);
    // A tenth of the figure, at the least, is bare face in one flat colour.
    expect(shareNear(await draw(other), tone, 0.05)).toBeGreaterThan(0.06);
  });

  test.each<{ face: FaceName; part: string; colour: Oklab }>([
    { face: 'beanieGlassesHand', part: 'a white jumper', colour: [0.93, 0, 0] },
    { face: 'fringe', part: 'a red jumper', colour: [0.45, 0.15, 0.08] },
    { face: 'shortBeard', part: 'a light blue shirt', colour: [0.8, -0.02, -0.04] },
  ])('wears $part as on the photo of $face', async ({ face, colour }) => {
    const other = await readPortrait(await photoOf(FACES[face]), SIZE);
    expect(shareNear(await draw(other), colour, 0.12)).toBeGreaterThan(0.05);
  });
});

test('brown hair in white light is not drawn lilac', async () => {
  const other = await readPortrait(await photoOf(TONES.paleFringe), SIZE);
  const { image, alpha } = await draw(other);
  const figure = indicesWhere(alpha, (cover) => cover > 0.9);
  const lilac = figure.filter((i) => {
    const [l, a, b] = oklabOf(...(image.channels.map((channel) => channel[i] ?? 0) as [number, number, number]));
    return l > 0.45 && l < 0.75 && a > 0.015 && b < 0.36 * a;
  });
  expect(lilac.length / figure.length).toBeLessThan(0.05);
});

test('a beanie sits on the head, whatever stands beside it on the photo', async () => {
  const wearer = await readPortrait(await photoOf(FACES.beanieGlassesHand), SIZE);
  const { image, alpha } = await draw(wearer);
  const { width, height } = wearer;
  const across = (is: (row: number, colour: Oklab) => boolean) => {
    const columns = indicesWhere(alpha, (cover, i) => {
      const [r = 0, g = 0, b = 0] = image.channels.map((channel) => channel[i]);
      return cover > 0.9 && is(Math.floor(i / width), oklabOf(r, g, b));
    }).map((i) => i % width);
    return Math.max(...columns) - Math.min(...columns);
  };
  const yellow = across((row, [l, , b]) => row < height / 2 && l > 0.75 && b > 0.1);
  const head = across((row) => row === Math.round(0.38 * height));
  expect(yellow / head).toBeLessThan(1.15);
});

test('glasses leave no speck beside the far lens of a turned head', async () => {
  const size = { width: 512, height: 768, scale: 1 };
  const { alpha } = await draw(await readPortrait(await photoOf(FACES.beanieGlassesHand), size));
  const edges = Array.from({ length: size.height }, (_, row) =>
    (alpha?.subarray(row * size.width, (row + 1) * size.width) ?? []).findLastIndex((cover) => cover > 0.5),
  );
  for (let row = Math.round(0.33 * size.height); row < 0.45 * size.height; row += 1)
    expect((edges[row] ?? 0) - Math.max(edges[row - 14] ?? 0, edges[row + 14] ?? 0), `row ${row}`).toBeLessThan(3);
});

test('a cap has its peak in its own colour, a scarf has none', async () => {
  const { width, height } = SIZE;
  const orangeAbove = async (name: FaceName) => {
    const { image, alpha } = await draw(await readPortrait(await photoOf(FACES[name]), SIZE));
    const rows = new Map<number, number>();
    for (const i of indicesWhere(alpha, (cover, at) => cover > 0.9 && at < 0.36 * width * height)) {
      const [r = 0, g = 0, b = 0] = image.channels.map((channel) => channel[i]);
      const [l, greenRed, blueYellow] = oklabOf(r, g, b);
      const isOrange = l > 0.5 && greenRed > 0.055 && blueYellow > 0.055;
      if (isOrange) rows.set(Math.floor(i / width), (rows.get(Math.floor(i / width)) ?? 0) + 1);
    }
    return Math.max(0, ...rows.values());
  };
  expect(await orangeAbove('cap')).toBeGreaterThan(0.3 * width);
  expect(await orangeAbove('headscarf')).toBeLessThan(0.1 * width);
});

test('printed cloth wound about a head is drawn in bands of its colours, and is not taken for hair', async () => {
  const wearer = await readPortrait(await photoOf(FACES.headscarf), SIZE);
  const { image } = await draw(wearer);
  const { width, height } = SIZE;
  // Down through the middle of the cloth: dark ground and light bands in turn.
  const lights = Array.from({ length: Math.round(0.13 * height) }, (_, row) => {
    const i = (Math.round(0.08 * height) + row) * width + Math.round(0.45 * width);
    const [r = 0, g = 0, b = 0] = image.channels.map((channel) => channel[i]);
    return oklabOf(r, g, b)[0] > 0.45;
  });
  const begun = lights.filter((isLight, row) => isLight && lights[row - 1] === false).length;
  expect(begun).toBeGreaterThanOrEqual(3);
});

test('a broad brim is drawn flat on both sides of the head, however the photo shows it', async () => {
  const wearer = await readPortrait(await photoOf(FACES.sunHat), SIZE);
  const { alpha } = await draw(wearer);
  const { width, height } = wearer;
  const columns = Array.from({ length: width }, () => 0);
  for (const i of indicesWhere(alpha, (cover) => cover > 0.9)) columns[i % width] = (columns[i % width] ?? 0) + 1;
  const shown = columns.filter((rows) => rows > 0);
  const inside = Math.round(0.06 * shown.length);
  expect(shown[inside]).toBeLessThan(0.1 * height);
  expect(shown.at(-inside)).toBeLessThan(0.1 * height);
});

test('long hair falls from under a hat on both sides, also of a head that turns away', async () => {
  const { alpha } = await draw(await readPortrait(await photoOf(FACES.sunHat), SIZE));
  const { width, height } = SIZE;
  const row = Math.round(0.58 * height);
  const shown = indicesWhere(alpha, (cover, i) => cover > 0.9 && Math.floor(i / width) === row).map((i) => i % width);
  expect(Math.max(...shown) - Math.min(...shown)).toBeGreaterThan(0.52 * width);
});

test('a bald head is round, and sideburns go on into the beard below', async () => {
  const { image, alpha } = await draw(await readPortrait(await photoOf(FACES.bald), SIZE));
  const { width, height } = SIZE;
  const columns = Array.from({ length: width }, (_, x) => x);
  const tops = columns.map((x) => {
    let y = 0;
    while (y < height && (alpha?.[y * width + x] ?? 0) < 0.5) y += 1;
    return y;
  });
  const middle = tops.indexOf(Math.min(...tops));
  const bends = columns
    .filter((x) => Math.abs(x - middle) < 0.15 * width)
    .map((x) => (tops[x - 10] ?? 0) + (tops[x + 10] ?? 0) - 2 * (tops[x] ?? 0));
  expect(Math.max(...bends)).toBeLessThan(4);
  const lightness = (i: number) =>
    oklabOf(...(image.channels.map((channel) => channel[i] ?? 0) as [number, number, number]))[0];
  for (let row = Math.round(0.42 * height); row < 0.45 * height; row += 1) {
    const isHair = columns.map((x) => (alpha?.[row * width + x] ?? 0) > 0.9 && lightness(row * width + x) < 0.4);
    const from = isHair.indexOf(true);
    expect(isHair.indexOf(false, from) - from, `row ${row}`).toBeGreaterThan(0.02 * width);
  }
});

/** Landmarks of forehead and cheeks, where skin is bare. */
const SKIN_POINTS = [50, 280, 101, 330, 151, 9];

function skinOf({ photo: { channels }, landmarks, width, faceHeight }: Portrait): Oklab {
  const samples: Oklab[] = [];
  const reach = Math.round(faceHeight * 0.035);
  for (const point of SKIN_POINTS) {
    const [x, y] = landmarks[point] ?? [0, 0];
    for (let dy = -reach; dy <= reach; dy += 1) {
      for (let dx = -reach; dx <= reach; dx += 1) {
        const i = Math.round(y + dy) * width + Math.round(x + dx);
        samples.push(oklabOf(channels[0][i] ?? 0, channels[1][i] ?? 0, channels[2][i] ?? 0));
      }
    }
  }
  const median = (part: 0 | 1 | 2) =>
    samples.map((sample) => sample[part]).sort((a, b) => a - b)[Math.floor(samples.length / 2)] ?? 0;
  return [median(0), median(1), median(2)];
}

/** Which part of the figure is coloured like this. */
function shareNear({ image: { channels }, alpha }: StylePicture, colour: Oklab, within: number): number {
  const figure = indicesWhere(alpha, (cover) => cover > 0.9);
  const near = figure.filter((i) => {
    const [l, a, b] = oklabOf(channels[0][i] ?? 0, channels[1][i] ?? 0, channels[2][i] ?? 0);
    return Math.hypot(l - colour[0], a - colour[1], b - colour[2]) < within;
  });
  return near.length / figure.length;
}

function indicesWhere(plane: Float32Array | null, test: (value: number, index: number) => boolean): number[] {
  const indices: number[] = [];
  plane?.forEach((value, i) => {
    if (test(value, i)) indices.push(i);
  });
  return indices;
}

/** The mean difference of all values. */
function differenceOf({ image: first }: StylePicture, { image: second }: StylePicture): number {
  let sum = 0;
  first.channels.forEach((channel, index) => {
    channel.forEach((value, i) => {
      sum += Math.abs(value - (second.channels[index as 0 | 1 | 2][i] ?? 0));
    });
  });
  return sum / (3 * first.channels[0].length);
}
