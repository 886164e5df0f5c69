import { randomUUID } from 'node:crypto';
import sharp from 'sharp';
import { beforeAll, describe, expect, test } from 'vitest';
import { deleteAvatars, deleteForGood, restoreAvatars } from '@/lib/avatars';
import { db } from '@/lib/db';
import { historyFilter, listAvatars } from '@/lib/history';
import { drawPreview } from '@/lib/share-preview';
import { openSharedPicture, readShared, readSlug, unlockShared } from '@/lib/shared';
import { changeShareLink, listShareLinks, shareAvatars, shareOptions, stopSharing } from '@/lib/sharing';
import { createAvatar, createPerson, isolate } from '../factories.ts';

beforeAll(() => isolate({ GUEST_DAILY_LIMIT: '1000' }));

const FULL = { position: 0, of: 'avatar', size: 'full', download: false } as const;
const SELFIE = { ...FULL, of: 'selfie' } as const;
const DOWNLOAD = { ...FULL, download: true } as const;

/** What a stranger gets of a picture: its type and shape, or nothing. */
async function pictureOf(slug: string, wish: Parameters<typeof openSharedPicture>[2] = FULL, pass?: string) {
  const shown = await openSharedPicture(slug, pass, wish);
  if (shown === null) return null;
  const bytes = await new Response(shown.file.stream).arrayBuffer();
  const { format, width } = await sharp(bytes).metadata();
  return { format, width };
}

async function shared(prompt = '') {
  const owner = await createPerson();
  const avatar = await createAvatar(owner, { prompt });
  return { owner, avatar, link: await shareAvatars(owner, [avatar.id]) };
}

describe('a share link', () => {
  test('shows page and picture at one address, and stopping takes both away at once', async () => {
    const { owner, avatar, link } = await shared();
    expect(link.path).toBe(`/s/${link.slug}`);
    expect(await shareAvatars(owner, [avatar.id])).toEqual(link);
    expect(await readShared(link.slug, undefined)).toMatchObject({
      status: 'open',
      avatars: [{ position: 0, style: 'comic', width: 64, height: 96 }],
    });
    expect(await pictureOf(link.slug)).toEqual({ format: 'png', width: 64 });
    await stopSharing(owner, link.slug);
    expect(await readShared(link.slug, undefined)).toBeNull();
    expect(await pictureOf(link.slug)).toBeNull();
    expect(await drawPreview(link.slug)).toBeNull();
    expect((await shareAvatars(owner, [avatar.id])).slug).not.toBe(link.slug);
  });

  test('asked for twice at the same moment is one', async () => {
    const owner = await createPerson();
    const { id } = await createAvatar(owner);
    const made = await Promise.all([1, 2, 3].map(() => shareAvatars(owner, [id])));
    expect(new Set(made.map(({ slug }) => slug)).size).toBe(1);
  });

  test('can show several avatars, newest first, each at an address that stays when another goes', async () => {
    const owner = await createPerson();
    const [first, second, third] = [await createAvatar(owner), await createAvatar(owner), await createAvatar(owner)];
    const { slug } = await shareAvatars(owner, [first.id, third.id, second.id]);
    expect((await shareAvatars(owner, [third.id, second.id, first.id])).slug).toBe(slug);
    expect((await shareAvatars(owner, [third.id, second.id])).slug).not.toBe(slug);
    await deleteAvatars(owner, [third.id]);
    const places = async () => {
      const view = await readShared(slug, undefined);
      return view?.status === 'open' ? view.avatars.map(({ position }) => position) : view;
    };
    expect(await places()).toEqual([1, 2]);
    expect(await pictureOf(slug, { ...FULL, position: 0 })).toBeNull();
    expect(await pictureOf(slug, { ...FULL, position: 1 })).not.toBeNull();
    expect(await pictureOf(slug, { ...FULL, position: 3 })).toBeNull();
    await deleteAvatars(owner, [first.id, second.id]);
    expect(await places()).toBeNull();
    await restoreAvatars(owner, [first.id]);
    expect(await places()).toEqual([2]);
  });

  test('goes with the last of its avatars for good', async () => {
    const { owner, avatar, link } = await shared();
    await deleteAvatars(owner, [avatar.id]);
    await deleteForGood(owner, [avatar.id]);
    expect(await db().shareLink.count({ where: { slug: link.slug } })).toBe(0);
  });

  test('keeps the prompt and the selfie to its owner until told otherwise', async () => {
    const { owner, link } = await shared('a secret garden');
    expect(JSON.stringify(await readShared(link.slug, undefined))).not.toContain('secret');
    expect(await readShared(link.slug, undefined)).toMatchObject({ avatars: [{ prompt: null, hasSelfie: false }] });
    expect(await pictureOf(link.slug, SELFIE)).toBeNull();
    await changeShareLink(owner, { slug: link.slug, showsPrompt: true, showsSelfie: true });
    expect(await readShared(link.slug, undefined)).toMatchObject({
      avatars: [{ prompt: 'a secret garden', hasSelfie: true }],
    });
    expect(await pictureOf(link.slug, SELFIE)).toEqual({ format: 'webp', width: 192 });
    await db().selfie.deleteMany({ where: { ownerId: owner } });
    expect(await readShared(link.slug, undefined)).toMatchObject({ avatars: [{ hasSelfie: false }] });
    expect(await pictureOf(link.slug, SELFIE)).toBeNull();
  });

  test('without leave to download sends the reduced picture only, whatever is asked for', async () => {
    const { owner, link } = await shared();
    expect(await pictureOf(link.slug, DOWNLOAD)).toEqual({ format: 'png', width: 64 });
    expect(await pictureOf(link.slug, { ...DOWNLOAD, size: 'thumb' })).toMatchObject({ format: 'png' });
    await changeShareLink(owner, { slug: link.slug, allowsDownload: false });
    expect(await pictureOf(link.slug, DOWNLOAD)).toBeNull();
    expect(await pictureOf(link.slug, FULL)).toMatchObject({ format: 'webp' });
  });

  test('shows nothing once its time is over, and again when it is given more', async () => {
    const { owner, avatar, link } = await shared();
    const { slug } = link;
    const { expiresAt } = await changeShareLink(owner, { slug, days: 7 });
    expect(Date.parse(expiresAt ?? '') - Date.now()).toBeGreaterThan(6.9 * 86_400_000);
    await db().shareLink.update({ where: { slug }, data: { expiresAt: new Date(Date.now() - 1000) } });
    expect(await readShared(slug, undefined)).toBeNull();
    expect(await pictureOf(slug)).toBeNull();
    expect(await drawPreview(slug)).toBeNull();
    expect(await unlockShared(slug, 'anything')).toBeNull();
    expect(await listShareLinks(owner, avatar.id)).toMatchObject([{ slug, hasExpired: true }]);
    expect((await shareAvatars(owner, [avatar.id])).slug).not.toBe(slug);
    await changeShareLink(owner, { slug, days: null });
    expect(await readShared(slug, undefined)).toMatchObject({ status: 'open' });
  });
});

test('the history gathers what others can see now, and nothing else', async () => {
  const owner = await createPerson();
  const stranger = await shared();
  const [alone, together, expired] = [await createAvatar(owner), await createAvatar(owner), await createAvatar(owner)];
  await createAvatar(owner);
  const seen = async () =>
    (await listAvatars(owner, { filter: historyFilter.parse({ show: 'shared' }) })).avatars.map(({ id }) => id);
  expect(await seen()).toEqual([]);
  const { slug } = await shareAvatars(owner, [alone.id]);
  await shareAvatars(owner, [alone.id, together.id]);
  const ended = await shareAvatars(owner, [expired.id]);
  await db().shareLink.update({ where: { slug: ended.slug }, data: { expiresAt: new Date(Date.now() - 1000) } });
  expect(await seen()).toEqual([together.id, alone.id]);
  expect(await seen()).not.toContain(stranger.avatar.id);
  await stopSharing(owner, slug);
  expect(await seen()).toEqual([together.id, alone.id]);
});

describe('a password', () => {
  test('hides everything until it is given, and is kept as a hash only', async () => {
    const { owner, link } = await shared('a secret garden');
    const { slug } = link;
    await changeShareLink(owner, { slug, password: 'open sesame', showsPrompt: true });
    expect(await readShared(slug, undefined)).toEqual({ status: 'locked', slug });
    expect(await readShared(slug, 'x'.repeat(43))).toEqual({ status: 'locked', slug });
    expect(await pictureOf(slug)).toBeNull();
    expect(await drawPreview(slug)).toBeNull();
    expect(await unlockShared(slug, 'open sesam')).toEqual({ status: 'wrong' });
    const opened = await unlockShared(slug, 'open sesame');
    if (opened?.status !== 'open') throw new Error('not opened');
    expect(await readShared(slug, opened.pass)).toMatchObject({ status: 'open' });
    expect(await pictureOf(slug, FULL, opened.pass)).not.toBeNull();
    expect(await drawPreview(slug)).toBeNull();
    const { passwordHash } = await db().shareLink.findUniqueOrThrow({ where: { slug } });
    expect(passwordHash).toMatch(/^scrypt\$32768\$8\$3\$/);
  });

  test('opens its own link only, and what it opened ends when it changes', async () => {
    const [one, other] = [await shared(), await shared()];
    for (const { owner, link } of [one, other]) await changeShareLink(owner, { slug: link.slug, password: 'sesame' });
    const opened = await unlockShared(one.link.slug, 'sesame');
    if (opened?.status !== 'open') throw new Error('not opened');
    expect(await readShared(other.link.slug, opened.pass)).toMatchObject({ status: 'locked' });
    await changeShareLink(one.owner, { slug: one.link.slug, password: 'sesame' });
    expect(await readShared(one.link.slug, opened.pass)).toMatchObject({ status: 'locked' });
    await changeShareLink(one.owner, { slug: one.link.slug, password: null });
    expect(await readShared(one.link.slug, undefined)).toMatchObject({ status: 'open' });
  });

  test('takes ten tries, also when they come at once, then one a minute', async () => {
    const { owner, link } = await shared();
    const { slug } = link;
    await changeShareLink(owner, { slug, password: 'sesame' });
    const answers = await Promise.all(Array.from({ length: 14 }, (_, i) => unlockShared(slug, `guess ${i}`)));
    expect(answers.filter((answer) => answer?.status === 'wrong')).toHaveLength(10);
    expect(await unlockShared(slug, 'sesame')).toEqual({ status: 'wait' });
    await db().shareLink.update({ where: { slug }, data: { triesAt: new Date(Date.now() - 61_000) } });
    expect(await unlockShared(slug, 'sesame')).toMatchObject({ status: 'open' });
    expect(await unlockShared(slug, 'no')).toEqual({ status: 'wrong' });
    expect(await unlockShared(slug, 'sesame')).toEqual({ status: 'wait' });
  });

  test('that is too short or too long is refused in words', () => {
    expect(shareOptions.safeParse({ password: '12345' }).error?.issues[0]?.message).toMatch(/at least 6/);
    expect(shareOptions.safeParse({ password: 'x'.repeat(101) }).error?.issues[0]?.message).toMatch(/at most 100/);
    expect(shareOptions.safeParse({ days: 2 }).success).toBe(false);
  });
});

describe('somebody else’s avatar or link', () => {
  test('can’t be shared, read, changed or stopped', async () => {
    const { owner, avatar, link } = await shared();
    const stranger = await createPerson();
    const own = await createAvatar(stranger);
    for (const ids of [[avatar.id], [own.id, avatar.id], [randomUUID()]])
      await expect(shareAvatars(stranger, ids)).rejects.toMatchObject({ code: 'not_found' });
    expect(await listShareLinks(stranger, avatar.id)).toEqual([]);
    const change = { slug: link.slug, password: 'mine now', showsSelfie: true };
    await expect(changeShareLink(stranger, change)).rejects.toMatchObject({ code: 'not_found' });
    await stopSharing(stranger, link.slug);
    expect(await listShareLinks(owner, avatar.id)).toEqual([link]);
  });

  test('in the trash can’t be shared by its owner either', async () => {
    const owner = await createPerson();
    const { id } = await createAvatar(owner);
    await deleteAvatars(owner, [id]);
    await expect(shareAvatars(owner, [id])).rejects.toMatchObject({ code: 'not_found' });
  });
});

describe('an address', () => {
  test('typed from paper, with capitals, hyphens and look-alikes, is found', () => {
    expect(readSlug('k3mp-7xwa-q2ht')).toBe('k3mp7xwaq2ht');
    expect(readSlug('K3MP 7XWA Q2HT')).toBe('k3mp7xwaq2ht');
    expect(readSlug('K3MP-7XWA-Q2l1')).toBe('k3mp7xwaq2ii');
    expect(readSlug('abcdefghijkmnpqr')).toBe('abcdefghijkmnpqr');
    for (const wrong of ['', 'k3mp', 'k3mp-7xwa-q2h0', '../../etc/passwd', 'k3mp7xwaq2ht/'])
      expect(readSlug(wrong)).toBeNull();
  });

  test('is short, and made of letters that can be told apart', async () => {
    expect((await shared()).link.slug).toMatch(/^[a-kmnp-z2-9]{12}$/);
  });

  test('made before links had settings still works', async () => {
    const owner = await createPerson();
    const { id } = await createAvatar(owner);
    const slug = 'abcdefghijkmnpqr';
    await db().shareLink.create({ data: { slug, ownerId: owner, avatars: { create: { avatarId: id, position: 0 } } } });
    expect(await readShared(slug, undefined)).toMatchObject({ status: 'open' });
  });
});

test('a preview is 1200 × 630 and shows the avatar whole', async () => {
  const { link } = await shared();
  const preview = sharp((await drawPreview(link.slug)) ?? undefined);
  expect(await preview.metadata()).toMatchObject({ format: 'jpeg', width: 1200, height: 630 });
  const { data, info } = await preview.raw().toBuffer({ resolveWithObject: true });
  const pixel = (x: number, y: number) => [...data.subarray((y * info.width + x) * 3, (y * info.width + x) * 3 + 3)];
  const isAvatar = ([r = 0, g = 0, b = 0]: number[]) => Math.hypot(r - 0xc8, g - 0x64, b - 0x32) < 24;
  expect(isAvatar(pixel(600, 60))).toBe(true);
  expect(isAvatar(pixel(600, 570))).toBe(true);
  expect(isAvatar(pixel(300, 315))).toBe(false);
});
