/** Selfies that their owners want gone right after use. */
import { db } from './db.ts';
import { removeFiles } from './storage.ts';
import { selfieFiles } from './storage-keys.ts';

/**
 * Removes selfies that were to go right after use: a generation has finished with them, and none is under way. Files go
 * in the transaction: a crash between them leaves the rows to be found again.
 * @param id one of them; otherwise all that there are
 */
export async function removeUsedSelfies(id: string | null = null): Promise<number> {
  return db().$transaction(async (tx) => {
    // Locked first: a request that was about to use one is seen by the second look.
    const used = await tx.$queryRaw<{ id: string }[]>`
      SELECT id FROM selfies s WHERE delete_after_use AND (${id}::uuid IS NULL OR id = ${id}::uuid)
        AND EXISTS (SELECT FROM generations g WHERE g.selfie_id = s.id AND g.status = 'finished')
      LIMIT 500 FOR UPDATE SKIP LOCKED`;
    const gone = await tx.$queryRaw<{ id: string }[]>`
      DELETE FROM selfies s WHERE id = ANY(${used.map((row) => row.id)}::uuid[]) AND NOT EXISTS
        (SELECT FROM generations g WHERE g.selfie_id = s.id AND g.status IN ('queued', 'drawing'))
      RETURNING id`;
    await removeFiles(gone.flatMap((row) => selfieFiles(row.id)));
    return gone.length;
  });
}

/** Whether a person's selfies are deleted right after use: those that are there, and new ones. */
export async function setDeletesSelfies(ownerId: string, deletesSelfies: boolean): Promise<void> {
  await db().$transaction([
    db().user.updateMany({ where: { id: ownerId }, data: { deletesSelfies } }),
    db().selfie.updateMany({ where: { ownerId }, data: { deleteAfterUse: deletesSelfies } }),
  ]);
  if (deletesSelfies) await removeUsedSelfies();
}
