/** What route handlers answer. */
import 'server-only';
import { unstable_rethrow } from 'next/navigation';
import * as m from '../messages/compiled/errors.ts';
import { AWAY_SECONDS, isDatabaseAway } from './db.ts';
import { env } from './env.ts';
import { AppError } from './errors.ts';
import { logError } from './log.ts';
import { answerPicture, type PictureAbout } from './picture-answer.ts';
import { isForeign } from './same-origin.ts';
import type { StoredFile } from './storage.ts';

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
      { code: 'unavailable', message: m.databaseAway(), field: null },
      { status: 503, headers: { 'Retry-After': String(AWAY_SECONDS) } },
    );
  }
  return Response.json({ code: 'internal', message: m.internal(), field: null }, { status: 500 });
}

/** The same answer for what doesn't exist, was deleted, or belongs to somebody else. */
export function notFoundResponse(): Response {
  return Response.json({ code: 'not_found', message: m.notFound(), field: null }, { status: 404 });
}

/**
 * Refuses a state change that another site's page sent.
 * @throws AppError `forbidden`
 */
export function requireSameOrigin(request: Request): void {
  if (isForeign(request.headers, env().publicUrl)) {
    throw new AppError('forbidden', m.foreign());
  }
}

/** Longest form that is read, in bytes, unless its route says otherwise. */
const FORM_MAX_BYTES = 10_000;

/**
 * The fields of a form that a page sent, of at most `maxBytes`.
 * @throws AppError `invalid_input` for anything else, `too_large`
 */
export async function readForm(request: Request, maxBytes = FORM_MAX_BYTES): Promise<URLSearchParams> {
  if (!request.headers.get('content-type')?.startsWith('application/x-www-form-urlencoded')) {
    throw new AppError('invalid_input', m.sendAsForm());
  }
  const text = await readLimitedText(request.body, maxBytes);
  if (text === null) throw new AppError('too_large', m.formTooLong());
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

/** A picture's bytes, or the part of them that is asked for. */
export function imageResponse(request: Request, file: StoredFile, about: PictureAbout): Response {
  const { headers: asked } = request;
  const conditions = {
    ifNoneMatch: asked.get('if-none-match'),
    range: asked.get('range'),
    ifRange: asked.get('if-range'),
  };
  const { status, headers, part } = answerPicture(conditions, file.size, about);
  if (status === 200) return new Response(file.stream, { headers });
  void file.stream.cancel();
  return new Response(part && file.part(part.start, part.end), { status, headers });
}
