/**
 * Applies prisma/migrations as `prisma migrate deploy` would, without its schema engine (a download): in order,
 * each in a transaction, recorded in `_prisma_migrations`, so that Prisma's own tools agree about the database.
 */
import { createHash, randomUUID } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import pg from 'pg';

/** One folder up, both from server/ and from the bundle in dist/. */
const MIGRATIONS = fileURLToPath(new URL('../prisma/migrations', import.meta.url));

/** Any number of ours alone: "selfsame" has 8 letters, a lock 8 bytes. */
const LOCK = Buffer.from('selfsame').readBigInt64BE().toString();

type Migration = { name: string; sql: string; checksum: string };
type Applied = { migration_name: string; checksum: string; finished_at: Date | null };

/**
 * Brings the database to the newest migration, or to `last`; a second caller waits for the first, then finds nothing
 * to do.
 * @returns the names of the migrations that were applied now
 * @throws Error in one line when an applied migration's file has changed or is missing, or one failed
 */
export async function migrate(
  databaseUrl: string,
  folder: string = MIGRATIONS,
  last: string | null = null,
): Promise<string[]> {
  const migrations = await readMigrations(folder);
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect().catch((error: NodeJS.ErrnoException) => {
    // Without a message where several addresses of one host failed.
    throw new Error(`The database can't be reached: ${error.message || error.code}`, { cause: error });
  });
  try {
    await client.query('SELECT pg_advisory_lock($1)', [LOCK]);
    await client.query(TABLE);
    const { rows } = await client.query<Applied>(
      'SELECT migration_name, checksum, finished_at FROM _prisma_migrations WHERE rolled_back_at IS NULL',
    );
    const todo = pending(migrations, rows).filter(({ name }) => last === null || name <= last);
    for (const migration of todo) await apply(client, migration);
    return todo.map(({ name }) => name);
  } finally {
    // The lock ends with the connection.
    await client.end();
  }
}

async function readMigrations(folder: string): Promise<Migration[]> {
  const entries = await readdir(folder, { withFileTypes: true });
  const names = entries.filter((entry) => entry.isDirectory()).map(({ name }) => name);
  return Promise.all(
    names.sort().map(async (name) => {
      const file = await readFile(path.join(folder, name, 'migration.sql'));
      return { name, sql: file.toString('utf8'), checksum: createHash('sha256').update(file).digest('hex') };
    }),
  );
}

function pending(migrations: Migration[], applied: Applied[]): Migration[] {
  for (const { migration_name: name, checksum, finished_at } of applied) {
    const file = migrations.find((migration) => migration.name === name);
    if (!file)
      throw new Error(`The database has migration ${name}, which this version doesn't know: use a newer version.`);
    if (file.checksum !== checksum) {
      throw new Error(`Migration ${name} was changed after it was applied: undo the change and add a new migration.`);
    }
    if (finished_at === null)
      throw new Error(`Migration ${name} failed before: repair it with \`prisma migrate resolve\`.`);
  }
  const known = new Set(applied.map((row) => row.migration_name));
  return migrations.filter(({ name }) => !known.has(name));
}

async function apply(client: pg.Client, { name, sql, checksum }: Migration) {
  try {
    await client.query('BEGIN');
    await client.query(sql);
    await client.query(
      `INSERT INTO _prisma_migrations (id, checksum, migration_name, started_at, finished_at, applied_steps_count)
       VALUES ($1, $2, $3, now(), clock_timestamp(), 1)`,
      [randomUUID(), checksum, name],
    );
    await client.query('COMMIT');
  } catch (error) {
    await client.query('ROLLBACK').catch(() => undefined);
    const reason = error instanceof Error ? error.message : String(error);
    throw new Error(`Migration ${name} failed and was undone: ${reason}`, { cause: error });
  }
}

/** As Prisma's schema engine makes it. */
const TABLE = `CREATE TABLE IF NOT EXISTS _prisma_migrations (
  id                  VARCHAR(36) PRIMARY KEY NOT NULL,
  checksum            VARCHAR(64) NOT NULL,
  finished_at         TIMESTAMPTZ,
  migration_name      VARCHAR(255) NOT NULL,
  logs                TEXT,
  rolled_back_at      TIMESTAMPTZ,
  started_at          TIMESTAMPTZ NOT NULL DEFAULT now(),
  applied_steps_count INTEGER NOT NULL DEFAULT 0
)`;
