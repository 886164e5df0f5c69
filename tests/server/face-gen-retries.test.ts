/** What a person gets for asking again: only what is missing, only when they say so, and the quota of what failed. */
import { beforeAll, describe, expect, test } from 'vitest';
import { db } from '@/lib/db';
import { retryGeneration } from '@/lib/generations';
import { ended, type RemoteWorker, startRemoteWorker } from '../remote-worker.ts';

let worker: RemoteWorker;
beforeAll(async () => {
  worker = await startRemoteWorker({ settings: { FACE_GEN_DEADLINE_SECONDS: '2' } });
});

const used = async (ownerId: string) => (await db().dailyUsage.findFirst({ where: { ownerId } }))?.used;

describe.concurrent('asking again', () => {
  test('after a lost request makes a new one, because the person chose to', async () => {
    const asked = await worker.ask([{ kind: 'reset', when: 'after' }]);
    expect(await ended(asked)).toMatchObject({ status: 'failed', failure: { retryable: true } });
    expect(await used(asked.owner)).toBe(0);
    expect(worker.jobs(asked.prompt)).toHaveLength(1);
    const again = await retryGeneration(asked.owner, asked.id);
    expect(await ended({ owner: asked.owner, id: again.id })).toMatchObject({ status: 'finished' });
    expect(worker.jobs(asked.prompt)).toHaveLength(2);
    expect(await used(asked.owner)).toBe(1);
  });

  test('draws only the pictures that are missing, with the seeds that they would have had', async () => {
    const seeds = (prompt: string) =>
      worker.upstream.requests
        .filter((request) => request.at === 'submit' && request.prompt === prompt)
        .map(({ body }) => Number(body?.seed))
        .toSorted((a, b) => a - b);
    const asked = await worker.ask(
      ({ at, body }) =>
        at === 'submit' && body?.seed === 72
          ? { kind: 'answer', body: { status: 'error', message: 'No face found' } }
          : null,
      { samples: 3, seed: 70 },
    );
    const view = await ended(asked);
    expect(view).toMatchObject({ status: 'failed', avatars: [expect.anything(), expect.anything()] });
    expect(worker.jobs(asked.prompt)).toHaveLength(2);
    worker.plan(asked.prompt, []);
    const again = await retryGeneration(asked.owner, asked.id);
    expect(again.samples).toBe(1);
    expect((await ended({ owner: asked.owner, id: again.id })).avatars).toHaveLength(1);
    expect(worker.jobs(asked.prompt)).toHaveLength(3);
    expect(seeds(asked.prompt)).toEqual([70, 71, 72, 72]);
  });

  test('is for what failed: the others of its pictures are finished, not thrown away', async () => {
    const asked = await worker.ask(
      ({ at, body }) => (at === 'submit' && body?.seed === 5 ? { kind: 'reset', when: 'before' } : null),
      { samples: 4, seed: 5 },
    );
    expect((await ended(asked)).avatars).toHaveLength(3);
    expect(worker.jobs(asked.prompt)).toHaveLength(3);
    expect(worker.submits(asked.prompt)).toBe(4);
  });
});
