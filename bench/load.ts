/**
 * The product under many people and on many workers, each figure beside its target: `npx tsx bench/load.ts`.
 * Needs `npm run build`, and nginx and wrk on the PATH (Debian's packages of these names).
 */
import { spawn, spawnSync } from 'node:child_process';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import sharp from 'sharp';
import { createGuest } from '../lib/accounts.ts';
import { db } from '../lib/db.ts';
import { generationInput } from '../lib/generation-input.ts';
import { requestAvatars } from '../lib/generations.ts';
import { sessionCookie } from '../lib/session-cookie.ts';
import { startPostgres } from '../server/embedded-postgres.ts';
import { createAvatar, createSelfie, portraitFile } from '../tests/factories.ts';
import { startFakeFaceGen } from '../tests/fakes/face-gen.ts';
import { freePort, type Product, removeFolder, startProduct, temporaryFolder } from '../tests/product.ts';
import { quantile } from './figures.ts';

const UPSTREAM_MS = 500;
/** Requests that the upstream takes at once, for each worker. */
const ROOM = 2;
const PICTURES = 60;
const BROWSERS = 200;
const DRAWN_MEANWHILE = 20;
/** A person looks at a page for so long. */
const LOOK_MS = 10_000;
const BROWSING_MS = 40_000;
const THUMBS = 12;
const REQUESTS = 10_000;
const GENERATIONS = 500;

let missed = false;
function tell(what: string, measured: string, target: string, ok: boolean) {
  missed ||= !ok;
  console.log(`${ok ? 'ok  ' : 'MISS'} ${what}: ${measured} (target ${target})`);
}

const dataDir = await temporaryFolder();
const postgres = await startPostgres(path.join(dataDir, 'database'));
const picture = await sharp(portraitFile.pathname).resize(512, 768).png().toBuffer();
const upstream = await startFakeFaceGen({ workMs: UPSTREAM_MS, webhooks: true, picture });
const secret = { AUTH_SECRET: 'b'.repeat(40) };
const common = { DATABASE_URL: postgres.url, GUEST_DAILY_LIMIT: '1000000', ...secret };
Object.assign(process.env, { ...common, DATA_DIR: dataDir });

try {
  const only = process.argv[2];
  if (!only || only === 'workers') await measureWorkers();
  if (!only || only === 'browsing') await withProduct({}, measureBrowsing);
  if (!only || only === 'bytes') await withProduct({ WORKERS: '0' }, measureBytes);
  if (!only || only === 'memory') await withProduct(remote(8), measureMemory);
} finally {
  await db().$disconnect();
  await upstream.close();
  await postgres.stop();
  await removeFolder(dataDir);
}
process.exit(missed ? 1 : 0);

function remote(room: number): Record<string, string> {
  return { FACE_GEN_URL: upstream.url, FACE_GEN_KEY: upstream.key, FACE_GEN_CONCURRENCY: String(room) };
}

async function withProduct(env: Record<string, string>, work: (product: Product) => Promise<void>) {
  const product = await startProduct({ dataDir, env: { ...common, ...env } });
  Object.assign(process.env, { FACE_GEN_URL: '', FACE_GEN_KEY: '', ...env });
  try {
    await work(product);
  } finally {
    await product.stop();
  }
}

/** People with a selfie who ask for so many generations each. */
async function ask(people: number, each: number): Promise<void> {
  for (let i = 0; i < people; i++) {
    const owner = await createGuest();
    const input = generationInput.parse({ selfieId: (await createSelfie(owner)).id, style: 'comic', consent: true });
    for (let n = 0; n < each; n++) await requestAvatars(owner, input);
  }
}

async function allEnded(): Promise<void> {
  while ((await db().generation.count({ where: { status: { in: ['queued', 'drawing'] } } })) > 0) await sleep(50);
}

/** Pictures a second with 1, 2 and 4 workers, each with room for `ROOM` requests upstream. */
async function measureWorkers() {
  const rates: number[] = [];
  for (const workers of [1, 2, 4]) {
    await withProduct({ ...remote(workers * ROOM), WORKERS: String(workers) }, async ({ lines }) => {
      // Their start takes processor time of its own.
      while (lines.filter((line) => line.includes('worker.ready')).length < workers) await sleep(50);
      await ask(workers, PICTURES);
      await allEnded();
      const [row] = await db().$queryRaw<{ seconds: number; count: number }[]>`
        SELECT extract(epoch FROM max(ended_at) - min(started_at))::float8 AS seconds, count(*)::int AS count
        FROM (SELECT * FROM generations WHERE status = 'finished' ORDER BY created_at DESC LIMIT ${workers * PICTURES}) g`;
      const rate = (row?.count ?? 0) / (row?.seconds ?? 0);
      rates.push(rate);
      const linear = (rates[0] ?? 0) * workers;
      const ratio = rate / linear;
      const detail = `${row?.count} pictures, ${rate.toFixed(2)} a second, ${ratio.toFixed(2)} × linear`;
      tell(`${workers} worker${workers === 1 ? '' : 's'}`, detail, '≥ 0.9 × linear', ratio >= 0.9);
    });
  }
}

/** People who open their history with its thumbnails, look, and open it again, while the embedded engine draws. */
async function measureBrowsing(product: Product) {
  const people = [];
  for (let i = 0; i < BROWSERS; i++) {
    const owner = await createGuest();
    const { id } = await createAvatar(owner);
    const { name, value } = await sessionCookie(owner);
    people.push({ id, cookie: `${name}=${value}` });
  }
  await ask(DRAWN_MEANWHILE, 1);
  const pages: number[] = [];
  let errors = 0;
  const end = performance.now() + BROWSING_MS;
  const get = async (address: string, cookie: string) => {
    const response = await fetch(product.url + address, { headers: { cookie } });
    await response.arrayBuffer();
    if (!response.ok) errors++;
  };
  await Promise.all(
    people.map(async ({ id, cookie }, i) => {
      await sleep((i / BROWSERS) * LOOK_MS);
      while (performance.now() < end) {
        const started = performance.now();
        await get('/avatars', cookie);
        pages.push(performance.now() - started);
        await Promise.all(Array.from({ length: THUMBS }, () => get(`/images/avatars/${id}?size=thumb`, cookie)));
        await sleep(Math.max(0, LOOK_MS - (performance.now() - started)));
      }
    }),
  );
  const drawing = await db().generation.count({ where: { status: { in: ['queued', 'drawing'] } } });
  const p95 = quantile(pages, 0.95);
  const detail = `${pages.length} pages, p95 ${p95.toFixed(0)} ms, median ${quantile(pages, 0.5).toFixed(0)} ms, ${errors} errors`;
  tell(
    `${BROWSERS} people browsing while ${DRAWN_MEANWHILE} generate`,
    detail,
    '≤ 300 ms, 0 errors',
    p95 <= 300 && errors === 0,
  );
  console.log(`     ${drawing} generations were still to draw at the end`);
  await allEnded();
}

/** The same picture from the product, with its owner's cookie, and from nginx. */
async function measureBytes(product: Product) {
  const owner = await createGuest();
  const { id } = await createAvatar(owner, {}, picture);
  const { name, value } = await sessionCookie(owner);
  const own = `${product.url}/images/avatars/${id}`;
  const root = path.join(dataDir, 'nginx');
  await mkdir(root);
  await writeFile(path.join(root, 'avatar.png'), picture);
  const port = await freePort();
  await writeFile(
    path.join(root, 'nginx.conf'),
    `daemon off; ${process.getuid?.() === 0 ? 'user root;' : ''} worker_processes auto; pid ${root}/pid; error_log stderr;
     events { worker_connections 64; }
     http { access_log off; sendfile on; types { image/png png; } server { listen 127.0.0.1:${port}; root ${root}; } }`,
  );
  const nginx = spawn('nginx', ['-c', path.join(root, 'nginx.conf'), '-e', 'stderr'], { stdio: 'inherit' });
  try {
    await sleep(500);
    const rates = { own: [] as number[], nginx: [] as number[] };
    for (let round = 0; round < 5; round++) {
      rates.own.push(bytesPerSecond(own, `${name}=${value}`));
      rates.nginx.push(bytesPerSecond(`http://127.0.0.1:${port}/avatar.png`, ''));
    }
    const [ours, theirs] = [quantile(rates.own, 0.5), quantile(rates.nginx, 0.5)];
    const mb = (bytes: number) => `${(bytes / 1e6).toFixed(0)} MB/s`;
    tell(
      `a picture of ${(picture.byteLength / 1000).toFixed(0)} kB against nginx`,
      `${mb(ours)} / ${mb(theirs)} = ${(ours / theirs).toFixed(2)} ×, medians of 5`,
      '≥ 0.5 ×',
      ours >= theirs / 2,
    );
  } finally {
    nginx.kill();
  }
}

function bytesPerSecond(url: string, cookie: string): number {
  const { stdout } = spawnSync('wrk', ['-t1', '-c8', '-d3s', '-H', `Cookie: ${cookie}`, url], { encoding: 'utf8' });
  const [, amount, unit] = /Transfer\/sec:\s+([\d.]+)([KMG]?)B/.exec(stdout) ?? [];
  if (!amount || /Non-2xx/.test(stdout)) throw new Error(`wrk: ${stdout}`);
  return Number(amount) * 1024 ** ['', 'K', 'M', 'G'].indexOf(unit ?? '');
}

/** The web process's own memory before and after many requests and generations, once it is warm. */
async function measureMemory(product: Product) {
  const owner = await createGuest();
  const { id } = await createAvatar(owner, {}, picture);
  const { name, value } = await sessionCookie(owner);
  const addresses = [
    '/avatars',
    '/create',
    `/avatars/${id}`,
    `/images/avatars/${id}?size=thumb`,
    `/images/avatars/${id}`,
  ];
  const requests = async (count: number) => {
    let next = 0;
    const one = async () => {
      while (next < count) {
        const response = await fetch(product.url + addresses[next++ % addresses.length], {
          headers: { cookie: `${name}=${value}` },
        });
        await response.arrayBuffer();
        if (!response.ok) throw new Error(`${response.url} answered ${response.status}`);
      }
    };
    await Promise.all(Array.from({ length: 8 }, one));
  };
  await requests(REQUESTS / 5);
  const before = await webMemory(product);
  const asking = ask(GENERATIONS / 10, 10);
  await requests(REQUESTS);
  await asking;
  await allEnded();
  const after = await webMemory(product);
  const ratio = after / before;
  tell(
    `memory of the web process over ${REQUESTS} requests and ${GENERATIONS} generations`,
    `${before.toFixed(0)} → ${after.toFixed(0)} MB = ${ratio.toFixed(2)} ×`,
    '0.9–1.1 ×',
    ratio <= 1.1 && ratio >= 0.9,
  );
}

/** Resident memory in MB: the median of some readings. */
async function webMemory(product: Product): Promise<number> {
  const web = (await product.children()).find(({ program }) => program === 'web');
  const readings: number[] = [];
  for (let i = 0; i < 15; i++) {
    const status = await readFile(`/proc/${web?.pid}/status`, 'utf8');
    readings.push(Number(/VmRSS:\s+(\d+) kB/.exec(status)?.[1]) / 1000);
    await sleep(200);
  }
  return quantile(readings, 0.5);
}
