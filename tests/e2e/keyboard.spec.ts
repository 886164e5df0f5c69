import type { Locator, Page } from '@playwright/test';
import { expect, portrait, test } from './studio.ts';

const STOPS_MAX = 80;

/** Goes on with the Tab key until `target` has the focus. */
async function tabTo(page: Page, target: Locator) {
  await expect(target).toBeVisible();
  for (let stop = 0; stop < STOPS_MAX; stop++) {
    if (await target.evaluate((element) => element === document.activeElement)) return;
    await page.keyboard.press('Tab');
  }
  throw new Error(`The Tab key never reached ${target}.`);
}

test('from the landing page to a shared link without touching anything but keys', async ({ page, browser }) => {
  await page.goto('/');
  await tabTo(page, page.getByRole('link', { name: 'Start with a selfie' }));
  await page.keyboard.press('Enter');
  await page.waitForURL('**/create');

  const chosen = page.waitForEvent('filechooser');
  await tabTo(page, page.getByLabel('Selfie', { exact: true }));
  await page.keyboard.press('Space');
  await (await chosen).setFiles(portrait);
  await expect(page.getByRole('img', { name: 'Your selfie' })).toBeVisible();

  await tabTo(page, page.getByRole('radio', { name: 'Realistic' }));
  await page.keyboard.press('ArrowLeft');
  await expect(page.getByRole('radio', { name: 'All five' })).toBeChecked();
  await page.keyboard.press('ArrowLeft');
  await expect(page.getByRole('radio', { name: 'Comic' })).toBeChecked();
  await tabTo(page, page.getByRole('textbox', { name: 'Prompt' }));
  await page.keyboard.type('beach');
  await tabTo(page, page.getByRole('checkbox', { name: /permission/ }));
  await page.keyboard.press('Space');
  await tabTo(page, page.getByRole('button', { name: 'Create avatars' }));
  await page.keyboard.press('Enter');

  const picture = page.getByRole('link').filter({ has: page.getByRole('img', { name: /^Avatar/ }) });
  await expect(picture).toBeVisible({ timeout: 60_000 });
  await tabTo(page, picture);
  await page.keyboard.press('Enter');
  await page.waitForURL(/\/avatars\/[0-9a-f-]{36}$/);

  await tabTo(page, page.getByRole('button', { name: 'Share', exact: true }));
  await page.keyboard.press('Enter');
  const address = page.getByLabel('Share link');
  await expect(address).toBeFocused();
  await tabTo(page, page.getByRole('button', { name: 'Settings and QR code' }));
  await page.keyboard.press('Enter');
  const sheet = page.getByRole('dialog', { name: 'Share this avatar' });
  await tabTo(page, sheet.getByRole('checkbox', { name: 'The prompt' }));
  await page.keyboard.press('Space');
  await tabTo(page, sheet.getByRole('button', { name: 'Save settings' }));
  await page.keyboard.press('Enter');
  await expect(sheet).toBeHidden();
  await expect(page.getByRole('button', { name: 'Settings and QR code' })).toBeFocused();

  const stranger = await (await browser.newContext()).newPage();
  await stranger.goto(await address.inputValue());
  await expect(stranger.getByRole('img', { name: 'Avatar in Comic style' })).toBeVisible();
  await expect(stranger.getByText('“beach”')).toBeVisible();
  await stranger.context().close();
});
