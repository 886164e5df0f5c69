/**
 * What a stranger with a share link gets: page and pictures by the same rules. A link that is unknown, stopped or
 * expired, and one whose avatars are all deleted, is nothing; a locked one is nothing but locked.
 */
import { createHmac, timingSafeEqual } from 'node:crypto';
import { type AvatarSize, THUMB_WIDTH } from './avatar-files.ts';
import { openAvatar } from './avatars.ts';
import { databaseNow } from './clock.ts';
import { db } from './db.ts';
import { env } from './env.ts';
import type { Style } from './limits.ts';
import { openSelfie } from './selfies.ts';
import { isPassword } from './share-password.ts';
import type { StoredFile } from './storage.ts';
import type { SharedView } from './views.ts';

/** Links made first had 16 characters; they stay. */
const SLUG = /^(?:[a-z2-9]{12}|[a-z2-9]{16})$/;
/** Tries at a password that a link takes at once; one more comes back each minute, whoever tries. */
const TRIES_MAX = 10;

/** A slug as a person may have typed it from paper; `null` when it can't be one. */
export function readSlug(typed: string): string | null {
  const slug = typed.toLowerCase().replace(/[\s-]/g, '').replace(/[1l]/g, 'i');
  return SLUG.test(slug) ? slug : null;
}

/** @param pass what `unlockShared` gave, if anything */
export async function readShared(slug: string, pass: string | undefined): Promise<SharedView | null> {
  const link = await findLink(slug);
  if (link === null) return null;
  if (!opens(link, pass)) return { status: 'locked', slug };
  const { showsPrompt, showsSelfie, allowsDownload } = link;
  return {
    status: 'open',
    slug,
    allowsDownload,
    avatars: link.avatars.map(({ position, avatar: { style, placeholder, generation, ...size } }) => ({
      position,
      style: style as Style,
      placeholder,
      ...(allowsDownload ? size : reduced(size)),
      prompt: showsPrompt && generation.prompt !== '' ? generation.prompt : null,
      hasSelfie: showsSelfie && generation.selfieId !== null,
    })),
  };
}

/** What the picture that may be kept is shown as when it may not. */
function reduced({ width, height }: { width: number; height: number }): { width: number; height: number } {
  const scale = Math.min(1, THUMB_WIDTH / width);
  return { width: Math.round(width * scale), height: Math.round(height * scale) };
}

/**
 * One picture of a link; `null` when the link doesn't show it. Without leave to download, only the reduced picture is
 * ever sent, and of a selfie never more than its thumbnail.
 */
export async function openSharedPicture(
  slug: string,
  pass: string | undefined,
  wish: { position: number; of: 'avatar' | 'selfie'; size: AvatarSize; download: boolean },
): Promise<{ file: StoredFile; type: string; size: AvatarSize; style: Style } | null> {
  const link = await findLink(slug);
  if (link === null || !opens(link, pass)) return null;
  const shown = link.avatars.find(({ position }) => position === wish.position);
  if (shown === undefined) return null;
  const { id, style, generation } = shown.avatar;
  if (wish.of === 'selfie') {
    if (!link.showsSelfie || generation.selfieId === null) return null;
    return pictureOf(await openSelfie(link.ownerId, generation.selfieId, 'thumb'), 'thumb', style);
  }
  if (wish.download && !link.allowsDownload) return null;
  const size = !link.allowsDownload ? 'thumb' : wish.download ? 'full' : wish.size;
  return pictureOf(await openAvatar(link.ownerId, id, size), size, style);
}

function pictureOf(file: StoredFile | null, size: AvatarSize, style: string) {
  return file && { file, size, type: size === 'full' ? 'image/png' : 'image/webp', style: style as Style };
}

/**
 * Tries a password. A link takes ten tries, then one a minute: what is tried is counted before it is looked at, so
 * that asking many times at once gains nothing.
 * @returns `pass`, which opens the link until its password changes; `null` when there is nothing to open
 */
export async function unlockShared(
  slug: string,
  password: string,
): Promise<{ status: 'open'; pass: string } | { status: 'wrong' } | { status: 'wait' } | null> {
  const link = await findLink(slug);
  if (link === null || link.passwordHash === null) return null;
  const counted = await db().$executeRaw`
    UPDATE share_links SET tries_at = now(), tries = 1 + GREATEST(0, tries - EXTRACT(EPOCH FROM now() - tries_at) / 60)
    WHERE slug = ${slug} AND GREATEST(0, tries - EXTRACT(EPOCH FROM now() - tries_at) / 60) <= ${TRIES_MAX - 1}`;
  if (counted === 0) return { status: 'wait' };
  if (!(await isPassword(password, link.passwordHash))) return { status: 'wrong' };
  await db().$executeRaw`UPDATE share_links SET tries = GREATEST(0, tries - 1) WHERE slug = ${slug}`;
  return { status: 'open', pass: passOf(slug, link.passwordHash) };
}

type Link = NonNullable<Awaited<ReturnType<typeof findLink>>>;

function opens({ slug, passwordHash }: Link, pass: string | undefined): boolean {
  if (passwordHash === null) return true;
  const right = Buffer.from(passOf(slug, passwordHash));
  const given = Buffer.from(pass ?? '');
  return given.length === right.length && timingSafeEqual(given, right);
}

/** Made of the kept password, so that it ends with it. */
function passOf(slug: string, passwordHash: string): string {
  const { authSecret } = env();
  if (!authSecret) throw new Error('Setting AUTH_SECRET is missing: start with `npm run up`, which provides it.');
  return createHmac('sha256', authSecret).update(`share ${slug} ${passwordHash}`).digest('base64url');
}

async function findLink(slug: string) {
  if (!SLUG.test(slug)) return null;
  const link = await db().shareLink.findFirst({
    where: { slug, OR: [{ expiresAt: null }, { expiresAt: { gt: await databaseNow() } }] },
    select: {
      slug: true,
      ownerId: true,
      passwordHash: true,
      showsPrompt: true,
      showsSelfie: true,
      allowsDownload: true,
      avatars: {
        where: { avatar: { deletedAt: null } },
        orderBy: { position: 'asc' },
        select: {
          position: true,
          avatar: {
            select: {
              id: true,
              style: true,
              width: true,
              height: true,
              placeholder: true,
              generation: { select: { prompt: true, selfieId: true } },
            },
          },
        },
      },
    },
  });
  return link !== null && link.avatars.length > 0 ? link : null;
}
