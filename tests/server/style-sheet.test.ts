import { beforeAll, expect, test } from 'vitest';
import { readAvatar } from '@/lib/avatars';
import { db } from '@/lib/db';
import { avatarWish } from '@/lib/generation-input';
import { listRecent, listUnfinished } from '@/lib/generation-views';
import { requestAvatars } from '@/lib/generations';
import { STYLES } from '@/lib/limits';
import { createGeneration, createPerson, createSelfie, finishGeneration, isolate } from '../factories.ts';

beforeAll(() => isolate({ GUEST_DAILY_LIMIT: '6' }));

async function askForSheet(owner: string) {
  const { id: selfieId } = await createSelfie(owner);
  return requestAvatars(owner, avatarWish.parse({ style: 'all', consent: true, selfieId, prompt: 'beach' }));
}

async function usedBy(ownerId: string): Promise<number | undefined> {
  return (await db().dailyUsage.findFirst({ where: { ownerId } }))?.used;
}

test('a style sheet is one generation in each style, the first style first in every list', async () => {
  const owner = await createPerson();
  const views = await askForSheet(owner);
  expect(views.map(({ style }) => style)).toEqual(STYLES);
  expect(views.map(({ status, prompt }) => `${status} ${prompt}`)).toEqual(STYLES.map(() => 'queued beach'));
  expect((await listUnfinished(owner)).map(({ id }) => id)).toEqual(views.map(({ id }) => id));
  expect(await usedBy(owner)).toBe(5);
});

test('each picture of a sheet has its turn, in order, and what is asked for next comes after them', async () => {
  const owner = await createPerson();
  await askForSheet(owner);
  const next = await createGeneration(owner);
  const rows = await db().generation.findMany({
    where: { ownerId: owner },
    select: { id: true, style: true, turn: true },
  });
  const turnOf = (style: string) => rows.find((row) => row.style === style && row.id !== next.id)?.turn ?? Number.NaN;
  const turns = STYLES.map(turnOf);
  expect(turns).toEqual(turns.map((_, index) => (turns[0] ?? 0) + index));
  expect(rows.find(({ id }) => id === next.id)?.turn).toBe((turns[0] ?? 0) + STYLES.length);
});

test('a sheet that is more than the day’s rest is refused whole, with nothing used', async () => {
  const owner = await createPerson();
  await createGeneration(owner);
  await createGeneration(owner);
  await expect(askForSheet(owner)).rejects.toMatchObject({ code: 'over_limit', httpStatus: 429 });
  expect(await listUnfinished(owner)).toHaveLength(2);
  expect(await usedBy(owner)).toBe(2);
});

test('a sheet stays whole in every list while parts of it are finished, and on the page of each avatar', async () => {
  const owner = await createPerson();
  const [realistic, anime, ...rest] = await askForSheet(owner);
  expect(realistic?.sheetId).not.toBeNull();
  const first = await finishGeneration(owner, realistic?.id ?? '');
  const second = await finishGeneration(owner, anime?.id ?? '');
  const listed = await listUnfinished(owner);
  expect(listed.map(({ style }) => style)).toEqual(STYLES);
  expect(new Set(listed.map(({ sheetId }) => sheetId)).size).toBe(1);
  for (const { id } of rest) await finishGeneration(owner, id);
  expect(await listUnfinished(owner)).toEqual([]);
  // A page that shows two generations does not cut the sheet.
  expect((await listRecent(owner, 2)).map(({ style }) => style)).toEqual(STYLES);
  const detail = await readAvatar(owner, second.id);
  expect(detail?.sheet.map(({ style }) => style)).toEqual(STYLES);
  expect(detail?.sheet[0]?.id).toBe(first.id);
});

test('an avatar that was asked for alone has no sheet', async () => {
  const owner = await createPerson();
  const { id } = await createGeneration(owner);
  expect((await readAvatar(owner, (await finishGeneration(owner, id)).id))?.sheet).toEqual([]);
});
