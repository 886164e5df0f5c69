/** A guest's work moves into an account; another browser sees it; it is exported, deleted, and gone everywhere. */
import { readdir, readFile } from 'node:fs/promises';
import AxeBuilder from '@axe-core/playwright';
import type { BrowserContext, Page } from '@playwright/test';
import pg from 'pg';
import { linkIn, mailsTo } from '../fakes/mail-server.ts';
import { expect, studioOn, test } from './studio.ts';

const mailFolder = process.env.SELFSAME_MAIL ?? '';
let people = 0;

function newAddress(kind = 'ada'): string {
  people += 1;
  return `${kind}-${process.pid}-${Date.now()}-${people}@example.org`;
}

/** Asks for a link on the page and opens it from the mail. */
async function openMailedLink(page: Page, email: string): Promise<void> {
  await page.getByLabel('E-mail address').fill(email);
  await page.getByRole('button', { name: 'Mail me a link' }).click();
  await expect(page.getByRole('heading', { name: 'Check your mail' })).toBeVisible();
  await expect(page.getByRole('status')).toContainText(email);
  const mails = await mailsTo(mailFolder, email);
  const mail = mails.at(-1);
  if (mail === undefined) throw new Error('no mail came');
  await page.goto(linkIn(mail));
  await expect(page.getByRole('heading', { name: `Sign in as ${email}` })).toBeVisible();
}

async function signInByMail(page: Page, email: string, next = '/account'): Promise<void> {
  await page.goto(`/sign-in?next=${next}`);
  await openMailedLink(page, email);
  await page.getByRole('button', { name: 'Sign in', exact: true }).click();
  await page.waitForURL(`**${next}`);
}

async function expectNothingByAxe(page: Page): Promise<void> {
  const { violations } = await new AxeBuilder({ page }).analyze();
  expect(violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html).join(' | ')}`)).toEqual([]);
}

const sessionOf = async (context: BrowserContext) =>
  (await context.cookies()).find(({ name }) => name === 'next-auth.session-token')?.value ?? '';

test('a guest’s avatar moves into an account by a mailed link, is seen from another browser, exported and deleted for good', async ({
  page,
  browser,
  studio,
}) => {
  test.setTimeout(180_000);
  const email = newAddress();
  await studio.createAvatar({ prompt: 'a beach' });
  await page.getByRole('textbox', { name: 'Prompt' }).fill('a draft that stays');
  const id = await studio.openNewestAvatar();
  await page.goto('/account');
  await expectNothingByAxe(page);
  await page.getByRole('link', { name: 'Sign in' }).click();
  await expectNothingByAxe(page);
  await openMailedLink(page, email);
  await expect(page.getByText('The avatar made in this browser')).toBeVisible();
  await expectNothingByAxe(page);
  await page.getByRole('button', { name: 'Sign in', exact: true }).click();
  await expect(page.getByText('Signed in in this browser only.')).toBeVisible();
  await expect(page.getByRole('link', { name: `Account of ${email}` })).toBeVisible();
  await expectNothingByAxe(page);
  await page.goto('/avatars');
  await expect(page.locator(`a[href="/avatars/${id}"]`)).toBeVisible();
  await page.goto('/create');
  await expect(page.getByRole('textbox', { name: 'Prompt' })).toHaveValue('a draft that stays');

  const elsewhere = await browser.newContext();
  const other = await elsewhere.newPage();
  const otherStudio = studioOn(other);
  await otherStudio.createAvatar();
  const second = await otherStudio.openNewestAvatar();
  await signInByMail(other, email, '/avatars');
  for (const avatar of [id, second]) await expect(other.locator(`a[href="/avatars/${avatar}"]`)).toBeVisible();

  await page.goto('/account');
  await expect(page.getByText('2 avatars and 2 selfies')).toBeVisible();
  const download = page.waitForEvent('download');
  await page.getByRole('button', { name: 'Export everything' }).click();
  const names = namesIn(await readFile(await (await download).path()));
  expect(names).toEqual(
    expect.arrayContaining(['account.json', 'generations.json', 'avatars.json', 'selfies.json', 'share-links.json']),
  );
  for (const folder of ['avatars/', 'selfies/']) {
    expect(names.filter((name) => name.startsWith(folder))).toHaveLength(2);
  }

  await page.getByLabel(/To go on, type/).fill('delete some');
  await page.getByRole('button', { name: 'Delete everything' }).click();
  await expect(page.getByText('These are not the words.')).toBeVisible();
  await expectNothingByAxe(page);
  await page.getByLabel(/To go on, type/).fill('Delete everything');
  await page.getByRole('button', { name: 'Delete everything' }).click();
  await expect(page.getByText('Checked afterwards in database, files and queue: nothing is left.')).toBeVisible();
  await expectNothingByAxe(page);
  await page.reload();
  await expect(page.getByRole('definition').nth(1)).toHaveText('2');
  expect(await page.evaluate(() => localStorage.getItem('selfsame.draft'))).toBeNull();
  for (const context of [page.context(), elsewhere]) {
    for (const avatar of [id, second]) {
      expect((await context.request.get(`/images/avatars/${avatar}`)).status()).toBe(404);
    }
  }
  for (const trace of [id, second, email]) expect(await search(trace)).toEqual([]);
  await elsewhere.close();
});

/** The names in a zip's central directory. */
function namesIn(zip: Buffer): string[] {
  const names: string[] = [];
  for (let at = zip.indexOf('PK\x01\x02', 0, 'latin1'); at >= 0; at = zip.indexOf('PK\x01\x02', at + 46, 'latin1')) {
    names.push(zip.toString('utf8', at + 46, at + 46 + zip.readUInt16LE(at + 28)));
  }
  return names;
}

/** Everywhere that a text stands: every column of every table, and the names of files. */
async function search(text: string): Promise<string[]> {
  const client = new pg.Client({ connectionString: process.env.SELFSAME_DATABASE_URL });
  await client.connect();
  try {
    const { rows } = await client.query<{ name: string }>(`
      SELECT format('%I.%I', n.nspname, c.relname) AS name FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
      WHERE c.relkind = 'r' AND n.nspname NOT IN ('pg_catalog', 'information_schema', 'pg_toast')`);
    const found: string[] = [];
    for (const { name } of rows) {
      const hit = await client.query(`SELECT 1 FROM ${name} AS t WHERE t::text LIKE '%' || $1 || '%' LIMIT 1`, [text]);
      if (hit.rows.length > 0) found.push(name);
    }
    const files = await readdir(process.env.SELFSAME_FILES ?? '', { recursive: true });
    return [...found, ...files.filter((file) => file.includes(text))];
  } finally {
    await client.end();
  }
}

test('signing out everywhere ends pages, pictures, events and answers in every browser', async ({
  page,
  browser,
  studio,
  baseURL,
}) => {
  const email = newAddress();
  await studio.createAvatar();
  const id = await studio.openNewestAvatar();
  await signInByMail(page, email);
  const elsewhere = await browser.newContext({ baseURL: baseURL ?? '' });
  const other = await elsewhere.newPage();
  await signInByMail(other, email);
  const revoked = await sessionOf(elsewhere);
  const picture = `/images/avatars/${id}`;
  expect((await elsewhere.request.get(picture)).status()).toBe(200);
  // The stream that is open ends, and none opens again.
  const stream = other.evaluate(
    () =>
      new Promise((resolve) => {
        const source = new EventSource('/api/events');
        source.onerror = () => source.readyState === EventSource.CLOSED && resolve('closed');
      }),
  );
  await page.goto('/account');
  await expect(page.getByText('Signed in in 2 browsers.')).toBeVisible();
  await page.getByRole('button', { name: 'Sign out everywhere' }).click();
  await expect(page.getByText('You are signed out.')).toBeVisible();
  expect(await stream).toBe('closed');
  expect((await elsewhere.request.get(picture)).status()).toBe(404);
  expect((await elsewhere.request.get('/api/events')).status()).toBe(204);
  expect(await (await elsewhere.request.get('/api/auth/session')).json()).not.toHaveProperty('userId');
  await other.goto('/avatars');
  await expect(other.getByRole('heading', { name: 'Nothing here yet' })).toBeVisible();
  // Another browser doesn't get in with it either.
  const thief = await browser.newContext({ baseURL: baseURL ?? '' });
  await thief.addCookies([{ name: 'next-auth.session-token', value: revoked, url: baseURL ?? '' }]);
  expect((await thief.request.get(picture)).status()).toBe(404);
  await Promise.all([elsewhere.close(), thief.close()]);
});
