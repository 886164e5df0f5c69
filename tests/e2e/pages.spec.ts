import { expect, test } from './studio.ts';

for (const colorScheme of ['light', 'dark'] as const) {
  test.describe(`in ${colorScheme} colours`, () => {
    test.use({ colorScheme });
    for (const path of [
      '/',
      '/create',
      '/avatars',
      '/privacy',
      '/developers',
      '/developers/keys',
      '/developers/playground',
      '/nowhere',
      '/s/abcdefghijkmnpqr',
    ]) {
      test(`${path} is accessible and no wider than the screen`, async ({ page, studio }) => {
        for (const width of [360, 1440]) {
          await page.setViewportSize({ width, height: 800 });
          await page.goto(path);
          await studio.expectAccessible();
          expect(
            await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth),
          ).toBeLessThanOrEqual(0);
        }
      });
    }
  });
}

test('the whole form can be used by keyboard', async ({ page }) => {
  await page.goto('/create');
  await page.keyboard.press('Tab');
  await expect(page.getByRole('link', { name: 'Skip to content' })).toBeFocused();
  await page.getByLabel('Selfie', { exact: true }).focus();
  const reached: string[] = [];
  for (let i = 0; i < 30; i++) {
    await page.keyboard.press('Tab');
    reached.push(
      await page.evaluate(() => {
        const element = document.activeElement;
        return element instanceof HTMLInputElement
          ? `${element.type}:${element.name}`
          : (element?.textContent ?? '').trim() || (element?.id ?? '');
      }),
    );
  }
  for (const stop of ['radio:style', 'prompt', 'More settings', 'checkbox:consent', 'Create avatars'])
    expect(reached).toContain(stop);
  await page.getByRole('radio', { name: 'Realistic' }).focus();
  await page.keyboard.press('ArrowRight');
  await expect(page.getByRole('radio', { name: 'Anime' })).toBeChecked();
});
