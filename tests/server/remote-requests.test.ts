/** The records of paid requests, as several workers use them at once. */
import { beforeAll, beforeEach, expect, test } from 'vitest';
import { db } from '@/lib/db';
import { pauseRequests } from '@/lib/engine-trouble';
import { beginGeneration, endGeneration } from '@/lib/generation-work';
import {
  acceptRequest,
  closeRequest,
  launchRequests,
  listAbandoned,
  openRequest,
  type RequestId,
  requestKey,
  returnRequest,
} from '@/lib/remote-requests';
import { createGeneration, createPerson, createSelfie, isolate } from '../factories.ts';

const LIMIT = 3;
beforeAll(() => isolate({ FACE_GEN_KEY: 'k', FACE_GEN_CONCURRENCY: String(LIMIT), GUEST_DAILY_LIMIT: '1000' }));
beforeEach(async () => {
  await db().remoteRequest.deleteMany();
  await db().engineTrouble.deleteMany();
});

/** A person's pictures that are ready to be sent. */
async function waiting(count: number): Promise<RequestId[]> {
  const owner = await createPerson();
  const { id: selfieId } = await createSelfie(owner);
  const requests: RequestId[] = [];
  for (let i = 0; i < count; i++) {
    const { id: generationId } = await createGeneration(owner, { selfieId });
    await beginGeneration(generationId);
    await openRequest({ generationId, position: 0 });
    requests.push({ generationId, position: 0 });
  }
  return requests;
}

test('workers that ask at the same moment share one limit', async () => {
  const requests = await waiting(12);
  const workers = [requests.slice(0, 4), requests.slice(4, 8), requests.slice(8)];
  const answers = await Promise.all([...workers, ...workers].map(launchRequests));
  const launched = answers.flatMap((answer) => [...answer.launched]);
  expect(launched).toHaveLength(LIMIT);
  expect(new Set(launched).size).toBe(LIMIT);
});

test('a request goes to one of those who wait with it; the others learn that it is gone', async () => {
  const requests = await waiting(1);
  const answers = await Promise.all([launchRequests(requests), launchRequests(requests)]);
  const keys = requests.map(requestKey);
  expect(answers.map(({ launched }) => launched.size).toSorted()).toEqual([0, 1]);
  expect(answers.flatMap(({ gone }) => [...gone])).toEqual(keys);
});

test('what was sent takes room until it is over, also when nobody looks after it', async () => {
  const [first, ...others] = await waiting(LIMIT + 2);
  if (!first) throw new Error('no request');
  expect((await launchRequests([first, ...others])).launched.size).toBe(LIMIT);
  await acceptRequest(first, '77');
  await endGeneration({ id: first.generationId }, { status: 'cancelled' });
  expect((await launchRequests(others)).launched.size).toBe(0);
  await closeRequest(first);
  expect((await launchRequests(others)).launched.size).toBe(1);
});

test('what was returned may be sent again, and takes no room', async () => {
  const requests = await waiting(LIMIT);
  expect((await launchRequests(requests)).launched.size).toBe(LIMIT);
  for (const request of requests) await returnRequest(request);
  expect((await launchRequests(requests)).launched.size).toBe(LIMIT);
});

test('people take turns: each one’s next goes before anybody’s one after', async () => {
  const [greedy, other] = [await waiting(LIMIT + 3), await waiting(1)];
  await db().generation.updateMany({ data: { turn: 0 } });
  for (const [turn, { generationId: id }] of greedy.entries()) {
    await db().generation.update({ where: { id }, data: { turn } });
  }
  const { launched } = await launchRequests([...greedy, ...other]);
  expect([...launched].toSorted()).toEqual([...greedy.slice(0, 2), ...other].map(requestKey).toSorted());
});

test('nothing is sent while the upstream asked for a pause', async () => {
  const requests = await waiting(1);
  await pauseRequests(60);
  expect(await launchRequests(requests)).toEqual({ launched: new Set(), gone: new Set() });
});

test('a cancelled picture whose worker is gone is found, and one under way is not', async () => {
  const [left, running] = await waiting(2);
  if (!left || !running) throw new Error('no request');
  await launchRequests([left, running]);
  await acceptRequest(left, '78');
  await acceptRequest(running, '79');
  await endGeneration({ id: left.generationId }, { status: 'cancelled' });
  await db().remoteRequest.updateMany({ data: { sentAt: new Date(Date.now() - 120_000) } });
  expect(await listAbandoned()).toEqual([{ ...left, remoteId: '78' }]);
});
