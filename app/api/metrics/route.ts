import { timingSafeEqual } from 'node:crypto';
import { env } from '@/lib/env';
import { errorResponse, notFoundResponse } from '@/lib/http';
import { readMetrics } from '@/lib/metrics';

/** Prometheus' text format, for whoever has METRICS_TOKEN; for anybody else, and without one, there is nothing here. */
export async function GET(request: Request): Promise<Response> {
  try {
    if (!hasToken(request)) return notFoundResponse();
    const { type, text } = await readMetrics();
    return new Response(text, { headers: { 'Content-Type': type, 'Cache-Control': 'no-store' } });
  } catch (error) {
    return errorResponse(error);
  }
}

function hasToken(request: Request): boolean {
  const { metricsToken } = env();
  if (metricsToken === null) return false;
  const given = Buffer.from(request.headers.get('authorization') ?? '');
  const wanted = Buffer.from(`Bearer ${metricsToken}`);
  return given.length === wanted.length && timingSafeEqual(given, wanted);
}
