/**
 * `npm run backup [-- FOLDER]`: everything that is people's, while the product runs: all tables as of one moment, and
 * every file that their rows have. A folder that can be copied, compared and looked into; `npm run restore` reads it.
 */
import { once } from 'node:events';
import { createWriteStream, existsSync } from 'node:fs';
import { copyFile, mkdir, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { finished } from 'node:stream/promises';
import pg from 'pg';
import { listFiles, readStoredFile } from '../lib/storage.ts';
import { recordOf } from '../lib/storage-keys.ts';
import type { Manifest } from './backup-format.ts';
import { operate } from './operator.ts';

const ROWS = 500;
/** Kinds of files whose rows are looked up; any other is copied as it is. */
const WITH_ROWS = new Set(['avatars', 'selfies']);

await operate(async ({ dataDir }, databaseUrl) => {
  const stamp = new Date().toISOString().slice(0, 19).replaceAll(':', '');
  const folder = path.resolve(process.argv[2] ?? path.join('backups', stamp));
  if (existsSync(folder)) throw new Error(`${folder} is there already: name a new folder.`);
  // What is there under its name is whole.
  const partial = `${folder}.partial`;
  await rm(partial, { recursive: true, force: true });
  await mkdir(path.join(partial, 'tables'), { recursive: true, mode: 0o700 });

  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    await client.query('BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY');
    const tables = await copyTables(client, partial);
    const { rows } = await client.query<{ name: string }>(
      'SELECT migration_name AS name FROM _prisma_migrations WHERE rolled_back_at IS NULL ORDER BY 1',
    );
    const files = await copyFiles(client, partial);
    const manifest: Manifest = { version: 1, migrations: rows.map(({ name }) => name), tables, files };
    const secret = path.join(dataDir, 'auth-secret');
    if (existsSync(secret)) await copyFile(secret, path.join(partial, 'auth-secret'));
    await writeFile(path.join(partial, 'manifest.json'), `${JSON.stringify(manifest, null, 2)}\n`);
  } finally {
    await client.end();
  }
  await rename(partial, folder);
  console.log(`Backed up to ${folder}`);
});

/** Each table as a file with one row a line. @returns the number of rows of each */
async function copyTables(client: pg.Client, folder: string): Promise<Record<string, number>> {
  const { rows } = await client.query<{ name: string }>(
    `SELECT table_name AS name FROM information_schema.tables
     WHERE table_schema = 'public' AND table_type = 'BASE TABLE' AND table_name <> '_prisma_migrations' ORDER BY 1`,
  );
  const counts: Record<string, number> = {};
  for (const { name } of rows) {
    const file = createWriteStream(path.join(folder, 'tables', `${name}.jsonl`), { mode: 0o600 });
    await client.query(
      `DECLARE rows CURSOR FOR SELECT row_to_json(t)::text AS line FROM ${pg.escapeIdentifier(name)} t`,
    );
    counts[name] = 0;
    for (;;) {
      const page = await client.query<{ line: string }>(`FETCH ${ROWS} FROM rows`);
      if (page.rows.length === 0) break;
      counts[name] += page.rows.length;
      if (!file.write(page.rows.map(({ line }) => `${line}\n`).join(''))) {
        await once(file, 'drain');
      }
    }
    await client.query('CLOSE rows');
    file.end();
    await finished(file);
  }
  return counts;
}

/** The files of the rows that were copied: what came later isn't theirs. @returns their number */
async function copyFiles(client: pg.Client, folder: string): Promise<number> {
  let copied = 0;
  for (let cursor: string | null = null; ; ) {
    const page: Awaited<ReturnType<typeof listFiles>> = await listFiles(cursor);
    const names = page.files.filter(({ kind }) => kind === 'file').map(({ name }) => name);
    const ids = names.map((name) => recordOf(name).id);
    const { rows } = await client.query<{ id: string }>(
      'SELECT id FROM avatars WHERE id = ANY($1) UNION ALL SELECT id FROM selfies WHERE id = ANY($1)',
      [ids],
    );
    const known = new Set(rows.map(({ id }) => id));
    const isWanted = ({ kind, id }: { kind: string; id: string }) => !WITH_ROWS.has(kind) || known.has(id);
    for (const name of names.filter((each) => isWanted(recordOf(each)))) {
      const bytes = await readStoredFile(name);
      // Its owner deleted it since.
      if (bytes === null) continue;
      const file = path.join(folder, 'files', name);
      await mkdir(path.dirname(file), { recursive: true, mode: 0o700 });
      await writeFile(file, bytes, { mode: 0o600 });
      copied += 1;
    }
    if (page.next === null) return copied;
    cursor = page.next;
  }
}
