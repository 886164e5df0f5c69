/**
 * Whether a full house slows a person's history: `npx tsx bench/history.ts`.
 * Two built products (run `npm run build` first), one with 1,000 avatars of one person, one with 1,000,000 of 1,000
 * people; the same pages of both are asked for in turn, of the full one each time another person's.
 */
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { encode } from 'next-auth/jwt';
import pg from 'pg';
import { sessionCookieName } from '../lib/session-cookie.ts';
import { startPostgres } from '../server/embedded-postgres.ts';
import { removeFolder, startProduct, temporaryFolder } from '../tests/product.ts';
import { quantile } from './figures.ts';

const EACH = 1000;
const PEOPLE = 1000;
const ROUNDS = 200;
const LIMIT = 1.2;

const PAGES = {
  'first page': '/avatars',
  'search, found': '/avatars?q=harbour',
  'search, found late': '/avatars?q=needle',
  'search, not found': '/avatars?q=nowhere',
  'one style': '/avatars?style=chibi',
  favourites: '/avatars?show=favourites',
  'shared, none': '/avatars?show=shared',
  trash: '/avatars?show=trash',
};

const few = await house(1);
const full = await house(PEOPLE);
let missed = false;
try {
  for (const [what, address] of Object.entries(PAGES)) {
    const times = { few: [] as number[], full: [] as number[] };
    for (let round = -10; round < ROUNDS; round++) {
      const answers = [await few.ask(address), await full.ask(address)];
      if (round < 0) continue;
      times.few.push(answers[0] ?? Number.NaN);
      times.full.push(answers[1] ?? Number.NaN);
    }
    const [base, loaded] = [quantile(times.few, 0.95), quantile(times.full, 0.95)];
    const ratio = loaded / base;
    missed ||= ratio > LIMIT;
    const medians = `medians ${quantile(times.full, 0.5).toFixed(1)} / ${quantile(times.few, 0.5).toFixed(1)}`;
    console.log(
      `${ratio <= LIMIT ? 'ok  ' : 'MISS'} ${what}: p95 ${loaded.toFixed(1)} / ${base.toFixed(1)} ms = ${ratio.toFixed(2)} × (target ≤ ${LIMIT} ×), ${medians} ms`,
    );
  }
} finally {
  await few.close();
  await full.close();
}
process.exit(missed ? 1 : 0);

/** A running product with `EACH` avatars of each of so many people. */
async function house(people: number) {
  const dataDir = await temporaryFolder();
  const product = await startProduct({ dataDir, env: { WORKERS: '0' } });
  const client = new pg.Client({ connectionString: (await startPostgres(dataDir)).url });
  await client.connect();
  const owners = await seed(client, people);
  await client.end();
  const secret = (await readFile(path.join(dataDir, 'auth-secret'), 'utf8')).trim();
  const cookies = await Promise.all(
    owners.map(async (sub) => `${sessionCookieName()}=${await encode({ token: { sub }, secret })}`),
  );
  let turn = 0;
  return {
    async ask(address: string): Promise<number> {
      turn = (turn + 7) % cookies.length;
      const started = performance.now();
      const response = await fetch(product.url + address, { headers: { cookie: cookies[turn] ?? '' } });
      const html = await response.text();
      if (!response.ok || !html.includes('Your avatars')) throw new Error(`${address} answered ${response.status}`);
      return performance.now() - started;
    },
    async close() {
      await product.stop();
      await removeFolder(dataDir);
    },
  };
}

/** Everybody's days mixed, as they come in life: a person's rows lie far apart. @returns the people's ids */
async function seed(client: pg.Client, people: number): Promise<string[]> {
  const { rows } = await client.query<{ id: string }>(
    'INSERT INTO users (id) SELECT gen_random_uuid() FROM generate_series(1, $1) RETURNING id',
    [people],
  );
  const owners = rows.map(({ id }) => id);
  await client.query('ALTER TABLE generations DISABLE TRIGGER generations_notify');
  await client.query(
    `INSERT INTO generations (id, owner_id, status, engine, style, prompt, negative_prompt, width, height, steps,
                              guidance, face_strength, samples, safety_checker, consented_at, created_at)
     SELECT gen_random_uuid(), owner, 'finished', 'embedded',
            (ARRAY['realistic', 'anime', '3d', 'chibi', 'comic'])[1 + n % 5],
            CASE n % 50 WHEN 7 THEN 'a quiet harbour at dusk' ELSE 'somewhere by the sea, warm light, number ' || n END
            || CASE n WHEN 11 THEN ' needle' ELSE '' END,
            '', 512, 768, 31, 7.5, 1, 1, true, now(), now() - (1000 - n) * interval '1 hour'
     FROM generate_series(1, $2::int) n, unnest($1::uuid[]) owner`,
    [owners, EACH],
  );
  await client.query(
    `INSERT INTO avatars (id, owner_id, generation_id, position, style, width, height, bytes, placeholder, favourite,
                          created_at, deleted_at)
     SELECT gen_random_uuid(), owner_id, id, 0, style, 512, 768, 1, 'data:image/webp;base64,' || repeat('A', 120),
            random() < 0.01, created_at, CASE WHEN random() < 0.01 THEN now() END
     FROM generations`,
  );
  await client.query('ALTER TABLE generations ENABLE TRIGGER generations_notify');
  await client.query('VACUUM ANALYZE');
  return owners;
}
