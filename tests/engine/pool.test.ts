/** What the engine promises to whoever asks it for a picture: through its threads, as the worker uses it. */
import { mkdir, mkdtemp, readFile, rm } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { createEngine, type DrawRequest, ENGINE_STYLES, type Engine } from '../../lib/engine/engine.ts';

vi.setConfig({ testTimeout: 120_000 });

const root = fileURLToPath(new URL('../..', import.meta.url));
const modelsDir = path.join(root, 'lib/engine/models');
/** Prompts by which the test's thread dies in the middle of a drawing. */
const DEATHS = { throws: 'die of an exception', exits: 'die by leaving' };

let folder: string;
let threadFile: string;
let photo: Buffer;
let engine: Engine;

beforeAll(async () => {
  // Beneath node_modules, so that the bundle finds the packages that it leaves out.
  const cache = path.join(root, 'node_modules/.cache');
  await mkdir(cache, { recursive: true });
  folder = await mkdtemp(path.join(cache, 'engine-test-'));
  threadFile = path.join(folder, 'thread.mjs');
  await buildThread(threadFile);
  photo = await readFile(path.join(root, 'tests/fixtures/astronaut.jpg'));
  engine = createEngine({ threadFile, modelsDir, threads: 1 });
}, 60_000);

afterAll(async () => {
  await engine.close();
  await rm(folder, { recursive: true, force: true });
});

/** The engine's own thread, with two prompts that kill it: nothing else about it is changed. */
async function buildThread(outfile: string): Promise<void> {
  const contents = `
    import runTask from './lib/engine/thread.ts';
    export default async function (task) {
      const prompt = task.kind === 'draw' ? task.request.prompt : '';
      if (prompt === ${JSON.stringify(DEATHS.throws)}) {
        setImmediate(() => { throw new Error('the thread was told to die'); });
        return new Promise(() => {});
      }
      if (prompt === ${JSON.stringify(DEATHS.exits)}) process.exit(1);
      return runTask(task);
    }`;
  await build({
    stdin: { contents, resolveDir: root, loader: 'js' },
    outfile,
    bundle: true,
    platform: 'node',
    format: 'esm',
    packages: 'external',
    logLevel: 'silent',
  });
}

const blank = () =>
  sharp({ create: { width: 400, height: 400, channels: 3, background: '#777777' } })
    .png()
    .toBuffer();

const request = (changes: Partial<DrawRequest> = {}): DrawRequest => ({
  photo,
  style: 'comic',
  background: 'scene',
  prompt: '',
  width: 256,
  height: 384,
  seed: 1,
  negativePrompt: '',
  steps: 21,
  faceStrength: 1,
  guidance: 7.5,
  ...changes,
});

describe('a drawing', () => {
  test.each(ENGINE_STYLES)('%s is a PNG of the size asked for, without metadata', async (style) => {
    const drawing = await engine.draw(request({ style, width: 320, height: 448 }));
    expect(drawing).toMatchObject({ width: 320, height: 448, seed: 1 });
    const facts = await sharp(drawing.picture).metadata();
    expect(facts).toMatchObject({ format: 'png', width: 320, height: 448, channels: 3, space: 'srgb' });
    expect([facts.exif, facts.icc, facts.xmp]).toEqual([undefined, undefined, undefined]);
  });

  test.each(ENGINE_STYLES)('%s without a background is clear at the corners and solid on the face', async (style) => {
    const { picture } = await engine.draw(request({ style, background: 'none' }));
    const { data, info } = await sharp(picture).raw().toBuffer({ resolveWithObject: true });
    expect(info.channels).toBe(4);
    const alphaAt = (x: number, y: number) => data[(y * info.width + x) * 4 + 3];
    expect([alphaAt(2, 2), alphaAt(info.width - 3, 2)]).toEqual([0, 0]);
    expect(alphaAt(info.width / 2, Math.round(info.height * 0.42))).toBe(255);
  });

  test('the same seed gives the same bytes, another seed another picture', async () => {
    const first = await engine.draw(request({ seed: 4_294_967_295 }));
    const again = await engine.draw(request({ seed: 4_294_967_295 }));
    const other = await engine.draw(request({ seed: 2 }));
    expect(Buffer.compare(first.picture, again.picture)).toBe(0);
    expect(Buffer.compare(first.picture, other.picture)).not.toBe(0);
  });

  test('tells which words of the prompt it used, and its progress, which only rises', async () => {
    const steps: number[] = [];
    const onProgress = (fraction: number) => steps.push(fraction);
    const { used, unused } = await engine.draw(request({ prompt: 'beach, riding a dragon' }), { onProgress });
    expect(used).toContain('beach');
    expect(unused).toContain('dragon');
    expect(steps.length).toBeGreaterThan(3);
    expect(steps).toEqual([...steps].sort((a, b) => a - b));
    expect(steps.at(-1)).toBe(1);
  });
});

describe('inspecting', () => {
  test('finds the face in fractions of the photo', async () => {
    const { box, score } = await engine.inspect(photo);
    expect(score).toBeGreaterThan(0.9);
    expect(box.x + box.width).toBeLessThan(1);
    expect(box.y + box.height).toBeLessThan(1);
  });

  test('a refusal keeps its code across the thread', async () => {
    const blank = { create: { width: 400, height: 400, channels: 3 as const, background: '#777777' } };
    const empty = await sharp(blank).png().toBuffer();
    const noFace = { name: 'EngineError', code: 'no_face', retryable: false };
    await expect(engine.inspect(empty)).rejects.toMatchObject(noFace);
    await expect(engine.draw(request({ photo: empty }))).rejects.toMatchObject(noFace);
    await expect(engine.inspect(Buffer.from('text'))).rejects.toMatchObject({ code: 'unreadable' });
  });
});

describe('what can be asked of a finished picture', () => {
  test('its likeness is high for the selfie itself and null without a face', async () => {
    const { picture } = await engine.draw(request({ style: 'realistic', width: 512, height: 768 }));
    expect(await engine.likeness(photo, picture)).toBeGreaterThanOrEqual(80);
    expect(await engine.likeness(photo, await blank())).toBeNull();
  });

  test('it becomes twice as large, and what was transparent stays so', async () => {
    const { picture } = await engine.draw(request({ background: 'none' }));
    const large = await engine.upscale(picture);
    expect(await sharp(large).metadata()).toMatchObject({ format: 'png', width: 512, height: 768, channels: 4 });
    const [before, after] = await Promise.all([picture, large].map((png) => sharp(png).extractChannel(3).stats()));
    expect(after?.channels[0]?.mean).toBeCloseTo(before?.channels[0]?.mean ?? Number.NaN, 0);
  });

  test('what is enlarged gives the picture back when it is reduced', async () => {
    const { picture } = await engine.draw(request());
    const back = await sharp(await engine.upscale(picture))
      .resize(256, 384, { kernel: 'linear' })
      .raw()
      .toBuffer();
    const own = await sharp(picture).raw().toBuffer();
    const error = back.reduce((sum, value, i) => sum + Math.abs(value - (own[i] ?? 0)), 0) / own.length;
    expect(error).toBeLessThan(4);
  });

  test('the person can be cut out of it', async () => {
    const { picture } = await engine.draw(request({ width: 512, height: 768 }));
    const { data, info } = await sharp(await engine.cutOut(picture))
      .raw()
      .toBuffer({ resolveWithObject: true });
    expect(info).toMatchObject({ width: 512, height: 768, channels: 4 });
    const alphaAt = (x: number, y: number) => data[(y * info.width + x) * 4 + 3];
    expect([alphaAt(4, 4), alphaAt(256, 322)]).toEqual([0, 255]);
  });

  test('a picture that cannot be read, or holds nobody, is refused with its reason', async () => {
    await expect(engine.upscale(Buffer.from('text'))).rejects.toMatchObject({ code: 'unreadable' });
    await expect(engine.cutOut(await blank())).rejects.toMatchObject({ code: 'no_face' });
  });

  test('enlarging stops when it is told to', async () => {
    const large = await sharp(photo).resize(1500, 1500).png().toBuffer();
    const stop = new AbortController();
    const enlarging = engine.upscale(large, { signal: stop.signal });
    setTimeout(() => stop.abort(), 20);
    await expect(enlarging).rejects.toMatchObject({ code: 'cancelled' });
    await expect(engine.inspect(photo)).resolves.toHaveProperty('box');
  });
});

describe('stopping', () => {
  test('a drawing under way stops within 200 ms, and the next one succeeds', async () => {
    const stop = new AbortController();
    let stoppedAt = Number.NaN;
    const onProgress = () => {
      stoppedAt = performance.now();
      stop.abort();
    };
    const drawing = engine.draw(request(), { signal: stop.signal, onProgress });
    await expect(drawing).rejects.toMatchObject({ name: 'EngineError', code: 'cancelled', retryable: false });
    expect(performance.now() - stoppedAt).toBeLessThan(200);
    await expect(engine.draw(request())).resolves.toMatchObject({ width: 256 });
  });

  test('a drawing that waits for a thread stops too', async () => {
    const stop = new AbortController();
    const first = engine.inspect(photo);
    const waiting = engine.draw(request(), { signal: stop.signal });
    stop.abort();
    await expect(waiting).rejects.toMatchObject({ code: 'cancelled' });
    await expect(first).resolves.toHaveProperty('box');
  });

  test('a signal that has already fired starts nothing', async () => {
    const draw = engine.draw(request(), { signal: AbortSignal.abort() });
    await expect(draw).rejects.toMatchObject({ code: 'cancelled' });
  });
});

describe('a thread that dies', () => {
  test.each(Object.entries(DEATHS))('%s: its own drawing fails, the next task succeeds', async (_, prompt) => {
    const crashed = { name: 'EngineError', code: 'crashed', retryable: true };
    await expect(engine.draw(request({ prompt }))).rejects.toMatchObject(crashed);
    await expect(engine.inspect(photo)).resolves.toHaveProperty('box');
  });

  test('leaves the one beside it alone', async () => {
    const pair = createEngine({ threadFile, modelsDir, threads: 2 });
    const beside = pair.inspect(photo);
    await expect(pair.draw(request({ prompt: DEATHS.throws }))).rejects.toMatchObject({ code: 'crashed' });
    await expect(beside).resolves.toHaveProperty('box');
    await pair.close();
  });

  test('a thread that cannot start fails the drawing instead of letting it wait', async () => {
    const broken = createEngine({ threadFile: path.join(folder, 'missing.mjs'), modelsDir, threads: 1 });
    await expect(broken.draw(request())).rejects.toMatchObject({ code: 'crashed' });
    await broken.close();
  });

  test('missing weights fail the drawing', async () => {
    const broken = createEngine({ threadFile, modelsDir: path.join(folder, 'nowhere'), threads: 1 });
    await expect(broken.draw(request())).rejects.toMatchObject({ code: 'crashed' });
    await broken.close();
  });
});
