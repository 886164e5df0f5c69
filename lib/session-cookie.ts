/** The cookie of a session: encrypted as next-auth does it, it names a person and a session (sessions.ts). */
import { decode, encode } from 'next-auth/jwt';
import { z } from 'zod';
import { env } from './env.ts';
import { openSession, SESSION_DAYS, type SessionKey } from './sessions.ts';

/** A guest's history lives in this cookie: a year, renewed by use. */
export const SESSION_SECONDS = SESSION_DAYS * 24 * 60 * 60;

export const isSecure = () => env().publicUrl.startsWith('https:');

/** What cookies are encrypted with. @throws when it isn't set */
export function secret(): string {
  const { authSecret } = env();
  if (!authSecret) throw new Error('Setting AUTH_SECRET is missing: start with `npm run up`, which provides it.');
  return authSecret;
}

export function sessionCookieName(): string {
  return isSecure() ? '__Secure-next-auth.session-token' : 'next-auth.session-token';
}

/** Begins a session for a person. @returns its cookie, as next-auth itself would set it */
export async function sessionCookie(userId: string) {
  return cookieOf(await openSession(userId));
}

/** The cookie of a session. */
export async function cookieOf(session: SessionKey) {
  return {
    name: sessionCookieName(),
    value: await encode({ token: tokenOf(session), secret: secret(), maxAge: SESSION_SECONDS }),
    httpOnly: true,
    sameSite: 'lax',
    path: '/',
    secure: isSecure(),
    maxAge: SESSION_SECONDS,
  } as const;
}

/** What was read of cookies lately: a page's pictures all come with the same one. */
const READ_MAX = 500;
const READ_SECONDS = 60;
const readLately = new Map<string, { key: SessionKey | null; until: number }>();

/** What a session's cookie says; `null` for one that is forged or past its time. */
export async function sessionIn(cookie: string | undefined): Promise<SessionKey | null> {
  if (!cookie) return null;
  const now = Date.now() / 1000;
  const known = readLately.get(cookie);
  if (known && now < known.until) return known.key;
  const token = await decode({ token: cookie, secret: secret() }).catch(() => null);
  if (token === null) return null;
  const key = keyOf(token);
  if (readLately.size >= READ_MAX) readLately.clear();
  readLately.set(cookie, { key, until: Math.min(now + READ_SECONDS, Number(token.exp ?? 0)) });
  return key;
}

/** What a session's cookie has in it. */
export function tokenOf({ userId, sessionId }: SessionKey) {
  return { sub: userId, sid: sessionId };
}

const tokenParts = z.object({ sub: z.uuid(), sid: z.uuid().optional() });

/** Cookies from before sessions had records name the person alone. */
export function keyOf(token: unknown): SessionKey | null {
  const { data } = tokenParts.safeParse(token);
  return data ? { userId: data.sub, sessionId: data.sid ?? data.sub } : null;
}
