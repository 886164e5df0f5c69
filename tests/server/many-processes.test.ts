/** README's path from one process to many, walked: PostgreSQL, an S3 server, two web processes and a worker. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { createInterface } from 'node:readline';
import { afterAll, beforeAll, expect, inject, test, vi } from 'vitest';
import { db } from '@/lib/db';
import { generationInput } from '@/lib/generation-input';
import { readGeneration } from '@/lib/generation-views';
import { requestAvatars } from '@/lib/generations';
import { readStoredFile } from '@/lib/storage';
import { avatarKeys } from '@/lib/storage-keys';
import { portraitFile } from '../factories.ts';
import { CREDENTIALS, type FakeS3, startFakeS3 } from '../fakes/s3.ts';
import { createDatabase, databaseOn, dropDatabase } from '../postgres.ts';
import { freePort, removeFolder, temporaryFolder } from '../product.ts';

vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });

type Running = { url: string; lines: string[]; stop: () => Promise<void>; ready: Promise<void> };

const database = `selfsame_many_${process.pid}`;
let s3: FakeS3;
let folder: string;
let commands: string[];
let settings: Record<string, string>;
/** All that was started, and of it what README's last three lines stand for at present. */
const started: Running[] = [];
const now: Record<'first' | 'second' | 'worker', Running> = Object.create(null);

/** A line of README, as a shell would run it, on a free port. */
async function run(line: string): Promise<Running> {
  const [command = ''] = line.split('#');
  const words = command.trim().split(/\s+/);
  const given = Object.fromEntries(words.filter((word) => word.includes('=')).map((word) => word.split('=')));
  const { scripts } = JSON.parse(await readFile('package.json', 'utf8'));
  const [, ...args] = String(scripts[words.at(-1) ?? '']).split(' ');
  const port = await freePort();
  const child: ChildProcess = spawn(process.execPath, args, {
    env: { ...process.env, ...settings, ...given, PORT: String(port), FACE_GEN_KEY: '' },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const ended = once(child, 'exit');
  const lines: string[] = [];
  const ready = new Promise<void>((resolve, reject) => {
    for (const stream of [child.stdout, child.stderr]) {
      if (!stream) continue;
      createInterface({ input: stream }).on('line', (text) => {
        lines.push(text);
        if (/^Selfsame is ready|"worker\.ready"/.test(text)) resolve();
      });
    }
    void ended.then(() => reject(new Error(lines.join('\n'))));
  });
  ready.catch(() => undefined);
  const process_ = {
    ...{ url: `http://localhost:${port}`, lines, ready },
    async stop() {
      child.kill('SIGINT');
      await ended;
    },
  };
  started.push(process_);
  return process_;
}

async function sendSelfie(url: string): Promise<{ id: string; cookie: string }> {
  const response = await fetch(`${url}/api/selfies`, { method: 'POST', body: await readFile(portraitFile) });
  expect(response.status).toBe(201);
  const { id } = (await response.json()) as { id: string };
  return { id, cookie: response.headers.get('set-cookie')?.split(';')[0] ?? '' };
}

async function ask(selfieId: string): Promise<{ owner: string; id: string }> {
  const { ownerId: owner } = await db().selfie.findUniqueOrThrow({ where: { id: selfieId } });
  const wish = generationInput.parse({ style: 'comic', consent: true, width: 256, height: 256, selfieId });
  const [view] = await requestAvatars(owner, wish);
  return { owner, id: view?.id ?? '' };
}

/** Reads an event stream until it tells that something has finished. */
async function finishedOn(url: string, cookie: string, id: string): Promise<void> {
  const response = await fetch(`${url}/api/events`, { headers: { cookie } });
  let told = '';
  for await (const chunk of response.body as unknown as AsyncIterable<Uint8Array>) {
    told += Buffer.from(chunk).toString();
    if (told.split('\n\n').some((event) => event.includes(id) && event.includes('"status":"finished"'))) return;
  }
  throw new Error('the stream ended');
}

beforeAll(async () => {
  const readme = await readFile('README.md', 'utf8');
  const [, block = ''] = /### From one process to many\n[\s\S]*?```sh\n([^`]*)```/.exec(readme) ?? [];
  commands = block.trim().split('\n');
  [s3, folder] = [await startFakeS3(), await temporaryFolder()];
  const { server } = inject('postgres');
  await createDatabase(server, database);
  settings = {
    ...{ DATABASE_URL: databaseOn(server, database), STORAGE_URL: s3.storageUrl, DATA_DIR: folder },
    ...{ AUTH_SECRET: '', ...CREDENTIALS },
  };
  Object.assign(process.env, settings, { AUTH_SECRET: 'x'.repeat(40) });
  const [first, second, worker] = await Promise.all(commands.slice(2).map(run));
  Object.assign(now, { first, second, worker });
  await Promise.all(started.map(({ ready }) => ready));
});

afterAll(async () => {
  await Promise.all(started.map((each) => each.stop()));
  await db().$disconnect();
  await dropDatabase(inject('postgres').server, database);
  await s3.close();
  await removeFolder(folder);
});

test('five lines are all it takes: two of settings, and each process by one', () => {
  expect(commands).toHaveLength(5);
  const exported = commands.filter((line) => line.startsWith('export ')).map((line) => line.split(/[ =]/)[1]);
  expect(exported).toEqual(['DATABASE_URL', 'STORAGE_URL']);

  // One of the three migrated; the others waited and found nothing to do.
  expect(started.filter(({ lines }) => lines.some((line) => line.includes('applied')))).toHaveLength(1);
});

test('what one process takes, another draws, and a page of a third is told and shows it', async () => {
  const { first, second } = now;
  const { id: selfieId, cookie } = await sendSelfie(first.url);
  const generation = await ask(selfieId);
  await finishedOn(second.url, cookie, generation.id);
  const view = await readGeneration(generation.owner, generation.id);
  const avatar = view?.avatars[0]?.id ?? '';
  for (const { url } of [first, second]) {
    const picture = await fetch(`${url}/images/avatars/${avatar}`, { headers: { cookie } });
    expect(Buffer.from(await picture.arrayBuffer())).toEqual(s3.objects.get(avatarKeys(avatar).full)?.bytes);
    const part = await fetch(`${url}/images/avatars/${avatar}`, { headers: { cookie, range: 'bytes=1-3' } });
    expect([part.status, await part.text()]).toEqual([206, 'PNG']);
    expect((await fetch(`${url}/images/avatars/${avatar}`)).status).toBe(404);
  }
});

test('a bucket that refuses for longer than we ask costs a second drawing, not the picture', async () => {
  const { id: selfieId } = await sendSelfie(now.second.url);
  let refusals = 10;
  s3.script((method, key) => {
    if (method !== 'PUT' || !key.startsWith('avatars/') || refusals === 0) return null;
    refusals -= 1;
    return { status: 503 };
  });
  const generation = await ask(selfieId);
  const status = async () => (await readGeneration(generation.owner, generation.id))?.status;
  await expect.poll(status, { timeout: 60_000 }).toBe('finished');
  expect(refusals).toBe(0);
  const [avatar] = await db().avatar.findMany({ where: { generationId: generation.id } });
  expect(await readStoredFile(avatarKeys(avatar?.id ?? '').full)).not.toBeNull();
});

test('restarting one after the other drops nothing: an upload arrives, a drawing is finished once', async () => {
  const { first, second, worker } = now;
  const seen = s3.requests.length;
  const upload = sendSelfie(first.url);
  // It has been read and checked when its file arrives; the answer is still to come.
  await vi.waitFor(() => expect(s3.requests.slice(seen).some((each) => each.startsWith('PUT selfies'))).toBe(true), {
    timeout: 60_000,
    interval: 5,
  });
  const [{ id: selfieId }] = await Promise.all([upload, first.stop()]);
  expect((await fetch(`${second.url}/api/health`)).status).toBe(200);
  now.first = await run(commands[2] ?? '');

  const generation = await ask(selfieId);
  const status = async () => (await readGeneration(generation.owner, generation.id))?.status;
  await expect.poll(status, { timeout: 60_000, interval: 20 }).toBe('drawing');
  [, now.worker] = await Promise.all([worker.stop(), run(commands[4] ?? '')]);
  await expect.poll(status, { timeout: 60_000 }).toBe('finished');
  const avatars = await db().avatar.findMany({ where: { generationId: generation.id } });
  expect(avatars).toHaveLength(1);
  expect(await readStoredFile(avatarKeys(avatars[0]?.id ?? '').full)).not.toBeNull();
  await now.first.ready;
});
