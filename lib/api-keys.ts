/** API keys: what programs sign their requests with. A key is shown once; what is kept of it can't be turned back. */
import { createHash, createHmac, randomBytes, randomUUID } from 'node:crypto';
import { z } from 'zod';
import * as m from '../messages/compiled/errors.ts';
import { databaseNow } from './clock.ts';
import { db } from './db.ts';
import { env } from './env.ts';
import { AppError } from './errors.ts';
import type { ApiKeyView } from './views.ts';

const PREFIX_LENGTH = 11;
/** Keys that one person may have at once. */
const KEYS_MAX = 20;

/** What a person says of a new key. */
export const apiKeyInput = z.object({
  name: z
    .string({ error: () => m.nameKey() })
    .trim()
    .min(1, { error: () => m.nameKey() })
    .max(60, { error: () => m.nameLong() }),
  /** Generations in a day; `null` = as many as the person may ask for. */
  dailyLimit: z
    .number({ error: () => m.limitNumber() })
    .int({ error: () => m.limitWhole() })
    .min(1, { error: () => m.limitLow() })
    .max(1_000_000, { error: () => m.limitHigh() })
    .nullable(),
});

/** Who asks by API. */
export type ApiCaller = {
  ownerId: string;
  /** `null` = the person themselves, in the playground. */
  keyId: string | null;
  dailyLimit: number | null;
};

const viewSelect = {
  id: true,
  name: true,
  prefix: true,
  dailyLimit: true,
  createdAt: true,
  lastUsedAt: true,
} as const;

/** Makes a key. @returns it with its text, which nothing tells again. @throws AppError `over_limit` (too many keys) */
export async function createApiKey(
  ownerId: string,
  { name, dailyLimit }: z.output<typeof apiKeyInput>,
): Promise<{ key: string; view: ApiKeyView }> {
  if ((await db().apiKey.count({ where: { ownerId } })) >= KEYS_MAX) {
    throw new AppError('over_limit', m.tooManyKeys({ max: KEYS_MAX }));
  }
  const key = `ss_${randomBytes(24).toString('base64url')}`;
  const row = await db().apiKey.create({
    data: {
      ...{ id: randomUUID(), ownerId, name, dailyLimit },
      ...{ prefix: key.slice(0, PREFIX_LENGTH), hash: hashOf(key) },
    },
    select: viewSelect,
  });
  return { key, view: toView(row) };
}

/** A person's keys, newest first. */
export async function listApiKeys(ownerId: string): Promise<ApiKeyView[]> {
  const rows = await db().apiKey.findMany({ where: { ownerId }, orderBy: { createdAt: 'desc' }, select: viewSelect });
  return rows.map(toView);
}

/** Ends a key at once. @throws AppError `not_found` */
export async function revokeApiKey(ownerId: string, id: string): Promise<void> {
  const { count } = await db().apiKey.deleteMany({ where: { id, ownerId } });
  if (count === 0) throw new AppError('not_found', m.keyGone());
}

/** Whose key it is; `null` for what is none, or no longer one. */
export async function findApiCaller(key: string): Promise<ApiCaller | null> {
  const row = await db().apiKey.findUnique({
    where: { hash: hashOf(key) },
    select: { id: true, ownerId: true, dailyLimit: true, lastUsedAt: true },
  });
  if (row === null) return null;
  const { id, ownerId, dailyLimit, lastUsedAt } = row;
  const now = (await databaseNow()).getTime();
  if (lastUsedAt === null || now - lastUsedAt.getTime() > 60_000) {
    await db().apiKey.updateMany({ where: { id, ownerId }, data: { lastUsedAt: new Date(now) } });
  }
  return { ownerId, keyId: id, dailyLimit };
}

/**
 * What signs the webhooks of a key's requests, in the form of Standard Webhooks. It follows from the server's own
 * secret, so that nothing is kept, and is another one for each key.
 * @param subject the key's id, or its owner's for what was asked in the playground
 */
export function signingSecret(subject: string): string {
  const { authSecret } = env();
  if (authSecret === null)
    throw new Error('Setting AUTH_SECRET is missing: start with `npm run up`, which provides it.');
  return `whsec_${createHmac('sha256', authSecret).update(`api-webhook/${subject}`).digest('base64')}`;
}

/** Keys are 192 random bits, so a plain hash can't be searched. */
function hashOf(key: string): string {
  return createHash('sha256').update(key).digest('hex');
}

function toView({
  createdAt,
  lastUsedAt,
  ...row
}: Omit<ApiKeyView, 'signingSecret' | 'createdAt' | 'lastUsedAt'> & {
  createdAt: Date;
  lastUsedAt: Date | null;
}): ApiKeyView {
  return {
    ...row,
    signingSecret: signingSecret(row.id),
    createdAt: createdAt.toISOString(),
    lastUsedAt: lastUsedAt?.toISOString() ?? null,
  };
}
