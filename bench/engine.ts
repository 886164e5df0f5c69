/**
 * The engine against the prototype that it replaces: one drawing of 512 × 768 from a photo's bytes to a PNG, warm.
 *
 *     npx tsx bench/engine.ts --prototype FOLDER --photos a.jpg b.jpg [--rounds 3] [--styles anime,comic]
 *
 * The last columns are the networks, decoding and encoding alone: what no better drawing can save.
 * FOLDER is an installed copy of the prototype. The two draw in turn, one thread each, so that a busy machine slows
 * both; the first round only warms up. PASS means that the engine takes at most 0.3 of the prototype's time.
 */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { readFile, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { createEngine, ENGINE_STYLES, type EngineStyle } from '../lib/engine/engine.ts';
import { median } from './figures.ts';

const { values, positionals } = parseArgs({
  options: {
    prototype: { type: 'string' },
    photos: { type: 'string', multiple: true },
    rounds: { type: 'string', default: '3' },
    styles: { type: 'string', default: ENGINE_STYLES.join() },
  },
  allowPositionals: true,
});
const photos = [...(values.photos ?? []), ...positionals];
const rounds = Number(values.rounds);
if (values.prototype === undefined || photos.length === 0) {
  console.error(
    'Usage: npx tsx bench/engine.ts --prototype FOLDER --photos a.jpg b.jpg [--rounds 3] [--styles anime,comic]',
  );
  process.exit(2);
}

/** The prototype's default, and the part of its time that the engine may take. */
const PROTOTYPE_SCALE = 1.5;
const PROTOTYPE_NAMES: Record<EngineStyle, string> = {
  ...{ realistic: 'realistic', anime: 'anime', '3d': 'threeD', chibi: 'chibi', comic: 'comic' },
};
const LARGEST_RATIO = 0.3;

type Prototype = (photo: string, style: EngineStyle) => Promise<void>;

/** The prototype's own way from file to file, at its usual scale. */
async function loadPrototype(folder: string): Promise<Prototype> {
  const load = (file: string) => import(pathToFileURL(path.resolve(folder, file)).href);
  const { prep, save } = await load('prep.mjs');
  const target = path.join(os.tmpdir(), `engine-bench-${process.pid}.png`);
  return async (photo, style) => {
    const { prepOpts, [PROTOTYPE_NAMES[style]]: draw } = await load(`styles/${style}.mjs`);
    const portrait = await prep(photo, { K: PROTOTYPE_SCALE, parse: 'lite', ...prepOpts });
    await save(await draw(portrait, ''), target);
    await rm(target);
  };
}

async function milliseconds(work: () => Promise<unknown>): Promise<number> {
  const start = performance.now();
  await work();
  return performance.now() - start;
}

const prototype = await loadPrototype(values.prototype);
// Apart from the prototype, whose networks would share their runtime with ours.
const networksProcess = fork(path.resolve('bench/engine-networks.ts'), { execArgv: ['--import', 'tsx'] });
async function networksAlone(photo: string): Promise<number> {
  networksProcess.send(photo);
  const [answer] = await once(networksProcess, 'message');
  return answer;
}
const engine = createEngine({
  threadFile: path.resolve('dist/engine-thread.js'),
  modelsDir: path.resolve('lib/engine/models'),
  threads: 1,
});
const drawOnce = async (photo: string, style: EngineStyle) =>
  engine.draw({
    photo: await readFile(photo),
    style,
    prompt: '',
    background: 'scene',
    negativePrompt: '',
    width: 512,
    height: 768,
    seed: 1,
    steps: 31,
    faceStrength: 1,
    guidance: 7.5,
  });
let failed = false;
console.log('style       photo                     engine  prototype  ratio        networks alone');
const wanted = values.styles.split(',');
for (const style of ENGINE_STYLES.filter((known) => wanted.includes(known))) {
  for (const photo of photos) {
    const ours: number[] = [];
    const theirs: number[] = [];
    const networks: number[] = [];
    for (let round = 0; round <= rounds; round++) {
      const engineMs = await milliseconds(() => drawOnce(photo, style));
      const networksMs = await networksAlone(photo);
      const prototypeMs = await milliseconds(() => prototype(photo, style));
      if (round === 0) continue;
      ours.push(engineMs);
      theirs.push(prototypeMs);
      networks.push(networksMs);
    }
    const ratio = median(ours) / median(theirs);
    failed ||= ratio > LARGEST_RATIO;
    const columns = [
      style.padEnd(11),
      path.basename(photo).padEnd(24),
      `${Math.round(median(ours))} ms`.padStart(8),
      `${Math.round(median(theirs))} ms`.padStart(9),
      ratio.toFixed(2).padStart(6),
      ratio <= LARGEST_RATIO ? 'PASS' : 'FAIL',
      `${Math.round(median(networks))} ms`.padStart(12),
    ];
    console.log(columns.join(' '));
  }
}
await engine.close();
networksProcess.kill();
process.exit(failed ? 1 : 0);
