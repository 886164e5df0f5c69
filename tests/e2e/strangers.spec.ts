import { randomUUID } from 'node:crypto';
import { expect, portraitBytes, test } from './studio.ts';

test('somebody else’s avatar and selfie answer exactly like ones that don’t exist', async ({
  page,
  studio,
  browser,
  baseURL,
}) => {
  await studio.createAvatar({ style: 'Realistic' });
  const selfie = await page.getByRole('img', { name: 'Your selfie' }).getAttribute('src');
  const id = await studio.openNewestAvatar();
  for (const kind of ['nobody', 'other person'] as const) {
    const context = await browser.newContext({ baseURL: baseURL ?? '' });
    if (kind === 'other person') {
      await context.request.post('/api/selfies', {
        data: await portraitBytes(),
        headers: { 'content-type': 'image/jpeg' },
      });
      expect(await context.cookies()).toHaveLength(1);
    }
    for (const [mine, missing] of [
      [`/avatars/${id}`, `/avatars/${randomUUID()}`],
      [`/images/avatars/${id}`, `/images/avatars/${randomUUID()}`],
      [`/images/avatars/${id}?size=thumb`, `/images/avatars/${randomUUID()}?size=thumb`],
      [selfie ?? '', `/images/selfies/${randomUUID()}`],
    ] as const) {
      const [asked, unknown] = [await context.request.get(mine), await context.request.get(missing)];
      expect([mine, asked.status()]).toEqual([mine, 404]);
      expect(unknown.status()).toBe(404);
      if (mine.startsWith('/images/')) expect(await asked.text()).toBe(await unknown.text());
    }
    await context.close();
  }
});

test('a forged, a broken and an outdated session cookie are those of nobody', async ({ browser, baseURL }) => {
  for (const value of ['x', 'eyJhbGciOiJkaXIiLCJlbmMiOiJBMjU2R0NNIn0..a.b.c']) {
    const context = await browser.newContext({ baseURL: baseURL ?? '' });
    await context.addCookies([{ name: 'next-auth.session-token', value, url: baseURL ?? '' }]);
    const page = await context.newPage();
    expect((await page.goto('/avatars'))?.status()).toBe(200);
    expect((await context.request.get(`/images/avatars/${randomUUID()}`)).status()).toBe(404);
    await context.close();
  }
});

test('an upload from another site’s page is refused', async ({ request }) => {
  const refused = await request.post('/api/selfies', {
    data: await portraitBytes(),
    headers: { origin: 'https://elsewhere.example', 'sec-fetch-site': 'cross-site', 'content-type': 'image/jpeg' },
  });
  expect(refused.status()).toBe(403);
});

test('a body that is not from our form gets a 4xx, never a 500', async ({ request, baseURL }) => {
  for (const path of ['/create', '/avatars']) {
    const answers = [
      await request.post(path, { multipart: { style: 'comic', prompt: 'x' }, headers: { origin: baseURL ?? '' } }),
      await request.post(path, {
        data: '[]',
        headers: { origin: baseURL ?? '', 'next-action': 'f'.repeat(42), 'content-type': 'text/plain' },
      }),
    ];
    for (const answer of answers) expect([path, answer.status() >= 400 && answer.status() < 500]).toEqual([path, true]);
  }
});

test('unknown addresses, share links and ids that aren’t ids answer 404 with a way on', async ({ page }) => {
  for (const path of ['/nowhere', '/s/abcdefghijkmnpqr', '/s/%00', '/avatars/not-an-id']) {
    expect([path, (await page.goto(path))?.status()]).toEqual([path, 404]);
    await expect(page.getByRole('link').first()).toBeVisible();
  }
});

test('health tells which part works, and nothing of what is set', async ({ request }) => {
  const health = await request.get('/api/health');
  expect(health.status()).toBe(200);
  expect(await health.json()).toEqual({
    ...{ status: 'ok', db: 'ok', queue: 'ok', storage: 'ok', worker: 'ok' },
    ...{ engine: 'embedded', drawing: 'ok' },
  });
});
