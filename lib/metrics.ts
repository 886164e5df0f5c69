/**
 * Figures for Prometheus. What people did and what waits is counted in the database when it is asked for, so that every
 * web process gives the whole installation's figures; the process's own (memory, event loop) are its own.
 */
import { collectDefaultMetrics, Gauge, Registry } from 'prom-client';
import { db } from './db.ts';
import { once } from './once.ts';

/** How far back the figures of what ended look. */
const WINDOW_SECONDS = 60 * 60;
/** Counting all files takes a while in a large installation. */
const BYTES_KEPT_MS = 60_000;

/** @returns the exposition's media type and text */
export async function readMetrics(): Promise<{ type: string; text: string }> {
  const registry = once('metrics', makeRegistry);
  return { type: registry.contentType, text: await registry.metrics() };
}

function makeRegistry(): Registry {
  const registry = new Registry();
  const registers = [registry];
  collectDefaultMetrics({ register: registry, prefix: 'selfsame_web_' });

  new Gauge({
    ...{
      name: 'selfsame_queue_depth',
      help: 'Generations that wait (queued) or are being drawn (drawing).',
      registers,
    },
    labelNames: ['status'],
    async collect() {
      this.reset();
      for (const { status, count } of await queueDepth()) this.set({ status }, count);
    },
  });
  new Gauge({
    ...{ name: 'selfsame_queue_age_seconds', help: 'How long the first in line has waited; 0 when nobody does.' },
    registers,
    async collect() {
      this.set(await queueAge());
    },
  });
  new Gauge({
    name: 'selfsame_generations_last_hour',
    help: 'Generations that ended in the last hour, by how, and failures by code.',
    ...{ labelNames: ['status', 'engine', 'style', 'code'], registers },
    async collect() {
      this.reset();
      for (const { count, ...labels } of await endedGenerations()) this.set(labels, count);
    },
  });
  new Gauge({
    name: 'selfsame_drawing_seconds_last_hour',
    help: 'Time from taking up a generation to its end, of those finished in the last hour, by quantile.',
    ...{ labelNames: ['engine', 'style', 'quantile'], registers },
    async collect() {
      this.reset();
      for (const { engine, style, ...quantiles } of await drawingSeconds()) {
        for (const [quantile, seconds] of Object.entries(quantiles)) this.set({ engine, style, quantile }, seconds);
      }
    },
  });
  let bytes: { at: number; counts: StoredBytes[] } | null = null;
  new Gauge({
    ...{ name: 'selfsame_storage_bytes', help: 'Bytes of stored pictures, without thumbnails.', registers },
    labelNames: ['kind'],
    async collect() {
      if (bytes === null || performance.now() - bytes.at > BYTES_KEPT_MS) {
        bytes = { at: performance.now(), counts: await storedBytes() };
      }
      for (const { kind, sum } of bytes.counts) this.set({ kind }, sum);
    },
  });
  return registry;
}

async function queueDepth() {
  return db().$queryRaw<{ status: string; count: number }[]>`
    SELECT wanted.status, count(g.id)::int AS count
    FROM (VALUES ('queued'), ('drawing')) AS wanted (status)
    LEFT JOIN generations g ON g.status = wanted.status::generation_status
    GROUP BY 1`;
}

async function queueAge(): Promise<number> {
  const [row] = await db().$queryRaw<{ age: number | null }[]>`
    SELECT extract(epoch FROM now() - min(created_at))::float8 AS age FROM generations WHERE status = 'queued'`;
  return row?.age ?? 0;
}

async function endedGenerations() {
  return db().$queryRaw<{ status: string; engine: string; style: string; code: string; count: number }[]>`
    SELECT status::text, engine, style, coalesce(failure_code, '') AS code, count(*)::int AS count
    FROM generations
    WHERE status IN ('finished', 'failed', 'cancelled') AND created_at > now() - interval '1 day'
      AND ended_at > now() - make_interval(secs => ${WINDOW_SECONDS})
    GROUP BY 1, 2, 3, 4`;
}

async function drawingSeconds() {
  return db().$queryRaw<{ engine: string; style: string; '0.5': number; '0.95': number }[]>`
    SELECT engine, style,
      percentile_cont(0.5) WITHIN GROUP (ORDER BY extract(epoch FROM ended_at - started_at)) AS "0.5",
      percentile_cont(0.95) WITHIN GROUP (ORDER BY extract(epoch FROM ended_at - started_at)) AS "0.95"
    FROM generations
    WHERE status = 'finished' AND created_at > now() - interval '1 day'
      AND ended_at > now() - make_interval(secs => ${WINDOW_SECONDS})
    GROUP BY 1, 2`;
}

type StoredBytes = { kind: string; sum: number };

async function storedBytes(): Promise<StoredBytes[]> {
  return db().$queryRaw<StoredBytes[]>`
    SELECT 'avatars' AS kind, coalesce(sum(bytes), 0)::float8 AS sum FROM avatars
    UNION ALL SELECT 'selfies', coalesce(sum(bytes), 0)::float8 FROM selfies`;
}
