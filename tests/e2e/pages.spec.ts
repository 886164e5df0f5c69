import { expect, test } from './studio.ts';

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
