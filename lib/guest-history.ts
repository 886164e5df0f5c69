/** What a guest made moves into the account that they sign in to: all of it, once, in the transaction of signing in. */
import { Prisma, type Transaction } from './db.ts';

/**
 * Every table that refers to people, and what becomes of its rows when a guest moves into an account. Deleting a person
 * reads it too. `counts` are added up by day.
 */
export const OWNED = {
  moves: [
    ...['selfies', 'generations', 'avatars', 'share_links'],
    ...['api_keys', 'api_requests', 'api_uploads', 'webhook_deliveries'],
  ],
  counts: ['daily_usage'],
  ends: ['sessions', 'identities'],
} as const;

/** The column that says whose a row is. */
export function ownerColumn(table: (typeof OWNED)[keyof typeof OWNED][number]): Prisma.Sql {
  return table === 'sessions' || table === 'identities' ? Prisma.sql`user_id` : Prisma.sql`owner_id`;
}

/**
 * Keeps a guest as it is until the transaction ends: whoever writes something for it waits, or has done so.
 * @returns whether it still is a guest; its history is moved only then, so that two tabs move it once
 */
export async function lockGuest(tx: Transaction, guestId: string): Promise<boolean> {
  // The worker locks a generation before its owner: the same order keeps the two from waiting for each other.
  await tx.$queryRaw`SELECT 1 FROM generations WHERE owner_id = ${guestId}::uuid ORDER BY id FOR UPDATE`;
  const [guest] = await tx.$queryRaw<unknown[]>`
    SELECT 1 FROM users WHERE id = ${guestId}::uuid AND member_since IS NULL AND erasing_at IS NULL FOR UPDATE`;
  return guest !== undefined;
}

/**
 * Moves what a locked guest has to a member, and removes the guest. Records keep their ids: links, open pages and
 * generations under way go on.
 */
export async function moveHistory(tx: Transaction, guestId: string, memberId: string): Promise<void> {
  for (const table of OWNED.moves) {
    const owner = ownerColumn(table);
    await tx.$executeRaw`
      UPDATE ${Prisma.raw(table)} SET ${owner} = ${memberId}::uuid WHERE ${owner} = ${guestId}::uuid`;
  }
  await tx.$executeRaw`
    INSERT INTO daily_usage (owner_id, day, used)
    SELECT ${memberId}::uuid, day, used FROM daily_usage WHERE owner_id = ${guestId}::uuid
    ON CONFLICT (owner_id, day) DO UPDATE SET used = daily_usage.used + excluded.used`;
  await tx.user.delete({ where: { id: guestId } });
}
