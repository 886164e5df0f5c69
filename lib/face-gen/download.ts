/** Results, downloaded at once and only from where they may come from. Nothing here knows the key. */
import { setTimeout as sleep } from 'node:timers/promises';
import { type Resolve, resolveHost } from './addresses.ts';
import { FaceGenError } from './errors.ts';
import { GuardedError, requestGuarded } from './guarded.ts';
import { pictureFromBase64, readPicture } from './picture.ts';

/** Largest body that is read from a link, in bytes (25 MB). */
const PICTURE_MAX_BYTES = 25_000_000;
const FIRST_WAIT_MS = 250;
const LONGEST_WAIT_MS = 2000;

export type DownloadOptions = {
  /** The configured upstream's origin: the one that may be plain http, and local. */
  trustedOrigin: string;
  /** How long to go on waiting for links that can't be read yet, in milliseconds (15 s). */
  retryForMs?: number;
  /** How long one attempt at one link may take, redirects included, in milliseconds (30 s). */
  timeoutMs?: number;
  resolve?: Resolve;
  wait?: (ms: number, signal: AbortSignal) => Promise<void>;
};

type Attempt =
  | { status: 'picture'; bytes: Uint8Array }
  | { status: 'not_yet'; error: FaceGenError }
  | { status: 'refused'; error: FaceGenError };

type Settings = Required<DownloadOptions> & { signal: AbortSignal };

/**
 * The pictures of an answer, in its order, as the bytes that came (PNG, JPEG or WebP, decoded once to be sure).
 * Each is tried at its `outputs` place, then at its `proxies` place; links that can't be read yet are tried again
 * with back-off. https only, public addresses only, at most 3 redirects and 25 MB each.
 *
 * Throws `FaceGenError`: `bad_response` (not a picture, or never readable; not retryable when the link itself is
 * one that we refuse), `upstream_down`, `timeout`; or the signal's reason.
 */
export async function downloadPictures(
  answer: { outputs: readonly string[]; proxies: readonly string[] },
  options: DownloadOptions & { signal?: AbortSignal | undefined },
): Promise<Uint8Array[]> {
  const { signal, ...rest } = options;
  const stop = new AbortController();
  const settings: Settings = {
    retryForMs: 15_000,
    timeoutMs: 30_000,
    resolve: resolveHost,
    wait: (ms, waitSignal) => sleep(ms, undefined, { signal: waitSignal }),
    ...rest,
    signal: signal === undefined ? stop.signal : AbortSignal.any([signal, stop.signal]),
  };
  const count = Math.max(answer.outputs.length, answer.proxies.length);
  if (count === 0) throw new FaceGenError('bad_response', { detail: 'an answer without pictures' });
  const pictures = Array.from({ length: count }, (_, index) =>
    downloadOne(
      [answer.outputs[index], answer.proxies[index]].filter((link) => link !== undefined),
      settings,
    ),
  );
  try {
    return await Promise.all(pictures);
  } catch (error) {
    signal?.throwIfAborted();
    throw error;
  } finally {
    stop.abort();
  }
}

/** Tries each link in turn, round after round, until one gives a picture or none is worth another round. */
async function downloadOne(links: readonly string[], settings: Settings): Promise<Uint8Array> {
  let open = links;
  let failure = new FaceGenError('bad_response', { detail: 'no link' });
  const startedAt = performance.now();
  for (let waited = 0, pause = FIRST_WAIT_MS; ; pause = Math.min(pause * 2, LONGEST_WAIT_MS)) {
    const worthMore: string[] = [];
    for (const link of open) {
      const attempt = await tryLink(link, settings);
      if (attempt.status === 'picture') return attempt.bytes;
      if (attempt.status === 'not_yet') worthMore.push(link);
      // A link that may still come says more than one that never will.
      if (attempt.status === 'not_yet' || worthMore.length === 0) failure = attempt.error;
    }
    const passed = Math.max(waited, performance.now() - startedAt);
    if (worthMore.length === 0 || passed + pause > settings.retryForMs) throw failure;
    await settings.wait(pause, settings.signal);
    waited += pause;
    open = worthMore;
  }
}

async function tryLink(link: string, settings: Settings): Promise<Attempt> {
  const limit = AbortSignal.timeout(settings.timeoutMs);
  try {
    if (!isAddress(link)) return { status: 'picture', bytes: await readPicture(inlineBytes(link)) };
    const answer = await get(link, settings, AbortSignal.any([settings.signal, limit]));
    if (answer.status === 'unreadable') {
      const error = new FaceGenError('bad_response', { detail: `a link answered HTTP ${answer.httpStatus}` });
      return { status: mayComeYet(answer.httpStatus) ? 'not_yet' : 'refused', error };
    }
    return { status: 'picture', bytes: await readPicture(answer.bytes) };
  } catch (error) {
    settings.signal.throwIfAborted();
    if (error instanceof FaceGenError) return { status: 'refused', error };
    const code = limit.aborted ? 'timeout' : 'upstream_down';
    return { status: 'not_yet', error: new FaceGenError(code, { detail: 'a link could not be read' }) };
  }
}

/** Stores behind a CDN answer 404, and some 403, until the picture has arrived. */
function mayComeYet(httpStatus: number): boolean {
  return [403, 404, 408, 425, 429].includes(httpStatus) || httpStatus >= 500;
}

/** `data:` is a picture in the answer itself, and base64 has no colon. */
function isAddress(link: string): boolean {
  return /^[a-z][a-z0-9+.-]*:/i.test(link) && !/^data:/i.test(link);
}

function inlineBytes(text: string): Uint8Array {
  const bytes = pictureFromBase64(text);
  if (bytes === null) throw new FaceGenError('bad_response', { detail: 'neither a link nor a picture' });
  return bytes;
}

type Got = { status: 'read'; bytes: Uint8Array } | { status: 'unreadable'; httpStatus: number };

/** Follows a link. Throws `FaceGenError` when refused, system errors when cut off. */
async function get(link: string, { trustedOrigin, resolve }: Settings, signal: AbortSignal): Promise<Got> {
  try {
    const { httpStatus, bytes } = await requestGuarded(link, {
      ...{ trustedOrigins: [trustedOrigin], resolve, signal, maxBytes: PICTURE_MAX_BYTES },
      headers: { accept: 'image/*, */*;q=0.5' },
    });
    return httpStatus === 200 ? { status: 'read', bytes } : { status: 'unreadable', httpStatus };
  } catch (error) {
    if (!(error instanceof GuardedError)) throw error;
    if (error.reason === 'too_large') throw new FaceGenError('bad_response', { detail: 'a picture over 25 MB' });
    // Asking again would give the same link, so this is not for a machine to retry.
    throw new FaceGenError('bad_response', { detail: `a link was refused: ${error.message}`, retryable: false });
  }
}
