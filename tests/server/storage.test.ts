/**
 * One suite for every place that files can be kept in: a folder, a bucket of the tests' own S3 server, Debian's
 * OpenStack Swift where it is installed (`apt-get install swift-proxy swift-account swift-container swift-object`), and
 * the bucket that S3_TEST_URL names, which is written as STORAGE_URL is.
 */
import { randomUUID } from 'node:crypto';
import { mkdir, utimes, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { readEnv } from '@/lib/env';
import { putFile, readStoredFile } from '@/lib/storage';
import { diskStore } from '@/lib/storage-disk';
import { type Patience, s3Store } from '@/lib/storage-s3';
import type { FileStore, ListedFile } from '@/lib/storage-store';
import { CREDENTIALS, type FakeS3, startFakeS3 } from '../fakes/s3.ts';
import { removeFolder, temporaryFolder } from '../product.ts';
import { hasSwift, startSwift } from '../swift.ts';

const given = process.env.S3_TEST_URL;
const HASTE: Patience = { connectMs: 300, silentMs: 300, requestMs: 2000, attempts: 3 };

const newKey = () => `avatars/${randomUUID()}.png`;
const bytes = (text: string) => new TextEncoder().encode(text);
const text = async (stream: ReadableStream<Uint8Array> | undefined) => new Response(stream ?? null).text();
const bucket = (url: string, patience?: Patience) => {
  const { storageUrl } = readEnv({ STORAGE_URL: url });
  if (storageUrl === null) throw new Error('no bucket');
  return s3Store(storageUrl, patience);
};

let folder: string;
let s3: FakeS3;
beforeAll(async () => {
  [folder, s3] = [await temporaryFolder(), await startFakeS3()];
  if (!given) Object.assign(process.env, CREDENTIALS);
});
afterAll(async () => {
  await s3.close();
  await removeFolder(folder);
});

async function listAll(store: FileStore): Promise<ListedFile[]> {
  const files: ListedFile[] = [];
  let cursor: string | null = null;
  do {
    const page: Awaited<ReturnType<FileStore['list']>> = await store.list(cursor);
    files.push(...page.files);
    cursor = page.next;
  } while (cursor !== null);
  return files;
}

let stopSwift = async () => {};
async function startOwnSwift(): Promise<string> {
  const { storageUrl, stop } = await startSwift();
  stopSwift = stop;
  return storageUrl;
}
afterAll(() => stopSwift());

type Place = { name: string; skipped: string | null; open: () => Promise<FileStore> };
const PLACES: Place[] = [
  { name: 'a folder', skipped: null, open: async () => diskStore(path.join(folder, 'files')) },
  { name: 'a bucket', skipped: null, open: async () => bucket(s3.storageUrl) },
  { name: 'a folder of a bucket', skipped: null, open: async () => bucket(s3.storageUrl.replace('?', '/a/b?')) },
  {
    name: given ? 'S3_TEST_URL' : 'Swift',
    skipped: given || hasSwift() ? null : 'skipped: neither Swift nor S3_TEST_URL is here',
    open: async () => bucket(given ?? (await startOwnSwift())),
  },
];

describe.each(PLACES)('in $name', ({ skipped, open }) => {
  let store: FileStore;
  beforeAll(async () => {
    if (skipped === null) store = await open();
  });
  beforeEach((context) => context.skip(skipped !== null, skipped ?? ''));

  test('what is stored comes back whole, as bytes and as a stream, and is replaced by storing again', async () => {
    const key = newKey();
    await store.put(key, bytes('first'));
    await store.put(key, bytes('second'));
    expect(Buffer.from((await store.read(key)) ?? []).toString()).toBe('second');
    const file = await store.open(key);
    expect(file?.size).toBe(6);
    expect(await text(file?.stream)).toBe('second');
  });

  test('a part of a file is just these bytes', async () => {
    const key = newKey();
    await store.put(key, bytes('0123456789'));
    const file = await store.open(key);
    await file?.stream.cancel();
    expect(await text(file?.part(2, 5))).toBe('2345');
    expect(await text(file?.part(9, 9))).toBe('9');
  });

  test('twenty writers of one key leave one whole file and nothing beside it', async () => {
    const key = newKey();
    const texts = Array.from({ length: 20 }, (_, i) => String(i).repeat(50_000));
    await Promise.all(texts.map((each) => store.put(key, bytes(each))));
    expect(texts).toContain(Buffer.from((await store.read(key)) ?? []).toString());
    expect((await listAll(store)).filter(({ kind }) => kind !== 'file')).toEqual([]);
  });

  test('what isn’t there is null, and removing it again is no fault', async () => {
    const key = newKey();
    await store.put(key, bytes('x'));
    await store.remove(key);
    await store.remove(key);
    expect(await store.read(key)).toBeNull();
    expect(await store.open(key)).toBeNull();
  });

  test('all that is stored is listed once, with its size', async () => {
    const keys = Array.from({ length: 30 }, newKey).sort();
    await Promise.all(keys.map((key) => store.put(key, bytes('1234567'))));
    const listed = (await listAll(store)).filter(({ name }) => keys.includes(name));
    expect(listed.map(({ name }) => name).sort()).toEqual(keys);
    expect(listed.every(({ size, kind }) => size === 7 && kind === 'file')).toBe(true);
  });

  test('its check passes', async () => {
    await expect(store.check()).resolves.toBeUndefined();
  });
});

test('in a folder, an interrupted write is listed as what it is, and can be removed', async () => {
  const store = diskStore(path.join(folder, 'interrupted'));
  await store.put(newKey(), bytes('x'));
  const leftover = `avatars/ab/.${randomUUID()}.tmp`;
  await mkdir(path.join(folder, 'interrupted/avatars/ab'), { recursive: true });
  await writeFile(path.join(folder, 'interrupted', leftover), 'half');
  await utimes(path.join(folder, 'interrupted', leftover), new Date(0), new Date(0));
  const [found] = (await listAll(store)).filter(({ kind }) => kind === 'leftover');
  expect(found).toEqual({ name: leftover, kind: 'leftover', size: 4, modifiedAt: new Date(0) });
  await store.removeListed(leftover);
  expect((await listAll(store)).map(({ kind }) => kind)).toEqual(['file']);
});

describe('in a bucket, more than a page', () => {
  test('is listed to its end', async () => {
    const store = bucket(s3.storageUrl.replace('?', '/many?'));
    for (let i = 0; i < 2100; i += 1) {
      s3.objects.set(`many/${newKey()}`, { bytes: Buffer.from('x'), modifiedAt: new Date(), headers: {} });
    }
    expect(new Set((await listAll(store)).map(({ name }) => name)).size).toBe(2100);
  });
});

describe('a bucket whose service is unwell', () => {
  let store: FileStore;
  beforeAll(() => {
    store = bucket(s3.storageUrl, HASTE);
  });
  /** Makes the first `count` requests for this key go wrong. */
  const ail = (key: string, count: number, fault: 503 | 'silence' | 'reset' | 'half' | 'slow') => {
    let left = count;
    s3.script((_, asked) => {
      if (!asked.endsWith(key) || left === 0) return null;
      left -= 1;
      return fault === 503 ? { status: 503 } : fault;
    });
  };

  test.each([503, 'silence', 'reset', 'slow'] as const)(
    'stores and reads all the same when it comes back (%s)',
    async (fault) => {
      const key = newKey();
      ail(key, 2, fault);
      await store.put(key, bytes('kept'));
      ail(key, 2, fault);
      expect(Buffer.from((await store.read(key)) ?? []).toString()).toBe('kept');
    },
  );

  test('half a body is asked for again, and never taken for the whole', async () => {
    const key = newKey();
    await store.put(key, bytes('0123456789'));
    ail(key, 2, 'half');
    expect(Buffer.from((await store.read(key)) ?? []).toString()).toBe('0123456789');
    ail(key, 99, 'half');
    await expect(store.read(key)).rejects.toThrow();
    await expect(text((await store.open(key))?.stream)).rejects.toThrow();
  });

  test.each([503, 'silence', 'reset'] as const)(
    'gives up in time when it doesn’t come back (%s), and stores nothing',
    async (fault) => {
      const key = newKey();
      ail(key, 99, fault);
      await expect(store.put(key, bytes('lost'))).rejects.toThrow();
      await expect(store.read(key)).rejects.toThrow();
      s3.script(() => null);
      expect(await store.read(key)).toBeNull();
    },
    15_000,
  );

  test('a bucket that isn’t there is a fault, not an empty place', async () => {
    const missing = bucket(s3.storageUrl.replace('selfsame-test', 'another'), HASTE);
    await expect(missing.read(newKey())).rejects.toThrow();
    await expect(missing.check()).rejects.toThrow();
  });

  test('a wrong secret is refused', async () => {
    const stranger = bucket(s3.storageUrl, HASTE);
    process.env.AWS_SECRET_ACCESS_KEY = 'wrong';
    await expect(stranger.put(newKey(), bytes('x'))).rejects.toThrow('SignatureDoesNotMatch');
    Object.assign(process.env, CREDENTIALS);
  });
});

test('a bucket is told to encrypt what it is given, with the key that is set', async () => {
  const key = newKey();
  await bucket(`${s3.storageUrl}&encryption=aws:kms&kms-key=alias/selfsame`).put(key, bytes('x'));
  expect(s3.objects.get(key)?.headers).toEqual({
    'x-amz-server-side-encryption': 'aws:kms',
    'x-amz-server-side-encryption-aws-kms-key-id': 'alias/selfsame',
  });
});

test('a key that isn’t made of our ids never reaches a place', async () => {
  for (const key of [
    '../etc/passwd',
    'avatars/../../x.png',
    '/etc/passwd',
    `avatars/${randomUUID()}`,
    'avatars/x.png',
  ]) {
    await expect(putFile(key, bytes('x'))).rejects.toThrow('Not a storage key');
    await expect(readStoredFile(key)).rejects.toThrow('Not a storage key');
  }
});
