/**
 * What Lighthouse says of the pages that strangers see first, on a phone; and how the history answers while 10,000
 * avatars are scrolled: `npx tsx bench/lighthouse.ts`. Starts the built product (run `npm run build` first).
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { chromium, type Page } from '@playwright/test';
import lighthouse from 'lighthouse';
import { db } from '../lib/db.ts';
import playwrightConfig from '../playwright.config.ts';
import { startPostgres } from '../server/embedded-postgres.ts';
import { freePort, removeFolder, startProduct, temporaryFolder } from '../tests/product.ts';
import { seedStudio } from '../tests/studio-seed.ts';
import { median, quantile } from './figures.ts';
import { seededPerson } from './people.ts';

const ROUNDS = 5;
const LEAST_SCORE = 95;
const AVATARS = 10_000;
const KEY_PRESSES = 120;
/** Pixels that one turn of the wheel scrolls: several screens. */
const WHEEL = 4000;
const MOST_INP_MS = 100;
const MOST_ATTEMPTS = 4;
const WINDOW_READY_MS = 6000;
const CATEGORIES = ['performance', 'accessibility', 'best-practices', 'seo'] as const;

let missed = false;

function tell(what: string, measured: string, target: string, ok: boolean) {
  missed ||= !ok;
  console.log(`${ok ? 'ok  ' : 'MISS'} ${what}: ${measured} (target ${target})`);
}

const dataDir = await temporaryFolder();
const product = await startProduct({ dataDir, env: {} });
try {
  const studio = await seedStudio({ url: product.url, dataDir, databaseUrl: (await startPostgres(dataDir)).url });
  const pages = { '/': '/', '/create': '/create', '/s/[slug]': studio.links.one };
  for (const [name, path] of Object.entries(pages)) await measurePage(name, `${product.url}${path}`);
  await measureScrolling(product.url);
} finally {
  await db().$disconnect();
  await product.stop();
  await removeFolder(dataDir);
}
process.exitCode = missed ? 1 : 0;

/** Lighthouse's own phone: a slow line and a processor slowed four times; the median of some runs. */
async function measurePage(name: string, url: string) {
  const scores = new Map<string, number[]>();
  const shifts: number[] = [];
  const failed = new Set<string>();
  const largest = new Set<string>();
  await (await fetch(url)).text();
  for (let round = 0; round < ROUNDS; round++) {
    const { categories, audits } = await visit(name, url);
    for (const category of CATEGORIES) {
      scores.set(category, [...(scores.get(category) ?? []), 100 * (categories[category]?.score ?? 0)]);
      for (const { id, weight } of categories[category]?.auditRefs ?? []) {
        const audit = audits[id];
        if (weight > 0 && typeof audit?.score === 'number' && audit.score < 0.9) {
          failed.add(`${id}${audit.displayValue ? ` ${audit.displayValue}` : ''}`);
        }
      }
    }
    largest.add(largestOf(audits['largest-contentful-paint-element']?.details));
    shifts.push(audits['cumulative-layout-shift']?.numericValue ?? Number.NaN);
  }
  for (const category of CATEGORIES) {
    const score = Math.round(median(scores.get(category) ?? []));
    tell(`${name} ${category}`, String(score), `≥ ${LEAST_SCORE}`, score >= LEAST_SCORE);
  }
  tell(`${name} layout shift`, Math.max(...shifts).toFixed(4), '0', Math.max(...shifts) === 0);
  console.log(`     its largest picture or text: ${[...largest].join(', ')}`);
  if (failed.size > 0) console.log(`     below 90: ${[...failed].join(', ')}`);
}

/** One visit by a browser that has never been here. What Lighthouse itself says to run again is run again. */
async function visit(name: string, url: string) {
  const { args = [], ...options } = playwrightConfig.use?.launchOptions ?? {};
  for (let attempt = 1; ; attempt++) {
    const port = await freePort();
    const chrome = await chromium.launch({ ...options, args: [...args, `--remote-debugging-port=${port}`] });
    try {
      await openWindow(port);
      const result = await lighthouse(url, {
        ...{ port, logLevel: 'silent', onlyCategories: [...CATEGORIES] },
        // A share link is not to be found by search engines: that it isn't is no fault.
        skipAudits: name.startsWith('/s/') ? ['is-crawlable'] : [],
      });
      const failure = result === undefined ? 'no result' : result.lhr.runtimeError?.message;
      if (result !== undefined && failure === undefined) return result.lhr;
      if (attempt === MOST_ATTEMPTS) throw new Error(`Lighthouse, ${name}: ${failure}`);
    } finally {
      await chrome.close();
    }
  }
}

/** A browser's first window builds the browser's own surface for a while, on every core: that isn't the page's time. */
async function openWindow(port: number) {
  await fetch(`http://localhost:${port}/json/new?about:blank`, { method: 'PUT' });
  await sleep(WINDOW_READY_MS);
}

/** The largest element's HTML, out of Lighthouse's table of it. */
function largestOf(details: unknown): string {
  return /"snippet":"((?:[^"\\]|\\.)*)"/.exec(JSON.stringify(details ?? {}))?.[1]?.slice(0, 90) ?? 'unknown';
}

/** Scrolls a long history by keyboard, and hearts what passes: every press is an interaction that the browser times. */
async function measureScrolling(url: string) {
  const person = await seededPerson(AVATARS);
  const browser = await chromium.launch(playwrightConfig.use?.launchOptions ?? {});
  try {
    const context = await browser.newContext({ viewport: { width: 390, height: 844 }, baseURL: url });
    await context.addCookies([{ ...person.cookies, url }]);
    const page = await context.newPage();
    await page.addInitScript(watch);
    await page.goto('/avatars');
    await page.getByRole('list', { name: 'Finished avatars' }).waitFor();
    await page.locator('body').press('PageDown');
    for (let press = 0; press < KEY_PRESSES; press++) {
      await page.mouse.wheel(0, WHEEL);
      await page.keyboard.press('PageDown');
      await page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))));
      if (press % 10 === 5) await heartInSight(page);
    }
    const { durations, shift, height } = await page.evaluate(() => ({
      ...(window as unknown as Watched).watched,
      height: window.scrollY,
    }));
    const inp = quantile(durations, 0.98);
    console.log(`     ${durations.length} interactions over ${Math.round(height)} pixels of history`);
    tell('interaction to next paint in the history', `${inp.toFixed(0)} ms`, `≤ ${MOST_INP_MS} ms`, inp <= MOST_INP_MS);
    tell('layout shift in the history', shift.toFixed(4), '0', shift === 0);
  } finally {
    await browser.close();
  }
}

type Watched = { watched: { durations: number[]; shift: number } };

/** Runs in the page: keeps how long each interaction took to its next paint, and what moved by itself. */
function watch() {
  const watched = { durations: [] as number[], shift: 0 };
  Object.assign(window, { watched });
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries() as (PerformanceEventTiming & { interactionId?: number })[]) {
      if (entry.interactionId) watched.durations.push(entry.duration);
    }
  }).observe({ type: 'event', durationThreshold: 16, buffered: true } as PerformanceObserverInit);
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries() as (PerformanceEntry & { value: number; hadRecentInput: boolean })[]) {
      if (!entry.hadRecentInput) watched.shift += entry.value;
    }
  }).observe({ type: 'layout-shift', buffered: true });
}

/** Presses a heart on the screen, once the page stands still: it may be scrolling yet, and older pages on their way. */
async function heartInSight(page: Page) {
  for (let tries = 0; tries < 20; tries++) {
    const address = await page.evaluate(() => {
      for (const heart of document.querySelectorAll('ul button[aria-pressed]')) {
        const { x, y, width, height } = heart.getBoundingClientRect();
        const onScreen = heart.contains(document.elementFromPoint(x + width / 2, y + height / 2));
        const link = heart.parentElement?.querySelector('a');
        if (onScreen && link) return link.getAttribute('href');
      }
      return null;
    });
    const heart = page.locator(`div:has(> a[href="${address}"]) > button`);
    const pressed = await heart.click({ timeout: 500 }).then(
      () => true,
      () => false,
    );
    if (pressed) return;
  }
  throw new Error(`There is no heart to press at ${page.url()}`);
}
