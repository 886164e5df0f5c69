/** Sessions: which browsers are signed in. A cookie names one; only the record makes it count. */
import { randomUUID } from 'node:crypto';
import { databaseNow } from './clock.ts';
import { db, type Transaction } from './db.ts';

/** What a session's cookie says. */
export type SessionKey = { userId: string; sessionId: string };

/** A session that wasn't used for so long is over, in days; its cookie lasts as long. */
export const SESSION_DAYS = 365;
/** For how long an upload that began before signing in may still arrive, in minutes. */
const ARRIVAL_MINUTES = 10;

/** Begins a session. */
export async function openSession(userId: string, tx: Transaction = db()): Promise<SessionKey> {
  const sessionId = randomUUID();
  await tx.session.create({ data: { id: sessionId, userId } });
  return { userId, sessionId };
}

/**
 * Who a session belongs to. `replaced`: this browser has signed in meanwhile, to that person's account; it shows nothing.
 * `null`: it was ended, or never was.
 */
export async function readSession({
  userId,
  sessionId,
}: SessionKey): Promise<{ state: 'open' | 'replaced'; userId: string } | null> {
  const row = await db().session.findFirst({
    where: { id: sessionId, user: { erasingAt: null } },
    select: { userId: true, replacedAt: true, seenAt: true },
  });
  if (row === null) return null;
  const now = (await databaseNow()).getTime();
  if (row.replacedAt !== null) {
    const late = now - row.replacedAt.getTime() > ARRIVAL_MINUTES * 60_000;
    return late ? null : { state: 'replaced', userId: row.userId };
  }
  if (row.userId !== userId) return null;
  if (now - row.seenAt.getTime() > 86_400_000) {
    await db().session.updateMany({ where: { id: sessionId, userId }, data: { seenAt: new Date(now) } });
  }
  return { state: 'open', userId };
}

/** Signs one browser out. */
export async function endSession({ userId, sessionId }: SessionKey): Promise<void> {
  await db().session.deleteMany({ where: { id: sessionId, userId } });
}

/** Signs every browser of a person out. @returns how many */
export async function endAllSessions(userId: string): Promise<number> {
  const { count } = await db().session.deleteMany({ where: { userId } });
  return count;
}

/** Removes the records of sessions that are over by themselves. */
export async function removeOldSessions(): Promise<void> {
  await db().$executeRaw`
    DELETE FROM sessions WHERE seen_at < now() - make_interval(days => ${SESSION_DAYS})
      OR replaced_at < now() - make_interval(mins => ${ARRIVAL_MINUTES})`;
}
