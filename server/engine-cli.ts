/** `npm run engine -- photo.jpg --style comic --out avatar.png`: one avatar from the command line. */
import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { createEngine, type DrawRequest, ENGINE_STYLES } from '../lib/engine/engine.ts';
import { EngineError } from '../lib/engine/errors.ts';

const HELP = `Usage: npm run engine -- PHOTO --style STYLE [--prompt TEXT] [--out FILE] …

  --style STYLE            ${ENGINE_STYLES.join(', ')}
  --prompt TEXT            a place, colours, mood
  --negative-prompt TEXT   what to leave out
  --out FILE               PNG; avatar.png
  --width N, --height N    256–512 × 256–768; 512 × 768
  --seed N                 0–4294967295; 1
  --steps 21|31|41         draft, usual, best; 31
  --face-strength N        0 restyles boldly, 2 stays close to the photo; 1
  --guidance N             1–20, how strongly the prompt takes hold; 7.5
  --transparent            nothing behind the person
  --upscale                twice the width and height
  --help

Ends with 0 when the avatar was written, 1 when the photo was refused, 2 when the command can't be understood.`;

class UsageError extends Error {}

type Command = { photoFile: string; out: string; large: boolean; request: Omit<DrawRequest, 'photo'> };

function readCommand(args: string[]): Command | 'help' {
  const { values, positionals } = parse(args);
  if (values.help) return 'help';
  const [photoFile, extra] = positionals;
  if (photoFile === undefined) throw new UsageError('Give a photo.');
  if (extra !== undefined) throw new UsageError(`Give one photo; ${extra} is one too many.`);
  const style = ENGINE_STYLES.find((known) => known === values.style);
  if (style === undefined) throw new UsageError(`--style is one of ${ENGINE_STYLES.join(', ')}.`);
  const steps = ([21, 31, 41] as const).find((known) => String(known) === values.steps);
  if (steps === undefined) throw new UsageError('--steps is 21, 31 or 41.');
  return {
    photoFile,
    out: values.out,
    large: values.upscale,
    request: {
      style,
      steps,
      prompt: values.prompt,
      negativePrompt: values['negative-prompt'],
      background: values.transparent ? 'none' : 'scene',
      width: whole('--width', values.width, 256, 512),
      height: whole('--height', values.height, 256, 768),
      seed: whole('--seed', values.seed, 0, 4_294_967_295),
      faceStrength: number('--face-strength', values['face-strength'], 0, 2),
      guidance: number('--guidance', values.guidance, 1, 20),
    },
  };
}

function parse(args: string[]) {
  try {
    return parseArgs({
      args,
      allowPositionals: true,
      options: {
        style: { type: 'string' },
        prompt: { type: 'string', default: '' },
        'negative-prompt': { type: 'string', default: '' },
        out: { type: 'string', default: 'avatar.png' },
        width: { type: 'string', default: '512' },
        height: { type: 'string', default: '768' },
        seed: { type: 'string', default: '1' },
        steps: { type: 'string', default: '31' },
        'face-strength': { type: 'string', default: '1' },
        guidance: { type: 'string', default: '7.5' },
        transparent: { type: 'boolean', default: false },
        upscale: { type: 'boolean', default: false },
        help: { type: 'boolean', default: false },
      },
    });
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error));
  }
}

function number(flag: string, text: string, least: number, most: number): number {
  const value = text.trim() === '' ? Number.NaN : Number(text);
  if (!(value >= least && value <= most)) throw new UsageError(`${flag} is a number from ${least} to ${most}.`);
  return value;
}

function whole(flag: string, text: string, least: number, most: number): number {
  const value = number(flag, text, least, most);
  if (!Number.isInteger(value)) throw new UsageError(`${flag} is a whole number.`);
  return value;
}

async function draw({ photoFile, out, large, request }: Command): Promise<void> {
  const root = path.resolve(import.meta.dirname, '..');
  const photo = await readFile(photoFile).catch(() => {
    throw new UsageError(`${photoFile} can't be read.`);
  });
  const engine = createEngine({
    threadFile: path.join(root, 'dist/engine-thread.js'),
    modelsDir: path.join(root, 'lib/engine/models'),
    threads: 1,
  });
  try {
    const onProgress = (fraction: number) => {
      if (process.stderr.isTTY) process.stderr.write(`\rDrawing ${Math.round(fraction * 100)} %`);
    };
    const drawing = await engine.draw({ photo, ...request }, { onProgress });
    if (process.stderr.isTTY) process.stderr.write('\n');
    await writeFile(out, large ? await engine.upscale(drawing.picture) : drawing.picture);
    if (drawing.unused.length > 0) console.error(`Not used of the prompt: ${drawing.unused.join(', ')}`);
    console.log(out);
  } finally {
    await engine.close();
  }
}

try {
  const command = readCommand(process.argv.slice(2));
  if (command === 'help') console.log(HELP);
  else await draw(command);
} catch (error) {
  if (!(error instanceof UsageError || error instanceof EngineError)) throw error;
  console.error(error instanceof UsageError ? `${error.message}\nSee npm run engine -- --help` : error.message);
  process.exitCode = error instanceof UsageError ? 2 : 1;
}
