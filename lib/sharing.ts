/** Share links: unguessable addresses that show one avatar to anyone until they are stopped. */
import { randomInt } from 'node:crypto';
import { db } from './db.ts';
import { AppError } from './errors.ts';
import type { Style } from './limits.ts';
import type { SharedAvatar } from './views.ts';

/** Without letters and digits that are read as one another, so that a printed address can be typed. */
const ALPHABET = 'abcdefghijkmnpqrstuvwxyz23456789';
/** 16 of 32 characters: 80 bits. */
const SLUG_LENGTH = 16;
const SLUG = /^[a-z2-9]{16}$/;

function newSlug(): string {
  return Array.from({ length: SLUG_LENGTH }, () => ALPHABET[randomInt(ALPHABET.length)]).join('');
}

/** Gives an avatar its address, or the one it has. @throws AppError `not_found` */
export async function shareAvatar(ownerId: string, avatarId: string): Promise<{ path: string }> {
  const avatar = await db().avatar.findFirst({
    where: { id: avatarId, ownerId, deletedAt: null },
    select: { id: true },
  });
  if (!avatar) throw new AppError('not_found', 'This avatar doesn’t exist any more.');
  const link = await db().shareLink.upsert({
    where: { avatarId: avatar.id },
    create: { slug: newSlug(), ownerId, avatarId: avatar.id },
    update: {},
    select: { slug: true },
  });
  return { path: `/s/${link.slug}` };
}

/** Takes the address away; page and picture are gone with the next request. */
export async function stopSharing(ownerId: string, avatarId: string): Promise<void> {
  await db().shareLink.deleteMany({ where: { avatarId, ownerId } });
}

/** What a stranger with the link sees; `null` when it is unknown or stopped, or the avatar deleted. */
export async function readShared(slug: string): Promise<SharedAvatar | null> {
  if (!SLUG.test(slug)) return null;
  const link = await db().shareLink.findFirst({
    where: { slug, avatar: { deletedAt: null } },
    select: { slug: true, avatar: { select: { style: true, width: true, height: true, placeholder: true } } },
  });
  return link && { slug: link.slug, ...link.avatar, style: link.avatar.style as Style };
}
