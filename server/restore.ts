/**
 * `npm run restore -- FOLDER`: puts a backup into an empty installation, of this or a newer version, with any database
 * and storage: also the way from the embedded database to PostgreSQL, and from a folder to a bucket.
 */
import { createReadStream, existsSync } from 'node:fs';
import { copyFile, readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { createInterface } from 'node:readline';
import pg from 'pg';
import { putFile } from '../lib/storage.ts';
import { checkFiles } from '../lib/storage-check.ts';
import { type Manifest, manifestSchema } from './backup-format.ts';
import { takeLock } from './lock.mjs';
import { migrate } from './migrate.ts';
import { operate } from './operator.ts';

const ROWS = 500;

await operate(async ({ dataDir, databaseUrl: given }, databaseUrl) => {
  const [folder] = process.argv.slice(2);
  if (folder === undefined) throw new Error('Usage: npm run restore -- FOLDER');
  const manifest = await readManifest(folder);
  const lock = given === null ? takeLock(path.join(dataDir, 'selfsame.lock')) : { release: () => undefined };
  if ('heldBy' in lock) throw new Error(`Selfsame is running on ${dataDir}: stop it first.`);
  try {
    // To where the tables were, then their rows, then on: newer migrations know what to do with older rows.
    await migrate(databaseUrl, undefined, manifest.migrations.at(-1) ?? null);
    await load(databaseUrl, folder, manifest);
    await migrate(databaseUrl);
    const files = await putFiles(path.join(folder, 'files'));
    const secret = path.join(dataDir, 'auth-secret');
    const kept = path.join(folder, 'auth-secret');
    if (existsSync(kept)) await copyFile(kept, secret);
    // Rows whose pictures were deleted while the backup was made.
    const { lost } = await checkFiles({ repair: true });
    const rows = Object.values(manifest.tables).reduce((sum, count) => sum + count, 0);
    console.log(
      `Restored ${rows} rows and ${files} files${lost.length > 0 ? `, without ${lost.length} that had gone` : ''}.`,
    );
  } finally {
    lock.release();
  }
});

async function readManifest(folder: string): Promise<Manifest> {
  const file = path.join(folder, 'manifest.json');
  if (!existsSync(file)) throw new Error(`${folder} holds no backup.`);
  const manifest = manifestSchema.safeParse(JSON.parse(await readFile(file, 'utf8')));
  if (!manifest.success) throw new Error(`${file} isn't one that this version understands.`);
  return manifest.data;
}

/** All rows in one transaction, into tables that must be empty. */
async function load(databaseUrl: string, folder: string, { tables, migrations }: Manifest): Promise<void> {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    await client.query('BEGIN');
    const { rows: applied } = await client.query('SELECT migration_name AS name FROM _prisma_migrations');
    const missing = migrations.find((name) => !applied.some((row) => row.name === name));
    if (missing !== undefined) throw new Error(`The backup has migration ${missing}: restore it with a newer version.`);
    const { rows: users } = await client.query('SELECT FROM users LIMIT 1');
    if (users.length > 0)
      throw new Error('This installation isn’t empty: restore into a new DATA_DIR or DATABASE_URL.');
    for (const table of await inOrder(client, Object.keys(tables))) await loadTable(client, folder, table);
    await advanceSequences(client);
    await client.query('COMMIT');
  } finally {
    await client.end();
  }
}

/** Tables after those that they refer to. */
async function inOrder(client: pg.Client, tables: string[]): Promise<string[]> {
  const { rows } = await client.query<{ table: string; refers: string }>(
    `SELECT conrelid::regclass::text AS table, confrelid::regclass::text AS refers FROM pg_constraint
     WHERE contype = 'f' AND connamespace = 'public'::regnamespace AND conrelid <> confrelid`,
  );
  const ordered = new Set<string>();
  const visit = (table: string) => {
    if (ordered.has(table)) return;
    for (const { refers } of rows.filter((row) => row.table === table)) visit(refers);
    ordered.add(table);
  };
  for (const table of tables) visit(table);
  return [...ordered];
}

async function loadTable(client: pg.Client, folder: string, table: string): Promise<void> {
  const name = pg.escapeIdentifier(table);
  const insert = (lines: string[]) =>
    client.query(`INSERT INTO ${name} SELECT * FROM json_populate_recordset(NULL::${name}, $1::json)`, [
      `[${lines.join(',')}]`,
    ]);
  let lines: string[] = [];
  for await (const line of createInterface({
    input: createReadStream(path.join(folder, 'tables', `${table}.jsonl`)),
  })) {
    lines.push(line);
    if (lines.length < ROWS) continue;
    await insert(lines);
    lines = [];
  }
  if (lines.length > 0) await insert(lines);
}

/** Numbers that the database counts up go on after the rows that were loaded. */
async function advanceSequences(client: pg.Client): Promise<void> {
  const { rows } = await client.query<{ table: string; column: string; sequence: string }>(
    `SELECT quote_ident(table_name) AS table, quote_ident(column_name) AS column,
            pg_get_serial_sequence(quote_ident(table_name), column_name) AS sequence
     FROM information_schema.columns
     WHERE table_schema = 'public' AND pg_get_serial_sequence(quote_ident(table_name), column_name) IS NOT NULL`,
  );
  for (const { table, column, sequence } of rows) {
    await client.query(`SELECT setval($1, greatest(max(${column}), 1)) FROM ${table}`, [sequence]);
  }
}

/** @returns their number */
async function putFiles(folder: string): Promise<number> {
  if (!existsSync(folder)) return 0;
  let count = 0;
  for (const kind of await readdir(folder)) {
    for (const name of await readdir(path.join(folder, kind))) {
      await putFile(`${kind}/${name}`, await readFile(path.join(folder, kind, name)));
      count += 1;
    }
  }
  return count;
}
