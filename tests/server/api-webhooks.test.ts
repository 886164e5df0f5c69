/** Webhooks of API requests, on a real database and a real receiver; time passes where a day would be too long. */
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Webhook } from 'standardwebhooks';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { VERIFY_SAMPLE } from '@/components/developers/code-samples';
import { createApiKey, revokeApiKey } from '@/lib/api-keys';
import { announceEnd, listDeliveries, resendDelivery, sweepDeliveries, tryDelivery } from '@/lib/api-webhooks';
import { db } from '@/lib/db';
import { endGeneration } from '@/lib/generation-work';
import { createAvatar, createGeneration, createPerson, isolate } from '../factories.ts';

const received: { headers: Record<string, string>; body: string }[] = [];
let answer = 204;
const receiver = createServer(async (request, response) => {
  const chunks: Uint8Array[] = [];
  for await (const chunk of request as AsyncIterable<Uint8Array>) chunks.push(chunk);
  received.push({ headers: request.headers as Record<string, string>, body: Buffer.concat(chunks).toString() });
  response.writeHead(answer, answer === 302 ? { location: '/elsewhere' } : {}).end();
});
receiver.listen(0, '127.0.0.1');
await once(receiver, 'listening');
const origin = `http://127.0.0.1:${(receiver.address() as AddressInfo).port}`;

beforeAll(() => isolate({ API_TRUSTED_ORIGINS: origin, PUBLIC_URL: 'https://avatars.example' }));
afterAll(() => receiver.close());
beforeEach(() => {
  answer = 204;
  received.length = 0;
});

/** A request that has ended, and its delivery. */
async function ended(options: { webhook?: string; fails?: boolean } = {}) {
  const owner = await createPerson();
  const { view } = await createApiKey(owner, { name: 'Test', dailyLimit: null });
  let generationId: string;
  if (options.fails === true) {
    generationId = (await createGeneration(owner)).id;
    await endGeneration({ id: generationId }, { status: 'failed', code: 'no_face', message: 'No.', retryable: false });
  } else {
    generationId = (await createAvatar(owner, { seed: 9 })).generationId;
  }
  await db().apiRequest.create({
    data: {
      ...{ ownerId: owner, generationId, keyId: view.id, secret: randomUUID(), faceImage: '', photoHash: '' },
      ...{ base64: false, webhook: options.webhook ?? `${origin}/hook`, trackId: 'row-7' },
    },
  });
  await announceEnd(generationId);
  const [delivery] = await listDeliveries(owner);
  if (delivery === undefined) throw new Error('nothing was announced');
  return { owner, key: view, generationId, delivery };
}

const standing = async (owner: string) => (await listDeliveries(owner))[0];

describe('a delivery', () => {
  test('is signed so that a Standard Webhooks library takes it, and no other secret does', async () => {
    const { owner, key, delivery } = await ended();
    await tryDelivery(delivery.id, false);
    const [{ headers, body } = { headers: {}, body: '' }] = received;
    expect(new Webhook(key.signingSecret).verify(body, headers)).toMatchObject({
      ...{ status: 'success', id: String(delivery.requestId), track_id: 'row-7' },
      output: [expect.stringMatching(/^https:\/\/avatars\.example\/images\/results\//)],
      meta: { seed: 9 },
    });
    expect(headers).toMatchObject({
      'webhook-id': delivery.id,
      'selfsame-signature': expect.stringMatching(/^v1,/),
      'content-type': 'application/json',
    });
    expect(() => new Webhook(key.signingSecret).verify(`${body} `, headers)).toThrow();
    // The check in the documentation says the same.
    const { isGenuine } = await import(`data:text/javascript,${encodeURIComponent(VERIFY_SAMPLE)}`);
    expect(isGenuine(key.signingSecret, headers, body)).toBe(true);
    expect(isGenuine(key.signingSecret, headers, `${body} `)).toBe(false);
    expect(isGenuine(key.signingSecret, { ...headers, 'webhook-timestamp': '1' }, body)).toBe(false);
    const other = await ended();
    expect(() => new Webhook(other.key.signingSecret).verify(body, headers)).toThrow();
    expect(await standing(owner)).toMatchObject({ status: 'delivered', attempts: 1, problem: null });
  });

  test('of a failure says so, and is signed still when its key was revoked meanwhile', async () => {
    const { owner, key, delivery } = await ended({ fails: true });
    await revokeApiKey(owner, key.id);
    await tryDelivery(delivery.id, false);
    const [{ headers, body } = { headers: {}, body: '' }] = received;
    expect(new Webhook(key.signingSecret).verify(body, headers)).toEqual({
      ...{ status: 'failed', id: String(delivery.requestId), message: 'Failed. No.', track_id: 'row-7' },
    });
  });

  test('is one, however often the end is announced', async () => {
    const { owner, generationId } = await ended();
    await Promise.all([announceEnd(generationId), announceEnd(generationId), sweepDeliveries()]);
    expect(await listDeliveries(owner)).toHaveLength(1);
  });

  test('that isn’t taken is tried again under the same id, and given up with the last try', async () => {
    const { owner, delivery } = await ended();
    answer = 503;
    await expect(tryDelivery(delivery.id, false)).rejects.toThrow('503');
    expect(await standing(owner)).toMatchObject({ status: 'pending', attempts: 1, problem: 'It answered HTTP 503.' });
    await tryDelivery(delivery.id, true);
    expect(await standing(owner)).toMatchObject({ status: 'failed', attempts: 2 });
    answer = 204;
    await tryDelivery(delivery.id, false);
    expect(received).toHaveLength(2);
    await resendDelivery(owner, delivery.id);
    await tryDelivery(delivery.id, false);
    expect(await standing(owner)).toMatchObject({ status: 'delivered', attempts: 3, problem: null });
    expect(new Set(received.map(({ headers }) => headers['webhook-id']))).toEqual(new Set([delivery.id]));
  });

  test('is tried for about a day by its queue', async () => {
    await ended();
    const [queue] = await db().$queryRaw<{ limit: number; first: number; longest: number }[]>`
      SELECT retry_limit AS "limit", retry_delay AS "first", retry_delay_max AS longest
      FROM pgboss.queue WHERE name = 'webhook-deliveries'`;
    if (queue === undefined) throw new Error('no such queue');
    const pauses = Array.from({ length: queue.limit }, (_, tries) => Math.min(queue.longest, queue.first * 2 ** tries));
    const hours = pauses.reduce((sum, seconds) => sum + seconds, 0) / 3600;
    // Half of each pause is chance.
    expect(hours / 2).toBeLessThan(24);
    expect(hours).toBeGreaterThan(24);
  });

  test('goes nowhere by redirect, and isn’t tried again where nobody wants it', async () => {
    const redirected = await ended();
    answer = 302;
    await expect(tryDelivery(redirected.delivery.id, false)).rejects.toThrow('302');
    expect(received).toHaveLength(1);
    const gone = await ended();
    answer = 410;
    await tryDelivery(gone.delivery.id, false);
    expect(await standing(gone.owner)).toMatchObject({ status: 'failed', problem: 'It answered HTTP 410.' });
  });
});

describe('the sweep', () => {
  test('announces the end of what was cancelled, and not that of long ago', async () => {
    const owner = await createPerson();
    const make = async (endedAt: Date | null) => {
      const { id } = await createGeneration(owner);
      await endGeneration({ id }, { status: 'cancelled' });
      if (endedAt) await db().generation.update({ where: { id }, data: { endedAt } });
      const about = { ownerId: owner, generationId: id, secret: randomUUID(), faceImage: '', photoHash: '' };
      return db().apiRequest.create({ data: { ...about, base64: false, webhook: `${origin}/hook` } });
    };
    const request = await make(null);
    await make(new Date(Date.now() - 25 * 3_600_000));
    await sweepDeliveries();
    expect(await listDeliveries(owner)).toMatchObject([{ requestId: request.id, status: 'pending' }]);
  });

  test('gives up what no job tries any more', async () => {
    const { owner, delivery } = await ended();
    await db().webhookDelivery.update({
      where: { id: delivery.id },
      data: { triedAt: new Date(Date.now() - 7 * 3_600_000) },
    });
    await sweepDeliveries();
    expect(await standing(owner)).toMatchObject({ status: 'failed' });
  });
});

test('somebody else’s deliveries are neither listed nor sent again', async () => {
  const { delivery } = await ended();
  const stranger = await createPerson();
  expect(await listDeliveries(stranger)).toEqual([]);
  await expect(resendDelivery(stranger, delivery.id)).rejects.toMatchObject({ code: 'not_found' });
});
