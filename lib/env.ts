/** The settings: read in this file only, checked at start, each wrong one named in one line. */
import path from 'node:path';
import { z } from 'zod';
import type { S3Address } from './storage-s3.ts';

const whole = (fallback: number, min: number, max: number) =>
  z.coerce
    .number({ error: 'must be a number' })
    .int('must be a whole number')
    .min(min, `must be at least ${min}`)
    .max(max, `must be at most ${max}`)
    .default(fallback);

const address = (protocols: RegExp, example: string) =>
  z.url({ protocol: protocols, error: `must be an address such as ${example}` });

/** `s3://bucket/prefix?region=…&endpoint=…&encryption=…&kms-key=…`; credentials have no place in it. */
const bucket = address(/^s3$/, 's3://bucket?region=eu-central-1')
  .transform((text) => new URL(text))
  .refine((url) => !url.username && !url.password, 'must hold no credentials: see docs/operating.md')
  .refine(({ hostname }) => /^[a-z0-9][a-z0-9.-]{2,62}$/.test(hostname), 'must name a bucket: s3://bucket?region=…')
  .refine((url) => [...url.searchParams.keys()].every((name) => S3_OPTIONS.has(name)), 'has an option that is unknown')
  .transform((url) => {
    const option = (name: string) => url.searchParams.get(name) || null;
    const prefix = url.pathname.replace(/^\/+|\/+$/g, '');
    return {
      ...{ bucket: url.hostname, prefix: prefix && `${prefix}/`, region: option('region') ?? 'us-east-1' },
      ...{ endpoint: option('endpoint'), encryption: option('encryption'), kmsKeyId: option('kms-key') },
    };
  })
  .pipe(
    z.object({
      ...{ bucket: z.string(), prefix: z.string(), region: z.string(), kmsKeyId: z.string().nullable() },
      endpoint: z.url({ protocol: /^https?$/, error: 'must have an http(s) address as its endpoint' }).nullable(),
      encryption: z.enum(['AES256', 'aws:kms'], { error: 'must have AES256 or aws:kms as its encryption' }).nullable(),
    }),
  );
const S3_OPTIONS = new Set(['region', 'endpoint', 'encryption', 'kms-key']);

/** Where people are sent to sign in: nobody may listen on the way, but for a server on this machine. */
const issuer = z
  .url({ protocol: /^https?$/, error: 'must be an address such as https://login.example.org' })
  .refine((url) => !/^http:/.test(url) || /^http:\/\/(localhost|127\.0\.0\.1|\[::1\])([:/]|$)/.test(url), {
    error: 'must begin with https://',
  });

const sender = z
  .string()
  .regex(/^([^<>"\r\n]+ <[^\s<>@]+@[^\s<>@]+>|[^\s<>@]+@[^\s<>@]+)$/, 'must be such as Selfsame <hello@example.org>');

const settings = z.object({
  PORT: whole(3000, 1, 65_535),
  PUBLIC_URL: address(/^https?$/, 'https://avatars.example.org').optional(),
  DATA_DIR: z.string().default('./data'),
  DATABASE_URL: address(/^postgres(ql)?$/, 'postgresql://user:password@host:5432/selfsame').optional(),
  STORAGE_URL: bucket.optional(),
  FACE_GEN_URL: address(/^https?$/, 'https://modelslab.com').default('https://modelslab.com'),
  FACE_GEN_KEY: z.string().optional(),
  FACE_GEN_CONCURRENCY: whole(5, 1, 100),
  FACE_GEN_TIMEOUT_SECONDS: whole(120, 1, 3600),
  FACE_GEN_DEADLINE_SECONDS: whole(300, 1, 86_400),
  FACE_GEN_FALLBACK: z.enum(['none', 'embedded'], { error: 'must be none or embedded' }).default('none'),
  AUTH_SECRET: z.string().min(32, 'must have at least 32 characters').optional(),
  AUTH_OIDC_ISSUER: issuer.optional(),
  AUTH_OIDC_CLIENT_ID: z.string().optional(),
  AUTH_OIDC_CLIENT_SECRET: z.string().optional(),
  AUTH_OIDC_NAME: z.string().max(40, 'must have at most 40 characters').default('Single sign-on'),
  AUTH_GOOGLE_CLIENT_ID: z.string().optional(),
  AUTH_GOOGLE_CLIENT_SECRET: z.string().optional(),
  AUTH_GITHUB_CLIENT_ID: z.string().optional(),
  AUTH_GITHUB_CLIENT_SECRET: z.string().optional(),
  SMTP_URL: address(/^smtps?$/, 'smtps://user:password@mail.example.org:465').optional(),
  MAIL_FROM: sender.optional(),
  API_TRUSTED_ORIGINS: z
    .string()
    .default('')
    .transform((list) => list.split(/[\s,]+/).filter((origin) => origin !== ''))
    .pipe(
      z.array(
        z
          .url({ protocol: /^https?$/, error: 'must be a list of origins such as http://192.168.0.7:8080' })
          .transform((origin) => new URL(origin).origin),
      ),
    ),
  GUEST_DAILY_LIMIT: whole(10, 0, 1_000_000),
  MEMBER_DAILY_LIMIT: whole(50, 0, 1_000_000),
  SELFIE_RETENTION_DAYS: whole(30, 1, 3650),
  TRASH_RETENTION_DAYS: whole(30, 1, 3650),
  UPLOADS_PER_ADDRESS: whole(100, 1, 1_000_000),
  GUESTS_PER_ADDRESS: whole(50, 1, 1_000_000),
  TRUSTED_PROXIES: whole(0, 0, 10),
  METRICS_TOKEN: z.string().min(16, 'must have at least 16 characters').optional(),
  WORKERS: whole(1, 0, 16),
  DRAWING_THREADS: whole(1, 1, 64),
});

/** Settings that only mean something together. */
const TOGETHER = [
  ['AUTH_OIDC_ISSUER', 'AUTH_OIDC_CLIENT_ID', 'AUTH_OIDC_CLIENT_SECRET'],
  ['AUTH_GOOGLE_CLIENT_ID', 'AUTH_GOOGLE_CLIENT_SECRET'],
  ['AUTH_GITHUB_CLIENT_ID', 'AUTH_GITHUB_CLIENT_SECRET'],
  ['SMTP_URL', 'MAIL_FROM'],
] as const;

/** What a provider knows this installation by. */
export type OAuthClient = { clientId: string; clientSecret: string };

export type Env = {
  port: number;
  /** Without a slash at the end. */
  publicUrl: string;
  /** Absolute. */
  dataDir: string;
  /** `null` = the embedded server. */
  databaseUrl: string | null;
  /** `null` = files under `dataDir`. */
  storageUrl: S3Address | null;
  faceGenUrl: string;
  /** `null` = the embedded engine. */
  faceGenKey: string | null;
  /** Requests in flight, of the whole installation. */
  faceGenConcurrency: number;
  /** How long one request to face_gen may take to be answered. */
  faceGenTimeoutSeconds: number;
  /** How long a picture may take, once it was asked for. */
  faceGenDeadlineSeconds: number;
  /** Whether people may choose the embedded engine while face_gen can't draw. */
  faceGenFallback: boolean;
  /** `null` = made and kept under `dataDir` by the supervisor. */
  authSecret: string | null;
  /** Each way to sign in; `null` = it is off. */
  oidc:
    | (OAuthClient & { /** Without a slash at the end: accounts are kept under it. */ issuer: string; name: string })
    | null;
  google: OAuthClient | null;
  github: OAuthClient | null;
  mail: { smtpUrl: string; from: string } | null;
  /** What API requests may name though it isn't public https: photos and webhooks on the operator's own network. */
  apiTrustedOrigins: readonly string[];
  guestDailyLimit: number;
  memberDailyLimit: number;
  selfieRetentionDays: number;
  trashRetentionDays: number;
  /** Selfies that one network address may send in an hour. */
  uploadsPerAddress: number;
  /** People who may begin as guests at one network address in a day. */
  guestsPerAddress: number;
  /** Proxies in front of us that tell whom they saw, in X-Forwarded-For. */
  trustedProxies: number;
  /** `null` = no metrics are told. */
  metricsToken: string | null;
  workers: number;
  drawingThreads: number;
};

/**
 * Reads the settings from `source`; an empty one counts as not given.
 * @throws Error whose message is one line that names the first wrong setting
 */
export function readEnv(source: Record<string, string | undefined>): Env {
  const given = Object.fromEntries(
    Object.keys(settings.shape).flatMap((name) => {
      const value = source[name]?.trim();
      return value ? [[name, value]] : [];
    }),
  );
  const result = settings.safeParse(given);
  if (!result.success) {
    const [issue] = result.error.issues;
    throw new Error(`Setting ${String(issue?.path[0] ?? '')} ${issue?.message ?? 'is wrong'}.`);
  }
  const s = result.data;
  for (const names of TOGETHER) {
    const missing = names.find((name) => s[name] === undefined);
    const [first] = names.filter((name) => s[name] !== undefined);
    if (missing && first) throw new Error(`Setting ${missing} must be given together with ${first}.`);
  }
  const oidc = client(s.AUTH_OIDC_CLIENT_ID, s.AUTH_OIDC_CLIENT_SECRET);
  return {
    port: s.PORT,
    publicUrl: (s.PUBLIC_URL ?? `http://localhost:${s.PORT}`).replace(/\/+$/, ''),
    dataDir: path.resolve(s.DATA_DIR),
    databaseUrl: s.DATABASE_URL ?? null,
    storageUrl: s.STORAGE_URL ?? null,
    faceGenUrl: s.FACE_GEN_URL.replace(/\/+$/, ''),
    faceGenKey: s.FACE_GEN_KEY ?? null,
    faceGenConcurrency: s.FACE_GEN_CONCURRENCY,
    faceGenTimeoutSeconds: s.FACE_GEN_TIMEOUT_SECONDS,
    faceGenDeadlineSeconds: s.FACE_GEN_DEADLINE_SECONDS,
    faceGenFallback: s.FACE_GEN_FALLBACK === 'embedded',
    authSecret: s.AUTH_SECRET ?? null,
    oidc:
      oidc && s.AUTH_OIDC_ISSUER
        ? { ...oidc, issuer: s.AUTH_OIDC_ISSUER.replace(/\/+$/, ''), name: s.AUTH_OIDC_NAME }
        : null,
    google: client(s.AUTH_GOOGLE_CLIENT_ID, s.AUTH_GOOGLE_CLIENT_SECRET),
    github: client(s.AUTH_GITHUB_CLIENT_ID, s.AUTH_GITHUB_CLIENT_SECRET),
    mail: s.SMTP_URL && s.MAIL_FROM ? { smtpUrl: s.SMTP_URL, from: s.MAIL_FROM } : null,
    apiTrustedOrigins: s.API_TRUSTED_ORIGINS,
    guestDailyLimit: s.GUEST_DAILY_LIMIT,
    memberDailyLimit: s.MEMBER_DAILY_LIMIT,
    selfieRetentionDays: s.SELFIE_RETENTION_DAYS,
    trashRetentionDays: s.TRASH_RETENTION_DAYS,
    uploadsPerAddress: s.UPLOADS_PER_ADDRESS,
    guestsPerAddress: s.GUESTS_PER_ADDRESS,
    trustedProxies: s.TRUSTED_PROXIES,
    metricsToken: s.METRICS_TOKEN ?? null,
    workers: s.WORKERS,
    drawingThreads: s.DRAWING_THREADS,
  };
}

function client(clientId: string | undefined, clientSecret: string | undefined): OAuthClient | null {
  return clientId && clientSecret ? { clientId, clientSecret } : null;
}

let cached: Env | undefined;

/** This process's settings. */
export function env(): Env {
  cached ??= readEnv(process.env);
  return cached;
}
