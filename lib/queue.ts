/**
 * Durable jobs in the same database: the only importer of the job library. A job's payload is a record's id and
 * its own id is that id, so that enqueuing twice is once.
 */
import { fromPrisma, PgBoss } from 'pg-boss';
import { databaseUrl, Prisma, type Transaction } from './db.ts';
import type { Variant } from './limits.ts';
import { logError, logInfo } from './log.ts';
import { releaseLost, workerConnection } from './lost-workers.ts';
import { once } from './once.ts';

const GENERATIONS = 'generations';
const DEAD = 'generations-dead';
const SWEEP = 'sweep';
const VARIANTS = 'variants';
const DELIVERIES = 'webhook-deliveries';

/** How often each worker looks for generations of one that was killed. */
const LOST_CHECK_MS = 2000;
/** A worker whose machine is lost is noticed when it misses heartbeats for so long (the library's minimum). */
const HEARTBEAT_SECONDS = 10;
/** Retries of one job, by failure or by a lost worker. */
const RETRY_LIMIT = 8;
/** A variant takes seconds; one that takes longer belongs to a worker that was lost. */
const VARIANT_EXPIRES_SECONDS = 120;

/** Retries of one delivery: with the delays below, about a day. */
const DELIVERY_RETRY_LIMIT = 18;
const DELIVERY_FIRST_DELAY_SECONDS = 15;
const DELIVERY_LONGEST_DELAY_SECONDS = 3 * 60 * 60;
/** A slow receiver holds up no more than its own place among these. */
const DELIVERIES_AT_ONCE = 4;

type Payload = { generationId: string };
type DeliveryPayload = { deliveryId: string };

export type VariantJob = { ownerId: string; avatarId: string; variant: Variant };

export type Job = {
  generationId: string;
  /** No retry follows a failure of this attempt. */
  last: boolean;
  /** Fires when this process begins to drain. */
  stopping: AbortSignal;
  /** Fires when what is still running has to end. */
  draining: AbortSignal;
  /** Leaves work behind that the job's end needn't wait for, but a drain does. */
  later: (work: Promise<void>) => void;
};

async function start(options: { worker: boolean }): Promise<PgBoss> {
  const boss = new PgBoss({
    connectionString: databaseUrl(),
    application_name: options.worker ? workerConnection() : 'selfsame-web',
    max: 4,
    supervise: options.worker,
    schedule: options.worker,
    superviseIntervalSeconds: 5,
    monitorIntervalSeconds: 5,
    useListenNotify: options.worker,
  });
  boss.on('error', (error) => logError('queue.error', error));
  await boss.start();
  await boss.createQueue(DEAD);
  await boss.createQueue(SWEEP, { policy: 'exclusive', retryLimit: 0 });
  await boss.createQueue(GENERATIONS, {
    deadLetter: DEAD,
    retryLimit: RETRY_LIMIT,
    retryDelay: 1,
    retryBackoff: true,
    retryDelayMax: 30,
    heartbeatSeconds: HEARTBEAT_SECONDS,
    expireInSeconds: 60 * 60,
    notify: true,
  });
  // At most one for each person, waiting or being made.
  await boss.createQueue(VARIANTS, {
    policy: 'exclusive',
    retryLimit: 2,
    retryDelay: 1,
    expireInSeconds: VARIANT_EXPIRES_SECONDS,
    notify: true,
  });
  await boss.createQueue(DELIVERIES, {
    retryLimit: DELIVERY_RETRY_LIMIT,
    retryDelay: DELIVERY_FIRST_DELAY_SECONDS,
    retryBackoff: true,
    retryDelayMax: DELIVERY_LONGEST_DELAY_SECONDS,
    expireInSeconds: 120,
    notify: true,
  });
  return boss;
}

function producer(): Promise<PgBoss> {
  return once('queue', () => start({ worker: false }));
}

/** Opens the queue; call it before a transaction that enqueues. */
export async function openQueue(): Promise<void> {
  await producer();
}

/** Enqueues a generation with the transaction that writes its row; the lowest turn goes first. */
export async function enqueueGeneration(tx: Transaction, generation: { id: string; turn: number }): Promise<void> {
  const boss = await producer();
  const { payload, options } = jobOf(generation);
  await boss.send(GENERATIONS, payload, { ...options, db: fromPrisma(tx) });
}

function jobOf({ id, turn }: { id: string; turn: number }) {
  return { payload: { generationId: id } satisfies Payload, options: { id, priority: -turn } };
}

/**
 * Makes sure that an unfinished generation has a job.
 * @returns `spent` when its job failed for the last time, which the generation doesn't know yet
 */
export async function requeueGeneration(generation: { id: string; turn: number }): Promise<'queued' | 'spent'> {
  const boss = await producer();
  const [job] = await boss.findJobs(GENERATIONS, { id: generation.id });
  if (job?.state === 'failed') return 'spent';
  if (job && UNFINISHED.includes(job.state)) return 'queued';
  if (job) await boss.deleteJob(GENERATIONS, generation.id);
  const { payload, options } = jobOf(generation);
  await boss.send(GENERATIONS, payload, options);
  return 'queued';
}

/** Takes a generation out of the queue, when it hasn't begun. */
export async function unqueueGeneration(generationId: string): Promise<void> {
  const boss = await producer();
  await boss.cancel(GENERATIONS, generationId);
}

/** Jobs, of whichever state, that name one of these records. */
const namesOne = (recordIds: readonly string[]) => Prisma.sql`id::text = ANY(${recordIds}) OR EXISTS
  (SELECT FROM jsonb_each_text(CASE jsonb_typeof(data) WHEN 'object' THEN data END) WHERE value = ANY(${recordIds}))`;

/** Removes every trace of these records from the queue, finished jobs included. @returns how many jobs */
export async function forgetJobs(tx: Transaction, recordIds: readonly string[]): Promise<number> {
  return tx.$executeRaw`DELETE FROM pgboss.job WHERE ${namesOne(recordIds)}`;
}

/** How many jobs name one of these records. */
export async function countJobs(tx: Transaction, recordIds: readonly string[]): Promise<number> {
  const [row] = await tx.$queryRaw<{ count: number }[]>`
    SELECT count(*)::int AS count FROM pgboss.job WHERE ${namesOne(recordIds)}`;
  return row?.count ?? 0;
}

const UNFINISHED = ['created', 'retry', 'active'];

/**
 * Asks for a variant of an avatar, or finds that it was asked for already.
 * @returns the job's id; `null` while another one of the same person's is waiting or being made
 */
export async function enqueueVariant(wanted: VariantJob): Promise<string | null> {
  const boss = await producer();
  const id = await boss.send(VARIANTS, wanted, { singletonKey: wanted.ownerId });
  if (id !== null) return id;
  const jobs = await boss.findJobs<VariantJob>(VARIANTS, { key: wanted.ownerId });
  const same = jobs.find(
    ({ state, data }) =>
      UNFINISHED.includes(state) && data.avatarId === wanted.avatarId && data.variant === wanted.variant,
  );
  return same?.id ?? null;
}

/** Whether a variant's job is still to be done, was done, or was given up. */
export async function variantState(jobId: string): Promise<'unfinished' | 'done' | 'failed'> {
  const boss = await producer();
  const [job] = await boss.findJobs(VARIANTS, { id: jobId });
  if (job === undefined || job.state === 'completed') return 'done';
  return UNFINISHED.includes(job.state) ? 'unfinished' : 'failed';
}

/** Enqueues a try at a webhook's delivery, with the transaction that writes its row where there is one. */
export async function enqueueDelivery(deliveryId: string, tx?: Transaction): Promise<void> {
  const boss = await producer();
  const payload = { deliveryId } satisfies DeliveryPayload;
  await boss.send(DELIVERIES, payload, tx ? { db: fromPrisma(tx) } : {});
}

/** @throws when the queue can't be reached */
export async function checkQueue(): Promise<void> {
  const boss = await producer();
  await boss.getDb().executeSql('SELECT 1 FROM pgboss.queue LIMIT 1');
}

/**
 * Works on generations, `concurrency` side by side, on one variant at a time, and sweeps every minute.
 * @param onGeneration throws to be retried with back-off
 * @returns a function that drains: no new job is taken, running ones are told, get `graceMs`, and are told again
 */
export async function workQueue(options: {
  concurrency: number;
  onGeneration: (job: Job) => Promise<void>;
  onVariant: (wanted: VariantJob, draining: AbortSignal) => Promise<void>;
  /** @param last no retry follows */
  onDelivery: (deliveryId: string, last: boolean) => Promise<void>;
  onSweep: () => Promise<void>;
}): Promise<(graceMs: number) => Promise<void>> {
  const boss = await once('queue', () => start({ worker: true }));
  const stopping = new AbortController();
  const draining = new AbortController();
  const running = new Set<Promise<void>>();
  const track = (work: Promise<void>) => {
    const forget = () => running.delete(work);
    running.add(work);
    work.then(forget, forget);
  };

  const hands: string[] = [];
  const release = async () => {
    try {
      const count = await releaseLost();
      if (count === 0) return;
      logInfo('worker.lost', { generations: count });
      for (const hand of hands) boss.notifyWorker(hand);
    } catch (error) {
      logError('queue.lost', error);
    }
  };
  await release();

  const polling = { includeMetadata: true, pollingIntervalSeconds: 1, notifyPollingIntervalSeconds: 5 } as const;
  for (let i = 0; i < options.concurrency; i++) {
    let hand: string | undefined;
    hand = await boss.work<Payload, void, typeof polling>(GENERATIONS, polling, async ([job]) => {
      if (!job) return;
      const { generationId } = job.data;
      const run = options.onGeneration({
        generationId,
        last: job.retryCount >= job.retryLimit,
        stopping: stopping.signal,
        draining: draining.signal,
        later: track,
      });
      track(run);
      try {
        await run;
      } finally {
        // Fetch the next job at once instead of at the next poll.
        if (hand) boss.notifyWorker(hand);
      }
    });
    hands.push(hand);
  }
  await boss.work<VariantJob, void>(
    VARIANTS,
    { pollingIntervalSeconds: 1, notifyPollingIntervalSeconds: 5 },
    async ([job]) => {
      if (!job) return;
      const run = options.onVariant(job.data, draining.signal);
      track(run);
      await run;
    },
  );
  const waiting = { ...polling, localConcurrency: DELIVERIES_AT_ONCE };
  await boss.work<DeliveryPayload, void, typeof waiting>(DELIVERIES, waiting, async ([job]) => {
    if (job) await options.onDelivery(job.data.deliveryId, job.retryCount >= job.retryLimit);
  });
  await boss.work(SWEEP, async () => options.onSweep());
  await boss.schedule(SWEEP, '* * * * *');
  await options.onSweep();
  const releasing = setInterval(() => void release(), LOST_CHECK_MS);

  return async (graceMs) => {
    clearInterval(releasing);
    stopping.abort(new Error('stopping'));
    const timer = setTimeout(() => draining.abort(new Error('draining')), graceMs);
    await Promise.all([GENERATIONS, VARIANTS, DELIVERIES].map((queue) => boss.offWork(queue)));
    while (running.size > 0) await Promise.allSettled(running);
    clearTimeout(timer);
    await boss.stop({ graceful: true, timeout: 5000 });
  };
}
