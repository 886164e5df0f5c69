import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import pg from 'pg';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { db } from '@/lib/db';
import { readStoredFile, removeFiles } from '@/lib/storage';
import { avatarKeys, selfieKeys } from '@/lib/storage-keys';
import { startPostgres } from '../../server/embedded-postgres.ts';
import { createAvatar, createPerson, createSelfie, isolate } from '../factories.ts';
import { removeFolder, temporaryFolder } from '../product.ts';

vi.setConfig({ testTimeout: 120_000, hookTimeout: 60_000 });

let folder: string;
beforeAll(async () => {
  await isolate();
  folder = await temporaryFolder();
});
afterAll(() => removeFolder(folder));

/** Runs one of the operator's commands to its end. */
async function run(program: string, args: string[], env: Record<string, string> = {}) {
  const child = spawn(process.execPath, [`dist/${program}.js`, ...args], {
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk) => {
      output += chunk;
    });
  }
  const [code] = await once(child, 'close');
  return { code, output };
}

test('a backup that is made while people work is whole, and moves to another database with all its files', async () => {
  const owner = await createPerson();
  const avatar = await createAvatar(owner, { prompt: 'a "quoted" prompt\nin two lines – ünïcode' });
  const before = await db().generation.findFirstOrThrow({ where: { ownerId: owner } });

  let working = true;
  const work = (async () => {
    while (working) await createSelfie(owner);
  })();
  const backup = path.join(folder, 'backup');
  const made = await run('backup', [backup]);
  working = false;
  await work;
  expect(made).toEqual({ code: 0, output: `Backed up to ${backup}\n` });

  const target = { DATABASE_URL: '', DATA_DIR: path.join(folder, 'restored') };
  expect(await run('restore', [backup], target)).toMatchObject({
    code: 0,
    output: expect.stringMatching(/^Restored /),
  });
  // Nothing is missing, and nothing is there that no row has.
  expect(await run('doctor', [], target)).toMatchObject({ code: 0, output: expect.stringContaining('agree') });

  const { url, stop } = await startPostgres(target.DATA_DIR);
  const client = new pg.Client({ connectionString: url });
  try {
    await client.connect();
    const { rows } = await client.query('SELECT * FROM generations WHERE id = $1', [before.id]);
    expect(rows).toEqual([expect.objectContaining({ prompt: before.prompt, created_at: before.createdAt })]);
    const { rows: selfies } = await client.query<{ id: string }>('SELECT id FROM selfies');
    expect(selfies.length).toBeGreaterThan(0);
    // A second one is refused: it would mix two installations.
    const again = await run('restore', [backup], target);
    expect(again).toMatchObject({ code: 1, output: expect.stringMatching(/^This installation isn’t empty[^\n]+\n$/) });
  } finally {
    await client.end();
    await stop();
  }
  const copy = path.join(backup, 'files', avatarKeys(avatar.id).full);
  expect(await readStoredFile(avatarKeys(avatar.id).full)).toEqual(await readFile(copy));
});

test('what isn’t a backup is refused in one line', async () => {
  await writeFile(path.join(folder, 'manifest.json'), '{}');
  const { code, output } = await run('restore', [folder]);
  expect({ code, lines: output.trim().split('\n').length }).toEqual({ code: 1, lines: 1 });
});

test('the doctor ends with 1 while something is wrong, and puts it right when asked', async () => {
  const { id } = await createSelfie(await createPerson());
  await removeFiles([selfieKeys(id).thumb]);
  const found = await run('doctor', []);
  expect(found).toMatchObject({ code: 1, output: expect.stringContaining(selfieKeys(id).thumb) });
  expect(await run('doctor', ['--repair'])).toMatchObject({ code: 0, output: expect.stringContaining('made again') });
  expect(await readStoredFile(selfieKeys(id).thumb)).not.toBeNull();
});
