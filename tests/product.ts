/** The product as its operator starts it: `npm run up`'s own program, on a port and a data folder of its own. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';

export type Product = {
  url: string;
  dataDir: string;
  /** What it printed so far. */
  lines: string[];
  /** Ctrl-C: resolves when everything has drained. */
  stop(): Promise<void>;
  /** `kill -9` of the supervisor, and with `everything` of all that it started. Resolves when they are gone. */
  kill(what: 'supervisor' | 'everything'): Promise<void>;
  /** Process ids of what the supervisor runs, by their programs' names (`web`, `worker`). */
  children(): Promise<{ pid: number; program: string }[]>;
};

const READY = /^Selfsame is ready on /;

export async function temporaryFolder(): Promise<string> {
  return mkdtemp(path.join(os.tmpdir(), 'selfsame-product-'));
}

/** Starts it and waits until it says that it is ready. @throws with what it printed when it ends instead */
export async function startProduct(options: {
  dataDir: string;
  port?: number;
  env?: Record<string, string>;
}): Promise<Product> {
  const port = options.port ?? (await freePort());
  const { dataDir } = options;
  const lines: string[] = [];
  const child = spawn(process.execPath, ['up.mjs'], {
    env: { ...process.env, DATABASE_URL: '', FACE_GEN_KEY: '', ...options.env, DATA_DIR: dataDir, PORT: String(port) },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const ended = once(child, 'exit');
  await new Promise<void>((resolve, reject) => {
    for (const stream of [child.stdout, child.stderr]) {
      createInterface({ input: stream }).on('line', (line) => {
        lines.push(line);
        if (READY.test(line)) resolve();
      });
    }
    void ended.then(() => reject(new Error(`The product ended before it was ready:\n${lines.join('\n')}`)));
  });

  const children = () => childrenOf(child.pid ?? 0);
  return {
    url: `http://localhost:${port}`,
    dataDir,
    lines,
    children,
    async stop() {
      child.kill('SIGINT');
      await ended;
    },
    async kill(what) {
      const started = what === 'everything' ? await children() : [];
      killHard(child, started);
      await ended;
    },
  };
}

/** `kill -9` of the embedded database that keeps its cluster in `folder`. */
export async function killDatabase(folder: string): Promise<void> {
  const note = await readFile(path.join(folder, 'postgres', 'postmaster.pid'), 'utf8');
  process.kill(Number(note.split('\n')[0]), 'SIGKILL');
}

function killHard(child: ChildProcess, started: { pid: number }[]) {
  child.kill('SIGKILL');
  for (const { pid } of started) process.kill(pid, 'SIGKILL');
}

/** Linux tells a process's children; the database isn't among them, since it is made to outlive us. */
async function childrenOf(pid: number): Promise<{ pid: number; program: string }[]> {
  const ids = (await readFile(`/proc/${pid}/task/${pid}/children`, 'utf8')).split(' ').filter(Boolean).map(Number);
  const found = await Promise.all(
    ids.map(async (id) => {
      const command = await readFile(`/proc/${id}/cmdline`, 'utf8').catch(() => '');
      return { pid: id, program: /dist\/(\w+)\.js/.exec(command)?.[1] ?? '' };
    }),
  );
  return found.filter(({ program }) => program !== '');
}

export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  if (address === null || typeof address === 'string') throw new Error('no port');
  return address.port;
}

export async function removeFolder(folder: string): Promise<void> {
  await rm(folder, { recursive: true, force: true, maxRetries: 5 });
}
