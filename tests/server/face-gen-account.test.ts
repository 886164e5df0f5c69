/** What face_gen does to everybody at once: it is away, busy, or refuses the account. One test after the other. */
import { beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { GET as readHealth } from '@/app/api/health/route';
import { db } from '@/lib/db';
import { readDrawing } from '@/lib/engines';
import { listUnfinished } from '@/lib/generation-views';
import { runGeneration, sweep } from '@/lib/worker';
import { createGeneration, createPerson } from '../factories.ts';
import { startFakeFaceGen } from '../fakes/face-gen.ts';
import type { Fault } from '../fakes/faults.ts';
import { ended, KEY, type RemoteWorker, startRemoteWorker } from '../remote-worker.ts';

let worker: RemoteWorker;
beforeAll(async () => {
  worker = await startRemoteWorker({ settings: { FACE_GEN_FALLBACK: 'embedded' } });
});
beforeEach(async () => {
  await db().engineTrouble.deleteMany();
});

const refusal = (httpStatus: number, message: string, more = {}, headers = {}): Fault => ({
  kind: 'answer',
  httpStatus,
  headers,
  body: { status: 'error', message, ...more },
});

async function health(): Promise<{ status: number; body: Record<string, unknown> }> {
  const response = await readHealth();
  return { status: response.status, body: await response.json() };
}

/** When each submit of a prompt came, in milliseconds after the first. */
function submitTimes(prompt: string): number[] {
  const times = worker.upstream.requests.flatMap(({ at, prompt: asked, receivedAt }) =>
    at === 'submit' && asked === prompt ? [receivedAt] : [],
  );
  return times.map((time) => time - (times[0] ?? 0));
}

describe('the account is refused', () => {
  const refusals: [string, Fault, string, RegExp][] = [
    ['a 401', refusal(401, 'Unauthorized'), 'bad_key', /key/],
    ['an invalid key by 200', refusal(200, `Invalid Api Key ${KEY}`), 'bad_key', /key/],
    ['a 402', refusal(402, 'Insufficient credits. Please add more credits to continue.'), 'out_of_credits', /credit/],
    ['a 403', refusal(403, 'This feature requires a premium subscription'), 'out_of_credits', /credit/],
  ];
  for (const [name, fault, code, says] of refusals) {
    test(`${name}: it fails unpaid, the operator and the form know why, and nobody else is let in vain`, async () => {
      const asked = await worker.ask([fault]);
      const view = await ended(asked);
      expect(view).toMatchObject({ status: 'failed', failure: { retryable: false } });
      expect(view.failure?.message).toMatch(says);
      expect(worker.submits(asked.prompt)).toBe(1);
      expect(worker.jobs(asked.prompt)).toHaveLength(0);
      expect(await health()).toMatchObject({ status: 200, body: { status: 'degraded', drawing: code } });
      const { facts, notice } = await readDrawing(undefined);
      expect(facts.name).toBe('face_gen');
      expect(notice).toEqual({ message: expect.stringMatching(says), fallback: true });
      expect(JSON.stringify([await health(), notice, view])).not.toContain(KEY);

      const paid = worker.upstream.paid;
      await expect(worker.ask([])).rejects.toMatchObject({ code: 'unavailable', message: notice?.message });
      expect(worker.upstream.paid).toBe(paid);
    });
  }

  test('the other engine draws only for who chose it', async () => {
    await ended(await worker.ask([refusal(402, 'Insufficient credits.')]));
    const { paid } = worker.upstream;
    const owner = await createPerson();
    expect((await readDrawing('embedded')).facts.name).toBe('embedded');
    await expect(createGeneration(owner)).rejects.toMatchObject({ code: 'unavailable' });
    await expect(createGeneration(owner, { engine: 'face_gen' })).rejects.toMatchObject({ code: 'unavailable' });
    const { id } = await createGeneration(owner, { engine: 'embedded', width: 256, height: 256, steps: 21 });
    expect(await ended({ owner, id })).toMatchObject({ status: 'finished', avatars: [expect.anything()] });
    expect(await db().generation.findFirst({ where: { id } })).toMatchObject({ engine: 'embedded' });
    expect(worker.upstream.paid).toBe(paid);
  });

  test('a key that is taken again is noticed within a sweep, before anybody asks', async () => {
    await ended(await worker.ask([refusal(401, 'Invalid API key')]));
    expect((await health()).body).toMatchObject({ drawing: 'bad_key' });
    await sweep();
    expect((await health()).body).toMatchObject({ status: 'ok', drawing: 'ok' });
    expect((await readDrawing(undefined)).notice).toBeNull();
    const asked = await worker.ask([]);
    expect(await ended(asked)).toMatchObject({ status: 'finished' });
    expect(worker.jobs(asked.prompt)).toHaveLength(1);
  });

  test('spent credits aren’t taken for new ones because the key is good', async () => {
    await ended(await worker.ask([refusal(402, 'Insufficient credits.')]));
    await sweep();
    expect((await health()).body).toMatchObject({ status: 'degraded', drawing: 'out_of_credits' });
  });

  test('a refused key is noticed within a sweep, unpaid; it is told, and a request may prove it wrong', async () => {
    const { paid } = worker.upstream;
    worker.upstream.script((request) =>
      request.at === 'fetch' ? { ...refusal(200, 'Invalid Api Key'), at: 'fetch' } : null,
    );
    try {
      await sweep();
    } finally {
      worker.followPlans();
    }
    expect((await health()).body).toMatchObject({ status: 'degraded', drawing: 'bad_key' });
    expect((await readDrawing(undefined)).notice?.message).toMatch(/key/);
    expect(worker.upstream.paid).toBe(paid);
    expect(await ended(await worker.ask([]))).toMatchObject({ status: 'finished' });
    expect((await health()).body).toMatchObject({ status: 'ok', drawing: 'ok' });
  });
});

describe('too many requests', () => {
  test('without a word when: asked again after a moment, and paid once', async () => {
    const asked = await worker.ask([refusal(429, 'Rate limit exceeded'), refusal(200, 'Rate limit exceeded')]);
    expect(await ended(asked)).toMatchObject({ status: 'finished' });
    const times = submitTimes(asked.prompt);
    expect(times).toHaveLength(3);
    expect(times[1]).toBeGreaterThan(900);
    expect((times[2] ?? 0) - (times[1] ?? 0)).toBeGreaterThan(1900);
    expect(worker.jobs(asked.prompt)).toHaveLength(1);
  });

  for (const [place, fault] of [
    ['in the body', refusal(429, 'Rate limit exceeded. Maximum 5 queued requests allowed.', { retry_after: 2 })],
    ['in the header', refusal(429, 'Too many requests', {}, { 'retry-after': '2' })],
  ] as const) {
    test(`with a time ${place}: nothing is sent for anybody until then`, async () => {
      const first = await worker.ask([fault]);
      await vi.waitFor(async () => expect(await db().engineTrouble.count()).toBe(1), { timeout: 5000, interval: 20 });
      const second = await worker.ask([]);
      expect([await ended(first), await ended(second)]).toMatchObject([{ status: 'finished' }, { status: 'finished' }]);
      expect(submitTimes(first.prompt)[1]).toBeGreaterThan(1900);
      const requests = worker.upstream.requests.filter(({ at }) => at === 'submit');
      const [refused, next] = [first, second].map(({ prompt }) =>
        requests.find((request) => request.prompt === prompt),
      );
      expect((next?.receivedAt ?? 0) - (refused?.receivedAt ?? 0)).toBeGreaterThan(1900);
      expect([...worker.jobs(first.prompt), ...worker.jobs(second.prompt)]).toHaveLength(2);
    });
  }

  test('for longer than a picture may take: it fails unpaid, and may be asked for again', async () => {
    const asked = await worker.ask([refusal(429, 'Rate limit exceeded', { retry_after: 3600 })]);
    const view = await ended(asked);
    expect(view).toMatchObject({ status: 'failed', failure: { retryable: true } });
    expect(view.failure?.message).toMatch(/busy/);
    expect(worker.submits(asked.prompt)).toBe(1);
    expect(worker.jobs(asked.prompt)).toHaveLength(0);
    expect((await readDrawing(undefined)).notice?.message).toMatch(/takes no more requests/);
  });
});

describe('the connection', () => {
  test('is cut before anything was read: not sent again by itself', async () => {
    worker.upstream.dropNextConnection();
    const asked = await worker.ask([]);
    const view = await ended(asked);
    expect(view).toMatchObject({ status: 'failed', failure: { retryable: true } });
    expect(view.failure?.message).toMatch(/may have been charged/);
    expect(worker.submits(asked.prompt)).toBe(0);
  });

  test('is refused for now: asked again when the upstream is back, and paid once', async () => {
    const port = Number(new URL(worker.upstream.url).port);
    await worker.upstream.close();
    const asked = await worker.ask([]);
    await vi.waitFor(
      async () => {
        const [job] = await db().$queryRaw<{ state: string }[]>`
          SELECT state::text FROM pgboss.job WHERE id = ${asked.id}::uuid`;
        expect(job?.state).toBe('retry');
      },
      { timeout: 10_000, interval: 20 },
    );
    const back = await startFakeFaceGen({ key: KEY, port });
    try {
      expect(await ended(asked)).toMatchObject({ status: 'finished', avatars: [expect.anything()] });
      expect(back.paid).toBe(1);
    } finally {
      await back.close();
    }
  });

  test('is refused for good: it fails with a sentence, and may be asked for again', async () => {
    const owner = await createPerson();
    const { signal } = new AbortController();
    const { id } = await createGeneration(owner);
    await runGeneration({ generationId: id, last: true, stopping: signal, draining: signal, later: () => {} });
    expect(await listUnfinished(owner)).toMatchObject([{ status: 'failed', failure: { retryable: true } }]);
    expect((await listUnfinished(owner))[0]?.failure?.message).toMatch(/not available at the moment/);
  });
});
