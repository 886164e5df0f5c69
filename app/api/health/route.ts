import { engineFacts, readDrawingState } from '@/lib/engines';
import { checkHealth } from '@/lib/health';

/**
 * Which parts work: 200 when database, queue and storage do, else 503. No worker (`worker`), or a remote engine that
 * refuses the key or is out of credits (`drawing`), is `degraded`: people can still see and share what they have, so
 * nobody should take the server away.
 */
export async function GET(): Promise<Response> {
  const parts = await checkHealth();
  const ok = parts.db === 'ok' && parts.queue === 'ok' && parts.storage === 'ok';
  const drawing = ok ? await readDrawingState() : 'unknown';
  const whole = drawing === 'ok' && parts.worker === 'ok';
  return Response.json(
    { status: ok ? (whole ? 'ok' : 'degraded') : 'down', ...parts, engine: engineFacts().name, drawing },
    { status: ok ? 200 : 503, headers: { 'Cache-Control': 'no-store' } },
  );
}
