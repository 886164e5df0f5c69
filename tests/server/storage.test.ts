import { randomUUID } from 'node:crypto';
import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { putFile, readStoredFile, removeFiles, streamFile } from '@/lib/storage';
import { isolate } from '../factories.ts';

beforeAll(() => isolate());

const bytes = (text: string) => new TextEncoder().encode(text);

test('what is stored comes back whole, as bytes and as a stream, and is replaced by storing again', async () => {
  const key = `avatars/${randomUUID()}.png`;
  await putFile(key, bytes('first'));
  await putFile(key, bytes('second'));
  expect(await readStoredFile(key)).toEqual(Buffer.from('second'));
  const file = await streamFile(key);
  expect(file?.size).toBe(6);
  expect(await new Response(file?.stream).text()).toBe('second');
});

test('twenty writers of one key leave one whole file and nothing beside it', async () => {
  const key = `avatars/${randomUUID()}.png`;
  const texts = Array.from({ length: 20 }, (_, i) => String(i).repeat(50_000));
  await Promise.all(texts.map((text) => putFile(key, bytes(text))));
  expect(texts).toContain(Buffer.from((await readStoredFile(key)) ?? []).toString());
  const root = path.join(process.env.DATA_DIR ?? '', 'files');
  expect((await readdir(root, { recursive: true })).filter((name) => name.endsWith('.tmp'))).toEqual([]);
});

test('what isn’t there is null, and removing it again is no fault', async () => {
  const key = `selfies/${randomUUID()}.jpg`;
  await putFile(key, bytes('x'));
  await removeFiles([key, key]);
  expect(await readStoredFile(key)).toBeNull();
  expect(await streamFile(key)).toBeNull();
});

test('a key that isn’t made of our ids never reaches the file system', async () => {
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
