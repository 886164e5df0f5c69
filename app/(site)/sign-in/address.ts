/** The address that somebody typed, so that the page can show it again: in a cookie of this page, never in its address. */
import { cookies } from 'next/headers';
import { env } from '@/lib/env';

const NAME = 'sign-in-address';
const SECONDS = 10 * 60;

export async function readTyped(): Promise<string> {
  return (await cookies()).get(NAME)?.value ?? '';
}

export async function keepTyped(address: string): Promise<void> {
  (await cookies()).set(NAME, address, {
    path: '/sign-in',
    httpOnly: true,
    sameSite: 'lax',
    secure: env().publicUrl.startsWith('https:'),
    maxAge: SECONDS,
  });
}

export async function forgetTyped(): Promise<void> {
  (await cookies()).delete({ name: NAME, path: '/sign-in' });
}
