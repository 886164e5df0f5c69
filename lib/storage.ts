/**
 * Files by key: the only way to them. A key is `folder/<record id>.<extension>`, made by us; nothing that a person sent
 * is ever part of one. They are kept under DATA_DIR, or in a bucket when STORAGE_URL names one.
 */
import path from 'node:path';
import * as m from '../messages/compiled/errors.ts';
import { env } from './env.ts';
import { AppError } from './errors.ts';
import { logError } from './log.ts';
import { once } from './once.ts';
import { diskStore } from './storage-disk.ts';
import { type FilePage, type FileStore, isKey, type StoredFile } from './storage-store.ts';

export type { StoredFile } from './storage-store.ts';

/** Each picture is kept whole and as a thumbnail. */
export type ImageSize = 'full' | 'thumb';

/** Removals under way at once. */
const REMOVALS = 20;

function store(): Promise<FileStore> {
  return once('storage', async () => {
    const { storageUrl, dataDir } = env();
    if (storageUrl === null) return diskStore(path.join(dataDir, 'files'));
    // Loaded only where it is used: the SDK is large.
    const { s3Store } = await import('./storage-s3.ts');
    return s3Store(storageUrl);
  });
}

function checked(key: string): string {
  if (!isKey(key)) throw new Error(`Not a storage key: ${key}`);
  return key;
}

/** What a disk says that takes nothing: full, over a quota, read-only (where a new folder fails as ENOENT), not ours. */
const TAKES_NOTHING = new Set(['ENOSPC', 'EDQUOT', 'EROFS', 'ENOENT', 'EACCES', 'EPERM']);

/**
 * Stores `bytes` under `key`, replacing what was there. After it returns, a power cut loses nothing.
 * @throws AppError `unavailable` when the disk takes nothing, or the bucket doesn't after the attempts that it gets
 */
export async function putFile(key: string, bytes: Uint8Array): Promise<void> {
  const name = checked(key);
  try {
    await (await store()).put(name, bytes);
  } catch (error) {
    const isDisk = env().storageUrl === null;
    if (isDisk && !TAKES_NOTHING.has((error as NodeJS.ErrnoException).code ?? '')) throw error;
    logError('storage.failed', error);
    throw new AppError('unavailable', m.storageAway(), { cause: error });
  }
}

/** Stores several, side by side. @throws the first failure, once none is being written any more */
export async function putFiles(files: Readonly<Record<string, Uint8Array>>): Promise<void> {
  const outcomes = await Promise.allSettled(Object.entries(files).map(([key, bytes]) => putFile(key, bytes)));
  for (const outcome of outcomes) if (outcome.status === 'rejected') throw outcome.reason;
}

/** A file as a stream, or `null` when there is none. */
export async function streamFile(key: string): Promise<StoredFile | null> {
  return (await store()).open(checked(key));
}

/** A file's bytes, or `null` when there is none. */
export async function readStoredFile(key: string): Promise<Uint8Array<ArrayBuffer> | null> {
  return (await store()).read(checked(key));
}

/** Removes files; those that don't exist are already as asked. */
export async function removeFiles(keys: readonly string[]): Promise<void> {
  const files = await store();
  for (let from = 0; from < keys.length; from += REMOVALS) {
    await Promise.all(keys.slice(from, from + REMOVALS).map((key) => files.remove(checked(key))));
  }
}

/** What is stored, a page at a time: all of it, when each page's `next` is asked for until it is `null`. */
export async function listFiles(cursor: string | null): Promise<FilePage> {
  return (await store()).list(cursor);
}

/** Removes a file as `listFiles` named it, an interrupted write included. */
export async function removeListedFile(name: string): Promise<void> {
  await (await store()).removeListed(name);
}

/** @throws when files can't be written */
export async function checkStorage(): Promise<void> {
  await (await store()).check();
}
