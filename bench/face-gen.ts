/**
 * How well the product uses what face_gen gives it, each figure beside its target: `npx tsx bench/face-gen.ts`.
 * Starts the built product (run `npm run build` first) with two workers against the tests' face_gen, which takes
 * 1.5 s for a picture.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { chromium } from '@playwright/test';
import sharp from 'sharp';
import { createGuest } from '../lib/accounts.ts';
import { db } from '../lib/db.ts';
import { generationInput } from '../lib/generation-input.ts';
import { requestAvatars } from '../lib/generations.ts';
import playwrightConfig from '../playwright.config.ts';
import { startPostgres } from '../server/embedded-postgres.ts';
import { createSelfie, portraitFile } from '../tests/factories.ts';
import { type FakeFaceGenOptions, startFakeFaceGen } from '../tests/fakes/face-gen.ts';
import { removeFolder, startProduct, temporaryFolder } from '../tests/product.ts';
import { median, pictureShownAt } from './figures.ts';

const WORK_MS = 1500;
const LIMIT = 5;
const PEOPLE = 10;
const EACH = 10;
const SCREEN_ROUNDS = 15;
/** The first poll comes when the upstream said that it would be ready, the next a second later. */
const POLL_INTERVAL_MS = 1000;

let missed = false;
function tell(what: string, measured: string, target: string, ok: boolean) {
  missed ||= !ok;
  console.log(`${ok ? 'ok  ' : 'MISS'} ${what}: ${measured} (target ${target})`);
}

const seconds = (value: number) => `${value.toFixed(2)} s`;

const options: FakeFaceGenOptions = {
  workMs: WORK_MS,
  webhooks: true,
  picture: await sharp(portraitFile.pathname).resize(512, 768).png().toBuffer(),
};
const fake = await startFakeFaceGen(options);
const dataDir = await temporaryFolder();
const product = await startProduct({
  dataDir,
  env: {
    ...{ FACE_GEN_URL: fake.url, FACE_GEN_KEY: fake.key, FACE_GEN_CONCURRENCY: String(LIMIT) },
    ...{ WORKERS: '2', GUEST_DAILY_LIMIT: '100000' },
  },
});
const browser = await chromium.launch(playwrightConfig.use?.launchOptions ?? {});
try {
  Object.assign(process.env, {
    DATABASE_URL: (await startPostgres(dataDir)).url,
    ...{ DATA_DIR: dataDir, FACE_GEN_URL: fake.url, FACE_GEN_KEY: fake.key, GUEST_DAILY_LIMIT: '100000' },
  });
  await measureLine();
  await measureOnScreen('by webhook', 300);
  options.webhooks = false;
  await measureOnScreen('polled', POLL_INTERVAL_MS);
} finally {
  await browser.close();
  await db().$disconnect();
  await product.stop();
  await fake.close();
  await removeFolder(dataDir);
}
// What asked for generations keeps a connection to the queue.
process.exit(missed ? 1 : 0);

/** Ten people ask for ten pictures each, all at once. */
async function measureLine() {
  const people = [];
  for (let i = 0; i < PEOPLE; i++) {
    const owner = await createGuest();
    people.push({ owner, selfieId: (await createSelfie(owner)).id });
  }
  const begun = fake.paid;
  await Promise.all(
    people.map(async ({ owner, selfieId }) => {
      const input = generationInput.parse({ selfieId, style: 'comic', consent: true });
      for (let i = 0; i < EACH; i++) await requestAvatars(owner, input);
    }),
  );
  const count = people.length * EACH;
  for (;;) {
    const open = await db().generation.count({ where: { status: { in: ['queued', 'drawing'] } } });
    if (open === 0) break;
    await sleep(250);
  }
  const rows = await db().generation.findMany({
    select: { ownerId: true, status: true, createdAt: true, endedAt: true },
  });
  const finished = rows.flatMap(({ endedAt, status, ...row }) =>
    status === 'finished' && endedAt ? [{ ...row, endedAt }] : [],
  );
  const start = Math.min(...finished.map(({ createdAt }) => createdAt.getTime()));
  const end = Math.max(...finished.map(({ endedAt }) => endedAt.getTime()));
  const waits = people.map(({ owner }) => {
    const own = finished.filter(({ ownerId }) => ownerId === owner);
    return (
      own.reduce((sum, { createdAt, endedAt }) => sum + endedAt.getTime() - createdAt.getTime(), 0) / own.length / 1000
    );
  });
  const took = (end - start) / 1000;
  const ideal = ((count / LIMIT) * WORK_MS) / 1000;
  const [fastest, slowest] = [Math.min(...waits), Math.max(...waits)];
  tell('generations that finished', `${finished.length} of ${count}`, 'all', finished.length === count);
  tell('paid requests', `${fake.paid - begun}`, `${count}`, fake.paid - begun === count);
  tell('in flight at most', `${fake.inFlightMax}`, `≤ ${LIMIT}`, fake.inFlightMax <= LIMIT);
  tell(
    'all finished',
    `${seconds(took)}, ${(took / ideal).toFixed(3)} × the ideal ${seconds(ideal)}`,
    '≤ 1.1 ×',
    took <= 1.1 * ideal,
  );
  tell(
    'mean wait of the slowest person',
    `${seconds(slowest)}, ${(slowest / fastest).toFixed(2)} × the fastest’s ${seconds(fastest)}`,
    '≤ 1.5 ×',
    slowest <= 1.5 * fastest,
  );
}

/** From the moment when the upstream has a picture to the moment when it is on a person's screen. */
async function measureOnScreen(how: string, targetMs: number) {
  const context = await browser.newContext();
  const page = await context.newPage();
  await page.goto(`${product.url}/create`);
  await page.getByLabel('Selfie', { exact: true }).setInputFiles(portraitFile.pathname);
  await page.getByRole('checkbox', { name: /permission/ }).check();
  const times: number[] = [];
  for (let round = -1; round < SCREEN_ROUNDS; round++) {
    const shownAt = await pictureShownAt(page);
    const job = fake.jobs.at(-1);
    // The first round warms up.
    if (job && round >= 0) times.push(shownAt - (performance.timeOrigin + job.readyAt));
  }
  await context.close();
  const middle = median(times);
  tell(
    `on screen after it was ready, ${how}`,
    `median ${Math.round(middle)} ms of ${times.length}, at most ${Math.round(Math.max(...times))} ms`,
    `median ≤ ${targetMs} ms`,
    middle <= targetMs,
  );
}
