/** Webhooks are hints: they save waiting and lost requests, and none of them can do harm. */
import { randomUUID } from 'node:crypto';
import { beforeAll, describe, expect, test, vi } from 'vitest';
import { readGeneration } from '@/lib/generation-views';
import type { FakeJob } from '../fakes/face-gen.ts';
import type { Fault } from '../fakes/faults.ts';
import { type Asked, ended, type RemoteWorker, startRemoteWorker } from '../remote-worker.ts';

/** Longer than any poll: what arrives before came by the webhook. */
const ETA_SECONDS = 300;

let worker: RemoteWorker;
beforeAll(async () => {
  worker = await startRemoteWorker({
    settings: { FACE_GEN_DEADLINE_SECONDS: '60', FACE_GEN_TIMEOUT_SECONDS: '30' },
  });
});

const processing: Fault = { kind: 'fields', fields: { status: 'processing', eta: ETA_SECONDS, output: [] } };
const fetches = ({ prompt }: Asked) =>
  worker.upstream.requests.filter((request) => request.at === 'fetch' && request.prompt === prompt).length;

/** The job of a generation, once the upstream has taken it. */
async function taken({ prompt }: Asked): Promise<FakeJob> {
  return vi.waitFor(
    () => {
      const [job] = worker.jobs(prompt);
      if (!job) throw new Error('not taken yet');
      return job;
    },
    { timeout: 10_000, interval: 20 },
  );
}

/** Posts to the address of a job's webhook, its parts changed. */
async function post(address: string, body: unknown): Promise<{ status: number; text: string }> {
  const response = await fetch(address, { method: 'POST', body: JSON.stringify(body) });
  return { status: response.status, text: await response.text() };
}

/** Resolves when the worker has saved the upstream's id: from then on it waits. */
async function waiting(asked: Asked): Promise<FakeJob> {
  const job = await taken(asked);
  await vi.waitFor(async () => {
    const view = await readGeneration(asked.owner, asked.id);
    expect(view?.etaSeconds).toBeGreaterThan(60);
  });
  return job;
}

describe.concurrent('a delivery', () => {
  test('ends the wait at once, is fetched rather than believed, and twice is once', async () => {
    const asked = await worker.ask([processing]);
    const job = await waiting(asked);
    const elsewhere = { output: ['https://elsewhere.example/not-this.png'], proxy_links: [] };
    const sent = performance.now();
    expect(await worker.upstream.deliver(job, elsewhere)).toBe(200);
    expect(await ended(asked)).toMatchObject({ status: 'finished', avatars: [expect.anything()] });
    expect(performance.now() - sent).toBeLessThan(5000);
    expect(await worker.upstream.deliver(job, elsewhere)).toBe(200);
    expect(fetches(asked)).toBe(1);
    expect(worker.submits(asked.prompt)).toBe(1);
    expect(await readGeneration(asked.owner, asked.id)).toMatchObject({ status: 'finished' });
  });

  test('that comes too early changes nothing: the picture is asked for again', async () => {
    let ready = false;
    const asked = await worker.ask(({ at }) => {
      if (at === 'submit') return processing;
      if (at !== 'fetch' || ready) return null;
      return { at: 'fetch', kind: 'answer', body: { status: 'processing', output: '' } };
    });
    const job = await waiting(asked);
    expect(await worker.upstream.deliver(job)).toBe(200);
    await vi.waitFor(() => expect(fetches(asked)).toBe(1), { timeout: 5000 });
    expect(await readGeneration(asked.owner, asked.id)).toMatchObject({ status: 'drawing', avatars: [] });
    ready = true;
    expect(await ended(asked)).toMatchObject({ status: 'finished' });
    expect(worker.submits(asked.prompt)).toBe(1);
  });

  test('before the submit was answered doesn’t confuse what follows', async () => {
    const asked = await worker.ask([{ kind: 'delay', ms: 500 }]);
    expect(await worker.upstream.deliver(await taken(asked))).toBe(200);
    expect(await ended(asked)).toMatchObject({ status: 'finished', avatars: [expect.anything()] });
    expect(worker.jobs(asked.prompt)).toHaveLength(1);
  });

  test('tells the id of a request whose answer was lost: its picture arrives, and it is paid once', async () => {
    const asked = await worker.ask([{ kind: 'reset', when: 'after' }]);
    const job = await taken(asked);
    expect(await worker.upstream.deliver(job)).toBe(200);
    expect(await ended(asked)).toMatchObject({ status: 'finished', avatars: [expect.anything()] });
    expect(worker.submits(asked.prompt)).toBe(1);
  });

  test('that says failed is asked about too', async () => {
    const asked = await worker.ask([processing]);
    const job = await waiting(asked);
    expect(await worker.upstream.deliver(job, { status: 'failed', message: 'Failed', output: '' })).toBe(200);
    expect(await ended(asked)).toMatchObject({ status: 'finished' });
  });

  test('that comes after the end changes nothing', async () => {
    const asked = await worker.ask([
      processing,
      { at: 'fetch', kind: 'answer', body: { status: 'failed', message: 'Failed' } },
    ]);
    const job = await waiting(asked);
    expect(await worker.upstream.deliver(job)).toBe(200);
    expect(await ended(asked)).toMatchObject({ status: 'failed' });
    expect(await worker.upstream.deliver(job)).toBe(200);
    expect(await readGeneration(asked.owner, asked.id)).toMatchObject({ status: 'failed', avatars: [] });
    expect(fetches(asked)).toBe(1);
  });
});

describe.concurrent('an address', () => {
  test('with another secret, place or generation is not found, and wakes nobody', async () => {
    const asked = await worker.ask([processing]);
    const job = await waiting(asked);
    const own = new URL(job.webhook ?? '');
    const [, , , id = '', , secret = ''] = own.pathname.split('/');
    const delivery = { status: 'success', id: String(job.id), output: [] };
    for (const path of [
      `${id}/0/${'A'.repeat(secret.length)}`,
      `${id}/0/x`,
      `${id}/1/${secret}`,
      `${randomUUID()}/0/${secret}`,
      `not-an-id/0/${secret}`,
      `${id}/00/${secret}`,
    ]) {
      const answer = await post(`${own.origin}/api/webhook/${path}`, delivery);
      expect(answer).toEqual({ status: 404, text: expect.stringContaining('not_found') });
    }
    expect(fetches(asked)).toBe(0);
    expect(await worker.upstream.deliver(job)).toBe(200);
    expect(await ended(asked)).toMatchObject({ status: 'finished' });
  });

  test('takes any body, and asks by the id that it knows', async () => {
    const asked = await worker.ask([processing]);
    const job = await waiting(asked);
    const response = await fetch(job.webhook ?? '', { method: 'POST', body: '<not json' });
    expect(response.status).toBe(200);
    expect(await ended(asked)).toMatchObject({ status: 'finished' });
    expect(fetches(asked)).toBe(1);
  });

  test('of each request is its own', async () => {
    const asked = await worker.ask([], { samples: 3 });
    await ended(asked);
    const addresses = worker.jobs(asked.prompt).map(({ webhook }) => webhook);
    expect(new Set(addresses).size).toBe(3);
    for (const address of addresses)
      expect(address).toMatch(new RegExp(`^${worker.publicUrl}/api/webhook/${asked.id}/`));
  });
});
