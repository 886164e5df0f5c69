/** What the engine promises about reading a photo: whom it accepts, why it refuses, and what a style is given. */
import { readFile } from 'node:fs/promises';
import sharp from 'sharp';
import { beforeAll, describe, expect, test, vi } from 'vitest';
import type { Face } from '../../lib/engine/face.ts';
import type { Image, Plane } from '../../lib/engine/kernel/image.ts';
import type { Portrait } from '../../lib/engine/portrait/portrait.ts';
import { findFace, readPortrait } from '../../lib/engine/portrait/read.ts';
import { FACES, photoOf, TONES } from '../faces.ts';

vi.setConfig({ testTimeout: 60_000 });

let astronaut: Buffer;
let face: Face;
/** Head and shoulders, 320 × 400. */
let headshot: Buffer;

beforeAll(async () => {
  astronaut = await readFile(new URL('../fixtures/astronaut.jpg', import.meta.url));
  face = await findFace(astronaut);
  headshot = await sharp(astronaut).extract({ left: 60, top: 0, width: 320, height: 400 }).toBuffer();
}, 60_000);

const blank = (width: number, height: number) => ({
  create: { width, height, channels: 3 as const, background: '#8a8f94' },
});

describe('a photo of one person is accepted', () => {
  test('the face is found where it is, level and from the front', () => {
    expect(face.box.x + face.box.width / 2).toBeCloseTo(0.44, 1);
    expect(face.box.y + face.box.height / 2).toBeCloseTo(0.24, 1);
    expect(face.score).toBeGreaterThan(0.9);
    expect(Math.abs(face.yaw)).toBeLessThan(0.15);
    expect(Math.abs(face.roll)).toBeLessThan(0.15);
  });

  test('EXIF orientation is honoured', async () => {
    const lyingWithOrientation = await sharp(astronaut).rotate(-90).withMetadata({ orientation: 6 }).jpeg().toBuffer();
    const { box } = await findFace(lyingWithOrientation);
    expect(box.x).toBeCloseTo(face.box.x, 1);
    expect(box.y).toBeCloseTo(face.box.y, 1);
  });

  test.each([
    ['grey JPEG', () => sharp(astronaut).greyscale().jpeg()],
    ['transparent PNG', () => sharp(astronaut).ensureAlpha(0.9).png()],
    ['16-bit PNG', () => sharp(astronaut).toColourspace('rgb16').png()],
    ['CMYK JPEG', () => sharp(astronaut).toColourspace('cmyk').jpeg()],
    ['WebP', () => sharp(astronaut).webp()],
    ['AVIF', () => sharp(astronaut).avif({ effort: 0 })],
  ])('%s is read', async (_, encode) => {
    const { box } = await findFace(await encode().toBuffer());
    expect(box.width).toBeCloseTo(face.box.width, 1);
  });

  test('a photo upside down is understood', async () => {
    const { box, roll } = await findFace(await sharp(astronaut).rotate(180).jpeg().toBuffer());
    expect(Math.abs(roll)).toBeGreaterThan(3);
    expect(box.y).toBeCloseTo(1 - face.box.y - face.box.height, 1);
  });

  test('a small bystander does not disturb', async () => {
    const bystander = await sharp(headshot).resize(110).toBuffer();
    const crowd = await sharp(astronaut)
      .resize(1024)
      .composite([{ input: bystander, left: 880, top: 40 }])
      .jpeg()
      .toBuffer();
    expect((await findFace(crowd)).box.x).toBeCloseTo(face.box.x, 1);
  });
});

describe('a photo that cannot be drawn is refused with its reason', () => {
  const noise = { type: 'gaussian' as const, mean: 128, sigma: 60 };
  const landscape = `<svg xmlns="http://www.w3.org/2000/svg" width="800" height="600"><defs>
    <linearGradient id="land" x2="0" y2="1"><stop offset="0" stop-color="#4a90d9"/><stop offset=".6" stop-color="#dff"/>
    <stop offset=".61" stop-color="#395"/><stop offset="1" stop-color="#163"/></linearGradient></defs>
    <rect width="800" height="600" fill="url(#land)"/></svg>`;
  const threeInARow = () =>
    sharp(blank(960, 400)).composite([0, 320, 640].map((left) => ({ input: headshot, left, top: 0 })));
  const farAway = () => sharp(blank(1600, 900)).composite([{ input: astronaut, left: 500, top: 200 }]);
  const withoutLeft = (part: number) => {
    const left = Math.round((face.box.x + face.box.width * part) * 512);
    return sharp(astronaut).extract({ left, top: 0, width: 512 - left, height: 512 });
  };
  const withoutChin = () => {
    const height = Math.round((face.box.y + face.box.height * 0.8) * 512);
    return sharp(astronaut).extract({ left: 0, top: 0, width: 512, height });
  };

  test.each([
    ['noise', 'no_face', () => sharp({ create: { ...blank(640, 480).create, noise } }).jpeg()],
    ['a flat colour', 'no_face', () => sharp(blank(640, 480)).jpeg()],
    ['a landscape', 'no_face', () => sharp(Buffer.from(landscape)).jpeg()],
    ['a single pixel', 'no_face', () => sharp(blank(1, 1)).png()],
    ['a strip one pixel wide', 'no_face', () => sharp(blank(1, 2000)).png()],
    ['three people side by side', 'several_faces', () => threeInARow().jpeg()],
    ['a face of 40 pixels', 'face_too_small', () => sharp(astronaut).resize(225).jpeg()],
    ['a face far away in a large photo', 'face_too_small', () => farAway().jpeg()],
    ['a face cut off at the left', 'face_cut_off', () => withoutLeft(0.25).jpeg()],
    ['a face cut off below the mouth', 'face_cut_off', () => withoutChin().jpeg()],
  ])('%s: %s', async (_, code, encode) => {
    await expect(findFace(await encode().toBuffer())).rejects.toMatchObject({ name: 'EngineError', code });
  });

  test('a truncated file and a text are unreadable', async () => {
    const unreadable = { name: 'EngineError', code: 'unreadable' };
    await expect(findFace(astronaut.subarray(0, 20_000))).rejects.toMatchObject(unreadable);
    await expect(findFace(Buffer.from('not a photo'))).rejects.toMatchObject(unreadable);
    await expect(findFace(new Uint8Array())).rejects.toMatchObject(unreadable);
  });

  test('reading a portrait refuses what finding a face refuses', async () => {
    const empty = await sharp(blank(640, 480)).jpeg().toBuffer();
    await expect(readPortrait(empty, { width: 512, height: 768, scale: 1 })).rejects.toMatchObject({ code: 'no_face' });
  });
});

const FOREHEAD = 10;
const CHIN = 152;
const NOSE = 1;
const LEFT_EYE_OUTER = 33;
const RIGHT_EYE_OUTER = 263;

/** The value of a plane at a landmark, moved by parts of the face's height. */
function at(portrait: Portrait, plane: Plane, landmark: number, across = 0, down = 0): number {
  const [x = 0, y = 0] = portrait.landmarks[landmark] ?? [];
  const column = Math.round(x + across * portrait.faceHeight);
  const row = Math.round(y + down * portrait.faceHeight);
  return plane[row * portrait.width + column] ?? Number.NaN;
}

function tilt({ landmarks }: Portrait): number {
  const [leftX = 0, leftY = 0] = landmarks[LEFT_EYE_OUTER] ?? [];
  const [rightX = 0, rightY = 0] = landmarks[RIGHT_EYE_OUTER] ?? [];
  return Math.atan2(rightY - leftY, rightX - leftX);
}

describe('the face is framed alike on every canvas', () => {
  test.each([
    [512, 768, 1, 0.3],
    [256, 384, 1.5, 0.3],
    [256, 256, 1, 0.36],
    [256, 768, 1, 0.207],
    // Wider than the photo: the face comes nearer, so that the photo's edges stay out of sight.
    [512, 256, 1, 0.47],
  ])('%i × %i at scale %f', async (width, height, scale, share) => {
    const portrait = await readPortrait(astronaut, { width, height, scale });
    expect([portrait.width, portrait.height]).toEqual([width * scale, height * scale]);
    expect(portrait.faceHeight / portrait.height).toBeCloseTo(share, 1);
    const [, forehead = 0] = portrait.landmarks[FOREHEAD] ?? [];
    const [, chin = 0] = portrait.landmarks[CHIN] ?? [];
    expect(forehead).toBeGreaterThan(0.25 * portrait.faceHeight);
    expect(chin).toBeLessThan(0.95 * portrait.height);
    for (const plane of [
      portrait.alpha,
      portrait.covered,
      ...portrait.photo.channels,
      ...Object.values(portrait.regions),
    ]) {
      expect(plane).toHaveLength(portrait.width * portrait.height);
    }
  });

  test('a tilted head is levelled, an upside-down photo turned', async () => {
    const size = { width: 512, height: 768, scale: 1 };
    const tilted = await readPortrait(await sharp(astronaut).rotate(30, { background: '#888' }).toBuffer(), size);
    const turned = await readPortrait(await sharp(astronaut).rotate(180).toBuffer(), size);
    expect(Math.abs(tilt(tilted))).toBeLessThan(0.35);
    expect(Math.abs(tilt(turned))).toBeLessThan(0.2);
  });
});

/** The length of the photo's edge that cuts the person within the canvas, in parts of the canvas's height. */
function cutInSight({ alpha, covered, width, height }: Portrait): number {
  let length = 0;
  for (let i = 0; i < covered.length; i++) {
    if ((covered[i] ?? 0) < 1 || (alpha[i] ?? 0) < 0.5) continue;
    const x = i % width;
    const beside = [x > 0 ? i - 1 : i, x < width - 1 ? i + 1 : i, i >= width ? i - width : i, i + width];
    if (beside.some((at) => covered[at] === 0)) length++;
  }
  return length / height;
}

describe('a person whom the photo cuts is cut by the canvas, not before its edge', () => {
  const size = { width: 512, height: 768, scale: 1 };
  const part = (left: number, top: number, width: number, height: number) => () =>
    sharp(astronaut).extract({ left, top, width, height }).png().toBuffer();

  test.each([
    ['shoulders at the lower edge', () => photoOf(FACES.headscarf)],
    ['a chin near the lower edge', () => photoOf(FACES.smallPhoto)],
    ['the crown and a shoulder beyond the photo', () => photoOf(TONES.laughing)],
    ['a photo that ends at the chin', () => photoOf(TONES.curlsGlasses)],
    ['an ear at the side', () => photoOf(TONES.sideLight)],
    ['a photo that ends below the chin', part(100, 0, 240, 215)],
    ['half of the hair beyond the left edge', part(168, 0, 240, 300)],
    ['half of the hair beyond the right edge', part(20, 0, 262, 300)],
    ['a photo without the crown', part(60, 50, 320, 350)],
  ])('%s', async (_, photo) => {
    const portrait = await readPortrait(await photo(), size);
    expect(cutInSight(portrait)).toBeLessThan(0.03);
    const [, chin = 0] = portrait.landmarks[CHIN] ?? [];
    expect(chin).toBeLessThan(portrait.height);
    expect(portrait.faceHeight).toBeLessThan(0.75 * portrait.height);
  });

  test('a photo that shows enough is not brought nearer', async () => {
    const portrait = await readPortrait(await part(60, 0, 320, 400)(), size);
    expect(portrait.faceHeight / portrait.height).toBeCloseTo(0.3, 1);
  });
});

describe('a portrait tells its parts apart', () => {
  let portrait: Portrait;
  beforeAll(async () => {
    portrait = await readPortrait(astronaut, { width: 512, height: 768, scale: 1 });
  }, 60_000);

  test('the person is kept and the background is not', () => {
    expect(at(portrait, portrait.alpha, NOSE)).toBe(1);
    expect(at(portrait, portrait.alpha, CHIN, 0, 0.5)).toBeGreaterThan(0.95);
    expect(portrait.alpha[0]).toBe(0);
    expect(portrait.alpha[portrait.width - 1]).toBe(0);
  });

  test('cheeks are skin, the crown is hair, the suit is clothing', () => {
    expect(at(portrait, portrait.regions.skin, 50)).toBeGreaterThan(0.8);
    expect(at(portrait, portrait.regions.skin, 280)).toBeGreaterThan(0.8);
    expect(at(portrait, portrait.regions.hair, FOREHEAD, 0, -0.2)).toBeGreaterThan(0.8);
    expect(at(portrait, portrait.regions.skin, FOREHEAD, 0, -0.2)).toBeLessThan(0.2);
    expect(at(portrait, portrait.regions.clothing, CHIN, 0.6, 0.8)).toBeGreaterThan(0.8);
  });

  test('eyes and lips are where the landmarks are, and not skin', () => {
    expect(at(portrait, portrait.regions.eyes, 468)).toBeGreaterThan(0.8);
    expect(at(portrait, portrait.regions.lips, 17, 0, -0.01)).toBeGreaterThan(0.5);
    expect(at(portrait, portrait.regions.skin, 468)).toBeLessThan(0.2);
  });

  test('a face without glasses has none', () => {
    expect(portrait.regions.glasses.every((value) => value === 0)).toBe(true);
  });

  test('soft edges keep less than two thirds of a strong background', async () => {
    const { width, height } = portrait;
    const raw = { width, height, channels: 3 as const };
    const onGreen = await sharp(overGreen(portrait), { raw }).png().toBuffer();
    const cut = await readPortrait(onGreen, { width: 512, height: 768, scale: 1 });
    expect(greenAlongEdge(cut, cut.photo)).toBeGreaterThan(0.15);
    expect(greenAlongEdge(cut, cut.person)).toBeLessThan(0.65 * greenAlongEdge(cut, cut.photo));
  });
});

/** The person laid over pure green, `[height, width, 3]`. */
function overGreen({ person, alpha }: Portrait): Uint8Array {
  const pixels = new Uint8Array(alpha.length * 3);
  person.channels.forEach((channel, offset) => {
    alpha.forEach((share, i) => {
      const behind = offset === 1 ? 1 : 0;
      pixels[i * 3 + offset] = 255 * ((channel[i] ?? 0) * share + behind * (1 - share));
    });
  });
  return pixels;
}

/** By how much green exceeds the other channels, on average where the person's edge is soft. */
function greenAlongEdge({ alpha }: Portrait, { channels: [red, green, blue] }: Image): number {
  const excess: number[] = [];
  alpha.forEach((share, i) => {
    if (share < 0.5 || share > 0.95) return;
    excess.push(Math.max(0, (green[i] ?? 0) - Math.max(red[i] ?? 0, blue[i] ?? 0)));
  });
  return excess.reduce((sum, value) => sum + value, 0) / excess.length;
}
