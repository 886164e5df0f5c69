import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, expect, test, vi } from 'vitest';
import { db } from '@/lib/db';
import { cancelGeneration, readGeneration } from '@/lib/generations';
import { workQueue } from '@/lib/queue';
import { readStoredFile } from '@/lib/storage';
import type { GenerationView } from '@/lib/views';
import { runGeneration, sweep, watchCancellations } from '@/lib/worker';
import { createGeneration, createPerson, createSelfie, isolate } from '../factories.ts';
import { type FakeFaceGen, startFakeFaceGen } from '../fakes/face-gen.ts';

const KEY = 'canary-key-5b1f09';
let upstream: FakeFaceGen;
let drain: (graceMs: number) => Promise<void>;
let unwatch: () => Promise<void>;

beforeAll(async () => {
  upstream = await startFakeFaceGen({ key: KEY });
  await isolate({ FACE_GEN_URL: upstream.url, FACE_GEN_KEY: KEY, GUEST_DAILY_LIMIT: '1000' });
  unwatch = watchCancellations();
  drain = await workQueue({ concurrency: 2, onGeneration: runGeneration, onSweep: sweep });
});

afterAll(async () => {
  await drain(0);
  await unwatch();
  await upstream.close();
});

let paidBefore = 0;
beforeEach(() => {
  upstream.script([]);
  paidBefore = upstream.paid;
});

const paid = () => upstream.paid - paidBefore;

async function ended(owner: string, id: string): Promise<GenerationView> {
  return vi.waitFor(
    async () => {
      const view = await readGeneration(owner, id);
      if (!view || view.status === 'queued' || view.status === 'drawing') throw new Error(`still ${view?.status}`);
      return view;
    },
    { timeout: 20_000, interval: 50 },
  );
}

test('a picture that is ready at once is downloaded and stored, and paid once', async () => {
  const owner = await createPerson();
  const { id } = await createGeneration(owner, { style: 'chibi', prompt: 'in a garden', seed: 5 });
  const view = await ended(owner, id);
  expect(view).toMatchObject({
    status: 'finished',
    progress: 100,
    avatars: [expect.objectContaining({ style: 'chibi' })],
  });
  expect(await readStoredFile(`avatars/${view.avatars[0]?.id}.png`)).not.toBeNull();
  expect(paid()).toBe(1);
});

test('three pictures are three requests', async () => {
  const owner = await createPerson();
  const { id } = await createGeneration(owner, { style: 'anime', samples: 3 });
  expect((await ended(owner, id)).avatars).toHaveLength(3);
  expect(paid()).toBe(3);
});

test('a picture that takes a while is polled for', async () => {
  const owner = await createPerson();
  upstream.script([
    {
      kind: 'fields',
      fields: {
        status: 'processing',
        eta: 0.2,
        output: [],
        future_links: [],
        fetch_result: 'https://elsewhere.example/fetch/1',
      },
    },
  ]);
  const { id } = await createGeneration(owner, { style: '3d' });
  expect(await ended(owner, id)).toMatchObject({ status: 'finished' });
  expect(paid()).toBe(1);
});

test('a refused key fails with a sentence, is not retried, and the key is nowhere in the database', async () => {
  const owner = await createPerson();
  upstream.script([{ kind: 'answer', body: { status: 'error', message: `Invalid Api Key ${KEY}` } }]);
  const { id } = await createGeneration(owner, { style: 'realistic' });
  const view = await ended(owner, id);
  expect(view).toMatchObject({ status: 'failed', failure: { retryable: false } });
  expect(paid()).toBe(0);
  const rows = await db().$queryRaw<{ text: string }[]>`
    SELECT row_to_json(g)::text AS text FROM generations g UNION ALL SELECT row_to_json(j)::text FROM pgboss.job j`;
  expect(rows.some(({ text }) => text.includes(KEY))).toBe(false);
});

test('a connection lost after the request was carried out is never sent again by itself', async () => {
  const owner = await createPerson();
  upstream.script([{ kind: 'reset', when: 'after' }]);
  const { id } = await createGeneration(owner, { style: 'realistic' });
  const view = await ended(owner, id);
  expect(view).toMatchObject({ status: 'failed', failure: { retryable: true } });
  expect(view.failure?.message).toMatch(/cannot tell whether/);
  expect(paid()).toBe(1);
});

test('a worker that stopped between sending and saving the answer doesn’t send again', async () => {
  const owner = await createPerson();
  // Left so by the worker that was killed; no job, so that only the attempt below takes it up.
  const { id } = await db().generation.create({
    data: {
      ...{ id: randomUUID(), ownerId: owner, selfieId: (await createSelfie(owner)).id },
      ...{
        status: 'drawing',
        engine: 'face_gen',
        style: 'realistic',
        prompt: '',
        negativePrompt: '',
        remoteRequests: { create: { position: 0, state: 'sent', sentAt: new Date(), busyUntil: new Date() } },
      },
      ...{ width: 512, height: 768, steps: 31, guidance: 7.5, faceStrength: 1, samples: 1, safetyChecker: true },
      consentedAt: new Date(),
    },
  });
  const { signal } = new AbortController();
  await runGeneration({ generationId: id, last: false, stopping: signal, draining: signal });
  expect(await readGeneration(owner, id)).toMatchObject({ status: 'failed', failure: { retryable: true } });
  expect(paid()).toBe(0);
});

test('an upstream that is briefly down is asked again', async () => {
  const owner = await createPerson();
  upstream.script([{ kind: 'answer', httpStatus: 429, body: { status: 'error', message: 'Rate limit exceeded' } }]);
  const { id } = await createGeneration(owner, { style: 'realistic' });
  expect(await ended(owner, id)).toMatchObject({ status: 'finished' });
  expect(paid()).toBe(1);
});

test('cancelling while the upstream works stops waiting at once', async () => {
  const owner = await createPerson();
  upstream.script((request) =>
    request.at === 'fetch'
      ? { at: 'fetch', kind: 'answer', body: { status: 'processing', output: '' } }
      : { kind: 'fields', fields: { status: 'processing', eta: 600, output: [] } },
  );
  const { id } = await createGeneration(owner, { style: 'realistic' });
  await vi.waitFor(async () => expect(await readGeneration(owner, id)).toMatchObject({ status: 'drawing' }), {
    timeout: 10_000,
  });
  await vi.waitFor(() => expect(paid()).toBe(1), { timeout: 10_000 });
  await cancelGeneration(owner, id);
  upstream.script([]);
  const next = await createGeneration(owner, { style: 'realistic' });
  expect(await ended(owner, next.id)).toMatchObject({ status: 'finished' });
  expect(await readGeneration(owner, id)).toMatchObject({ status: 'cancelled', avatars: [] });
});
