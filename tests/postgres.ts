/** Databases for tests: each test file that asks gets its own, a copy of the migrated template. */
import { randomUUID } from 'node:crypto';
import pg from 'pg';

/**
 * Makes this test file's database, and drops it when the file is done. It is also put into DATABASE_URL, where
 * lib/db.ts finds it at its first use.
 * @returns its address
 */
export async function databaseForFile(): Promise<string> {
  // Not at the top: tests/global-setup.ts uses this file too, outside a test run.
  const { afterAll, inject } = await import('vitest');
  const { server, template } = inject('postgres');
  const name = `selfsame_test_${randomUUID().replaceAll('-', '')}`;
  await createDatabase(server, name, template);
  afterAll(() => dropDatabase(server, name));
  const url = databaseOn(server, name);
  process.env.DATABASE_URL = url;
  return url;
}

/** The address of another database on the same server. */
export function databaseOn(server: string, name: string): string {
  const url = new URL(server);
  url.pathname = `/${name}`;
  return url.href;
}

export async function createDatabase(server: string, name: string, template = 'template0') {
  await onServer(server, `CREATE DATABASE ${pg.escapeIdentifier(name)} TEMPLATE ${pg.escapeIdentifier(template)}`);
}

export async function dropDatabase(server: string, name: string) {
  await onServer(server, `DROP DATABASE IF EXISTS ${pg.escapeIdentifier(name)} WITH (FORCE)`);
}

async function onServer(server: string, sql: string) {
  const client = new pg.Client({ connectionString: server });
  await client.connect();
  try {
    await client.query(sql);
  } finally {
    await client.end();
  }
}
