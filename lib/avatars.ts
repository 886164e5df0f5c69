/** Avatars: finished pictures and their files. */
import { createHash } from 'node:crypto';
import sharp from 'sharp';
import { z } from 'zod';
import * as m from '../messages/compiled/errors.ts';
import { type AvatarSize, openAvatarFile, removeUnclaimed } from './avatar-files.ts';
import { databaseNow } from './clock.ts';
import { db } from './db.ts';
import { engineFacts } from './engines.ts';
import { AppError } from './errors.ts';
import { neighbours, toView, viewSelect } from './history.ts';
import { STYLES } from './limits.ts';
import { putFile, readStoredFile, removeFiles, type StoredFile } from './storage.ts';
import { avatarFiles, avatarKeys as keys } from './storage-keys.ts';
import type { AvatarDetail, AvatarView } from './views.ts';

const PLACEHOLDER_WIDTH = 16;

/** The id of a generation's nth picture: drawing it again after a crash overwrites the same files and row. */
export function avatarId(generationId: string, position: number): string {
  const hash = createHash('sha256').update(`${generationId}/${position}`).digest();
  hash[6] = ((hash[6] ?? 0) & 0x0f) | 0x80;
  hash[8] = ((hash[8] ?? 0) & 0x3f) | 0x80;
  return hash.toString('hex', 0, 16).replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-');
}

/**
 * Stores one picture of a generation that is being drawn, with its placeholder.
 * Twice is once, and after the generation has ended it changes nothing. The generation is locked, so that its owner,
 * who may be signing in to another account, is the avatar's.
 */
export async function storeAvatar(
  generation: { id: string; ownerId: string; style: string },
  position: number,
  picture: Uint8Array,
  seed: number,
): Promise<void> {
  const id = avatarId(generation.id, position);
  const { width, height } = await sharp(picture).metadata();
  let placeholder: Buffer;
  try {
    [placeholder] = await Promise.all([
      sharp(picture).resize({ width: PLACEHOLDER_WIDTH }).webp({ quality: 40 }).toBuffer(),
      putFile(keys(id).full, picture),
    ]);
  } catch (error) {
    await removeUnclaimed(id).catch(() => undefined);
    throw error;
  }
  const stored = await db().$executeRaw`
    INSERT INTO avatars (id, owner_id, generation_id, position, style, width, height, bytes, seed, placeholder,
                         by_api)
    SELECT ${id}::uuid, owner_id, id, ${position}, style, ${width}, ${height}, ${picture.byteLength}, ${seed},
           ${`data:image/webp;base64,${placeholder.toString('base64')}`}, by_api
    FROM generations WHERE id = ${generation.id}::uuid AND status = 'drawing' FOR SHARE
    ON CONFLICT (generation_id, position) DO NOTHING`;
  if (stored === 0) await removeUnclaimed(id);
}

/** A generation's avatars whose likeness isn't known yet, with their bytes; a file that is missing is left out. */
export async function picturesWithoutLikeness(generationId: string): Promise<{ id: string; picture: Uint8Array }[]> {
  const rows = await db().avatar.findMany({ where: { generationId, likeness: null }, select: { id: true } });
  const pictures = await Promise.all(rows.map(({ id }) => readStoredFile(keys(id).full)));
  return rows.flatMap(({ id }, i) => {
    const picture = pictures[i];
    return picture ? [{ id, picture }] : [];
  });
}

/** @param likeness 0–100 */
export async function saveLikeness(id: string, likeness: number): Promise<void> {
  await db().avatar.updateMany({ where: { id }, data: { likeness } });
}

/** One avatar with all that made it; `null` for anybody but its owner, as for one that doesn't exist. */
export async function readAvatar(ownerId: string, id: string): Promise<AvatarDetail | null> {
  if (!z.uuid().safeParse(id).success) return null;
  const row = await db().avatar.findFirst({
    where: { id, ownerId, deletedAt: null },
    select: {
      ...viewSelect,
      seed: true,
      likeness: true,
      generation: {
        select: {
          engine: true,
          prompt: true,
          negativePrompt: true,
          steps: true,
          guidance: true,
          faceStrength: true,
          safetyChecker: true,
          words: true,
          selfieId: true,
          sheetId: true,
        },
      },
    },
  });
  if (!row) return null;
  const { seed, likeness, generation, ...avatar } = row;
  const { sheetId, ...made } = generation;
  const [[newer], [older], sheet] = await Promise.all([
    neighbours(ownerId, { place: row, direction: 'newer', limit: 1 }),
    neighbours(ownerId, { place: row, direction: 'older', limit: 1 }),
    sheetId === null ? [] : listSheet(ownerId, sheetId),
  ]);
  return {
    ...toView(avatar),
    ...made,
    engine: made.engine as AvatarDetail['engine'],
    words: made.words as AvatarDetail['words'],
    seed: seed === null ? null : Number(seed),
    likeness,
    settings: engineFacts().settings,
    sheet,
    newerId: newer?.id ?? null,
    olderId: older?.id ?? null,
  };
}

async function listSheet(ownerId: string, sheetId: string): Promise<AvatarView[]> {
  const rows = await db().avatar.findMany({
    where: { ownerId, deletedAt: null, generation: { sheetId, ownerId } },
    select: viewSelect,
    orderBy: [{ createdAt: 'asc' }, { id: 'asc' }],
  });
  const placeOf = ({ style }: AvatarView) => STYLES.indexOf(style);
  return rows.map(toView).sort((a, b) => placeOf(a) - placeOf(b));
}

/**
 * The owner's avatar as a file; `null` for anybody else, as for one that doesn't exist. What is in the trash is only
 * opened when asked for there.
 */
export async function openAvatar(
  ownerId: string,
  id: string,
  size: AvatarSize,
  { fromTrash = false } = {},
): Promise<StoredFile | null> {
  const row = await db().avatar.findFirst({
    where: { id, ownerId, deletedAt: fromTrash ? { not: null } : null },
    select: { id: true },
  });
  if (!row) return null;
  return openAvatarFile(row.id, size);
}

/** Most avatars that one request may change. */
export const SELECTION_MAX = 1000;

/**
 * Moves avatars to the trash: gone from every page at once, share links included. Those that are there already stay.
 * @throws AppError `not_found` when none was moved
 */
export async function deleteAvatars(ownerId: string, ids: string[]): Promise<void> {
  const { count } = await db().avatar.updateMany({
    where: { id: { in: ids }, ownerId, deletedAt: null },
    data: { deletedAt: await databaseNow() },
  });
  if (count === 0) throw notFound();
}

/** Takes avatars out of the trash. @throws AppError `not_found` when none was taken */
export async function restoreAvatars(ownerId: string, ids: string[]): Promise<void> {
  const { count } = await db().avatar.updateMany({
    where: { id: { in: ids }, ownerId, deletedAt: { not: null } },
    data: { deletedAt: null },
  });
  if (count === 0) throw notFound();
}

/** Marks avatars as favourites, or takes the mark off. @throws AppError `not_found` when none was found */
export async function setFavourite(ownerId: string, ids: string[], favourite: boolean): Promise<void> {
  const { count } = await db().avatar.updateMany({
    where: { id: { in: ids }, ownerId, deletedAt: null },
    data: { favourite },
  });
  if (count === 0) throw notFound();
}

/** Removes for good what a person has in the trash: of `ids`, or all of it. @returns how many were removed */
export async function deleteForGood(ownerId: string, ids: string[] | 'all'): Promise<number> {
  const rows = await db().avatar.findMany({
    where: { ownerId, deletedAt: { not: null }, ...(ids === 'all' ? {} : { id: { in: ids } }) },
    select: { id: true },
  });
  return remove(rows.map((row) => row.id));
}

/** Removes for good what has been in the trash for longer than `days`. */
export async function emptyTrash(days: number): Promise<number> {
  const rows = await db().$queryRaw<{ id: string }[]>`
    SELECT id FROM avatars WHERE deleted_at < now() - make_interval(days => ${days}::int) LIMIT 500`;
  return remove(rows.map((row) => row.id));
}

/**
 * Removes avatars that are in the trash, and share links that are left with none. Rows first, so that nobody restores
 * one whose file is going, and a slow store keeps no transaction open; files that a crash leaves are swept.
 */
async function remove(ids: string[]): Promise<number> {
  const gone = await db().$transaction(async (transaction) => {
    const rows = await transaction.$queryRaw<{ id: string; ownerId: string }[]>`
      DELETE FROM avatars WHERE id = ANY(${ids}::uuid[]) AND deleted_at IS NOT NULL
      RETURNING id, owner_id AS "ownerId"`;
    const owners = [...new Set(rows.map(({ ownerId }) => ownerId))];
    await transaction.shareLink.deleteMany({ where: { ownerId: { in: owners }, avatars: { none: {} } } });
    return rows;
  });
  await removeFiles(gone.flatMap(({ id }) => avatarFiles(id)));
  return gone.length;
}

function notFound(): AppError {
  return new AppError('not_found', m.avatarGone());
}
