/** Which parts of the installation work. */
import { db } from './db.ts';
import { logError, logInfo } from './log.ts';
import { WORKER_CONNECTION } from './lost-workers.ts';
import { once } from './once.ts';
import { checkQueue } from './queue.ts';
import { checkStorage } from './storage.ts';

/** A part that doesn't answer for so long is down. */
const LIMIT_MS = 5000;

const CHECKS = {
  db: () => db().$queryRaw`SELECT 1`,
  queue: checkQueue,
  storage: checkStorage,
} satisfies Record<string, () => Promise<unknown>>;

export type Health = Record<keyof typeof CHECKS, 'ok' | 'down'> & {
  /** Whether any worker process is connected; `unknown` while the database is down. */
  worker: 'ok' | 'none' | 'unknown';
};

/** Asks each part, all at once. */
export async function checkHealth(): Promise<Health> {
  const names = Object.keys(CHECKS) as (keyof typeof CHECKS)[];
  const states = await Promise.all(
    names.map(async (name) => [name, (await works(name, CHECKS[name])) ? 'ok' : 'down'] as const),
  );
  const parts = Object.fromEntries(states) as Record<keyof typeof CHECKS, 'ok' | 'down'>;
  return { ...parts, worker: parts.db === 'ok' ? await checkWorkers() : 'unknown' };
}

async function works(part: string, check: () => Promise<unknown>): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined;
  const limit = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error('no answer in time')), LIMIT_MS);
  });
  try {
    await Promise.race([check(), limit]);
    if (down().delete(part)) logInfo('health.recovered', { part });
    return true;
  } catch (error) {
    // Probes come every few seconds: told once, until it is back.
    if (!down().has(part)) logError('health.failed', error, { part });
    down().add(part);
    return false;
  } finally {
    clearTimeout(timer);
  }
}

/** Parts that were down when they were last asked. */
function down(): Set<string> {
  return once('health', () => new Set<string>());
}

/** A worker's connections carry its name. */
async function checkWorkers(): Promise<'ok' | 'none'> {
  const [row] = await db().$queryRaw<{ connected: boolean }[]>`
    SELECT EXISTS (SELECT FROM pg_stat_activity
                   WHERE datname = current_database() AND starts_with(application_name, ${WORKER_CONNECTION})) AS connected`;
  return row?.connected ? 'ok' : 'none';
}
