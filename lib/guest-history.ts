/** What a guest made moves into the account that they sign in to: all of it, once, in the transaction of signing in. */
import type { Transaction } from './db.ts';

/** Tables whose rows change hands, each with its owner's column. Every table that refers to people is in one of these. */
export const MOVED = {
  selfies: 'owner_id',
  generations: 'owner_id',
  avatars: 'owner_id',
  share_links: 'owner_id',
} as const;
/** Added up, by day. */
export const ADDED = ['daily_usage'] as const;
/** They end with the guest. */
export const ENDED = ['sessions', 'identities'] as const;

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
  const data = { ownerId: memberId };
  const where = { ownerId: guestId };
  await tx.selfie.updateMany({ where, data });
  await tx.generation.updateMany({ where, data });
  await tx.avatar.updateMany({ where, data });
  await tx.shareLink.updateMany({ where, data });
  await tx.$executeRaw`
    INSERT INTO daily_usage (owner_id, day, used)
    SELECT ${memberId}::uuid, day, used FROM daily_usage WHERE owner_id = ${guestId}::uuid
    ON CONFLICT (owner_id, day) DO UPDATE SET used = daily_usage.used + excluded.used`;
  await tx.user.delete({ where: { id: guestId } });
}
