/** What the engine promises about telling a person's parts apart: labelled by hand on photos of real people. */
import { readFile } from 'node:fs/promises';
import { describe, expect, test, vi } from 'vitest';
import type { Portrait, Regions } from '../../lib/engine/portrait/portrait.ts';
import { readPortrait } from '../../lib/engine/portrait/read.ts';
import { FACES, type FaceName } from '../faces.ts';

vi.setConfig({ testTimeout: 120_000 });

type Label = 'hair' | 'headwear' | 'skin' | 'neck' | 'body' | 'clothing';
type Point = readonly [label: Label, x: number, y: number];

/** Points on the usual canvas, in parts of its width and height. */
const POINTS: Partial<Record<FaceName, readonly Point[]>> = {
  astronaut: [
    ['hair', 0.52, 0.18],
    ['hair', 0.27, 0.4],
    ['hair', 0.6, 0.2],
    ['skin', 0.4, 0.46],
    ['neck', 0.45, 0.61],
    ['clothing', 0.15, 0.85],
    ['clothing', 0.5, 0.72],
    ['clothing', 0.9, 0.85],
  ],
  shortBeard: [
    ['hair', 0.5, 0.25],
    ['hair', 0.45, 0.22],
    ['skin', 0.38, 0.41],
    ['skin', 0.5, 0.35],
    ['neck', 0.42, 0.66],
    ['clothing', 0.2, 0.85],
    ['clothing', 0.5, 0.78],
    ['clothing', 0.8, 0.8],
  ],
  auburnHair: [
    ['hair', 0.5, 0.15],
    ['hair', 0.85, 0.5],
    ['hair', 0.8, 0.8],
    ['hair', 0.1, 0.7],
    ['skin', 0.45, 0.5],
    ['skin', 0.45, 0.3],
    ['neck', 0.3, 0.8],
    ['clothing', 0.2, 0.98],
  ],
  braids: [
    ['hair', 0.65, 0.3],
    ['hair', 0.82, 0.6],
    ['hair', 0.2, 0.75],
    ['hair', 0.85, 0.8],
    ['skin', 0.5, 0.48],
    ['skin', 0.45, 0.5],
    ['clothing', 0.68, 0.9],
    ['clothing', 0.55, 0.85],
  ],
  longHairHands: [
    ['hair', 0.5, 0.22],
    ['hair', 0.2, 0.7],
    ['hair', 0.8, 0.6],
    ['hair', 0.75, 0.45],
    ['skin', 0.5, 0.46],
    ['skin', 0.42, 0.47],
    ['body', 0.12, 0.22],
    ['clothing', 0.5, 0.97],
  ],
  glassesBeard: [
    ['hair', 0.55, 0.2],
    ['hair', 0.85, 0.36],
    ['body', 0.2, 0.7],
    ['body', 0.85, 0.7],
    ['clothing', 0.15, 0.93],
    ['clothing', 0.45, 0.87],
    ['neck', 0.5, 0.66],
    ['skin', 0.45, 0.29],
  ],
  beanieGlassesHand: [
    ['headwear', 0.45, 0.22],
    ['headwear', 0.35, 0.27],
    ['headwear', 0.6, 0.3],
    ['skin', 0.4, 0.4],
    ['body', 0.82, 0.6],
    ['clothing', 0.3, 0.8],
    ['clothing', 0.6, 0.85],
    ['neck', 0.28, 0.59],
  ],
  fringe: [
    ['hair', 0.55, 0.25],
    ['hair', 0.85, 0.45],
    ['hair', 0.3, 0.55],
    ['hair', 0.45, 0.33],
    ['skin', 0.45, 0.55],
    ['skin', 0.5, 0.45],
    ['clothing', 0.6, 0.85],
    ['clothing', 0.8, 0.75],
  ],
  bald: [
    ['skin', 0.5, 0.27],
    ['skin', 0.55, 0.3],
    ['skin', 0.45, 0.25],
    ['skin', 0.42, 0.44],
    ['neck', 0.5, 0.65],
    ['clothing', 0.3, 0.8],
    ['clothing', 0.7, 0.8],
    ['clothing', 0.15, 0.9],
  ],
  darkStudio: [
    ['hair', 0.55, 0.15],
    ['hair', 0.3, 0.2],
    ['hair', 0.7, 0.2],
    ['skin', 0.42, 0.5],
    ['skin', 0.5, 0.31],
    ['neck', 0.45, 0.8],
    ['clothing', 0.25, 0.85],
    ['clothing', 0.75, 0.9],
  ],
  longStraightHair: [
    ['hair', 0.45, 0.23],
    ['hair', 0.15, 0.5],
    ['hair', 0.2, 0.75],
    ['hair', 0.68, 0.55],
    ['skin', 0.5, 0.42],
    ['skin', 0.45, 0.5],
    ['neck', 0.42, 0.72],
    ['body', 0.85, 0.88],
  ],
  cap: [
    ['headwear', 0.38, 0.27],
    ['headwear', 0.45, 0.3],
    ['headwear', 0.68, 0.28],
    ['headwear', 0.52, 0.27],
    ['skin', 0.42, 0.5],
    ['neck', 0.42, 0.7],
    ['clothing', 0.3, 0.85],
    ['clothing', 0.7, 0.8],
  ],
  sunHat: [
    ['headwear', 0.3, 0.29],
    ['headwear', 0.72, 0.22],
    ['headwear', 0.5, 0.28],
    ['headwear', 0.85, 0.3],
    ['skin', 0.48, 0.45],
    ['skin', 0.5, 0.5],
    ['clothing', 0.12, 0.76],
    ['clothing', 0.2, 0.72],
  ],
};

const portraits = new Map<FaceName, Promise<Portrait>>();
function portraitOf(name: FaceName): Promise<Portrait> {
  const known = portraits.get(name);
  if (known !== undefined) return known;
  const reading = readFile(FACES[name]).then((bytes) => readPortrait(bytes, { width: 512, height: 768, scale: 1 }));
  portraits.set(name, reading);
  return reading;
}

const LABELS: readonly Label[] = ['hair', 'headwear', 'skin', 'neck', 'body', 'clothing'];

function labelAt({ regions, width, height }: Portrait, x: number, y: number): Label {
  const i = Math.round(y * height) * width + Math.round(x * width);
  return LABELS.reduce((best, label) => ((regions[label][i] ?? 0) > (regions[best][i] ?? 0) ? label : best));
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
    for (const [label, x, y] of labelled) {
      const found = labelAt(portrait, x, y);
      points++;
      if (found !== label) wrong.push(`${name} ${x} ${y}: ${label} is called ${found}`);
    }
  }
  expect(points).toBeGreaterThanOrEqual(96);
  expect(wrong.length / points, wrong.join('\n')).toBeLessThanOrEqual(0.05);
});

describe('what a person wears on the head is no hair', () => {
  test.each(['beanieGlassesHand', 'cap', 'sunHat'] as const)('%s', async (name) => {
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

  test('a bald head has hardly any hair', async () => {
    expect(shareOf(await portraitOf('bald'), 'hair')).toBeLessThan(0.02);
  });
});

describe('beards', () => {
  test.each(['shortBeard', 'darkStudio', 'bald'] as const)('%s has one', async (name) => {
    expect(shareOf(await portraitOf(name), 'beard')).toBeGreaterThan(0.01);
  });

  test.each(['astronaut', 'auburnHair', 'braids', 'longHairHands', 'fringe', 'longStraightHair', 'sunHat'] as const)(
    '%s has none',
    async (name) => {
      expect(shareOf(await portraitOf(name), 'beard')).toBe(0);
    },
  );
});
