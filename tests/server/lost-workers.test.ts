/** Workers that are killed, or only seem to be: what they drew is taken up within seconds, and ends once. */
import pg from 'pg';
import { beforeAll, expect, test, vi } from 'vitest';
import { readUsage } from '@/lib/accounts';
import { db } from '@/lib/db';
import { releaseLost, WORKER_CONNECTION } from '@/lib/lost-workers';
import { type Asked, ended, type RemoteWorker, startRemoteWorker } from '../remote-worker.ts';

let worker: RemoteWorker;
beforeAll(async () => {
  worker = await startRemoteWorker({ settings: { FACE_GEN_DEADLINE_SECONDS: '60' } });
});

const processing = { kind: 'fields', fields: { status: 'processing', eta: 1, output: [] } } as const;

/** A generation that waits upstream until `finish`, as if another worker drew it. */
async function drawnBy(number: number): Promise<Asked & { finish: () => void }> {
  let held = true;
  const asked = await worker.ask(({ at }) => (held && (at === 'submit' || at === 'fetch') ? processing : null));
  await vi.waitFor(() => expect(worker.jobs(asked.prompt)).toHaveLength(1), { timeout: 9000, interval: 10 });
  await db().$executeRaw`UPDATE generations SET drawn_by = ${number} WHERE id = ${asked.id}::uuid`;
  return {
    ...asked,
    finish: () => {
      held = false;
    },
  };
}

/** How often the queue gave it out again. */
async function repeats(id: string): Promise<number> {
  const [job] = await db().$queryRaw<{ count: number }[]>`
    SELECT retry_count AS count FROM pgboss.job WHERE id = ${id}::uuid`;
  return job?.count ?? 0;
}

test('two workers that draw the same generation end it once, charge it once and pay it once', async () => {
  const said: string[] = [];
  const write = vi.spyOn(process.stdout, 'write').mockImplementation((text) => said.push(String(text)) > 0);
  try {
    const asked = await drawnBy(41);
    // The first one draws on: it was taken for lost.
    await vi.waitFor(async () => expect(await repeats(asked.id)).toBe(1), { timeout: 25_000, interval: 50 });
    asked.finish();
    expect(await ended(asked)).toMatchObject({ status: 'finished', avatars: [expect.anything()] });
    await vi.waitFor(async () => expect(await stillActive(asked.id)).toBe(0), { timeout: 15_000 });
    expect(said.filter((line) => line.includes('generation.finished') && line.includes(asked.id))).toHaveLength(1);
    expect(worker.submits(asked.prompt)).toBe(1);
    expect((await readUsage(asked.owner)).used).toBe(1);
  } finally {
    write.mockRestore();
  }
}, 60_000);

async function stillActive(id: string): Promise<number> {
  const [job] = await db().$queryRaw<{ count: number }[]>`
    SELECT count(*)::int AS count FROM pgboss.job WHERE id = ${id}::uuid AND state = 'active'`;
  return job?.count ?? 0;
}

test('a worker that is connected keeps its generation, and loses it with its connection', async () => {
  const other = new pg.Client({
    ...{ connectionString: process.env.DATABASE_URL, application_name: `${WORKER_CONNECTION} 4242` },
  });
  await other.connect();
  const asked = await drawnBy(4242);
  expect(await releaseLost()).toBe(0);
  expect(await repeats(asked.id)).toBe(0);
  await other.end();
  await vi.waitFor(async () => expect(await repeats(asked.id)).toBe(1), { timeout: 25_000, interval: 50 });
  asked.finish();
  expect(await ended(asked)).toMatchObject({ status: 'finished' });
  expect(worker.submits(asked.prompt)).toBe(1);
}, 60_000);
