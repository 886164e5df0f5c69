import { randomUUID } from 'node:crypto';
import type { Page } from '@playwright/test';
import pg from 'pg';
import { expect, portraitBytes, test } from './studio.ts';

const COUNT = 600;

/** Gives whoever uses the page so many avatars, one a minute; their files are not made. @returns ids, newest first */
async function seedHistory(page: Page): Promise<string[]> {
  const answer = await page.request.post('/api/selfies', {
    data: await portraitBytes(),
    headers: { 'content-type': 'image/jpeg' },
  });
  const { id: selfieId } = await answer.json();
  const client = new pg.Client({ connectionString: process.env.SELFSAME_DATABASE_URL });
  await client.connect();
  try {
    const generationId = randomUUID();
    await client.query(
      `INSERT INTO generations (id, owner_id, selfie_id, status, engine, style, prompt, negative_prompt, width, height,
         steps, guidance, face_strength, samples, safety_checker, consented_at)
       SELECT $1, owner_id, id, 'finished', 'embedded', 'comic', 'beach', '', 512, 768, 31, 7.5, 1, 1, true, now()
       FROM selfies WHERE id = $2`,
      [generationId, selfieId],
    );
    const { rows } = await client.query<{ id: string }>(
      `INSERT INTO avatars (id, owner_id, generation_id, position, style, width, height, bytes, placeholder, created_at)
       SELECT gen_random_uuid(), owner_id, id, n, 'comic', 512, 768, 1, '', now() - n * interval '1 minute'
       FROM generations, generate_series(0, $2::int - 1) n WHERE id = $1 RETURNING id`,
      [generationId, COUNT],
    );
    return rows.map(({ id }) => id);
  } finally {
    await client.end();
  }
}

/** What of the history is in the page now: the avatars' ids in order, and their places as they are read out. */
function tilesOf(page: Page) {
  return page.evaluate(() =>
    [...document.querySelectorAll('ul[aria-label="Finished avatars"] > li')].map((tile) => ({
      id: tile.querySelector('a')?.getAttribute('href')?.split('/').at(-1) ?? '',
      place: Number(tile.getAttribute('aria-posinset')),
    })),
  );
}

test('a long history shows every avatar once and in order, while only those near the screen are in the page', async ({
  page,
  studio,
}) => {
  const ids = await seedHistory(page);
  await page.goto('/avatars');
  const seen = new Map<number, string>();
  let most = 0;
  await expect
    .poll(
      async () => {
        const tiles = await tilesOf(page);
        most = Math.max(most, tiles.length);
        for (const { id, place } of tiles) seen.set(place, id);
        await page.evaluate(() => window.scrollBy(0, window.innerHeight));
        return seen.size;
      },
      { timeout: 60_000, intervals: [50] },
    )
    .toBe(COUNT);
  expect([...seen].sort(([a], [b]) => a - b).map(([, id]) => id)).toEqual(ids);
  expect(most).toBeLessThan(100);
  await studio.expectAccessible();

  // Choosing reaches what is not in the page.
  await page
    .getByRole('list', { name: 'Finished avatars' })
    .getByRole('link')
    .last()
    .click({ modifiers: ['Shift'] });
  await page.keyboard.press('Control+a');
  await expect(page.getByText(`${COUNT} chosen`)).toBeVisible();
});

test('coming back from an avatar finds the same place in the history', async ({ page }) => {
  await seedHistory(page);
  await page.goto('/avatars');
  await expect
    .poll(async () => {
      await page.evaluate(() => window.scrollTo(0, document.documentElement.scrollHeight));
      return (await tilesOf(page)).some(({ place }) => place > 250);
    })
    .toBe(true);
  let address = '';
  await expect(async () => {
    // The next page may be on its way: whichever picture is on the screen by then.
    address = await page.evaluate(() => {
      const links = [...document.querySelectorAll('a[href^="/avatars/"]')];
      const onScreen = (link: Element) => {
        const { x, y, width, height } = link.getBoundingClientRect();
        return link.contains(document.elementFromPoint(x + width / 2, y + height / 2));
      };
      return links.find(onScreen)?.getAttribute('href') ?? '';
    });
    await page.locator(`a[href="${address}"]`).click({ timeout: 1000 });
  }).toPass();
  await page.waitForURL(`**${address}`);
  await expect(page.getByRole('heading', { level: 1, name: 'Comic' })).toBeVisible();
  await page.goBack();
  await expect(page.locator(`a[href="${address}"]`)).toBeInViewport();
});

test('arrow keys lead through the history, and the title says where one is', async ({ page }) => {
  const [newest, second] = await seedHistory(page);
  await page.goto(`/avatars/${newest}`);
  await expect(page).toHaveTitle(/^Avatar in Comic style/);
  // Once the slider answers, so do the keys.
  const slider = page.getByRole('slider', { name: 'Compare with the photo' });
  await expect(async () => {
    await slider.fill('100');
    await expect(slider).toHaveAttribute('aria-valuetext', 'Only the photo', { timeout: 500 });
  }).toPass();
  await slider.blur();
  await page.keyboard.press('ArrowRight');
  await page.waitForURL(`**/avatars/${second}`);
  // Once the second page listens; the newest has nothing to its left, so that a second press does no harm.
  await expect(page.getByRole('link', { name: 'Newer' })).toHaveAttribute('href', `/avatars/${newest}`);
  await expect(async () => {
    await page.keyboard.press('ArrowLeft');
    await page.waitForURL(`**/avatars/${newest}`, { timeout: 5000 });
  }).toPass();

  // In a sheet the same keys are the sheet's.
  await page.getByRole('button', { name: 'Share', exact: true }).click();
  await page.getByRole('button', { name: 'Settings and QR code' }).click();
  const sheet = page.getByRole('dialog', { name: 'Share this avatar' });
  await sheet.getByRole('button', { name: 'Close' }).focus();
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('Escape');
  await expect(sheet).toBeHidden();
  await page.keyboard.press('ArrowRight');
  await page.waitForURL(`**/avatars/${second}`);
  await expect(page.getByRole('link', { name: 'Newer' })).toHaveAttribute('href', `/avatars/${newest}`);

  await page.getByRole('link', { name: 'Make another like this' }).click();
  await expect(page.getByRole('textbox', { name: 'Prompt' })).toHaveValue('beach');
  await expect(page.getByRole('radio', { name: 'Comic' })).toBeChecked();
});

for (const reducedMotion of ['no-preference', 'reduce'] as const) {
  test(`a picture ${reducedMotion === 'reduce' ? 'does not move' : 'grows'} into its page with ${reducedMotion === 'reduce' ? 'less' : 'usual'} motion`, async ({
    page,
  }) => {
    await page.emulateMedia({ reducedMotion });
    // What moves is gone before a test could look: each transition's moving parts are noted as it becomes ready.
    await page.addInitScript(() => {
      const moved: string[] = [];
      Object.assign(window, { moved });
      const start = document.startViewTransition.bind(document);
      document.startViewTransition = (update) => {
        const transition = start(update);
        void transition.ready.then(() => {
          moved.push('ready');
          for (const { effect } of document.getAnimations())
            if (effect instanceof KeyframeEffect && effect.pseudoElement) moved.push(effect.pseudoElement);
        });
        return transition;
      };
    });
    const [newest] = await seedHistory(page);
    await page.goto('/avatars');
    await page.locator(`a[href="/avatars/${newest}"]`).click();
    await page.waitForURL(`**/avatars/${newest}`);
    const moved = () => page.evaluate(() => (window as unknown as { moved: string[] }).moved);
    await expect.poll(moved).toContain('ready');
    // React itself holds the rest of the page still, in no time.
    const pictures = (await moved()).filter((part) => part.includes('avatar-'));
    if (reducedMotion === 'reduce') expect(pictures).toEqual([]);
    else expect(pictures).toContain(`::view-transition-group(avatar-${newest})`);
  });
}
