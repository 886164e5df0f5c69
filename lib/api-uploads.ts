/** Pictures put where a request can point to them, for a day. They go with their person: their bytes are in the row. */
import { randomBytes } from 'node:crypto';
import type { ApiCaller } from './api-keys.ts';
import { ago } from './clock.ts';
import { db } from './db.ts';
import { env } from './env.ts';
import { type FaceGenReply, refuse, reply } from './face-gen/answers.ts';
import { decodeFields, uploadParameters } from './face-gen/decode.ts';
import { pictureFromBase64, pictureType } from './face-gen/picture.ts';

/** Largest upload, in bytes (5 MB, as face_gen's own). */
const UPLOAD_MAX_BYTES = 5_000_000;
/** Uploads that one person may have at once. */
const UPLOADS_MAX = 100;
/** How long links that the API gives can be read, in milliseconds. */
export const LINK_LIFE_MS = 24 * 60 * 60 * 1000;

const NAME = /^([\w-]{24})\.(?:png|jpeg|webp)$/;

/** Part of an address that nobody guesses: 144 random bits. */
export function newSecret(): string {
  return randomBytes(18).toString('base64url');
}

/** Takes a picture from a request's JSON. */
export async function uploadPicture({ ownerId }: ApiCaller, json: unknown): Promise<FaceGenReply> {
  const decoded = decodeFields(json, uploadParameters);
  if (decoded.status === 'error') return refuse(decoded.message, 400, { code: 'invalid_request' });
  const bytes = pictureFromBase64(decoded.request.init_image);
  const type = bytes && pictureType(bytes);
  if (bytes === null || type === null) {
    const message = { init_image: ['The init image must be a JPEG, PNG or WebP in base64.'] };
    return refuse(message, 400, { code: 'not_an_image' });
  }
  if (bytes.length > UPLOAD_MAX_BYTES) {
    return refuse({ init_image: ['The init image must not be greater than 5 MB.'] }, 413, { code: 'too_large' });
  }
  const since = await ago(LINK_LIFE_MS);
  if ((await db().apiUpload.count({ where: { ownerId, createdAt: { gt: since } } })) >= UPLOADS_MAX) {
    const message = `Rate limit exceeded. Maximum ${UPLOADS_MAX} uploads a day allowed.`;
    return refuse(message, 429, { code: 'rate_limited', retry_after: 3600 });
  }
  const { id, secret } = await db().apiUpload.create({
    data: { ownerId, secret: newSecret(), type, bytes: new Uint8Array(bytes) },
    select: { id: true, secret: true },
  });
  return reply({ status: 'success', id, output: [`${env().publicUrl}/images/uploads/${secret}.${type}`] });
}

/** The picture at an upload's address, for anyone who was given it; `null` once its day is over. */
export async function readUploaded(name: string): Promise<{ bytes: Uint8Array<ArrayBuffer>; type: string } | null> {
  const secret = NAME.exec(name)?.[1];
  if (secret === undefined) return null;
  return db().apiUpload.findFirst({
    where: { secret, createdAt: { gt: await ago(LINK_LIFE_MS) } },
    select: { bytes: true, type: true },
  });
}

/** Removes uploads whose day is over. */
export async function removeOldUploads(): Promise<void> {
  await db().apiUpload.deleteMany({
    where: { createdAt: { lt: await ago(LINK_LIFE_MS) } },
  });
}
