/**
 * Deleting a person with everything that is theirs. First they are cut off and their work stops, at once; then files and
 * rows go in batches, files first, so that whatever interrupts it can be taken up again; the person's row goes last.
 */

import { avatarId } from './avatars.ts';
import { ago, databaseNow } from './clock.ts';
import { db, Prisma, type Transaction } from './db.ts';
import { UNFINISHED } from './generation-work.ts';
import { OWNED, ownerColumn } from './guest-history.ts';
import { logInfo } from './log.ts';
import { countJobs, forgetJobs, openQueue } from './queue.ts';
import { removeFiles, streamFile } from './storage.ts';
import { avatarFiles, selfieFiles } from './storage-keys.ts';
import type { ErasureReceipt } from './views.ts';

const BATCH = 200;
/** Files that are looked for side by side. */
const LOOKING = 20;
/** An erasure that has gone on for so long was interrupted, in minutes. */
const INTERRUPTED_MINUTES = 10;

const ALL = Object.values(OWNED).flat();
type Owned = (typeof ALL)[number];
/** Their rows go in batches, with files or work; those of all other tables at once. */
const WITH_FILES: readonly Owned[] = ['selfies', 'avatars', 'generations'];
const WITHOUT_FILES = ALL.filter((table) => !WITH_FILES.includes(table));

type Removed = ErasureReceipt['removed'];
/** What was removed, to be looked for afterwards. */
type Traces = { files: Set<string>; records: string[] };

/**
 * Deletes a person: rows, files and queued work. Another call, or the sweep, finishes what was interrupted.
 * @returns what was removed, and what a search for it found afterwards: nothing
 */
export async function erasePerson(userId: string): Promise<ErasureReceipt> {
  await openQueue();
  const removed = { selfies: 0, generations: 0, avatars: 0, shareLinks: 0, sessions: 0, files: 0, jobs: 0 };
  const traces: Traces = { files: new Set(), records: [userId] };
  await cutOff(userId, removed);
  do {
    await removeAvatars(userId, removed, traces);
    await removeSelfies(userId, removed, traces);
    await removeGenerations(userId, removed, traces);
  } while (!(await removePerson(userId)));
  removed.files = traces.files.size;
  logInfo('person.erased', removed);
  return { finishedAt: (await databaseNow()).toISOString(), removed, left: await lookFor(userId, traces) };
}

/** Takes up erasures that were interrupted. */
export async function finishErasures(): Promise<void> {
  const before = await ago(INTERRUPTED_MINUTES * 60_000);
  const people = await db().user.findMany({ where: { erasingAt: { lt: before } }, select: { id: true }, take: 20 });
  for (const { id } of people) await erasePerson(id);
}

/** Ends all access and all work: nothing new begins, shared links are dead, drawing stops. */
async function cutOff(userId: string, removed: Removed): Promise<void> {
  const endedAt = await databaseNow();
  await db().$transaction(async (tx) => {
    const [person] = await tx.$queryRaw<{ email: string | null }[]>`
      SELECT email FROM users WHERE id = ${userId}::uuid FOR UPDATE`;
    if (person === undefined) return;
    await tx.$executeRaw`
      UPDATE users SET erasing_at = coalesce(erasing_at, now()), email = NULL, name = NULL WHERE id = ${userId}::uuid`;
    if (person.email !== null) await tx.signInLink.deleteMany({ where: { email: person.email } });
    removed.sessions += await tx.session.count({ where: { userId, replacedAt: null } });
    removed.shareLinks += await tx.shareLink.count({ where: { ownerId: userId } });
    const deliveries = await tx.webhookDelivery.findMany({ where: { ownerId: userId }, select: { id: true } });
    for (const table of WITHOUT_FILES) {
      await tx.$executeRaw`DELETE FROM ${Prisma.raw(table)} WHERE ${ownerColumn(table)} = ${userId}::uuid`;
    }
    // Whoever draws them is told by this, and stops.
    await tx.generation.updateMany({
      where: { ownerId: userId, status: { in: UNFINISHED } },
      data: { status: 'cancelled', endedAt },
    });
    const generations = await tx.generation.findMany({ where: { ownerId: userId }, select: { id: true } });
    removed.jobs += await forgetJobs(tx, [userId, ...[...generations, ...deliveries].map(({ id }) => id)]);
  });
}

async function removeAvatars(userId: string, removed: Removed, traces: Traces): Promise<void> {
  for (;;) {
    const rows = await db().avatar.findMany({ where: { ownerId: userId }, select: { id: true }, take: BATCH });
    if (rows.length === 0) return;
    const ids = rows.map(({ id }) => id);
    await removeAll(ids.flatMap(avatarFiles), traces);
    const { count } = await db().avatar.deleteMany({ where: { id: { in: ids }, ownerId: userId } });
    removed.avatars += count;
    traces.records.push(...ids);
  }
}

async function removeSelfies(userId: string, removed: Removed, traces: Traces): Promise<void> {
  for (;;) {
    const rows = await db().selfie.findMany({ where: { ownerId: userId }, select: { id: true }, take: BATCH });
    if (rows.length === 0) return;
    const ids = rows.map(({ id }) => id);
    await removeAll(ids.flatMap(selfieFiles), traces);
    const { count } = await db().selfie.deleteMany({ where: { id: { in: ids }, ownerId: userId } });
    removed.selfies += count;
    traces.records.push(...ids);
  }
}

async function removeGenerations(userId: string, removed: Removed, traces: Traces): Promise<void> {
  for (;;) {
    const rows = await db().generation.findMany({
      where: { ownerId: userId },
      select: { id: true, status: true, samples: true },
      take: BATCH,
    });
    if (rows.length === 0) return;
    // A picture that was being stored when its generation was cancelled may have files without a row.
    const stray = rows
      .filter(({ status }) => status === 'cancelled')
      .flatMap(({ id, samples }) => Array.from({ length: samples }, (_, position) => avatarId(id, position)));
    await removeFiles(stray.flatMap(avatarFiles));
    const ids = rows.map(({ id }) => id);
    const { count } = await db().generation.deleteMany({ where: { id: { in: ids }, ownerId: userId } });
    removed.generations += count;
    removed.jobs += await forgetJobs(db(), ids);
    traces.records.push(...ids);
  }
}

async function removeAll(files: string[], traces: Traces): Promise<void> {
  for (const file of await existing(files)) traces.files.add(file);
  await removeFiles(files);
}

/** Those of the files that there are. */
async function existing(keys: string[]): Promise<string[]> {
  const found: string[] = [];
  for (let i = 0; i < keys.length; i += LOOKING) {
    const look = async (key: string) => {
      const file = await streamFile(key);
      if (file === null) return;
      found.push(key);
      await file.stream.cancel();
    };
    await Promise.all(keys.slice(i, i + LOOKING).map(look));
  }
  return found;
}

/** The person's row, once nothing refers to it. @returns whether nothing did; else something arrived meanwhile */
async function removePerson(userId: string): Promise<boolean> {
  return db().$transaction(async (tx) => {
    await tx.$queryRaw`SELECT 1 FROM users WHERE id = ${userId}::uuid FOR UPDATE`;
    for (const table of WITH_FILES) if ((await countRows(tx, table, userId)) > 0) return false;
    await tx.user.deleteMany({ where: { id: userId } });
    return true;
  });
}

async function countRows(tx: Transaction, table: Owned, userId: string): Promise<number> {
  const [row] = await tx.$queryRaw<{ count: number }[]>`
    SELECT count(*)::int AS count FROM ${Prisma.raw(table)} WHERE ${ownerColumn(table)} = ${userId}::uuid`;
  return row?.count ?? 0;
}

/** Looks for what should be gone. */
async function lookFor(userId: string, { files, records }: Traces): Promise<ErasureReceipt['left']> {
  const counts = await Promise.all(ALL.map((table) => countRows(db(), table, userId)));
  counts.push(await db().user.count({ where: { id: userId } }));
  const found = (await existing([...files])).length;
  return { rows: counts.reduce((sum, count) => sum + count, 0), files: found, jobs: await countJobs(db(), records) };
}
