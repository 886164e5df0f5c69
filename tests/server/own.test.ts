import { existsSync } from 'node:fs';
import path from 'node:path';
import sharp from 'sharp';
import { expect, test } from 'vitest';
import { exportPerson } from '@/lib/account-export';
import { readAccount } from '@/lib/accounts';
import { avatarId, deleteAvatars, storeAvatar } from '@/lib/avatars';
import { db } from '@/lib/db';
import { erasePerson, finishErasures } from '@/lib/erasure';
import { beginGeneration, endGeneration } from '@/lib/generation-work';
import { retryGeneration } from '@/lib/generations';
import { OWNED, ownerColumn } from '@/lib/guest-history';
import { removeUsedSelfies, setDeletesSelfies } from '@/lib/selfie-use';
import { openSelfie } from '@/lib/selfies';
import { changeShareLink, shareAvatars } from '@/lib/sharing';
import { signIn } from '@/lib/sign-in';
import { selfieKeys } from '@/lib/storage-keys';
import { createAvatar, createGeneration, createPerson, createSelfie, isolate } from '../factories.ts';
import { createGuestSession, mailed, picture, provided } from '../proofs.ts';
import { findTraces } from '../traces.ts';

await isolate();

test('a selfie that is to go right after use goes when the last of its generations has finished', async () => {
  const owner = await createPerson();
  await setDeletesSelfies(owner, true);
  const { id: selfieId } = await createSelfie(owner);
  const [first, second] = [await createGeneration(owner, { selfieId }), await createGeneration(owner, { selfieId })];
  for (const { id } of [first, second]) {
    await removeUsedSelfies(selfieId);
    expect(await openSelfie(owner, selfieId, 'thumb')).not.toBeNull();
    await beginGeneration(id);
    await endGeneration({ id }, { status: 'finished' });
  }
  expect(await removeUsedSelfies(selfieId)).toBe(1);
  expect(await openSelfie(owner, selfieId, 'thumb')).toBeNull();
  expect(existsSync(fileOf(selfieKeys(selfieId).full))).toBe(false);
});

test('a selfie that is to go right after use stays for asking again after a failure', async () => {
  const owner = await createPerson();
  await setDeletesSelfies(owner, true);
  const { id, selfieId } = await createGeneration(owner);
  await endGeneration({ id }, { status: 'failed', code: 'internal', message: 'It failed.', retryable: true });
  expect(await removeUsedSelfies(selfieId)).toBe(0);
  expect(await retryGeneration(owner, id)).toMatchObject({ status: 'queued', selfieId });
});

test('a selfie keeps its owner’s choice when a guest moves into an account with another one', async () => {
  const proof = mailed();
  const member = await signIn(proof, null);
  const kept = await createSelfie(member.userId);
  const guest = await createGuestSession();
  await setDeletesSelfies(guest.userId, true);
  const { id: selfieId } = await createSelfie(guest.userId);
  const { id } = await createGeneration(guest.userId, { selfieId });
  await createAvatar(member.userId, { selfieId: kept.id });
  await signIn(proof, guest);
  await beginGeneration(id);
  await endGeneration({ id }, { status: 'finished' });
  await removeUsedSelfies();
  expect(await openSelfie(member.userId, selfieId, 'thumb')).toBeNull();
  expect(await openSelfie(member.userId, kept.id, 'thumb')).not.toBeNull();
});

test('deleting everything leaves no trace in database, files and queue, and the receipt counts what was there', async () => {
  const proof = mailed();
  const guest = await createGuestSession();
  const avatar = await createAvatar(guest.userId);
  const link = await shareAvatars(guest.userId, [avatar.id]);
  const waiting = await createGeneration(guest.userId);
  const cancelled = await createGeneration(guest.userId);
  await endGeneration({ id: cancelled.id }, { status: 'cancelled' });
  const { userId } = await signIn(proof, guest);
  await signIn(provided({ subject: userId, email: proof.email }), null);
  const bystander = await createAvatar(await createPerson());
  const selfies = await db().selfie.findMany({ where: { ownerId: userId } });
  const traces = [
    ...[userId, guest.sessionId, avatar.id, waiting.id, cancelled.id, link.slug, proof.email ?? ''],
    ...selfies.map(({ id }) => id),
  ];
  const found = (await search(...traces)).join(' ');
  for (const trace of traces) expect(found).toContain(trace);
  const receipt = await erasePerson(userId);
  expect(receipt).toMatchObject({
    removed: { selfies: 3, generations: 3, avatars: 1, shareLinks: 1, sessions: 2, files: 8, jobs: 3 },
    left: { rows: 0, files: 0, jobs: 0 },
  });
  expect(await search(...traces)).toEqual([]);
  expect(await search(bystander.id)).not.toEqual([]);
});

test('an erasure that was interrupted is finished by the sweep, and the address is free at once', async () => {
  const proof = mailed();
  const { userId } = await signIn(proof, null);
  const { id } = await createAvatar(userId);
  const longAgo = new Date(Date.now() - 11 * 60_000);
  await db().user.update({ where: { id: userId }, data: { erasingAt: longAgo, email: null } });
  expect(await readAccount(userId)).toBeNull();
  await expect(createGeneration(userId)).rejects.toMatchObject({ code: 'invalid_input' });
  expect((await signIn(proof, null)).userId).not.toBe(userId);
  await finishErasures();
  expect(await search(userId, id)).toEqual([]);
});

test('an export has every record of its person, and every picture, and nothing of anybody else', async () => {
  const guest = await createGuestSession();
  const [kept, binned] = [await createAvatar(guest.userId, { prompt: 'mine, kept' }), await createAvatar(guest.userId)];
  await deleteAvatars(guest.userId, [binned.id]);
  const link = await shareAvatars(guest.userId, [kept.id]);
  await changeShareLink(guest.userId, { slug: link.slug, password: 'secret of the link' });
  const { userId } = await signIn(provided({ address: 'ada', name: 'Ada' }), guest);
  await createAvatar(await createPerson(), { prompt: 'somebody else’s' });
  const files = new Map<string, Buffer>();
  for await (const { name, input } of exportPerson(userId)) {
    files.set(name, Buffer.from(await new Response(input).arrayBuffer()));
  }
  const json = (name: string) => JSON.parse(files.get(name)?.toString() ?? 'null');
  expect(json('account.json')).toMatchObject({
    name: 'Ada',
    identities: [{ provider: 'Google', address: 'ada' }],
    usage: [{ used: 2 }],
  });
  const records = json('avatars.json') as { id: string; deletedAt: string | null }[];
  expect(records.map(({ id }) => id).sort()).toEqual([kept.id, binned.id].sort());
  expect(json('generations.json').map(({ prompt }: { prompt: string }) => prompt)).toContain('mine, kept');
  expect(json('share-links.json')).toMatchObject([{ slug: link.slug, hasPassword: true, avatars: [kept.id] }]);
  const pictures = [...files].filter(([name]) => /^(avatars|selfies)\//.test(name));
  expect(pictures.map(([name]) => name.split('/')[0]).sort()).toEqual(['avatars', 'avatars', 'selfies', 'selfies']);
  for (const [, bytes] of pictures) expect((await sharp(bytes).metadata()).width).toBeGreaterThan(0);
  const everything = [...files.values()].map((bytes) => bytes.toString()).join('');
  expect(everything).not.toContain('somebody else');
  expect(everything).not.toMatch(/scrypt\$|passwordHash/);
});

test('an export of nobody’s records is whole, too', async () => {
  const lists: string[] = [];
  for await (const { name, input } of exportPerson(await createPerson())) {
    if (name.endsWith('s.json')) lists.push(`${name} ${(await new Response(input).text()).trim()}`);
  }
  const names = ['selfies', 'generations', 'avatars', 'share-links', 'api-keys'];
  expect(lists).toEqual(names.map((name) => `${name}.json []`));
});

test('what draws a picture for somebody who deletes everything leaves no file behind', async () => {
  const owner = await createPerson();
  const { id } = await createGeneration(owner);
  const row = await beginGeneration(id);
  if (!row) throw new Error('it ended before it began');
  await erasePerson(owner);
  await storeAvatar(row, 0, await picture(), 7);
  expect(await search(avatarId(id, 0))).toEqual([]);
});

test('every table that refers to people is known to moving and deleting', async () => {
  const rows = await db().$queryRaw<{ table: string; column: string }[]>`
    SELECT c.conrelid::regclass::text AS "table", a.attname AS "column"
    FROM pg_constraint c JOIN pg_attribute a ON a.attrelid = c.conrelid AND a.attnum = c.conkey[1]
    WHERE c.confrelid = 'users'::regclass ORDER BY 1`;
  const known = Object.values(OWNED)
    .flat()
    .map((table) => ({ table, column: ownerColumn(table).sql }));
  expect(known.toSorted((a, b) => (a.table < b.table ? -1 : 1))).toEqual(rows);
});

function fileOf(key: string): string {
  const [folder = '', name = ''] = key.split('/');
  return path.join(process.env.DATA_DIR ?? '', 'files', folder, name.slice(34, 36), name);
}

const search = (...texts: string[]) =>
  findTraces(process.env.DATABASE_URL ?? '', path.join(process.env.DATA_DIR ?? '', 'files'), texts);
