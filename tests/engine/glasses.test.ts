/** What the engine promises about glasses: labelled by hand on photos of real people. */
import { expect, test, vi } from 'vitest';
import { oklabOf } from '../../lib/engine/kernel/colour.ts';
import { type Image, luma, mix, type Plane } from '../../lib/engine/kernel/image.ts';
import type { Point } from '../../lib/engine/kernel/vector.ts';
import { outlineMask } from '../../lib/engine/portrait/outline.ts';
import type { Portrait } from '../../lib/engine/portrait/portrait.ts';
import { readPortrait } from '../../lib/engine/portrait/read.ts';
import { readPrompt } from '../../lib/engine/scenes/prompt.ts';
import { drawComic } from '../../lib/engine/styles/comic.ts';
import { withCleanFigure } from '../../lib/engine/styles/figure.ts';
import { withCharacterProportions } from '../../lib/engine/styles/three-d-proportions.ts';
import { middleOf, readGlasses } from '../../lib/engine/styles/worn-glasses.ts';
import { FACES, photoOf, TONES } from '../faces.ts';

vi.setConfig({ testTimeout: 60_000 });

/** Left, top, right and bottom of a lens from the bridge of the nose, in face heights. */
type Box = readonly [left: number, top: number, right: number, bottom: number];

const SIZE = { width: 512, height: 768, scale: 1 };

const PEOPLE = { ...FACES, ...TONES };
type Person = keyof typeof PEOPLE;

const wearers = new Map<Person, Promise<Portrait>>();
function wearer(name: Person): Promise<Portrait> {
  const reading = wearers.get(name) ?? photoOf(PEOPLE[name]).then((bytes) => readPortrait(bytes, SIZE));
  wearers.set(name, reading);
  return reading;
}

/** The boxes around the rims that were read, from the bridge of the nose, in face heights. */
function lensesOf(portrait: Portrait): Box[] {
  const [bridgeX, bridgeY] = portrait.landmarks[168] ?? [0, 0];
  return (readGlasses(portrait)?.outlines ?? []).map((outline): Box => {
    const across = outline.map(([x]) => (x - bridgeX) / portrait.faceHeight);
    const down = outline.map(([, y]) => (y - bridgeY) / portrait.faceHeight);
    return [Math.min(...across), Math.min(...down), Math.max(...across), Math.max(...down)];
  });
}

test.each<[Person, Box, Box]>([
  ['glassesBeard', [-0.345, -0.065, -0.063, 0.228], [0.02, -0.107, 0.333, 0.188]],
  ['aviatorsNeon', [-0.4, -0.128, -0.025, 0.223], [0.063, -0.088, 0.37, 0.263]],
])('lenses lie where %s wears them', async (name, left, right) => {
  const boxes = lensesOf(await wearer(name));
  expect(boxes).toHaveLength(2);
  expect(Math.min(...[left, right].map((label, i) => overlap(label, boxes[i] ?? [0, 0, 0, 0])))).toBeGreaterThan(0.6);
});

test('a character of an animated film wears the glasses of its photo', async () => {
  const portrait = await wearer('laughing');
  const photographed = lensesOf(portrait);
  const worn = lensesOf(withCharacterProportions(portrait, 1));
  expect(worn).toHaveLength(2);
  expect(Math.min(...worn.map((box, i) => overlap(box, photographed[i] ?? [0, 0, 0, 0])))).toBeGreaterThan(0.75);
});

test.each(['astronaut', 'fringe', 'fullBeard', 'suit'] as const)('%s has none', async (name) => {
  expect(readGlasses(await wearer(name))).toBeNull();
});

test('the frame of a lens that stands out beyond the face is the person’s', async () => {
  const { alpha, width, landmarks, faceHeight } = withCleanFigure(await wearer('glassesBeard'));
  const [bridgeX, bridgeY] = landmarks[168] ?? [0, 0];
  for (let down = -0.04; down < 0.2; down += 0.02) {
    const row = Math.round(bridgeY + down * faceHeight) * width;
    const [from, to] = [-0.4, -0.27].map((across) => row + Math.round(bridgeX + across * faceHeight));
    expect(Math.max(...alpha.subarray(from, to)), `${down} below the bridge`).toBeGreaterThan(0.9);
  }
});

type Comic = { portrait: Portrait; image: Image; bright: Plane; rims: readonly Point[][] };

const comics = new Map<Person, Promise<Comic>>();
/** A comic, its brightness, and the rims it was drawn with. */
function comicOf(name: Person): Promise<Comic> {
  const drawing = comics.get(name) ?? draw(name);
  comics.set(name, drawing);
  return drawing;
}

async function draw(name: Person): Promise<Comic> {
  const portrait = await wearer(name);
  const usual = { background: 'scene', faceStrength: 1, guidance: 7.5, seed: 7 } as const;
  const { image } = await drawComic(portrait, { ...usual, scene: readPrompt('', 7) });
  return { portrait, image, bright: luma(image), rims: readGlasses(portrait)?.outlines ?? [] };
}

test('a comic paints a forehead in coloured light as skin', async () => {
  const { portrait, image, bright } = await comicOf('aviatorsNeon');
  const { regions, landmarks, width } = portrait;
  const eyes = (landmarks[168]?.[1] ?? 0) * width;
  const [red, green, blue] = image.channels;
  const forehead = [...bright.keys()].filter(
    (i) => i < eyes && (regions.skin[i] ?? 0) > 0.95 && (bright[i] ?? 0) > INKED,
  );
  const lilac = forehead.filter((i) => oklabOf(red[i] ?? 0, green[i] ?? 0, blue[i] ?? 0)[2] < 0);
  expect(forehead.length).toBeGreaterThan(1000);
  expect(lilac.length / forehead.length).toBeLessThan(0.02);
});

/** Below this a comic is inked. */
const INKED = 0.2;

test.each(['beanieGlassesHand', 'aviatorsNeon', 'glassesBeard'] as const)(
  'a comic inks the rims of %s whole',
  async (name) => {
    const { portrait, bright, rims } = await comicOf(name);
    expect(rims).toHaveLength(2);
    for (const rim of rims) {
      const inked = rim.filter(([x, y]) =>
        [-1, 0, 1].some((down) =>
          [-1, 0, 1].some(
            (across) => (bright[(Math.round(y) + down) * portrait.width + Math.round(x) + across] ?? 1) < INKED,
          ),
        ),
      );
      expect(inked.length / rim.length).toBeGreaterThan(0.9);
    }
  },
);

test.each(['aviatorsNeon', 'glassesBeard'] as const)(
  'a comic inks no reflections on the glasses of %s',
  async (name) => {
    const { portrait, bright, rims } = await comicOf(name);
    const clear = glassOf(portrait, rims);
    const inked = clear.filter((i) => (bright[i] ?? 1) < INKED);
    expect(inked.length / clear.length).toBeLessThan(0.06);
  },
);

test('a comic paints no neon on glass before the face', async () => {
  const { portrait, image, rims } = await comicOf('aviatorsNeon');
  const near = glassOf(portrait, rims.slice(0, 1));
  const [red, green, blue] = image.channels;
  const blues = near.filter((i) => oklabOf(red[i] ?? 0, green[i] ?? 0, blue[i] ?? 0)[2] < -0.02);
  expect(blues.length / near.length).toBeLessThan(0.02);
});

test('a comic leaves no scraps of neon beside glass before the background, nor of a bridge above it', async () => {
  const { portrait, image, bright, rims } = await comicOf('aviatorsNeon');
  const [red, green, blue] = image.channels;
  const [, right = []] = rims;
  const labs = glassOf(portrait, [right]).map((i) => oklabOf(red[i] ?? 0, green[i] ?? 0, blue[i] ?? 0));
  const neon = labs.filter(([lightness, , yellow]) => yellow < -0.03 && lightness < 0.85);
  expect(neon.length / labs.length).toBeLessThan(0.005);
  const [[x, y], upper] = [middleOf(rims.flat()), Math.min(...rims.flat().map(([, down]) => down))];
  const between = [...bright.keys()].filter((i) => {
    const [across, down] = [i % portrait.width, Math.floor(i / portrait.width)];
    const above = down > upper && down < y - 0.08 * portrait.faceHeight;
    return above && Math.abs(across - x) < 0.06 * portrait.faceHeight;
  });
  expect(between.length).toBeGreaterThan(100);
  expect(between.filter((i) => (bright[i] ?? 1) < INKED).length / between.length).toBeLessThan(0.06);
});

test('a comic shows no wall through the lens of a laugh', async () => {
  const { portrait, image, rims } = await comicOf('laughing');
  const [red, green, blue] = image.channels;
  const golden = glassOf(portrait, rims).filter((i) => {
    const [, a, b] = oklabOf(red[i] ?? 0, green[i] ?? 0, blue[i] ?? 0);
    return b > a + 0.02;
  });
  expect(golden.length).toBeLessThan(20);
});

/** The pixels of lenses away from rims, eyes and brows. */
function glassOf({ width, height, regions }: Portrait, rims: readonly Point[][]): number[] {
  const glass = rims.map((rim) => {
    const [cx, cy] = middleOf(rim);
    return outlineMask(
      width,
      height,
      rim.map(([x, y]) => [mix(cx, x, 0.7), mix(cy, y, 0.7)] as const),
    );
  });
  const eyes = regions.eyes.map((eye, i) => eye + (regions.brows[i] ?? 0));
  return [...eyes.keys()].filter((i) => eyes[i] === 0 && glass.some((lens) => (lens[i] ?? 0) > 0.5));
}

/** What two boxes share of what both cover. */
function overlap(one: Box, other: Box): number {
  const area = ([left, top, right, bottom]: Box) => Math.max(0, right - left) * Math.max(0, bottom - top);
  const shared = area([
    Math.max(one[0], other[0]),
    Math.max(one[1], other[1]),
    Math.min(one[2], other[2]),
    Math.min(one[3], other[3]),
  ]);
  return shared / (area(one) + area(other) - shared);
}
