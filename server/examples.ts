/** `npm run examples`: draws the pictures of the start page and of the style cards anew, from the portrait of the tests. */
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import sharp from 'sharp';
import { createEngine, type EngineStyle } from '../lib/engine/engine.ts';

const ROOT = path.resolve(import.meta.dirname, '..');
const PORTRAIT = path.join(ROOT, 'tests/fixtures/astronaut.jpg');
const FOLDER = path.join(ROOT, 'public/examples');
const SIZE = { width: 512, height: 768 } as const;
/** Width of the start page's smaller versions, and the size of a style card's picture, in pixels. */
const NARROW = 360;
const CARD = { width: 256, height: 320 } as const;

const EXAMPLES: { file: string; style: EngineStyle; prompt: string }[] = [
  { file: 'realistic-city', style: 'realistic', prompt: 'city at night' },
  { file: 'anime-blossom', style: 'anime', prompt: 'cherry blossom' },
  { file: '3d', style: '3d', prompt: '' },
  { file: 'chibi-beach', style: 'chibi', prompt: 'beach' },
  { file: 'comic', style: 'comic', prompt: '' },
];

const engine = createEngine({
  threadFile: path.join(ROOT, 'dist/engine-thread.js'),
  modelsDir: path.join(ROOT, 'lib/engine/models'),
  threads: 1,
});
try {
  const photo = await readFile(PORTRAIT);
  for (const { file, style, prompt } of EXAMPLES) {
    const { picture } = await draw(photo, style, prompt);
    await sharp(picture)
      .webp({ quality: 82 })
      .toFile(path.join(FOLDER, `${file}.webp`));
    await sharp(picture)
      .resize(NARROW)
      .webp({ quality: 80 })
      .toFile(path.join(FOLDER, `${file}-${NARROW}.webp`));
    // The card shows the style; a scene would be part of the prompt.
    const plain = prompt === '' || style === 'anime' ? picture : (await draw(photo, style, '')).picture;
    // A chibi's head is most of it.
    const kept =
      style === 'chibi'
        ? { left: 16, top: 30, width: 480, height: 600 }
        : { left: 0, top: 64, width: 512, height: 640 };
    const card = sharp(plain).extract(kept).resize(CARD).webp({ quality: 66, effort: 6 });
    await card.toFile(path.join(FOLDER, `style-${style}.webp`));
    console.log(`${style}${prompt === '' ? '' : `, ${prompt}`}`);
  }
} finally {
  await engine.close();
}

function draw(photo: Uint8Array, style: EngineStyle, prompt: string) {
  const usual = { negativePrompt: '', background: 'scene', seed: 7, faceStrength: 1, guidance: 7.5 } as const;
  return engine.draw({ photo, style, prompt, ...usual, ...SIZE, steps: 41 });
}
