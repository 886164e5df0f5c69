/** Sign-in by next-auth: sessions are encrypted cookies that name a person and a session (lib/sessions.ts). */

import { cookies } from 'next/headers.js';
import type { NextAuthOptions } from 'next-auth';
import { logError } from './log.ts';
import { ownPath } from './own-path.ts';
import { isSecure, keyOf, SESSION_SECONDS, secret, sessionCookieName, sessionIn, tokenOf } from './session-cookie.ts';
import { endSession, readSession, type SessionKey } from './sessions.ts';
import { signIn } from './sign-in.ts';
import { oauthProviders, proofOf } from './sign-in-providers.ts';

declare module 'next-auth' {
  interface Session {
    userId?: string;
  }
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

/**
 * What this browser's cookie says, whether or not the session is still open; `null` without one, and for one that is
 * forged or past its time. Only while a request is answered.
 */
export async function browserSession(): Promise<SessionKey | null> {
  return sessionIn((await cookies()).get(sessionCookieName())?.value);
}
