/** What the embedded engine reads from a prompt, and the scenes that it paints. */
import { describe, expect, test } from 'vitest';
import type { Image } from '../../lib/engine/kernel/image.ts';
import { between, seededRandom } from '../../lib/engine/kernel/noise.ts';
import { COLOURS, MOODS, SCENE_NAMES, type SceneChoice } from '../../lib/engine/scenes/choice.ts';
import { readPrompt } from '../../lib/engine/scenes/prompt.ts';
import { paintScene } from '../../lib/engine/scenes/scene.ts';
import { ANYWHERE, COLOUR_WORDS, MOOD_WORDS, SCENE_WORDS, WEARABLE_WORDS } from '../../lib/engine/scenes/vocabulary.ts';

const entries = <Name extends string>(words: Record<Name, string>) =>
  Object.entries<string>(words).flatMap(([name, list]) => list.split(', ').map((word) => [name, word] as const));

describe('a prompt', () => {
  test.each(entries(SCENE_WORDS))('finds the scene "%s" in "%s" and says so', (scene, word) => {
    const reading = readPrompt(`A portrait of me at the ${word.toUpperCase()}!`, 1);
    expect(reading).toMatchObject({ scene, used: [word.toUpperCase()], unused: [] });
  });

  test.each(entries(COLOUR_WORDS))('finds the colour "%s" in "%s"', (colour, word) => {
    expect(readPrompt(`in ${word}, please`, 1)).toMatchObject({ colour, used: [word], unused: [] });
  });

  test.each(entries(MOOD_WORDS))('finds the mood "%s" in "%s"', (mood, word) => {
    expect(readPrompt(`with ${word} light`, 1)).toMatchObject({ mood, unused: [] });
  });

  test('reads scene, colour and mood together, and keeps the order and spelling of the words', () => {
    expect(readPrompt('Dramatic blue Space', 1)).toMatchObject({
      scene: 'space',
      colour: 'blue',
      mood: 'dramatic',
      used: ['Dramatic', 'blue', 'Space'],
      unused: [],
    });
  });

  test.each([
    ['mountains', 'mountain'],
    ['beaches', 'beach'],
    ['cities', 'city'],
    ['falling leaves', 'autumn'],
    ['Cherry blossoms', 'sakura'],
  ])('reads the plural "%s"', (words, scene) => {
    expect(readPrompt(words, 1)).toMatchObject({ scene, used: [words], unused: [] });
  });

  test.each(['seaside-ish', 'scarf', 'firefighter', 'barn', 'starch', 'icing', 'carpark'])(
    'does not find a scene inside the word "%s"',
    (word) => {
      expect(readPrompt(word, 1).unused).toContain(word.split('-').at(-1));
    },
  );

  test('names the words that did not shape the picture once each, in order, without stop words', () => {
    const reading = readPrompt('Me riding a dragon, riding and juggling on the beach with warm light', 1);
    expect(reading.used).toEqual(['dragon', 'warm']);
    expect(reading.unused).toEqual(['riding', 'juggling', 'beach']);
  });

  test('lets a second scene give the light of the first', () => {
    expect(readPrompt('beach at sunset', 1)).toMatchObject({ scene: 'beach', mood: 'warm', used: ['beach', 'sunset'] });
  });

  test('does not paint what is not wanted', () => {
    expect(readPrompt('no beach, without snow', 1)).toMatchObject({
      scene: null,
      colour: null,
      mood: null,
      used: ['no beach', 'without snow'],
      unused: [],
    });
  });

  test('leaves out what the negative prompt names, and says so', () => {
    const reading = readPrompt('pink beach with a top hat', 1, { negativePrompt: 'beach, pink, top hat, ugly' });
    expect(reading).toMatchObject({ scene: null, colour: null, wearables: [] });
    expect(reading.used).toEqual(['no beach', 'no pink', 'no top hat']);
    expect(reading.unused).toContain('no ugly');
    for (let seed = 0; seed < 20; seed += 1) {
      expect(readPrompt('travel', seed, { negativePrompt: 'beach' }).scene).not.toBe('beach');
    }
  });

  test('takes hold more strongly with more guidance', () => {
    const strengths = [1, 4, 7.5, 12, 20].map((guidance) => readPrompt('', 1, { guidance }).strength);
    expect(strengths).toEqual(strengths.toSorted((a, b) => a - b));
    expect(strengths[2]).toBe(1);
  });

  test.each(entries(WEARABLE_WORDS))('finds "%s" to wear in "%s"', (name, word) => {
    expect(readPrompt(`me with a ${word}`, 1).wearables.map((wearable) => wearable.name)).toContain(name);
  });

  test('gives a colour to the thing that follows it, and takes none for hair, eyes or clothes', () => {
    const reading = readPrompt('red bow tie, blue eyes, pink long hair', 1);
    expect(reading).toMatchObject({ colour: null, used: ['red bow tie'] });
    expect(reading.wearables).toEqual([{ name: 'bowtie', colour: 'red', words: 'red bow tie' }]);
    expect(reading.unused).toEqual(['blue', 'eyes', 'pink', 'long', 'hair']);
  });

  test('puts one thing in each place', () => {
    const reading = readPrompt('crown, sunglasses and a beanie', 1);
    expect(reading.wearables.map(({ name }) => name)).toEqual(['crown', 'sunglasses']);
    expect(reading.unused).toEqual(['beanie']);
  });

  test('leaves an open wish to the seed, and answers it the same each time', () => {
    for (const word of Object.keys(ANYWHERE)) {
      const scenes = [1, 2, 3, 4, 5, 6, 7].map((seed) => readPrompt(word, seed).scene);
      expect(new Set(scenes).size).toBeGreaterThan(1);
      expect(readPrompt(word, 3)).toEqual(readPrompt(word, 3));
    }
  });

  test('finds nothing in an empty prompt', () => {
    expect(readPrompt('', 1)).toMatchObject({
      scene: null,
      colour: null,
      mood: null,
      wearables: [],
      used: [],
      unused: [],
    });
  });

  test.each(['constructor', '__proto__', 'toString', 'hasOwnProperty', 'valueOf'])('is not fooled by "%s"', (word) => {
    expect(readPrompt(word, 1)).toMatchObject({ scene: null, colour: null, mood: null, used: [] });
  });

  test('reads 2,000 characters of any Unicode text quickly and without failing', () => {
    const pieces = [
      'a',
      'beach ',
      '\ud800',
      '\udc00',
      '😀',
      'é',
      'e\u0301',
      '\u202e',
      '\u0000',
      ' ',
      '((',
      '\\',
      'ß',
      '海',
      'ا',
      '\n',
      '-',
      '<svg>',
      '9',
    ];
    const random = seededRandom(20);
    const random2000 = () => {
      let text = '';
      while (text.length < 2000) {
        text +=
          random() < 0.5
            ? String.fromCharCode(Math.floor(between(random, 0, 65536)))
            : (pieces[Math.floor(random() * pieces.length)] ?? '');
      }
      return text.slice(0, 2000);
    };
    const repeated = pieces.map((piece) => piece.repeat(2000).slice(0, 2000));
    const started = performance.now();
    for (const text of [...repeated, ...Array.from({ length: 100 }, random2000)]) {
      const reading = readPrompt(text, 7);
      expect(new Set(reading.unused).size).toBe(reading.unused.length);
    }
    // About 2 ms each on a slow machine; a search that goes back over the text would take minutes.
    expect(performance.now() - started).toBeLessThan(5000);
  });
});

const NOTHING: SceneChoice = readPrompt('', 1);
const SIZES = [
  { width: 96, height: 144 },
  { width: 128, height: 128 },
];

describe('a painted scene', () => {
  test.each([...SCENE_NAMES, null])(
    'shows %s at any size, drawn and photographic, in colours that exist',
    async (scene) => {
      for (const size of SIZES) {
        for (const flat of [true, false]) {
          const image = await paintScene({ ...NOTHING, scene }, { ...size, seed: 4, flat });
          expect(image).toMatchObject(size);
          expect(rangeOf(image)).toEqual('within 0–1');
        }
      }
    },
  );

  test.each([...SCENE_NAMES, null])('of %s is the same for a seed, and another for another', async (scene) => {
    const paint = (seed: number) => paintScene({ ...NOTHING, scene }, { width: 96, height: 144, seed, flat: false });
    const [first, again, other] = [await paint(11), await paint(11), await paint(12)];
    expect(differenceOf(first, again)).toBe(0);
    expect(differenceOf(first, other)).toBeGreaterThan(0.01);
  });

  test('takes the colour that was asked for', async () => {
    for (const colour of Object.keys(COLOURS) as (keyof typeof COLOURS)[]) {
      const size = { width: 96, height: 144, seed: 4, flat: false };
      for (const scene of ['beach', null] as const) {
        const [plain, coloured] = [
          await paintScene({ ...NOTHING, scene }, size),
          await paintScene({ ...NOTHING, scene, colour }, size),
        ];
        const off = (image: Image) => distance(meanOf(image), COLOURS[colour]);
        expect(off(coloured)).toBeLessThan(Math.max(off(plain), 0.12));
      }
    }
  });

  test.each(MOODS)('changes with a %s mood', async (mood) => {
    const size = { width: 96, height: 144, seed: 4, flat: false };
    const plain = await paintScene({ ...NOTHING, scene: 'beach' }, size);
    const moody = await paintScene({ ...NOTHING, scene: 'beach', mood }, size);
    expect(differenceOf(plain, moody)).toBeGreaterThan(0.01);
    expect(rangeOf(moody)).toEqual('within 0–1');
  });
});

function rangeOf({ channels }: Image): string {
  for (const channel of channels) {
    for (const value of channel) if (!(value >= 0 && value <= 1)) return `holds ${value}`;
  }
  return 'within 0–1';
}

function meanOf({ channels }: Image): number[] {
  return channels.map((channel) => channel.reduce((sum, value) => sum + value, 0) / channel.length);
}

function distance(from: readonly number[], to: readonly number[]): number {
  return Math.hypot(...from.map((value, index) => value - (to[index] ?? 0)));
}

/** The mean difference of all values. */
function differenceOf(first: Image, second: Image): number {
  let sum = 0;
  first.channels.forEach((channel, index) => {
    channel.forEach((value, i) => {
      sum += Math.abs(value - (second.channels[index as 0 | 1 | 2][i] ?? 0));
    });
  });
  return sum / (3 * first.channels[0].length);
}
