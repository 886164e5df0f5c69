/**
 * One JSON request, and what is known of it afterwards. Each submit is paid and there is no idempotency key, so the
 * difference between 'never left this machine' and 'no answer' is kept to the end.
 */
import { GuardedError, type requestGuarded } from './guarded.ts';

/** Largest answer that is read, in bytes (16 MB: two pictures inline as base64, with room). */
const ANSWER_MAX_BYTES = 16_000_000;

export type Reply =
  /** `json` is `undefined` when the body is not JSON. */
  | { status: 'answered'; httpStatus: number; json: unknown; retryAfterSeconds: number | null }
  /** The connection was never made: surely nothing was asked. */
  | { status: 'unsent'; detail: string }
  /** Cut off, timed out or aborted: it may or may not have been carried out. */
  | { status: 'lost'; timedOut: boolean; detail: string };

/**
 * Posts JSON and reads the answer within `timeoutMs`. Never throws and never follows a redirect, which would carry
 * the body, and the key in it, elsewhere. `detail` holds system error codes and our own words only.
 */
export async function postJson(options: {
  request: typeof requestGuarded;
  url: URL;
  body: unknown;
  timeoutMs: number;
  signal: AbortSignal | undefined;
}): Promise<Reply> {
  const limit = AbortSignal.timeout(options.timeoutMs);
  const signal = options.signal === undefined ? limit : AbortSignal.any([options.signal, limit]);
  try {
    const { httpStatus, headers, bytes } = await options.request(options.url.href, {
      // The configured address, which may be the operator's own machine.
      ...{ trustedOrigins: [options.url.origin], maxBytes: ANSWER_MAX_BYTES, signal },
      ...{ redirectsMax: 0, readsRefusals: true, body: JSON.stringify(options.body) },
      headers: { 'content-type': 'application/json', accept: 'application/json' },
    });
    return {
      ...{ status: 'answered', httpStatus, json: parseJson(Buffer.from(bytes).toString()) },
      retryAfterSeconds: readRetryAfter(headers['retry-after'] ?? null),
    };
  } catch (error) {
    if (options.signal?.aborted === true) return { status: 'lost', timedOut: false, detail: 'aborted' };
    if (limit.aborted) return { status: 'lost', timedOut: true, detail: 'no answer in time' };
    if (error instanceof GuardedError && error.reason === 'too_large') {
      return { status: 'lost', timedOut: false, detail: 'an answer over 16 MB' };
    }
    const detail = systemCode(error) ?? 'connection lost';
    return isUnsent(error) ? { status: 'unsent', detail } : { status: 'lost', timedOut: false, detail };
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text.trim());
  } catch {
    return undefined;
  }
}

/** Seconds, or a date as HTTP writes it. */
function readRetryAfter(header: string | null): number | null {
  if (header === null) return null;
  const seconds = /^\s*\d+\s*$/.test(header) ? Number(header) : (Date.parse(header) - Date.now()) / 1000;
  return Number.isFinite(seconds) ? Math.max(0, seconds) : null;
}

/** Failures of the TLS handshake: before anything of ours is sent. */
const HANDSHAKE = /^(CERT_|ERR_TLS_|UNABLE_TO_|DEPTH_ZERO_|SELF_SIGNED_)/;

/**
 * Whether a failure came before the connection stood: refused, no such name, no route, no connection in
 * time, no trusted certificate. With several addresses, all of them must have failed so.
 */
function isUnsent(error: unknown): boolean {
  for (const cause of causes(error)) {
    if (cause instanceof AggregateError && cause.errors.length > 0) return cause.errors.every(isUnsent);
    const { code, syscall } = cause as { code?: unknown; syscall?: unknown };
    if (syscall === 'connect' || syscall === 'getaddrinfo') return true;
    if (typeof code === 'string' && HANDSHAKE.test(code)) return true;
  }
  return false;
}

/** `ECONNRESET` and the like; anything that doesn't look like such a code is not repeated. */
function systemCode(error: unknown): string | null {
  for (const cause of causes(error)) {
    const { code } = cause as { code?: unknown };
    if (typeof code === 'string' && /^(E[A-Z0-9]{2,20}|(ERR|CERT)_[A-Z_]{1,40})$/.test(code)) return code;
  }
  return null;
}

function causes(error: unknown): Error[] {
  const chain: Error[] = [];
  for (let at = error; at instanceof Error && chain.length < 5; at = at.cause) chain.push(at);
  return chain;
}
