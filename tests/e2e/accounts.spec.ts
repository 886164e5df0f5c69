/** A guest's work moves into an account; another browser sees it; it is exported, deleted, and gone everywhere. */
import { readFile } from 'node:fs/promises';
import { expectNoTrace, expectNothingByAxe, giveSelfie, newAddress, openMailedLink, signInByMail } from './people.ts';
import { expect, studioOn, test } from './studio.ts';

test('a guest’s avatar moves into an account by a mailed link, is seen from another browser, exported and deleted for good', async ({
  page,
  browser,
  studio,
}) => {
  test.setTimeout(180_000);
  const email = newAddress();
  const elsewhere = await browser.newContext();
  const other = await elsewhere.newPage();
  await giveSelfie(elsewhere);
  await other.goto('/account');
  await other.getByRole('radio', { name: /Delete them right after use/ }).check();
  await other.getByRole('button', { name: 'Save' }).click();
  await expect(other.getByText('Saved.')).toBeVisible();
  await Promise.all([studio.createAvatar({ prompt: 'a beach' }), studioOn(other).createAvatar()]);
  await page.getByRole('textbox', { name: 'Prompt' }).fill('a draft that stays');
  const id = await studio.openNewestAvatar();
  await page.goto('/account');
  await expectNothingByAxe(page);
  await page.getByRole('link', { name: 'Sign in' }).click();
  await expectNothingByAxe(page);
  await openMailedLink(page, email);
  await expect(page.getByText('The avatar made in this browser')).toBeVisible();
  await expectNothingByAxe(page);
  await page.getByRole('button', { name: 'Sign in', exact: true }).click();
  await expect(page.getByText('Only this browser is signed in.')).toBeVisible();
  await expect(page.getByRole('link', { name: `Account of ${email}` })).toBeVisible();
  await expectNothingByAxe(page);
  await page.goto('/avatars');
  await expect(page.locator(`a[href="/avatars/${id}"]`)).toBeVisible();
  await page.goto('/create');
  await expect(page.getByRole('textbox', { name: 'Prompt' })).toHaveValue('a draft that stays');

  // There the picture may still be being drawn: it moves as it is.
  await signInByMail(other, email, '/avatars');
  const pictures = other.locator('a[href^="/avatars/"]').filter({ has: other.getByRole('img', { name: /^Avatar/ }) });
  await expect(pictures).toHaveCount(2, { timeout: 60_000 });
  const addresses = await pictures.evaluateAll((links) => links.map((link) => link.getAttribute('href')));
  const [second = ''] = addresses.flatMap((address) => address?.split('/').at(-1) ?? []).filter((each) => each !== id);

  // Of the three selfies, the one that was to go right after use has gone.
  await expect(async () => {
    await page.goto('/account');
    await expect(page.getByText('2 avatars and 2 selfies')).toBeVisible({ timeout: 1000 });
  }).toPass();
  const download = page.waitForEvent('download');
  await page.getByRole('button', { name: 'Export everything' }).click();
  const names = namesIn(await readFile(await (await download).path()));
  expect(names).toEqual(
    expect.arrayContaining(['account.json', 'generations.json', 'avatars.json', 'selfies.json', 'share-links.json']),
  );
  for (const folder of ['avatars/', 'selfies/']) {
    expect(names.filter((name) => name.startsWith(folder))).toHaveLength(2);
  }

  await page.getByLabel(/To go on, type/).fill('delete some');
  await page.getByRole('button', { name: 'Delete everything' }).click();
  await expect(page.getByText('These are not the words.')).toBeVisible();
  await expectNothingByAxe(page);
  await page.getByLabel(/To go on, type/).fill('Delete everything');
  await page.getByRole('button', { name: 'Delete everything' }).click();
  await expect(page.getByText('Checked afterwards in database, files and queue: nothing is left.')).toBeVisible();
  await expectNothingByAxe(page);
  await page.reload();
  await expect(page.getByRole('definition').nth(1)).toHaveText('2');
  expect(await page.evaluate(() => localStorage.getItem('selfsame.draft'))).toBeNull();
  for (const context of [page.context(), elsewhere]) {
    for (const avatar of [id, second]) {
      expect((await context.request.get(`/images/avatars/${avatar}`)).status()).toBe(404);
    }
  }
  await expectNoTrace(id, second, email);
  await elsewhere.close();
});

/** The names in a zip's central directory. */
function namesIn(zip: Buffer): string[] {
  const names: string[] = [];
  for (let at = zip.indexOf('PK\x01\x02', 0, 'latin1'); at >= 0; at = zip.indexOf('PK\x01\x02', at + 46, 'latin1')) {
    names.push(zip.toString('utf8', at + 46, at + 46 + zip.readUInt16LE(at + 28)));
  }
  return names;
}
