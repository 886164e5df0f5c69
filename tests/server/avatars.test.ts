import { randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { beforeAll, describe, expect, test } from 'vitest';
import {
  deleteAvatars,
  deleteForGood,
  emptyTrash,
  openAvatar,
  readAvatar,
  restoreAvatars,
  setFavourite,
  storeAvatar,
} from '@/lib/avatars';
import { db } from '@/lib/db';
import { beginGeneration } from '@/lib/generation-work';
import { cancelGeneration } from '@/lib/generations';
import { historyFilter, listAvatars } from '@/lib/history';
import { readStoredFile } from '@/lib/storage';
import { openAvatars } from '@/lib/variants';
import { createAvatar, createGeneration, createPerson, isolate, portraitFile } from '../factories.ts';

beforeAll(() => isolate({ GUEST_DAILY_LIMIT: '1000' }));

describe('the history', () => {
  test('pages through newest first without gap or repeat, also among equal times', async () => {
    const owner = await createPerson();
    const made = [];
    for (let i = 0; i < 7; i++) made.push(await createAvatar(owner));
    const sameTime = new Date();
    await db().avatar.updateMany({
      where: { ownerId: owner, id: { in: made.slice(1, 5).map((a) => a.id) } },
      data: { createdAt: sameTime },
    });
    const seen: string[] = [];
    let cursor: string | null | undefined;
    while (cursor !== null) {
      const page = await listAvatars(owner, { limit: 2, ...(cursor ? { cursor } : {}) });
      seen.push(...page.avatars.map((avatar) => avatar.id));
      cursor = page.nextCursor;
    }
    const expected = await db().avatar.findMany({
      where: { ownerId: owner },
      orderBy: [{ createdAt: 'desc' }, { id: 'desc' }],
    });
    expect(seen).toEqual(expected.map((avatar) => avatar.id));
  });

  test('a cursor that isn’t ours is refused in words', async () => {
    const owner = await createPerson();
    for (const cursor of ['', 'x', Buffer.from("'; DROP TABLE avatars").toString('base64url')].filter(Boolean)) {
      await expect(listAvatars(owner, { cursor })).rejects.toMatchObject({ code: 'invalid_input' });
    }
  });

  test('an avatar knows its neighbours', async () => {
    const owner = await createPerson();
    const [first, second, third] = [await createAvatar(owner), await createAvatar(owner), await createAvatar(owner)];
    expect(await readAvatar(owner, second.id)).toMatchObject({ newerId: third.id, olderId: first.id });
    expect(await readAvatar(owner, third.id)).toMatchObject({ newerId: null, olderId: second.id });
  });
});

describe('somebody else’s avatar', () => {
  test('answers like one that doesn’t exist, wherever it is asked for', async () => {
    const [owner, stranger] = [await createPerson(), await createPerson()];
    const { id } = await createAvatar(owner);
    for (const asked of [id, randomUUID()]) {
      expect(await readAvatar(stranger, asked)).toBeNull();
      expect(await openAvatar(stranger, asked, 'full')).toBeNull();
      await expect(deleteAvatars(stranger, [asked])).rejects.toMatchObject({ code: 'not_found' });
      await expect(restoreAvatars(stranger, [asked])).rejects.toMatchObject({ code: 'not_found' });
      await expect(setFavourite(stranger, [asked], true)).rejects.toMatchObject({ code: 'not_found' });
      expect(await openAvatars(stranger, [asked])).toBeNull();
      expect(await deleteForGood(stranger, [asked])).toBe(0);
    }
    expect(await readAvatar(owner, id)).not.toBeNull();
  });
});

describe('finding avatars again', () => {
  const idsOf = async (owner: string, filter: Record<string, string>) =>
    (await listAvatars(owner, { filter: historyFilter.parse(filter) })).avatars.map(({ id }) => id);

  test('by style, by favourite, and by all words of the prompt in any case', async () => {
    const owner = await createPerson();
    const beach = await createAvatar(owner, { prompt: 'A sunny Beach, warm' });
    const city = await createAvatar(owner, { prompt: 'city at night', style: 'realistic' });
    await setFavourite(owner, [city.id], true);
    expect(await idsOf(owner, { style: 'realistic' })).toEqual([city.id]);
    expect(await idsOf(owner, { show: 'favourites' })).toEqual([city.id]);
    expect(await idsOf(owner, { search: 'warm beach' })).toEqual([beach.id]);
    expect(await idsOf(owner, { search: 'beach night' })).toEqual([]);
    expect(await idsOf(owner, { search: 'nig', style: 'comic' })).toEqual([]);
    await setFavourite(owner, [city.id], false);
    expect(await idsOf(owner, { show: 'favourites' })).toEqual([]);
  });

  test.each(['%', '_', '\\', "'; DROP TABLE avatars; --"])('a search for "%s" looks for just that', async (search) => {
    const owner = await createPerson();
    await createAvatar(owner, { prompt: 'plain words' });
    const { id } = await createAvatar(owner, { prompt: `with ${search} in it` });
    expect(await idsOf(owner, { search })).toEqual([id]);
  });

  test('pages of a filtered history hold every match once', async () => {
    const owner = await createPerson();
    const wanted: string[] = [];
    for (let i = 0; i < 5; i++) {
      wanted.unshift((await createAvatar(owner, { prompt: 'forest' })).id);
      await createAvatar(owner, { prompt: 'snow' });
    }
    const filter = historyFilter.parse({ search: 'forest' });
    const found: string[] = [];
    let cursor: string | undefined;
    do {
      const page = await listAvatars(owner, { filter, limit: 2, cursor });
      found.push(...page.avatars.map(({ id }) => id));
      cursor = page.nextCursor ?? undefined;
    } while (cursor !== undefined);
    expect(found).toEqual(wanted);
  });

  test.each([{ show: 'secrets' }, { style: 'oil' }, { show: ['all'], search: ['a'] }, {}])(
    'an address with %j shows everything',
    (filter) => {
      expect(historyFilter.parse(filter)).toEqual({ show: 'all', style: undefined, search: undefined });
    },
  );
});

describe('the trash', () => {
  test('shows its pictures only to the owner, and only there', async () => {
    const [owner, stranger] = [await createPerson(), await createPerson()];
    const { id } = await createAvatar(owner);
    expect(await openAvatar(owner, id, 'thumb', { fromTrash: true })).toBeNull();
    await deleteAvatars(owner, [id]);
    expect((await listAvatars(owner, { filter: { show: 'trash' } })).avatars).toEqual([
      expect.objectContaining({ id }),
    ]);
    const opened = await openAvatar(owner, id, 'thumb', { fromTrash: true });
    expect(opened).not.toBeNull();
    await opened?.stream.cancel();
    expect(await openAvatar(stranger, id, 'thumb', { fromTrash: true })).toBeNull();
    expect((await listAvatars(stranger, { filter: { show: 'trash' } })).avatars).toEqual([]);
  });

  test('removes for good what is chosen in it, and nothing that is not in it', async () => {
    const owner = await createPerson();
    const [kept, first, second] = [await createAvatar(owner), await createAvatar(owner), await createAvatar(owner)];
    await deleteAvatars(owner, [first.id, second.id]);
    expect(await deleteForGood(owner, [kept.id, first.id])).toBe(1);
    expect(await readStoredFile(`avatars/${first.id}.png`)).toBeNull();
    expect(await readStoredFile(`avatars/${kept.id}.png`)).not.toBeNull();
    expect(await deleteForGood(owner, 'all')).toBe(1);
    expect(await db().avatar.findMany({ where: { ownerId: owner }, select: { id: true } })).toEqual([{ id: kept.id }]);
  });

  test('hides an avatar everywhere until it is restored', async () => {
    const owner = await createPerson();
    const { id } = await createAvatar(owner);
    await deleteAvatars(owner, [id]);
    expect(await readAvatar(owner, id)).toBeNull();
    expect(await openAvatar(owner, id, 'full')).toBeNull();
    expect((await listAvatars(owner)).avatars).toEqual([]);
    await restoreAvatars(owner, [id]);
    expect((await listAvatars(owner)).avatars).toEqual([expect.objectContaining({ id })]);
  });

  test('is emptied, files and rows, only of what is past its days', async () => {
    const owner = await createPerson();
    const [old, recent] = [await createAvatar(owner), await createAvatar(owner)];
    await deleteAvatars(owner, [old.id]);
    await deleteAvatars(owner, [recent.id]);
    await db().avatar.update({ where: { id: old.id }, data: { deletedAt: new Date(Date.now() - 31 * 86_400_000) } });
    await emptyTrash(30);
    expect(await db().avatar.findMany({ where: { ownerId: owner } })).toEqual([
      expect.objectContaining({ id: recent.id }),
    ]);
    expect(await readStoredFile(`avatars/${old.id}.png`)).toBeNull();
    expect(await readStoredFile(`avatars/${recent.id}.png`)).not.toBeNull();
  });
});

describe('storing a picture', () => {
  test('twice gives one avatar', async () => {
    const owner = await createPerson();
    const { id } = await createGeneration(owner);
    const row = await beginGeneration(id);
    const picture = await readFile(portraitFile);
    for (let attempt = 0; attempt < 2; attempt++) if (row) await storeAvatar(row, 0, picture, 1);
    expect(await db().avatar.count({ where: { ownerId: owner } })).toBe(1);
  });

  test('after the generation was cancelled leaves neither row nor file', async () => {
    const owner = await createPerson();
    const { id } = await createGeneration(owner);
    const row = await beginGeneration(id);
    await cancelGeneration(owner, id);
    if (row) await storeAvatar(row, 0, await readFile(portraitFile), 1);
    expect(await db().avatar.count({ where: { ownerId: owner } })).toBe(0);
    const { avatarId } = await import('@/lib/avatars');
    expect(await readStoredFile(`avatars/${avatarId(id, 0)}.png`)).toBeNull();
  });
});
