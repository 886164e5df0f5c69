/**
 * Workers that were killed: a worker's connections carry its number, and each generation the number of who draws it.
 * A number without a connection is noticed within seconds; one whose machine went silent, by missed heartbeats.
 */
import { randomInt } from 'node:crypto';
import { db } from './db.ts';
import { once } from './once.ts';

/** What the names of workers' connections begin with. */
export const WORKER_CONNECTION = 'selfsame-worker';
/** After the database has started, workers get so long to connect again. */
const RECONNECT_SECONDS = 10;

/** This process's number among workers. */
export function workerNumber(): number {
  return once('worker-number', () => randomInt(1, 2 ** 31));
}

/** What a worker's connections are called. */
export function workerConnection(): string {
  return `${WORKER_CONNECTION} ${workerNumber()}`;
}

/**
 * Gives the generations of killed workers back to the queue. It counts as an attempt, so that what kills whoever
 * draws it isn't tried for ever; the last attempt's end is left to the heartbeat.
 * @returns how many
 */
export async function releaseLost(): Promise<number> {
  return db().$executeRaw`
    WITH lost AS (
      UPDATE generations SET drawn_by = NULL
      WHERE status = 'drawing' AND drawn_by <> ${workerNumber()}
        AND pg_postmaster_start_time() < clock_timestamp() - make_interval(secs => ${RECONNECT_SECONDS})
        AND NOT EXISTS (SELECT FROM pg_stat_activity WHERE datname = current_database()
                        AND application_name = ${`${WORKER_CONNECTION} `} || drawn_by)
      RETURNING id)
    UPDATE pgboss.job SET state = 'retry', start_after = pgboss.job_now(), heartbeat_on = NULL
    FROM lost WHERE job.id = lost.id AND job.state = 'active' AND job.retry_count < job.retry_limit`;
}
