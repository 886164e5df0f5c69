/**
 * The secret that signs sessions, when the operator gave none: made once and kept under the data folder, or in the
 * database where several machines share one.
 */
import { randomBytes, randomUUID } from 'node:crypto';
import { linkSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import pg from 'pg';

/** The kept secret; losing it signs everybody out. */
export function keepAuthSecret(dataDir: string): string {
  const file = path.join(dataDir, 'auth-secret');
  const kept = read(file);
  if (kept !== null) return kept;
  const draft = `${file}.${randomUUID()}`;
  writeFileSync(draft, `${randomBytes(32).toString('base64url')}\n`, { mode: 0o600, flush: true });
  try {
    // A link appears whole or not at all, and never over another one.
    linkSync(draft, file);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  } finally {
    rmSync(draft, { force: true });
  }
  const made = read(file);
  if (made === null) throw new Error(`The file ${file} holds no secret: delete it.`);
  return made;
}

/**
 * The secret that all processes on a database share; the first one gives its own.
 * @param databaseUrl a database that has been migrated
 */
export async function shareAuthSecret(databaseUrl: string, dataDir: string): Promise<string> {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    const mine = read(path.join(dataDir, 'auth-secret')) ?? randomBytes(32).toString('base64url');
    await client.query("INSERT INTO secrets (name, value) VALUES ('auth', $1) ON CONFLICT DO NOTHING", [mine]);
    const { rows } = await client.query<{ value: string }>("SELECT value FROM secrets WHERE name = 'auth'");
    return rows[0]?.value ?? mine;
  } finally {
    await client.end();
  }
}

function read(file: string): string | null {
  try {
    return readFileSync(file, 'utf8').trim() || null;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
}
