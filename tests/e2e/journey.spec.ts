import { expect, studioOn, test } from './studio.ts';

test('a selfie becomes an avatar that is found again, shared, and unshared', async ({
  page,
  studio,
  browser,
  baseURL,
}) => {
  await page.goto('/');
  await studio.expectAccessible();
  await studio.createAvatar({ style: 'Comic', prompt: 'on a beach riding a dragon' });
  await studio.expectAccessible();

  const id = await studio.openNewestAvatar();
  const picture = page.getByRole('img', { name: /^Avatar/ }).first();
  await expect(picture).toBeVisible();
  expect(await picture.evaluate((img: HTMLImageElement) => img.decode().then(() => img.naturalWidth))).toBe(512);
  await expect(page.getByText('beach', { exact: false }).first()).toBeVisible();
  await studio.expectAccessible();

  const download = page.waitForEvent('download');
  await page.getByRole('link', { name: 'Download' }).click();
  expect((await download).suggestedFilename()).toMatch(/^selfsame-.*\.png$/);

  await page.goto('/avatars');
  await expect(page.locator(`a[href="/avatars/${id}"]`)).toBeVisible();
  await studio.expectAccessible();
  await page.locator(`a[href="/avatars/${id}"]`).click();

  await page.getByRole('button', { name: 'Share', exact: true }).click();
  const address = await page.getByLabel('Share link').inputValue();
  expect(address).toMatch(new RegExp(`^${baseURL}/s/[a-z2-9]{12}$`));

  const stranger = await (await browser.newContext()).newPage();
  const shown = await stranger.goto(address);
  expect(shown?.status()).toBe(200);
  const shared = stranger.getByRole('img', { name: /^Avatar/ });
  await expect(shared).toBeVisible();
  await studioOn(stranger).expectAccessible();
  expect(await shared.evaluate((img: HTMLImageElement) => img.decode().then(() => img.naturalWidth))).toBeGreaterThan(
    0,
  );
  expect(await stranger.locator('meta[property="og:image"]').getAttribute('content')).toBe(
    `${address}/image?size=preview`,
  );
  expect(await stranger.locator('meta[name="robots"]').getAttribute('content')).toContain('noindex');
  expect((await stranger.request.get(`${address}/image`)).headers()['content-type']).toBe('image/png');

  await page.getByRole('button', { name: 'Stop sharing' }).click();
  await expect(page.getByRole('button', { name: 'Stop sharing' })).toBeHidden();
  expect((await stranger.goto(address))?.status()).toBe(404);
  expect((await stranger.request.get(`${address}/image`)).status()).toBe(404);
  await stranger.context().close();
});

test('an avatar’s page tells how much it looks like the selfie, soon after it is finished', async ({
  page,
  studio,
}) => {
  await studio.createAvatar({ style: 'Realistic' });
  await studio.openNewestAvatar();
  await expect(async () => {
    await page.reload();
    await expect(page.getByText(/^\d+ of 100, clearly you$/)).toBeVisible({ timeout: 1000 });
  }).toPass();
});

test('deleting takes page and picture away at once, and undo brings them back', async ({ page, studio }) => {
  await studio.createAvatar({ style: 'Realistic' });
  const id = await studio.openNewestAvatar();
  await page.getByRole('button', { name: 'Delete' }).click();
  await page.waitForURL(/\/avatars$/);
  await expect(page.locator(`a[href="/avatars/${id}"]`)).toHaveCount(0);
  expect((await page.request.get(`/images/avatars/${id}`)).status()).toBe(404);
  expect((await page.request.get(`/avatars/${id}`)).status()).toBe(404);
  await page.getByRole('button', { name: 'Undo' }).click();
  await expect(page.locator(`a[href="/avatars/${id}"]`)).toBeVisible();
  expect((await page.request.get(`/images/avatars/${id}`)).status()).toBe(200);
});

test('what is being drawn is still there after the page was closed', async ({ page, studio, context }) => {
  await studio.createAvatar({ style: 'Comic' });
  await expect(page.getByText(/^Drawing|ahead of you|Next in line/).first()).toBeVisible();
  await page.close();
  const later = await context.newPage();
  await later.goto('/avatars');
  await expect(later.getByRole('img', { name: /^Avatar/ }).first()).toBeVisible({ timeout: 60_000 });
});

test('cancelling stops a drawing and takes it off the page', async ({ page, studio }) => {
  await studio.createAvatar({ style: 'Comic' });
  await page
    .getByRole('button', { name: /Cancel/ })
    .first()
    .click();
  await expect(page.getByRole('progressbar')).toHaveCount(0);
  await expect(page.getByRole('img', { name: /^Avatar/ })).toHaveCount(0);
});

test('cancelling before the server has answered cancels all the same', async ({ page, studio }) => {
  await page.goto('/create');
  let answerNow = () => {};
  const held = new Promise<void>((resolve) => {
    answerNow = resolve;
  });
  await page.route('**/create', async (route) => {
    if (route.request().method() === 'POST') await held;
    await route.continue();
  });
  await studio.giveSelfie();
  await page.getByRole('checkbox', { name: /permission/ }).check();
  await page.getByRole('button', { name: 'Create avatars' }).click();
  await page.getByRole('button', { name: /^Cancel/ }).click();
  await expect(page.getByRole('progressbar', { name: 'Drawing' })).toHaveCount(0);
  // The first answer is that of the request; only then does the page know what to cancel, and the second one says so.
  let answers = 0;
  const cancelled = page.waitForResponse((response) => {
    if (response.request().method() === 'POST' && response.url().endsWith('/create') && response.ok()) answers += 1;
    return answers === 2;
  });
  answerNow();
  await cancelled;
  await expect
    .poll(async () => {
      await page.goto('/avatars');
      return page.getByRole('progressbar').count();
    })
    .toBe(0);
  await expect(page.getByRole('img', { name: /^Avatar/ })).toHaveCount(0);
});

test('all five styles are asked for at once and fill in as they are drawn', async ({ page, studio }) => {
  test.slow();
  await page.goto('/create');
  await studio.giveSelfie();
  await page.getByRole('radiogroup', { name: 'Style' }).getByRole('radio', { name: 'All five' }).check();
  await page.getByRole('checkbox', { name: /permission/ }).check();
  await page.getByRole('button', { name: 'Create avatars' }).click();
  const pictures = page.getByRole('img', { name: /^Avatar/ });
  const sheet = page.getByRole('article', { name: 'Style sheet' });
  await expect(sheet.getByText('Chibi')).toBeVisible();
  await expect(pictures.first()).toBeVisible({ timeout: 60_000 });
  // It is one thing after a reload too.
  await page.reload();
  await expect(sheet).toHaveCount(1);
  await expect(sheet.getByRole('img', { name: /^Avatar/ })).toHaveCount(5, { timeout: 120_000 });
  for (const style of ['Realistic', 'Anime', '3D', 'Chibi', 'Comic']) {
    await expect(page.getByRole('img', { name: new RegExp(`^Avatar.*${style}`) })).toHaveCount(1);
  }
  await sheet.getByRole('link').first().click();
  const strip = page.getByRole('navigation', { name: 'Style sheet' });
  await expect(strip.getByRole('link')).toHaveCount(5);
  await studio.expectAccessible();
  await strip.getByRole('link', { name: 'Comic' }).click();
  await expect(page.getByRole('heading', { name: 'Comic', level: 1 })).toBeVisible();
});

test('a page that is out of sight tells by a notification that the pictures are ready, when that was wanted', async ({
  page,
  studio,
  isMobile,
}) => {
  test.skip(isMobile, 'proven once');
  // What is the browser's own: its question, its notifications, and whether the page is in sight.
  await page.addInitScript(() => {
    const told: string[] = [];
    class Notice extends EventTarget {
      static permission = 'default';
      static async requestPermission() {
        Notice.permission = 'granted';
        return 'granted';
      }
      constructor(title: string) {
        super();
        told.push(title);
      }
    }
    Object.assign(window, { Notification: Notice, told });
    ServiceWorkerContainer.prototype.getRegistration = async () => undefined;
  });
  await studio.createAvatar();
  await expect.poll(() => page.evaluate(() => Notification.permission)).toBe('default');
  await page.getByRole('button', { name: 'Tell me when ready' }).click();
  await expect(page.getByRole('button', { name: 'Tell me when ready' })).toBeHidden();
  await page.evaluate(() => Object.defineProperty(document, 'hidden', { value: true }));
  await expect(page.getByRole('img', { name: /^Avatar/ })).toHaveCount(1, { timeout: 60_000 });
  await expect
    .poll(() => page.evaluate(() => (window as unknown as { told: string[] }).told))
    .toEqual(['Your avatars are ready']);
});
