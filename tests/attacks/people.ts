/** Whoever comes to a route: the owner of something of every kind, and those who have nothing to do with it. */
import { randomBytes, randomUUID } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import sharp from 'sharp';
import { createApiKey, signingSecret } from '@/lib/api-keys';
import { uploadPicture } from '@/lib/api-uploads';
import { announceEnd, listDeliveries } from '@/lib/api-webhooks';
import { deleteAvatars } from '@/lib/avatars';
import { db, Prisma } from '@/lib/db';
import { endGeneration } from '@/lib/generation-work';
import { OWNED, ownerColumn } from '@/lib/guest-history';
import { cookieOf } from '@/lib/session-cookie';
import type { SessionKey } from '@/lib/sessions';
import { unlockShared } from '@/lib/shared';
import { changeShareLink, shareAvatars, stopSharing } from '@/lib/sharing';
import { signIn } from '@/lib/sign-in';
import { putFile } from '@/lib/storage';
import { variantKey } from '@/lib/storage-keys';
import { webhookAddress } from '@/lib/webhooks';
import { createAvatar, createGeneration, createSelfie } from '../factories.ts';
import { createGuestSession, mailed } from '../proofs.ts';

export type Person = { id: string; session: SessionKey; cookie: string };

async function personOf(session: SessionKey): Promise<Person> {
  const { name, value } = await cookieOf(session);
  return { id: session.userId, session, cookie: `${name}=${value}` };
}

export const createGuestPerson = async () => personOf(await createGuestSession());
export const createMember = async (email?: string) => personOf(await signIn(mailed(email), null));

/** Noise: found again wherever a part of it comes out. */
const noise = () =>
  sharp(randomBytes(96 * 64 * 3), { raw: { width: 64, height: 96, channels: 3 } })
    .png()
    .toBuffer();

export const LINK_PASSWORD = 'open sesame';

export type Owner = Awaited<ReturnType<typeof createOwner>>;

/** A member with something of every kind, all of it marked. */
export async function createOwner() {
  const mark = randomUUID().replaceAll('-', '');
  const email = `owner-${mark}@example.org`;
  const person = await createMember(email);
  const { id } = person;
  const { id: selfieId } = await createSelfie(id);
  const wish = { selfieId, prompt: `a garden of ${mark}`, negativePrompt: `fog of ${mark}` };
  const avatar = await createAvatar(id, wish, await noise());
  const others = [await createAvatar(id, wish, await noise()), await createAvatar(id, wish, await noise())];
  const trashed = await createAvatar(id, wish, await noise());
  await deleteAvatars(id, [trashed.id]);
  await putFile(variantKey(avatar.id, 'upscaled'), await noise());
  const queued = await createGeneration(id, wish);
  const failed = [await createGeneration(id, wish), await createGeneration(id, wish)];
  for (const generation of failed) {
    const failure = { code: 'of_an_earlier_version', message: `It failed for ${mark}.`, retryable: true };
    await endGeneration({ id: generation.id }, { status: 'failed', ...failure });
  }
  const { key, view } = await createApiKey(id, { name: `Key of ${mark}`, dailyLimit: null });
  const caller = { ownerId: id, keyId: view.id, dailyLimit: null };
  const { body } = await uploadPicture(caller, { init_image: (await noise()).toString('base64') });
  const secret = randomBytes(18).toString('base64url');
  const { id: requestId } = await db().apiRequest.create({
    data: {
      ...{ ownerId: id, generationId: avatar.generationId, keyId: view.id, secret, faceImage: '', photoHash: '' },
      ...{ base64: false, webhook: `https://hooks.invalid/${mark}`, trackId: mark },
    },
  });
  await announceEnd(avatar.generationId);
  const [delivery] = await listDeliveries(id);
  await db().webhookDelivery.updateMany({ where: { ownerId: id }, data: { status: 'failed' } });
  return {
    ...person,
    ...{ mark, email, selfieId, wish, keyId: view.id, key, requestId, signing: signingSecret(view.id) },
    ...{ avatarId: avatar.id, otherIds: others.map((other) => other.id), trashedId: trashed.id },
    ...{ queuedId: queued.id, failedIds: failed.map((generation) => generation.id), generationId: avatar.generationId },
    links: await createLinks(id, [avatar.id, ...others.map((other) => other.id)]),
    deliveryId: delivery?.id ?? '',
    result: `/images/results/${secret}-0.png`,
    upload: new URL(String((body as { output: string[] }).output[0])).pathname,
  };
}

/** Share links of each kind, by slug. */
async function createLinks(ownerId: string, [first = '', second = '', third = '']: string[]) {
  const share = async (...ids: string[]) => (await shareAvatars(ownerId, ids)).slug;
  const [open, expired, revoked, locked] = [
    await share(first),
    await share(second),
    await share(third),
    await share(first, second),
  ];
  await db().shareLink.update({ where: { slug: expired }, data: { expiresAt: new Date(Date.now() - 1000) } });
  await stopSharing(ownerId, revoked);
  await changeShareLink(ownerId, { slug: locked, password: LINK_PASSWORD, showsPrompt: true, showsSelfie: true });
  const unlocked = await unlockShared(locked, LINK_PASSWORD);
  if (unlocked?.status !== 'open') throw new Error('not opened');
  return { open, expired, revoked, locked, pass: `share-${locked}=${unlocked.pass}` };
}

/** Every word of theirs that nobody else should read. */
export function wordsOf(owner: Owner): string[] {
  const { mark, id, email, key, signing, selfieId, avatarId, otherIds, trashedId, queuedId, failedIds } = owner;
  const { generationId, keyId, deliveryId } = owner;
  return [
    ...[mark, id, email, key, signing, selfieId, avatarId, ...otherIds, trashedId, queuedId, ...failedIds],
    ...[generationId, keyId, deliveryId],
  ];
}

/** Pieces of every file of theirs. */
export async function piecesOf(owner: Owner, dataDir: string): Promise<Buffer[]> {
  const folder = path.join(dataDir, 'files');
  const ids = [owner.selfieId, owner.avatarId, ...owner.otherIds, owner.trashedId];
  const files = (await readdir(folder, { recursive: true })).filter((file) => ids.some((id) => file.includes(id)));
  const uploads = await db().apiUpload.findMany({ where: { ownerId: owner.id }, select: { bytes: true } });
  const all = [
    ...(await Promise.all(files.map((file) => readFile(path.join(folder, file))))),
    ...uploads.map(({ bytes }) => Buffer.from(bytes)),
  ];
  return all.map((bytes) => bytes.subarray(bytes.length >> 1, (bytes.length >> 1) + 64));
}

/** All rows of a person, to be compared with what they were; visits and guesses of passwords are counted by design. */
export async function rowsOf(id: string): Promise<unknown> {
  const tables = [...OWNED.moves, ...OWNED.counts, ...OWNED.ends];
  const rows = await Promise.all(
    tables.map(
      (table) => db().$queryRaw`
        SELECT to_jsonb(t) - '{seen_at,tries,tries_at}'::text[] AS row FROM ${Prisma.raw(table)} t WHERE ${ownerColumn(table)} = ${id}::uuid
        ORDER BY 1`,
    ),
  );
  return [await db().user.findUnique({ where: { id }, omit: { seenAt: true } }), rows];
}

/** The path that face_gen would tell its news at. */
export function hintPath(generationId: string): string {
  const address = webhookAddress({ generationId, position: 0 });
  if (address === null) throw new Error('face_gen is given no address');
  return new URL(address).pathname;
}
