/** The settings: read in this file only, checked at start, each wrong one named in one line. */
import path from 'node:path';
import { z } from 'zod';

const whole = (fallback: number, min: number, max: number) =>
  z.coerce
    .number({ error: 'must be a number' })
    .int('must be a whole number')
    .min(min, `must be at least ${min}`)
    .max(max, `must be at most ${max}`)
    .default(fallback);

const address = (protocols: RegExp, example: string) =>
  z.url({ protocol: protocols, error: `must be an address such as ${example}` });

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
  GUEST_DAILY_LIMIT: whole(10, 0, 1_000_000),
  MEMBER_DAILY_LIMIT: whole(50, 0, 1_000_000),
  SELFIE_RETENTION_DAYS: whole(30, 1, 3650),
  TRASH_RETENTION_DAYS: whole(30, 1, 3650),
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
  guestDailyLimit: number;
  memberDailyLimit: number;
  selfieRetentionDays: number;
  trashRetentionDays: number;
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
    throw new Error(`Setting ${issue?.path.join('.') ?? ''} ${issue?.message ?? 'is wrong'}.`);
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
    guestDailyLimit: s.GUEST_DAILY_LIMIT,
    memberDailyLimit: s.MEMBER_DAILY_LIMIT,
    selfieRetentionDays: s.SELFIE_RETENTION_DAYS,
    trashRetentionDays: s.TRASH_RETENTION_DAYS,
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
