/** The product as programs use it: started once for a test file, with a person, their key, and a place on this machine. */
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { afterAll, vi } from 'vitest';
import { createApiKey } from '@/lib/api-keys';
import { db } from '@/lib/db';
import { startPostgres } from '../server/embedded-postgres.ts';
import { createPerson, portraitFile } from './factories.ts';
import { removeFolder, startProduct, temporaryFolder } from './product.ts';

export type Received = { path: string; headers: IncomingHttpHeaders; body: string };

export type ApiProduct = {
  url: string;
  /** A place that requests may name: it serves the portrait at `/portrait.jpg` and keeps what is posted to it. */
  place: string;
  received: Received[];
  /** How the place answers what is posted to a path: HTTP statuses to come, then 204. */
  answers: Map<string, number[]>;
  /** A new person and a key of theirs. */
  person(options?: { dailyLimit?: number }): Promise<{ id: string; key: string; keyId: string }>;
};

/** Call it in `beforeAll`. */
export async function startApiProduct(env: Record<string, string> = {}): Promise<ApiProduct> {
  const received: Received[] = [];
  const answers = new Map<string, number[]>();
  const portrait = await readFile(portraitFile);
  const server = createServer(async (request, response) => {
    const { url = '/', method, headers } = request;
    if (method === 'GET') {
      response.writeHead(url === '/portrait.jpg' ? 200 : 404, { 'content-type': 'application/octet-stream' });
      response.end(url === '/portrait.jpg' ? portrait : '');
      return;
    }
    const chunks: Uint8Array[] = [];
    for await (const chunk of request as AsyncIterable<Uint8Array>) chunks.push(chunk);
    received.push({ path: url, headers, body: Buffer.concat(chunks).toString() });
    response.writeHead(answers.get(url)?.shift() ?? 204).end();
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const place = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

  const dataDir = await temporaryFolder();
  const settings = { GUEST_DAILY_LIMIT: '100000', API_TRUSTED_ORIGINS: place, DRAWING_THREADS: '2', ...env };
  const product = await startProduct({ dataDir, env: settings });
  const { url: databaseUrl } = await startPostgres(dataDir);
  const authSecret = (await readFile(path.join(dataDir, 'auth-secret'), 'utf8')).trim();
  const own = { DATABASE_URL: databaseUrl, DATA_DIR: dataDir, AUTH_SECRET: authSecret, PUBLIC_URL: product.url };
  Object.assign(process.env, settings, own);
  afterAll(async () => {
    await db().$disconnect();
    await product.stop();
    server.close();
    server.closeAllConnections();
    await removeFolder(dataDir);
  }, 60_000);

  return {
    url: product.url,
    place,
    received,
    answers,
    async person({ dailyLimit } = {}) {
      const id = await createPerson();
      const { key, view } = await createApiKey(id, { name: 'Test', dailyLimit: dailyLimit ?? null });
      return { id, key, keyId: view.id };
    },
  };
}

/** Asks until it is true: for what another process does. */
export const eventually = <T>(check: () => T | Promise<T>) => vi.waitFor(check, { timeout: 60_000, interval: 100 });

/** Posts JSON, or text as it is. */
export async function post(address: string, body: unknown, headers: Record<string, string> = {}) {
  const response = await fetch(address, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  });
  return { status: response.status, headers: response.headers, body: await response.json() };
}
