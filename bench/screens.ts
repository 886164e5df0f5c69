/**
 * A sheet of screenshots: every page and state, at 360 and 1440 pixels, in light and dark, side by side in one picture a
 * state: `npx tsx bench/screens.ts FOLDER [PART OF A NAME]`. Starts the built product (run `npm run build` first).
 * For looking at; it judges nothing.
 */
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { type Browser, chromium } from '@playwright/test';
import sharp from 'sharp';
import { db } from '../lib/db.ts';
import playwrightConfig, { CAMERA_FILE } from '../playwright.config.ts';
import { startPostgres } from '../server/embedded-postgres.ts';
import { STATES, type State } from '../tests/e2e/states.ts';
import { removeFolder, startProduct, temporaryFolder } from '../tests/product.ts';
import { type Studio, seedStudio } from '../tests/studio-seed.ts';

const LOOKS = [
  { width: 360, height: 800, colorScheme: 'light' },
  { width: 360, height: 800, colorScheme: 'dark' },
  { width: 1440, height: 900, colorScheme: 'light' },
  { width: 1440, height: 900, colorScheme: 'dark' },
] as const;
/** Longer pages are cut. */
const LONGEST = 2400;
const GAP = 24;

const [folder = 'screens', part = ''] = process.argv.slice(2);
await mkdir(folder, { recursive: true });
const dataDir = await temporaryFolder();
const product = await startProduct({ dataDir, env: {} });
const browser = await chromium.launch(playwrightConfig.use?.launchOptions ?? {});
try {
  await mkdir(path.dirname(CAMERA_FILE), { recursive: true });
  await writeFile(CAMERA_FILE, await sharp('tests/fixtures/astronaut.jpg').resize(720).jpeg().toBuffer());
  const databaseUrl = (await startPostgres(dataDir)).url;
  const studio = await seedStudio({ url: product.url, dataDir, databaseUrl });
  for (const [index, state] of STATES.entries()) {
    if (!state.name.includes(part)) continue;
    const shots: Buffer[] = [];
    for (const look of LOOKS) shots.push(await shoot(browser, state, studio, look));
    const file = `${String(index + 1).padStart(2, '0')}-${state.name.replace(/[^a-z]+/g, '-')}.png`;
    await sideBySide(shots, path.join(folder, file));
    console.log(file);
  }
} finally {
  await browser.close();
  await db().$disconnect();
  await product.stop();
  await removeFolder(dataDir);
}

async function shoot(
  browser: Browser,
  state: State,
  studio: Studio,
  { width, height, colorScheme }: (typeof LOOKS)[number],
): Promise<Buffer> {
  const phone = width < 500 ? { hasTouch: true, isMobile: true } : {};
  const context = await browser.newContext({
    ...{ baseURL: product.url, viewport: { width, height }, colorScheme, reducedMotion: 'reduce' },
    ...phone,
  });
  if (state.as === 'owner') {
    await context.addCookies([{ name: studio.cookie.name, value: studio.cookie.value, url: product.url }]);
  }
  const page = await context.newPage();
  page.setDefaultTimeout(30_000);
  await state.show(page, studio);
  await page.waitForFunction(() =>
    [...document.images].every(({ complete, loading }) => complete || loading === 'lazy'),
  );
  await page.evaluate(() => document.fonts.ready);
  const long = await page.evaluate(() => document.documentElement.scrollHeight);
  const dialog = await page.getByRole('dialog').count();
  const clip = { x: 0, y: 0, width, height: dialog > 0 ? height : Math.min(LONGEST, Math.max(height, long)) };
  const shot = await page.screenshot({ fullPage: dialog === 0, clip });
  await context.close();
  return shot;
}

async function sideBySide(shots: readonly Buffer[], file: string): Promise<void> {
  const sizes = await Promise.all(shots.map((shot) => sharp(shot).metadata()));
  const height = Math.max(...sizes.map((size) => size.height));
  const width = sizes.reduce((sum, size) => sum + size.width + GAP, GAP);
  let left = GAP;
  const places = shots.map((input, i) => {
    const place = { input, left, top: GAP };
    left += (sizes[i]?.width ?? 0) + GAP;
    return place;
  });
  await sharp({ create: { width, height: height + 2 * GAP, channels: 3, background: '#888888' } })
    .composite(places)
    .png()
    .toFile(file);
}
