/**
 * The whole product with a face_gen key: its worker killed at the worst moments, and its key looked for wherever it
 * must not be.
 */
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { db } from '@/lib/db';
import { readGeneration } from '@/lib/generation-views';
import { sessionCookie } from '@/lib/session-cookie';
import type { GenerationView } from '@/lib/views';
import { startPostgres } from '../../server/embedded-postgres.ts';
import { createGeneration, createPerson } from '../factories.ts';
import { type FakeFaceGen, type FakeRequest, startFakeFaceGen } from '../fakes/face-gen.ts';
import type { Fault } from '../fakes/faults.ts';
import { type Product, removeFolder, startProduct, temporaryFolder } from '../product.ts';

const KEY = 'canary-key-41d7e0c2-must-not-be-seen';
const RECOVERY_MS = 90_000;

let upstream: FakeFaceGen;
let dataDir: string;
let product: Product;
const plans = new Map<string, (request: FakeRequest) => Fault | null>();
const said: string[] = [];

beforeAll(async () => {
  upstream = await startFakeFaceGen({ key: KEY });
  upstream.script((request) => plans.get(request.prompt ?? '')?.(request) ?? null);
  dataDir = await temporaryFolder();
  const settings = { FACE_GEN_URL: upstream.url, FACE_GEN_KEY: KEY, GUEST_DAILY_LIMIT: '1000' };
  product = await startProduct({ dataDir, env: { ...settings, FACE_GEN_DEADLINE_SECONDS: '45' } });
  const { url } = await startPostgres(dataDir);
  const authSecret = (await readFile(path.join(dataDir, 'auth-secret'), 'utf8')).trim();
  Object.assign(process.env, { ...settings, DATABASE_URL: url, DATA_DIR: dataDir, AUTH_SECRET: authSecret });
}, 120_000);

afterAll(async () => {
  await db().$disconnect();
  await product.stop();
  await upstream.close();
  await removeFolder(dataDir);
}, 60_000);

async function ended(owner: string, id: string): Promise<GenerationView> {
  return vi.waitFor(
    async () => {
      const view = await readGeneration(owner, id);
      if (!view || view.status === 'queued' || view.status === 'drawing') throw new Error(`still ${view?.status}`);
      said.push(JSON.stringify(view));
      return view;
    },
    { timeout: RECOVERY_MS, interval: 200 },
  );
}

const jobsOf = (prompt: string) => upstream.jobs.filter((job) => job.prompt === prompt);
const submitsOf = (wish: string) =>
  upstream.requests.filter(({ at, prompt }) => at === 'submit' && prompt === wish).length;
const eventually = (check: () => unknown) => vi.waitFor(check, { timeout: 20_000, interval: 50 });

describe('a worker killed', () => {
  const moments = { sending: '', told: '', polling: '', downloading: '' };
  let owner: string;
  let downloads = 0;

  beforeAll(async () => {
    owner = await createPerson();
    let killed = false;
    const held = (fault: Fault) => (killed ? null : fault);
    const processing: Fault = { kind: 'fields', fields: { status: 'processing', eta: 30, output: [] } };
    const unanswered = ({ at }: FakeRequest) => (at === 'submit' ? held({ kind: 'silence', when: 'after' }) : null);
    plans.set('sending', unanswered);
    plans.set('told', unanswered);
    plans.set('polling', ({ at }) => (at === 'submit' ? processing : null));
    plans.set('downloading', ({ at }) => {
      if (at !== 'picture') return null;
      downloads += 1;
      return held({ at, kind: 'silence', when: 'amid' });
    });
    for (const prompt of Object.keys(moments) as (keyof typeof moments)[]) {
      moments[prompt] = (await createGeneration(owner, { prompt })).id;
    }
    await eventually(() => {
      expect(['sending', 'told', 'polling'].map((prompt) => jobsOf(prompt).length)).toEqual([1, 1, 1]);
      expect(downloads).toBeGreaterThan(0);
    });
    await eventually(async () => {
      const id = moments.polling;
      expect(await db().remoteRequest.count({ where: { generationId: id, state: 'accepted' } })).toBe(1);
    });
    const worker = (await product.children()).find(({ program }) => program === 'worker');
    process.kill(worker?.pid ?? Number.NaN, 'SIGKILL');
    killed = true;
    const [job] = jobsOf('told');
    if (job) expect(await upstream.deliver(job)).toBe(200);
  }, 60_000);

  for (const [prompt, moment] of [
    ['told', 'between the submit and saving its id, which the webhook tells'],
    ['polling', 'while polling'],
    ['downloading', 'while downloading'],
  ] as const) {
    test(`${moment}: the picture arrives, and is paid once`, { timeout: RECOVERY_MS }, async () => {
      expect(await ended(owner, moments[prompt])).toMatchObject({ status: 'finished', avatars: [expect.anything()] });
      expect(submitsOf(prompt)).toBe(1);
    });
  }

  test('between the submit and saving its id, and never told: it fails saying so, and is paid once', {
    timeout: RECOVERY_MS,
  }, async () => {
    const view = await ended(owner, moments.sending);
    expect(view).toMatchObject({ status: 'failed', failure: { retryable: true } });
    expect(view.failure?.message).toMatch(/may have been charged/);
    expect(submitsOf('sending')).toBe(1);
  });
});

describe('the key', () => {
  let owner: string;
  beforeAll(async () => {
    owner = await createPerson();
    // An upstream that repeats the key wherever it can.
    plans.set('echo in a delivery', ({ at }) => (at === 'submit' ? { kind: 'reset', when: 'after' } : null));
    const { id: told } = await createGeneration(owner, { prompt: 'echo in a delivery' });
    await eventually(() => expect(jobsOf('echo in a delivery')).toHaveLength(1));
    for (const job of jobsOf('echo in a delivery')) await upstream.deliver(job, { id: KEY, message: KEY });
    await eventually(async () => {
      expect(await db().remoteRequest.count({ where: { generationId: told, toldAt: { not: null } } })).toBe(1);
    });
    const echoes: Record<string, Fault> = {
      'echo in an error': { kind: 'answer', body: { status: 'error', message: `The key ${KEY} must be shorter.` } },
      'echo in HTML': { kind: 'answer', httpStatus: 404, body: `<p>${KEY}</p>` },
      'echo in a success': { kind: 'fields', fields: { id: KEY, meta: { key: KEY, seed: KEY } } },
      'echo in a link': {
        kind: 'fields',
        fields: { output: [`${upstream.url}/pictures/${KEY}.png`], proxy_links: [] },
      },
      'echo in a refusal': {
        kind: 'answer',
        httpStatus: 401,
        body: { status: 'error', message: `Invalid Api Key ${KEY}` },
      },
    };
    for (const [prompt, fault] of Object.entries(echoes)) {
      plans.set(prompt, ({ at }) => (at === 'submit' ? fault : null));
      const { id } = await createGeneration(owner, { prompt });
      await ended(owner, id);
      for (const job of jobsOf(prompt)) await upstream.deliver(job, { id: KEY, message: KEY });
    }
  }, RECOVERY_MS);

  test('is in no page, answer, picture or event', async () => {
    const { name, value } = await sessionCookie(owner);
    const cookie = `${name}=${value}`;
    const avatars = await db().avatar.findMany({ where: { ownerId: owner } });
    const paths = [
      ...[
        '/',
        '/create',
        '/create?engine=embedded',
        '/avatars',
        '/privacy',
        '/api/health',
        '/api/auth/session',
        '/no-such',
      ],
      ...avatars.flatMap(({ id }) => [`/avatars/${id}`, `/images/avatars/${id}`]),
      ...upstream.jobs.flatMap(({ webhook }) => (webhook === null ? [] : [new URL(webhook).pathname])),
    ];
    for (const address of paths) {
      const response = await fetch(`${product.url}${address}`, { headers: { cookie } });
      expect(JSON.stringify([...response.headers])).not.toContain(KEY);
      expect(Buffer.from(await response.arrayBuffer()).includes(KEY), address).toBe(false);
    }
    expect(await firstEvents(cookie, 2)).not.toContain(KEY);
    expect(said.join('\n')).not.toContain(KEY);
  });

  test('is in no row of the database, and in no file of the data folder', async () => {
    const tables = await db().$queryRaw<{ name: string }[]>`
      SELECT format('%I.%I', table_schema, table_name) AS name FROM information_schema.tables
      WHERE table_schema NOT IN ('pg_catalog', 'information_schema')`;
    expect(tables.length).toBeGreaterThan(10);
    for (const { name } of tables) {
      const found = await db().$queryRawUnsafe<unknown[]>(
        `SELECT 1 FROM ${name} t WHERE position($1 IN t::text) > 0 LIMIT 1`,
        KEY,
      );
      expect(found, name).toEqual([]);
    }
    expect(await filesWith(KEY, path.join(dataDir, 'files'))).toEqual([]);
  });

  test('is in no line of the log, and in no file that is built for the browser', async () => {
    expect(product.lines.length).toBeGreaterThan(10);
    expect(product.lines.filter((line) => line.includes(KEY))).toEqual([]);
    expect(await filesWith(KEY, '.next/static')).toEqual([]);
  });

  test('goes upstream in the body of its requests, and nowhere else', () => {
    for (const { at, path: address, headers, body } of upstream.requests) {
      const own = at === 'submit' || at === 'fetch' || at === 'upload';
      expect(body?.key).toBe(own ? KEY : undefined);
      const echoed = address.includes(KEY) && at !== 'submit';
      expect(echoed || !`${address}${JSON.stringify(headers)}`.includes(KEY)).toBe(true);
    }
  });
});

/** The first events of a person's open page, as text. */
async function firstEvents(cookie: string, count: number): Promise<string> {
  const leave = new AbortController();
  const response = await fetch(`${product.url}/api/events`, { headers: { cookie }, signal: leave.signal });
  const reader = response.body?.getReader();
  let text = '';
  while (text.split('event: generation').length <= count) {
    const part = await reader?.read();
    if (!part?.value) break;
    text += new TextDecoder().decode(part.value);
  }
  leave.abort();
  return text;
}

async function filesWith(word: string, folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const found: string[] = [];
  for (const entry of entries.filter((each) => each.isFile())) {
    const file = path.join(entry.parentPath, entry.name);
    if ((await readFile(file)).includes(word)) found.push(file);
  }
  return found;
}
