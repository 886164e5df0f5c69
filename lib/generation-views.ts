/** Generations as pages show them: each read with its owner. */
import { ago } from './clock.ts';
import { db, type Prisma } from './db.ts';
import { failureText } from './failures.ts';
import { UNFINISHED } from './generation-work.ts';
import type { Style } from './limits.ts';
import type { GenerationView } from './views.ts';
import { estimateWait } from './waiting-time.ts';

const NEWEST_FIRST = [
  { createdAt: 'desc' },
  { id: 'desc' },
] as const satisfies Prisma.GenerationOrderByWithRelationInput[];

/** What a view is made of, but for its avatars. */
export const columns = {
  id: true,
  selfieId: true,
  sheetId: true,
  status: true,
  engine: true,
  style: true,
  prompt: true,
  samples: true,
  width: true,
  height: true,
  progress: true,
  etaSeconds: true,
  failureCode: true,
  failureMessage: true,
  retryable: true,
  words: true,
  createdAt: true,
  turn: true,
} as const satisfies Prisma.GenerationSelect;

const viewSelect = {
  ...columns,
  avatars: {
    where: { deletedAt: null },
    orderBy: { position: 'asc' },
    select: { id: true, width: true, height: true, placeholder: true, favourite: true, byApi: true, createdAt: true },
  },
} as const satisfies Prisma.GenerationSelect;

export type ViewRow = Prisma.GenerationGetPayload<{ select: typeof viewSelect }>;

/** One of a person's generations; `null` for anybody else, as for one that doesn't exist. */
export async function readGeneration(ownerId: string, id: string): Promise<GenerationView | null> {
  const row = await db().generation.findFirst({ where: { id, ownerId }, select: viewSelect });
  return row && toView(row);
}

/** Queued, drawing, and failed ones that weren't dismissed, each with the whole of its style sheet; newest first. */
export async function listUnfinished(ownerId: string): Promise<GenerationView[]> {
  return listWithSheets({ ownerId, OR: [{ status: { in: UNFINISHED } }, { status: 'failed', dismissedAt: null }] }, 50);
}

/** The latest, whatever became of them, but for those that were cancelled or dismissed; no style sheet is cut. */
export async function listRecent(ownerId: string, limit: number): Promise<GenerationView[]> {
  return listWithSheets({ ownerId, status: { not: 'cancelled' }, dismissedAt: null }, limit);
}

/** What a page that was away for `ms` may have missed: everything unfinished or changed since. */
export async function listChanged(ownerId: string, ms: number): Promise<GenerationView[]> {
  return listViews({ ownerId, OR: [{ status: { in: UNFINISHED } }, { updatedAt: { gte: await ago(ms) } }] }, 50);
}

type OwnWhere = Prisma.GenerationWhereInput & { ownerId: string };

async function listWithSheets(where: OwnWhere, take: number): Promise<GenerationView[]> {
  const views = await listViews(where, take);
  const known = views.map(({ id }) => id);
  const sheets = new Set(views.flatMap(({ sheetId }) => sheetId ?? []));
  if (sheets.size === 0) return views;
  const rest = { ownerId: where.ownerId, sheetId: { in: [...sheets] }, id: { notIn: known } };
  const others = await listViews({ ...rest, status: { not: 'cancelled' }, dismissedAt: null }, 5 * take);
  return [...views, ...others].sort((a, b) => b.createdAt.localeCompare(a.createdAt) || b.id.localeCompare(a.id));
}

async function listViews(where: OwnWhere, take: number): Promise<GenerationView[]> {
  const rows = await db().generation.findMany({ where, orderBy: NEWEST_FIRST, take, select: viewSelect });
  return Promise.all(rows.map(toView));
}

/** @param row of a generation, read with its owner */
export async function toView({
  engine,
  etaSeconds,
  failureCode,
  failureMessage,
  retryable,
  words,
  avatars,
  createdAt,
  turn,
  ...row
}: ViewRow): Promise<GenerationView> {
  const style = row.style as Style;
  const wait =
    row.status === 'queued' || row.status === 'drawing'
      ? await estimateWait({ ...row, engine, etaSeconds, createdAt, turn })
      : null;
  return {
    ...row,
    style,
    place: wait?.place ?? null,
    etaSeconds: wait?.etaSeconds ?? null,
    failure: row.status === 'failed' ? { message: failureText(failureCode, failureMessage), retryable } : null,
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
