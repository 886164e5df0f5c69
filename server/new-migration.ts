/**
 * `npm run migration -- <name>`: writes what prisma/schema.prisma has and the migrations lack as a new migration.
 * Read it before you commit it: moving what is in the columns is not the engine's business.
 */
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { startPostgres } from './embedded-postgres.ts';
import { migrate } from './migrate.ts';
import { schemaDiff } from './schema-diff.ts';

const name = process.argv[2];
if (!name || !/^[a-z0-9_]+$/.test(name)) {
  console.error('Usage: npm run migration -- a_name_in_small_letters');
  process.exit(1);
}
const scratch = await mkdtemp(path.join(os.tmpdir(), 'selfsame-migration-'));
const { url, stop } = await startPostgres(scratch);
try {
  await migrate(url);
  const sql = await schemaDiff(url);
  if (sql === '') {
    console.log('The migrations already make what prisma/schema.prisma says.');
  } else {
    const stamp = new Date().toISOString().replace(/\D/g, '').slice(0, 14);
    const folder = fileURLToPath(new URL(`../prisma/migrations/${stamp}_${name}`, import.meta.url));
    await mkdir(folder);
    await writeFile(path.join(folder, 'migration.sql'), `${sql}\n`);
    console.log(`Written: ${path.join(folder, 'migration.sql')}`);
  }
} finally {
  await stop();
  await rm(scratch, { recursive: true, force: true });
}
