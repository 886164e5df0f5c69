/** What the page says of a photo before it is sent, against what the server says of the same one. */
import sharp, { type Sharp } from 'sharp';
import { describe, expect, test } from 'vitest';
import type { EngineError } from '../../lib/engine/errors.ts';
import { decodePhoto } from '../../lib/engine/portrait/photo.ts';
import { findFace } from '../../lib/engine/portrait/read.ts';
import { loadNetworks } from '../../lib/engine/portrait/tfjs.ts';
import { checkPhoto } from '../../lib/face-check/check.ts';
import { FACES, photoOf } from '../faces.ts';

async function check(picture: Buffer) {
  const [photo, { detector }] = await Promise.all([decodePhoto(picture), loadNetworks()]);
  return checkPhoto(photo, detector);
}

/** What the server has against a photo, by its code; `null` when it takes it. */
async function refusalOf(picture: Buffer): Promise<string | null> {
  return findFace(picture).then(
    () => null,
    (error: EngineError) => error.code,
  );
}

const changed = async (file: string, change: (photo: Sharp, width: number) => Sharp) => {
  const photo = sharp(await photoOf(file));
  const { width } = await photo.metadata();
  return change(photo, width).jpeg({ quality: 95 }).toBuffer();
};

describe('a photo that the server draws from', () => {
  test.each(Object.entries(FACES))('%s passes the page’s own look too', async (_, file) => {
    const picture = await photoOf(file);
    expect(await refusalOf(picture)).toBeNull();
    expect(await check(picture)).toMatchObject({ refusal: null, faces: [] });
  });
});

describe('a photo that the server refuses', () => {
  const CHANGES: [name: string, (photo: Sharp, width: number) => Sharp][] = [
    ['a fifth of the light', (photo) => photo.linear(0.2, 0)],
    ['blurred', (photo, width) => photo.blur(width * 0.007)],
    ['far away', (photo, width) => photo.resize(Math.round(width * 0.2))],
    ['cut at the eyes', (photo) => photo.extract({ left: 225, top: 40, width: 280, height: 400 })],
  ];
  test.each(CHANGES)('%s is refused by the page for the same reason', async (_, change) => {
    const picture = await changed(FACES.astronaut, change);
    const { refusal } = await check(picture);
    expect(refusal).not.toBeNull();
    expect(refusal).toBe(await refusalOf(picture));
  });

  test.each(['shortBeard', 'braids', 'darkStudio', 'sunHat'] as const)(
    'of %s made darker or brighter, the page refuses nothing that the server would take',
    async (name) => {
      for (const light of [0.3, 0.4, 0.6, 1.6]) {
        const picture = await changed(FACES[name], (photo) => photo.linear(light, 0));
        if ((await check(picture)).refusal !== null) expect(await refusalOf(picture)).not.toBeNull();
      }
    },
  );

  test('three people are told apart, from left to right', async () => {
    const one = await changed(FACES.astronaut, (photo) => photo.extract({ left: 60, top: 0, width: 320, height: 420 }));
    const three = await sharp({ create: { width: 960, height: 420, channels: 3, background: '#ffffff' } })
      .composite([0, 320, 640].map((left) => ({ input: one, left, top: 0 })))
      .jpeg()
      .toBuffer();
    const { faces, refusal } = await check(three);
    expect(refusal).toBeNull();
    expect(faces.map(({ x, width }) => Math.floor((x + width / 2) * 3))).toEqual([0, 1, 2]);
  });

  test('a picture of nothing has no face', async () => {
    const blank = await sharp({ create: { width: 800, height: 800, channels: 3, background: '#88aacc' } })
      .png()
      .toBuffer();
    expect((await check(blank)).refusal).toBe(await refusalOf(blank));
  });
});

test('a photo that ends at the chin is taken, with a word on what would be better', async () => {
  const close = await changed(FACES.astronaut, (photo) =>
    photo.extract({ left: 100, top: 0, width: 250, height: 205 }),
  );
  expect(await refusalOf(close)).toBeNull();
  expect(await check(close)).toMatchObject({ refusal: null, advice: 'shoulders' });
});
