/**
 * What drawing takes of a machine: the process's largest resident memory, and the throughput of two drawings at once
 * against one after the other.
 *
 *     npx tsx bench/engine-load.ts photo.jpg …
 *
 * PASS means at most 700 MB, and at least 1.6 times as much from two threads on two cores. Every style of every photo
 * is drawn at 512 × 768; the first rounds only warm up. It runs with the allocator's settings that workers are given.
 */
import { spawnSync } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { createEngine, ENGINE_STYLES, type EngineStyle } from '../lib/engine/engine.ts';
import { ALLOCATOR } from '../server/allocator.ts';
import { median } from './figures.ts';

const MOST_MEGABYTES = 700;
const LEAST_GAIN = 1.6;
/** Paired rounds of one thread and two: the medians are compared, so that a busy moment says nothing. */
const ROUNDS = 3;
/** V8 goes on making code faster for as many. */
const WARM_ROUNDS = 4;

if (process.env.MALLOC_ARENA_MAX !== ALLOCATOR.MALLOC_ARENA_MAX) {
  const env = { ...process.env, ...ALLOCATOR };
  const args = [...process.execArgv, ...process.argv.slice(1)];
  process.exit(spawnSync(process.execPath, args, { env, stdio: 'inherit' }).status ?? 1);
}

const photos = await Promise.all(process.argv.slice(2).map((file) => readFile(file)));
if (photos.length === 0) {
  console.error('Usage: npx tsx bench/engine-load.ts photo.jpg …');
  process.exit(2);
}

const wishes = photos.flatMap((photo) => ENGINE_STYLES.map((style) => ({ photo, style })));
const engine = createEngine({
  threadFile: path.resolve('dist/engine-thread.js'),
  modelsDir: path.resolve('lib/engine/models'),
  threads: 2,
});
await picturesPerSecond(1, wishes);
const memoryOfOne = process.resourceUsage().maxRSS / 1000;
for (let round = 0; round < WARM_ROUNDS; round++) await picturesPerSecond(2, [...wishes, ...wishes]);
const ones: number[] = [];
const twos: number[] = [];
for (let round = 0; round < ROUNDS; round++) {
  ones.push(await picturesPerSecond(1, wishes));
  twos.push(await picturesPerSecond(2, wishes));
}
const [one, two] = [median(ones), median(twos)];
const memory = process.resourceUsage().maxRSS / 1000;
await engine.close();

console.log(`one at a time ${(60 * one).toFixed(1)} pictures a minute, two at once ${(60 * two).toFixed(1)}`);
const failures = [
  report('two at once against one', LEAST_GAIN, (two / one).toFixed(2), two / one >= LEAST_GAIN),
  report('memory with one thread', MOST_MEGABYTES, `${Math.round(memoryOfOne)} MB`, memoryOfOne <= MOST_MEGABYTES),
  report('memory with two threads', MOST_MEGABYTES, `${Math.round(memory)} MB`, memory <= MOST_MEGABYTES),
];
process.exit(failures.includes(true) ? 1 : 0);

/** @returns whether the figure misses its limit */
function report(name: string, limit: number, shown: string, passes: boolean): boolean {
  console.log(`${name.padEnd(26)} ${shown.padStart(8)} (limit ${limit}) ${passes ? 'PASS' : 'FAIL'}`);
  return !passes;
}

async function picturesPerSecond(
  atOnce: number,
  tasks: readonly { photo: Uint8Array; style: EngineStyle }[],
): Promise<number> {
  const left = [...tasks];
  const start = performance.now();
  const drawNext = async (): Promise<void> => {
    for (let task = left.shift(); task !== undefined; task = left.shift()) {
      await engine.draw({
        ...{ ...task, prompt: '', negativePrompt: '', background: 'scene', width: 512, height: 768 },
        ...{ seed: 1, steps: 31, faceStrength: 1, guidance: 7.5 },
      });
    }
  };
  await Promise.all(Array.from({ length: atOnce }, drawNext));
  return tasks.length / ((performance.now() - start) / 1000);
}
