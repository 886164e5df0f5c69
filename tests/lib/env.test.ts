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
    memberDailyLimit: 50,
    mail: null,
    oidc: null,
    google: null,
    github: null,
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
  AUTH_OIDC_ISSUER: 'http://login.example.org',
  SMTP_URL: 'https://mail.example.org',
  MAIL_FROM: 'nobody',
  GUEST_DAILY_LIMIT: '-1',
  MEMBER_DAILY_LIMIT: 'all',
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

for (const [given, missing] of [
  ['AUTH_OIDC_CLIENT_ID', 'AUTH_OIDC_ISSUER'],
  ['AUTH_GOOGLE_CLIENT_ID', 'AUTH_GOOGLE_CLIENT_SECRET'],
  ['AUTH_GITHUB_CLIENT_SECRET', 'AUTH_GITHUB_CLIENT_ID'],
] as const) {
  test(`${given} alone is refused, and ${missing} named`, () => {
    expect(() => readEnv({ [given]: 'x' })).toThrow(`Setting ${missing} must be given together with ${given}.`);
  });
}

test('a mail server without a sender is refused; both turn mail on', () => {
  const SMTP_URL = 'smtps://user:secret@mail.example.org:465';
  expect(() => readEnv({ SMTP_URL })).toThrow('Setting MAIL_FROM must be given together with SMTP_URL.');
  for (const MAIL_FROM of ['hello@example.org', 'Selfsame <hello@example.org>']) {
    expect(readEnv({ SMTP_URL, MAIL_FROM }).mail).toEqual({ smtpUrl: SMTP_URL, from: MAIL_FROM });
  }
});
