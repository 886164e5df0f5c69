/** What users of the API may name, photos and webhooks: nothing on this machine or its network is ever asked. */
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createApiKey } from '@/lib/api-keys';
import { submitRequest } from '@/lib/api-requests';
import { announceEnd, listDeliveries, tryDelivery } from '@/lib/api-webhooks';
import { db } from '@/lib/db';
import { createAvatar, createPerson, isolate } from '../factories.ts';
import { hostileAddresses } from '../hostile-addresses.ts';
import { listenForKnocks } from '../knocks.ts';

const listener = await listenForKnocks();
/** A public name in place of one that no test may call on. */
const addresses = hostileAddresses(listener.port).filter(([, address]) => !address.startsWith('http://example.org'));

beforeAll(() => isolate({ PUBLIC_URL: 'https://avatars.example' }));
afterAll(() => listener.close());

test('a photo at a hostile address is refused in words, and nobody is asked for it', async () => {
  const ownerId = await createPerson();
  const ask = (face_image: string) =>
    submitRequest({ ownerId, keyId: null, dailyLimit: null }, { prompt: 'x', style: 'comic', face_image }, 0);
  await Promise.all(
    addresses.map(async ([what, address]) => {
      const { httpStatus, body } = await ask(address);
      expect([what, httpStatus, body.status]).toEqual([what, 400, 'error']);
      expect(JSON.stringify(body), what).toMatch(/Unable to fetch image|must be a valid url/);
    }),
  );
  expect(listener.count()).toBe(0);
  expect(await db().selfie.count({ where: { ownerId } })).toBe(0);
});

test('a webhook at a hostile address is refused with its request, or never sent', async () => {
  const ownerId = await createPerson();
  const { view } = await createApiKey(ownerId, { name: 'Test', dailyLimit: null });
  const { generationId } = await createAvatar(ownerId);
  const { id: requestId } = await db().apiRequest.create({
    data: {
      ...{ ownerId, generationId, keyId: view.id, secret: randomUUID(), faceImage: '', photoHash: '' },
      ...{ base64: false, webhook: 'https://hooks.example/', trackId: null },
    },
  });
  await announceEnd(generationId);
  const [delivery] = await listDeliveries(ownerId);
  if (delivery === undefined) throw new Error('nothing was announced');
  for (const [what, webhook] of addresses) {
    const { httpStatus, body } = await submitRequest(
      { ownerId, keyId: null, dailyLimit: null },
      { prompt: 'x', face_image: 'AAAA', base64: true, webhook },
      0,
    );
    expect([what, httpStatus]).toEqual([what, 400]);
    // Where a name leads is known only once it is asked for.
    if (!webhook.toLowerCase().includes('localhost')) expect(JSON.stringify(body), what).toContain('webhook');
    // As if it had been taken by an earlier version.
    await db().apiRequest.update({
      where: { id: requestId },
      data: { webhook, delivery: { update: { status: 'pending' } } },
    });
    await tryDelivery(delivery.id, true);
    expect(await listDeliveries(ownerId), what).toMatchObject([{ status: 'failed', problem: expect.any(String) }]);
  }
  expect(listener.count()).toBe(0);
});
