/**
 * A disk that is full, then read-only, then itself again. It is a tmpfs, which only root of a machine with mounts may
 * make: skipped, and told, for anybody else.
 */
import { spawnSync } from 'node:child_process';
import { readdirSync, rmSync, writeFileSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, beforeEach, expect, test, vi } from 'vitest';
import { db } from '@/lib/db';
import { checkHealth } from '@/lib/health';
import { createPerson, createSelfie } from '../factories.ts';
import { ended, type RemoteWorker, startRemoteWorker } from '../remote-worker.ts';

const mount = (...args: string[]) => spawnSync('mount', args).status === 0;
let worker: RemoteWorker;
let files: string;
let mounted = false;

beforeAll(async () => {
  worker = await startRemoteWorker();
  files = path.join(process.env.DATA_DIR ?? '', 'files');
  await mkdir(files, { recursive: true });
  mounted = mount('-t', 'tmpfs', '-o', 'size=4m', 'tmpfs', files);
});
afterAll(() => {
  if (mounted) spawnSync('umount', ['-l', files]);
});
beforeEach((context) => context.skip(!mounted, 'skipped: no tmpfs can be mounted here'));

const filler = () => path.join(files, 'filler');
const TROUBLES = [
  {
    name: 'full',
    begin() {
      for (let size = 1 << 20; size >= 1; size >>= 1) {
        try {
          for (;;) writeFileSync(filler(), Buffer.alloc(size), { flag: 'a' });
        } catch {}
      }
    },
    end: () => rmSync(filler()),
  },
  { name: 'read-only', begin: () => mount('-o', 'remount,ro', files), end: () => mount('-o', 'remount,rw', files) },
];

const stored = () =>
  readdirSync(files, { recursive: true, withFileTypes: true }).filter((each) => each.isFile()).length;

test.each(TROUBLES)(
  'while the disk is $name an upload is refused in words, a picture waits, and nothing is half stored',
  async ({ begin, end }) => {
    const asked = await worker.ask(({ at }) => (at === 'submit' ? PROCESSING : null));
    await vi.waitFor(() => expect(worker.jobs(asked.prompt)).toHaveLength(1), { timeout: 9000, interval: 10 });
    const owner = await createPerson();
    begin();
    const before = stored();
    try {
      await expect(createSelfie(owner)).rejects.toMatchObject({ code: 'unavailable', httpStatus: 503 });
      expect(await checkHealth()).toMatchObject({ storage: 'down', db: 'ok', queue: 'ok' });
      await vi.waitFor(async () => expect(await retries(asked.id)).toBeGreaterThan(0), { timeout: 20_000 });
      expect(stored()).toBe(before);
      expect(await db().selfie.count({ where: { ownerId: owner } })).toBe(0);
    } finally {
      end();
    }
    expect(await checkHealth()).toMatchObject({ storage: 'ok' });
    expect(await ended(asked)).toMatchObject({ status: 'finished', avatars: [expect.anything()] });
    expect(worker.submits(asked.prompt)).toBe(1);
    expect((await createSelfie(owner)).id).toBeDefined();
  },
  60_000,
);

const PROCESSING = { kind: 'fields', fields: { status: 'processing', eta: 1, output: [] } } as const;

/** How often the queue has given it out again. */
async function retries(id: string): Promise<number> {
  const [job] = await db().$queryRaw<{ count: number }[]>`
    SELECT retry_count + (state = 'retry')::int AS count FROM pgboss.job WHERE id = ${id}::uuid`;
  return job?.count ?? 0;
}
