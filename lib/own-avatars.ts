/** Whether an avatar is shown to a session: asked for dozens of pictures at once, and answered by one query. */
import DataLoader from 'dataloader';
import { db } from './db.ts';
import { once } from './once.ts';
import type { SessionKey } from './sessions.ts';

/** An avatar, the session that asks for it, and whether it is looked for in the trash. */
export type OwnAvatarKey = SessionKey & { id: string; fromTrash: boolean };

/** More than a page of history shows at once. */
const BATCH_MAX = 100;

/** Whether the session is open and its person owns the avatar, there or in the trash; UUIDs only. */
export function isOwnAvatar(key: OwnAvatarKey): Promise<boolean> {
  return loader().load(key);
}

/** Nothing is remembered: each request is answered by the records as they are. */
function loader(): DataLoader<OwnAvatarKey, boolean> {
  return once(
    'own-avatars',
    () =>
      new DataLoader<OwnAvatarKey, boolean>(readOwn, {
        ...{ cache: false, maxBatchSize: BATCH_MAX },
        // Whatever else has arrived by now joins.
        batchScheduleFn: (ask) => setImmediate(ask),
      }),
  );
}

/** The rule for sessions is that of `readSession`. */
async function readOwn(keys: readonly OwnAvatarKey[]): Promise<boolean[]> {
  const found = await db().$queryRaw<{ place: bigint }[]>`
    SELECT w.place
    FROM unnest(${keys.map(({ id }) => id)}::uuid[], ${keys.map(({ userId }) => userId)}::uuid[],
                ${keys.map(({ sessionId }) => sessionId)}::uuid[], ${keys.map(({ fromTrash }) => fromTrash)}::boolean[])
         WITH ORDINALITY AS w(id, user_id, session_id, from_trash, place)
      JOIN avatars a ON a.id = w.id AND a.owner_id = w.user_id AND (a.deleted_at IS NOT NULL) = w.from_trash
      JOIN users u ON u.id = a.owner_id AND u.erasing_at IS NULL
      JOIN sessions s ON s.id = w.session_id AND s.user_id = u.id AND s.replaced_at IS NULL`;
  const places = new Set(found.map(({ place }) => Number(place)));
  return keys.map((_, index) => places.has(index + 1));
}
