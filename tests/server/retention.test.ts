import { rename, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { db } from '@/lib/db';
import { endGeneration } from '@/lib/generation-work';
import { applyRetention, noteSeen } from '@/lib/retention';
import { readStoredFile } from '@/lib/storage';
import { checkFiles } from '@/lib/storage-check';
import { avatarKeys, selfieKeys } from '@/lib/storage-keys';
import { sweep } from '@/lib/worker';
import { createAvatar, createGeneration, createPerson, createSelfie, isolate } from '../factories.ts';

beforeAll(() => isolate({ SELFIE_RETENTION_DAYS: '30', TRASH_RETENTION_DAYS: '7' }));

const exists = async (key: string) => (await readStoredFile(key)) !== null;

/** Sets a person's last visit back. */
async function away(id: string, days: number): Promise<void> {
  await db().$executeRaw`UPDATE users SET seen_at = now() - make_interval(days => ${days}::int) WHERE id = ${id}::uuid`;
}

test('a selfie goes after its days with its files, unless it is still being drawn from', async () => {
  const owner = await createPerson();
  const [old, recent] = [await createSelfie(owner), await createSelfie(owner)];
  const generation = await createGeneration(owner);
  const needed = generation.selfieId ?? '';
  await db().$executeRaw`UPDATE selfies SET created_at = now() - interval '31 days' WHERE id <> ${recent.id}::uuid`;
  await db().$executeRaw`UPDATE selfies SET created_at = now() - interval '29 days' WHERE id = ${recent.id}::uuid`;

  await applyRetention();
  expect(await Promise.all([old.id, recent.id, needed].map((id) => exists(selfieKeys(id).full)))).toEqual([
    false,
    true,
    true,
  ]);
  expect(await exists(selfieKeys(old.id).thumb)).toBe(false);
  expect(await db().selfie.count({ where: { id: old.id } })).toBe(0);

  await endGeneration({ id: generation.id }, { status: 'cancelled' });
  await applyRetention();
  expect(await exists(selfieKeys(needed).full)).toBe(false);
  expect(await db().generation.findUnique({ where: { id: generation.id } })).toMatchObject({ selfieId: null });
});

test('an avatar leaves the trash for good after its days', async () => {
  const owner = await createPerson();
  const [old, recent] = [await createAvatar(owner), await createAvatar(owner)];
  await db().$executeRaw`UPDATE avatars SET deleted_at = now() - interval '8 days' WHERE id = ${old.id}::uuid`;
  await db().$executeRaw`UPDATE avatars SET deleted_at = now() - interval '6 days' WHERE id = ${recent.id}::uuid`;
  await applyRetention();
  expect(await db().avatar.count({ where: { id: old.id } })).toBe(0);
  expect(await exists(avatarKeys(old.id).full)).toBe(false);
  expect(await exists(avatarKeys(recent.id).full)).toBe(true);
});

test('a guest who stays away for 90 days goes with everything, one who comes by stays', async () => {
  const [gone, regular, recent] = [await createPerson(), await createPerson(), await createPerson()];
  const avatar = await createAvatar(gone);
  const [selfie] = await db().selfie.findMany({ where: { ownerId: gone } });
  await away(gone, 91);
  await away(regular, 91);
  await away(recent, 89);
  await noteSeen(regular);

  await applyRetention();
  const left = await db().user.findMany({ where: { id: { in: [gone, regular, recent] } } });
  expect(left.map(({ id }) => id).sort()).toEqual([regular, recent].sort());
  expect(await db().generation.count({ where: { ownerId: gone } })).toBe(0);
  for (const key of [...Object.values(avatarKeys(avatar.id)), ...Object.values(selfieKeys(selfie?.id ?? ''))]) {
    expect(await exists(key)).toBe(false);
  }
});

test('a guest whose generation is still under way is kept', async () => {
  const owner = await createPerson();
  await createGeneration(owner);
  await away(owner, 200);
  await applyRetention();
  expect(await db().user.count({ where: { id: owner } })).toBe(1);
});

test('a store that is down keeps the sweep from nothing else, and what it should have removed goes later', async () => {
  const owner = await createPerson();
  const avatar = await createAvatar(owner);
  const { id } = await createGeneration(owner);
  await db().$executeRaw`DELETE FROM pgboss.job WHERE id = ${id}::uuid`;
  await db().$executeRaw`UPDATE generations SET updated_at = now() - interval '2 minutes' WHERE id = ${id}::uuid`;
  await db().$executeRaw`UPDATE avatars SET deleted_at = now() - interval '8 days' WHERE id = ${avatar.id}::uuid`;
  const files = path.join(process.env.DATA_DIR ?? '', 'files');
  await rename(files, `${files}.away`);
  await writeFile(files, 'in the way');
  await sweep();
  await rename(files, `${files}.gone`);
  await rename(`${files}.away`, files);
  const [job] = await db().$queryRaw<{ state: string }[]>`SELECT state::text FROM pgboss.job WHERE id = ${id}::uuid`;
  expect(job?.state).toBe('created');

  // The row went before the store failed: the file is an orphan, for the doctor and the sweep to find.
  expect(await db().avatar.count({ where: { id: avatar.id } })).toBe(0);
  expect((await checkFiles({ repair: true, olderThanMs: 0 })).orphans).toContain(avatarKeys(avatar.id).full);
  expect(await exists(avatarKeys(avatar.id).full)).toBe(false);
});
