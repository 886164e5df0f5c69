/** Once for all database tests: a server, and on it the migrated template that each file's database is copied from. */
import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import type { TestProject } from 'vitest/node';
import { startPostgres } from '../server/embedded-postgres.ts';
import { migrate } from '../server/migrate.ts';
import { createDatabase, databaseOn, dropDatabase } from './postgres.ts';

declare module 'vitest' {
  interface ProvidedContext {
    postgres: { server: string; template: string };
  }
}

export default async function setup(project: TestProject) {
  const given = process.env.TEST_DATABASE_URL;
  const folder = given ? null : await mkdtemp(path.join(os.tmpdir(), 'selfsame-test-'));
  const embedded = folder ? await startPostgres(folder) : null;
  const server = given ?? embedded?.url ?? '';
  const template = `selfsame_template_${process.pid}`;
  await createDatabase(server, template);
  await migrate(databaseOn(server, template));
  project.provide('postgres', { server, template });

  return async () => {
    await dropDatabase(server, template);
    await embedded?.stop();
    if (folder) await rm(folder, { recursive: true, force: true });
  };
}
