/** Who is asking: by the session cookie, never by anything in the request. */
import 'server-only';
import { cookies } from 'next/headers';
import { cache } from 'react';
import * as m from '../messages/compiled/errors.ts';
import { createGuest, readMemberName } from './accounts.ts';
import { browserSession } from './auth.ts';
import { AppError } from './errors.ts';
import { cookieOf, sessionCookieName } from './session-cookie.ts';
import { openSession, readSession, type SessionKey } from './sessions.ts';

/** The open session of this browser; `null` for a visitor, and for a cookie whose session has ended. */
export const getSession = cache(async (): Promise<SessionKey | null> => {
  const key = await browserSession();
  const session = key && (await readSession(key));
  return key && session?.state === 'open' ? key : null;
});

/** The person's id; `null` for a visitor, and for a cookie whose session has ended. */
export async function getUserId(): Promise<string | null> {
  return (await getSession())?.userId ?? null;
}

/** What the navigation calls whoever is signed in; `null` for a guest and a visitor. */
export async function getMemberName(): Promise<string | null> {
  const id = await getUserId();
  return id && readMemberName(id);
}

/** @throws AppError `forbidden` for a visitor */
export async function requireUserId(): Promise<string> {
  const id = await getUserId();
  if (!id)
    throw new AppError('forbidden', m.sessionEnded(), {
      field: 'selfieId',
    });
  return id;
}

/**
 * Makes a visitor a guest: a user and the cookie that remembers them; for somebody known, renews the cookie. For a
 * browser that is just signing in, in another tab, it is the account signed in to, and the cookie stays.
 * Only where a response can set cookies.
 */
export async function startSession(): Promise<string> {
  const key = await browserSession();
  const session = key && (await readSession(key));
  if (session?.state === 'replaced') return session.userId;
  const open = key && session ? key : await openSession(await createGuest());
  await giveSession(open);
  return open.userId;
}

/** Gives the browser a session's cookie. Only where a response can set cookies. */
export async function giveSession(session: SessionKey): Promise<void> {
  const { name, value, ...options } = await cookieOf(session);
  (await cookies()).set(name, value, options);
}

/** Takes the session's cookie away. Only where a response can set cookies. */
export async function dropSession(): Promise<void> {
  (await cookies()).delete({
    name: sessionCookieName(),
    path: '/',
    secure: sessionCookieName().startsWith('__Secure-'),
  });
}
