/** What the worker reads and writes of a generation: each write is guarded by its present status. */
import { ago, databaseNow } from './clock.ts';
import { db, type Prisma, type Transaction } from './db.ts';
import { workerNumber } from './lost-workers.ts';
import type { GenerationStatus } from './views.ts';

export const UNFINISHED: GenerationStatus[] = ['queued', 'drawing'];

const workSelect = {
  id: true,
  ownerId: true,
  selfieId: true,
  selfie: { select: { faceX: true, faceY: true } },
  engine: true,
  style: true,
  prompt: true,
  negativePrompt: true,
  width: true,
  height: true,
  steps: true,
  guidance: true,
  faceStrength: true,
  seed: true,
  samples: true,
  safetyChecker: true,
  startedAt: true,
  avatars: { select: { position: true } },
} as const satisfies Prisma.GenerationSelect;

export type WorkRow = Prisma.GenerationGetPayload<{ select: typeof workSelect }>;

/** The worker takes up a generation; `null` when it has ended. */
export async function beginGeneration(id: string): Promise<WorkRow | null> {
  const [row, begun] = await Promise.all([
    db().generation.findUnique({ where: { id }, select: workSelect }),
    db().$executeRaw`
      UPDATE generations SET status = 'drawing', drawn_by = ${workerNumber()},
        started_at = coalesce(started_at, now()), updated_at = now()
      WHERE id = ${id}::uuid AND status IN ('queued', 'drawing')`,
  ]);
  return begun === 0 ? null : row;
}

/** What the worker reports while it draws; ignored once the generation has ended. */
export async function reportGeneration(
  id: string,
  data: { progress?: number; etaSeconds?: number; words?: { used: string[]; unused: string[] } },
): Promise<void> {
  await db().generation.updateMany({ where: { id, status: 'drawing' }, data });
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
  const failure =
    data.status === 'failed' ? { failureCode: data.code, failureMessage: data.message, retryable: data.retryable } : {};
  const endedAt = await databaseNow();
  const end = async (tx: Transaction) => {
    const [row] = await tx.generation.updateManyAndReturn({
      where: { ...where, status: { in: UNFINISHED } },
      data: {
        status: data.status,
        endedAt,
        etaSeconds: null,
        ...(data.status === 'finished' ? { progress: 100 } : {}),
        ...failure,
      },
      select: { ownerId: true, createdAt: true },
    });
    if (row && data.status !== 'finished') await returnQuota(tx, row.ownerId, row.createdAt);
    return row !== undefined;
  };
  return data.status === 'finished' ? end(db()) : db().$transaction(end);
}

async function returnQuota(tx: Transaction, ownerId: string, createdAt: Date): Promise<void> {
  await tx.$executeRaw`
    UPDATE daily_usage SET used = used - 1
    WHERE owner_id = ${ownerId}::uuid AND day = (${createdAt} AT TIME ZONE 'utc')::date AND used > 0`;
}
