/** The photo of an API request: bytes, or an address that somebody named, made a selfie like any other. */
import { createHash } from 'node:crypto';
import { LINK_LIFE_MS, readUploaded } from './api-uploads.ts';
import { openAvatar } from './avatars.ts';
import { ago } from './clock.ts';
import { db } from './db.ts';
import { env } from './env.ts';
import { AppError } from './errors.ts';
import { RequestRefused, refuse } from './face-gen/answers.ts';
import type { DecodedRequest } from './face-gen/decode.ts';
import { GuardedError, requestGuarded } from './face-gen/guarded.ts';
import { SELFIE_MAX_BYTES } from './limits.ts';
import { prepareSelfie, storeSelfie } from './selfies.ts';
import type { StoredFile } from './storage.ts';

/** How long a photo's address gets to answer, redirects included. */
const DOWNLOAD_TIMEOUT_MS = 15_000;
const ADDRESS_MAX_LENGTH = 2048;
const RESULT = /^([\w-]{24})-(\d)\.(png|base64)$/;

export type ApiSelfie = {
  id: string;
  width: number;
  height: number;
  /** SHA-256 of the bytes that came, in hex. */
  photoHash: string;
  /** The address that was given; empty for bytes. */
  address: string;
};

/**
 * The selfie of a request. The same photo again is the selfie that it became, as long as that is kept.
 * @param room whether anything may be asked for at all: known before a photo is fetched or looked at
 * @throws RequestRefused; AppError for a photo without one usable face; what `room` is rejected with
 */
export async function selfieOf(
  ownerId: string,
  { faceImage, base64 }: DecodedRequest,
  room: Promise<unknown>,
): Promise<ApiSelfie> {
  const address = /^https?:\/\//i.test(faceImage) ? faceImage : '';
  if (address !== '') await room;
  const bytes = address === '' ? inlineBytes(faceImage, base64) : await bytesAt(address);
  const photoHash = createHash('sha256').update(bytes).digest('hex');
  const [earlier] = await Promise.all([earlierSelfie(ownerId, photoHash), room]);
  const selfie = earlier ?? (await storeSelfie(ownerId, await prepareSelfie(bytes)));
  return { ...selfie, photoHash, address };
}

async function earlierSelfie(
  ownerId: string,
  photoHash: string,
): Promise<Omit<ApiSelfie, 'photoHash' | 'address'> | null> {
  const request = await db().apiRequest.findFirst({
    where: { ownerId, photoHash, generation: { selfieId: { not: null } } },
    orderBy: { id: 'desc' },
    select: { generation: { select: { selfie: { select: { id: true, width: true, height: true } } } } },
  });
  return request?.generation.selfie ?? null;
}

function inlineBytes(text: string, base64: boolean): Uint8Array {
  const [, prefix, content = ''] = /^(data:[^,]{0,100},)?(.*)$/is.exec(text) ?? [];
  if (prefix === undefined && !base64) {
    const message = 'init image must be a valid url when base64 is a representation of false';
    throw new RequestRefused(refuse(message, 400, { code: 'unreadable_photo' }));
  }
  const bytes = Buffer.from(content, 'base64');
  if (bytes.length > SELFIE_MAX_BYTES) throw new AppError('too_large', 'This photo is larger than 20 MB.');
  if (bytes.length === 0) throw new AppError('not_an_image', 'This photo is empty.');
  return bytes;
}

async function bytesAt(address: string): Promise<Uint8Array> {
  if (address.length > ADDRESS_MAX_LENGTH) throw unreadable('The address is too long.');
  const own = await ownPicture(address);
  if (own !== undefined) {
    if (own === null) throw unreadable('This link of ours has died, or its picture was deleted.');
    return own;
  }
  try {
    const { httpStatus, bytes } = await requestGuarded(address, {
      ...{ trustedOrigins: env().apiTrustedOrigins, maxBytes: SELFIE_MAX_BYTES },
      signal: AbortSignal.timeout(DOWNLOAD_TIMEOUT_MS),
      headers: { accept: 'image/*, */*;q=0.5' },
    });
    if (httpStatus !== 200) throw unreadable(`It answered HTTP ${httpStatus}.`);
    return bytes;
  } catch (error) {
    if (error instanceof RequestRefused) throw error;
    if (!(error instanceof GuardedError)) throw unreadable('It did not answer in time.');
    throw unreadable(
      error.reason === 'too_large' ? 'The photo is larger than 20 MB.' : 'Only public https addresses are read.',
    );
  }
}

function unreadable(tip: string): RequestRefused {
  return new RequestRefused(refuse('Unable to fetch image from provided URL', 400, { tip, code: 'unreadable_photo' }));
}

/** What one of this server's own links shows: asked of the records, so that no request goes to ourselves. */
async function ownPicture(address: string): Promise<Uint8Array | null | undefined> {
  const url = URL.canParse(address) ? new URL(address) : null;
  if (url === null || url.origin !== new URL(env().publicUrl).origin) return undefined;
  const [, folder, name = ''] = /^\/images\/(uploads|results)\/([^/]+)$/.exec(url.pathname) ?? [];
  if (folder === 'uploads') return (await readUploaded(name))?.bytes ?? null;
  if (folder !== 'results') return undefined;
  const found = await openResult(name);
  return found && new Uint8Array(await new Response(found.file.stream).arrayBuffer());
}

/** The picture at a result's address, for anyone who was given it; `null` once its day is over, or it was deleted. */
export async function openResult(
  name: string,
): Promise<{ file: StoredFile; avatarId: string; form: 'png' | 'base64' } | null> {
  const [, secret, position, form] = RESULT.exec(name) ?? [];
  if (secret === undefined) return null;
  const request = await db().apiRequest.findFirst({
    where: { secret, generation: { endedAt: { gt: await ago(LINK_LIFE_MS) } } },
    select: {
      ownerId: true,
      generation: {
        select: { avatars: { where: { position: Number(position), deletedAt: null }, select: { id: true } } },
      },
    },
  });
  const [avatar] = request?.generation.avatars ?? [];
  if (!request || !avatar) return null;
  const file = await openAvatar(request.ownerId, avatar.id, 'full');
  return file && { file, avatarId: avatar.id, form: form === 'base64' ? 'base64' : 'png' };
}
