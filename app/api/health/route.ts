import { db } from '@/lib/db';
import { engineFacts, readDrawingState } from '@/lib/engines';
import { logError } from '@/lib/log';
import { checkQueue } from '@/lib/queue';
import { checkStorage } from '@/lib/storage';

const checks: Record<string, () => Promise<unknown>> = {
  db: () => db().$queryRaw`SELECT 1`,
  queue: checkQueue,
  storage: checkStorage,
};

/**
 * Which parts work: 200 when all do, else 503. A remote engine that refuses the key or is out of credits is told as
 * `drawing`, and `degraded`: people can still see and share what they have, so nobody should take the server away.
 */
export async function GET(): Promise<Response> {
  const parts = await Promise.all(
    Object.entries(checks).map(async ([name, check]) => {
      try {
        await check();
        return [name, 'ok'] as const;
      } catch (error) {
        logError('health.failed', error, { part: name });
        return [name, 'down'] as const;
      }
    }),
  );
  const ok = parts.every(([, state]) => state === 'ok');
  const drawing = ok ? await readDrawingState() : 'unknown';
  return Response.json(
    {
      status: ok ? (drawing === 'ok' ? 'ok' : 'degraded') : 'down',
      ...Object.fromEntries(parts),
      engine: engineFacts().name,
      drawing,
    },
    { status: ok ? 200 : 503, headers: { 'Cache-Control': 'no-store' } },
  );
}
