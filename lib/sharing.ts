/** Share links, as their owner makes, changes and ends them. What a stranger gets of one is in shared.ts. */
import { randomInt } from 'node:crypto';
import { z } from 'zod';
import * as m from '../messages/compiled/errors.ts';
import { ago, databaseNow } from './clock.ts';
import { db, type Prisma, type Transaction } from './db.ts';
import { AppError } from './errors.ts';
import { SHARE_DAYS, SHARE_PASSWORD_MAX_LENGTH, SHARE_PASSWORD_MIN_LENGTH } from './limits.ts';
import { hashPassword } from './share-password.ts';
import type { ShareLinkView } from './views.ts';

/** Without letters and digits that are read as one another, so that a printed address can be typed. */
const ALPHABET = 'abcdefghijkmnpqrstuvwxyz23456789';
/** 12 of 32 characters, 60 bits: with a million links, a thousand guesses a second find one in 36 years. */
const SLUG_LENGTH = 12;

function newSlug(): string {
  return Array.from({ length: SLUG_LENGTH }, () => ALPHABET[randomInt(ALPHABET.length)]).join('');
}

/** What an owner may set of a link; what isn't given stays as it is. */
export const shareOptions = z.object({
  /** From now on; `null` = it doesn't end. */
  days: z.literal(SHARE_DAYS).nullable().optional(),
  /** `null` = nothing is asked any more. */
  password: z
    .string()
    .min(SHARE_PASSWORD_MIN_LENGTH, { error: () => m.passwordShort({ min: SHARE_PASSWORD_MIN_LENGTH }) })
    .max(SHARE_PASSWORD_MAX_LENGTH, { error: () => m.passwordLong({ max: SHARE_PASSWORD_MAX_LENGTH }) })
    .nullable()
    .optional(),
  showsPrompt: z.boolean().optional(),
  showsSelfie: z.boolean().optional(),
  allowsDownload: z.boolean().optional(),
});

const linkSelect = {
  slug: true,
  expiresAt: true,
  passwordHash: true,
  showsPrompt: true,
  showsSelfie: true,
  allowsDownload: true,
  _count: { select: { avatars: { where: { avatar: { deletedAt: null } } } } },
} as const satisfies Prisma.ShareLinkSelect;

async function toView({
  slug,
  expiresAt,
  passwordHash,
  _count,
  ...shows
}: Prisma.ShareLinkGetPayload<{ select: typeof linkSelect }>): Promise<ShareLinkView> {
  return {
    slug,
    path: `/s/${slug}`,
    count: _count.avatars,
    expiresAt: expiresAt?.toISOString() ?? null,
    hasExpired: expiresAt !== null && expiresAt <= (await databaseNow()),
    hasPassword: passwordHash !== null,
    ...shows,
  };
}

/**
 * Gives avatars one address, newest first, or the one that just these have already.
 * @throws AppError `not_found` when one of them isn't the owner's or is in the trash
 */
export async function shareAvatars(ownerId: string, avatarIds: string[]): Promise<ShareLinkView> {
  const ids = [...new Set(avatarIds)];
  return db().$transaction(async (transaction) => {
    // Locked until the link is there: the same choice, pressed twice, is one link.
    const avatars = await transaction.$queryRaw<{ id: string; createdAt: Date }[]>`
      SELECT id, created_at AS "createdAt" FROM avatars
      WHERE id = ANY(${ids}::uuid[]) AND owner_id = ${ownerId}::uuid AND deleted_at IS NULL ORDER BY id FOR UPDATE`;
    if (avatars.length === 0 || avatars.length !== ids.length) throw gone(m.avatarGone());
    const slug = await findSame(transaction, ownerId, ids);
    if (slug !== null) {
      return toView(await transaction.shareLink.findFirstOrThrow({ where: { slug, ownerId }, select: linkSelect }));
    }
    const newestFirst = avatars.toSorted((a, b) => +b.createdAt - +a.createdAt || (a.id < b.id ? 1 : -1));
    const link = await transaction.shareLink.create({
      data: {
        slug: newSlug(),
        ownerId,
        avatars: { create: newestFirst.map(({ id }, position) => ({ avatarId: id, position })) },
      },
      select: linkSelect,
    });
    return toView(link);
  });
}

/** The link, not expired, that shows just these avatars. */
async function findSame(transaction: Transaction, ownerId: string, ids: string[]): Promise<string | null> {
  const [link] = await transaction.$queryRaw<{ slug: string }[]>`
    SELECT l.slug FROM share_links l JOIN shared_avatars one ON one.slug = l.slug AND one.avatar_id = ${ids[0]}::uuid
    WHERE l.owner_id = ${ownerId}::uuid AND (l.expires_at IS NULL OR l.expires_at > now())
      AND (SELECT array_agg(s.avatar_id ORDER BY s.avatar_id) FROM shared_avatars s WHERE s.slug = l.slug)
        = (SELECT array_agg(id ORDER BY id) FROM unnest(${ids}::uuid[]) id)
    ORDER BY l.created_at LIMIT 1`;
  return link?.slug ?? null;
}

/** The links that show an avatar, its own first, then the latest; expired ones too, since they can be given time. */
export async function listShareLinks(ownerId: string, avatarId: string): Promise<ShareLinkView[]> {
  if (!z.uuid().safeParse(avatarId).success) return [];
  const links = await db().shareLink.findMany({
    where: { ownerId, avatars: { some: { avatarId } } },
    select: linkSelect,
    orderBy: { createdAt: 'desc' },
    take: 50,
  });
  return (await Promise.all(links.map(toView))).toSorted(
    (a, b) => Number(a.hasExpired) - Number(b.hasExpired) || a.count - b.count,
  );
}

/**
 * Changes what a link shows, to whom, and for how long; it counts from the next request on. Another password, or none,
 * ends what the last one opened.
 * @throws AppError `not_found`
 */
export async function changeShareLink(
  ownerId: string,
  { slug, days, password, ...shows }: { slug: string } & z.output<typeof shareOptions>,
): Promise<ShareLinkView> {
  const data: Prisma.ShareLinkUpdateManyMutationInput = Object.fromEntries(
    Object.entries(shows).filter(([, value]) => value !== undefined),
  );
  if (days !== undefined) data.expiresAt = days === null ? null : await ago(-days * 86_400_000);
  if (password !== undefined) {
    Object.assign(data, { passwordHash: password === null ? null : await hashPassword(password), tries: 0 });
  }
  const [link] = await db().shareLink.updateManyAndReturn({ where: { slug, ownerId }, data, select: { slug: true } });
  if (!link) throw gone(m.linkGone());
  return toView(await db().shareLink.findFirstOrThrow({ where: { slug, ownerId }, select: linkSelect }));
}

/** Takes the address away; page and pictures are gone with the next request. */
export async function stopSharing(ownerId: string, slug: string): Promise<void> {
  await db().shareLink.deleteMany({ where: { slug, ownerId } });
}

function gone(message: string): AppError {
  return new AppError('not_found', message);
}
