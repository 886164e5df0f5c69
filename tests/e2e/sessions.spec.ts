import { encode } from 'next-auth/jwt';
import {
  authSecret,
  giveSelfie,
  newAddress,
  onDatabase,
  SESSION_COOKIE,
  sees,
  sessionOf,
  signInOverHttp,
} from './people.ts';
import { expect, test } from './studio.ts';

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
