/** What route handlers answer. */
import 'server-only';
import { unstable_rethrow } from 'next/navigation';
import { env } from './env.ts';
import { AppError, DEFAULT_MESSAGE } from './errors.ts';
import { logError } from './log.ts';
import type { StoredFile } from './storage.ts';

/** An error as JSON: an expected one with its sentence and status, any other as 500 with the default sentence. */
export function errorResponse(error: unknown): Response {
  unstable_rethrow(error);
  if (error instanceof AppError) {
    return Response.json(
      { ...error.details, code: error.code, message: error.message, field: error.field },
      { status: error.httpStatus },
    );
  }
  logError('request.failed', error);
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
  const site = request.headers.get('sec-fetch-site');
  const origin = request.headers.get('origin');
  const foreign = site ? site !== 'same-origin' && site !== 'none' : origin !== null && !isOwnOrigin(origin, request);
  if (foreign) throw new AppError('forbidden', 'This request came from another site. Open Selfsame and try again.');
}

function isOwnOrigin(origin: string, request: Request): boolean {
  if (!URL.canParse(origin)) return false;
  const { origin: given, host } = new URL(origin);
  return given === new URL(env().publicUrl).origin || host === request.headers.get('host');
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

/** The network address that a request came from, as the last proxy, or else the server itself, saw it. */
export function senderOf(request: Request): string {
  return request.headers.get('x-forwarded-for')?.split(',').at(-1)?.trim() ?? 'unknown';
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

/** A picture's bytes. `etag` names their content; they never change under one id. */
export function imageResponse(
  request: Request,
  file: StoredFile,
  options: { type: string; etag: string; cache: string; filename?: string },
): Response {
  const headers = new Headers({
    'Content-Type': options.type,
    'Cache-Control': options.cache,
    ETag: `"${options.etag}"`,
    'X-Content-Type-Options': 'nosniff',
    'Content-Security-Policy': "default-src 'none'; sandbox",
    'Cross-Origin-Resource-Policy': 'same-origin',
  });
  if (options.filename) headers.set('Content-Disposition', `attachment; filename="${options.filename}"`);
  if (request.headers.get('if-none-match') === headers.get('etag')) {
    void file.stream.cancel();
    return new Response(null, { status: 304, headers });
  }
  headers.set('Content-Length', String(file.size));
  return new Response(file.stream, { headers });
}
