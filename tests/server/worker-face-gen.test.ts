/** The ordinary way of a face_gen generation; what goes wrong is in the files beside. */
import { beforeAll, describe, expect, test, vi } from 'vitest';
import { db } from '@/lib/db';
import { readGeneration } from '@/lib/generation-views';
import { cancelGeneration } from '@/lib/generations';
import { readStoredFile } from '@/lib/storage';
import { runGeneration } from '@/lib/worker';
import { createGeneration, createPerson, createSelfie } from '../factories.ts';
import type { Fault } from '../fakes/faults.ts';
import { ended, type RemoteWorker, startRemoteWorker } from '../remote-worker.ts';

const LIMIT = 3;
let worker: RemoteWorker;
beforeAll(async () => {
  worker = await startRemoteWorker({ fake: { workMs: 400 }, settings: { FACE_GEN_CONCURRENCY: String(LIMIT) } });
});

const slow: Fault = { kind: 'fields', fields: { status: 'processing', eta: 600, output: [] } };
const now = () => ({ stopping: new AbortController().signal, draining: new AbortController().signal, later: () => {} });

test('a picture is waited for, downloaded and stored, and paid once', async () => {
  const asked = await worker.ask([], { style: 'chibi', seed: 5 });
  const view = await ended(asked);
  expect(view).toMatchObject({ status: 'finished', progress: 100, avatars: [{ style: 'chibi' }] });
  expect(await readStoredFile(`avatars/${view.avatars[0]?.id}.png`)).not.toBeNull();
  expect(worker.submits(asked.prompt)).toBe(1);
});

test('four pictures are four requests side by side, each with a seed of its own', async () => {
  const asked = await worker.ask([], { style: 'anime', samples: 4, seed: 4_294_967_294 });
  expect((await ended(asked)).avatars).toHaveLength(4);
  const sent = worker.upstream.requests.filter(({ at, prompt }) => at === 'submit' && prompt === asked.prompt);
  expect(new Set(sent.map(({ body }) => body?.seed))).toEqual(new Set([4_294_967_294, 4_294_967_295, 0, 1]));
  expect(sent.map(({ body }) => body?.samples)).toEqual([1, 1, 1, 1]);
});

test('every setting reaches the upstream as its own parameter', async () => {
  const asked = await worker.ask([], {
    ...{ style: '3d', negativePrompt: 'hats', width: 384, height: 640, steps: 41, guidance: 12.5 },
    ...{ faceStrength: 1.4, seed: 99, safetyChecker: false },
  });
  await ended(asked);
  const sent = worker.upstream.requests.find(({ at, prompt }) => at === 'submit' && prompt === asked.prompt);
  expect(sent?.body).toMatchObject({
    ...{ style: '3d', prompt: asked.prompt, negative_prompt: 'hats', width: 384, height: 640 },
    ...{ num_inference_steps: 41, guidance_scale: 12.5, s_scale: 1.4, seed: 99, safety_checker: false, base64: false },
    track_id: `${asked.id}/0`,
    face_image: expect.stringMatching(/^data:image\/jpeg;base64,/),
  });
});

test('the upstream’s estimate is shown while it works', async () => {
  const asked = await worker.ask(({ at }) => (at === 'submit' ? slow : null));
  await vi.waitFor(async () => expect((await readGeneration(asked.owner, asked.id))?.etaSeconds).toBeGreaterThan(500), {
    timeout: 10_000,
  });
  expect(await ended(asked)).toMatchObject({ status: 'finished' });
});

test('a job that is given out twice is one request', async () => {
  const owner = await createPerson();
  const { id } = await createGeneration(owner, { prompt: 'twice' });
  const again = [1, 2].map(() => runGeneration({ generationId: id, last: false, ...now() }));
  expect(await ended({ owner, id })).toMatchObject({ status: 'finished', avatars: [expect.anything()] });
  await Promise.all(again);
  expect(worker.submits('twice')).toBe(1);
});

describe('cancelling', () => {
  test('while the upstream works stops waiting at once, and its result is left alone', async () => {
    const asked = await worker.ask(({ at }) => (at === 'submit' ? slow : null));
    await vi.waitFor(() => expect(worker.jobs(asked.prompt)).toHaveLength(1), { timeout: 10_000 });
    await cancelGeneration(asked.owner, asked.id);
    const next = await worker.ask([]);
    expect(await ended(next)).toMatchObject({ status: 'finished' });
    await vi.waitFor(
      async () => expect(await db().remoteRequest.count({ where: { busyUntil: { gt: new Date() } } })).toBe(0),
      { timeout: 15_000 },
    );
    expect(await readGeneration(asked.owner, asked.id)).toMatchObject({ status: 'cancelled', avatars: [] });
    const downloads = worker.upstream.requests.filter(({ at, prompt }) => at === 'picture' && prompt === asked.prompt);
    expect(downloads).toHaveLength(0);
  });

  test('while it waits for room sends nothing', async () => {
    const full = await Promise.all(Array.from({ length: LIMIT }, () => worker.ask([slow])));
    for (const { prompt } of full)
      await vi.waitFor(() => expect(worker.jobs(prompt)).toHaveLength(1), { timeout: 9000 });
    const asked = await worker.ask([]);
    await vi.waitFor(
      async () => expect(await readGeneration(asked.owner, asked.id)).toMatchObject({ status: 'drawing' }),
      { timeout: 9000 },
    );
    await cancelGeneration(asked.owner, asked.id);
    for (const each of full) await ended(each);
    const next = await worker.ask([]);
    expect(await ended(next)).toMatchObject({ status: 'finished' });
    expect(worker.submits(asked.prompt)).toBe(0);
  });
});

test('a worker that stopped between sending and saving the answer doesn’t send again', async () => {
  const { owner, id } = await leftBehind('lost', { state: 'sent', sentAt: new Date(), busyUntil: new Date() });
  await runGeneration({ generationId: id, last: false, ...now() });
  expect(await readGeneration(owner, id)).toMatchObject({ status: 'failed', failure: { retryable: true } });
  expect(worker.submits('lost')).toBe(0);
});

test('a picture that was paid before everything was down for hours is fetched, not given up', async () => {
  const asked = await worker.ask([]);
  await ended(asked);
  const remoteId = String(worker.jobs(asked.prompt)[0]?.id);
  const long = new Date(Date.now() - 7_200_000);
  const { owner, id } = await leftBehind('long ago', { state: 'accepted', remoteId, sentAt: long, busyUntil: long });
  await runGeneration({ generationId: id, last: false, ...now() });
  expect(await readGeneration(owner, id)).toMatchObject({ status: 'finished', avatars: [expect.anything()] });
  expect(worker.submits('long ago')).toBe(0);
});

/** A generation as a worker that was killed left it; it has no job, so that only the test takes it up. */
async function leftBehind(
  prompt: string,
  request: { state: 'sent' | 'accepted'; remoteId?: string; sentAt: Date; busyUntil: Date },
) {
  const owner = await createPerson();
  const { id } = await db().generation.create({
    data: {
      ...{ ownerId: owner, selfieId: (await createSelfie(owner)).id, id: crypto.randomUUID() },
      ...{ status: 'drawing', engine: 'face_gen', style: 'realistic', prompt, negativePrompt: '' },
      ...{ width: 512, height: 768, steps: 31, guidance: 7.5, faceStrength: 1, samples: 1, safetyChecker: true },
      remoteRequests: { create: { position: 0, ...request } },
      consentedAt: new Date(),
    },
  });
  return { owner, id };
}

describe('the line', () => {
  test('never has more in flight than the limit, however many wait', async () => {
    const asked = await Promise.all(Array.from({ length: 8 }, (_, i) => worker.ask([], { samples: 1 + (i % 3) })));
    for (const each of asked) expect(await ended(each)).toMatchObject({ status: 'finished' });
    expect(worker.upstream.inFlightMax).toBe(LIMIT);
  });

  test('one person’s forty requests don’t hold up another’s first', async () => {
    const [greedy, other] = await Promise.all([personWithSelfie(), personWithSelfie()]);
    const many = await Promise.all(
      Array.from({ length: 40 }, () => createGeneration(greedy.owner, { ...greedy.input, prompt: 'many' })),
    );
    const { id } = await createGeneration(other.owner, { ...other.input, prompt: 'other' });
    const begun = worker.jobs('many').length;
    await ended({ owner: other.owner, id });
    const order = worker.upstream.jobs.map(({ prompt }) => prompt).filter((prompt) => /^(many|other)$/.test(prompt));
    // Those that the hands of the worker already held.
    expect(order.indexOf('other')).toBeLessThanOrEqual(begun + 2 * LIMIT);
    expect(order.indexOf('other')).toBeLessThan(40);
    for (const each of many) {
      expect(await ended({ owner: greedy.owner, id: each.id })).toMatchObject({ status: 'finished' });
    }
  }, 60_000);
});

async function personWithSelfie() {
  const owner = await createPerson();
  return { owner, input: { selfieId: (await createSelfie(owner)).id, width: 256, height: 256 } };
}
