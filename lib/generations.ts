/** Generations: every read and write of their records, each with its owner or by the worker that holds the job. */
import { randomUUID } from 'node:crypto';
import { db, type Prisma, type Transaction } from './db.ts';
import { engineFacts } from './engines.ts';
import { env } from './env.ts';
import { AppError } from './errors.ts';
import type { GenerationInput } from './generation-input.ts';
import { endGeneration, UNFINISHED } from './generation-work.ts';
import type { Style } from './limits.ts';
import { enqueueGeneration, openQueue, unqueueGeneration } from './queue.ts';
import type { GenerationStatus, GenerationView } from './views.ts';

const NEWEST_FIRST = [
  { createdAt: 'desc' },
  { id: 'desc' },
] as const satisfies Prisma.GenerationOrderByWithRelationInput[];

const viewSelect = {
  id: true,
  selfieId: true,
  status: true,
  engine: true,
  style: true,
  prompt: true,
  samples: true,
  width: true,
  height: true,
  progress: true,
  etaSeconds: true,
  failureMessage: true,
  retryable: true,
  words: true,
  createdAt: true,
  avatars: {
    where: { deletedAt: null },
    orderBy: { position: 'asc' },
    select: { id: true, width: true, height: true, placeholder: true, favourite: true, createdAt: true },
  },
} as const satisfies Prisma.GenerationSelect;

type ViewRow = Prisma.GenerationGetPayload<{ select: typeof viewSelect }>;

/**
 * Accepts a request: quota, row and job in one transaction, so that an accepted generation is never lost.
 * @throws AppError `invalid_input` (field), `over_limit`
 */
export async function requestGeneration(ownerId: string, input: GenerationInput): Promise<GenerationView> {
  const { name, styles } = engineFacts();
  if (!styles.includes(input.style)) {
    throw new AppError('invalid_input', 'This style can’t be drawn here. Choose one of those shown.', {
      field: 'style',
    });
  }
  const { selfieId, consent: _, seed, ...settings } = input;
  return accept(ownerId, selfieId, {
    ...settings,
    engine: name,
    seed: seed === null ? null : BigInt(seed),
    consentedAt: new Date(),
  });
}

async function accept(
  ownerId: string,
  selfieId: string,
  data: Omit<Prisma.GenerationUncheckedCreateInput, 'id' | 'ownerId' | 'selfieId'>,
): Promise<GenerationView> {
  await openQueue();
  const row = await db().$transaction(async (tx) => {
    const selfie = await tx.selfie.findFirst({ where: { id: selfieId, ownerId }, select: { id: true } });
    if (!selfie) {
      throw new AppError('invalid_input', 'This selfie is no longer here. Choose another one.', { field: 'selfieId' });
    }
    await reserveQuota(tx, ownerId);
    const created = await tx.generation.create({
      data: { id: randomUUID(), ownerId, selfieId, ...data },
      select: viewSelect,
    });
    await enqueueGeneration(tx, created.id);
    return created;
  });
  return toView(row);
}

async function reserveQuota(tx: Transaction, ownerId: string): Promise<void> {
  const limit = env().guestDailyLimit;
  const reserved =
    limit > 0 &&
    (await tx.$executeRaw`
      INSERT INTO daily_usage (owner_id, day, used) VALUES (${ownerId}::uuid, (now() AT TIME ZONE 'utc')::date, 1)
      ON CONFLICT (owner_id, day) DO UPDATE SET used = daily_usage.used + 1 WHERE daily_usage.used < ${limit}`);
  if (!reserved) {
    throw new AppError('over_limit', `You have used today’s ${limit} generations. More come at midnight UTC.`);
  }
}

/** One of a person's generations; `null` for anybody else, as for one that doesn't exist. */
export async function readGeneration(ownerId: string, id: string): Promise<GenerationView | null> {
  const row = await db().generation.findFirst({ where: { id, ownerId }, select: viewSelect });
  return row && toView(row);
}

/** Queued, drawing, and failed ones that weren't dismissed, newest first. */
export async function listUnfinished(ownerId: string): Promise<GenerationView[]> {
  return listViews({ ownerId, OR: [{ status: { in: UNFINISHED } }, { status: 'failed', dismissedAt: null }] }, 50);
}

/** The latest, whatever became of them, but for those that were cancelled or dismissed. */
export async function listRecent(ownerId: string, limit: number): Promise<GenerationView[]> {
  return listViews({ ownerId, status: { not: 'cancelled' }, dismissedAt: null }, limit);
}

/** What a page that was away may have missed: everything unfinished or changed since `since`. */
export async function listChanged(ownerId: string, since: Date): Promise<GenerationView[]> {
  return listViews({ ownerId, OR: [{ status: { in: UNFINISHED } }, { updatedAt: { gte: since } }] }, 50);
}

async function listViews(
  where: Prisma.GenerationWhereInput & { ownerId: string },
  take: number,
): Promise<GenerationView[]> {
  const rows = await db().generation.findMany({ where, orderBy: NEWEST_FIRST, take, select: viewSelect });
  return Promise.all(rows.map(toView));
}

/**
 * Stops a generation that hasn't ended; its quota goes back.
 * @throws AppError `not_found`
 */
export async function cancelGeneration(ownerId: string, id: string): Promise<void> {
  const ended = await endGeneration({ id, ownerId }, { status: 'cancelled' });
  if (ended) await unqueueGeneration(id);
  else if (!(await readGeneration(ownerId, id))) throw notFound();
}

/**
 * Asks again for what failed, with the same settings.
 * @throws AppError `not_found`, `invalid_input`, `over_limit`
 */
export async function retryGeneration(ownerId: string, id: string): Promise<GenerationView> {
  const old = await db().generation.findFirst({ where: { id, ownerId, status: 'failed' } });
  if (!old) throw notFound();
  if (!old.selfieId) {
    throw new AppError('invalid_input', 'This selfie is no longer here. Choose another one.', { field: 'selfieId' });
  }
  const { style, prompt, negativePrompt, width, height, steps, guidance, faceStrength, seed, samples, safetyChecker } =
    old;
  const view = await accept(ownerId, old.selfieId, {
    ...{ style, prompt, negativePrompt, width, height, steps, guidance, faceStrength, seed, samples, safetyChecker },
    engine: engineFacts().name,
    consentedAt: old.consentedAt,
  });
  await dismissGeneration(ownerId, id);
  return view;
}

/** Takes a failed generation off the person's pages. */
export async function dismissGeneration(ownerId: string, id: string): Promise<void> {
  await db().generation.updateMany({ where: { id, ownerId, status: 'failed' }, data: { dismissedAt: new Date() } });
}

function notFound(): AppError {
  return new AppError('not_found', 'This generation doesn’t exist any more.');
}

async function toView({
  engine,
  etaSeconds,
  failureMessage,
  retryable,
  words,
  avatars,
  createdAt,
  ...row
}: ViewRow): Promise<GenerationView> {
  const style = row.style as Style;
  const wait =
    row.status === 'queued' || row.status === 'drawing'
      ? await estimate({ ...row, engine, etaSeconds, createdAt })
      : null;
  return {
    ...row,
    style,
    place: wait?.place ?? null,
    etaSeconds: wait?.etaSeconds ?? null,
    failure: row.status === 'failed' ? { message: failureMessage ?? '', retryable } : null,
    words: words as GenerationView['words'],
    avatars: avatars.map((avatar) => ({
      ...avatar,
      generationId: row.id,
      style,
      createdAt: avatar.createdAt.toISOString(),
    })),
    createdAt: createdAt.toISOString(),
  };
}

/** Place in line, and seconds to go from how long the latest ones took. */
async function estimate(row: {
  status: GenerationStatus;
  engine: string;
  progress: number;
  etaSeconds: number | null;
  createdAt: Date;
}): Promise<{ place: number | null; etaSeconds: number | null }> {
  const seconds = row.etaSeconds ?? (await usualSeconds(row.engine));
  if (row.status === 'drawing') {
    return { place: null, etaSeconds: seconds && Math.max(1, Math.round(seconds * (1 - row.progress / 100))) };
  }
  const place = await db().generation.count({
    where: { OR: [{ status: 'drawing' }, { status: 'queued', createdAt: { lt: row.createdAt } }] },
  });
  return { place, etaSeconds: seconds && Math.max(1, Math.round(seconds * (place + 1))) };
}

/** An estimate may be as old as this; asking anew for each change of each generation would cost more than it tells. */
const USUAL_MAX_AGE_MS = 10_000;
let usual: { engine: string; readAt: number; seconds: number | null } | null = null;

async function usualSeconds(engine: string): Promise<number | null> {
  if (usual && usual.engine === engine && Date.now() - usual.readAt < USUAL_MAX_AGE_MS) return usual.seconds;
  const [row] = await db().$queryRaw<{ seconds: number | null }[]>`
    SELECT avg(extract(epoch FROM ended_at - started_at))::float8 AS seconds
    FROM (SELECT ended_at, started_at FROM generations
          WHERE status = 'finished' AND engine = ${engine} ORDER BY created_at DESC LIMIT 20) latest`;
  usual = { engine, readAt: Date.now(), seconds: row?.seconds ?? null };
  return usual.seconds;
}
