/**
 * A machine whose clock is a day ahead, or an hour behind: what it shares with others goes by the database's clock, and
 * what it waits for by none that can be set.
 */
import { afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import { readUsage } from '@/lib/accounts';
import { db } from '@/lib/db';
import { listChanged } from '@/lib/generation-views';
import { listStalled } from '@/lib/generation-work';
import { takeTry } from '@/lib/rate-limit';
import { openSession, readSession } from '@/lib/sessions';
import { readShared } from '@/lib/shared';
import { changeShareLink, shareAvatars } from '@/lib/sharing';
import { sweepOrphans } from '@/lib/storage-check';
import { createSelfie } from '../factories.ts';
import { ended, type RemoteWorker, startRemoteWorker } from '../remote-worker.ts';

const HOUR_MS = 3_600_000;
const JUMPS = [
  { name: 'a day ahead', ms: 24 * HOUR_MS },
  { name: 'an hour behind', ms: -HOUR_MS },
];

const PROCESSING = { kind: 'fields', fields: { status: 'processing', eta: 600, output: [] } } as const;

let worker: RemoteWorker;
beforeAll(async () => {
  worker = await startRemoteWorker({ fake: { workMs: 700 } });
});
afterEach(() => void vi.useRealTimers());
const jump = (ms: number) => vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + ms });

describe.each(JUMPS)('on a machine that is $name', ({ ms }) => {
  test('every record is dated by the database', async () => {
    jump(ms);
    const asked = await worker.ask([]);
    await ended(asked);
    const { id: selfieId } = await createSelfie(asked.owner);
    const [wrong] = await db().$queryRaw<{ count: number }[]>`
      SELECT count(*)::int AS count FROM (
        SELECT unnest(ARRAY[created_at, started_at, ended_at, updated_at, consented_at]) AS at FROM generations
        WHERE id = ${asked.id}::uuid
        UNION ALL SELECT created_at FROM selfies WHERE id = ${selfieId}::uuid
        UNION ALL SELECT created_at FROM users WHERE id = ${asked.owner}::uuid
        UNION ALL SELECT created_at FROM avatars WHERE generation_id = ${asked.id}::uuid) dates
      WHERE at NOT BETWEEN now() - interval '1 minute' AND now() + interval '1 minute'`;
    expect(wrong?.count).toBe(0);
  });

  test('nothing of before is stalled, an orphan, expired or forgotten, and its day’s quota is the same', async () => {
    const asked = await worker.ask([]);
    const avatars = (await ended(asked)).avatars.map(({ id }) => id);
    const slow = await worker.ask(({ at }) => (at === 'submit' || at === 'fetch' ? PROCESSING : null));
    await vi.waitFor(() => expect(worker.jobs(slow.prompt)).toHaveLength(1), { timeout: 9000 });
    const session = await openSession(asked.owner);
    const { slug } = await shareAvatars(asked.owner, avatars);
    await changeShareLink(asked.owner, { slug, days: 1 });
    const limit = { count: 1, seconds: 3600 };
    const key = `clock/${asked.id}`;
    expect(await takeTry(key, limit)).toBeNull();

    jump(ms - HOUR_MS / 60);
    expect((await listStalled(60)).map(({ id }) => id)).not.toContain(slow.id);
    expect((await listChanged(asked.owner, HOUR_MS)).map(({ id }) => id)).toContain(asked.id);
    await db().chore.deleteMany();
    expect(await sweepOrphans()).toBe(0);
    expect(await readSession(session)).toMatchObject({ state: 'open' });
    expect(await readShared(slug, undefined)).toMatchObject({ status: 'open' });
    expect((await readUsage(asked.owner)).used).toBe(1);
    expect(await takeTry(key, limit)).toBeGreaterThan(3500);
  });

  test('a link whose day is over stays closed', async () => {
    const asked = await worker.ask([]);
    const avatars = (await ended(asked)).avatars.map(({ id }) => id);
    const { slug } = await shareAvatars(asked.owner, avatars);
    await db().$executeRaw`UPDATE share_links SET expires_at = now() - interval '1 minute' WHERE slug = ${slug}`;
    jump(ms);
    expect(await readShared(slug, undefined)).toBeNull();
  });

  test('a picture that is being waited for when the clock jumps arrives, and is paid once', async () => {
    const asked = await worker.ask([]);
    await vi.waitFor(() => expect(worker.jobs(asked.prompt)).toHaveLength(1), { timeout: 9000, interval: 10 });
    jump(ms);
    expect(await ended(asked)).toMatchObject({ status: 'finished' });
    expect(worker.submits(asked.prompt)).toBe(1);
  });
});
