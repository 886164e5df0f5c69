import AxeBuilder from '@axe-core/playwright';
import type { Page } from '@playwright/test';
import decodeQR from 'qr/decode.js';
import sharp from 'sharp';
import { expect, test } from './studio.ts';

const PASSWORD = 'blue pebble';

/** Not one finding of axe, of whatever weight. */
async function expectFlawless(page: Page) {
  const { violations } = await new AxeBuilder({ page }).analyze();
  expect(violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html).join(' | ')}`)).toEqual([]);
}

async function expectNoOverflow(page: Page) {
  expect(await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth)).toBeLessThanOrEqual(0);
}

/** What a camera would read off the screen. */
async function readQrCode(page: Page): Promise<string> {
  const code = page.getByRole('img', { name: 'QR code of the link' });
  await code.evaluate((element) => element.scrollIntoView({ block: 'center' }));
  const shot = await code.screenshot();
  const { data, info } = await sharp(shot).ensureAlpha().raw().toBuffer({ resolveWithObject: true });
  return decodeQR({ width: info.width, height: info.height, data: new Uint8Array(data) });
}

test('one press shares and copies the link', async ({ page, context, studio }) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  await studio.createAvatar();
  await studio.openNewestAvatar();
  await page.getByRole('button', { name: 'Share', exact: true }).click();
  await expect(page.getByText('The link is copied.')).toBeVisible();
  expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(
    await page.getByLabel('Share link').inputValue(),
  );
});

test('a link gets an end, a password and the prompt, and shows a stranger just that', async ({
  page,
  studio,
  browser,
  baseURL,
}) => {
  await studio.createAvatar({ style: 'Comic', prompt: 'beach' });
  await studio.openNewestAvatar();
  await page.getByRole('button', { name: 'Share', exact: true }).click();
  const address = await page.getByLabel('Share link').inputValue();
  expect(address).toMatch(new RegExp(`^${baseURL}/s/[a-z2-9]{12}$`));
  await expectFlawless(page);

  const oembed = `/api/oembed?maxwidth=256&url=${encodeURIComponent(address)}`;
  expect(await (await page.request.get(oembed)).json()).toMatchObject({
    type: 'photo',
    url: `${address}/image`,
    width: 256,
    height: 384,
  });
  expect((await page.request.get(`${oembed}&format=xml`)).status()).toBe(501);
  const elsewhere = encodeURIComponent(address.replace('localhost', 'elsewhere.example'));
  expect((await page.request.get(`/api/oembed?url=${elsewhere}`)).status()).toBe(404);

  await page.getByRole('button', { name: 'Settings and QR code' }).click();
  const sheet = page.getByRole('dialog', { name: 'Share this avatar' });
  await expect(sheet.getByRole('radio', { name: 'Never' })).toBeChecked();
  await expect(sheet.getByRole('checkbox', { name: 'The selfie' })).not.toBeChecked();
  await expectFlawless(page);
  await expectNoOverflow(page);
  expect(await readQrCode(page)).toBe(address);
  await expect(sheet.getByText(/^[a-z2-9]{4}-[a-z2-9]{4}-[a-z2-9]{4}$/)).toBeVisible();

  await sheet.getByRole('radio', { name: '7 days' }).check();
  await sheet.getByRole('checkbox', { name: 'Ask for a password' }).check();
  await sheet.getByRole('button', { name: 'Save settings' }).click();
  await expect(sheet.getByText(/Type a password/)).toBeVisible();
  await sheet.getByLabel('Password', { exact: true }).fill('short');
  await sheet.getByRole('button', { name: 'Save settings' }).click();
  await expect(sheet.getByText('Use at least 6 characters.')).toBeVisible();
  await expectFlawless(page);
  await sheet.getByLabel('Password', { exact: true }).fill(PASSWORD);
  await sheet.getByRole('checkbox', { name: 'The prompt' }).check();
  await sheet.getByRole('checkbox', { name: 'Can be downloaded' }).uncheck();
  await sheet.getByRole('button', { name: 'Save settings' }).click();
  await expect(sheet).toBeHidden();
  await expect(page.getByText(/^Ends on /)).toBeVisible();
  await page.reload();
  await expect(page.getByText('Anyone with this link and its password')).toBeVisible();

  const stranger = await (await browser.newContext()).newPage();
  expect((await stranger.goto(address))?.status()).toBe(200);
  await expect(stranger.getByRole('heading', { name: 'This link asks for a password' })).toBeVisible();
  await expect(stranger.getByRole('img')).toHaveCount(0);
  await expect(stranger.locator('meta[property^="og:"]')).toHaveCount(0);
  expect(await stranger.content()).not.toContain('beach');
  expect((await stranger.request.get(`${address}/image`)).status()).toBe(404);
  expect((await stranger.request.get(`${address}/image?size=preview`)).status()).toBe(404);
  expect((await stranger.request.get(oembed)).status()).toBe(401);
  await expectFlawless(stranger);
  await stranger.getByLabel('Password').fill('something else');
  await stranger.getByRole('button', { name: 'Show the avatars' }).click();
  await expect(stranger.getByText('That is not the password.')).toBeVisible();
  await expectFlawless(stranger);
  await stranger.getByLabel('Password').fill(PASSWORD);
  await stranger.getByLabel('Password').press('Enter');

  const shown = stranger.getByRole('img', { name: /^Avatar/ });
  await expect(shown).toBeVisible();
  expect(await shown.evaluate((img: HTMLImageElement) => img.decode().then(() => img.naturalWidth))).toBe(384);
  await expect(stranger.getByText('“beach”')).toBeVisible();
  await expect(stranger.getByRole('img', { name: 'The selfie it came from' })).toHaveCount(0);
  await expect(stranger.getByRole('link', { name: 'Download' })).toHaveCount(0);
  expect((await stranger.request.get(`${address}/image?of=selfie`)).status()).toBe(404);
  expect((await stranger.request.get(`${address}/image?download`)).status()).toBe(404);
  await expectFlawless(stranger);

  await page.getByRole('button', { name: 'Settings and QR code' }).click();
  await sheet.getByRole('button', { name: 'Stop sharing' }).click();
  await expect(page.getByRole('button', { name: 'Share', exact: true })).toBeFocused();
  expect((await stranger.goto(address))?.status()).toBe(404);
  expect((await stranger.request.get(`${address}/image`)).status()).toBe(404);
  await stranger.context().close();
});

test('several avatars are one link, found on paper, announced by a picture, and handed to other apps', async ({
  page,
  studio,
  browser,
  baseURL,
}) => {
  // Chromium on Linux has no share sheet: what the page hands to it is kept instead.
  await page.addInitScript(() => {
    Object.assign(navigator, {
      share: async ({ url }: ShareData) => {
        document.documentElement.dataset.handed = url ?? '';
      },
    });
  });
  await page.goto('/create');
  await studio.giveSelfie();
  await page.getByRole('radiogroup', { name: 'Style' }).getByRole('radio', { name: 'Comic' }).check();
  await page.getByText('More settings').click();
  await page.getByRole('radiogroup', { name: 'Pictures' }).getByRole('radio', { name: '2' }).check();
  await page.getByRole('button', { name: 'Small' }).click();
  await page.getByRole('checkbox', { name: /permission/ }).check();
  await page.getByRole('button', { name: 'Create avatars' }).click();
  await expect(page.getByRole('img', { name: /^Avatar/ })).toHaveCount(2, { timeout: 60_000 });

  await page.goto('/avatars');
  await page.getByRole('button', { name: 'Choose several' }).click();
  const bar = page.getByRole('region', { name: 'Chosen avatars' });
  await bar.getByRole('button', { name: 'Choose all' }).click();
  await bar.getByRole('button', { name: 'Share' }).click();
  const sheet = page.getByRole('dialog', { name: 'Share 2 avatars' });
  const address = await sheet.getByLabel('Share link').inputValue();
  await sheet.getByRole('button', { name: 'Send to an app' }).click();
  await expect(page.locator('html')).toHaveAttribute('data-handed', address);
  const typed = (await sheet.getByText(/^\w{4}-\w{4}-\w{4}$/).textContent()) ?? '';
  await expectFlawless(page);

  const stranger = await (await browser.newContext()).newPage();
  await stranger.goto(`${baseURL}/s/${typed.toUpperCase()}`);
  await expect(stranger).toHaveURL(address);
  await expect(stranger.getByRole('heading', { name: '2 avatars' })).toBeVisible();
  await expect(stranger.getByRole('img', { name: /^Avatar/ })).toHaveCount(2);
  await expectFlawless(stranger);
  await expectNoOverflow(stranger);
  const download = stranger.waitForEvent('download');
  await stranger.getByRole('link', { name: 'Download avatar 2' }).click();
  expect((await download).suggestedFilename()).toBe('selfsame-comic-2.png');

  const announced = await stranger.locator('meta[property="og:image"]').getAttribute('content');
  const preview = await stranger.request.get(announced ?? '');
  expect(await sharp(await preview.body()).metadata()).toMatchObject({ format: 'jpeg', width: 1200, height: 630 });
  const oembed = await stranger.locator('link[type="application/json+oembed"]').getAttribute('href');
  expect(await (await stranger.request.get(oembed ?? '')).json()).toMatchObject({
    version: '1.0',
    type: 'link',
    title: '2 avatars',
    thumbnail_url: announced,
  });

  await sheet.getByRole('button', { name: 'Close' }).click();
  await page.getByRole('link', { name: 'Shared', exact: true }).click();
  await page.waitForURL('**/avatars?show=shared');
  const tiles = page.getByRole('list', { name: 'Finished avatars' }).getByRole('link');
  await expect(tiles).toHaveCount(2);
  await tiles.first().click();
  await page.getByRole('button', { name: 'Also in a link with 2 avatars' }).click();
  await sheet.getByRole('button', { name: 'Stop sharing' }).click();
  await expect(sheet).toBeHidden();
  await page.goto('/avatars?show=shared');
  await expect(page.getByRole('heading', { name: 'Nothing is shared' })).toBeVisible();
  await expectNoOverflow(page);
  expect((await stranger.goto(address))?.status()).toBe(404);
  expect((await stranger.request.get(announced ?? '')).status()).toBe(404);
  expect((await stranger.request.get(oembed ?? '')).status()).toBe(404);
  await stranger.context().close();
});
