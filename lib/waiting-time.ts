/** How long an unfinished generation has to wait. */
import { db } from './db.ts';
import { env } from './env.ts';
import type { GenerationStatus } from './views.ts';

/** Place in line, and seconds to go from how long the latest ones took. */
export async function estimateWait(row: {
  status: GenerationStatus;
  engine: string;
  progress: number;
  etaSeconds: number | null;
  createdAt: Date;
  turn: number;
}): Promise<{ place: number | null; etaSeconds: number | null }> {
  const seconds = row.etaSeconds ?? (await usualSeconds(row.engine));
  if (row.status === 'drawing') {
    return { place: null, etaSeconds: seconds && Math.max(1, Math.round(seconds * (1 - row.progress / 100))) };
  }
  const place = await db().generation.count({
    where: {
      OR: [
        { status: 'drawing' },
        { status: 'queued', turn: { lt: row.turn } },
        { status: 'queued', turn: row.turn, createdAt: { lt: row.createdAt } },
      ],
    },
  });
  const rounds = Math.ceil((place + 1) / sideBySide(row.engine));
  return { place, etaSeconds: seconds && Math.max(1, Math.round(seconds * rounds)) };
}

/** How many generations an engine draws at once. */
function sideBySide(engine: string): number {
  const { faceGenConcurrency, drawingThreads, workers } = env();
  return engine === 'face_gen' ? faceGenConcurrency : drawingThreads * Math.max(1, workers);
}

/** An estimate may be as old as this; asking anew for each change of each generation would cost more than it tells. */
const USUAL_MAX_AGE_MS = 10_000;
let usual: { engine: string; readAt: number; seconds: number | null } | null = null;

async function usualSeconds(engine: string): Promise<number | null> {
  if (usual && usual.engine === engine && performance.now() - usual.readAt < USUAL_MAX_AGE_MS) return usual.seconds;
  const [row] = await db().$queryRaw<{ seconds: number | null }[]>`
    SELECT avg(extract(epoch FROM ended_at - started_at))::float8 AS seconds
    FROM (SELECT ended_at, started_at FROM generations
          WHERE status = 'finished' AND engine = ${engine} ORDER BY created_at DESC LIMIT 20) latest`;
  usual = { engine, readAt: performance.now(), seconds: row?.seconds ?? null };
  return usual.seconds;
}
