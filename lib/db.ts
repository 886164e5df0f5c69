/** The database: the only importer of Prisma. */
import { setTimeout as sleep } from 'node:timers/promises';
import { PrismaPg } from '@prisma/adapter-pg';
import pg from 'pg';
import { Prisma, PrismaClient } from '../prisma/client/client.ts';
import { env } from './env.ts';
import { once } from './once.ts';

export { Prisma };
export type Database = PrismaClient;
export type Transaction = Prisma.TransactionClient;

/** The address that the supervisor hands down: the embedded server's or the operator's. */
export function databaseUrl(): string {
  const { databaseUrl } = env();
  if (!databaseUrl) throw new Error('Setting DATABASE_URL is missing: start with `npm run up`, which provides it.');
  return databaseUrl;
}

export function db(): Database {
  return once('db', () => {
    const pool = new PatientPool({ connectionString: databaseUrl(), max: 10 });
    // A connection that is lost while nobody uses it is replaced by the next query.
    pool.on('error', () => undefined);
    return new PrismaClient({ adapter: new PrismaPg(pool, { disposeExternalPool: true }) });
  });
}

/** How long a database that takes no connections is waited for: it is being restarted. */
const RESTART_MS = 4000;
const RESTART_LOOK_MS = 100;
/** Nothing listens (any more, or yet), or it says that it is starting, stopping or was killed. */
const AWAY = new Set(['ECONNREFUSED', 'ENOENT', 'ECONNRESET', 'EPIPE', '57P01', '57P02', '57P03']);

type OnConnect = Parameters<InstanceType<typeof pg.Pool>['connect']>[0];

/** What hasn't been sent can be sent later: a restart of the database makes people wait, and fails nobody. */
class PatientPool extends pg.Pool {
  override connect(): Promise<pg.PoolClient>;
  override connect(callback: OnConnect): void;
  override connect(callback?: OnConnect): Promise<pg.PoolClient> | undefined {
    const connecting = this.#connectPatiently();
    if (callback === undefined) return connecting;
    connecting.then(
      (client) => callback(undefined, client, (error) => client.release(error)),
      (error) => callback(error, undefined, () => undefined),
    );
    return undefined;
  }

  async #connectPatiently(): Promise<pg.PoolClient> {
    for (const until = performance.now() + RESTART_MS; ; await sleep(RESTART_LOOK_MS)) {
      try {
        return await super.connect();
      } catch (error) {
        if (performance.now() > until || !AWAY.has((error as { code?: string }).code ?? '')) throw error;
      }
    }
  }
}

/** When to ask again what failed because the database was away, in seconds. */
export const AWAY_SECONDS = 2;

/** Whether an error means that the database wasn't reached, or was lost: asking again in a moment may help. */
export function isDatabaseAway(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const { driverAdapterError } = ((error as { meta?: unknown }).meta ?? {}) as { driverAdapterError?: unknown };
  const { kind } = ((driverAdapterError as Error | undefined)?.cause ?? error.cause ?? {}) as { kind?: string };
  const { code } = error as { code?: string };
  if (kind === 'DatabaseNotReachable' || kind === 'ConnectionClosed') return true;
  return AWAY.has(code ?? '') || /^Connection terminated/.test(error.message);
}

/**
 * Calls `onNotify` for each NOTIFY on `channel`, over a connection of its own that is opened again when lost;
 * `onConnect` follows each (re)connection, since what was told meanwhile is gone.
 * @returns a function that stops listening
 */
export function listen(
  channel: string,
  onNotify: (payload: string) => void,
  onConnect: () => void,
): () => Promise<void> {
  let stopped = false;
  let client: pg.Client | null = null;
  let timer: NodeJS.Timeout | undefined;

  async function connect() {
    const next = new pg.Client({ connectionString: databaseUrl(), keepAlive: true });
    client = next;
    const lost = () => {
      if (client !== next || stopped) return;
      client = null;
      next.end().catch(() => undefined);
      timer = setTimeout(connect, 1000);
    };
    next.on('error', lost);
    next.on('end', lost);
    next.on('notification', ({ payload }) => onNotify(payload ?? ''));
    try {
      await next.connect();
      await next.query(`LISTEN ${pg.escapeIdentifier(channel)}`);
      onConnect();
    } catch {
      lost();
    }
  }

  void connect();
  return async () => {
    stopped = true;
    clearTimeout(timer);
    await client?.end();
  };
}
