/**
 * The paid requests to a remote engine: one limit on those in flight for the whole installation, whichever worker
 * sends them, and what is known of each, so that no crash makes anybody pay twice.
 */
import { ago, databaseNow } from './clock.ts';
import { db, Prisma } from './db.ts';
import { env } from './env.ts';

/** Any number, the same in each process: who holds it counts what is in flight. */
const LINE_LOCK = 7_281_934;
/** A worker that hasn't asked for so long no longer waits: it was killed. */
const WAITING_SECONDS = 5;
/** Postgres channel: a request's turn or webhook has come (its payload is the request's key), or there is room (empty). */
export const REMOTE_CHANNEL = 'remote_request';

/** A picture of a generation, by its place from 0. */
export type RequestId = { generationId: string; position: number };

export type RemoteRequest = {
  state: 'waiting' | 'sent' | 'accepted';
  /** The upstream's id; `null` while unknown. */
  remoteId: string | null;
  /** How long ago it was sent, in milliseconds; 0 when it wasn't. */
  ageMs: number;
};

export function requestKey({ generationId, position }: RequestId): string {
  return `${generationId}/${position}`;
}

/** How a request stands; one that was never heard of waits. */
export async function openRequest({ generationId, position }: RequestId): Promise<RemoteRequest> {
  const [row] = await db().$queryRaw<RemoteRequest[]>`
    INSERT INTO remote_requests (generation_id, position) VALUES (${generationId}::uuid, ${position})
    ON CONFLICT (generation_id, position) DO UPDATE SET asked_at = clock_timestamp()
    RETURNING state::text, remote_id AS "remoteId",
              coalesce(extract(epoch FROM clock_timestamp() - sent_at) * 1000, 0)::float8 AS "ageMs"`;
  if (!row) throw new Error('a request was neither made nor found');
  return row;
}

/**
 * What may be sent now: the lowest turns first, among all that workers wait with, as many as there is room for, and
 * `more`.
 */
const line = (more = 0) => Prisma.sql`
  SELECT r.generation_id, r.position FROM remote_requests r JOIN generations g ON g.id = r.generation_id
  WHERE r.state = 'waiting' AND g.status = 'drawing'
    AND r.asked_at > clock_timestamp() - make_interval(secs => ${WAITING_SECONDS})
    AND NOT EXISTS (SELECT 1 FROM engine_troubles WHERE paused_until > clock_timestamp())
  ORDER BY g.turn + r.position, g.created_at, r.generation_id, r.position
  LIMIT greatest(0, ${env().faceGenConcurrency + more} -
    (SELECT count(*) FROM remote_requests WHERE busy_until > clock_timestamp()))`;

const rowsOf = (requests: readonly RequestId[]) => Prisma.sql`
  unnest(${requests.map(({ generationId }) => generationId)}::uuid[],
         ${requests.map(({ position }) => position)}::int[]) AS mine(id, position)`;

/** Whether one of these may be sent now, as far as can be told without holding the line up. */
export async function isNext(waiting: readonly RequestId[]): Promise<boolean> {
  const [row] = await db().$queryRaw<{ next: boolean }[]>`
    SELECT EXISTS (SELECT FROM (${line()}) AS line JOIN ${rowsOf(waiting)}
      ON (mine.id, mine.position) = (line.generation_id, line.position)) AS next`;
  return row?.next ?? false;
}

/**
 * Takes requests out of the line and into flight, as many as the limit leaves room for. Each becomes `sent` before it
 * is sent. To be asked every few seconds: whoever doesn't ask no longer waits.
 * @returns the keys of those of `waiting` that may be sent now, and of those that somebody else has sent
 */
export async function launchRequests(
  waiting: readonly RequestId[],
): Promise<{ launched: Set<string>; gone: Set<string> }> {
  const { faceGenDeadlineSeconds } = env();
  return db().$transaction(async (tx) => {
    await tx.$executeRaw`SELECT pg_advisory_xact_lock(${LINE_LOCK})`;
    const still = await tx.$queryRaw<RequestId[]>`
      UPDATE remote_requests r SET asked_at = clock_timestamp()
      FROM ${rowsOf(waiting)}
      WHERE r.generation_id = mine.id AND r.position = mine.position AND r.state = 'waiting'
      RETURNING r.generation_id AS "generationId", r.position`;
    const launched = await tx.$queryRaw<RequestId[]>`
      WITH line AS (${line()})
      UPDATE remote_requests r SET state = 'sent', remote_id = NULL, told_at = NULL, sent_at = clock_timestamp(),
        busy_until = clock_timestamp() + make_interval(secs => ${faceGenDeadlineSeconds * 2})
      FROM line, ${rowsOf(waiting)}
      WHERE (r.generation_id, r.position) = (line.generation_id, line.position)
        AND (mine.id, mine.position) = (line.generation_id, line.position)
      RETURNING r.generation_id AS "generationId", r.position`;
    const waits = new Set(still.map(requestKey));
    const gone = waiting.map(requestKey).filter((key) => !waits.has(key));
    return { launched: new Set(launched.map(requestKey)), gone: new Set(gone) };
  });
}

/** The upstream took it and gave it an id. */
export async function acceptRequest({ generationId, position }: RequestId, remoteId: string | null): Promise<void> {
  await db().$executeRaw`
    UPDATE remote_requests SET state = 'accepted', remote_id = coalesce(${remoteId}::text, remote_id)
    WHERE generation_id = ${generationId}::uuid AND position = ${position}`;
}

/** The upstream no longer works on it, or never will: whoever waits with the next in line is told of the room. */
export async function closeRequest({ generationId, position }: RequestId): Promise<void> {
  await db().$executeRaw`
    WITH closed AS (
      UPDATE remote_requests SET busy_until = clock_timestamp()
      WHERE generation_id = ${generationId}::uuid AND position = ${position} AND busy_until > clock_timestamp()
      RETURNING 1)
    SELECT pg_notify(${REMOTE_CHANNEL}, line.generation_id || '/' || line.position) FROM closed, (${line(1)}) AS line`;
}

/** Surely nothing was carried out: it may be sent again. */
export async function returnRequest({ generationId, position }: RequestId): Promise<void> {
  await db().$executeRaw`
    WITH returned AS (
      UPDATE remote_requests
      SET state = 'waiting', remote_id = NULL, sent_at = NULL, busy_until = NULL, asked_at = clock_timestamp()
      WHERE generation_id = ${generationId}::uuid AND position = ${position} RETURNING 1)
    SELECT pg_notify(${REMOTE_CHANNEL}, '') FROM returned`;
}

/** How a request stands that was sent; its id may have been told by a webhook, or by whoever sent it. */
export async function readRequest({ generationId, position }: RequestId): Promise<Omit<RemoteRequest, 'ageMs'> | null> {
  return db().remoteRequest.findUnique({
    where: { generationId_position: { generationId, position } },
    select: { state: true, remoteId: true },
  });
}

/**
 * A webhook came for a request: a hint, never a result. The first one wakes whoever waits, and tells the id of a
 * request whose answer was lost; more change nothing, nor does one for a request that isn't in flight.
 * @param remoteId as the delivery says; `null` when it doesn't
 */
export async function noteDelivery({ generationId, position }: RequestId, remoteId: string | null): Promise<void> {
  await db().$executeRaw`
    WITH told AS (
      UPDATE remote_requests
      SET told_at = clock_timestamp(), remote_id = coalesce(remote_id, ${remoteId}::text),
          state = CASE WHEN coalesce(remote_id, ${remoteId}::text) IS NULL THEN state ELSE 'accepted' END
      WHERE generation_id = ${generationId}::uuid AND position = ${position} AND state <> 'waiting'
        AND (told_at IS NULL OR (remote_id IS NULL AND ${remoteId}::text IS NOT NULL))
        AND busy_until > clock_timestamp()
      RETURNING 1)
    SELECT pg_notify(${REMOTE_CHANNEL}, ${requestKey({ generationId, position })}) FROM told`;
}

/** Requests in flight for a minute and more whose generations have ended: whoever sent them may be gone. */
export async function listAbandoned(): Promise<(RequestId & { remoteId: string })[]> {
  const rows = await db().remoteRequest.findMany({
    where: {
      busyUntil: { gt: await databaseNow() },
      sentAt: { lt: await ago(60_000) },
      generation: { status: { notIn: ['queued', 'drawing'] } },
    },
    select: { generationId: true, position: true, remoteId: true },
    take: 20,
  });
  return rows.flatMap(({ remoteId, ...id }) => (remoteId === null ? [] : [{ ...id, remoteId }]));
}
