/** Looks for what should be gone. */
import { readdir } from 'node:fs/promises';
import pg from 'pg';

/**
 * Everywhere that one of `texts` stands: each column of each table, the queue's included, and the names of files.
 * @returns `table: text` and `file: text`
 */
export async function findTraces(
  databaseUrl: string,
  filesFolder: string,
  texts: readonly string[],
): Promise<string[]> {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    const { rows: tables } = await client.query<{ name: string }>(
      `SELECT format('%I.%I', n.nspname, c.relname) AS name FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
       WHERE c.relkind = 'r' AND n.nspname NOT IN ('pg_catalog', 'information_schema', 'pg_toast')`,
    );
    const found: string[] = [];
    for (const { name } of tables) {
      const { rows } = await client.query<{ text: string }>(
        `SELECT DISTINCT text FROM ${name} AS t, unnest($1::text[]) AS text WHERE position(text IN t::text) > 0`,
        [texts],
      );
      found.push(...rows.map(({ text }) => `${name}: ${text}`));
    }
    for (const file of await readdir(filesFolder, { recursive: true })) {
      found.push(...texts.filter((text) => file.includes(text)).map((text) => `${file}: ${text}`));
    }
    return found;
  } finally {
    await client.end();
  }
}
