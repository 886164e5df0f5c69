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

test('origins that API requests may name are read as such, whatever follows them', () => {
  expect(readEnv({ API_TRUSTED_ORIGINS: 'http://192.168.0.7:8080/hook, https://intranet.example' })).toMatchObject({
    apiTrustedOrigins: ['http://192.168.0.7:8080', 'https://intranet.example'],
  });
  expect(readEnv({}).apiTrustedOrigins).toEqual([]);
});

const WRONG: Record<string, string> = {
  API_TRUSTED_ORIGINS: 'http://192.168.0.7:8080, printer',
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
  DRAWING_THREADS: '0',
};

for (const [name, value] of Object.entries(WRONG)) {
  test(`a wrong ${name} is named in one line that doesn’t repeat its value`, () => {
    expect(() => readEnv({ [name]: value })).toThrow(new RegExp(`^Setting ${name} must [^\\n]+\\.$`));
  });
}
