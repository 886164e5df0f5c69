/** Sign-in by next-auth: sessions are encrypted cookies that name a person and a session (lib/sessions.ts). */

import { cookies } from 'next/headers.js';
import type { NextAuthOptions } from 'next-auth';
import { decode, encode } from 'next-auth/jwt';
import { z } from 'zod';
import { env } from './env.ts';
import { logError } from './log.ts';
import { ownPath } from './own-path.ts';
import { endSession, openSession, readSession, SESSION_DAYS, type SessionKey } from './sessions.ts';
import { signIn } from './sign-in.ts';
import { oauthProviders, proofOf } from './sign-in-providers.ts';

declare module 'next-auth' {
  interface Session {
    userId?: string;
  }
}

/** A guest's history lives in this cookie: a year, renewed by use. */
const SESSION_SECONDS = SESSION_DAYS * 24 * 60 * 60;

const isSecure = () => env().publicUrl.startsWith('https:');

function secret(): string {
  const { authSecret } = env();
  if (!authSecret) throw new Error('Setting AUTH_SECRET is missing: start with `npm run up`, which provides it.');
  return authSecret;
}

export function authOptions(): NextAuthOptions {
  return {
    providers: oauthProviders(),
    secret: secret(),
    useSecureCookies: isSecure(),
    session: { strategy: 'jwt', maxAge: SESSION_SECONDS },
    pages: { signIn: '/sign-in', signOut: '/account', error: '/sign-in' },
    callbacks: {
      // A provider has answered: whose account it opens is ours to say.
      jwt: async ({ token, account, profile }) =>
        account ? tokenOf(await signIn(proofOf(account.provider, profile), await browserSession())) : token,
      session: async ({ session: { expires }, token }) => {
        const key = keyOf(token);
        const known = key && (await readSession(key));
        return known?.state === 'open' ? { expires, userId: known.userId } : { expires };
      },
      redirect: ({ url, baseUrl }) => baseUrl + ownPath(url.startsWith(baseUrl) ? url.slice(baseUrl.length) : url),
    },
    events: {
      signOut: async ({ token }) => {
        const key = keyOf(token);
        if (key) await endSession(key);
      },
    },
    logger: {
      // Of what comes with it, only the error: the rest may hold tokens and addresses.
      error: (code, metadata) =>
        logError('sign-in.failed', metadata instanceof Error ? metadata : (metadata.error ?? code), { code }),
      warn: () => undefined,
      debug: () => undefined,
    },
  };
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

/**
 * What this browser's cookie says, whether or not the session is still open; `null` without one, and for one that is
 * forged or past its time. Only while a request is answered.
 */
export async function browserSession(): Promise<SessionKey | null> {
  const value = (await cookies()).get(sessionCookieName())?.value;
  if (!value) return null;
  const token = await decode({ token: value, secret: secret() }).catch(() => null);
  return token && keyOf(token);
}

function tokenOf({ userId, sessionId }: SessionKey) {
  return { sub: userId, sid: sessionId };
}

const tokenParts = z.object({ sub: z.uuid(), sid: z.uuid().optional() });

/** Cookies from before sessions had records name the person alone. */
function keyOf(token: unknown): SessionKey | null {
  const { data } = tokenParts.safeParse(token);
  return data ? { userId: data.sub, sessionId: data.sid ?? data.sub } : null;
}
