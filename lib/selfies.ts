/** Selfies: what comes in, checked and re-encoded, and the records of those that were kept. */
import { randomUUID } from 'node:crypto';
import sharp from 'sharp';
import { z } from 'zod';
import * as m from '../messages/compiled/errors.ts';
import { db, type Prisma } from './db.ts';
import { embeddedEngine } from './embedded-engine.ts';
import { EngineError } from './engine/errors.ts';
import type { Face, FacePoint, Inspection } from './engine/face.ts';
import { AppError, type ErrorCode } from './errors.ts';
import { failureText } from './failures.ts';
import { SELFIE_MAX_BYTES, SELFIE_MAX_PIXELS, SELFIE_MAX_SIDE } from './limits.ts';
import { type ImageSize, putFiles, removeFiles, type StoredFile, streamFile } from './storage.ts';
import { selfieKeys as keys, selfieFiles } from './storage-keys.ts';
import type { SelfieView } from './views.ts';

/** Longest side of a stored selfie, in pixels: what the engines read, and no more. */
const STORED_MAX_SIDE = 2048;
/** What is decoded, whatever a file's name or header says. SVG, PDF and video are never given to a decoder. */
const FORMATS: ReadonlySet<string> = new Set(['jpeg', 'png', 'webp', 'heif']);

type Box = Face['box'];

const field = { field: 'selfieId' } as const;

/** Width of a thumbnail, in pixels: twice the row of earlier selfies at usual densities. */
const THUMB_WIDTH = 192;

/** Which face is meant, as an address tells it. */
export const facePoint = z.object({
  x: z.coerce.number().min(0).max(1),
  y: z.coerce.number().min(0).max(1),
}) satisfies z.ZodType<FacePoint>;

/**
 * A selfie ready to be stored: JPEG, upright, sRGB, without metadata. `face` tells which one, where others are in it.
 */
export type PreparedSelfie = { jpeg: Uint8Array; width: number; height: number; face: FacePoint | null };

/**
 * Collects an upload, stopping as soon as it is too large.
 * @throws AppError `too_large`, `not_an_image` (empty)
 */
export async function readUpload(body: ReadableStream<Uint8Array> | null): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  if (body) {
    for await (const chunk of body as ReadableStream<Uint8Array> & AsyncIterable<Uint8Array>) {
      size += chunk.byteLength;
      if (size > SELFIE_MAX_BYTES) {
        throw new AppError('too_large', m.photoTooLarge(), field);
      }
      chunks.push(chunk);
    }
  }
  if (size === 0) throw new AppError('not_an_image', m.photoEmpty(), field);
  return Buffer.concat(chunks, size);
}

/** The decoder's word on a file, before any pixel is decoded. */
async function checkHeader(bytes: Uint8Array): Promise<void> {
  if (!looksLikePhoto(bytes)) throw notAnImage();
  const header = await sharp(bytes, { limitInputPixels: false })
    .metadata()
    .catch((cause) => {
      throw notAnImage(cause);
    });
  if ((header.pages ?? 1) > 1 && header.format !== 'heif') {
    throw new AppError('unsupported_image', m.animation(), field);
  }
  if (header.format === 'heif' && header.compression !== 'av1') {
    throw new AppError('unsupported_image', m.heic(), field);
  }
  if (!FORMATS.has(header.format ?? '')) throw notAnImage();
  const pixels = header.width * header.height;
  if (pixels > SELFIE_MAX_PIXELS) {
    const megapixels = Math.round(pixels / 1_000_000);
    throw new AppError('too_many_pixels', m.megapixels({ megapixels }), field);
  }
  if (Math.max(header.width, header.height) > SELFIE_MAX_SIDE) {
    throw new AppError('too_many_pixels', m.photoTooLong({ max: SELFIE_MAX_SIDE }), field);
  }
}

/** First bytes of JPEG, PNG, WebP, GIF and ISO media (AVIF, HEIC): keeps text formats such as SVG from the decoder. */
function looksLikePhoto(bytes: Uint8Array): boolean {
  const head = Buffer.from(bytes.subarray(0, 12)).toString('latin1');
  return (
    head.startsWith('\xff\xd8\xff') ||
    head.startsWith('\x89PNG\r\n\x1a\n') ||
    (head.startsWith('RIFF') && head.endsWith('WEBP')) ||
    head.startsWith('GIF8') ||
    head.slice(4, 8) === 'ftyp'
  );
}

function notAnImage(cause?: unknown): AppError {
  return new AppError('not_an_image', m.notAPhoto(), {
    ...field,
    cause,
  });
}

/**
 * Decodes what a person sent and makes it a selfie: the right way up, sRGB, 8 bits, without metadata, with one
 * usable face; or, of several, the chosen one and what is around it.
 * @throws AppError with the form's field, one sentence and a 4xx status
 */
export async function prepareSelfie(bytes: Uint8Array, chosen: FacePoint | null = null): Promise<PreparedSelfie> {
  await checkHeader(bytes);
  const { data, info } = await sharp(bytes, { limitInputPixels: SELFIE_MAX_PIXELS, failOn: 'truncated' })
    .autoOrient()
    .resize(STORED_MAX_SIDE, STORED_MAX_SIDE, { fit: 'inside', withoutEnlargement: true })
    .toColourspace('srgb')
    .flatten({ background: '#ffffff' })
    .jpeg({ quality: 92, chromaSubsampling: '4:4:4' })
    .toBuffer({ resolveWithObject: true })
    .catch((cause) => {
      throw new AppError('not_an_image', m.damaged(), {
        ...field,
        cause,
      });
    });
  const { box, others } = await checkFace(data, chosen);
  const whole = { jpeg: data, width: info.width, height: info.height, face: null };
  return chosen === null || others.length === 0 ? whole : aroundFace(whole, box);
}

/** Around the chosen face, in its heights: room for hair, shoulders and chest, and for as few others as possible. */
const ROOM = { side: 1.5, above: 1.1, below: 2.6 };

/** The part of a photo that belongs to one of its faces. */
async function aroundFace({ jpeg, width, height }: PreparedSelfie, box: Box): Promise<PreparedSelfie> {
  const face = { x: (box.x + box.width / 2) * width, y: (box.y + box.height / 2) * height };
  const unit = box.height * height;
  const left = Math.max(0, Math.floor(face.x - ROOM.side * unit));
  const top = Math.max(0, Math.floor(face.y - (ROOM.above + 0.5) * unit));
  const right = Math.min(width, Math.ceil(face.x + ROOM.side * unit));
  const bottom = Math.min(height, Math.ceil(face.y + ROOM.below * unit));
  const part = { left, top, width: right - left, height: bottom - top };
  const cut = await sharp(jpeg).extract(part).jpeg({ quality: 95, chromaSubsampling: '4:4:4' }).toBuffer();
  return {
    ...{ jpeg: cut, width: part.width, height: part.height },
    face: { x: (face.x - left) / part.width, y: (face.y - top) / part.height },
  };
}

const FACE_CODES: ReadonlySet<string> = new Set<ErrorCode>([
  'no_face',
  'several_faces',
  'face_too_small',
  'face_cut_off',
  'face_turned_away',
  'face_too_dark',
  'face_too_bright',
  'face_blurred',
]);

async function checkFace(jpeg: Uint8Array, chosen: FacePoint | null): Promise<Inspection> {
  try {
    return await embeddedEngine().inspect(jpeg, chosen === null ? {} : { face: chosen });
  } catch (cause) {
    if (!(cause instanceof EngineError)) throw cause;
    if (FACE_CODES.has(cause.code)) {
      // From left to right, for somebody to choose one.
      const faces = cause.faces.map(({ box }) => box).sort((a, b) => a.x - b.x);
      const details = faces.length > 0 ? { faces } : {};
      throw new AppError(cause.code as ErrorCode, failureText(cause.code, cause.message), { ...field, cause, details });
    }
    if (cause.code === 'unreadable') throw notAnImage(cause);
    throw cause;
  }
}

/** The thumbnail of a selfie. @returns WebP */
export function selfieThumb(jpeg: Uint8Array): Promise<Buffer> {
  return sharp(jpeg).resize({ width: THUMB_WIDTH }).webp({ quality: 80 }).toBuffer();
}

/**
 * Keeps a selfie, as its owner wants it kept: the files first, so that no row ever lacks its bytes.
 * @param uploadId the sender's own name for it: what was kept under that already is not kept again
 */
export async function storeSelfie(
  ownerId: string,
  selfie: PreparedSelfie,
  uploadId: string = randomUUID(),
): Promise<SelfieView> {
  const before = await db().selfie.findUnique({ where: { id: uploadId }, select: { ...viewSelect, ownerId: true } });
  if (before?.ownerId === ownerId) return toView(before);
  // A name that somebody else's selfie has is no name, and tells nothing.
  const id = before === null ? uploadId : randomUUID();
  const thumb = await selfieThumb(selfie.jpeg);
  try {
    await putFiles({ [keys(id).full]: selfie.jpeg, [keys(id).thumb]: thumb });
    const owner = await db().user.findUniqueOrThrow({ where: { id: ownerId }, select: { deletesSelfies: true } });
    const row = await db().selfie.create({
      data: {
        deleteAfterUse: owner.deletesSelfies,
        ...{ id, ownerId, width: selfie.width, height: selfie.height, bytes: selfie.jpeg.byteLength },
        ...{ faceX: selfie.face?.x ?? null, faceY: selfie.face?.y ?? null },
      },
      select: viewSelect,
    });
    return toView(row);
  } catch (error) {
    // The same upload may have arrived twice at once, or its row just before the database was lost; where nobody can
    // tell, files without a record are swept later.
    const kept = await db().selfie.findUnique({ where: { id }, select: { ...viewSelect, ownerId: true } });
    if (kept?.ownerId === ownerId) return toView(kept);
    if (kept === null) await removeFiles(selfieFiles(id)).catch(() => undefined);
    throw error;
  }
}

const viewSelect = { id: true, width: true, height: true, createdAt: true } as const satisfies Prisma.SelfieSelect;

function toView({ id, width, height, createdAt }: Prisma.SelfieGetPayload<{ select: typeof viewSelect }>): SelfieView {
  return { id, width, height, createdAt: createdAt.toISOString() };
}

/** A person's latest selfies, newest first. */
export async function listSelfies(ownerId: string): Promise<SelfieView[]> {
  const rows = await db().selfie.findMany({
    where: { ownerId },
    orderBy: [{ createdAt: 'desc' }, { id: 'desc' }],
    take: 12,
    select: viewSelect,
  });
  return rows.map(toView);
}

/** The owner's selfie as a file; `null` for anybody else, as for one that doesn't exist. */
export async function openSelfie(ownerId: string, id: string, size: ImageSize): Promise<StoredFile | null> {
  const row = await db().selfie.findFirst({ where: { id, ownerId }, select: { id: true } });
  return row && streamFile(keys(row.id)[size]);
}

/** Removes selfies older than `days`, unless an unfinished generation still needs them. */
export async function removeOldSelfies(days: number): Promise<number> {
  // Rows first: whoever asks for a generation meanwhile finds none, and files that a crash leaves are found later.
  const gone = await db().$queryRaw<{ id: string }[]>`
    DELETE FROM selfies WHERE id IN (
      SELECT id FROM selfies s WHERE created_at < now() - make_interval(days => ${days}::int) AND NOT EXISTS (
        SELECT FROM generations g WHERE g.selfie_id = s.id AND g.status IN ('queued', 'drawing'))
      LIMIT 500 FOR UPDATE OF s SKIP LOCKED)
    RETURNING id`;
  await removeFiles(gone.flatMap((row) => selfieFiles(row.id)));
  return gone.length;
}
