/** What is removed by itself when its time has come, by the database's clock, which all processes share. */
import { emptyTrash } from './avatars.ts';
import { db, type Prisma } from './db.ts';
import { env } from './env.ts';
import { GUEST_IDLE_DAYS } from './limits.ts';
import { removeUsedSelfies } from './selfie-use.ts';
import { removeOldSelfies } from './selfies.ts';
import { removeFiles } from './storage.ts';
import { avatarFiles, selfieFiles } from './storage-keys.ts';

/** People removed by one sweep at most. */
const BATCH = 100;

/**
 * What a guest's row holds. Each column has to be named here, so that nobody adds one for people who can sign in and
 * has them removed as idle guests: such a column must be `null` for a guest.
 */
const GUEST: Record<keyof typeof Prisma.UserScalarFieldEnum, 'anything' | null> = {
  id: 'anything',
  createdAt: 'anything',
  seenAt: 'anything',
  name: 'anything',
  deletesSelfies: 'anything',
  erasingAt: null,
  memberSince: null,
  email: null,
};

const isGuest: Prisma.UserWhereInput = Object.fromEntries(Object.entries(GUEST).filter(([, value]) => value === null));

/** Remembers that a person has a page open, to the day. */
export async function noteSeen(userId: string): Promise<void> {
  await db().$executeRaw`
    UPDATE users SET seen_at = now() WHERE id = ${userId}::uuid AND seen_at < now() - interval '1 day'`;
}

/** Removes what is past its time. @returns how many of each */
export async function applyRetention(): Promise<{ selfies: number; avatars: number; guests: number }> {
  const { selfieRetentionDays, trashRetentionDays } = env();
  return {
    selfies: (await removeOldSelfies(selfieRetentionDays)) + (await removeUsedSelfies()),
    avatars: await emptyTrash(trashRetentionDays),
    guests: await removeIdleGuests(),
  };
}

/** Guests that no page of theirs was open for so long can't be told from people who lost their cookie. */
async function removeIdleGuests(): Promise<number> {
  const [row] = await db().$queryRaw<{ before: Date }[]>`
    SELECT now() - make_interval(days => ${GUEST_IDLE_DAYS}::int) AS before`;
  if (row === undefined) return 0;
  const guests = await db().user.findMany({
    where: {
      ...isGuest,
      seenAt: { lt: row.before },
      generations: { none: { status: { in: ['queued', 'drawing'] } } },
    },
    orderBy: { seenAt: 'asc' },
    take: BATCH,
    select: { id: true },
  });
  for (const { id } of guests) await removeGuest(id);
  return guests.length;
}

/** Rows first, all at once; files that a crash leaves are orphans, which are swept. */
async function removeGuest(id: string): Promise<void> {
  const files = await db().$transaction(async (tx) => {
    const owned = { where: { ownerId: id }, select: { id: true } };
    const selfies = await tx.selfie.findMany(owned);
    const avatars = await tx.avatar.findMany(owned);
    await tx.user.deleteMany({ where: { ...isGuest, id } });
    return [...selfies.flatMap((row) => selfieFiles(row.id)), ...avatars.flatMap((row) => avatarFiles(row.id))];
  });
  await removeFiles(files);
}
