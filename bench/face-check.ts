/**
 * The look for a face that the page takes before a photo is sent: how much it fetches, and how long it takes, at the
 * first photo and at later ones: `npx tsx bench/face-check.ts`. Starts the built product (run `npm run build` first).
 */
import { gzipSync } from 'node:zlib';
import { chromium, type Page } from '@playwright/test';
import playwrightConfig from '../playwright.config.ts';
import { removeFolder, startProduct, temporaryFolder } from '../tests/product.ts';
import { median } from './figures.ts';

const ROUNDS = 7;
const PHOTO = 'tests/fixtures/astronaut.jpg';
/** About a fifth of a photo of 12 megapixels. */
const MOST_KILOBYTES = 850;

const dataDir = await temporaryFolder();
const product = await startProduct({ dataDir, env: {} });
const browser = await chromium.launch(playwrightConfig.use?.launchOptions ?? {});
try {
  const page = await browser.newPage({ baseURL: product.url });
  const files: Promise<{ path: string; bytes: number; sent: number }>[] = [];
  page.on('response', (response) => {
    const { pathname } = new URL(response.url());
    if (pathname.startsWith('/face-check/')) {
      files.push(
        response.body().then((body) => {
          const packed = response.headers()['content-encoding'] !== undefined;
          return { path: pathname, bytes: body.byteLength, sent: packed ? gzipSync(body).byteLength : body.byteLength };
        }),
      );
    }
  });
  await page.goto('/create');
  await page.waitForLoadState('networkidle');
  console.log(`fetched before a photo is chosen: ${files.length} files`);
  const first = await timeCheck(page);
  const fetched = await Promise.all(files);
  for (const { path, bytes, sent } of fetched) {
    console.log(`  ${path.padEnd(44)} ${kilobytes(bytes)} kB, sent as ${kilobytes(sent)} kB`);
  }
  const total = fetched.reduce((sum, { sent }) => sum + sent, 0) / 1000;
  const later: number[] = [];
  for (let round = 0; round < ROUNDS; round++) later.push(await timeCheck(page));
  const ok = total <= MOST_KILOBYTES;
  console.log(
    `${ok ? 'ok  ' : 'MISS'} all that the check fetches: ${total.toFixed(0)} kB (target ≤ ${MOST_KILOBYTES} kB)`,
  );
  console.log(`     the first photo: ${first.toFixed(0)} ms, with fetching from this machine`);
  console.log(`     a later photo: median ${median(later).toFixed(0)} ms of ${ROUNDS}`);
  process.exitCode = ok ? 0 : 1;
} finally {
  await browser.close();
  await product.stop();
  await removeFolder(dataDir);
}

/** From choosing a photo to its first byte leaving, milliseconds. */
async function timeCheck(page: Page): Promise<number> {
  const sent = page.waitForRequest(/\/api\/selfies\?/);
  const answered = page.waitForResponse(/\/api\/selfies\?/);
  const started = performance.now();
  await page.getByLabel('Selfie', { exact: true }).setInputFiles(PHOTO);
  await sent;
  const took = performance.now() - started;
  await answered;
  return took;
}

function kilobytes(bytes: number): string {
  return (bytes / 1000).toFixed(0).padStart(4);
}
