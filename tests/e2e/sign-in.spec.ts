/** Signing in, as providers, mail scanners, second tabs and people of bad will meet it. */
import type { BrowserContext, Page } from '@playwright/test';
import { encode } from 'next-auth/jwt';
import {
  authSecret,
  expectNothingByAxe,
  giveSelfie,
  mailedLink,
  newAddress,
  onDatabase,
  openMailedLink,
  SESSION_COOKIE,
  sessionOf,
  signInByMail,
  signInOverHttp,
} from './people.ts';
import { expect, test } from './studio.ts';

/** From the sign-in page through the provider's own pages, as whoever logs in there as `login`. */
async function signInAtProvider(page: Page, login: string): Promise<void> {
  await page.goto('/sign-in?next=/account');
  await page.getByRole('button', { name: 'Continue with Example' }).click();
  await page.locator('input[name=login]').fill(login);
  await page.locator('input[name=password]').fill('any');
  await page.locator('button[type=submit]').click();
  await page.getByRole('button', { name: 'Continue' }).click();
  await page.waitForURL('**/account');
}

async function sees(context: BrowserContext, selfieId: string): Promise<boolean> {
  return (await context.request.get(`/images/selfies/${selfieId}`)).status() === 200;
}

test('a guest signs in by an OpenID Connect provider; its verified address is the account that mail opens too', async ({
  page,
  context,
  browser,
  baseURL,
}) => {
  const email = newAddress();
  const selfieId = await giveSelfie(context);
  await signInAtProvider(page, email);
  await expect(page.getByText('Ada Lovelace', { exact: true })).toBeVisible();
  await expect(page.getByText(`Example, as ${email}`)).toBeVisible();
  expect(await sees(context, selfieId)).toBe(true);
  await expectNothingByAxe(page);
  const elsewhere = await browser.newContext({ baseURL: baseURL ?? '' });
  await signInOverHttp(elsewhere, email);
  expect(await sees(elsewhere, selfieId)).toBe(true);
  await elsewhere.close();
});

test('an address that a provider doesn’t call verified never joins the account that has it', async ({
  context,
  browser,
  baseURL,
}) => {
  const email = newAddress();
  const selfieId = await giveSelfie(context);
  await signInOverHttp(context, email);
  const elsewhere = await browser.newContext({ baseURL: baseURL ?? '' });
  const other = await elsewhere.newPage();
  await signInAtProvider(other, `unverified+${email}`);
  await expect(other.getByText(`Example, as ${email}`)).toBeVisible();
  expect(await sees(elsewhere, selfieId)).toBe(false);
  await elsewhere.close();
});

test('pressing Cancel at the provider leads back with a sentence; a forged answer of one signs nobody in', async ({
  page,
  context,
}) => {
  await page.goto('/sign-in');
  await page.getByRole('button', { name: 'Continue with Example' }).click();
  await page.getByRole('link', { name: /Cancel/ }).click();
  await expect(page.getByRole('alert').filter({ hasText: 'Signing in was cancelled.' })).toBeVisible();
  await expectNothingByAxe(page);
  await page.goto('/api/auth/callback/oidc?code=stolen&state=forged');
  await expect(page.getByRole('alert').filter({ hasText: 'did not work' })).toBeVisible();
  expect(await sessionOf(context)).toBe('');
});

test('a mail scanner that opens the link doesn’t use it up; pressed once it has, and says so', async ({
  page,
  context,
  browser,
  baseURL,
}) => {
  const email = newAddress();
  await page.goto('/sign-in?next=/create');
  await openMailedLink(page, email);
  const link = await mailedLink(email);
  for (const method of ['GET', 'HEAD', 'GET']) {
    expect((await context.request.fetch(link, { method, headers: { Cookie: '' } })).status()).toBe(200);
  }
  await page.getByRole('button', { name: 'Sign in', exact: true }).click();
  await page.waitForURL('**/create');
  await page.goto(link);
  await page.waitForURL('**/avatars');
  const elsewhere = await browser.newContext({ baseURL: baseURL ?? '' });
  const other = await elsewhere.newPage();
  await other.goto(link);
  await expect(other.getByRole('heading', { name: 'This link was used already' })).toBeVisible();
  await expectNothingByAxe(other);
  await other.goto(link.slice(0, -3));
  await expect(other.getByRole('heading', { name: 'This link has expired' })).toBeVisible();
  await elsewhere.close();
});

test('signing in never leads to another site', async ({ page, context }) => {
  const email = newAddress();
  await page.goto(`/sign-in?next=${encodeURIComponent('/.//evil.example/')}`);
  await openMailedLink(page, email);
  await page.getByRole('button', { name: 'Sign in', exact: true }).click();
  await page.waitForURL('**/avatars');
  await context.request.get('/api/auth/signin/oidc?callbackUrl=https://evil.example/');
  const kept = (await context.cookies()).find(({ name }) => name === 'next-auth.callback-url');
  expect(decodeURIComponent(kept?.value ?? '')).toMatch(/^http:\/\/localhost:\d+\/avatars$/);
});

test('another site’s page can’t sign anybody in or out, mail links, export or delete', async ({ page, context }) => {
  await signInOverHttp(context, newAddress());
  const forms = [
    '/sign-in/mail',
    '/sign-in/link/use',
    '/account/sign-out',
    '/account/selfies',
    '/account/export',
    '/account/delete',
  ];
  for (const path of forms) {
    const answer = await context.request.post(path, {
      form: { email: newAddress(), words: 'delete everything' },
      headers: { Origin: 'https://evil.example', 'Sec-Fetch-Site': 'cross-site' },
      maxRedirects: 0,
    });
    expect(answer.status(), path).toBe(403);
  }
  await page.goto('/account');
  await expect(page.getByText('Only this browser is signed in.')).toBeVisible();
});

test('signing out everywhere ends pictures, events and answers in every browser, open pages included', async ({
  page,
  context,
  browser,
  baseURL,
}) => {
  const email = newAddress();
  const selfieId = await giveSelfie(context);
  await signInOverHttp(context, email);
  const elsewhere = await browser.newContext({ baseURL: baseURL ?? '' });
  const other = await elsewhere.newPage();
  await signInOverHttp(elsewhere, email);
  await other.goto('/account');
  const revoked = await sessionOf(elsewhere);
  expect(await sees(elsewhere, selfieId)).toBe(true);
  await other.evaluate(
    () =>
      new Promise((resolve) => {
        const source = new EventSource('/api/events');
        source.onopen = resolve;
        source.onerror = () => {
          if (source.readyState === EventSource.CLOSED) document.title = 'closed';
        };
      }),
  );
  await page.goto('/account');
  await expect(page.getByText('2 browsers are signed in.')).toBeVisible();
  await page.getByRole('button', { name: 'Sign out everywhere' }).click();
  await expect(page.getByText('You are signed out.')).toBeVisible();
  await expect(other).toHaveTitle('closed');
  expect(await sees(elsewhere, selfieId)).toBe(false);
  expect((await elsewhere.request.get('/api/events')).status()).toBe(204);
  expect(await (await elsewhere.request.get('/api/auth/session')).json()).not.toHaveProperty('userId');
  await other.goto('/account');
  await expect(other.getByRole('heading', { name: 'No account here yet' })).toBeVisible();
  const thief = await browser.newContext({ baseURL: baseURL ?? '' });
  await thief.addCookies([{ name: SESSION_COOKIE, value: revoked, url: baseURL ?? '' }]);
  expect(await sees(thief, selfieId)).toBe(false);
  await Promise.all([elsewhere.close(), thief.close()]);
});

test('signing out ends the session itself, not only the browser’s memory of it', async ({ page, context, baseURL }) => {
  const selfieId = await giveSelfie(context);
  await signInOverHttp(context, newAddress());
  const copy = await sessionOf(context);
  await page.goto('/account');
  await page.getByRole('button', { name: 'Sign out', exact: true }).click();
  await expect(page.getByText('You are signed out.')).toBeVisible();
  await context.addCookies([{ name: SESSION_COOKIE, value: copy, url: baseURL ?? '' }]);
  expect(await sees(context, selfieId)).toBe(false);
});

test('a cookie of somebody’s id alone, with a made-up session, or past its time opens nothing', async ({
  context,
  baseURL,
}) => {
  const selfieId = await giveSelfie(context);
  await signInOverHttp(context, newAddress());
  const [row] = await onDatabase<{ owner: string; session: string }>(
    `SELECT s.owner_id AS owner, e.id AS session FROM selfies s JOIN sessions e ON e.user_id = s.owner_id
     WHERE s.id = $1 AND e.replaced_at IS NULL`,
    [selfieId],
  );
  const secret = await authSecret();
  const day = 24 * 60 * 60;
  const cookies = {
    right: await encode({ secret, maxAge: day, token: { sub: row?.owner ?? '', sid: row?.session } }),
    idAlone: await encode({ secret, maxAge: day, token: { sub: row?.owner ?? '' } }),
    madeUp: await encode({ secret, maxAge: day, token: { sub: row?.owner ?? '', sid: crypto.randomUUID() } }),
    old: await encode({ secret, maxAge: -day, token: { sub: row?.owner ?? '', sid: row?.session } }),
    forged: await encode({ secret: 'x'.repeat(43), maxAge: day, token: { sub: row?.owner ?? '', sid: row?.session } }),
  };
  for (const [kind, value] of Object.entries(cookies)) {
    await context.clearCookies();
    await context.addCookies([{ name: SESSION_COOKIE, value, url: baseURL ?? '' }]);
    expect(await sees(context, selfieId), kind).toBe(kind === 'right');
  }
});

test('a guest’s cookie from before sessions had records still counts', async ({ context, baseURL }) => {
  const selfieId = await giveSelfie(context);
  const [row] = await onDatabase<{ owner: string }>('SELECT owner_id AS owner FROM selfies WHERE id = $1', [selfieId]);
  // As the migration left it.
  await onDatabase('INSERT INTO sessions (id, user_id) VALUES ($1, $1)', [row?.owner]);
  const value = await encode({ secret: await authSecret(), token: { sub: row?.owner ?? '' } });
  await context.clearCookies();
  await context.addCookies([{ name: SESSION_COOKIE, value, url: baseURL ?? '' }]);
  expect(await sees(context, selfieId)).toBe(true);
});

test('while somebody signs in in another tab, an upload arrives and an open page goes on hearing of its generation', async ({
  page,
  context,
  browser,
  baseURL,
}) => {
  const email = newAddress();
  const before = await browser.newContext({ baseURL: baseURL ?? '' });
  await signInOverHttp(before, email);
  await before.close();
  const selfieId = await giveSelfie(context);
  const guestCookie = await sessionOf(context);
  const generationId = crypto.randomUUID();
  await onDatabase(
    `INSERT INTO generations (id, owner_id, selfie_id, status, engine, style, prompt, negative_prompt, width, height, steps,
       guidance, face_strength, samples, safety_checker, consented_at)
     SELECT $1, owner_id, id, 'drawing', 'embedded', 'comic', '', '', 512, 768, 31, 7.5, 1, 1, true, now()
     FROM selfies WHERE id = $2`,
    [generationId, selfieId],
  );
  await page.goto('/create');
  await expect(page.getByRole('progressbar', { name: 'Drawing' })).toBeVisible();
  const tab = await context.newPage();
  await signInByMail(tab, email);
  const uploaded = await giveSelfie(context, `${SESSION_COOKIE}=${guestCookie}`);
  for (const id of [selfieId, uploaded]) expect(await sees(context, id)).toBe(true);
  await onDatabase(
    `UPDATE generations SET status = 'failed', failure_message = 'Told after signing in.' WHERE id = $1`,
    [generationId],
  );
  await expect(page.getByText('Told after signing in.').first()).toBeVisible();
});
