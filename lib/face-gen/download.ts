/** Results, downloaded at once and only from where they may come from. Nothing here knows the key. */
import { request as httpRequest, type IncomingMessage, type RequestOptions } from 'node:http';
import { request as httpsRequest } from 'node:https';
import type { LookupFunction } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Address, addressesOf, isPublicAddress, type Resolve, resolveHost } from './addresses.ts';
import { FaceGenError } from './errors.ts';
import { pictureFromBase64, readPicture } from './picture.ts';

/** Largest body that is read from a link, in bytes (25 MB). */
const PICTURE_MAX_BYTES = 25_000_000;
const REDIRECTS_MAX = 3;
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

/** Follows a link; every hop is checked anew. Throws `FaceGenError` when refused, system errors when cut off. */
async function get(link: string, settings: Settings, signal: AbortSignal): Promise<Got> {
  let url = parse(link);
  for (let redirects = 0; redirects <= REDIRECTS_MAX; redirects += 1) {
    const addresses = await allowedAddresses(url, settings, signal);
    const response = await open(url, addresses, signal);
    const httpStatus = response.statusCode ?? 0;
    const { location } = response.headers;
    if (httpStatus >= 300 && httpStatus < 400 && location !== undefined) {
      response.destroy();
      url = parse(location, url);
    } else if (httpStatus === 200) {
      return { status: 'read', bytes: await readLimited(response) };
    } else {
      response.destroy();
      return { status: 'unreadable', httpStatus };
    }
  }
  throw refused('too many redirects');
}

function parse(link: string, base?: URL): URL {
  if (!URL.canParse(link, base)) throw refused('not an address');
  return new URL(link, base);
}

/** The addresses to connect to: checked here, and pinned, so that a second look-up cannot give others. */
async function allowedAddresses(url: URL, settings: Settings, signal: AbortSignal): Promise<Address[]> {
  const trusted = url.origin === settings.trustedOrigin;
  if (url.protocol !== 'https:' && !(trusted && url.protocol === 'http:')) throw refused('not https');
  if (url.username !== '' || url.password !== '') throw refused('a name or password in the address');
  const addresses = await orAbort(addressesOf(url, settings.resolve), signal);
  if (addresses.length === 0) throw new Error('no address');
  if (!trusted && !addresses.every(({ address }) => isPublicAddress(address))) throw refused('not a public address');
  return addresses;
}

/** Asking again would give the same link, so these are not for a machine to retry. */
function refused(detail: string): FaceGenError {
  return new FaceGenError('bad_response', { detail: `a link was refused: ${detail}`, retryable: false });
}

function open(url: URL, addresses: Address[], signal: AbortSignal): Promise<IncomingMessage> {
  const request = url.protocol === 'https:' ? httpsRequest : httpRequest;
  const options: RequestOptions = {
    // No shared agent: a kept connection would escape the check.
    agent: false,
    headers: { accept: 'image/*, */*;q=0.5', 'accept-encoding': 'identity' },
    lookup: pinned(addresses),
    signal,
  };
  return new Promise((resolve, reject) => {
    request(url, options, resolve).on('error', reject).end();
  });
}

function pinned(addresses: Address[]): LookupFunction {
  return (_hostname, options, done) => {
    const [first] = addresses;
    if (options.all === true || first === undefined) done(null, addresses);
    else done(null, first.address, first.family);
  };
}

async function readLimited(response: IncomingMessage): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of response as AsyncIterable<Uint8Array>) {
    length += chunk.length;
    if (length > PICTURE_MAX_BYTES) throw new FaceGenError('bad_response', { detail: 'a picture over 25 MB' });
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

/** A name look-up can't be stopped, only left behind. */
function orAbort<T>(promise: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const abort = () => reject(signal.reason);
    if (signal.aborted) abort();
    signal.addEventListener('abort', abort, { once: true });
    promise.then(resolve, reject).finally(() => signal.removeEventListener('abort', abort));
  });
}
