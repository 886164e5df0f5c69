/** With a face_gen key: every setting goes upstream, and what keeps it from drawing is said before anyone gives a photo. */
import { type FakeFaceGen, startFakeFaceGen } from '../fakes/face-gen.ts';
import { removeFolder, startProduct, temporaryFolder } from '../product.ts';
import { expectNothingByAxe } from './people.ts';
import { test as base, expect, studioOn } from './studio.ts';

/** A product of its own, with a key. */
const test = base.extend<object, { remote: { url: string; upstream: FakeFaceGen } }>({
  remote: [
    async ({ browserName: _ }, use) => {
      const upstream = await startFakeFaceGen({ workMs: 700, webhooks: true });
      const dataDir = await temporaryFolder();
      const product = await startProduct({
        dataDir,
        env: {
          ...{ FACE_GEN_URL: upstream.url, FACE_GEN_KEY: upstream.key, FACE_GEN_FALLBACK: 'embedded' },
          GUEST_DAILY_LIMIT: '1000',
        },
      });
      await use({ url: product.url, upstream });
      await product.stop();
      await upstream.close();
      await removeFolder(dataDir);
    },
    { scope: 'worker', timeout: 60_000 },
  ],
  baseURL: async ({ remote }, use) => use(remote.url),
});

test.describe.configure({ mode: 'serial' });

test('every setting of the service is under More settings and reaches it', async ({ page, remote: { upstream } }) => {
  const studio = studioOn(page);
  await page.goto('/create');
  await studio.giveSelfie();
  await page.getByRole('radiogroup', { name: 'Style' }).getByRole('radio', { name: 'Anime' }).check();
  await page.getByRole('textbox', { name: 'Prompt' }).fill('in a garden');
  await page.getByText('More settings').click();
  await page.getByRole('radiogroup', { name: 'Pictures' }).getByRole('radio', { name: '2' }).check();
  await page.getByLabel('Width').fill('384');
  await page.getByLabel('Height').fill('640');
  await page.getByRole('radiogroup', { name: 'Quality' }).getByRole('radio', { name: /Best/ }).check();
  await page.getByRole('slider', { name: 'Face strength' }).fill('1.4');
  await page.getByRole('slider', { name: 'Guidance' }).fill('12.5');
  await page.getByRole('checkbox', { name: 'Keep one seed' }).check();
  await page.getByLabel('Seed number').fill('99');
  await page.getByRole('textbox', { name: 'Leave out' }).fill('hats');
  await page.getByRole('checkbox', { name: /Safety checker/ }).uncheck();
  await page.getByRole('checkbox', { name: /permission/ }).check();
  await page.getByRole('button', { name: 'Create avatars' }).click();
  await expect(page.getByRole('img', { name: /^Avatar/ })).toHaveCount(2, { timeout: 30_000 });
  const sent = upstream.requests.filter(({ at }) => at === 'submit').map(({ body }) => body);
  expect(sent).toHaveLength(2);
  expect(sent.map((body) => body?.seed).toSorted()).toEqual([100, 99].toSorted());
  for (const body of sent) {
    expect(body).toMatchObject({
      ...{ style: 'anime', prompt: 'in a garden', negative_prompt: 'hats', width: 384, height: 640 },
      ...{ num_inference_steps: 41, s_scale: 1.4, guidance_scale: 12.5, safety_checker: false },
    });
  }
});

test('where no way to sign in is set up, the page says so and leads on', async ({ page }) => {
  await page.goto('/sign-in');
  await expect(page.getByRole('heading', { name: 'No account needed' })).toBeVisible();
  await expectNothingByAxe(page);
  await page.goto('/account');
  await expect(page.getByRole('link', { name: 'Start with a selfie' })).toBeVisible();
  await expect(page.getByRole('link', { name: 'Sign in' })).toHaveCount(0);
});

test('a refused account is told above the form, and the other engine draws only when it is chosen', async ({
  page,
  remote: { upstream },
}) => {
  upstream.script(({ at }) =>
    at === 'submit' || at === 'fetch'
      ? { at, kind: 'answer', body: { status: 'error', message: 'Invalid Api Key' } }
      : null,
  );
  const studio = studioOn(page);
  // It may be refused before its progress was ever seen.
  await page.goto('/create');
  await studio.giveSelfie();
  await page.getByRole('checkbox', { name: /permission/ }).check();
  await page.getByRole('button', { name: 'Create avatars' }).click();
  await expect(page.getByRole('article').getByText(/did not accept this server’s key/)).toBeVisible();
  const { paid } = upstream;

  await page.reload();
  const notice = page.getByRole('region', { name: 'Drawing' });
  await expect(notice).toContainText('Drawing is unavailable');
  await studio.expectAccessible();
  await page.getByRole('checkbox', { name: /permission/ }).check();
  await page.getByRole('button', { name: 'Create avatars' }).click();
  await expect(page.getByRole('alert').filter({ hasText: 'Drawing is unavailable' })).toBeVisible();

  await notice.getByRole('link', { name: 'Draw on this server instead' }).click();
  await expect(page.getByText(/Drawn on this server without an AI service/)).toBeVisible();
  await page.getByRole('checkbox', { name: /permission/ }).check();
  await page.getByRole('button', { name: 'Create avatars' }).click();
  await expect(page.getByRole('img', { name: /^Avatar/ })).toBeVisible({ timeout: 60_000 });
  expect(upstream.paid).toBe(paid);
});
