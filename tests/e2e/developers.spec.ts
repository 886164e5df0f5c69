/** Where a developer finds their way: keys, and the playground that writes the code. */
import { expect, portrait, test } from './studio.ts';

test('a key is shown once, is refused once it is revoked, and the playground’s picture is in the history, marked', async ({
  page,
  studio,
}) => {
  await page.goto('/developers/keys');
  await page.getByRole('button', { name: 'Create key' }).click();
  await expect(page.getByText('Give the key a name.')).toBeVisible();
  await page.getByLabel('Name').fill('My shop');
  await page.getByRole('button', { name: 'Create key' }).click();
  const field = page.getByLabel('Your new key');
  await expect(field).toBeVisible();
  const key = await field.inputValue();
  expect(key).toMatch(/^ss_[\w-]{32}$/);
  await studio.expectAccessible();
  await page.reload();
  await expect(page.getByRole('heading', { name: 'My shop' })).toBeVisible();
  await expect(page.getByText(key)).toHaveCount(0);

  await page.goto('/developers/playground');
  await page.getByRole('button', { name: 'Send request' }).click();
  await expect(page.getByText('Choose a portrait first.')).toBeVisible();
  await page.getByLabel('face_image').setInputFiles(portrait);
  await page.getByLabel('prompt', { exact: true }).fill('on the moon');
  await page.getByLabel('style').selectOption('Comic');
  await page.getByText('As a program', { exact: true }).click();
  await page.getByText('Python', { exact: true }).click();
  const program = page.getByText(/^import base64, json/);
  await expect(program).toBeVisible();
  await expect(program).toContainText('"prompt": "on the moon",');
  await page.getByRole('button', { name: 'Send request' }).click();
  await expect(page.getByRole('img', { name: 'Result 1' })).toBeVisible({ timeout: 60_000 });
  await expect(page.getByText(/^success · HTTP 200/)).toBeVisible();
  await studio.expectAccessible();
  await page.reload();
  await expect(page.getByRole('heading', { name: 'Earlier' })).toBeVisible();
  await page.getByRole('button', { name: /^Fill the form/ }).click();
  await expect(page.getByLabel('prompt', { exact: true })).toHaveValue('on the moon');

  await page.goto('/avatars');
  await expect(page.getByText('Made by API')).toBeVisible();

  await page.goto('/developers/keys');
  await page.getByRole('button', { name: 'Revoke' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Revoke' }).click();
  await expect(page.getByText('You have no keys yet.')).toBeVisible();
  const refused = await page.request.post('/api/v6/image_editing/fetch/1', { data: { key } });
  expect(await refused.json()).toMatchObject({ status: 'error', message: 'Invalid API key' });
});
