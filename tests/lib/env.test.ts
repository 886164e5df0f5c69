import path from 'node:path';
import { expect, test } from 'vitest';
import { readEnv } from '@/lib/env';

test('nothing set is a whole installation: embedded database, embedded engine, port 3000', () => {
  expect(readEnv({})).toMatchObject({
    port: 3000,
    publicUrl: 'http://localhost:3000',
    dataDir: path.resolve('data'),
    databaseUrl: null,
    faceGenKey: null,
    guestDailyLimit: 10,
  });
});

test('an empty setting counts as not given', () => {
  expect(readEnv({ DATABASE_URL: '', FACE_GEN_KEY: '  ', PORT: '' })).toMatchObject({
    databaseUrl: null,
    faceGenKey: null,
    port: 3000,
  });
});

test('an address loses the slash at its end', () => {
  expect(readEnv({ PUBLIC_URL: 'https://avatars.example.org/' }).publicUrl).toBe('https://avatars.example.org');
});

const WRONG: Record<string, string> = {
  PORT: 'abc',
  PUBLIC_URL: 'avatars.example.org',
  DATABASE_URL: 'mysql://localhost/x',
  FACE_GEN_URL: 'ftp://modelslab.com',
  FACE_GEN_CONCURRENCY: '0',
  FACE_GEN_TIMEOUT_SECONDS: '0',
  FACE_GEN_DEADLINE_SECONDS: 'soon',
  FACE_GEN_FALLBACK: 'always',
  AUTH_SECRET: 'short',
  GUEST_DAILY_LIMIT: '-1',
  SELFIE_RETENTION_DAYS: '1.5',
  TRASH_RETENTION_DAYS: 'never',
  WORKERS: '17',
  UPLOADS_PER_ADDRESS: '0',
  GUESTS_PER_ADDRESS: 'many',
  TRUSTED_PROXIES: 'yes',
  METRICS_TOKEN: 'short',
  DRAWING_THREADS: '0',
};

test('a bucket is read from its address: region, folder, endpoint, encryption', () => {
  expect(readEnv({ STORAGE_URL: 's3://pictures' }).storageUrl).toEqual({
    ...{ bucket: 'pictures', prefix: '', region: 'us-east-1', endpoint: null, encryption: null, kmsKeyId: null },
  });
  const given = 's3://pictures/a/b/?region=eu-west-1&endpoint=https://s3.example.org&encryption=aws:kms&kms-key=k';
  expect(readEnv({ STORAGE_URL: given }).storageUrl).toEqual({
    ...{ bucket: 'pictures', prefix: 'a/b/', region: 'eu-west-1', endpoint: 'https://s3.example.org' },
    ...{ encryption: 'aws:kms', kmsKeyId: 'k' },
  });
});

test.each([
  ['https://s3.example.org/pictures', 'must be an address such as s3://'],
  ['s3://key:hidden@pictures', 'must hold no credentials'],
  ['s3://UP', 'must name a bucket'],
  ['s3://pictures?acl=public', 'has an option that is unknown'],
  ['s3://pictures?endpoint=ftp://host', 'must have an http(s) address'],
  ['s3://pictures?encryption=rot13', 'must have AES256 or aws:kms'],
])('STORAGE_URL=%s is refused in one line: %s', (value, sentence) => {
  expect(() => readEnv({ STORAGE_URL: value })).toThrow(`Setting STORAGE_URL ${sentence}`);
});

for (const [name, value] of Object.entries(WRONG)) {
  test(`a wrong ${name} is named in one line that doesn’t repeat its value`, () => {
    expect(() => readEnv({ [name]: value })).toThrow(new RegExp(`^Setting ${name} must [^\\n]+\\.$`));
  });
}
