/** Sign-in by next-auth: sessions are encrypted cookies that hold a user's id. */
import type { NextAuthOptions } from 'next-auth';
import { encode } from 'next-auth/jwt';
import { env } from './env.ts';

declare module 'next-auth' {
  interface Session {
    userId?: string;
  }
}

/** A guest's history lives in this cookie: a year, renewed by use. */
const SESSION_SECONDS = 365 * 24 * 60 * 60;

const isSecure = () => env().publicUrl.startsWith('https:');

function secret(): string {
  const { authSecret } = env();
  if (!authSecret) throw new Error('Setting AUTH_SECRET is missing: start with `npm run up`, which provides it.');
  return authSecret;
}

export function authOptions(): NextAuthOptions {
  return {
    providers: [],
    secret: secret(),
    useSecureCookies: isSecure(),
    session: { strategy: 'jwt', maxAge: SESSION_SECONDS },
    callbacks: {
      session: ({ session, token }) => ({ ...session, userId: token.sub }),
    },
  };
}

export function sessionCookieName(): string {
  return isSecure() ? '__Secure-next-auth.session-token' : 'next-auth.session-token';
}

/** The session cookie of a user, as next-auth itself would set it. */
export async function sessionCookie(userId: string) {
  return {
    name: sessionCookieName(),
    value: await encode({ token: { sub: userId }, secret: secret(), maxAge: SESSION_SECONDS }),
    httpOnly: true,
    sameSite: 'lax',
    path: '/',
    secure: isSecure(),
    maxAge: SESSION_SECONDS,
  } as const;
}
