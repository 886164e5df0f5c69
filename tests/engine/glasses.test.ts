/** What the engine promises about glasses: labelled by hand on photos of real people. */
import { expect, test, vi } from 'vitest';
import type { Portrait } from '../../lib/engine/portrait/portrait.ts';
import { readPortrait } from '../../lib/engine/portrait/read.ts';
import { withCleanFigure } from '../../lib/engine/styles/figure.ts';
import { readGlasses } from '../../lib/engine/styles/worn-glasses.ts';
import { FACES, type FaceName, photoOf, TONES } from '../faces.ts';

vi.setConfig({ testTimeout: 60_000 });

/** Left, top, right and bottom of a lens from the bridge of the nose, in face heights. */
type Box = readonly [left: number, top: number, right: number, bottom: number];

const SIZE = { width: 512, height: 768, scale: 1 };

const wearers = new Map<FaceName, Promise<Portrait>>();
function wearer(name: FaceName): Promise<Portrait> {
  const reading = wearers.get(name) ?? photoOf(FACES[name]).then((bytes) => readPortrait(bytes, SIZE));
  wearers.set(name, reading);
  return reading;
}

test.each<[FaceName, Box, Box]>([
  ['glassesBeard', [-0.345, -0.065, -0.063, 0.228], [0.02, -0.107, 0.333, 0.188]],
  ['aviatorsNeon', [-0.4, -0.128, -0.025, 0.223], [0.063, -0.088, 0.37, 0.263]],
])('lenses lie where %s wears them', async (name, left, right) => {
  const portrait = await wearer(name);
  const outlines = readGlasses(portrait)?.outlines ?? [];
  const [bridgeX, bridgeY] = portrait.landmarks[168] ?? [0, 0];
  const boxes = outlines.map((outline): Box => {
    const across = outline.map(([x]) => (x - bridgeX) / portrait.faceHeight);
    const down = outline.map(([, y]) => (y - bridgeY) / portrait.faceHeight);
    return [Math.min(...across), Math.min(...down), Math.max(...across), Math.max(...down)];
  });
  expect(boxes).toHaveLength(2);
  expect(Math.min(...[left, right].map((label, i) => overlap(label, boxes[i] ?? [0, 0, 0, 0])))).toBeGreaterThan(0.5);
});

test.each(['astronaut', 'fringe', 'fullBeard', 'suit'] as const)('%s has none', async (name) => {
  const photo = await photoOf({ ...FACES, ...TONES }[name]);
  expect(readGlasses(await readPortrait(photo, SIZE))).toBeNull();
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
