import { deflateSync } from 'node:zlib';
import sharp from 'sharp';
import { expect, portraitBytes, test, threeFaces } from './studio.ts';

type BadFile = { what: string; status: number; says: RegExp; name?: string; make: () => Promise<Buffer> | Buffer };

const crop = async (region: { left: number; top: number; width: number; height: number }) =>
  sharp(await portraitBytes())
    .extract(region)
    .jpeg()
    .toBuffer();

const BAD_FILES: BadFile[] = [
  { what: 'a text file named .jpg', status: 415, says: /not a photo/, make: () => Buffer.from('hello'.repeat(100)) },
  {
    what: 'an SVG named .jpg',
    status: 415,
    says: /not a photo/,
    make: () => Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>'),
  },
  {
    what: 'an HTML page named .jpg',
    status: 415,
    says: /not a photo/,
    make: () => Buffer.from('<!doctype html><script>alert(1)</script>'),
  },
  { what: 'an empty file', status: 415, says: /empty/, make: () => Buffer.alloc(0) },
  {
    what: 'half a photo',
    status: 415,
    says: /damaged|incomplete/,
    make: async () => (await portraitBytes()).subarray(0, 30_000),
  },
  {
    what: '21 MB',
    status: 413,
    says: /20 MB/,
    make: async () => Buffer.concat([await portraitBytes(), Buffer.alloc(21 * 1024 * 1024)]),
  },
  { what: '60 megapixels', status: 422, says: /60 megapixels/, make: () => blank(10_000, 6000) },
  { what: 'a decompression bomb', status: 422, says: /megapixels/, make: () => pngBomb(60_000) },
  { what: 'an animated GIF', status: 415, says: /animation/, make: () => animatedGif() },
  { what: 'no face', status: 422, says: /No face/, make: () => blank(800, 800) },
  { what: 'three faces', status: 422, says: /Several faces/, make: () => threeFaces() },
  { what: 'a face of 40 pixels', status: 422, says: /too small/, make: () => smallFace() },
  {
    what: 'a face cut off at the edge',
    status: 422,
    says: /cut off|No face/,
    make: () => crop({ left: 225, top: 40, width: 280, height: 400 }),
  },
];

for (const { what, status, says, make } of BAD_FILES) {
  test(`${what}: refused in one sentence beside the field, everything else stays`, async ({ page, studio }) => {
    await page.goto('/create');
    await page.getByRole('textbox', { name: 'Prompt' }).fill('in a forest');
    await page.getByRole('radio', { name: 'Realistic' }).check();
    const buffer = await make();
    await studio.giveSelfie({ name: 'holiday.jpg', mimeType: 'image/jpeg', buffer });
    await expect(page.getByText(says).first()).toBeVisible();
    await expect(page.getByRole('textbox', { name: 'Prompt' })).toHaveValue('in a forest');
    await expect(page.getByRole('radio', { name: 'Realistic' })).toBeChecked();
    // The page may say so by itself; the server says so to anyone.
    const answer = await page.request.post('/api/selfies', { data: buffer, headers: { 'content-type': 'image/jpeg' } });
    expect(answer.status()).toBe(status);
    expect(((await answer.json()) as { message: string }).message).toMatch(says);
    expect(await page.context().cookies()).toEqual([]);
  });
}

const GOOD_FILES: { what: string; make: () => Promise<Buffer> }[] = [
  {
    what: 'CMYK',
    make: async () =>
      sharp(await portraitBytes())
        .toColourspace('cmyk')
        .jpeg()
        .toBuffer(),
  },
  {
    what: '16 bits',
    make: async () =>
      sharp(await portraitBytes())
        .toColourspace('rgb16')
        .png()
        .toBuffer(),
  },
  {
    what: 'turned by EXIF',
    make: async () =>
      sharp(
        await sharp(await portraitBytes())
          .rotate(90)
          .toBuffer(),
      )
        .withMetadata({ orientation: 8 })
        .jpeg()
        .toBuffer(),
  },
  {
    what: 'AVIF',
    make: async () =>
      sharp(await portraitBytes())
        .avif({ effort: 0 })
        .toBuffer(),
  },
];

for (const { what, make } of GOOD_FILES) {
  test(`a photo in ${what} is taken, upright and without metadata`, async ({ page, studio }) => {
    await page.goto('/create');
    const answer = page.waitForResponse(/\/api\/selfies\?/);
    await studio.giveSelfie({ name: 'selfie', mimeType: 'application/octet-stream', buffer: await make() });
    expect((await answer).status()).toBe(201);
    const { id } = (await (await answer).json()) as { id: string };
    const stored = await page.request.get(`/images/selfies/${id}`);
    const kept = await sharp(await stored.body()).metadata();
    expect(kept).toMatchObject({ format: 'jpeg', space: 'srgb', depth: 'uchar', width: 512, height: 512 });
    expect([kept.exif, kept.xmp, kept.iptc, kept.orientation]).toEqual([undefined, undefined, undefined, undefined]);
  });
}

test('a form with nothing filled in says what is missing, beside each field', async ({ page }) => {
  await page.goto('/create');
  await page.getByRole('button', { name: 'Create avatars' }).click();
  await expect(page.getByText('Choose a selfie first.').first()).toBeVisible();
  await expect(page.getByText(/confirm that you have permission/).first()).toBeVisible();
});

test('a prompt of 2,001 characters, a width of 513 and a seed of −1 are told beside their fields', async ({
  page,
  studio,
}) => {
  await page.goto('/create');
  await studio.giveSelfie();
  await page.getByRole('textbox', { name: 'Prompt' }).fill('x'.repeat(2001));
  await page.getByText('More settings').click();
  await page.getByLabel('Width', { exact: true }).fill('513');
  await page.getByRole('checkbox', { name: 'Keep one seed' }).check();
  await page.getByLabel('Seed number').fill('-1');
  await page.getByRole('checkbox', { name: /permission/ }).check();
  await page.getByRole('button', { name: 'Create avatars' }).click();
  await expect(page.getByText(/at most 2,000 characters/).first()).toBeVisible();
  await expect(page.getByText(/Width must be/).first()).toBeVisible();
  await expect(page.getByText(/Seed must be/).first()).toBeVisible();
  await expect(page.getByRole('textbox', { name: 'Prompt' })).toHaveValue('x'.repeat(2001));
  // A word without a break makes nothing wider than the page.
  expect(await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth)).toBeLessThanOrEqual(0);
});

function blank(width: number, height: number): Promise<Buffer> {
  return sharp({ create: { width, height, channels: 3, background: '#88aacc' }, limitInputPixels: false })
    .png()
    .toBuffer();
}

/** A valid PNG of `side`² pixels in a few kilobytes. */
function pngBomb(side: number): Buffer {
  const chunk = (type: string, data: Buffer) => {
    const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
    const length = Buffer.alloc(4);
    length.writeUInt32BE(data.length);
    const crc = Buffer.alloc(4);
    crc.writeUInt32BE(crc32(body));
    return Buffer.concat([length, body, crc]);
  };
  const header = Buffer.alloc(13);
  header.writeUInt32BE(side, 0);
  header.writeUInt32BE(side, 4);
  header.set([1, 0, 0, 0, 0], 8);
  return Buffer.concat([
    Buffer.from('89504e470d0a1a0a', 'hex'),
    chunk('IHDR', header),
    chunk('IDAT', deflateSync(Buffer.alloc(1_000_000))),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

function crc32(bytes: Buffer): number {
  let crc = 0xffffffff;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >>> 1) ^ 0xedb88320 : crc >>> 1;
  }
  return (crc ^ 0xffffffff) >>> 0;
}

async function animatedGif(): Promise<Buffer> {
  const frames = await Promise.all(
    ['#ff0000', '#00ff00'].map((background) =>
      sharp({ create: { width: 64, height: 64, channels: 3, background } })
        .png()
        .toBuffer(),
    ),
  );
  return sharp(frames, { join: { animated: true } })
    .gif()
    .toBuffer();
}

async function smallFace(): Promise<Buffer> {
  const small = await sharp(await portraitBytes())
    .resize(200)
    .toBuffer();
  return sharp({ create: { width: 260, height: 260, channels: 3, background: '#cccccc' } })
    .composite([{ input: small, left: 30, top: 60 }])
    .png()
    .toBuffer();
}
