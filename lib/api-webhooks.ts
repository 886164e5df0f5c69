/**
 * Webhooks of API requests: the news that one has ended, sent to the address that it named, tried again for a day. A
 * delivery's id is the same however often it is sent.
 */
import { createHmac, randomUUID } from 'node:crypto';
import * as m from '../messages/compiled/errors.ts';
import { signingSecret } from './api-keys.ts';
import { answerSelect, webhookBodyOf } from './api-replies.ts';
import { ago, databaseNow } from './clock.ts';
import { db } from './db.ts';
import { env } from './env.ts';
import { AppError } from './errors.ts';
import { GuardedError, requestGuarded } from './face-gen/guarded.ts';
import { UNFINISHED } from './generation-work.ts';
import { enqueueDelivery, openQueue } from './queue.ts';
import type { DeliveryView } from './views.ts';

/** A receiver has to answer 2xx within this, as face_gen asks of its own. */
const ANSWER_TIMEOUT_MS = 30_000;
const ANSWER_MAX_BYTES = 1_000_000;
const KEPT_DAYS = 30;
/** Twice the longest pause between tries. */
const ABANDONED_HOURS = 6;
const HOUR_MS = 3_600_000;

/** Makes the delivery of a generation that has ended, if somebody is to be told; more calls change nothing. */
export async function announceEnd(generationId: string): Promise<void> {
  const request = await db().apiRequest.findFirst({
    where: { ...(await untold()), generationId },
    select: { id: true, ownerId: true },
  });
  if (request === null) return;
  await openQueue();
  await db().$transaction(async (tx) => {
    const id = randomUUID();
    const { ownerId, id: requestId } = request;
    const { count } = await tx.webhookDelivery.createMany({ data: { id, ownerId, requestId }, skipDuplicates: true });
    if (count > 0) await enqueueDelivery(id, tx);
  });
}

/**
 * Announces ends that nobody announced (cancelled ones, and those that a crash came after), gives up what no job tries
 * any more, and forgets old news.
 */
export async function sweepDeliveries(): Promise<void> {
  const missed = await db().apiRequest.findMany({ where: await untold(), select: { generationId: true }, take: 200 });
  for (const { generationId } of missed) await announceEnd(generationId);
  await db().webhookDelivery.updateMany({
    where: { status: 'pending', triedAt: { lt: await ago(ABANDONED_HOURS * HOUR_MS) } },
    data: { status: 'failed' },
  });
  await db().webhookDelivery.deleteMany({ where: { createdAt: { lt: await ago(24 * KEPT_DAYS * HOUR_MS) } } });
}

/** Requests that ended in the last day and whose webhook wasn't told; later, its links would be dead. */
async function untold() {
  return {
    webhook: { not: null },
    delivery: null,
    generation: { status: { notIn: UNFINISHED }, endedAt: { gt: await ago(24 * HOUR_MS) } },
  };
}

/**
 * Tries a delivery once. Whether and how it failed is kept with it.
 * @param last no other try follows by itself
 * @throws when it failed and is to be tried again
 */
export async function tryDelivery(id: string, last: boolean): Promise<void> {
  const row = await db().webhookDelivery.findFirst({
    where: { id, status: 'pending' },
    select: { ownerId: true, request: { select: { ...answerSelect, keyId: true, webhook: true } } },
  });
  if (!row || row.request.webhook === null) return;
  const { keyId, webhook, ...request } = row.request;
  const now = await databaseNow();
  const body = JSON.stringify(webhookBodyOf(request));
  const outcome = await send(webhook, body, signatureHeaders(id, body, signingSecret(keyId ?? row.ownerId), now));
  const over = outcome.problem === null || outcome.final || last;
  await db().webhookDelivery.updateMany({
    where: { id, status: 'pending' },
    data: {
      ...{ httpStatus: outcome.httpStatus, problem: outcome.problem, triedAt: now },
      attempts: { increment: 1 },
      ...(over ? { status: outcome.problem === null ? 'delivered' : 'failed' } : {}),
    },
  });
  if (!over) throw new Error(outcome.problem ?? 'not delivered');
}

/** As Standard Webhooks (standardwebhooks.com) has it; the last header says the same for those who look for our name. */
function signatureHeaders(id: string, body: string, secret: string, now: Date): Record<string, string> {
  const timestamp = Math.floor(now.getTime() / 1000);
  const key = Buffer.from(secret.replace(/^whsec_/, ''), 'base64');
  const signature = `v1,${createHmac('sha256', key).update(`${id}.${timestamp}.${body}`).digest('base64')}`;
  return {
    'webhook-id': id,
    'webhook-timestamp': String(timestamp),
    'webhook-signature': signature,
    'selfsame-signature': signature,
  };
}

type Outcome = { httpStatus: number | null; problem: string | null; final: boolean };

async function send(address: string, body: string, headers: Record<string, string>): Promise<Outcome> {
  const signal = AbortSignal.timeout(ANSWER_TIMEOUT_MS);
  try {
    const { httpStatus } = await requestGuarded(address, {
      ...{ trustedOrigins: env().apiTrustedOrigins, maxBytes: ANSWER_MAX_BYTES, redirectsMax: 0, signal, body },
      headers: { 'content-type': 'application/json', 'user-agent': 'Selfsame', ...headers },
    });
    if (httpStatus >= 200 && httpStatus < 300) return { httpStatus, problem: null, final: true };
    // Gone: whoever answers so wants no more.
    return { httpStatus, problem: `It answered HTTP ${httpStatus}.`, final: httpStatus === 410 };
  } catch (error) {
    // Whoever answered with too much was reached all the same.
    if (error instanceof GuardedError && error.reason === 'too_large') {
      return { httpStatus: 200, problem: null, final: true };
    }
    if (error instanceof GuardedError) {
      return { httpStatus: null, problem: `The address may not be called: ${error.message}.`, final: true };
    }
    const problem = signal.aborted ? 'No answer within 30 seconds.' : 'It could not be reached.';
    return { httpStatus: null, problem, final: false };
  }
}

/** A person's latest deliveries, newest first. */
export async function listDeliveries(ownerId: string): Promise<DeliveryView[]> {
  const rows = await db().webhookDelivery.findMany({
    where: { ownerId },
    orderBy: [{ createdAt: 'desc' }, { id: 'desc' }],
    take: 50,
    select: {
      ...{ id: true, requestId: true, status: true, attempts: true, problem: true, createdAt: true, triedAt: true },
      request: { select: { webhook: true } },
    },
  });
  return rows.map(({ request, createdAt, triedAt, ...row }) => ({
    ...row,
    url: request.webhook ?? '',
    createdAt: createdAt.toISOString(),
    triedAt: triedAt?.toISOString() ?? null,
  }));
}

/** Sends a delivery again now, whatever became of it, and then for another day. @throws AppError `not_found` */
export async function resendDelivery(ownerId: string, id: string): Promise<void> {
  const { count } = await db().webhookDelivery.updateMany({ where: { id, ownerId }, data: { status: 'pending' } });
  if (count === 0) throw new AppError('not_found', m.deliveryGone());
  await enqueueDelivery(id);
}
