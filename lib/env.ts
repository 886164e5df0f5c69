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
  SELFIE_RETENTION_DAYS: whole(30, 1, 3650),
  TRASH_RETENTION_DAYS: whole(30, 1, 3650),
  WORKERS: whole(1, 0, 16),
  DRAWING_THREADS: whole(1, 1, 64),
});

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
  /** What API requests may name though it isn't public https: photos and webhooks on the operator's own network. */
  apiTrustedOrigins: readonly string[];
  guestDailyLimit: number;
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
    throw new Error(`Setting ${issue?.path[0]?.toString() ?? ''} ${issue?.message ?? 'is wrong'}.`);
  }
  const s = result.data;
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
    apiTrustedOrigins: s.API_TRUSTED_ORIGINS,
    guestDailyLimit: s.GUEST_DAILY_LIMIT,
    selfieRetentionDays: s.SELFIE_RETENTION_DAYS,
    trashRetentionDays: s.TRASH_RETENTION_DAYS,
    workers: s.WORKERS,
    drawingThreads: s.DRAWING_THREADS,
  };
}

let cached: Env | undefined;

/** This process's settings. */
export function env(): Env {
  cached ??= readEnv(process.env);
  return cached;
}
