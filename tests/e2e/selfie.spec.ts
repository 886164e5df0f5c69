import { readFile } from 'node:fs/promises';
import sharp from 'sharp';
import { expect, test, threeFaces } from './studio.ts';

const heic = new URL('../fixtures/astronaut.heic', import.meta.url);

test('a selfie is taken with the camera after a countdown, seen once more, and used', async ({
  page,
  context,
  studio,
}) => {
  await context.grantPermissions(['camera']);
  await page.goto('/create');
  await page.getByRole('button', { name: 'Take a photo' }).click();
  const dialog = page.getByRole('dialog', { name: 'Take a photo' });
  await expect(dialog.getByRole('button', { name: 'Take photo' })).toBeEnabled();
  await studio.expectAccessible();
  await dialog.getByRole('button', { name: 'Take photo' }).click();
  await expect(dialog.getByText('3', { exact: true })).toBeVisible();
  await expect(dialog.getByText('The photo was taken.')).toBeAttached();
  await dialog.getByRole('button', { name: 'Again' }).click();
  await dialog.getByRole('button', { name: 'Take photo' }).click();
  // A second press doesn't wait for the countdown.
  await dialog.getByRole('button', { name: 'Take it now' }).click();
  await dialog.getByRole('button', { name: 'Use this photo' }).click();
  await expect(dialog).toBeHidden();
  await expect(page.getByText('Your photo is ready.')).toBeAttached();
  await expect(page.getByRole('img', { name: 'Your selfie' })).toBeVisible();
});

test('a camera that is not allowed is told with the way on, and the form stays', async ({ page }) => {
  await page.goto('/create');
  await page.getByRole('textbox', { name: 'Prompt' }).fill('beach');
  await page.getByRole('button', { name: 'Take a photo' }).click();
  await expect(page.getByRole('alert').filter({ hasText: /choose a photo/i })).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(page.getByRole('dialog')).toBeHidden();
  await expect(page.getByRole('textbox', { name: 'Prompt' })).toHaveValue('beach');
});

test('a HEIC photo from an iPhone is opened in the browser', async ({ page, studio }) => {
  await page.goto('/create');
  await studio.giveSelfie({ name: 'IMG_0001.HEIC', mimeType: 'image/heic', buffer: await readFile(heic) });
  await expect(page.getByRole('img', { name: 'Your selfie' })).toBeVisible({ timeout: 30_000 });
  await expect(page.getByText('Your photo is ready.')).toBeAttached();
});

test('half a HEIC photo is refused in one sentence beside the field', async ({ page, studio }) => {
  await page.goto('/create');
  const half = (await readFile(heic)).subarray(0, 9000);
  await studio.giveSelfie({ name: 'IMG_0002.HEIC', mimeType: 'image/heic', buffer: half });
  await expect(page.getByText('This HEIC photo could not be opened. Save it as a JPEG and choose that.')).toBeVisible({
    timeout: 30_000,
  });
});

test('a photo dropped anywhere on the page becomes the selfie', async ({ page }) => {
  await page.goto('/create');
  const bytes = [...(await readFile(new URL('../fixtures/astronaut.jpg', import.meta.url)))];
  const transfer = await page.evaluateHandle((photo) => {
    const data = new DataTransfer();
    data.items.add(new File([new Uint8Array(photo)], 'me.jpg', { type: 'image/jpeg' }));
    return data;
  }, bytes);
  const footer = page.locator('body');
  await footer.dispatchEvent('dragover', { dataTransfer: transfer });
  await expect(page.getByText('Drop your photo anywhere')).toBeVisible();
  await footer.dispatchEvent('drop', { dataTransfer: transfer });
  await expect(page.getByText('Drop your photo anywhere')).toBeHidden();
  await expect(page.getByText('Your photo is ready.')).toBeAttached();
});

test('a selfie is turned and cut, and the part is used', async ({ page, studio }) => {
  await page.goto('/create');
  await studio.giveSelfie();
  const selfie = page.getByRole('img', { name: 'Your selfie' });
  await expect(selfie).toBeVisible();
  const whole = await selfie.getAttribute('src');
  await page.getByRole('button', { name: 'Crop and turn' }).click();
  const dialog = page.getByRole('dialog', { name: 'Crop and turn' });
  await expect(dialog.getByRole('img')).toBeVisible();
  await studio.expectAccessible();
  await dialog.getByRole('button', { name: 'Turn right' }).click();
  await dialog.getByRole('button', { name: 'Turn left' }).click();
  await dialog.getByLabel('Straighten').fill('8');
  await dialog.getByLabel('Closer').fill('1.2');
  await dialog.getByRole('button', { name: 'Use this part' }).click();
  await expect(dialog).toBeHidden();
  await expect(selfie).toBeVisible();
  await expect(selfie).not.toHaveAttribute('src', whole ?? '');
  const { width, height } = await selfie.evaluate((img: HTMLImageElement) =>
    img.decode().then(() => ({ width: img.naturalWidth, height: img.naturalHeight })),
  );
  expect(width / height).toBeCloseTo(4 / 5, 1);
  await expect(page.getByRole('button', { name: 'Use photo 2 of 2' })).toBeVisible();
});

test('a photo chosen before the page’s scripts have come is taken all the same', async ({ page, studio }) => {
  // Scripts wait until the photo is chosen.
  let release = () => {};
  const chosen = new Promise<void>((resolve) => {
    release = resolve;
  });
  await page.route('**/_next/static/**/*.js', async (route) => {
    await chosen;
    await route.continue();
  });
  await page.goto('/create', { waitUntil: 'commit' });
  await studio.giveSelfie();
  release();
  await expect(page.getByText('Your photo is ready.')).toBeAttached();
});

test.describe('on any screen alike', () => {
  test.skip(({ isMobile }) => isMobile, 'proven once');

  test('a photo without a face is answered before anything is sent, and sent only when it is wanted all the same', async ({
    page,
    studio,
  }) => {
    const sent: string[] = [];
    page.on('request', (request) => {
      if (request.url().includes('/api/selfies')) sent.push(request.url());
    });
    await page.goto('/create');
    await studio.giveSelfie({ name: 'sky.png', mimeType: 'image/png', buffer: await sky() });
    await expect(page.getByText('No face was found.', { exact: false })).toBeVisible();
    await studio.expectAccessible();
    expect(sent).toEqual([]);
    const answer = page.waitForResponse(/\/api\/selfies\?/);
    await page.getByRole('button', { name: 'Use it all the same' }).click();
    expect((await answer).status()).toBe(422);
    await expect(page.getByText('No face was found.', { exact: false })).toBeVisible();
    await expect(page.getByRole('button', { name: 'Use it all the same' })).toBeHidden();
  });

  test('where the page can’t look for a face itself, the server does', async ({ page, studio }) => {
    await page.route('**/face-check/**', (route) => route.abort());
    await page.goto('/create');
    await studio.giveSelfie({ name: 'sky.png', mimeType: 'image/png', buffer: await sky() });
    await expect(page.getByText('No face was found.', { exact: false })).toBeVisible();
    await studio.giveSelfie();
    await expect(page.getByText('Your photo is ready.')).toBeAttached();
  });

  test('a photo whose upload was cut off goes on by itself, after a reload too, and is kept once', async ({
    page,
    context,
    studio,
  }) => {
    await page.goto('/create');
    // The server keeps it, but its answer is lost.
    let lost = 0;
    await page.route(/\/api\/selfies\?/, async (route) => {
      lost += 1;
      if (lost === 1) await route.fetch();
      await route.abort();
    });
    await studio.giveSelfie();
    await expect(page.getByText('The connection is lost.', { exact: false })).toBeVisible();
    await studio.expectAccessible();
    // Meanwhile the person goes on choosing.
    await page.getByRole('radio', { name: 'Chibi' }).check();
    await page.getByRole('textbox', { name: 'Prompt' }).fill('in a forest');
    await page.reload();
    await expect(page.getByText('The connection is lost.', { exact: false })).toBeVisible();
    await expect(page.getByRole('radio', { name: 'Chibi' })).toBeChecked();
    await expect(page.getByRole('textbox', { name: 'Prompt' })).toHaveValue('in a forest');
    await page.unroute(/\/api\/selfies\?/);
    await context.setOffline(true);
    await context.setOffline(false);
    await expect(page.getByText('Your photo is ready.')).toBeAttached();
    await page.reload();
    await expect(page.getByRole('img', { name: 'Your selfie' })).toBeVisible();
    await expect(page.getByRole('button', { name: 'Use photo 2 of 2' })).toBeHidden();
  });
});

test('of several faces one is chosen, and that person is drawn alone', async ({ page, studio }) => {
  const sent: string[] = [];
  page.on('request', (request) => {
    if (request.url().includes('/api/selfies')) sent.push(new URL(request.url()).search);
  });
  await page.goto('/create');
  await studio.giveSelfie({ name: 'us.jpg', mimeType: 'image/jpeg', buffer: await threeFaces() });
  const choice = page.getByRole('group', { name: 'Which face is to be drawn?' });
  await expect(choice.getByRole('button')).toHaveCount(3);
  await studio.expectAccessible();
  await choice.getByRole('button', { name: 'Face 2 of 3, from the left' }).click();
  await expect(page.getByText('Your photo is ready.')).toBeAttached();
  await expect(choice).toBeHidden();
  // The photo went with its choice; without it only where the browser took too long to look, and the server asked.
  expect(sent.at(-1)).toMatch(/x=0\.[45]\d+/);
  // What is kept is the part around that face.
  const { width, height } = await page
    .getByRole('img', { name: 'Your selfie' })
    .evaluate((img: HTMLImageElement) =>
      img.decode().then(() => ({ width: img.naturalWidth, height: img.naturalHeight })),
    );
  expect(width).toBeLessThan(600);
  expect(height).toBeGreaterThan(300);
  await page.getByRole('radiogroup', { name: 'Style' }).getByRole('radio', { name: 'Comic' }).check();
  await page.getByRole('checkbox', { name: /permission/ }).check();
  await page.getByRole('button', { name: 'Create avatars' }).click();
  await expect(page.getByRole('img', { name: /^Avatar/ })).toHaveCount(1, { timeout: 60_000 });
});

test.describe('which face is meant', () => {
  for (const query of ['x=2&y=0.5', 'x=a&y=0.5', 'x=0.5']) {
    test(`is refused with a sentence when the address says ${query}`, async ({ request }) => {
      const answer = await request.post(`/api/selfies?${query}`, { data: await threeFaces() });
      expect(answer.status()).toBe(422);
      expect(await answer.json()).toMatchObject({
        code: 'invalid_input',
        message: 'x and y must be numbers from 0 to 1.',
      });
    });
  }
});

function sky(): Promise<Buffer> {
  return sharp({ create: { width: 800, height: 800, channels: 3, background: '#88aacc' } })
    .png()
    .toBuffer();
}
