import { randomUUID } from 'node:crypto';
import { beforeAll, expect, test } from 'vitest';
import { db } from '@/lib/db';
import { generationInput } from '@/lib/generation-input';
import { requestAvatars } from '@/lib/generations';
import { addressKey, forgetRateLimits, requireTry, takeTry } from '@/lib/rate-limit';
import { createGeneration, createPerson, createSelfie, isolate } from '../factories.ts';

beforeAll(() => isolate({ GUEST_DAILY_LIMIT: '3' }));

const HOURLY = { count: 3, seconds: 3600 };

async function later(key: string, seconds: number): Promise<void> {
  await db().$executeRaw`
    UPDATE rate_limits SET full_at = full_at - make_interval(secs => ${seconds}) WHERE key = ${key}`;
}

test('fifty simultaneous tries at the last one give one', async () => {
  const key = randomUUID();
  await takeTry(key, HOURLY);
  await takeTry(key, HOURLY);
  const answers = await Promise.all(Array.from({ length: 50 }, () => takeTry(key, HOURLY)));
  expect(answers.filter((wait) => wait === null)).toHaveLength(1);
});

test('a refusal tells when to come back, and then there is one try', async () => {
  const key = randomUUID();
  for (let i = 0; i < 3; i += 1) expect(await takeTry(key, HOURLY)).toBeNull();
  const wait = (await takeTry(key, HOURLY)) ?? 0;
  expect(wait).toBeGreaterThan(1190);
  expect(wait).toBeLessThanOrEqual(1200);
  await later(key, wait - 20);
  expect(await takeTry(key, HOURLY)).not.toBeNull();
  await later(key, 20);
  expect(await takeTry(key, HOURLY)).toBeNull();
  expect(await takeTry(key, HOURLY)).not.toBeNull();
});

test('one’s limit isn’t another’s, and what has come back is forgotten', async () => {
  const [mine, yours] = [randomUUID(), randomUUID()];
  for (let i = 0; i < 3; i += 1) await takeTry(mine, HOURLY);
  expect(await takeTry(yours, HOURLY)).toBeNull();
  await later(yours, 1200);
  await forgetRateLimits();
  const keys = (await db().rateLimit.findMany()).map(({ key }) => key);
  expect(keys).toContain(mine);
  expect(keys).not.toContain(yours);
});

test('a refusal is an answer with its sentence and its time', async () => {
  const key = randomUUID();
  for (let i = 0; i < 3; i += 1) await requireTry(key, HOURLY, 'Too often.');
  await expect(requireTry(key, HOURLY, 'Too often.')).rejects.toMatchObject({
    ...{ code: 'over_limit', message: 'Too often.', httpStatus: 429 },
    details: { retryAfterSeconds: 1200 },
  });
});

test('addresses aren’t kept; a customer’s IPv6 network counts as one, and IPv4 is the same however it is written', () => {
  const key = (address: string) => addressKey(new Headers({ 'x-client-address': address }));
  expect(key('192.0.2.7')).not.toContain('192');
  expect(key('::ffff:192.0.2.7')).toBe(key('192.0.2.7'));
  expect(key('192.0.2.8')).not.toBe(key('192.0.2.7'));
  expect(key('2001:db8:1:2::1')).toBe(key('2001:0db8:0001:0002:ffff:0:0:9'));
  expect(key('2001:db8:1:3::1')).not.toBe(key('2001:db8:1:2::1'));
  expect(key('2001:db8::1')).toBe(key('2001:db8:0:0:5::1'));
});

test('fifty simultaneous presses on the day’s last generation give one, and the rest hear when to come back', async () => {
  const owner = await createPerson();
  const { id: selfieId } = await createSelfie(owner);
  for (let i = 0; i < 2; i += 1) await createGeneration(owner, { selfieId });
  const wish = generationInput.parse({ style: 'comic', consent: true, selfieId });
  const results = await Promise.allSettled(Array.from({ length: 50 }, () => requestAvatars(owner, wish)));
  const refused = results.filter((result) => result.status === 'rejected').map(({ reason }) => reason);
  expect(refused).toHaveLength(49);
  const midnight = 86_400 - ((Date.now() / 1000) % 86_400);
  for (const { code, details } of refused) {
    expect(code).toBe('over_limit');
    expect(Math.abs(details.retryAfterSeconds - midnight)).toBeLessThan(30);
  }
  expect(await db().generation.count({ where: { ownerId: owner } })).toBe(3);
});
