/** People. A guest is a user who hasn't signed in; a member is one who can do so again. */
import { randomUUID } from 'node:crypto';
import { db } from './db.ts';
import { env } from './env.ts';
import type { AccountView, Usage } from './views.ts';

export async function createGuest(): Promise<string> {
  const { id } = await db().user.create({ data: { id: randomUUID() }, select: { id: true } });
  return id;
}

/** How many generations a person may ask for in a day (UTC). */
export function dailyLimit({ isMember }: { isMember: boolean }): number {
  const { guestDailyLimit, memberDailyLimit } = env();
  return isMember ? memberDailyLimit : guestDailyLimit;
}

/** What a person asked for today, and may. */
export async function readUsage(userId: string): Promise<Usage> {
  const [row] = await db().$queryRaw<{ used: number; isMember: boolean }[]>`
    SELECT coalesce(d.used, 0) AS used, u.member_since IS NOT NULL AS "isMember"
    FROM users u LEFT JOIN daily_usage d ON d.owner_id = u.id AND d.day = (now() AT TIME ZONE 'utc')::date
    WHERE u.id = ${userId}::uuid`;
  return { used: row?.used ?? 0, limit: dailyLimit(row ?? { isMember: false }) };
}

/** What the account page shows of a person; `null` when there is none. */
export async function readAccount(userId: string): Promise<AccountView | null> {
  const row = await db().user.findUnique({
    where: { id: userId, erasingAt: null },
    select: {
      createdAt: true,
      memberSince: true,
      email: true,
      name: true,
      deletesSelfies: true,
      identities: { select: { provider: true, address: true }, orderBy: { createdAt: 'asc' } },
      _count: {
        select: {
          sessions: { where: { replacedAt: null } },
          selfies: true,
          generations: true,
          avatars: true,
          shareLinks: true,
        },
      },
    },
  });
  if (row === null) return null;
  const { createdAt, memberSince, _count, ...account } = row;
  const { sessions, ...holdings } = _count;
  return {
    ...account,
    since: (memberSince ?? createdAt).toISOString(),
    isMember: memberSince !== null,
    sessions,
    holdings,
  };
}

/** How a member is told from others in a few letters; `null` for a guest. */
export async function readMemberName(userId: string): Promise<string | null> {
  const row = await db().user.findFirst({
    where: { id: userId, memberSince: { not: null } },
    select: { name: true, email: true },
  });
  return row && (row.name ?? row.email ?? 'Member');
}
