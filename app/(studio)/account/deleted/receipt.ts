/** The receipt of a deletion: kept by the browser alone, since nothing is kept of the person. */
import { cookies } from 'next/headers';
import { z } from 'zod';
import { env } from '@/lib/env';
import type { ErasureReceipt } from '@/lib/views';

const NAME = 'erasure-receipt';
const HOUR_SECONDS = 60 * 60;

const count = z.int().min(0);
const receipt = z.object({
  finishedAt: z.iso.datetime(),
  removed: z.object({
    selfies: count,
    generations: count,
    avatars: count,
    shareLinks: count,
    sessions: count,
    files: count,
    jobs: count,
  }),
  left: z.object({ rows: count, files: count, jobs: count }),
}) satisfies z.ZodType<ErasureReceipt>;

export async function keepReceipt(made: ErasureReceipt): Promise<void> {
  (await cookies()).set(NAME, JSON.stringify(made), {
    path: '/account/deleted',
    httpOnly: true,
    sameSite: 'lax',
    secure: env().publicUrl.startsWith('https:'),
    maxAge: HOUR_SECONDS,
  });
}

/** `null` without one, and for one that isn't ours. */
export async function readReceipt(): Promise<ErasureReceipt | null> {
  const kept = (await cookies()).get(NAME)?.value;
  try {
    return receipt.safeParse(JSON.parse(kept ?? 'null')).data ?? null;
  } catch {
    return null;
  }
}
