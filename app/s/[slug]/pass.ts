/** The cookie that opens a locked link in one browser; it is sent to that link only. */
import { cookies } from 'next/headers';
import { env } from '@/lib/env';

const DAY_SECONDS = 24 * 60 * 60;

const nameOf = (slug: string) => `share-${slug}`;

export async function readPass(slug: string): Promise<string | undefined> {
  return (await cookies()).get(nameOf(slug))?.value;
}

export async function keepPass(slug: string, pass: string): Promise<void> {
  (await cookies()).set(nameOf(slug), pass, {
    path: `/s/${slug}`,
    httpOnly: true,
    sameSite: 'lax',
    secure: env().publicUrl.startsWith('https:'),
    maxAge: DAY_SECONDS,
  });
}
