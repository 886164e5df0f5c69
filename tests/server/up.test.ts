/** What `npm run up` promises its operator. Uses the build that `npm test` made. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import { createServer } from 'node:net';
import path from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { keepAuthSecret } from '../../server/auth-secret.ts';
import { startPostgres } from '../../server/embedded-postgres.ts';
import { freePort, killDatabase, type Product, removeFolder, startProduct, temporaryFolder } from '../product.ts';

// A start takes a few seconds, and many on a machine that runs all the tests at once.
vi.setConfig({ testTimeout: 120_000, hookTimeout: 60_000 });

let dataDir: string;
let port: number;
let product: Product | null;

beforeEach(async () => {
  dataDir = await temporaryFolder();
  port = await freePort();
  product = null;
});
afterEach(async () => {
  await product?.stop();
  await removeFolder(dataDir);
});

/** Runs `up.mjs` to an end that it comes to by itself. */
async function runUp(env: Record<string, string>) {
  const child = spawn(process.execPath, ['up.mjs'], {
    env: { ...process.env, DATABASE_URL: '', DATA_DIR: dataDir, PORT: String(port), ...env },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let stderr = '';
  child.stderr.on('data', (chunk) => {
    stderr += chunk;
  });
  const [code] = await once(child, 'close');
  return { code, stderr };
}

async function start() {
  product = await startProduct({ dataDir, port });
  return product;
}

const isListening = async () => {
  try {
    await fetch(`http://127.0.0.1:${port}/api/health`);
    return true;
  } catch {
    return false;
  }
};

test('a wrong setting stops the start with one line that names it, and nothing is started', async () => {
  const { code, stderr } = await runUp({ PORT: 'abc' });
  expect(code).toBe(1);
  expect(stderr).toMatch(/^[^\n]*PORT[^\n]*\n$/);
  expect(await readdir(dataDir)).not.toContain('postgres');
});

test('a port that is taken stops the start with one line', async () => {
  const other = createServer().listen(port);
  await once(other, 'listening');
  const { code, stderr } = await runUp({});
  other.close();
  expect(code).toBe(1);
  expect(stderr).toBe(`Port ${port} is taken by another program: set PORT to a free one.\n`);
});

test('a database that does not answer stops the start with one line', async () => {
  const { code, stderr } = await runUp({ DATABASE_URL: `postgresql://nobody@127.0.0.1:${await freePort()}/none` });
  expect(code).toBe(1);
  expect(stderr).toMatch(/^The database can't be reached: [^\n]+\n$/);
});

test('it serves, refuses a second start on its folder, and stops everything at Ctrl-C', async () => {
  const { url, stop, children } = await start();
  expect((await fetch(`${url}/api/health`)).status).toBe(200);
  expect((await children()).map(({ program }) => program).sort()).toEqual(['web', 'worker']);

  const second = await runUp({ PORT: String(await freePort()) });
  expect(second.code).toBe(1);
  expect(second.stderr).toMatch(/^Selfsame is already running on [^\n]+\n$/);

  await stop();
  product = null;
  expect(await isListening()).toBe(false);
  expect(await readdir(path.join(dataDir, 'postgres'))).not.toContain('postmaster.pid');
});

test('the secret for sessions is made once, for its owner only', async () => {
  const secret = keepAuthSecret(dataDir);
  expect(secret).toMatch(/^[\w-]{43}$/);
  expect(keepAuthSecret(dataDir)).toBe(secret);
  expect((await stat(path.join(dataDir, 'auth-secret'))).mode & 0o777).toBe(0o600);
});

test.runIf(process.platform === 'linux')('a log that takes no more stops nothing', async () => {
  const full = openSync('/dev/full', 'w');
  const env = { ...process.env, DATABASE_URL: '', DATA_DIR: dataDir, PORT: String(port) };
  const child = spawn(process.execPath, ['up.mjs'], { env, stdio: ['ignore', full, full] });
  closeSync(full);
  const ended = once(child, 'exit');
  await expect.poll(isListening, { timeout: 60_000 }).toBe(true);
  child.kill('SIGINT');
  expect((await ended)[0]).toBe(0);
});

test('when it is killed its children end by themselves, and the next start takes over', async () => {
  const killed = await start();
  const children = await killed.children();
  await killed.kill('supervisor');
  product = null;
  const alive = () => children.filter(({ pid }) => isAlive(pid)).map(({ program }) => program);
  await expect.poll(alive, { timeout: 30_000 }).toEqual([]);

  const { lines } = await start();
  expect(lines.join('\n')).toContain('still running from before');
});

test('a child that crashes is started again', async () => {
  const { children, url } = await start();
  for (const { pid } of await children()) process.kill(pid, 'SIGKILL');
  await expect.poll(async () => (await children()).length, { timeout: 30_000 }).toBe(2);
  await expect
    .poll(
      () =>
        fetch(url).then(
          ({ ok }) => ok,
          () => false,
        ),
      { timeout: 60_000 },
    )
    .toBe(true);
});

test('a database that crashes is started again', async () => {
  const { url, lines } = await start();
  await killDatabase(dataDir);
  await expect.poll(() => lines.join('\n'), { timeout: 30_000 }).toContain('Database: it ended; starting it again');
  const health = async () => (await fetch(`${url}/api/health`)).status;
  await expect.poll(health, { timeout: 60_000 }).toBe(200);
});

test('the database that it leaves after a kill can be stopped by the next one', async () => {
  const killed = await start();
  await killed.kill('everything');
  product = null;
  const { adopted, stop } = await startPostgres(dataDir);
  expect(adopted).toBe(true);
  await stop();
  expect(await readdir(path.join(dataDir, 'postgres'))).not.toContain('postmaster.pid');
});

function isAlive(pid: number) {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
