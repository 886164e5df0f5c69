/** The promise that nothing accepted is lost or doubled, whatever is killed when. */
import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { db } from '@/lib/db';
import { startPostgres } from '../../server/embedded-postgres.ts';
import { createGeneration, createPerson, createSelfie } from '../factories.ts';
import { freePort, type Product, removeFolder, startProduct, temporaryFolder } from '../product.ts';

const MOMENTS = 20;
let dataDir: string;
let product: Product;
let start: () => Promise<Product>;

beforeAll(async () => {
  dataDir = await temporaryFolder();
  const port = await freePort();
  start = () => startProduct({ dataDir, port, env: { GUEST_DAILY_LIMIT: '1000' } });
  product = await start();
  const { url } = await startPostgres(dataDir);
  Object.assign(process.env, { DATABASE_URL: url, DATA_DIR: dataDir, GUEST_DAILY_LIMIT: '1000' });
}, 120_000);

afterAll(async () => {
  await db().$disconnect();
  await product.stop();
  await removeFolder(dataDir);
}, 60_000);

test(`killed at ${MOMENTS} moments of running generations, every accepted one finishes once`, async () => {
  const owner = await createPerson();
  const { id: selfieId } = await createSelfie(owner);
  const accepted: string[] = [];
  const finishedLines: string[] = [];
  for (let moment = 0; moment < MOMENTS; moment++) {
    const samples = moment % 5 === 0 ? 2 : 1;
    const { id } = await createGeneration(owner, {
      ...{ selfieId, samples, width: 256, height: 384, steps: 21 },
      style: moment % 2 === 0 ? 'comic' : 'realistic',
    });
    accepted.push(id);
    await vi.waitFor(
      async () => expect(await db().generation.count({ where: { status: 'drawing' } })).toBeGreaterThan(0),
      {
        timeout: 60_000,
        interval: 10,
      },
    );
    // The moment itself: spread evenly over what one drawing takes.
    await sleep((moment * 1500) / MOMENTS);
    await product.kill(moment % 3 === 0 ? 'supervisor' : 'everything');
    finishedLines.push(...product.lines.filter((line) => line.includes('generation.finished')));
    product = await start();
  }
  const rows = await vi.waitFor(
    async () => {
      const all = await db().generation.findMany({ include: { avatars: true } });
      expect(all.filter((row) => row.status === 'queued' || row.status === 'drawing')).toEqual([]);
      return all;
    },
    { timeout: 180_000, interval: 250 },
  );
  finishedLines.push(...product.lines.filter((line) => line.includes('generation.finished')));

  expect(rows.map((row) => row.id).sort()).toEqual([...accepted].sort());
  expect(rows.filter((row) => row.status !== 'finished').map((row) => row.failureMessage)).toEqual([]);
  for (const row of rows)
    expect(row.avatars.map((avatar) => avatar.position).sort()).toEqual([...Array(row.samples).keys()]);
  for (const id of accepted) expect(finishedLines.filter((line) => line.includes(id)).length).toBeLessThanOrEqual(1);

  const files = (
    await readdir(path.join(dataDir, 'files', 'avatars'), { recursive: true, withFileTypes: true })
  ).filter((entry) => entry.isFile() && !entry.name.endsWith('.tmp'));
  expect(files).toHaveLength(2 * rows.reduce((sum, row) => sum + row.samples, 0));
}, 600_000);
