/** The promise that nothing accepted is lost or doubled, whatever is killed when; bench/soak.ts does it for longer. */
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { db } from '@/lib/db';
import { readGeneration } from '@/lib/generation-views';
import { sessionCookie } from '@/lib/session-cookie';
import { startPostgres } from '../../server/embedded-postgres.ts';
import { createGeneration, createPerson, createSelfie } from '../factories.ts';
import { type FakeFaceGen, startFakeFaceGen } from '../fakes/face-gen.ts';
import { freePort, killDatabase, type Product, removeFolder, startProduct, temporaryFolder } from '../product.ts';
import { judge } from '../verdict.ts';

let upstream: FakeFaceGen;
let dataDir: string;
let product: Product;
let start: () => Promise<Product>;
const lines: string[] = [];
const accepted: string[] = [];

beforeAll(async () => {
  upstream = await startFakeFaceGen({ workMs: 300, webhooks: true });
  dataDir = await temporaryFolder();
  const port = await freePort();
  const settings = {
    ...{ FACE_GEN_URL: upstream.url, FACE_GEN_KEY: upstream.key, FACE_GEN_FALLBACK: 'embedded' },
    ...{ GUEST_DAILY_LIMIT: '1000', FACE_GEN_DEADLINE_SECONDS: '10', AUTH_SECRET: 'k'.repeat(40) },
  };
  start = () => startProduct({ dataDir, port, env: settings });
  product = await start();
  const { url } = await startPostgres(dataDir);
  Object.assign(process.env, { ...settings, DATABASE_URL: url, DATA_DIR: dataDir });
}, 120_000);

afterAll(async () => {
  await db().$disconnect();
  await product.stop();
  await upstream.close();
  await removeFolder(dataDir);
}, 60_000);

const ends = (id: string) =>
  vi.waitFor(
    async () => expect((await db().generation.findUniqueOrThrow({ where: { id } })).status).toMatch(/finished|failed/),
    { timeout: 60_000, interval: 100 },
  );

/** Something drawn here and something paid, both begun. */
async function begin(owner: string): Promise<string[]> {
  const { id: selfieId } = await createSelfie(owner);
  const small = { selfieId, width: 256, height: 256 };
  const made = [
    await createGeneration(owner, { ...small, style: 'realistic', engine: 'embedded' }),
    await createGeneration(owner, { ...small, prompt: `paid ${accepted.length}`, engine: 'face_gen', samples: 2 }),
  ].map(({ id }) => id);
  accepted.push(...made);
  await vi.waitFor(
    async () => expect(await db().generation.count({ where: { id: { in: made }, status: 'drawing' } })).toBe(2),
    { timeout: 30_000, interval: 10 },
  );
  return made;
}

test('while the database is restarted pages wait, streams go on, and what was begun ends', async () => {
  const owner = await createPerson();
  const { name, value } = await sessionCookie(owner);
  const headers = { cookie: `${name}=${value}` };
  const stream = await fetch(`${product.url}/api/events`, { headers });
  const told = collect(stream);
  const begun = await begin(owner);
  await killDatabase(dataDir);
  const pages = await Promise.all(
    ['/avatars', '/create', '/account'].map((page) => fetch(product.url + page, { headers })),
  );
  expect(pages.map(({ status }) => status)).toEqual([200, 200, 200]);
  for (const id of begun) await ends(id);
  for (const id of begun) {
    const { status } = (await readGeneration(owner, id)) ?? {};
    await expect.poll(() => told.text, { timeout: 10_000 }).toMatch(new RegExp(`${id}[^\\n]*"status":"${status}"`));
  }
  await stream.body?.cancel().catch(() => undefined);
}, 120_000);

/** What a stream has told so far. */
function collect(response: Response): { text: string } {
  const told = { text: '' };
  void (async () => {
    for await (const chunk of response.body as unknown as AsyncIterable<Uint8Array>) told.text += Buffer.from(chunk);
  })().catch(() => undefined);
  return told;
}

test('killed amid drawing, in turns, every accepted generation ends once, and is charged and paid once', async () => {
  const owner = await createPerson();
  const begun: string[] = [];
  for (const target of ['worker', 'everything', 'worker', 'supervisor'] as const) {
    begun.push(...(await begin(owner)));
    if (target === 'worker') {
      const worker = (await product.children()).find(({ program }) => program === 'worker');
      if (worker) process.kill(worker.pid, 'SIGKILL');
    } else {
      await product.kill(target);
      lines.push(...product.lines);
      product = await start();
    }
  }
  for (const id of begun) await ends(id);
  const verdict = await judge({ accepted, selfies: [], lines: [...lines, ...product.lines], dataDir, upstream });
  expect(verdict).toEqual({ lost: [], doubled: [], leaked: [], faults: [] });
}, 180_000);
