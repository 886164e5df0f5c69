import { expect, test } from './studio.ts';

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
