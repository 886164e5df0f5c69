/** Files in a folder: of one machine, or one that several machines share. */
import { randomUUID } from 'node:crypto';
import { constants, createReadStream } from 'node:fs';
import { access, mkdir, open, readdir, readFile, rename, rm, stat, unlink, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { Readable } from 'node:stream';
import { type FileStore, isKey, type ListedFile, lazyStream } from './storage-store.ts';

/** More than a disk takes that is as good as full: about a thumbnail. */
const PROBE = Buffer.alloc(64 * 1024);

/** Keeps files under `root`. @throws what `node:fs` throws, but for files that aren't there */
export function diskStore(root: string): FileStore {
  const fileOf = (key: string) => path.join(root, shardOf(key), path.basename(key));
  return {
    put: (key, bytes) => put(fileOf(key), bytes),
    open: (key) =>
      orNull(async () => {
        const handle = await open(fileOf(key), 'r');
        const { size } = await handle.stat();
        return {
          size,
          stream: webStream(handle.createReadStream()),
          part: (start, end) => lazyStream(async () => webStream(createReadStream(fileOf(key), { start, end }))),
        };
      }),
    read: (key) => orNull(async () => (await readFile(fileOf(key))) as Uint8Array<ArrayBuffer>),
    async remove(key) {
      await orNull(() => unlink(fileOf(key)));
    },
    list: (cursor) => list(root, cursor),
    async removeListed(name) {
      await orNull(() => unlink(isKey(name) ? fileOf(name) : path.join(root, name)));
    },
    async check() {
      await mkdir(root, { recursive: true, mode: 0o700 });
      // A full disk shows in writing only.
      await access(root, constants.R_OK);
      const probe = path.join(root, `.${randomUUID()}.tmp`);
      try {
        await writeFile(probe, PROBE, { flag: 'wx', mode: 0o600 });
      } finally {
        await rm(probe, { force: true });
      }
    },
  };
}

/** The last characters of an id are random, also in time-ordered ones, so they spread files evenly over folders. */
function shardOf(key: string): string {
  const [folder = '', name = ''] = key.split('/');
  return path.join(folder, name.slice(34, 36));
}

async function orNull<T>(work: () => Promise<T>): Promise<T | null> {
  try {
    return await work();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
}

function webStream(stream: Readable): ReadableStream<Uint8Array> {
  return Readable.toWeb(stream) as ReadableStream<Uint8Array>;
}

/** Temporary file, fsync, rename, fsync of the folder: after it returns, a power cut loses nothing. */
async function put(file: string, bytes: Uint8Array): Promise<void> {
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

/** A page is whole folders, so the cursor is the last one's name. */
const PAGE_FILES = 1000;
const LEFTOVER = /^\.[0-9a-f-]{36}\.tmp$/;

async function list(root: string, cursor: string | null) {
  const files: ListedFile[] = [];
  const shards = (await shardsOf(root)).filter((shard) => cursor === null || shard > cursor);
  for (const [index, shard] of shards.entries()) {
    files.push(...(await filesIn(root, shard)));
    if (files.length >= PAGE_FILES && index < shards.length - 1) return { files, next: shard };
  }
  return { files, next: null };
}

async function shardsOf(root: string): Promise<string[]> {
  const folders = await namesIn(root);
  const shards = await Promise.all(
    folders.map(async (folder) => (await namesIn(path.join(root, folder))).map((name) => `${folder}/${name}`)),
  );
  return shards.flat().sort();
}

const namesIn = async (folder: string) => (await orNull(() => readdir(folder))) ?? [];

async function filesIn(root: string, shard: string): Promise<ListedFile[]> {
  const names = await orNull(() => readdir(path.join(root, shard))).catch(() => null);
  const [folder = '', id = ''] = shard.split('/');
  const listed = (names ?? []).map(async (name): Promise<ListedFile | null> => {
    const info = await orNull(() => stat(path.join(root, shard, name)));
    if (!info?.isFile()) return null;
    const key = `${folder}/${name}`;
    const ours = isKey(key) && name.slice(34, 36) === id;
    return {
      name: ours ? key : `${shard}/${name}`,
      kind: ours ? 'file' : LEFTOVER.test(name) ? 'leftover' : 'unknown',
      size: info.size,
      modifiedAt: info.mtime,
    };
  });
  return (await Promise.all(listed)).filter((file) => file !== null);
}
