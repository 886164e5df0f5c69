/** Things that are put on a person. */
import { readFile } from 'node:fs/promises';
import { beforeAll, describe, expect, test } from 'vitest';
import type { Portrait } from '../../lib/engine/portrait/portrait.ts';
import { readPortrait } from '../../lib/engine/portrait/read.ts';
import { WEARABLES, type Wearable, type WearableName } from '../../lib/engine/scenes/choice.ts';
import { readPrompt } from '../../lib/engine/scenes/prompt.ts';
import { drawAnime } from '../../lib/engine/styles/anime.ts';
import { drawChibi } from '../../lib/engine/styles/chibi.ts';
import { drawComic } from '../../lib/engine/styles/comic.ts';
import { drawRealistic } from '../../lib/engine/styles/realistic.ts';
import { drawThreeD } from '../../lib/engine/styles/three-d.ts';
import { headroomFor, withFitting } from '../../lib/engine/wearables/fitting.ts';
import { wear } from '../../lib/engine/wearables/wear.ts';
import { FACES } from '../faces.ts';

const DRAWN = { realistic: drawRealistic, anime: drawAnime, '3d': drawThreeD, chibi: drawChibi, comic: drawComic };
const NAMES: readonly WearableName[] = Object.values(WEARABLES).flat();
const SIZE = { width: 256, height: 384, scale: 1 };

let portrait: Portrait;
beforeAll(async () => {
  portrait = await readPortrait(await readFile(FACES.astronaut), { ...SIZE, headroom: 0.23 });
});

const plainly = (name: WearableName): Wearable => ({ name, colour: null, words: name });
const bare = () => ({ image: portrait.person, alpha: portrait.alpha });

describe('a wearable', () => {
  test.each(NAMES)(
    '%s shows in every manner, the same each time, and leaves the figure it was given alone',
    async (name) => {
      const before = portrait.alpha.slice();
      for (const manner of ['photo', 'painted', 'inked'] as const) {
        const dressed = await wear(portrait, bare(), [plainly(name)], manner);
        const again = await wear(portrait, bare(), [plainly(name)], manner);
        expect(Buffer.compare(bytesOf(again.alpha), bytesOf(dressed.alpha))).toBe(0);
        expect(Buffer.compare(bytesOf(again.image.channels[0]), bytesOf(dressed.image.channels[0]))).toBe(0);
        const area = (dressed.worn ?? before).reduce((sum, cover) => sum + cover, 0);
        expect(area).toBeGreaterThan(60);
        expect(area).toBeLessThan(0.3 * before.length);
      }
      expect(Buffer.compare(bytesOf(portrait.alpha), bytesOf(before))).toBe(0);
    },
  );

  test('on top of the head reaches beyond the figure', async () => {
    const { alpha } = await wear(portrait, bare(), [plainly('tophat')], 'photo');
    const gained = alpha.filter((cover, i) => cover > 0.9 && (portrait.alpha[i] as number) < 0.1);
    expect(gained.length).toBeGreaterThan(500);
  });

  test('takes the colour that was asked for', async () => {
    const blue = await wear(portrait, bare(), [{ ...plainly('beanie'), colour: 'blue' }], 'painted');
    const [red, , deep] = blue.image.channels.map((channel) =>
      channel.reduce((sum, value, i) => sum + value * ((blue.worn?.[i] ?? 0) > 0.9 ? 1 : 0), 0),
    );
    expect(deep).toBeGreaterThan(1.5 * (red ?? 0));
  });

  test('needs room above the hair when it is tall', () => {
    expect(headroomFor([plainly('wizardhat')])).toBeGreaterThan(headroomFor([plainly('glasses')]));
  });

  test('is refused, and said to be, where the person wears their own', () => {
    const own = { ...portrait, regions: { ...portrait.regions, glasses: portrait.regions.skin } };
    const reading = withFitting(own, readPrompt('beach with sunglasses and a bow tie', 1));
    expect(reading.wearables.map(({ name }) => name)).toEqual(['bowtie']);
    expect(reading).toMatchObject({ used: ['beach', 'bow tie'], unused: ['sunglasses'] });
  });
});

describe.each(Object.entries(DRAWN))('the %s style', (_, draw) => {
  test('puts on what the prompt names', async () => {
    const alone = async (prompt: string) => {
      const scene = readPrompt(prompt, 1);
      const { image } = await draw(portrait, { scene, background: 'none', seed: 1, faceStrength: 1, guidance: 7.5 });
      return image.channels;
    };
    // A red hat, where without it nothing in the picture is as red.
    const [hatted, bareheaded] = [await alone('red beanie'), await alone('')];
    const redder = hatted[0].filter(
      (red, i) => red - (hatted[2][i] as number) > 0.35 && Math.abs(red - (bareheaded[0][i] as number)) > 0.1,
    );
    expect(redder.length).toBeGreaterThan(700);
  }, 60_000);
});

function bytesOf({ buffer, byteOffset, byteLength }: Float32Array): Uint8Array {
  return new Uint8Array(buffer, byteOffset, byteLength);
}
