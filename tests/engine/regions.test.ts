/** What the engine promises about telling a person's parts apart: labelled by hand on photos of real people. */
import path from 'node:path';
import { describe, expect, test, vi } from 'vitest';
import type { Portrait, Regions } from '../../lib/engine/portrait/portrait.ts';
import { readPortrait } from '../../lib/engine/portrait/read.ts';
import { FACES, type FaceName, photoOf, TONES } from '../faces.ts';

vi.setConfig({ testTimeout: 120_000 });

type Label = 'hair' | 'headwear' | 'skin' | 'neck' | 'body' | 'clothing';
type Point = readonly [label: Label, across: number, down: number];

/**
 * Points in head units, so that they hold wherever the face is framed: from between the cheeks, to the picture's right
 * along the eyes and down, in face heights (forehead −0.5, chin 0.5).
 */
const POINTS: Partial<Record<FaceName, readonly Point[]>> = {
  astronaut: [
    ['hair', -0.01, -0.85],
    ['hair', -0.52, -0.08],
    ['hair', 0.17, -0.8],
    ['skin', -0.22, 0.1],
    ['neck', -0.08, 0.59],
    ['clothing', -0.7, 1.43],
    ['clothing', 0.05, 0.95],
    ['clothing', 0.97, 1.33],
  ],
  shortBeard: [
    ['hair', -0.06, -0.76],
    ['hair', -0.18, -0.85],
    ['skin', -0.3, -0.21],
    ['skin', -0.04, -0.42],
    ['neck', -0.16, 0.62],
    ['clothing', -0.6, 1.28],
    ['clothing', 0.05, 1.01],
    ['clothing', 0.72, 1.03],
  ],
  auburnHair: [
    ['hair', 0.01, -0.74],
    ['hair', 0.54, -0.1],
    ['hair', 0.54, 0.49],
    ['hair', -0.39, 0.4],
    ['skin', 0.02, -0.05],
    ['skin', -0.02, -0.44],
    ['neck', -0.11, 0.56],
    ['clothing', -0.2, 0.93],
  ],
  braids: [
    ['hair', -0.08, -0.67],
    ['hair', 0.68, -0.1],
    ['hair', -0.12, 0.94],
    ['hair', 1.05, 0.37],
    ['skin', -0.05, -0.06],
    ['skin', -0.1, 0.05],
    ['clothing', 0.92, 0.8],
    ['clothing', 0.62, 0.82],
    ['hair', 0.94, 0.27],
    ['hair', 0, 1.03],
    ['clothing', 0.52, 0.63],
    ['clothing', 0.8, 0.6],
  ],
  longHairHands: [
    ['hair', 0.18, -0.67],
    ['hair', -0.87, 0.7],
    ['hair', 0.51, 0.72],
    ['hair', 0.53, 0.21],
    ['skin', -0.02, 0.1],
    ['skin', -0.2, 0.09],
    ['body', -0.63, -0.89],
    ['clothing', -0.45, 1.74],
    ['hair', -0.6, 0.6],
    ['hair', -0.8, 1.4],
    ['hair', 0.5, 0.8],
    ['hair', 0.4, 1.2],
    ['clothing', -0.5, 1.9],
  ],
  glassesBeard: [
    ['hair', -0.01, -0.76],
    ['hair', 0.58, -0.14],
    ['body', -0.99, 0.8],
    ['body', 0.44, 0.98],
    ['clothing', -1.2, 1.54],
    ['clothing', -0.52, 1.43],
    ['neck', -0.32, 0.75],
    ['skin', -0.27, -0.49],
    ['clothing', 0.43, 1.55],
    ['clothing', -0.61, 0.62],
    ['clothing', -1.1, 1.5],
    ['skin', 0.46, 0.07],
  ],
  fullBeard: [
    ['hair', -0.4, -0.6],
    ['skin', -0.5, 0.08],
    ['skin', -0.15, 0],
    ['clothing', 0, 1.4],
    ['clothing', -0.6, 1.4],
    ['clothing', 0.6, 1.1],
  ],
  beanieGlassesHand: [
    ['headwear', -0.48, -0.78],
    ['headwear', -0.57, -0.51],
    ['headwear', -0.05, -0.74],
    ['headwear', -0.89, -0.44],
    ['headwear', -0.91, -0.31],
    ['skin', -0.23, -0.22],
    ['body', 0.92, -0.2],
    ['clothing', 0.34, 1.01],
    ['clothing', 0.99, 0.77],
    ['neck', -0.09, 0.46],
  ],
  fringe: [
    ['hair', 0.06, -0.83],
    ['hair', 0.6, -0.17],
    ['hair', -0.52, 0.01],
    ['hair', -0.16, -0.61],
    ['skin', -0.22, 0.04],
    ['skin', -0.09, -0.24],
    ['clothing', -0.02, 0.96],
    ['clothing', 0.41, 0.7],
  ],
  bald: [
    ['skin', 0.01, -0.52],
    ['skin', 0.12, -0.42],
    ['skin', -0.09, -0.6],
    ['skin', -0.21, 0.03],
    ['neck', -0.08, 0.74],
    ['clothing', -0.56, 1.2],
    ['clothing', 0.33, 1.27],
    ['clothing', -0.92, 1.51],
  ],
  darkStudio: [
    ['hair', 0.1, -0.84],
    ['hair', -0.28, -0.74],
    ['hair', 0.33, -0.72],
    ['skin', -0.12, -0.05],
    ['skin', 0.02, -0.48],
    ['neck', -0.09, 0.63],
    ['clothing', -0.4, 0.73],
    ['clothing', 0.35, 0.87],
    ['clothing', -0.42, 0.56],
    ['clothing', 0.45, 0.6],
  ],
  longStraightHair: [
    ['hair', 0.21, -0.69],
    ['hair', -0.47, -0.09],
    ['hair', -0.53, 0.6],
    ['hair', 0.44, 0.25],
    ['skin', 0.19, -0.17],
    ['skin', 0.06, 0.03],
    ['neck', -0.12, 0.6],
    ['body', 0.56, 1.19],
    ['hair', 0.35, 0.9],
    ['neck', -0.25, 0.8],
    ['hair', -0.7, 1],
    ['hair', 0.25, 1.2],
  ],
  cap: [
    ['headwear', -0.25, -0.76],
    ['headwear', -0.1, -0.68],
    ['headwear', 0.36, -0.77],
    ['headwear', 0.03, -0.78],
    ['skin', -0.13, -0.06],
    ['neck', -0.08, 0.55],
    ['clothing', -0.3, 1.03],
    ['clothing', 0.51, 0.83],
  ],
  sunHat: [
    ['headwear', -0.76, -0.51],
    ['headwear', 0.05, -0.92],
    ['headwear', -0.36, -0.64],
    ['headwear', 0.37, -0.74],
    ['skin', -0.28, -0.1],
    ['skin', -0.2, 0.04],
    ['clothing', -0.8, 1.01],
    ['clothing', -0.66, 0.85],
  ],
  headscarf: [
    ['headwear', 0, -0.72],
    ['headwear', -0.2, -0.7],
    ['headwear', 0.3, -0.66],
    ['headwear', 0.6, -0.6],
    ['headwear', -0.36, -0.5],
    ['skin', 0, -0.4],
    ['skin', 0, 0.05],
    ['clothing', 0.6, 0.6],
  ],
};

const SIZE = { width: 512, height: 768, scale: 1 };

const PHOTOS = { ...FACES, ...TONES };
type PhotoName = keyof typeof PHOTOS;

const portraits = new Map<PhotoName, Promise<Portrait>>();
function portraitOf(name: PhotoName): Promise<Portrait> {
  const known = portraits.get(name);
  if (known !== undefined) return known;
  const reading = photoOf(PHOTOS[name]).then((bytes) => readPortrait(bytes, SIZE));
  portraits.set(name, reading);
  return reading;
}

const LABELS: readonly Label[] = ['hair', 'headwear', 'skin', 'neck', 'body', 'clothing'];

/** The canvas position of a point in head units. */
function placeOf({ landmarks, faceHeight }: Portrait, across: number, down: number): [x: number, y: number] {
  const at = (index: number) => landmarks[index] ?? [0, 0, 0];
  const middle = (axis: 0 | 1, from: number, to: number) => (at(from)[axis] + at(to)[axis]) / 2;
  const angle = Math.atan2(at(263)[1] - at(33)[1], at(263)[0] - at(33)[0]);
  return [
    middle(0, 234, 454) + faceHeight * (across * Math.cos(angle) - down * Math.sin(angle)),
    middle(1, 10, 152) + faceHeight * (across * Math.sin(angle) + down * Math.cos(angle)),
  ];
}

function labelAt(portrait: Portrait, across: number, down: number): Label | 'beyond the canvas' {
  const { regions, width, height } = portrait;
  const [x, y] = placeOf(portrait, across, down).map(Math.round) as [number, number];
  if (x < 0 || y < 0 || x >= width || y >= height) return 'beyond the canvas';
  const i = y * width + x;
  return LABELS.reduce((best, label) => ((regions[label][i] ?? 0) > (regions[best][i] ?? 0) ? label : best));
}

function alphaAt(portrait: Portrait, across: number, down: number): number | undefined {
  const [x, y] = placeOf(portrait, across, down).map(Math.round) as [number, number];
  return portrait.alpha[y * portrait.width + x];
}

/** The part of the person that a region covers. */
function shareOf({ regions, alpha }: Portrait, region: keyof Regions): number {
  const sum = (plane: Float32Array) => plane.reduce((total, value) => total + value, 0);
  return sum(regions[region].map((value, i) => value * (alpha[i] ?? 0))) / sum(alpha);
}

test('at least 95 of 100 labelled points are told right', async () => {
  const wrong: string[] = [];
  let points = 0;
  for (const [name, labelled] of Object.entries(POINTS)) {
    const portrait = await portraitOf(name as FaceName);
    for (const [label, across, down] of labelled) {
      const found = labelAt(portrait, across, down);
      points++;
      if (found !== label) wrong.push(`${name} ${across} ${down}: ${label} is called ${found}`);
    }
  }
  expect(points).toBeGreaterThanOrEqual(120);
  expect(wrong.length / points, wrong.join('\n')).toBeLessThanOrEqual(0.05);
});

test.each<[what: string, PhotoName, Label, across: number, down: number]>([
  ['a dark jacket below dark curls', 'curlsGlasses', 'clothing', -0.81, 0.52],
  ['a jumper around a face that fills the photo', 'laughing', 'clothing', -0.13, 0.72],
  ['a collar in the colour of the hair', 'redBackdrop', 'clothing', -0.42, 0.55],
  ['a ring around the neck', 'astronaut', 'clothing', -0.75, 0.4],
  ['a shoulder in the colour of the skin', 'shortBeard', 'clothing', 0.59, 0.37],
  ['an ear in the shade', 'smallPhoto', 'skin', -0.5, 0.04],
  ['hair in the shadow of a hat', 'sunHat', 'hair', 0.65, -0.06],
  ['an ear as red as the face', 'fullBeard', 'skin', -0.5, 0.08],
  ['a brim in the colour of skin', 'cap', 'headwear', 0.49, -0.47],
  ['a shine below the hairline', 'aviatorsNeon', 'skin', -0.01, -0.64],
  ['a shine below a scarf', 'headscarf', 'skin', -0.15, -0.53],
  ['a jumper beside a broad jaw', 'laughing', 'clothing', 0.47, 0.33],
  ['a smooth strand before the chest', 'longStraightHair', 'hair', 0.24, 0.85],
  ['a striped shirt below braids', 'braids', 'clothing', 0.57, 0.37],
  ['a shoulder behind a cheek', 'laughing', 'clothing', 0.55, 0.01],
  ['a brim before the far side of a face', 'sunHat', 'headwear', -0.84, -0.11],
  ['an ear in the light below a cap', 'cap', 'skin', -0.46, -0.18],
  ['a blurred shoulder below a cap', 'cap', 'clothing', 0.71, 0.46],
  ['a finger at the edge of a beanie', 'beanieGlassesHand', 'body', 0.61, -0.49],
  ['a finger in blond hair', 'longHairHands', 'body', -0.59, -0.81],
  ['the back of a hand in the hair', 'longHairHands', 'body', -0.72, -0.83],
  ['hair below a hand in it', 'longHairHands', 'hair', -0.53, -0.63],
  ['a shaded jaw beside a collar', 'redBackdrop', 'skin', -0.32, 0.4],
  ['dark hair over a cheek', 'fringe', 'hair', 0.3, 0.1],
  ['curls beside the far cheek', 'curlsGlasses', 'hair', 0.43, 0.05],
  ['what is dark beyond a jacket', 'curlsGlasses', 'clothing', 0.55, 0.54],
  ['lit hair before an ear', 'paleFringe', 'hair', 0.45, -0.1],
])('%s is told right on %s: %s', async (_, name, label, across, down) => {
  expect(labelAt(await portraitOf(name), across, down)).toBe(label);
});

test.each<[what: string, PhotoName, places: readonly (readonly [across: number, down: number])[]]>([
  [
    'a brim',
    'sunHat',
    [
      [-0.9, -0.65],
      [-0.95, -0.68],
      [-0.92, -0.62],
    ],
  ],
  [
    'the lit back of a hand in the hair',
    'longHairHands',
    [
      [-0.79, -0.81],
      [-0.83, -0.73],
    ],
  ],
  ['the tip of a finger beside the face', 'beanieGlassesHand', [[0.64, 0.14]]],
])('%s that the mask left out is the person', async (_, name, places) => {
  const portrait = await portraitOf(name);
  for (const [across, down] of places)
    expect(alphaAt(portrait, across, down), `${across} ${down}`).toBeGreaterThan(0.9);
});

test('the background shows between the face and a hand that touches it', async () => {
  expect(alphaAt(await portraitOf('beanieGlassesHand'), 0.47, -0.42)).toBeLessThan(0.1);
});

describe('what a person wears on the head is no hair', () => {
  test.each(['beanieGlassesHand', 'cap', 'sunHat', 'headscarf'] as const)('%s', async (name) => {
    expect(shareOf(await portraitOf(name), 'headwear')).toBeGreaterThan(0.05);
  });

  test.each([
    'astronaut',
    'shortBeard',
    'auburnHair',
    'braids',
    'glassesBeard',
    'fringe',
    'bald',
    'darkStudio',
  ] as const)('none is found on %s', async (name) => {
    expect(shareOf(await portraitOf(name), 'headwear')).toBe(0);
  });

  test.each([
    ['hair in the teal shadows of a filter', 'female/32.jpg'],
    ['hair lit from behind over a dark forehead', 'female/20.jpg'],
    ['a raised arm beside the head', 'male/3.jpg'],
  ])('%s is no headwear', async (_, file) => {
    const photo = await photoOf(path.join(path.dirname(FACES.headscarf), '..', file));
    expect(shareOf(await readPortrait(photo, SIZE), 'headwear')).toBe(0);
  });

  test('a cap over half the forehead is one though its red is that of no skin', async () => {
    const photo = await photoOf(path.join(path.dirname(FACES.headscarf), '../male/39.jpg'));
    expect(shareOf(await readPortrait(photo, SIZE), 'headwear')).toBeGreaterThan(0.2);
  });

  test('a bald head has hardly any hair', async () => {
    expect(shareOf(await portraitOf('bald'), 'hair')).toBeLessThan(0.02);
  });
});

describe('beards', () => {
  /** How much of a beard there is at a point in head units. */
  const beardAt = (portrait: Portrait, across: number, down: number) => {
    const [x, y] = placeOf(portrait, across, down).map(Math.round) as [number, number];
    return portrait.regions.beard[y * portrait.width + x] ?? Number.NaN;
  };

  test.each(['shortBeard', 'darkStudio', 'bald', 'glassesBeard', 'fullBeard', 'smallPhoto'] as const)(
    '%s has one',
    async (name) => {
      expect(shareOf(await portraitOf(name), 'beard')).toBeGreaterThan(0.01);
    },
  );

  test.each([
    'astronaut',
    'auburnHair',
    'braids',
    'longHairHands',
    'fringe',
    'longStraightHair',
    'sunHat',
    'headscarf',
  ] as const)('%s has none', async (name) => {
    expect(shareOf(await portraitOf(name), 'beard')).toBe(0);
  });

  test('a shadow on the chin below long hair is none', async () => {
    const photo = await photoOf(path.join(path.dirname(FACES.headscarf), '20.jpg'));
    expect(shareOf(await readPortrait(photo, SIZE), 'beard')).toBe(0);
  });

  test.each([
    ['glassesBeard', -0.23, 0.35],
    ['glassesBeard', 0.2, 0.28],
    ['fullBeard', -0.05, 0.45],
    ['fullBeard', 0, 0.6],
    ['fullBeard', 0.1, 0.75],
    ['fullBeard', 0.47, 0.45],
  ] as const)('%s has it at %f %f, on skin or before the neck', async (name, across, down) => {
    const portrait = await portraitOf(name);
    expect(beardAt(portrait, across, down)).toBeGreaterThan(0.5);
    expect(['skin', 'neck']).toContain(labelAt(portrait, across, down));
  });

  test.each([
    ['glassesBeard', 0, 0.9],
    ['fullBeard', 0, 1.3],
    ['fullBeard', 0, -0.3],
    ['shortBeard', 0, 0.75],
    ['bald', 0, 0.75],
  ] as const)('%s has none at %f %f', async (name, across, down) => {
    expect(beardAt(await portraitOf(name), across, down)).toBeLessThan(0.1);
  });
});
