/** Generations: what their owners ask for, cancel, retry and dismiss. */
import { randomUUID } from 'node:crypto';
import * as m from '../messages/compiled/errors.ts';
import { dailyLimit, readUsage } from './accounts.ts';
import { databaseNow } from './clock.ts';
import { db, type Prisma, type Transaction } from './db.ts';
import { chooseEngine, chooseEngineAgain, engineFacts } from './engines.ts';
import { AppError } from './errors.ts';
import type { AvatarWish } from './generation-input.ts';
import { columns, readGeneration, toView, type ViewRow } from './generation-views.ts';
import { endGeneration } from './generation-work.ts';
import { ALL_STYLES, STYLES } from './limits.ts';
import { enqueueGeneration, openQueue, unqueueGeneration } from './queue.ts';
import type { GenerationView } from './views.ts';

const DAY_SECONDS = 24 * 60 * 60;

/** A request that came by API: what is to be written with its generation, in the same transaction. */
export type ApiOrigin = { record: (tx: Transaction, generationId: string) => Promise<void> };

/**
 * Accepts a request for one style or for a style sheet, which is one generation in each style: quota, rows and jobs in
 * one transaction, so that an accepted generation is never lost and no sheet is accepted in part.
 * @returns the generations in the order of the styles
 * @throws AppError `invalid_input` (field), `over_limit`, `unavailable` (nothing can draw), `conflict` (another engine)
 */
export async function requestAvatars(
  ownerId: string,
  wish: AvatarWish,
  api: ApiOrigin | null = null,
): Promise<GenerationView[]> {
  const { engine: asked, selfieId, consent: _, seed, style, ...settings } = wish;
  const engine = await chooseEngine(asked);
  const drawable = engineFacts(engine).styles;
  const styles = style === ALL_STYLES ? drawable : drawable.filter((known) => known === style);
  if (styles.length === 0) {
    throw new AppError('invalid_input', m.styleNotHere(), {
      field: 'style',
    });
  }
  const sheetId = style === ALL_STYLES ? randomUUID() : null;
  const common = {
    ...settings,
    sheetId,
    engine,
    seed: seed === null ? null : BigInt(seed),
    consentedAt: await databaseNow(),
  };
  return accept(
    ownerId,
    selfieId,
    styles.map((each) => ({ ...common, style: each, byApi: api !== null })),
    api,
  );
}

type Accepted = Omit<Prisma.GenerationUncheckedCreateInput, 'id' | 'ownerId' | 'selfieId'> & { samples: number };

async function accept(
  ownerId: string,
  selfieId: string,
  wanted: readonly Accepted[],
  api: ApiOrigin | null = null,
): Promise<GenerationView[]> {
  await openQueue();
  const rows = await db().$transaction(async (tx) => {
    // Both stay until it is accepted: a selfie may be about to go, a guest to move into an account.
    const [owner] = await tx.$queryRaw<{ isMember: boolean }[]>`
      SELECT u.member_since IS NOT NULL AS "isMember" FROM users u JOIN selfies s ON s.owner_id = u.id
      WHERE u.id = ${ownerId}::uuid AND u.erasing_at IS NULL AND s.id = ${selfieId}::uuid FOR KEY SHARE`;
    if (owner === undefined) {
      throw new AppError('invalid_input', m.selfieGone(), { field: 'selfieId' });
    }
    await reserveQuota(tx, ownerId, { count: wanted.length, limit: dailyLimit(owner) });
    let { turn, now } = await nextTurn(tx, ownerId);
    const created: ViewRow[] = [];
    for (const [index, data] of wanted.entries()) {
      // Lists are newest first: what comes first in a sheet is the newest.
      const createdAt = new Date(now.getTime() + wanted.length - 1 - index);
      const row = await tx.generation.create({
        data: { id: randomUUID(), ownerId, selfieId, turn, createdAt, ...data },
        select: columns,
      });
      await api?.record(tx, row.id);
      await enqueueGeneration(tx, { id: row.id, turn });
      created.push({ ...row, avatars: [] });
      turn += data.samples;
    }
    return created;
  });
  return Promise.all(rows.map(toView));
}

/**
 * Turns let people alternate, however much one of them asks for: after one's own latest, a turn for each picture, and
 * never before what is being drawn, so that nobody saves turns up. (Start-time fair queueing: Goyal, Vin, Cheng 1996.)
 * The row of the quota, locked before, keeps one person's requests apart.
 */
async function nextTurn(tx: Transaction, ownerId: string): Promise<{ turn: number; now: Date }> {
  const [row] = await tx.$queryRaw<{ turn: number; now: Date }[]>`
    SELECT greatest(
      (SELECT max(turn + samples) FROM
        (SELECT turn, samples FROM generations WHERE owner_id = ${ownerId}::uuid AND status <> 'cancelled'
         ORDER BY created_at DESC, id DESC LIMIT ${STYLES.length}) AS latest),
      (SELECT turn FROM generations WHERE started_at IS NOT NULL ORDER BY turn DESC LIMIT 1),
      0) AS turn, now() AS now`;
  return row ?? { turn: 0, now: new Date() };
}

/** Whether a person may ask for one more today, without reserving it. @throws AppError `over_limit` */
export async function requireQuota(ownerId: string): Promise<void> {
  const { used, limit } = await readUsage(ownerId);
  if (used >= limit) throw await overLimit(limit, 1);
}

async function reserveQuota(
  tx: Transaction,
  ownerId: string,
  { count, limit }: { count: number; limit: number },
): Promise<void> {
  const reserved =
    limit >= count &&
    (await tx.$executeRaw`
      INSERT INTO daily_usage (owner_id, day, used) VALUES (${ownerId}::uuid, (now() AT TIME ZONE 'utc')::date, ${count})
      ON CONFLICT (owner_id, day) DO UPDATE SET used = daily_usage.used + ${count}
      WHERE daily_usage.used + ${count} <= ${limit}`);
  if (!reserved) throw await overLimit(limit, count);
}

async function overLimit(limit: number, count: number): Promise<AppError> {
  const seconds = Math.floor((await databaseNow()).getTime() / 1000);
  return new AppError('over_limit', count === 1 ? m.usedUp({ limit }) : m.tooFewLeft({ count, limit }), {
    details: { retryAfterSeconds: DAY_SECONDS - (seconds % DAY_SECONDS) },
  });
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
 * Asks again for what failed, with the same settings: for the pictures that are missing, not for those that were made.
 * @throws AppError `not_found`, `invalid_input`, `over_limit`, `unavailable`
 */
export async function retryGeneration(ownerId: string, id: string): Promise<GenerationView> {
  const old = await db().generation.findFirst({
    where: { id, ownerId, status: 'failed' },
    include: { avatars: { select: { position: true } } },
  });
  if (!old) throw notFound();
  if (!old.selfieId) {
    throw new AppError('invalid_input', m.selfieGone(), { field: 'selfieId' });
  }
  const { style, prompt, negativePrompt, width, height, steps, guidance, faceStrength, safetyChecker, sheetId } = old;
  const [view] = await accept(ownerId, old.selfieId, [
    {
      ...{ style, prompt, negativePrompt, width, height, steps, guidance, faceStrength, safetyChecker },
      ...{ sheetId },
      ...missingPictures(old),
      engine: await chooseEngineAgain(old.engine),
      consentedAt: old.consentedAt,
    },
  ]);
  await dismissGeneration(ownerId, id);
  if (view === undefined) throw new Error('nothing was accepted');
  return view;
}

/** How many pictures a generation lacks, and the seed that theirs count up from; one that wasn't used if they are scattered. */
function missingPictures(old: { samples: number; seed: bigint | null; avatars: { position: number }[] }) {
  const { samples, seed, avatars } = old;
  const made = avatars.length % samples;
  const first = avatars.every(({ position }) => position < made) ? made : samples;
  return { samples: samples - made, seed: seed === null ? null : BigInt.asUintN(32, seed + BigInt(first)) };
}

/** Takes a failed generation off the person's pages. */
export async function dismissGeneration(ownerId: string, id: string): Promise<void> {
  await db().generation.updateMany({
    where: { id, ownerId, status: 'failed' },
    data: { dismissedAt: await databaseNow() },
  });
}

function notFound(): AppError {
  return new AppError('not_found', m.generationGone());
}
