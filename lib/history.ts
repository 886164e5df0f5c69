/** The history: a person's avatars in keyset order, filtered, a page at a time. */
import { z } from 'zod';
import * as m from '../messages/compiled/errors.ts';
import { db, Prisma } from './db.ts';
import { AppError } from './errors.ts';
import { STYLES, type Style } from './limits.ts';
import type { AvatarPage, AvatarView, HistoryFilter } from './views.ts';

/** Pictures in one page of the history. */
export const PAGE_SIZE = 48;
const SEARCH_MAX_LENGTH = 200;
/** Words of a search that are looked at. */
const SEARCH_MAX_WORDS = 8;

/** A filter as addresses carry it; what can't be read leaves nothing out. */
export const historyFilter = z.object({
  show: z.enum(['all', 'favourites', 'shared', 'trash']).catch('all'),
  style: z.enum(STYLES).optional().catch(undefined),
  search: z
    .string()
    .trim()
    .transform((text) => text.slice(0, SEARCH_MAX_LENGTH) || undefined)
    .optional()
    .catch(undefined),
});

export const viewSelect = {
  id: true,
  generationId: true,
  style: true,
  width: true,
  height: true,
  placeholder: true,
  favourite: true,
  byApi: true,
  createdAt: true,
} as const satisfies Prisma.AvatarSelect;

type ViewRow = Prisma.AvatarGetPayload<{ select: typeof viewSelect }>;

export function toView(row: ViewRow): AvatarView {
  return { ...row, style: row.style as Style, createdAt: row.createdAt.toISOString() };
}

/** A place in the history. */
type Place = { createdAt: Date; id: string };

const cursorParts = z.tuple([z.iso.datetime(), z.uuid()]);

function encodeCursor({ createdAt, id }: Place): string {
  return Buffer.from(`${createdAt.toISOString()} ${id}`).toString('base64url');
}

/** @throws AppError `invalid_input` */
function decodeCursor(cursor: string): Place {
  const parts = cursorParts.safeParse(Buffer.from(cursor, 'base64url').toString().split(' '));
  if (!parts.success) throw new AppError('invalid_input', m.placeUnknown());
  return { createdAt: new Date(parts.data[0]), id: parts.data[1] };
}

/** A page of a person's history, newest first. @throws AppError `invalid_input` for a cursor that isn't ours */
export async function listAvatars(
  ownerId: string,
  options: { filter?: HistoryFilter; cursor?: string | undefined; limit?: number } = {},
): Promise<AvatarPage> {
  const limit = options.limit ?? PAGE_SIZE;
  const place = options.cursor ? decodeCursor(options.cursor) : null;
  const rows = await neighbours(ownerId, { place, direction: 'older', limit: limit + 1, filter: options.filter });
  const page = rows.slice(0, limit);
  const last = page.at(-1);
  return { avatars: page.map(toView), nextCursor: last && rows.length > limit ? encodeCursor(last) : null };
}

/** Rows next to a place in the history by one walk of the index: a row comparison, which Prisma's filters lack. */
export function neighbours(
  ownerId: string,
  {
    place,
    direction,
    limit,
    filter = { show: 'all' },
  }: { place: Place | null; direction: 'older' | 'newer'; limit: number; filter?: HistoryFilter | undefined },
): Promise<ViewRow[]> {
  const [comparison, order] =
    direction === 'older'
      ? [Prisma.sql`<`, Prisma.sql`a.created_at DESC, a.id DESC`]
      : [Prisma.sql`>`, Prisma.sql`a.created_at ASC, a.id ASC`];
  const conditions = [
    Prisma.sql`a.owner_id = ${ownerId}::uuid`,
    filter.show === 'trash' ? Prisma.sql`a.deleted_at IS NOT NULL` : Prisma.sql`a.deleted_at IS NULL`,
    ...(filter.show === 'favourites' ? [Prisma.sql`a.favourite`] : []),
    ...(filter.show === 'shared' ? [isShared(ownerId)] : []),
    ...(filter.style ? [Prisma.sql`a.style = ${filter.style}`] : []),
    ...patternsOf(filter.search).map(
      (pattern) =>
        Prisma.sql`a.generation_id IN (
          SELECT g.id FROM generations g WHERE g.owner_id = ${ownerId}::uuid AND g.prompt ILIKE ${pattern})`,
    ),
    ...(place ? [Prisma.sql`(a.created_at, a.id) ${comparison} (${place.createdAt}, ${place.id}::uuid)`] : []),
  ];
  return db().$queryRaw<ViewRow[]>`
    SELECT a.id, a.generation_id AS "generationId", a.style, a.width, a.height, a.placeholder, a.favourite,
           a.by_api AS "byApi", a.created_at AS "createdAt"
    FROM avatars a WHERE ${Prisma.join(conditions, ' AND ')} ORDER BY ${order} LIMIT ${limit}`;
}

/** Somebody else can see it now, by a link of its owner's. */
const isShared = (ownerId: string) => Prisma.sql`a.id IN (
  SELECT s.avatar_id FROM shared_avatars s JOIN share_links l ON l.slug = s.slug
  WHERE l.owner_id = ${ownerId}::uuid AND (l.expires_at IS NULL OR l.expires_at > now()))`;

/** Each word of a search as a pattern for ILIKE; its own signs stand for themselves. */
function patternsOf(search: string | undefined): string[] {
  const words = search?.split(/\s+/).filter((word) => word !== '') ?? [];
  return words.slice(0, SEARCH_MAX_WORDS).map((word) => `%${word.replace(/[\\%_]/g, '\\$&')}%`);
}
