/** Avatars as files for the browser of their owner: a history asks for dozens at once, again and again. */
import DataLoader from 'dataloader';
import { LRUCache } from 'lru-cache';
import { type AvatarSize, readAvatarFile } from './avatar-files.ts';
import { db } from './db.ts';
import { once } from './once.ts';
import type { SessionKey } from './sessions.ts';

/** An avatar, the session that asks for it, and whether it is looked for in the trash. */
export type OwnAvatarKey = SessionKey & { id: string; fromTrash: boolean };

/** More than a page of history shows at once. */
const BATCH_MAX = 100;
/** Bytes of files that are kept at hand, together and of one; and for how long. */
const KEPT_MAX = 64 * 1024 * 1024;
const KEPT_ONE_MAX = 2 * 1024 * 1024;
const KEPT_MS = 60_000;

/**
 * The bytes of an avatar when the session is open and its person owns it, there or in the trash; `null` for anybody
 * else, as for one that doesn't exist. UUIDs only.
 */
export async function readOwnAvatar(key: OwnAvatarKey, size: AvatarSize): Promise<Uint8Array | null> {
  if (!(await ownership().load(key))) return null;
  const file = { id: key.id, size };
  return (await files().fetch(`${file.id}/${file.size}`, { context: file })) ?? null;
}

type AvatarFile = { id: string; size: AvatarSize };

/** An avatar's file never changes, so the bytes are remembered for a minute; whose they are is asked each time. */
function files(): LRUCache<string, Uint8Array, AvatarFile> {
  return once(
    'own-avatar-files',
    () =>
      new LRUCache<string, Uint8Array, AvatarFile>({
        ...{ maxSize: KEPT_MAX, maxEntrySize: KEPT_ONE_MAX, ttl: KEPT_MS, ttlAutopurge: true },
        sizeCalculation: (bytes) => Math.max(1, bytes.byteLength),
        fetchMethod: async (_name, _stale, { context: { id, size } }) => (await readAvatarFile(id, size)) ?? undefined,
      }),
  );
}

/** Nothing is remembered here: each request is answered by the records as they are. */
function ownership(): DataLoader<OwnAvatarKey, boolean> {
  return once(
    'own-avatar-owners',
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
