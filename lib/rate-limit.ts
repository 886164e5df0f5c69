/**
 * How often something may be asked for, in the database, so that all processes count together. Each key has `count`
 * tries, which come back evenly over `seconds` (the generic cell rate algorithm, ITU-T I.371).
 */
import { createHmac } from 'node:crypto';
import * as m from '../messages/compiled/errors.ts';
import { db } from './db.ts';
import { env } from './env.ts';
import { AppError } from './errors.ts';

export type RateLimit = { count: number; seconds: number };

/**
 * Takes one try.
 * @param key what is counted and for whom: `uploads/${addressKey(request.headers)}`
 * @returns `null` when there was one, else the seconds until there is one again
 */
export async function takeTry(key: string, { count, seconds }: RateLimit): Promise<number | null> {
  const each = seconds / count;
  // One statement: the row's lock keeps simultaneous tries apart.
  const taken = await db().$executeRaw`
    INSERT INTO rate_limits (key, full_at) VALUES (${key}, now() + make_interval(secs => ${each}))
    ON CONFLICT (key) DO UPDATE SET full_at = greatest(rate_limits.full_at, now()) + make_interval(secs => ${each})
    WHERE greatest(rate_limits.full_at, now()) + make_interval(secs => ${each}) <= now() + make_interval(secs => ${seconds})`;
  if (taken === 1) return null;
  const [row] = await db().$queryRaw<{ wait: number }[]>`
    SELECT extract(epoch FROM full_at - now())::float8 + ${each} - ${seconds} AS wait FROM rate_limits WHERE key = ${key}`;
  return Math.max(1, Math.ceil(row?.wait ?? each));
}

/**
 * The same, for where a refusal is an answer.
 * @throws AppError `over_limit` with `message` and when to come back
 */
export async function requireTry(key: string, limit: RateLimit, message: string): Promise<void> {
  const retryAfterSeconds = await takeTry(key, limit);
  if (retryAfterSeconds !== null) throw new AppError('over_limit', message, { details: { retryAfterSeconds } });
}

/**
 * A selfie that comes from a network address.
 * @throws AppError `over_limit`
 */
export async function limitUploads(headers: Headers): Promise<void> {
  await requireTry(
    `uploads/${addressKey(headers)}`,
    { count: env().uploadsPerAddress, seconds: 60 * 60 },
    m.tooManyPhotos(),
  );
}

/**
 * A new guest at a network address.
 * @throws AppError `over_limit`
 */
export async function limitGuests(headers: Headers): Promise<void> {
  await requireTry(
    `guests/${addressKey(headers)}`,
    { count: env().guestsPerAddress, seconds: 24 * 60 * 60 },
    m.tooManyGuests(),
  );
}

/**
 * Who asks, as a key: addresses themselves aren't kept. Of IPv6 the first half counts, which one customer gets.
 * @param headers the request's; the server's door has put the address there
 */
export function addressKey(headers: Headers): string {
  const address = headers.get('x-client-address') ?? '';
  const network = address.includes(':') && !address.startsWith('::ffff:') ? firstHalf(address) : address;
  return createHmac('sha256', env().authSecret ?? '')
    .update(`address ${network.replace('::ffff:', '')}`)
    .digest('base64url')
    .slice(0, 22);
}

function firstHalf(address: string): string {
  const [head = '', tail] = address.split('%')[0]?.split('::') ?? [];
  const groups = head.split(':').filter(Boolean);
  const after = tail === undefined ? [] : tail.split(':').filter(Boolean);
  const zeros = Array.from({ length: Math.max(0, 8 - groups.length - after.length) }, () => '0');
  return [...groups, ...zeros, ...after]
    .slice(0, 4)
    .map((group) => Number.parseInt(group, 16).toString(16))
    .join(':');
}

/** Removes keys that have all their tries back. */
export async function forgetRateLimits(): Promise<void> {
  await db().$executeRaw`DELETE FROM rate_limits WHERE full_at < now()`;
}
