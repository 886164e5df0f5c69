import { randomUUID } from 'node:crypto';
import { mkdir, readdir, utimes, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { beforeAll, beforeEach, expect, test } from 'vitest';
import { db } from '@/lib/db';
import { putFile, readStoredFile, removeFiles } from '@/lib/storage';
import { checkFiles, sweepOrphans } from '@/lib/storage-check';
import { avatarKeys, selfieKeys } from '@/lib/storage-keys';
import { createAvatar, createPerson, createSelfie, isolate } from '../factories.ts';

beforeAll(() => isolate());
/** Other tests' files are nobody's. */
beforeEach(async () => {
  await db().user.deleteMany();
  await checkFiles({ repair: true, evenMost: true, olderThanMs: 0 });
});

const files = () => path.join(process.env.DATA_DIR ?? '', 'files');
const old = new Date(Date.now() - 2 * 86_400_000);

/** Makes a file as old as one that a crash left two days ago. */
async function age(key: string): Promise<void> {
  const [folder = '', name = ''] = key.split('/');
  await utimes(path.join(files(), folder, name.slice(34, 36), name), old, old);
}

async function orphan(): Promise<string> {
  const key = `avatars/${randomUUID()}.png`;
  await putFile(key, Buffer.from('x'));
  await age(key);
  return key;
}

async function leftover(): Promise<string> {
  const name = `selfies/0f/.${randomUUID()}.tmp`;
  await mkdir(path.join(files(), 'selfies/0f'), { recursive: true });
  await writeFile(path.join(files(), name), 'half');
  await utimes(path.join(files(), name), old, old);
  return name;
}

test('what is missing and what is too much is told both ways, and nothing is touched unless asked', async () => {
  const owner = await createPerson();
  const [whole, lost, thumbless] = [await createAvatar(owner), await createAvatar(owner), await createSelfie(owner)];
  const selfie = await createSelfie(owner);
  await removeFiles([avatarKeys(lost.id).full, selfieKeys(thumbless.id).thumb, selfieKeys(selfie.id).full]);
  const [stray, half] = [await orphan(), await leftover()];
  const found = {
    orphans: [stray],
    leftovers: [half],
    lost: [avatarKeys(lost.id).full, selfieKeys(selfie.id).full],
    thumbnails: [selfieKeys(thumbless.id).thumb],
  };
  expect(await checkFiles({ repair: false })).toMatchObject({ ...found, repaired: false });
  expect(await checkFiles({ repair: true })).toMatchObject({ ...found, repaired: true });
  expect(await checkFiles({ repair: false })).toMatchObject({ orphans: [], leftovers: [], lost: [], thumbnails: [] });
  expect(await db().avatar.findMany({ select: { id: true } })).toEqual([{ id: whole.id }]);
  expect(await readStoredFile(selfieKeys(thumbless.id).thumb)).not.toBeNull();
  expect(await db().selfie.count({ where: { id: selfie.id } })).toBe(0);
});

test('a file that is so new that its record may still come is left alone', async () => {
  const key = `selfies/${randomUUID()}.jpg`;
  await putFile(key, Buffer.from('x'));
  expect((await checkFiles({ repair: true })).orphans).not.toContain(key);
  await db().chore.deleteMany();
  await sweepOrphans();
  expect(await readStoredFile(key)).not.toBeNull();
});

test('the sweep removes orphans and interrupted writes, then rests for a day', async () => {
  await db().chore.deleteMany();
  await sweepOrphans();
  const avatar = await createAvatar(await createPerson());
  await Promise.all(Object.values(avatarKeys(avatar.id)).map(age));
  const [stray, half] = [await orphan(), await leftover()];
  expect(await sweepOrphans()).toBe(0);
  expect(await readStoredFile(stray)).not.toBeNull();
  await db().$executeRaw`UPDATE chores SET ran_at = ran_at - interval '25 hours'`;
  expect(await sweepOrphans()).toBe(2);
  expect(await readStoredFile(stray)).toBeNull();
  expect(await readdir(path.join(files(), path.dirname(half)))).not.toContain(path.basename(half));
  expect(await readStoredFile(avatarKeys(avatar.id).full)).not.toBeNull();
});

test('a store of another installation is left alone: neither its files nor our records go', async () => {
  await db().chore.deleteMany();
  const strays = await Promise.all(Array.from({ length: 30 }, orphan));
  await expect(sweepOrphans()).rejects.toThrow('30 of 30 files have no record');
  await expect(checkFiles({ repair: true })).rejects.toThrow('of the same installation');
  expect(await Promise.all(strays.map(readStoredFile))).not.toContain(null);
  expect(await checkFiles({ repair: true, evenMost: true })).toMatchObject({ orphans: expect.arrayContaining(strays) });
  expect(await readStoredFile(strays[0] ?? '')).toBeNull();
});
