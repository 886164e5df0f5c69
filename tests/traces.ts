/** Looks for what should be gone. */
import { readdir } from 'node:fs/promises';
import pg from 'pg';

/**
 * Everywhere that a text stands: each column of each table, the queue's included, and the names of files.
 * @returns the tables and files
 */
export async function findTraces(databaseUrl: string, filesFolder: string, text: string): Promise<string[]> {
  const found: string[] = [];
  const tables = await query<{ name: string }>(
    databaseUrl,
    `SELECT format('%I.%I', n.nspname, c.relname) AS name FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
     WHERE c.relkind = 'r' AND n.nspname NOT IN ('pg_catalog', 'information_schema', 'pg_toast')`,
  );
  for (const { name } of tables) {
    const like = `SELECT 1 FROM ${name} AS t WHERE t::text LIKE '%' || $1 || '%' LIMIT 1`;
    if ((await query(databaseUrl, like, [text])).length > 0) found.push(name);
  }
  const files = await readdir(filesFolder, { recursive: true });
  return [...found, ...files.filter((file) => file.includes(text))];
}

/** Runs one statement, over a connection of its own. */
export async function query<Row extends pg.QueryResultRow>(
  databaseUrl: string,
  sql: string,
  values: unknown[] = [],
): Promise<Row[]> {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    return (await client.query<Row>(sql, values)).rows;
  } finally {
    await client.end();
  }
}
