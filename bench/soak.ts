/**
 * `kill -9` of web, worker, database and supervisor at random moments of work under way: `npx tsx bench/soak.ts kill
 * [rounds] [--many] [--seed=N]`. Pictures are drawn by the embedded engine and through face_gen's stand-in, which counts
 * what is paid. With `--many`: a PostgreSQL of its own and two workers. Its last line counts rounds, faults, lost, doubled, leaked. Needs `npm run build`.
 */
import { randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { createGuest } from '../lib/accounts.ts';
import { db } from '../lib/db.ts';
import { seededRandom } from '../lib/engine/kernel/noise.ts';
import { generationInput } from '../lib/generation-input.ts';
import { requestAvatars } from '../lib/generations.ts';
import { startPostgres } from '../server/embedded-postgres.ts';
import { createSelfie, portraitFile } from '../tests/factories.ts';
import { startFakeFaceGen } from '../tests/fakes/face-gen.ts';
import { freePort, killDatabase, removeFolder, startProduct, temporaryFolder } from '../tests/product.ts';
import { judge } from '../tests/verdict.ts';
import { quantile } from './figures.ts';

const [kind, ...rest] = process.argv.slice(2);
const many = rest.includes('--many');
const rounds = Number(rest.find((word) => /^\d+$/.test(word)) ?? 200);
const seed = Number(rest.find((word) => word.startsWith('--seed='))?.slice(7) ?? Date.now() % 1_000_000);
if (kind !== 'kill') {
  console.error('Usage: npx tsx bench/soak.ts kill [rounds] [--many] [--seed=N]');
  process.exit(1);
}

const TARGETS = [
  'worker',
  'worker',
  'worker',
  'web',
  'web',
  'database',
  'database',
  'database',
  'supervisor',
  'everything',
] as const;
/** The moment of a kill, after something is being drawn. */
const MOMENT_MS = 1500;
/** What may be under way at once: more would only pile up. */
const UNDER_WAY = 6;
const RECOVERY_MS = 30_000;

const random = seededRandom(seed);
const pick = <T>(from: readonly T[]) => from[Math.floor(random() * from.length)] as T;
console.log(
  `seed ${seed}, ${rounds} rounds, ${many ? 'PostgreSQL of its own, two workers' : 'embedded database, one worker'}`,
);

const dataDir = await temporaryFolder();
const databaseFolder = many ? path.join(dataDir, 'database') : dataDir;
const upstream = await startFakeFaceGen({ workMs: 400, webhooks: true });
const ownDatabase = many ? await startPostgres(databaseFolder) : null;
const port = await freePort();
const env: Record<string, string> = {
  ...{ GUEST_DAILY_LIMIT: '1000000', UPLOADS_PER_ADDRESS: '1000000', GUESTS_PER_ADDRESS: '1000000' },
  ...{ AUTH_SECRET: 's'.repeat(40) },
  ...{ FACE_GEN_URL: upstream.url, FACE_GEN_KEY: upstream.key, FACE_GEN_FALLBACK: 'embedded' },
  ...{ FACE_GEN_CONCURRENCY: '4', FACE_GEN_TIMEOUT_SECONDS: '2', FACE_GEN_DEADLINE_SECONDS: '5' },
  ...(ownDatabase && { DATABASE_URL: ownDatabase.url, WORKERS: '2' }),
};
const start = () => startProduct({ dataDir, port, env });
let product = await start();
const database = ownDatabase ?? (await startPostgres(databaseFolder));
Object.assign(process.env, env, { DATABASE_URL: database.url, DATA_DIR: dataDir });

const lines: string[] = [];
const accepted: string[] = [];
const selfies: string[] = [];
const recoveries: number[] = [];
const faults: string[] = [];
const uploads = new Set<Promise<void>>();
const owner = await createGuest();
const { id: selfieId } = await createSelfie(owner);
const photo = await readFile(portraitFile);
const started = performance.now();

for (let round = 1; round <= rounds; round++) {
  await fill(round);
  upload();
  await drawing();
  await sleep(random() * MOMENT_MS);
  const target = pick(TARGETS);
  const killedAt = performance.now();
  try {
    await kill(target);
    recoveries.push(performance.now() - killedAt);
  } catch (error) {
    faults.push(`round ${round}, ${target}: ${error instanceof Error ? error.message : String(error)}`);
    console.log(faults.at(-1));
  }
  if (round % 10 === 0) {
    const minutes = (performance.now() - started) / 60_000;
    console.log(`${round} rounds in ${minutes.toFixed(1)} min, ${accepted.length} generations, last: ${target}`);
  }
}
await Promise.all(uploads);
if (!(await until(async () => (await underWay()) === 0, 120_000))) faults.push('not everything ended in two minutes');
lines.push(...product.lines);
await product.stop();
if (!many) await startPostgres(databaseFolder);

const verdict = await judge({ accepted, selfies, lines, dataDir, upstream });
for (const [word, sentences] of Object.entries(verdict)) for (const each of sentences) console.log(`${word}: ${each}`);
const states = await db().generation.groupBy({ by: ['status', 'failureCode'], _count: true });
console.log(states.map(({ status, failureCode, _count }) => `${status} ${failureCode ?? ''} ${_count}`).join(', '));
console.log(`paid ${upstream.paid} requests`);
const count = { faults: faults.length + verdict.faults.length };
console.log(
  `back after a kill: median ${quantile(recoveries, 0.5).toFixed(0)} ms, p95 ${quantile(recoveries, 0.95).toFixed(0)} ms; ${selfies.length} selfies sent`,
);
await db().$disconnect();
await upstream.close();
await database.stop();
await removeFolder(dataDir);
console.log(
  `${rounds} rounds, ${count.faults} faults, ${verdict.lost.length} lost, ${verdict.doubled.length} doubled, ${verdict.leaked.length} leaked`,
);
process.exit(count.faults + verdict.lost.length + verdict.doubled.length + verdict.leaked.length === 0 ? 0 : 1);

/** Asks until enough is under way. What fails while the database is away may have been accepted: its record tells. */
async function fill(round: number): Promise<void> {
  for (let i = 0; (await underWay()) < UNDER_WAY && i < UNDER_WAY; i++) {
    const prompt = `round ${round}, ${i}`;
    const engine = random() < 0.2 ? 'embedded' : 'face_gen';
    const style = engine === 'embedded' ? 'realistic' : 'comic';
    const samples = random() < 0.2 ? 2 : 1;
    const wish = { selfieId, consent: true, engine, style, samples, prompt, width: 256, height: 256, steps: 21 };
    const views = await requestAvatars(owner, generationInput.parse(wish)).catch(() => []);
    accepted.push(...views.map(({ id }) => id));
  }
}

/** A new person's selfie, on its way while something is killed: only an answered one is counted on. */
function upload(): void {
  const sending = fetch(`${product.url}/api/selfies?id=${randomUUID()}`, { method: 'POST', body: photo })
    .then(async (response) => {
      if (response.status === 201) selfies.push(((await response.json()) as { id: string }).id);
    })
    .catch(() => undefined)
    .finally(() => uploads.delete(sending));
  uploads.add(sending);
}

/** Kills, and resolves when all runs again and answers. */
async function kill(target: (typeof TARGETS)[number]): Promise<void> {
  if (target === 'supervisor' || target === 'everything') {
    await product.kill(target);
    lines.push(...product.lines);
    product = await start();
    return;
  }
  if (target === 'database') {
    await killDatabase(databaseFolder);
    if (many) await startPostgres(databaseFolder);
  } else {
    const { pid } = pick((await product.children()).filter(({ program }) => program === target)) ?? {};
    if (pid !== undefined) process.kill(pid, 'SIGKILL');
  }
  const wanted = many ? 3 : 2;
  const back = async () => (await product.children()).length === wanted && (await isWell());
  if (!(await until(back, RECOVERY_MS))) throw new Error('not back in half a minute');
}

async function isWell(): Promise<boolean> {
  const response = await fetch(`${product.url}/api/health`, { headers: { connection: 'close' } });
  return response.ok && ((await response.json()) as { worker: string }).worker === 'ok';
}

/** Until something is being drawn; not for long, as all may have ended just now. */
async function drawing(): Promise<void> {
  await until(async () => (await db().generation.count({ where: { status: 'drawing' } })) > 0, 3000);
}

async function underWay(): Promise<number> {
  for (let attempt = 0; ; attempt++) {
    try {
      return await db().generation.count({ where: { status: { in: ['queued', 'drawing'] } } });
    } catch (error) {
      if (attempt === 100) throw error;
      await sleep(100);
    }
  }
}

async function until(holds: () => Promise<boolean>, ms: number): Promise<boolean> {
  for (const end = performance.now() + ms; performance.now() < end; await sleep(25)) {
    if (await holds().catch(() => false)) return true;
  }
  return false;
}
