/** What the worker reads and writes of a generation: each write is guarded by its present status. */
import { ago } from './clock.ts';
import { db } from './db.ts';
import { workerNumber } from './lost-workers.ts';
import type { GenerationStatus } from './views.ts';

export const UNFINISHED: GenerationStatus[] = ['queued', 'drawing'];

/** What is drawn, and what of it is there already. */
export type WorkRow = {
  id: string;
  ownerId: string;
  selfieId: string | null;
  /** Where the chosen face is, 0–1 from the selfie's left and top; `null` = the only one, or the selfie is gone. */
  faceX: number | null;
  faceY: number | null;
  engine: string;
  style: string;
  prompt: string;
  negativePrompt: string;
  width: number;
  height: number;
  steps: number;
  guidance: number;
  faceStrength: number;
  /** uint32; `null` = random for each picture. */
  seed: bigint | null;
  samples: number;
  safetyChecker: boolean;
  byApi: boolean;
  /** The places, from 0, of the pictures that are stored. */
  stored: number[];
};

/** The worker takes up a generation; `null` when it has ended. */
export async function beginGeneration(id: string): Promise<WorkRow | null> {
  const [row] = await db().$queryRaw<WorkRow[]>`
    UPDATE generations g SET status = 'drawing', drawn_by = ${workerNumber()},
      started_at = coalesce(started_at, now()), updated_at = now()
    WHERE id = ${id}::uuid AND status IN ('queued', 'drawing')
    RETURNING id, owner_id AS "ownerId", selfie_id AS "selfieId", engine, style, prompt,
      negative_prompt AS "negativePrompt", width, height, steps, guidance, face_strength AS "faceStrength", seed,
      samples, safety_checker AS "safetyChecker", by_api AS "byApi",
      (SELECT face_x FROM selfies WHERE selfies.id = g.selfie_id) AS "faceX",
      (SELECT face_y FROM selfies WHERE selfies.id = g.selfie_id) AS "faceY",
      ARRAY(SELECT position FROM avatars WHERE generation_id = g.id) AS stored`;
  return row ?? null;
}

/** What the worker reports while it draws; ignored once the generation has ended. */
export async function reportGeneration(
  id: string,
  told: { progress?: number; etaSeconds?: number; words?: { used: string[]; unused: string[] } },
): Promise<void> {
  const { progress = null, etaSeconds = null, words } = told;
  await db().$executeRaw`
    UPDATE generations SET progress = coalesce(${progress}::int, progress),
      eta_seconds = coalesce(${etaSeconds}::float8, eta_seconds),
      words = coalesce(${words === undefined ? null : JSON.stringify(words)}::jsonb, words)
    WHERE id = ${id}::uuid AND status = 'drawing'`;
}

/** Whether somebody still waits for it. */
export async function isUnfinished(id: string): Promise<boolean> {
  return (await db().generation.count({ where: { id, status: { in: UNFINISHED } } })) > 0;
}

/** Unfinished generations that nothing was heard of for `seconds`. */
export async function listStalled(seconds: number): Promise<{ id: string; turn: number }[]> {
  return db().generation.findMany({
    where: { status: { in: UNFINISHED }, updatedAt: { lt: await ago(seconds * 1000) } },
    select: { id: true, turn: true },
    take: 500,
  });
}

/**
 * Ends a generation that hasn't ended, and gives its quota back unless it finished.
 * @returns whether this call ended it
 */
export async function endGeneration(
  where: { id: string; ownerId?: string },
  data: { status: 'finished' | 'cancelled' } | { status: 'failed'; code: string; message: string; retryable: boolean },
): Promise<boolean> {
  const { status } = data;
  const failure = data.status === 'failed' ? data : { code: null, message: null, retryable: null };
  const [row] = await db().$queryRaw<{ ended: number }[]>`
    WITH ended AS (
      UPDATE generations SET status = ${status}::generation_status, ended_at = clock_timestamp(), eta_seconds = NULL,
        progress = CASE ${status} WHEN 'finished' THEN 100 ELSE progress END,
        failure_code = coalesce(${failure.code}, failure_code),
        failure_message = coalesce(${failure.message}, failure_message),
        retryable = coalesce(${failure.retryable}::boolean, retryable)
      WHERE id = ${where.id}::uuid AND status IN ('queued', 'drawing')
        AND owner_id = coalesce(${where.ownerId ?? null}::uuid, owner_id)
      RETURNING owner_id, (created_at AT TIME ZONE 'utc')::date AS day),
    returned AS (
      UPDATE daily_usage u SET used = used - 1 FROM ended
      WHERE (u.owner_id, u.day) = (ended.owner_id, ended.day) AND used > 0 AND ${status} <> 'finished')
    SELECT count(*)::int AS ended FROM ended`;
  return row?.ended === 1;
}
