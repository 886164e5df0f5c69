/** Avatars: finished pictures, their files, and the history in keyset order. */
import { createHash } from 'node:crypto';
import sharp from 'sharp';
import { z } from 'zod';
import { db, Prisma } from './db.ts';
import { engineFacts } from './engines.ts';
import { AppError } from './errors.ts';
import type { Style } from './limits.ts';
import { type ImageSize, putFile, removeFiles, type StoredFile, streamFile } from './storage.ts';
import type { AvatarDetail, AvatarPage, AvatarView } from './views.ts';

/** Pictures in one page of the history. */
export const PAGE_SIZE = 48;
/** Width of a thumbnail, in pixels: twice the widest tile of the grid at usual densities. */
const THUMB_WIDTH = 384;
const PLACEHOLDER_WIDTH = 16;

const keys = (id: string): Record<ImageSize, string> => ({
  full: `avatars/${id}.png`,
  thumb: `avatars/${id}.thumb.webp`,
});

/** The id of a generation's nth picture: drawing it again after a crash overwrites the same files and row. */
export function avatarId(generationId: string, position: number): string {
  const hash = createHash('sha256').update(`${generationId}/${position}`).digest();
  hash[6] = ((hash[6] ?? 0) & 0x0f) | 0x80;
  hash[8] = ((hash[8] ?? 0) & 0x3f) | 0x80;
  return hash.toString('hex', 0, 16).replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-');
}

/**
 * Stores one picture of a generation that is being drawn, with its thumbnail and placeholder.
 * Twice is once, and after the generation has ended it changes nothing.
 */
export async function storeAvatar(
  generation: { id: string; ownerId: string; style: string },
  position: number,
  picture: Uint8Array,
  seed: number,
): Promise<void> {
  const id = avatarId(generation.id, position);
  const image = sharp(picture);
  const [{ width, height }, thumb, placeholder] = await Promise.all([
    image.metadata(),
    image.clone().resize({ width: THUMB_WIDTH, withoutEnlargement: true }).webp({ quality: 82 }).toBuffer(),
    image.clone().resize({ width: PLACEHOLDER_WIDTH }).webp({ quality: 40 }).toBuffer(),
  ]);
  await Promise.all([putFile(keys(id).full, picture), putFile(keys(id).thumb, thumb)]);
  const stored = await db().$executeRaw`
    INSERT INTO avatars (id, owner_id, generation_id, position, style, width, height, bytes, seed, placeholder)
    SELECT ${id}::uuid, owner_id, id, ${position}, style, ${width}, ${height}, ${picture.byteLength}, ${seed},
           ${`data:image/webp;base64,${placeholder.toString('base64')}`}
    FROM generations WHERE id = ${generation.id}::uuid AND status = 'drawing'
    ON CONFLICT (generation_id, position) DO NOTHING`;
  if (stored === 0 && !(await db().avatar.findFirst({ where: { id }, select: { id: true } }))) {
    await removeFiles(Object.values(keys(id)));
  }
}

const viewSelect = {
  id: true,
  generationId: true,
  style: true,
  width: true,
  height: true,
  placeholder: true,
  createdAt: true,
} as const satisfies Prisma.AvatarSelect;

type ViewRow = Prisma.AvatarGetPayload<{ select: typeof viewSelect }>;

function toView(row: ViewRow): AvatarView {
  return { ...row, style: row.style as Style, createdAt: row.createdAt.toISOString() };
}

const cursorParts = z.tuple([z.iso.datetime(), z.uuid()]);

function encodeCursor(row: { createdAt: Date; id: string }): string {
  return Buffer.from(`${row.createdAt.toISOString()} ${row.id}`).toString('base64url');
}

/** @throws AppError `invalid_input` */
function decodeCursor(cursor: string): { createdAt: Date; id: string } {
  const parts = cursorParts.safeParse(Buffer.from(cursor, 'base64url').toString().split(' '));
  if (!parts.success) throw new AppError('invalid_input', 'This place in the history is unknown. Reload the page.');
  return { createdAt: new Date(parts.data[0]), id: parts.data[1] };
}

/** A page of a person's history, newest first. @throws AppError `invalid_input` for a cursor that isn't ours */
export async function listAvatars(
  ownerId: string,
  options: { cursor?: string; limit?: number } = {},
): Promise<AvatarPage> {
  const limit = options.limit ?? PAGE_SIZE;
  const after = options.cursor ? decodeCursor(options.cursor) : null;
  const rows = await neighbours(ownerId, after, 'older', limit + 1);
  const page = rows.slice(0, limit);
  const last = page.at(-1);
  return { avatars: page.map(toView), nextCursor: last && rows.length > limit ? encodeCursor(last) : null };
}

/** Rows next to a place in the history by one walk of the index: a row comparison, which Prisma's filters lack. */
function neighbours(
  ownerId: string,
  place: { createdAt: Date; id: string } | null,
  direction: 'older' | 'newer',
  limit: number,
): Promise<ViewRow[]> {
  const [comparison, order] =
    direction === 'older'
      ? [Prisma.sql`<`, Prisma.sql`created_at DESC, id DESC`]
      : [Prisma.sql`>`, Prisma.sql`created_at ASC, id ASC`];
  const from = place
    ? Prisma.sql`AND (created_at, id) ${comparison} (${place.createdAt}, ${place.id}::uuid)`
    : Prisma.empty;
  return db().$queryRaw<ViewRow[]>`
    SELECT id, generation_id AS "generationId", style, width, height, placeholder, created_at AS "createdAt"
    FROM avatars WHERE owner_id = ${ownerId}::uuid AND deleted_at IS NULL ${from} ORDER BY ${order} LIMIT ${limit}`;
}

/** One avatar with all that made it; `null` for anybody but its owner, as for one that doesn't exist. */
export async function readAvatar(ownerId: string, id: string): Promise<AvatarDetail | null> {
  if (!z.uuid().safeParse(id).success) return null;
  const row = await db().avatar.findFirst({
    where: { id, ownerId, deletedAt: null },
    select: {
      ...viewSelect,
      seed: true,
      shareLink: { select: { slug: true } },
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
        },
      },
    },
  });
  if (!row) return null;
  const [[newer], [older]] = await Promise.all([
    neighbours(ownerId, row, 'newer', 1),
    neighbours(ownerId, row, 'older', 1),
  ]);
  const { seed, shareLink, generation, ...avatar } = row;
  return {
    ...toView(avatar),
    ...generation,
    engine: generation.engine as AvatarDetail['engine'],
    words: generation.words as AvatarDetail['words'],
    seed: seed === null ? null : Number(seed),
    settings: engineFacts().settings,
    sharePath: shareLink && `/s/${shareLink.slug}`,
    newerId: newer?.id ?? null,
    olderId: older?.id ?? null,
  };
}

/** The owner's avatar as a file; `null` for anybody else, as for one that doesn't exist. */
export async function openAvatar(ownerId: string, id: string, size: ImageSize): Promise<StoredFile | null> {
  const row = await db().avatar.findFirst({ where: { id, ownerId, deletedAt: null }, select: { id: true } });
  return row && streamFile(keys(row.id)[size]);
}

/** The avatar that a share link shows, as a file; `null` once the link is stopped or the avatar deleted. */
export async function openSharedAvatar(slug: string, size: ImageSize): Promise<StoredFile | null> {
  const row = await db().avatar.findFirst({ where: { deletedAt: null, shareLink: { slug } }, select: { id: true } });
  return row && streamFile(keys(row.id)[size]);
}

/** Moves an avatar to the trash: gone from every page at once, share link included. @throws AppError `not_found` */
export async function deleteAvatar(ownerId: string, id: string): Promise<void> {
  const { count } = await db().avatar.updateMany({
    where: { id, ownerId, deletedAt: null },
    data: { deletedAt: new Date() },
  });
  if (count === 0) throw notFound();
}

/** Takes an avatar out of the trash. @throws AppError `not_found` */
export async function restoreAvatar(ownerId: string, id: string): Promise<void> {
  const { count } = await db().avatar.updateMany({
    where: { id, ownerId, deletedAt: { not: null } },
    data: { deletedAt: null },
  });
  if (count === 0) throw notFound();
}

/** Removes for good what has been in the trash for longer than `days`. */
export async function emptyTrash(days: number): Promise<number> {
  const before = new Date(Date.now() - days * 86_400_000);
  const rows = await db().avatar.findMany({ where: { deletedAt: { lt: before } }, select: { id: true }, take: 500 });
  const ids = rows.map((row) => row.id);
  await removeFiles(ids.flatMap((id) => Object.values(keys(id))));
  await db().avatar.deleteMany({ where: { id: { in: ids } } });
  return ids.length;
}

function notFound(): AppError {
  return new AppError('not_found', 'This avatar doesn’t exist any more.');
}
