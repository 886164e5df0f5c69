/**
 * Durable jobs in the same database: the only importer of the job library. A job's payload is a record's id and
 * its own id is that id, so that enqueuing twice is once.
 */
import { fromPrisma, PgBoss } from 'pg-boss';
import { databaseUrl, type Transaction } from './db.ts';
import { logError } from './log.ts';
import { once } from './once.ts';

const GENERATIONS = 'generations';
const DEAD = 'generations-dead';
const SWEEP = 'sweep';
const DELIVERIES = 'webhook-deliveries';

/** A lost worker is noticed when it misses heartbeats for so long (the library's minimum). */
const HEARTBEAT_SECONDS = 10;
/** Retries of one job, by failure or by a lost worker. */
const RETRY_LIMIT = 8;

/** Retries of one delivery: with the delays below, about a day. */
const DELIVERY_RETRY_LIMIT = 18;
const DELIVERY_FIRST_DELAY_SECONDS = 15;
const DELIVERY_LONGEST_DELAY_SECONDS = 3 * 60 * 60;
/** A slow receiver holds up no more than its own place among these. */
const DELIVERIES_AT_ONCE = 4;

type Payload = { generationId: string };
type DeliveryPayload = { deliveryId: string };

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
    application_name: options.worker ? 'selfsame-worker' : 'selfsame-web',
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
  if (job && ['created', 'retry', 'active'].includes(job.state)) return 'queued';
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
 * Works on generations, `concurrency` side by side, and sweeps every minute.
 * @param onGeneration throws to be retried with back-off
 * @returns a function that drains: no new job is taken, running ones are told, get `graceMs`, and are told again
 */
export async function workQueue(options: {
  concurrency: number;
  onGeneration: (job: Job) => Promise<void>;
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

  const polling = { includeMetadata: true, pollingIntervalSeconds: 1, notifyPollingIntervalSeconds: 5 } as const;
  for (let i = 0; i < options.concurrency; i++) {
    let workerId: string | undefined;
    workerId = await boss.work<Payload, void, typeof polling>(GENERATIONS, polling, async ([job]) => {
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
        if (workerId) boss.notifyWorker(workerId);
      }
    });
  }
  const waiting = { ...polling, localConcurrency: DELIVERIES_AT_ONCE };
  await boss.work<DeliveryPayload, void, typeof waiting>(DELIVERIES, waiting, async ([job]) => {
    if (job) await options.onDelivery(job.data.deliveryId, job.retryCount >= job.retryLimit);
  });
  await boss.work(SWEEP, async () => options.onSweep());
  await boss.schedule(SWEEP, '* * * * *');
  await options.onSweep();

  return async (graceMs) => {
    stopping.abort(new Error('stopping'));
    const timer = setTimeout(() => draining.abort(new Error('draining')), graceMs);
    await Promise.all([boss.offWork(GENERATIONS), boss.offWork(DELIVERIES)]);
    while (running.size > 0) await Promise.allSettled(running);
    clearTimeout(timer);
    await boss.stop({ graceful: true, timeout: 5000 });
  };
}
