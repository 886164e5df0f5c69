/** Who is asking: by the session cookie, never by anything in the request. */
import 'server-only';
import { cookies } from 'next/headers';
import { getServerSession } from 'next-auth/next';
import { cache } from 'react';
import { createGuest, userExists } from './accounts.ts';
import { authOptions, sessionCookie, sessionCookieName } from './auth.ts';
import { AppError } from './errors.ts';

/** The person's id; `null` for a visitor, and for a cookie whose person was removed. */
export const getUserId = cache(async (): Promise<string | null> => {
  if (!(await cookies()).has(sessionCookieName())) return null;
  const session = await getServerSession(authOptions());
  const id = session?.userId;
  return id && (await userExists(id)) ? id : null;
});

/** @throws AppError `forbidden` for a visitor */
export async function requireUserId(): Promise<string> {
  const id = await getUserId();
  if (!id)
    throw new AppError('forbidden', 'Your session has ended. Choose your selfie again to go on.', {
      field: 'selfieId',
    });
  return id;
}

/**
 * Makes a visitor a guest: a user and the cookie that remembers them; for somebody known, renews the cookie.
 * Only where a response can set cookies.
 */
export async function startSession(): Promise<string> {
  const id = (await getUserId()) ?? (await createGuest());
  const { name, value, ...options } = await sessionCookie(id);
  (await cookies()).set(name, value, options);
  return id;
}
