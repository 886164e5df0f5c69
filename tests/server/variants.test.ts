/** Enlarged and cut-out avatars, made by a real worker with the real engine. */
import sharp from 'sharp';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { deleteAvatars, deleteForGood, openAvatar } from '@/lib/avatars';
import { db } from '@/lib/db';
import { embeddedEngine } from '@/lib/embedded-engine';
import type { Variant } from '@/lib/limits';
import { workQueue } from '@/lib/queue';
import { readStoredFile, removeFiles } from '@/lib/storage';
import { variantKey } from '@/lib/storage-keys';
import { runVariant } from '@/lib/variant-work';
import { makeVariant, openAvatars, openVariant } from '@/lib/variants';
import { createAvatar, createPerson, isolate } from '../factories.ts';

/** What the worker was given. */
const runs: string[] = [];
/** Holds the worker back. */
let hold: Promise<void> | null = null;

beforeAll(async () => {
  await isolate({ GUEST_DAILY_LIMIT: '1000' });
  const drain = await workQueue({
    concurrency: 1,
    onGeneration: async () => undefined,
    onVariant: async (wanted, draining) => {
      runs.push(`${wanted.avatarId} ${wanted.variant}`);
      await hold;
      await runVariant(wanted, draining);
    },
    onDelivery: async () => undefined,
    onSweep: async () => undefined,
  });
  afterAll(async () => {
    await drain(0);
    await embeddedEngine().close();
  });
});

const small = { width: 256, height: 384, steps: 21 } as const;

async function pictureOf(owner: string, id: string, variant: Variant): Promise<Buffer> {
  const file = await openVariant(owner, id, variant);
  if (file === null) throw new Error('not made');
  return Buffer.from(await new Response(file.stream).arrayBuffer());
}

test('an enlarged picture is twice as wide and high, and made once', async () => {
  const owner = await createPerson();
  const avatar = await createAvatar(owner, small);
  expect(await openVariant(owner, avatar.id, 'upscaled')).toBeNull();
  await makeVariant(owner, avatar.id, 'upscaled');
  await makeVariant(owner, avatar.id, 'upscaled');
  const { width, height } = await sharp(await pictureOf(owner, avatar.id, 'upscaled')).metadata();
  expect({ width, height }).toEqual({ width: 2 * avatar.width, height: 2 * avatar.height });
  expect(runs.filter((run) => run === `${avatar.id} upscaled`)).toHaveLength(1);
});

test('an avatar that was drawn here is had with nothing behind the person', async () => {
  const owner = await createPerson();
  const { id } = await createAvatar(owner, small);
  await makeVariant(owner, id, 'cutout');
  const { data, info } = await sharp(await pictureOf(owner, id, 'cutout'))
    .raw()
    .toBuffer({ resolveWithObject: true });
  const alphaAt = (x: number, y: number) => data[(y * info.width + x) * 4 + 3];
  expect(info).toMatchObject({ width: small.width, height: small.height, channels: 4 });
  expect(alphaAt(2, 2)).toBe(0);
  expect(alphaAt(info.width / 2, Math.round(info.height * 0.45))).toBe(255);
});

test('a picture without a face is refused in a sentence, and left out of a zip with a note', async () => {
  const owner = await createPerson();
  const { id, generationId } = await createAvatar(owner, small);
  // Drawn elsewhere: there is only the picture, which shows an even colour.
  await db().generation.update({ where: { id: generationId }, data: { engine: 'face_gen' } });
  await expect(makeVariant(owner, id, 'cutout')).rejects.toMatchObject({ code: 'no_face', httpStatus: 422 });
  const files = [];
  for await (const file of (await openAvatars(owner, [id], 'cutout')) ?? []) files.push(file);
  expect(files.map(({ name }) => name)).toEqual(['left-out.txt']);
  expect(files[0]?.input).toMatch(/cutout\.png: No face was found/);
});

test('one person has one picture made at a time; asking for the same once more waits for it', async () => {
  const owner = await createPerson();
  const first = await createAvatar(owner, small);
  const second = await createAvatar(owner, small);
  let release = () => {};
  hold = new Promise((resolve) => {
    release = resolve;
  });
  const made = makeVariant(owner, first.id, 'upscaled');
  await expect.poll(() => runs).toContain(`${first.id} upscaled`);
  await expect(makeVariant(owner, second.id, 'upscaled')).rejects.toMatchObject({
    code: 'over_limit',
    httpStatus: 429,
  });
  const again = makeVariant(owner, first.id, 'upscaled');
  release();
  hold = null;
  await Promise.all([made, again]);
  await makeVariant(owner, second.id, 'upscaled');
  expect(runs.filter((run) => run === `${first.id} upscaled`)).toHaveLength(1);
});

test('a zip of enlarged pictures makes those that are missing on the way', async () => {
  const owner = await createPerson();
  const avatars = [await createAvatar(owner, small), await createAvatar(owner, small)];
  const ids = avatars.map(({ id }) => id);
  const names = [];
  for await (const { name } of (await openAvatars(owner, ids, 'upscaled')) ?? []) names.push(name);
  // Newest first.
  expect(names).toEqual(ids.toReversed().map((id) => expect.stringContaining(`${id.slice(0, 8)}-upscaled.png`)));
});

test('what is removed for good takes its variants along', async () => {
  const owner = await createPerson();
  const { id } = await createAvatar(owner, small);
  await makeVariant(owner, id, 'upscaled');
  await deleteAvatars(owner, [id]);
  expect(await openVariant(owner, id, 'upscaled')).toBeNull();
  await expect(makeVariant(owner, id, 'cutout')).rejects.toMatchObject({ code: 'not_found' });
  await deleteForGood(owner, [id]);
  expect(await readStoredFile(variantKey(id, 'upscaled'))).toBeNull();
});

test('a thumbnail that is missing is made when it is asked for', async () => {
  const owner = await createPerson();
  const { id } = await createAvatar(owner, small);
  await removeFiles([`avatars/${id}.thumb.webp`]);
  const file = await openAvatar(owner, id, 'thumb');
  const shown = await sharp(Buffer.from(await new Response(file?.stream).arrayBuffer())).metadata();
  expect(shown).toMatchObject({ format: 'webp', width: 64, height: 96 });
  expect(await readStoredFile(`avatars/${id}.thumb.webp`)).not.toBeNull();
});

test('a page is shown the whole picture as WebP, for its owner alone, and it goes with the picture', async () => {
  const [owner, stranger] = [await createPerson(), await createPerson()];
  const { id, width, height } = await createAvatar(owner, small);
  const shown = async () => {
    const file = await openAvatar(owner, id, 'page');
    return sharp(Buffer.from(await new Response(file?.stream).arrayBuffer())).metadata();
  };
  expect(await shown()).toMatchObject({ format: 'webp', width, height });
  // The second time it is there already.
  expect(await shown()).toMatchObject({ format: 'webp', width, height });
  expect(await openAvatar(stranger, id, 'page')).toBeNull();
  await deleteAvatars(owner, [id]);
  expect(await openAvatar(owner, id, 'page')).toBeNull();
  await deleteForGood(owner, [id]);
  expect(await readStoredFile(`avatars/${id}.page.webp`)).toBeNull();
});

test('a stranger neither makes nor gets a variant', async () => {
  const [owner, stranger] = [await createPerson(), await createPerson()];
  const { id } = await createAvatar(owner, small);
  await makeVariant(owner, id, 'upscaled');
  expect(await openVariant(stranger, id, 'upscaled')).toBeNull();
  await expect(makeVariant(stranger, id, 'upscaled')).rejects.toMatchObject({ code: 'not_found' });
});
