/** What is made of an avatar when it is asked for: its enlarged picture, the person alone, and zips of them. */
import { setTimeout as sleep } from 'node:timers/promises';
import * as m from '../messages/compiled/errors.ts';
import { db } from './db.ts';
import { AppError } from './errors.ts';
import { UPSCALE_MAX_PIXELS, type Variant } from './limits.ts';
import { enqueueVariant, variantState } from './queue.ts';
import { type StoredFile, streamFile } from './storage.ts';
import { avatarKeys, variantKey } from './storage-keys.ts';

const POLL_MS = 250;
/** Whoever asks waits no longer, as proxies don't either; what was asked for is made all the same. */
const PATIENCE_MS = 50_000;

/** A variant's file; `null` while it isn't made, for anybody but its owner, and for avatars in the trash. */
export async function openVariant(ownerId: string, id: string, variant: Variant): Promise<StoredFile | null> {
  const row = await db().avatar.findFirst({ where: { id, ownerId, deletedAt: null }, select: { id: true } });
  return row && streamFile(variantKey(row.id, variant));
}

/**
 * Has a variant made by the worker, unless it is there already, and waits for it.
 * @param patient whether to wait for another one of the person's, instead of refusing
 * @throws AppError `not_found`, `over_limit` (another one is being made for this person), `too_many_pixels`, `no_face`,
 * `unavailable`
 */
export async function makeVariant(
  ownerId: string,
  avatarId: string,
  variant: Variant,
  { patient = false } = {},
): Promise<void> {
  const row = await db().avatar.findFirst({
    where: { id: avatarId, ownerId, deletedAt: null },
    select: { width: true, height: true },
  });
  if (!row) throw new AppError('not_found', m.avatarGone());
  if (await isMade(avatarId, variant)) return;
  if (variant === 'upscaled' && row.width * row.height > UPSCALE_MAX_PIXELS) {
    throw new AppError('too_many_pixels', m.largeAlready());
  }
  const until = performance.now() + PATIENCE_MS;
  for (let jobId: string | null = null; performance.now() < until; await sleep(POLL_MS)) {
    jobId ??= await enqueueVariant({ ownerId, avatarId, variant });
    if (jobId === null) {
      if (patient) continue;
      throw new AppError('over_limit', m.anotherMade());
    }
    const state = await variantState(jobId);
    if (state === 'failed') break;
    if (state === 'unfinished') continue;
    if (await isMade(avatarId, variant)) return;
    throw new AppError('no_face', m.noFaceCut());
  }
  throw new AppError('unavailable', m.notInTime());
}

async function isMade(id: string, variant: Variant): Promise<boolean> {
  const file = await streamFile(variantKey(id, variant));
  await file?.stream.cancel();
  return file !== null;
}

/** A file as a zip wants it. */
type NamedFile = { name: string; lastModified: Date; input: ReadableStream<Uint8Array> | string };

/**
 * Those of `ids` that are the owner's, newest first, as pictures or as variants, each opened or made when its turn
 * comes. Where a variant can't be made, a note says which. `null` when there is none at all.
 */
export async function openAvatars(
  ownerId: string,
  ids: string[],
  variant: Variant | null = null,
): Promise<AsyncIterable<NamedFile> | null> {
  const rows = await db().avatar.findMany({
    where: { id: { in: ids }, ownerId, deletedAt: null },
    select: { id: true, style: true, createdAt: true },
    orderBy: [{ createdAt: 'desc' }, { id: 'desc' }],
  });
  if (rows.length === 0) return null;
  return (async function* () {
    const missing: string[] = [];
    for (const { id, style, createdAt } of rows) {
      const day = createdAt.toISOString().slice(0, 10);
      const name = `selfsame-${style}-${day}-${id.slice(0, 8)}${variant === null ? '' : `-${variant}`}.png`;
      try {
        if (variant !== null) await makeVariant(ownerId, id, variant, { patient: true });
      } catch (error) {
        if (!(error instanceof AppError)) throw error;
        missing.push(`${name}: ${error.message}`);
        continue;
      }
      const file = await streamFile(variant === null ? avatarKeys(id).full : variantKey(id, variant));
      if (file) yield { name, lastModified: createdAt, input: file.stream };
    }
    if (missing.length > 0) yield { name: 'left-out.txt', lastModified: new Date(), input: missing.join('\n') };
  })();
}
