import { randomUUID } from 'node:crypto';
import { cp, mkdtemp, readdir, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import pg from 'pg';
import { afterAll, expect, inject, test } from 'vitest';
import { migrate } from '../../server/migrate.ts';
import { createDatabase, databaseOn, dropDatabase } from '../postgres.ts';

const MIGRATIONS = 'prisma/migrations';
const SHARE_OPTIONS = '20261125234952_share_options';

const { server } = inject('postgres');
const name = `selfsame_share_migration_${process.pid}`;

afterAll(() => dropDatabase(server, name));

test('links made when each had one avatar keep address and avatar, with nothing more shown', async () => {
  const url = databaseOn(server, name);
  await createDatabase(server, name);
  const before = await mkdtemp(path.join(os.tmpdir(), 'selfsame-migrations-'));
  for (const folder of await readdir(MIGRATIONS)) {
    if (folder < SHARE_OPTIONS) await cp(path.join(MIGRATIONS, folder), path.join(before, folder), { recursive: true });
  }
  await migrate(url, before);
  await rm(before, { recursive: true });
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    const [person, generation, avatar] = [randomUUID(), randomUUID(), randomUUID()];
    await client.query('INSERT INTO users (id) VALUES ($1)', [person]);
    await client.query(
      `INSERT INTO generations (id, owner_id, engine, style, prompt, negative_prompt, width, height, steps, guidance,
         face_strength, samples, safety_checker, consented_at)
       VALUES ($1, $2, 'embedded', 'comic', 'secret', '', 512, 768, 31, 7.5, 1, 1, true, now())`,
      [generation, person],
    );
    await client.query(
      `INSERT INTO avatars (id, owner_id, generation_id, position, style, width, height, bytes, placeholder)
       VALUES ($1, $2, $3, 0, 'comic', 512, 768, 1, '')`,
      [avatar, person, generation],
    );
    await client.query(`INSERT INTO share_links (slug, owner_id, avatar_id) VALUES ('abcdefghijkmnpqr', $1, $2)`, [
      person,
      avatar,
    ]);
    expect(await migrate(url)).toContain(SHARE_OPTIONS);
    const { rows } = await client.query(
      `SELECT slug, position, avatar_id, owner_id, expires_at, password_hash, shows_prompt, shows_selfie
       FROM share_links JOIN shared_avatars USING (slug)`,
    );
    expect(rows).toEqual([
      {
        slug: 'abcdefghijkmnpqr',
        position: 0,
        avatar_id: avatar,
        owner_id: person,
        expires_at: null,
        password_hash: null,
        shows_prompt: false,
        shows_selfie: false,
      },
    ]);
  } finally {
    await client.end();
  }
});
