/** The picture by which messengers and networks announce a share link. */
import sharp from 'sharp';
import { openSharedPicture, readShared } from './shared.ts';
import type { StoredFile } from './storage.ts';

/** The shape that previews have nearly everywhere (1.91:1), in pixels. */
export const PREVIEW_WIDTH = 1200;
export const PREVIEW_HEIGHT = 630;
const PAPER = '#f7f4ee';
const PICTURES_MAX = 3;
const PICTURE_HEIGHT = 540;
const PICTURE_WIDTH_MAX = 360;
const GAP = 24;
const RADIUS = 28;

/** Left of the pictures, in pixels, where the sign has a place. */
const SIGN_ROOM = 140;
/** The product's sign, without letters: a server may have no fonts. */
const SIGN = Buffer.from(
  `<svg xmlns="http://www.w3.org/2000/svg" width="56" height="48" viewBox="0 0 28 24"><rect x="1.25" y="2.25" width="10.5" height="19.5" rx="4" fill="none" stroke="#1b1916" stroke-width="2.5"/><rect x="15" y="1" width="13" height="22" rx="5" fill="#2b44c7"/></svg>`,
);

/**
 * Its first avatars side by side, whole, on paper; never a selfie. `null` for a link that shows nothing to somebody
 * who brings no password.
 * @returns JPEG, 1200 × 630
 */
export async function drawPreview(slug: string): Promise<Uint8Array<ArrayBuffer> | null> {
  const shared = await readShared(slug, undefined);
  if (shared?.status !== 'open') return null;
  const cards = await Promise.all(
    shared.avatars.slice(0, PICTURES_MAX).map(async ({ position }) => {
      const wish = { position, of: 'avatar', size: 'full', download: false } as const;
      const picture = await openSharedPicture(slug, undefined, wish);
      return picture && drawCard(await bytesOf(picture.file));
    }),
  );
  const drawn = cards.filter((card) => card !== null);
  if (drawn.length === 0) return null;
  const margin = (PREVIEW_WIDTH - drawn.reduce((sum, { info }) => sum + info.width, GAP * (drawn.length - 1))) / 2;
  let left = margin;
  const placed = drawn.map(({ data, info }) => {
    const card = { input: data, left: Math.round(left), top: Math.round((PREVIEW_HEIGHT - info.height) / 2) };
    left += info.width + GAP;
    return card;
  });
  const ground = { width: PREVIEW_WIDTH, height: PREVIEW_HEIGHT, channels: 3, background: PAPER } as const;
  const picture = await sharp({ create: ground })
    .composite([...placed, ...(margin < SIGN_ROOM ? [] : [{ input: SIGN, left: 44, top: PREVIEW_HEIGHT - 92 }])])
    .jpeg({ quality: 88, chromaSubsampling: '4:4:4' })
    .toBuffer();
  return new Uint8Array(picture);
}

async function bytesOf({ stream }: StoredFile): Promise<Buffer> {
  return Buffer.from(await new Response(stream).arrayBuffer());
}

async function drawCard(picture: Buffer) {
  const { data, info } = await sharp(picture)
    .resize({ width: PICTURE_WIDTH_MAX, height: PICTURE_HEIGHT, fit: 'inside' })
    .png()
    .toBuffer({ resolveWithObject: true });
  const { width, height } = info;
  const corners = `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}"><rect width="${width}" height="${height}" rx="${RADIUS}"/></svg>`;
  return sharp(data)
    .composite([{ input: Buffer.from(corners), blend: 'dest-in' }])
    .png()
    .toBuffer({ resolveWithObject: true });
}
