/**
 * Files by key: the only importer of file access. A key is `folder/<record id>.<extension>`, made by us; nothing
 * that a person sent is ever part of one.
 */
import { randomUUID } from 'node:crypto';
import { constants } from 'node:fs';
import { access, mkdir, open, readFile, rename, rm, unlink } from 'node:fs/promises';
import path from 'node:path';
import { Readable } from 'node:stream';
import { env } from './env.ts';

/** Each picture is kept whole and as a thumbnail. */
export type ImageSize = 'full' | 'thumb';

export type StoredFile = { size: number; stream: ReadableStream<Uint8Array> };

const KEY = /^[a-z]+\/[0-9a-f-]{36}(\.[a-z]+)+$/;

/** The last characters of an id are random, also in time-ordered ones, so they spread files evenly over folders. */
function fileOf(key: string): string {
  if (!KEY.test(key)) throw new Error(`Not a storage key: ${key}`);
  const [folder = '', name = ''] = key.split('/');
  return path.join(env().dataDir, 'files', folder, name.slice(34, 36), name);
}

function isMissing(error: unknown): boolean {
  return (error as NodeJS.ErrnoException).code === 'ENOENT';
}

/** Stores `bytes` under `key`, replacing what was there. After it returns, a power cut loses nothing. */
export async function putFile(key: string, bytes: Uint8Array): Promise<void> {
  const file = fileOf(key);
  const folder = path.dirname(file);
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const temporary = path.join(folder, `.${randomUUID()}.tmp`);
  try {
    const handle = await open(temporary, 'wx', 0o600);
    try {
      await handle.writeFile(bytes);
      await handle.sync();
    } finally {
      await handle.close();
    }
    await rename(temporary, file);
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
  await syncFolder(folder);
}

/** Makes a rename last through a power cut. Windows has no such call and keeps its journal by itself. */
async function syncFolder(folder: string): Promise<void> {
  if (process.platform === 'win32') return;
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** A file as a stream, or `null` when there is none. */
export async function streamFile(key: string): Promise<StoredFile | null> {
  try {
    const handle = await open(fileOf(key), 'r');
    const { size } = await handle.stat();
    return { size, stream: Readable.toWeb(handle.createReadStream()) as ReadableStream<Uint8Array> };
  } catch (error) {
    if (isMissing(error)) return null;
    throw error;
  }
}

/** A file's bytes, or `null` when there is none. */
export async function readStoredFile(key: string): Promise<Uint8Array<ArrayBuffer> | null> {
  try {
    return await readFile(fileOf(key));
  } catch (error) {
    if (isMissing(error)) return null;
    throw error;
  }
}

/** Removes files; those that don't exist are already as asked. */
export async function removeFiles(keys: readonly string[]): Promise<void> {
  await Promise.all(
    keys.map((key) =>
      unlink(fileOf(key)).catch((error) => {
        if (!isMissing(error)) throw error;
      }),
    ),
  );
}

/** @throws when files can't be written */
export async function checkStorage(): Promise<void> {
  const root = path.join(env().dataDir, 'files');
  await mkdir(root, { recursive: true, mode: 0o700 });
  await access(root, constants.R_OK | constants.W_OK);
}
