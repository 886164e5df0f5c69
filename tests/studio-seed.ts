/** One person's studio with something of everything in it, for looking at every page and state of a running product. */
import { randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import sharp from 'sharp';
import { createGuest } from '../lib/accounts.ts';
import { storeAvatar } from '../lib/avatars.ts';
import { db } from '../lib/db.ts';
import { STYLES, type Style } from '../lib/limits.ts';
import { storeSelfie } from '../lib/selfies.ts';
import { sessionCookie } from '../lib/session-cookie.ts';
import { changeShareLink, shareAvatars } from '../lib/sharing.ts';

export type Studio = {
  cookie: { name: string; value: string };
  /** Of a style sheet, in the order of the styles. */
  sheet: string[];
  /** Its record is damaged, so that its page fails. */
  broken: string;
  links: { one: string; several: string; locked: string };
};

/** Where a product of this machine keeps what it has. */
export type ProductPlace = { url: string; dataDir: string; databaseUrl: string };

const EXAMPLES: Record<Style, string> = {
  realistic: 'realistic-city',
  anime: 'anime-blossom',
  '3d': '3d',
  chibi: 'chibi-beach',
  comic: 'comic',
};
const PROMPTS = ['on a beach at sunset', '', 'in a city at night, with a red scarf'];
const SINGLES = 13;

/** Makes that person through the product's own data layer. Call it once in a process: settings are read once. */
export async function seedStudio({ url, dataDir, databaseUrl }: ProductPlace): Promise<Studio> {
  Object.assign(process.env, {
    DATABASE_URL: databaseUrl,
    DATA_DIR: dataDir,
    PUBLIC_URL: url,
    AUTH_SECRET: (await readFile(path.join(dataDir, 'auth-secret'), 'utf8')).trim(),
  });
  const pictures = Object.fromEntries(
    await Promise.all(STYLES.map(async (style) => [style, await example(style)] as const)),
  ) as Record<Style, Buffer>;
  const ownerId = await createGuest();
  const jpeg = await readFile(new URL('./fixtures/astronaut.jpg', import.meta.url));
  const selfie = { jpeg, width: 512, height: 512, face: null };
  await storeSelfie(ownerId, selfie);
  const { id: selfieId } = await storeSelfie(ownerId, selfie);
  const make = (style: Style, data: Partial<Row> = {}) => createRow({ ownerId, selfieId, style, ...data });
  const draw = async (style: Style, data: Partial<Row> = {}) => {
    const row = await make(style, data);
    await storeAvatar(row, 0, pictures[style], 7);
    await db().generation.update({ where: { id: row.id }, data: { status: 'finished', updatedAt: FAR } });
    return (await db().avatar.findFirstOrThrow({ where: { generationId: row.id } })).id;
  };
  const singles: string[] = [];
  for (let i = 0; i < SINGLES; i++) {
    singles.push(await draw(STYLES[i % STYLES.length] ?? 'comic', { prompt: PROMPTS[i % PROMPTS.length] ?? '' }));
  }
  const [trashed = '', favourite = ''] = singles;
  const broken = singles.at(-1) ?? '';
  await db().avatar.update({ where: { id: trashed }, data: { deletedAt: new Date() } });
  await db().avatar.update({ where: { id: favourite }, data: { favourite: true } });
  await db().generation.updateMany({ where: { avatars: { some: { id: broken } } }, data: { words: { used: null } } });
  const sheetId = randomUUID();
  const sheet: string[] = [];
  for (const style of STYLES) sheet.push(await draw(style, { sheetId, prompt: 'in a forest' }));
  await db().avatar.updateMany({ where: { id: sheet[0] ?? '' }, data: { likeness: 87 } });

  // A sheet that is being drawn, one that waits, and one that failed.
  const underWay = randomUUID();
  await draw('realistic', { sheetId: underWay });
  await make('anime', { sheetId: underWay, progress: 60 });
  await make('3d', { sheetId: underWay, status: 'queued' });
  await make('chibi', { samples: 2, prompt: 'as a pirate', progress: 35 });
  const failed = await make('comic', { prompt: 'on the moon' });
  const failure = { failureCode: 'internal', failureMessage: 'Drawing took too long. Please try again.' };
  await db().generation.update({
    where: { id: failed.id },
    data: { status: 'failed', retryable: true, ...failure, updatedAt: FAR },
  });

  const [one, several, locked] = [
    await shareAvatars(ownerId, sheet.slice(4)),
    await shareAvatars(ownerId, sheet),
    await shareAvatars(ownerId, sheet.slice(0, 1)),
  ];
  await changeShareLink(ownerId, { slug: several.slug, showsPrompt: true, showsSelfie: true });
  await changeShareLink(ownerId, { slug: locked.slug, password: 'open sesame' });
  return {
    cookie: await sessionCookie(ownerId),
    ...{ sheet, broken },
    links: { one: one.path, several: several.path, locked: locked.path },
  };
}

/** What is said to have changed then is never taken up by the product's own sweep. */
const FAR = new Date('2100-01-01');

type Row = {
  ownerId: string;
  selfieId: string;
  style: Style;
  prompt: string;
  sheetId: string;
  samples: number;
  status: 'queued' | 'drawing';
  progress: number;
};

function createRow({
  status = 'drawing',
  prompt = '',
  samples = 1,
  ...row
}: Partial<Row> & Pick<Row, 'ownerId' | 'style'>) {
  const settings = { width: 512, height: 768, steps: 31, guidance: 7.5, faceStrength: 1, safetyChecker: true };
  return db().generation.create({
    data: {
      ...{ id: randomUUID(), engine: 'embedded', negativePrompt: '', consentedAt: new Date(), updatedAt: FAR },
      ...{ status, prompt, samples, etaSeconds: status === 'drawing' ? 12 : null },
      ...settings,
      ...row,
    },
  });
}

/** One of our own engine's pictures, as large as it draws them. */
function example(style: Style): Promise<Buffer> {
  return sharp(new URL(`../public/examples/${EXAMPLES[style]}.webp`, import.meta.url).pathname)
    .resize(512, 768, { fit: 'cover' })
    .png()
    .toBuffer();
}
