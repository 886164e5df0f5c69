/** What route handlers answer. */
import 'server-only';
import { unstable_rethrow } from 'next/navigation';
import { isDatabaseAway } from './db.ts';
import { env } from './env.ts';
import { AppError, DEFAULT_MESSAGE } from './errors.ts';
import { logError } from './log.ts';
import { isForeign } from './same-origin.ts';
import type { StoredFile } from './storage.ts';

const DATABASE_AWAY = 'The database is being restarted. Please try again in a moment.';
const AWAY_SECONDS = 2;

/** An error as JSON: an expected one with its sentence and status, any other as 500 with the default sentence, or 503 while the database is away. */
export function errorResponse(error: unknown): Response {
  unstable_rethrow(error);
  if (error instanceof AppError) {
    const { retryAfterSeconds } = error.details;
    return Response.json(
      { ...error.details, code: error.code, message: error.message, field: error.field },
      {
        status: error.httpStatus,
        headers: retryAfterSeconds === undefined ? {} : { 'Retry-After': String(retryAfterSeconds) },
      },
    );
  }
  logError('request.failed', error);
  if (isDatabaseAway(error)) {
    return Response.json(
      { code: 'unavailable', message: DATABASE_AWAY, field: null },
      { status: 503, headers: { 'Retry-After': String(AWAY_SECONDS) } },
    );
  }
  return Response.json({ code: 'internal', message: DEFAULT_MESSAGE, field: null }, { status: 500 });
}

/** The same answer for what doesn't exist, was deleted, or belongs to somebody else. */
export function notFoundResponse(): Response {
  return Response.json({ code: 'not_found', message: 'Not found.', field: null }, { status: 404 });
}

/**
 * Refuses a state change that another site's page sent.
 * @throws AppError `forbidden`
 */
export function requireSameOrigin(request: Request): void {
  if (isForeign(request.headers, env().publicUrl)) {
    throw new AppError('forbidden', 'This request came from another site. Open Selfsame and try again.');
  }
}

/** Longest form that is read, in bytes. */
const FORM_MAX_BYTES = 10_000;

/**
 * The fields of a form that a page sent.
 * @throws AppError `invalid_input` for anything else, `too_large`
 */
export async function readForm(request: Request): Promise<URLSearchParams> {
  if (!request.headers.get('content-type')?.startsWith('application/x-www-form-urlencoded')) {
    throw new AppError('invalid_input', 'Send this as a form.');
  }
  const text = await readLimitedText(request.body, FORM_MAX_BYTES);
  if (text === null) throw new AppError('too_large', 'This form is too long.');
  return new URLSearchParams(text);
}

/** Leads the browser on to a page of ours, after a form was taken. */
export function seeOther(path: string, headers: Record<string, string> = {}): Response {
  return new Response(null, { status: 303, headers: { ...headers, Location: path, 'Cache-Control': 'no-store' } });
}

/** A request's body as text; `null` when it is longer than `maxBytes`, and then the rest isn't read. */
export async function readLimitedText(
  body: ReadableStream<Uint8Array> | null,
  maxBytes: number,
): Promise<string | null> {
  if (body === null) return '';
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of body as ReadableStream<Uint8Array> & AsyncIterable<Uint8Array>) {
    length += chunk.byteLength;
    if (length > maxBytes) return null;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString();
}

/** A picture's bytes, or the part of them that is asked for. `etag` names their content; they never change under one id. */
export function imageResponse(
  request: Request,
  file: StoredFile,
  options: { type: string; etag: string; cache: string; filename?: string },
): Response {
  const etag = `"${options.etag}"`;
  const headers = new Headers({
    'Content-Type': options.type,
    'Cache-Control': options.cache,
    ETag: etag,
    'Accept-Ranges': 'bytes',
    'X-Content-Type-Options': 'nosniff',
    'Content-Security-Policy': "default-src 'none'; sandbox",
    'Cross-Origin-Resource-Policy': 'same-origin',
  });
  if (options.filename) headers.set('Content-Disposition', `attachment; filename="${options.filename}"`);
  if (request.headers.get('if-none-match') === etag) {
    void file.stream.cancel();
    return new Response(null, { status: 304, headers });
  }
  const range = rangeOf(request, etag, file.size);
  if (range === null) {
    headers.set('Content-Length', String(file.size));
    return new Response(file.stream, { headers });
  }
  void file.stream.cancel();
  if (range === 'beyond') {
    headers.set('Content-Range', `bytes */${file.size}`);
    return new Response(null, { status: 416, headers });
  }
  headers.set('Content-Range', `bytes ${range.start}-${range.end}/${file.size}`);
  headers.set('Content-Length', String(range.end - range.start + 1));
  return new Response(file.part(range.start, range.end), { status: 206, headers });
}

/** The one part that is asked for (RFC 9110, 14.2); `null` = the whole, also for what isn't understood. */
function rangeOf(request: Request, etag: string, size: number): { start: number; end: number } | 'beyond' | null {
  const [, from = '', to = ''] = /^bytes=(\d*)-(\d*)$/.exec(request.headers.get('range') ?? '') ?? [];
  const condition = request.headers.get('if-range');
  if ((from === '' && to === '') || (condition !== null && condition !== etag)) return null;
  const start = from === '' ? Math.max(0, size - Number(to)) : Number(from);
  const end = from === '' || to === '' ? size - 1 : Math.min(Number(to), size - 1);
  if (from !== '' && to !== '' && Number(to) < start) return null;
  return start > end ? 'beyond' : { start, end };
}
