/** The database: the only importer of Prisma. */
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
  return once('db', () => new PrismaClient({ adapter: new PrismaPg({ connectionString: databaseUrl(), max: 10 }) }));
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
