/** `npm run engine:sheet -- FOLDER`: every style of every photo in a folder on one contact sheet. */
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { parseArgs } from 'node:util';
import sharp, { type OverlayOptions } from 'sharp';
import { createEngine, ENGINE_STYLES, type Engine, type EngineStyle } from '../lib/engine/engine.ts';
import { EngineError } from '../lib/engine/errors.ts';

const USAGE = 'Usage: npm run engine:sheet -- FOLDER [--out sheet.png] [--prompt TEXT] [--seed N]';
const PHOTO = /\.(jpe?g|png|webp|avif)$/i;
/** Pixels of a cell, and of the label above it. */
const CELL = { width: 256, height: 384, label: 28 } as const;

type Wishes = { prompt: string; seed: number };

async function main(): Promise<void> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      out: { type: 'string', default: 'sheet.png' },
      prompt: { type: 'string', default: '' },
      seed: { type: 'string', default: '1' },
    },
  });
  const [folder] = positionals;
  const seed = Number(values.seed);
  if (folder === undefined || !Number.isInteger(seed) || seed < 0 || seed > 4_294_967_295) throw new Error(USAGE);
  const files = (await readdir(folder)).filter((file) => PHOTO.test(file)).sort();
  if (files.length === 0) throw new Error(`${folder} holds no photo.`);
  const root = path.resolve(import.meta.dirname, '..');
  const engine = createEngine({
    threadFile: path.join(root, 'dist/engine-thread.js'),
    modelsDir: path.join(root, 'lib/engine/models'),
    threads: 1,
  });
  const parts: OverlayOptions[] = [];
  try {
    for (const [row, file] of files.entries()) {
      console.error(`${row + 1} of ${files.length}: ${file}`);
      const photo = await readFile(path.join(folder, file));
      parts.push(...cell(row, 0, file, await fitted(photo).catch(() => words('This file can’t be read.'))));
      for (const [column, style] of ENGINE_STYLES.entries()) {
        parts.push(...cell(row, column + 1, style, await drawn(engine, photo, style, { prompt: values.prompt, seed })));
      }
    }
  } finally {
    await engine.close();
  }
  const width = (ENGINE_STYLES.length + 1) * CELL.width;
  const height = files.length * (CELL.height + CELL.label);
  await sharp({ create: { width, height, channels: 3, background: '#ffffff' } })
    .composite(parts)
    .png()
    .toFile(values.out);
  console.log(values.out);
}

/** The avatar, or the sentence by which the photo was refused. */
async function drawn(engine: Engine, photo: Uint8Array, style: EngineStyle, wishes: Wishes): Promise<Buffer> {
  try {
    const { picture } = await engine.draw({
      ...{ photo, style, ...wishes, negativePrompt: '', background: 'scene', width: 512, height: 768 },
      ...{ steps: 31, faceStrength: 1, guidance: 7.5 },
    });
    return await fitted(picture);
  } catch (error) {
    if (error instanceof EngineError) return words(error.message);
    throw error;
  }
}

function fitted(picture: Uint8Array): Promise<Buffer> {
  const { width, height } = CELL;
  return sharp(picture).autoOrient().resize(width, height, { fit: 'contain', background: '#e8e8e8' }).png().toBuffer();
}

function cell(row: number, column: number, label: string, input: Buffer): OverlayOptions[] {
  const left = column * CELL.width;
  const top = row * (CELL.height + CELL.label);
  const text = svg(CELL.label, `<text x="8" y="20" font-size="16">${escaped(label)}</text>`);
  return [
    { input: text, left, top },
    { input, left, top: top + CELL.label },
  ];
}

/** A cell that says something, about thirty letters a line. */
function words(sentence: string): Buffer {
  const lines = sentence.match(/.{1,30}(?:\s|$)/g) ?? [sentence];
  const text = lines.map((line, i) => `<tspan x="12" y="${150 + i * 24}">${escaped(line.trim())}</tspan>`).join('');
  return svg(CELL.height, `<rect width="100%" height="100%" fill="#eeeeee"/><text font-size="15">${text}</text>`);
}

function svg(height: number, content: string): Buffer {
  const size = `width="${CELL.width}" height="${height}"`;
  return Buffer.from(`<svg xmlns="http://www.w3.org/2000/svg" ${size} font-family="sans-serif">${content}</svg>`);
}

function escaped(text: string): string {
  return text.replace(/[<>&]/g, (sign) => `&#${sign.charCodeAt(0)};`);
}

try {
  await main();
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 2;
}
