/**
 * What a person waits for, each figure beside its target: `npx tsx bench/web.ts`.
 * Starts the built product on a data folder of its own (run `npm run build` first).
 */

import { spawnSync } from 'node:child_process';
import { mkdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { type Browser, type BrowserContext, chromium, type Page } from '@playwright/test';
import { db } from '../lib/db.ts';
import { shareAvatars } from '../lib/sharing.ts';
import playwrightConfig from '../playwright.config.ts';
import { startPostgres } from '../server/embedded-postgres.ts';
import { type Product, removeFolder, startProduct, temporaryFolder } from '../tests/product.ts';
import { median, pictureShownAt, quantile } from './figures.ts';
import { seededPerson } from './people.ts';

const ACCEPT_ROUNDS = 20;
const SCREEN_ROUNDS = 7;
const HISTORY_ROUNDS = 40;
const HEALTH_ROUNDS = 200;

type Row = { what: string; measured: string; target: string; ok: boolean };
const rows: Row[] = [];

const ms = (value: number) => `${value.toFixed(1)} ms`;

function tell(what: string, measured: string, target: string, ok: boolean) {
  rows.push({ what, measured, target, ok });
  console.log(`${ok ? 'ok  ' : 'MISS'} ${what}: ${measured} (target ${target})`);
}

const dataDir = await temporaryFolder();
const product = await startProduct({ dataDir, env: { GUEST_DAILY_LIMIT: '100000' } });
const browser = await chromium.launch(playwrightConfig.use?.launchOptions ?? {});
try {
  Object.assign(process.env, {
    DATABASE_URL: (await startPostgres(dataDir)).url,
    DATA_DIR: dataDir,
    PUBLIC_URL: product.url,
    AUTH_SECRET: (await readFile(path.join(dataDir, 'auth-secret'), 'utf8')).trim(),
  });
  await measureJavaScript(product.url);
  await measureHistory(product.url);
  await measureAccepting(browser, product.url);
  await measureOnScreen(browser, product);
  await measureHealth(browser, product.url);
} finally {
  await browser.close();
  await db().$disconnect();
  await product.stop();
  await removeFolder(dataDir);
}
process.exitCode = rows.every((row) => row.ok) ? 0 : 1;

/** First-load JavaScript: the scripts that a page's HTML names, gzipped, against an empty page of the same framework. */
async function measureJavaScript(url: string) {
  const empty = await emptyPageBytes();
  console.log(`     empty page of the same framework: ${(empty / 1000).toFixed(1)} kB of JavaScript`);
  const person = await seededPerson(1);
  const [avatar] = await db().avatar.findMany({ where: { ownerId: person.id }, select: { id: true } });
  const { slug } = await shareAvatars(person.id, [avatar?.id ?? '']);
  for (const [page, limit, address = page] of [
    ['/', 1.12],
    ['/create', 1.5],
    ['/avatars', 1.4],
    ['/s/[slug]', 1.1, `/s/${slug}`],
    ['/privacy', 1.12],
  ] as const) {
    const bytes = await scriptBytes(`${url}${address}`, person.cookie);
    const ratio = bytes / empty;
    tell(
      `JavaScript of ${page}`,
      `${(bytes / 1000).toFixed(1)} kB, ${ratio.toFixed(2)} ×`,
      `≤ ${limit} ×`,
      ratio <= limit,
    );
  }
}

async function scriptBytes(address: string, cookie: string): Promise<number> {
  const html = await (await fetch(address, { headers: { cookie } })).text();
  const scripts = new Set(
    [...html.matchAll(/<script[^>]*\ssrc="([^"]+)"[^>]*>/g)]
      .filter(([tag]) => !/nomodule/i.test(tag ?? ''))
      .map(([, src]) => src ?? ''),
  );
  const sizes = await Promise.all(
    [...scripts].map(async (src) => gzipSync(await (await fetch(new URL(src, address))).arrayBuffer()).byteLength),
  );
  return sizes.reduce((sum, size) => sum + size, 0);
}

/** Builds a Next app with nothing in it, from the same packages, and reads which scripts its page names. */
async function emptyPageBytes(): Promise<number> {
  const root = path.resolve('bench', '.empty');
  await rm(root, { recursive: true, force: true });
  await mkdir(path.join(root, 'app'), { recursive: true });
  await symlink(path.resolve('node_modules'), path.join(root, 'node_modules'), 'dir');
  await writeFile(path.join(root, 'package.json'), '{"private":true,"type":"module"}');
  await writeFile(
    path.join(root, 'app', 'layout.jsx'),
    'export default ({ children }) => <html lang="en"><body>{children}</body></html>;',
  );
  await writeFile(path.join(root, 'app', 'page.jsx'), 'export default () => <p>Empty</p>;');
  await writeFile(
    path.join(root, 'next.config.mjs'),
    `export default { turbopack: { root: ${JSON.stringify(path.resolve('.'))} }, agentRules: false };`,
  );
  const built = spawnSync(process.execPath, ['../../node_modules/next/dist/bin/next', 'build'], {
    cwd: root,
    env: { ...process.env, NEXT_TELEMETRY_DISABLED: '1' },
    encoding: 'utf8',
  });
  if (built.status !== 0) throw new Error(`The empty app didn't build:\n${built.stdout}${built.stderr}`);
  const html = await readFile(path.join(root, '.next', 'server', 'app', 'index.html'), 'utf8');
  const scripts = new Set(
    [...html.matchAll(/<script[^>]*\ssrc="\/_next\/([^"]+)"[^>]*>/g)]
      .filter(([tag]) => !/nomodule/i.test(tag ?? ''))
      .map(([, src]) => src ?? ''),
  );
  const sizes = await Promise.all(
    [...scripts].map(async (src) => gzipSync(await readFile(path.join(root, '.next', src))).byteLength),
  );
  await rm(root, { recursive: true, force: true });
  return sizes.reduce((sum, size) => sum + size, 0);
}

async function measureHistory(url: string) {
  const people = { few: await seededPerson(100), many: await seededPerson(10_000) };
  await db().$executeRaw`ANALYZE avatars`;
  const times = { few: [] as number[], many: [] as number[] };
  const sizes = { few: 0, many: 0 };
  for (let round = -5; round < HISTORY_ROUNDS; round++) {
    for (const which of ['few', 'many'] as const) {
      const started = performance.now();
      const response = await fetch(`${url}/avatars`, { headers: { cookie: people[which].cookie } });
      const html = await response.text();
      if (round >= 0) times[which].push(performance.now() - started);
      sizes[which] = Buffer.byteLength(html);
    }
  }
  const time = median(times.many) / median(times.few);
  const size = sizes.many / sizes.few;
  tell(
    'history page at 10,000 avatars against 100, time',
    `${ms(median(times.many))} / ${ms(median(times.few))} = ${time.toFixed(2)} ×`,
    '≤ 1.2 ×',
    time <= 1.2,
  );
  tell(
    'history page at 10,000 avatars against 100, HTML',
    `${sizes.many} / ${sizes.few} bytes = ${size.toFixed(2)} ×`,
    '≤ 1.2 ×',
    size <= 1.2,
  );
}

async function studio(browser: Browser, url: string): Promise<{ page: Page; context: BrowserContext }> {
  const context = await browser.newContext({ baseURL: url, viewport: { width: 1440, height: 900 } });
  const page = await context.newPage();
  page.setDefaultTimeout(60_000);
  await page.goto('/create');
  const uploaded = page.waitForResponse(/\/api\/selfies\?/);
  await page.getByLabel('Selfie', { exact: true }).setInputFiles('tests/fixtures/astronaut.jpg');
  await uploaded;
  await page.getByRole('radio', { name: 'Comic' }).check();
  await page.getByRole('checkbox', { name: /permission/ }).check();
  return { page, context };
}

/**
 * From sending the form to the whole answer: the request that the page makes, sent again from here, so that the
 * browser's own work on this machine isn't counted. The worker draws meanwhile.
 */
async function measureAccepting(browser: Browser, url: string) {
  const { page, context } = await studio(browser, url);
  const sent = page.waitForRequest((request) => request.method() === 'POST' && request.url().endsWith('/create'));
  await page.getByRole('button', { name: 'Create avatars' }).click();
  const request = await sent;
  const headers = await request.allHeaders();
  const body = request.postDataBuffer();
  await page
    .getByRole('img', { name: /^Avatar/ })
    .first()
    .waitFor();
  await context.close();
  const own = Object.fromEntries(
    Object.entries(headers).filter(([name]) => !/^(:|host|content-length|connection)/.test(name)),
  );
  const times: number[] = [];
  for (let round = -5; round < ACCEPT_ROUNDS; round++) {
    const started = performance.now();
    const answer = await fetch(`${url}/create`, {
      method: 'POST',
      headers: own,
      ...(body ? { body: new Uint8Array(body) } : {}),
    });
    const text = await answer.text();
    if (round >= 0) times.push(performance.now() - started);
    if (!text.includes('"status":"queued"')) throw new Error(`Not accepted: ${answer.status} ${text.slice(0, 300)}`);
    await cancelAll();
  }
  tell('accepting a generation', `median ${ms(median(times))} of ${times.length}`, '≤ 60 ms', median(times) <= 60);
}

async function cancelAll() {
  await db().generation.updateMany({ where: { status: { in: ['queued', 'drawing'] } }, data: { status: 'cancelled' } });
}

/** From the engine's last stroke, by the worker's log, to the picture decoded in the page. */
async function measureOnScreen(browser: Browser, product: Product) {
  const { page, context } = await studio(browser, product.url);
  const times: number[] = [];
  for (let round = -1; round < SCREEN_ROUNDS; round++) {
    const shownAt = await pictureShownAt(page);
    const drawn = product.lines.findLast((line) => line.includes('picture.drawn')) ?? '';
    const drawnAt = Date.parse(/"time":"([^"]+)"/.exec(drawn)?.[1] ?? '');
    if (round >= 0) times.push(shownAt - drawnAt);
  }
  await context.close();
  tell(
    'engine finished to picture on screen',
    `median ${ms(median(times))} of ${times.length}`,
    '≤ 300 ms',
    median(times) <= 300,
  );
}

/** The web process's answers while the worker draws, against the same when it doesn't. */
async function measureHealth(browser: Browser, url: string) {
  const probe = async () => {
    const times: number[] = [];
    for (let i = 0; i < HEALTH_ROUNDS; i++) {
      const started = performance.now();
      await (await fetch(`${url}/api/health`)).text();
      times.push(performance.now() - started);
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    return times;
  };
  await probe();
  const idle = quantile(await probe(), 0.95);
  const { page, context } = await studio(browser, url);
  for (let i = 0; i < 6; i++) await page.getByRole('button', { name: 'Create avatars' }).click();
  await context.close();
  const drawing = quantile(await probe(), 0.95);
  const stillDrawing = await db().generation.count({ where: { status: { in: ['queued', 'drawing'] } } });
  console.log(`     ${stillDrawing} generations were still to draw when the probe ended`);
  const ratio = drawing / idle;
  tell(
    '/api/health p95 while drawing against idle',
    `${ms(drawing)} / ${ms(idle)} = ${ratio.toFixed(2)} ×`,
    '≤ 3 ×',
    ratio <= 3,
  );
}
