import type { Page } from '@playwright/test';
import { expect, portrait, test } from './studio.ts';

const PAPER = { light: 'rgb(247, 244, 238)', dark: 'rgb(19, 18, 16)' };

const paperOf = (page: Page) => page.evaluate(() => getComputedStyle(document.body).backgroundColor);

/** The service worker is in charge of this page. */
async function ready(page: Page) {
  await page.evaluate(async () => {
    await navigator.serviceWorker.ready;
    if (navigator.serviceWorker.controller === null)
      await new Promise((resolve) => navigator.serviceWorker.addEventListener('controllerchange', resolve));
  });
}

for (const path of ['/', '/create']) {
  test(`${path} keeps the chosen theme from its first paint on`, async ({ page, colorScheme, studio }) => {
    const system = colorScheme === 'dark' ? 'dark' : 'light';
    const other = system === 'dark' ? 'light' : 'dark';
    await page.goto(path);
    expect(await paperOf(page)).toBe(PAPER[system]);
    await page.getByRole('combobox', { name: 'Theme' }).selectOption(other);
    await expect.poll(() => paperOf(page)).toBe(PAPER[other]);
    await studio.expectAccessible();

    // What the very first paint is made of: before any script but the page's own.
    await page.route('**/_next/static/**/*.js', (route) => route.abort());
    await page.goto(path);
    expect(await paperOf(page)).toBe(PAPER[other]);
    await expect(page.getByRole('combobox', { name: 'Theme' })).toHaveValue(other);
    await expect(page.locator('meta[name="theme-color"]').first()).toHaveAttribute(
      'content',
      other === 'dark' ? '#131210' : '#f7f4ee',
    );
    await page.unroute('**/_next/static/**/*.js');
    await page.reload();
    await expect(page.getByRole('combobox', { name: 'Theme' })).toHaveValue(other);
    await page.getByRole('combobox', { name: 'Theme' }).selectOption('system');
    await expect.poll(() => paperOf(page)).toBe(PAPER[system]);
  });
}

test('it can be installed: names, icons that are what they say, and a share target', async ({ page, request }) => {
  await page.goto('/create');
  const manifest = await (await request.get('/manifest.webmanifest')).json();
  expect(manifest).toMatchObject({ id: '/create', start_url: '/create', display: 'standalone' });
  expect(manifest.icons.some(({ purpose }: { purpose?: string }) => purpose === 'maskable')).toBe(true);
  for (const { src, sizes } of manifest.icons) {
    const image = await page.evaluate(async (address) => {
      const element = new Image();
      element.src = address;
      await element.decode();
      return `${element.naturalWidth}x${element.naturalHeight}`;
    }, src);
    if (sizes !== 'any') expect([src, image]).toEqual([src, sizes]);
  }
  const client = await page.context().newCDPSession(page);
  const { installabilityErrors } = await client.send('Page.getInstallabilityErrors');
  // A private window, as tests have, can never install.
  expect(installabilityErrors.map(({ errorId }) => errorId).filter((id) => id !== 'in-incognito')).toEqual([]);
});

test('without a connection there is a page that says so, and it comes back by itself', async ({
  page,
  context,
  studio,
}) => {
  await page.goto('/create');
  await ready(page);
  await context.setOffline(true);
  await page.goto('/avatars');
  await expect(page.getByRole('heading', { name: 'There is no connection' })).toBeVisible();
  await studio.expectAccessible();
  await expect(page.getByRole('button', { name: 'Try again' })).toBeVisible();
  await context.setOffline(false);
  await expect(page.getByRole('heading', { name: 'Your avatars' })).toBeVisible();
});

test('a photo shared from another app lands in the form and is taken', async ({ page }) => {
  await page.goto('/create');
  await ready(page);
  // As Android does: a form is posted to the manifest's address.
  await page.evaluate(() => {
    document.body.insertAdjacentHTML(
      'beforeend',
      '<form method="post" enctype="multipart/form-data" action="/create/shared"><input type="file" name="photo" aria-label="From an app"><button>Hand over</button></form>',
    );
  });
  await page.getByLabel('From an app').setInputFiles(portrait);
  await page.getByRole('button', { name: 'Hand over' }).click();
  await expect(page.getByRole('img', { name: 'Your selfie' })).toBeVisible();
  await expect(page).toHaveURL(/\/create$/);
  await page.reload();
  await expect(page.getByRole('button', { name: 'Change' })).toBeVisible();
});

test('a shared photo that got lost is asked for again', async ({ page, request, baseURL }) => {
  const answer = await request.post('/create/shared', {
    multipart: { photo: { name: 'me.jpg', mimeType: 'image/jpeg', buffer: Buffer.from('x') } },
    maxRedirects: 0,
  });
  expect([answer.status(), answer.headers().location]).toEqual([303, '/create?shared']);
  await page.goto(`${baseURL}/create?shared`);
  await expect(page.getByText('The photo did not arrive. Choose it here.')).toBeVisible();
});

test('the keyboard map opens by ?, and its keys can be switched off', async ({ page, studio }) => {
  await page.goto('/avatars');
  const map = page.getByRole('dialog', { name: 'Keyboard' });
  await expect(async () => {
    await page.keyboard.press('?');
    await expect(map).toBeVisible({ timeout: 500 });
  }).toPass();
  await studio.expectAccessible();
  await map.getByRole('checkbox', { name: /as shortcuts/ }).uncheck();
  await page.keyboard.press('Escape');
  await expect(map).toBeHidden();
  await page.keyboard.press('?');
  await expect(map).toBeHidden();
  await page.reload();
  // Its button answers once the script is there that also listens to the keys; a touch screen doesn't show it.
  await expect(async () => {
    await page.getByRole('button', { name: 'Keyboard', includeHidden: true }).dispatchEvent('click');
    await expect(map.getByRole('checkbox')).not.toBeChecked({ timeout: 500 });
  }).toPass();
  await page.keyboard.press('Escape');
  await expect(map).toBeHidden();
  await page.keyboard.press('?');
  await expect(map).toBeHidden();
});

test('on paper there are pictures and words, and nothing to press', async ({ page }) => {
  await page.goto('/');
  await page.emulateMedia({ media: 'print' });
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
  await expect(page.getByRole('img').first()).toBeVisible();
  await expect(page.getByRole('link', { name: 'Start with a selfie' })).toBeHidden();
  await expect(page.getByRole('navigation')).toBeHidden();
  expect(await paperOf(page)).toBe('rgb(255, 255, 255)');
});

test('who asks for less motion gets none', async ({ page }) => {
  const times = () =>
    page.getByRole('link', { name: 'Start with a selfie' }).evaluate((element) => {
      element.classList.add('skeleton');
      const { transitionDuration, animationName } = getComputedStyle(element);
      return { transitionDuration, animationName };
    });
  await page.emulateMedia({ reducedMotion: 'no-preference' });
  await page.goto('/');
  expect(await times()).toEqual({ transitionDuration: expect.stringContaining('0.12s'), animationName: 'breathe' });
  await page.emulateMedia({ reducedMotion: 'reduce' });
  expect(await times()).toEqual({ transitionDuration: '0s', animationName: 'none' });
});

test('every page has a title of its own', async ({ page }) => {
  const titles = [];
  for (const path of ['/', '/create', '/avatars', '/privacy', '/nowhere', '/s/abcdefghijkm', '/avatars/not-an-id']) {
    await page.goto(path);
    titles.push(await page.title());
  }
  expect(new Set(titles).size).toBe(titles.length);
  for (const title of titles) expect(title).toContain('Selfsame');
});
