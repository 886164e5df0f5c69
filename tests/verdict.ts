/** What has to hold once everything has ended, whatever was killed, cut off or refused meanwhile. */
import { utimes } from 'node:fs/promises';
import path from 'node:path';
import { db } from '@/lib/db';
import { listFiles } from '@/lib/storage';
import { checkFiles, sweepOrphans } from '@/lib/storage-check';
import type { FakeFaceGen } from './fakes/face-gen.ts';

/** Each is a list of sentences: empty is well. */
export type Verdict = {
  /** What was accepted and isn't there, or has no file. */
  lost: string[];
  /** What was made, told, counted or paid more than once. */
  doubled: string[];
  /** Files that nobody claims, after the sweep. */
  leaked: string[];
  /** All else: what never ended, quota that doesn't add up. */
  faults: string[];
};

const DAY_MS = 86_400_000;

/**
 * Looks at all records and files of the installation that this process's settings name.
 * @param accepted generations whose acceptance was answered; `selfies` whose upload was
 * @param lines all that was logged
 * @param upstream with face_gen: requests are told apart by prompts, which must differ
 */
export async function judge(options: {
  accepted: string[];
  selfies: string[];
  lines: string[];
  dataDir: string;
  upstream?: FakeFaceGen;
}): Promise<Verdict> {
  const verdict: Verdict = { lost: [], doubled: [], leaked: [], faults: [] };
  const rows = await db().generation.findMany({ include: { avatars: true } });
  const known = new Set(rows.map(({ id }) => id));
  for (const id of options.accepted) if (!known.has(id)) verdict.lost.push(`generation ${id} has no record`);
  const selfies = new Set((await db().selfie.findMany({ select: { id: true } })).map(({ id }) => id));
  for (const id of options.selfies) if (!selfies.has(id)) verdict.lost.push(`selfie ${id} has no record`);

  const finished = finishes(options.lines);
  const spent = await spentJobs();
  for (const { id, status, samples, avatars, failureCode } of rows) {
    if (status === 'queued' || status === 'drawing') verdict.faults.push(`generation ${id} never ended: ${status}`);
    if (status === 'failed' && failureCode === 'internal' && !spent.has(id)) {
      verdict.faults.push(`generation ${id} failed: internal`);
    }
    const places = new Set(avatars.map(({ position }) => position));
    if (status === 'finished' && places.size < samples) verdict.lost.push(`generation ${id} lacks pictures`);
    if (avatars.length > samples || places.size < avatars.length) verdict.doubled.push(`generation ${id}: pictures`);
    if ((finished.get(id) ?? 0) > 1) verdict.doubled.push(`generation ${id} finished ${finished.get(id)} times`);
  }
  for (const { prompt, samples } of options.upstream ? rows : []) {
    const paid = options.upstream?.jobs.filter((job) => job.prompt === prompt).length ?? 0;
    if (paid > samples) verdict.doubled.push(`${prompt}: ${paid} requests for ${samples} pictures`);
  }
  verdict.faults.push(...(await wrongQuotas()));
  await sweepAll(options.dataDir);
  const report = await checkFiles({ repair: false, olderThanMs: -DAY_MS });
  verdict.lost.push(...[...report.lost, ...report.thumbnails].map((key) => `${key} is missing`));
  verdict.leaked.push(...report.orphans, ...report.leftovers, ...report.unknown);
  return verdict;
}

/** Generations that were tried as often as the queue does: whoever kills often enough can bring that about. */
async function spentJobs(): Promise<Set<string>> {
  const jobs = await db().$queryRaw<{ id: string }[]>`
    SELECT id::text FROM pgboss.job WHERE name = 'generations' AND state = 'failed' AND retry_count >= retry_limit`;
  return new Set(jobs.map(({ id }) => id));
}

function finishes(lines: string[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const line of lines) {
    const id = /"event":"generation\.finished","id":"([^"]+)"/.exec(line)?.[1];
    if (id !== undefined) counts.set(id, (counts.get(id) ?? 0) + 1);
  }
  return counts;
}

/** Each generation counts once on its day, and not at all when it failed or was cancelled. */
async function wrongQuotas(): Promise<string[]> {
  const wrong = await db().$queryRaw<{ owner: string; used: number; charged: number }[]>`
    WITH charged AS (
      SELECT owner_id, (created_at AT TIME ZONE 'utc')::date AS day,
             count(*) FILTER (WHERE status NOT IN ('failed', 'cancelled'))::int AS count
      FROM generations GROUP BY 1, 2)
    SELECT owner_id AS owner, coalesce(u.used, 0) AS used, coalesce(c.count, 0) AS charged
    FROM daily_usage u FULL JOIN charged c USING (owner_id, day)
    WHERE coalesce(u.used, 0) <> coalesce(c.count, 0)`;
  return wrong.map(({ owner, used, charged }) => `quota of ${owner}: ${used} used, ${charged} charged`);
}

/** The product's own sweep, as it would be once the files have lain there for two days. */
async function sweepAll(dataDir: string): Promise<void> {
  const past = new Date(Date.now() - 2 * DAY_MS);
  for (let cursor: string | null = null; ; ) {
    const { files, next } = await listFiles(cursor);
    for (const { name } of files) await utimes(fileOf(dataDir, name), past, past).catch(() => undefined);
    if (next === null) break;
    cursor = next;
  }
  await db().chore.deleteMany({ where: { name: 'orphans' } });
  do await sweepOrphans();
  while ((await db().chore.findUnique({ where: { name: 'orphans' } }))?.cursor);
}

/** Files of ours lie in a folder by the last characters of their id; others are named by where they are. */
function fileOf(dataDir: string, name: string): string {
  const [folder = '', file = ''] = name.split('/');
  const shard = name.split('/').length === 2 ? file.slice(34, 36) : '';
  return path.join(dataDir, 'files', shard ? path.join(folder, shard, file) : name);
}
