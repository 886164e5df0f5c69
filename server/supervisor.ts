/**
 * Everything behind `npm run up`: the database, its migrations, the web process and the workers, from the first
 * check of a setting to the end of the last child. Behind `npm run worker`: the same without the web process.
 */
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { type Env, readEnv } from '../lib/env.ts';
import { requestGuarded } from '../lib/face-gen/guarded.ts';
import { ALLOCATOR } from './allocator.ts';
import { keepAuthSecret, shareAuthSecret } from './auth-secret.ts';
import { type Child, keepRunning } from './child.ts';
import { type EmbeddedPostgres, startPostgres } from './embedded-postgres.ts';
import { takeLock } from './lock.mjs';
import { migrate } from './migrate.ts';
import { checkPort } from './port.ts';

/** A worker gives its drawing some of this time; after it, a child is killed. */
const DRAIN_LIMIT_MS = 25_000;
/** npm passes on the Ctrl-C that the terminal has already sent us: two so close together are one. */
const SAME_SIGNAL_MS = 250;
/** After a second Ctrl-C, what the database gets to stop; else it recovers at the next start. */
const KILL_LIMIT_MS = 3000;
const DATABASE_CHECK_MS = 500;
const SLOW_START_MS = 30_000;

/** The project's folder: one up, both from server/ and from the bundle in dist/. */
const root = fileURLToPath(new URL('..', import.meta.url));
const say = (line: string) => process.stdout.write(`${line}\n`);

/** What has been started so far, in the order of its making; `stops` are undone from the last to the first. */
type Started = { children: Child[]; stops: (() => Promise<void> | void)[] };

export type Development = {
  /** Builds the worker at each change of its sources, and tells. Returns a function that ends it. */
  watch: (onChange: () => void) => Promise<() => Promise<void>>;
};

/** Starts everything, or all but the web process, and runs until it is told to end; it ends the process. */
export function supervise(development: Development | null = null, only: 'workers' | null = null): void {
  // A log that takes no more (a full disk, a reader that is gone) ends nothing.
  for (const log of [process.stdout, process.stderr]) log.on('error', () => undefined);
  const started: Started = { children: [], stops: [] };
  const ending = new AbortController();
  const starting = start(started, ending.signal, development, only);
  starting.catch(async (error) => {
    if (ending.signal.aborted) return;
    ending.abort();
    process.stderr.write(`${messageOf(error)}\n`);
    await stop(started);
    process.exit(1);
  });

  let signalledAt = 0;
  const onSignal = async () => {
    if (signalledAt !== 0 && performance.now() - signalledAt < SAME_SIGNAL_MS) return;
    if (signalledAt !== 0) {
      // What waits for the children goes on at once: the database is still stopped well, if it can be soon.
      for (const child of started.children) child.kill();
      await sleep(KILL_LIMIT_MS);
      process.exit(130);
    }
    signalledAt = performance.now();
    say('Stopping: work under way is finished first (Ctrl-C again to stop at once) …');
    ending.abort();
    await starting.catch(() => undefined);
    await stop(started);
    say('Stopped.');
    process.exit(0);
  };
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, onSignal);
}

async function start(started: Started, ending: AbortSignal, development: Development | null, only: 'workers' | null) {
  const settings = readEnv(process.env);
  if (only && settings.databaseUrl === null) {
    throw new Error('Setting DATABASE_URL must be given for `npm run worker`: the one that the web process uses.');
  }
  // What several processes may share isn't locked: a database and files of the operator's own.
  if (settings.databaseUrl === null) lockFolder(settings.dataDir, started);
  if (!only) await checkPort(settings.port);

  const databaseUrl = settings.databaseUrl ?? (await embeddedDatabase(settings, started, ending));
  const applied = await migrate(databaseUrl);
  if (applied.length > 0) say(`Database: ${applied.length} migration${applied.length === 1 ? '' : 's'} applied`);
  ending.throwIfAborted();

  const env = await childEnv(settings, databaseUrl, development !== null);
  const run = (name: string, program: string) =>
    keepRunning({ name, args: [path.join(root, 'dist', `${program}.js`)], cwd: root, env, say: sayFor });
  if (!only) started.children.push(run('web', 'web'));
  const count = only ? Math.max(1, settings.workers) : settings.workers;
  const workers = Array.from({ length: count }, (_, i) => run(count === 1 ? 'worker' : `worker ${i + 1}`, 'worker'));
  started.children.push(...workers);
  if (development) {
    const restart = () => {
      for (const worker of workers) worker.restart();
    };
    started.stops.push(await development.watch(restart));
  }
  if (!only) void announce(settings.port, ending);
}

function lockFolder(dataDir: string, started: Started) {
  const lock = takeLock(path.join(dataDir, 'selfsame.lock'));
  if ('heldBy' in lock) throw new Error(`Selfsame is already running on ${dataDir} (process ${lock.heldBy}).`);
  started.stops.push(lock.release);
}

async function embeddedDatabase(settings: Env, started: Started, ending: AbortSignal): Promise<string> {
  const database = await startPostgres(settings.dataDir);
  const kept = keepDatabase(database, settings.dataDir, ending);
  started.stops.push(async () => {
    await kept;
    await database.stop();
  });
  say(`Database: embedded PostgreSQL in ${settings.dataDir}${database.adopted ? ', still running from before' : ''}`);
  return database.url;
}

/** Starts the database again, at the same address, when it was killed (by a shortage of memory, or by hand). */
async function keepDatabase(database: EmbeddedPostgres, dataDir: string, ending: AbortSignal) {
  while (!ending.aborted) {
    await sleep(DATABASE_CHECK_MS, undefined, { signal: ending }).catch(() => undefined);
    if (ending.aborted || (await database.isRunning())) continue;
    say('Database: it ended; starting it again');
    await startPostgres(dataDir).catch((error) => process.stderr.write(`${messageOf(error)}\n`));
  }
}

/** The children read the same settings as we did, completed by what we made. */
async function childEnv(settings: Env, databaseUrl: string, dev: boolean): Promise<NodeJS.ProcessEnv> {
  const { authSecret, dataDir } = settings;
  const kept = () => (settings.databaseUrl === null ? keepAuthSecret(dataDir) : shareAuthSecret(databaseUrl, dataDir));
  return {
    ...ALLOCATOR,
    ...process.env,
    NODE_ENV: dev ? 'development' : 'production',
    NEXT_TELEMETRY_DISABLED: '1',
    PORT: String(settings.port),
    PUBLIC_URL: settings.publicUrl,
    NEXTAUTH_URL: settings.publicUrl,
    DATA_DIR: dataDir,
    DATABASE_URL: databaseUrl,
    AUTH_SECRET: authSecret ?? (await kept()),
  };
}

/** Tells when the app answers that it is well. */
async function announce(port: number, ending: AbortSignal) {
  let tellSlow = performance.now() + SLOW_START_MS;
  let last = 'no answer';
  const own = `http://127.0.0.1:${port}`;
  while (!ending.aborted) {
    try {
      const signal = AbortSignal.timeout(5000);
      const { httpStatus, bytes } = await requestGuarded(`${own}/api/health`, {
        ...{ trustedOrigins: [own], maxBytes: 100_000, redirectsMax: 0, readsRefusals: true, signal },
      });
      if (httpStatus === 200) {
        say(`Selfsame is ready on http://localhost:${port}`);
        return;
      }
      last = `${httpStatus} ${Buffer.from(bytes).toString()}`.slice(0, 300);
    } catch (error) {
      last = messageOf(error);
    }
    if (performance.now() > tellSlow) {
      say(`Not ready yet: /api/health says ${last}`);
      tellSlow = performance.now() + SLOW_START_MS;
    }
    await sleep(100);
  }
}

/** Children first, all at once; then the rest, the database before the lock. */
async function stop({ children, stops }: Started) {
  await Promise.all(children.map((child) => child.stop(DRAIN_LIMIT_MS)));
  for (const undo of stops.toReversed()) {
    try {
      await undo();
    } catch (error) {
      process.stderr.write(`${messageOf(error)}\n`);
    }
  }
}

function sayFor(name: string, line: string) {
  say(`${name.padEnd(8)} | ${line}`);
}

/** Errors of the network have no message when several addresses failed. */
function messageOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const first = error instanceof AggregateError ? error.errors[0] : error;
  return error.message || (first instanceof Error ? first.message : error.name);
}
