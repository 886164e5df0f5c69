/** The files of an avatar: the picture as it came, and smaller ones of it, each made when it is first wanted. */
import sharp, { type Sharp } from 'sharp';
import { db } from './db.ts';
import { logError } from './log.ts';
import { type ImageSize, putFile, readStoredFile, removeFiles, type StoredFile, streamFile } from './storage.ts';
import { avatarFiles, avatarKeys, pageKey } from './storage-keys.ts';

/** `page`: the whole picture as WebP, for pages to show: a fraction of what the original PNG weighs. */
export type AvatarSize = ImageSize | 'page';

/** Width of a thumbnail, in pixels: twice the widest tile of the grid at usual densities. */
export const THUMB_WIDTH = 384;

const SMALLER: Record<Exclude<AvatarSize, 'full'>, { key: (id: string) => string; make: (picture: Sharp) => Sharp }> = {
  thumb: {
    key: (id) => avatarKeys(id).thumb,
    // Effort 2 takes half the time of the usual 4, for 3 % more bytes.
    make: (picture) =>
      picture.resize({ width: THUMB_WIDTH, withoutEnlargement: true }).webp({ quality: 82, effort: 2 }),
  },
  page: { key: pageKey, make: (picture) => picture.webp({ quality: 82 }) },
};

/** The bytes of an avatar, whoever asks: for those who know that they may. `null` when there are none. */
export async function readAvatarFile(id: string, size: AvatarSize): Promise<Uint8Array | null> {
  if (size === 'full') return readStoredFile(avatarKeys(id).full);
  const { key, make } = SMALLER[size];
  const kept = await readStoredFile(key(id));
  if (kept !== null) return kept;
  const picture = await readStoredFile(avatarKeys(id).full);
  if (picture === null) return null;
  const made = await make(sharp(picture)).toBuffer();
  // Where there is no room for it, it is made again the next time.
  await putFile(key(id), made).catch((error) => logError('smaller-picture.not-kept', error));
  await removeUnclaimed(id);
  return made;
}

/** The same as a stream. */
export async function openAvatarFile(id: string, size: AvatarSize): Promise<StoredFile | null> {
  if (size === 'full') return streamFile(avatarKeys(id).full);
  const bytes = await readAvatarFile(id, size);
  if (bytes === null) return null;
  const blob = new Blob([new Uint8Array(bytes)]);
  return {
    size: bytes.byteLength,
    stream: blob.stream(),
    part: (start, end) => blob.slice(start, end + 1).stream(),
  };
}

/** Removes the files of an avatar that has no record: what was removed for good meanwhile leaves nothing behind. */
export async function removeUnclaimed(id: string): Promise<void> {
  if ((await db().avatar.count({ where: { id } })) === 0) await removeFiles(avatarFiles(id));
}
