/** Signing in, as providers, mail scanners, second tabs and people of bad will meet it. */
import type { Page } from '@playwright/test';
import {
  expectNothingByAxe,
  giveSelfie,
  mailedLink,
  newAddress,
  onDatabase,
  openMailedLink,
  SESSION_COOKIE,
  sees,
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
