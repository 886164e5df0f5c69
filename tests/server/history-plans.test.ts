import { expect, test } from 'vitest';
import { createGuest } from '@/lib/accounts';
import { db } from '@/lib/db';
import { listUnfinished } from '@/lib/generation-views';
import { listAvatars } from '@/lib/history';
import { isolate } from '../factories.ts';

const PEOPLE = 20;
const EACH = 1000;
/** Rows that one page may read of a table: itself, one more, and what a filter's index still leaves out. */
const READ_FOR_A_PAGE = 120;

await isolate();

/** Many people, their days mixed; of each person's avatars one is marked, one in the trash, one called a needle. */
async function seed(): Promise<string> {
  const owners = await Promise.all(Array.from({ length: PEOPLE }, () => createGuest()));
  await db().$executeRaw`
    INSERT INTO generations (id, owner_id, status, engine, style, prompt, negative_prompt, width, height, steps,
                             guidance, face_strength, samples, safety_checker, consented_at, created_at)
    SELECT gen_random_uuid(), owner::uuid, 'finished', 'embedded',
           (ARRAY['realistic', 'anime', '3d', 'chibi', 'comic'])[1 + n % 5],
           CASE n WHEN 11 THEN 'needle' ELSE 'by the sea, number ' || n END,
           '', 512, 768, 31, 7.5, 1, 1, true, now(), now() - n * interval '1 hour'
    FROM generate_series(1, ${EACH}::int) n, unnest(${owners}::text[]) owner`;
  await db().$executeRaw`
    INSERT INTO avatars (id, owner_id, generation_id, position, style, width, height, bytes, placeholder, favourite,
                         created_at, deleted_at)
    SELECT gen_random_uuid(), owner_id, id, 0, style, 512, 768, 1, 'data:image/webp;base64,AAAA',
           prompt = 'by the sea, number 12', created_at, CASE prompt WHEN 'by the sea, number 13' THEN now() END
    FROM generations`;
  await db().$executeRaw`VACUUM ANALYZE`;
  return owners[0] ?? '';
}

type Reads = { whole: number; rows: number };

/** Whole tables read, and rows read by an index, so far. The statement before hands in what was counted. */
async function reads(): Promise<Reads> {
  await db().$queryRaw`SELECT pg_stat_force_next_flush()::text`;
  const [row] = await db().$queryRaw<Reads[]>`
    SELECT sum(seq_scan)::int AS whole, sum(idx_tup_fetch)::int AS rows FROM pg_stat_user_tables
    WHERE relname IN ('avatars', 'generations', 'share_links', 'shared_avatars')`;
  return row ?? { whole: Number.NaN, rows: Number.NaN };
}

const owner = await seed();

const pages = {
  'the first page': { run: () => listAvatars(owner), count: 48 },
  'one style': { run: () => listAvatars(owner, { filter: { show: 'all', style: 'chibi' } }), count: 48 },
  favourites: { run: () => listAvatars(owner, { filter: { show: 'favourites' } }), count: 1 },
  trash: { run: () => listAvatars(owner, { filter: { show: 'trash' } }), count: 1 },
  'a word found once': { run: () => listAvatars(owner, { filter: { show: 'all', search: 'needle' } }), count: 1 },
  'a word found nowhere': { run: () => listAvatars(owner, { filter: { show: 'all', search: 'nowhere' } }), count: 0 },
  'what is under way': { run: async () => ({ avatars: await listUnfinished(owner) }), count: 0 },
};

test.each(Object.entries(pages))('%s of a long history among many is read by an index alone', async (_, page) => {
  const before = await reads();
  const { avatars } = await page.run();
  const after = await reads();
  expect(avatars).toHaveLength(page.count);
  expect(after.whole - before.whole).toBe(0);
  expect(after.rows - before.rows).toBeLessThanOrEqual(READ_FOR_A_PAGE);
});
