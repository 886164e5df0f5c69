import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import pg from 'pg';
import { afterAll, beforeAll, beforeEach, expect, inject, test } from 'vitest';
import { migrate } from '../../server/migrate.ts';
import { schemaDiff } from '../../server/schema-diff.ts';
import { createDatabase, databaseOn, dropDatabase } from '../postgres.ts';

const { server } = inject('postgres');
const name = `selfsame_migrate_${process.pid}`;
const url = databaseOn(server, name);
let folder: string;

async function add(migration: string, sql: string) {
  await mkdir(path.join(folder, migration), { recursive: true });
  await writeFile(path.join(folder, migration, 'migration.sql'), sql);
}

async function rows(sql: string) {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query(sql)).rows;
  } finally {
    await client.end();
  }
}

beforeAll(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'selfsame-migrations-'));
});
afterAll(async () => {
  await dropDatabase(server, name);
  await rm(folder, { recursive: true });
});
beforeEach(async () => {
  await dropDatabase(server, name);
  await createDatabase(server, name);
  await rm(folder, { recursive: true });
  await add('1_first', 'CREATE TABLE one (id int);');
  await add('2_second', 'CREATE TABLE two (id int); INSERT INTO two VALUES (1); -- with; a semicolon');
});

test('migrations are applied in order, once, and recorded as Prisma records them', async () => {
  expect(await migrate(url, folder)).toEqual(['1_first', '2_second']);
  expect(await migrate(url, folder)).toEqual([]);
  expect(await rows('SELECT * FROM two')).toEqual([{ id: 1 }]);
  const [first] = await rows('SELECT * FROM _prisma_migrations ORDER BY migration_name');
  expect(first).toEqual({
    id: expect.stringMatching(/^[0-9a-f-]{36}$/),
    checksum: expect.stringMatching(/^[0-9a-f]{64}$/),
    finished_at: expect.any(Date),
    migration_name: '1_first',
    logs: null,
    rolled_back_at: null,
    started_at: expect.any(Date),
    applied_steps_count: 1,
  });
});

test('two migrations at once apply each migration once', async () => {
  const results = await Promise.all([migrate(url, folder), migrate(url, folder), migrate(url, folder)]);
  expect(results.flat().sort()).toEqual(['1_first', '2_second']);
  expect(await rows('SELECT * FROM two')).toHaveLength(1);
});

test('a migration whose file has changed since is refused in one line', async () => {
  await migrate(url, folder);
  await add('1_first', 'CREATE TABLE one (id bigint);');
  await add('3_third', 'CREATE TABLE three (id int);');
  await expect(migrate(url, folder)).rejects.toThrow(/^Migration 1_first was changed after it was applied.*\.$/);
  expect(await rows("SELECT to_regclass('three') AS made")).toEqual([{ made: null }]);
});

test('a database newer than the migrations is refused', async () => {
  await migrate(url, folder);
  await rm(path.join(folder, '2_second'), { recursive: true });
  await expect(migrate(url, folder)).rejects.toThrow(/has migration 2_second, which this version doesn't know/);
});

test('a migration that fails leaves nothing behind and can be tried again', async () => {
  await add('3_third', 'CREATE TABLE three (id int); SELECT 1 / 0;');
  await expect(migrate(url, folder)).rejects.toThrow('Migration 3_third failed and was undone: division by zero');
  expect(await rows("SELECT to_regclass('three') AS made")).toEqual([{ made: null }]);
  await add('3_third', 'CREATE TABLE three (id int);');
  expect(await migrate(url, folder)).toEqual(['3_third']);
});

test('the migrations make just what schema.prisma says', async () => {
  expect(await migrate(url)).not.toEqual([]);
  expect(await schemaDiff(url)).toBe('');
  await rows("CREATE TYPE unknown_to_the_schema AS ENUM ('a')");
  expect(await schemaDiff(url)).toContain('DROP TYPE');
});
