import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import pg from 'pg';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type EmbeddedPostgres, startPostgres } from '../../server/embedded-postgres.ts';

let folder: string;
let running: EmbeddedPostgres | null;

beforeEach(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'selfsame-pg-'));
  running = null;
});
afterEach(async () => {
  await running?.stop();
  await rm(folder, { recursive: true, force: true });
});

async function query(url: string, sql: string) {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query(sql)).rows;
  } finally {
    await client.end();
  }
}

const postmasterPid = async () =>
  Number((await readFile(path.join(folder, 'postgres/postmaster.pid'), 'utf8')).split('\n')[0]);

async function killServer() {
  const pid = await postmasterPid();
  process.kill(pid, 'SIGKILL');
  const isGone = () => {
    try {
      process.kill(pid, 0);
      return false;
    } catch {
      return true;
    }
  };
  await expect.poll(isGone, { timeout: 10_000 }).toBe(true);
}

test('what was written is there after a stop and a start', async () => {
  running = await startPostgres(folder);
  expect(running.adopted).toBe(false);
  await query(running.url, 'CREATE TABLE kept AS SELECT 1 AS id');
  await running.stop();
  running = await startPostgres(folder);
  expect(await query(running.url, 'SELECT * FROM kept')).toEqual([{ id: 1 }]);
});

test('it is a UTF-8 database with fsync, and listens on a socket that only its owner reaches', async () => {
  running = await startPostgres(folder);
  const settings = 'server_encoding, fsync, full_page_writes, listen_addresses'.split(', ');
  const values = await Promise.all(settings.map((name) => query(running?.url ?? '', `SHOW ${name}`)));
  expect(Object.assign({}, ...values.flat())).toEqual({
    server_encoding: 'UTF8',
    fsync: 'on',
    full_page_writes: 'on',
    listen_addresses: '',
  });
  expect((await stat(path.join(folder, 'postgres'))).mode & 0o777).toBe(0o700);
});

test('after a kill of the process that started it, the next start adopts the server', async () => {
  const script = `
    import { startPostgres } from ${JSON.stringify(path.resolve('server/embedded-postgres.ts'))};
    await startPostgres(${JSON.stringify(folder)});
    console.log('started');
    setInterval(() => {}, 1000);`;
  const starter = spawn(process.execPath, ['--import', 'tsx', '--input-type=module', '-e', script], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  await once(starter.stdout, 'data');
  const pid = await postmasterPid();
  starter.kill('SIGKILL');
  await once(starter, 'exit');

  running = await startPostgres(folder);
  expect(running.adopted).toBe(true);
  expect(await postmasterPid()).toBe(pid);
  expect(await query(running.url, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
});

test('after a kill of the server itself, the next start recovers', async () => {
  running = await startPostgres(folder);
  await query(running.url, 'CREATE TABLE kept AS SELECT 1 AS id');
  await killServer();
  running = await startPostgres(folder);
  expect(running.adopted).toBe(false);
  expect(await query(running.url, 'SELECT * FROM kept')).toEqual([{ id: 1 }]);
});

test.runIf(process.platform === 'linux')(
  'a process id that is now another program does not stop the start',
  async () => {
    running = await startPostgres(folder);
    const file = path.join(folder, 'postgres/postmaster.pid');
    const text = await readFile(file, 'utf8');
    await running.stop();
    await writeFile(file, text.replace(/^\d+/, String(process.pid)));
    running = await startPostgres(folder);
    expect(await query(running.url, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
  },
);

test('half a cluster from a killed initdb is cleared away', async () => {
  const half = path.join(folder, 'postgres.new-killed');
  await (await import('node:fs/promises')).mkdir(half);
  running = await startPostgres(folder);
  expect((await readdir(folder)).sort()).toEqual(['logs', 'postgres']);
});

test('a folder whose path is too long for a socket works, and leaves no folder behind', async () => {
  const deep = path.join(folder, 'a-long-name-'.repeat(8));
  running = await startPostgres(deep);
  const socketFolder = new URL(running.url).searchParams.get('host') ?? '';
  expect(socketFolder.startsWith(os.tmpdir())).toBe(true);
  expect(await query(running.url, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
  await running.stop();
  running = null;
  await expect(stat(socketFolder)).rejects.toThrow('ENOENT');
});
