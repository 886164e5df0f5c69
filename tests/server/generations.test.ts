import { randomUUID } from 'node:crypto';
import { beforeAll, describe, expect, test } from 'vitest';
import { db } from '@/lib/db';
import { EngineError } from '@/lib/engine/errors';
import { listRecent, listUnfinished, readGeneration } from '@/lib/generation-views';
import { beginGeneration, endGeneration, reportGeneration } from '@/lib/generation-work';
import { cancelGeneration, dismissGeneration, retryGeneration } from '@/lib/generations';
import { STYLES } from '@/lib/limits';
import { inLocale } from '@/lib/request-locale';
import { createGeneration, createPerson, createSelfie, isolate } from '../factories.ts';

beforeAll(() => isolate({ GUEST_DAILY_LIMIT: '3' }));

const failure = {
  status: 'failed',
  code: 'crashed',
  message: new EngineError('crashed').message,
  retryable: true,
} as const;

async function jobsOf(generationId: string): Promise<string[]> {
  const rows = await db().$queryRaw<
    { state: string }[]
  >`SELECT state::text FROM pgboss.job WHERE id = ${generationId}::uuid`;
  return rows.map((row) => row.state);
}

describe('asking for a generation', () => {
  test('writes the row and one job with the same id', async () => {
    const owner = await createPerson();
    const generation = await createGeneration(owner, { prompt: 'on a beach', seed: 4_294_967_295 });
    expect(generation).toMatchObject({ status: 'queued', prompt: 'on a beach', progress: 0, avatars: [] });
    expect(await jobsOf(generation.id)).toEqual(['created']);
    expect(await listUnfinished(owner)).toEqual([expect.objectContaining({ id: generation.id })]);
  });

  test('with somebody else’s selfie is refused like one that doesn’t exist, and nothing is stored', async () => {
    const [owner, stranger] = [await createPerson(), await createPerson()];
    const { id: selfieId } = await createSelfie(owner);
    for (const chosen of [selfieId, randomUUID()]) {
      await expect(createGeneration(stranger, { selfieId: chosen })).rejects.toMatchObject({
        code: 'invalid_input',
        field: 'selfieId',
      });
    }
    expect(await db().generation.count({ where: { ownerId: stranger } })).toBe(0);
    expect(await db().dailyUsage.count({ where: { ownerId: stranger } })).toBe(0);
  });

  test.each(STYLES)('in %s is taken with no key set: this server draws it itself', async (style) => {
    expect(await createGeneration(await createPerson(), { style })).toMatchObject({ status: 'queued', style });
  });

  test('twenty times at once never goes over the day’s limit', async () => {
    const owner = await createPerson();
    const { id: selfieId } = await createSelfie(owner);
    const results = await Promise.allSettled(Array.from({ length: 20 }, () => createGeneration(owner, { selfieId })));
    const refused = results.filter((result) => result.status === 'rejected');
    expect(refused).toHaveLength(17);
    for (const { reason } of refused) expect(reason).toMatchObject({ code: 'over_limit', httpStatus: 429 });
    expect(await db().generation.count({ where: { ownerId: owner } })).toBe(3);
  });
});

describe('a generation ends once', () => {
  test('a failure gives the day’s quota back, and is told in the reader’s language; a second ending changes nothing', async () => {
    const owner = await createPerson();
    const { id } = await createGeneration(owner);
    await beginGeneration(id);
    expect(await endGeneration({ id }, failure)).toBe(true);
    expect(await endGeneration({ id }, { status: 'finished' })).toBe(false);
    expect(await readGeneration(owner, id)).toMatchObject({
      status: 'failed',
      failure: { message: failure.message, retryable: true },
    });
    expect(await db().dailyUsage.findFirst({ where: { ownerId: owner } })).toMatchObject({ used: 0 });
    expect(await inLocale('uk', () => readGeneration(owner, id))).toMatchObject({
      failure: { message: 'Малювання несподівано зупинилося. Спробуйте ще раз.' },
    });
  });

  test('cancelling takes it out of the queue and off the pages; a report that comes late is ignored', async () => {
    const owner = await createPerson();
    const { id } = await createGeneration(owner);
    await cancelGeneration(owner, id);
    await reportGeneration(id, { progress: 50 });
    expect(await readGeneration(owner, id)).toMatchObject({ status: 'cancelled', progress: 0 });
    expect(await jobsOf(id)).toEqual(['cancelled']);
    expect(await beginGeneration(id)).toBeNull();
    expect(await listRecent(owner, 10)).toEqual([]);
  });

  test('a stranger can neither read, cancel nor retry it', async () => {
    const [owner, stranger] = [await createPerson(), await createPerson()];
    const { id } = await createGeneration(owner);
    expect(await readGeneration(stranger, id)).toBeNull();
    await expect(cancelGeneration(stranger, id)).rejects.toMatchObject({ code: 'not_found' });
    await expect(retryGeneration(stranger, id)).rejects.toMatchObject({ code: 'not_found' });
    expect(await readGeneration(owner, id)).toMatchObject({ status: 'queued' });
  });
});

test('retrying a failure asks again with the same settings and puts the failure away', async () => {
  const owner = await createPerson();
  const { id } = await createGeneration(owner, { prompt: 'in space', seed: 11, width: 512, height: 512 });
  await endGeneration({ id }, failure);
  const again = await retryGeneration(owner, id);
  expect(again).toMatchObject({ status: 'queued', prompt: 'in space', width: 512, height: 512 });
  expect((await listUnfinished(owner)).map((view) => view.id)).toEqual([again.id]);
});

test('a failure stays on the page until it is dismissed', async () => {
  const owner = await createPerson();
  const { id } = await createGeneration(owner);
  await endGeneration({ id }, failure);
  expect(await listUnfinished(owner)).toHaveLength(1);
  await dismissGeneration(owner, id);
  expect(await listUnfinished(owner)).toHaveLength(0);
});
