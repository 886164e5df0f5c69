/** How the API is spoken over HTTP: who asks, what was sent, and which status says how it went. */
import 'server-only';
import { unstable_rethrow } from 'next/navigation';
import { type ApiCaller, findApiCaller } from './api-keys.ts';
import { type FaceGenReply, INTERNAL, INVALID_JSON, INVALID_KEY, refuse } from './face-gen/answers.ts';
import { decodeFields, fetchParameters } from './face-gen/decode.ts';
import { readLimitedText } from './http.ts';
import { logError } from './log.ts';
import { getUserId } from './session.ts';

/** Largest body that is read, in bytes (30 MB): a selfie of 20 MB in base64, with room. */
const BODY_MAX_BYTES = 30_000_000;
/** How long a request is waited for unless it says otherwise, and at most, in milliseconds. */
const USUAL_WAIT_MS = 5_000;
const LONGEST_WAIT_MS = 10_000;

/**
 * Answers a request of the API. As from face_gen itself, the HTTP status is 200 whatever the body says, unless the
 * request asks for a truthful one: `?http_status=truthful`, or `Prefer: http-status=truthful`. A fault of ours is 500.
 */
export async function answerApi(
  request: Request,
  run: (caller: ApiCaller, json: unknown, waitMs: number) => Promise<FaceGenReply>,
): Promise<Response> {
  const preferences = readPreferences(request);
  let answer: FaceGenReply;
  try {
    answer = await carryOut(request, (caller, json) => run(caller, json, preferences.waitMs));
  } catch (error) {
    unstable_rethrow(error);
    logError('api.failed', error);
    answer = INTERNAL;
  }
  const { body, httpStatus } = answer;
  const headers = new Headers({ 'Cache-Control': 'no-store' });
  if ('retry_after' in body && body.retry_after !== undefined) headers.set('Retry-After', String(body.retry_after));
  return Response.json(body, { status: preferences.truthful || httpStatus === 500 ? httpStatus : 200, headers });
}

async function carryOut(
  request: Request,
  run: (caller: ApiCaller, json: unknown) => Promise<FaceGenReply>,
): Promise<FaceGenReply> {
  const bearer = /^Bearer\s+(\S+)\s*$/i.exec(request.headers.get('authorization') ?? '')?.[1] ?? null;
  const text = await readLimitedText(request.body, BODY_MAX_BYTES);
  if (text === null) return refuse('The request must not be greater than 30 MB.', 413, { code: 'too_large' });
  const json = text === '' && bearer !== null ? {} : parseJson(text);
  const sent = decodeFields(json, fetchParameters);
  if (sent.status === 'error') return INVALID_JSON;
  const caller = await callerOf(request, sent.request.key ?? bearer);
  return caller === null ? INVALID_KEY : run(caller, json);
}

/** Whose key it is. Without one, a page of our own speaks for the person with the cookie: the playground. */
async function callerOf(request: Request, key: string | null): Promise<ApiCaller | null> {
  if (key !== null) return findApiCaller(key);
  if (request.headers.get('sec-fetch-site') !== 'same-origin') return null;
  const ownerId = await getUserId();
  return ownerId === null ? null : { ownerId, keyId: null, dailyLimit: null };
}

/** `Prefer` (RFC 7240): `respond-async`, `wait=` seconds, and `http-status=truthful`, which is ours. */
function readPreferences(request: Request): { waitMs: number; truthful: boolean } {
  const preferences = (request.headers.get('prefer') ?? '').split(',').map((part) => part.trim().toLowerCase());
  const wait = preferences.map((part) => /^wait=(\d{1,3})$/.exec(part)?.[1]).find((seconds) => seconds !== undefined);
  const waitMs = wait === undefined ? USUAL_WAIT_MS : Math.min(LONGEST_WAIT_MS, Number(wait) * 1000);
  return {
    waitMs: preferences.includes('respond-async') ? 0 : waitMs,
    truthful:
      preferences.includes('http-status=truthful') ||
      new URL(request.url).searchParams.get('http_status') === 'truthful',
  };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

/** Makes an answer readable from any site's page, by whoever has its address. */
export function forEverybody(response: Response): Response {
  response.headers.set('Access-Control-Allow-Origin', '*');
  response.headers.set('Cross-Origin-Resource-Policy', 'cross-origin');
  response.headers.set('X-Robots-Tag', 'noindex');
  return response;
}
