/**
 * Every request that this server makes: to https and public addresses only, but for origins that are configured; checked
 * at each hop, pinned, and bounded in size and time.
 */
import { type IncomingHttpHeaders, type IncomingMessage, request as overHttp, type RequestOptions } from 'node:http';
import { request as overHttps } from 'node:https';
import { isIP, type LookupFunction } from 'node:net';
import { pipeline } from 'node:stream';
import { createBrotliDecompress, createGunzip, createInflate } from 'node:zlib';
import { type Address, addressesOf, isPublicAddress, type Resolve, resolveHost } from './addresses.ts';

/** How long a name and a connection, its TLS included, may take, in milliseconds. */
const CONNECT_TIMEOUT_MS = 10_000;

export type GuardedOptions = {
  /** Origins that are configured: the only ones that may be plain http, and local. */
  trustedOrigins: readonly string[];
  /** Largest answer that is read, in bytes, as it is once it was unpacked. */
  maxBytes: number;
  /** Ends it, at any point: every request has its time. */
  signal: AbortSignal;
  /** Whether the body of an answer that isn't 2xx is read, too. */
  readsRefusals?: boolean;
  /** How many redirects are followed (3). */
  redirectsMax?: number;
  /** Sent by POST; without it, it is a GET. */
  body?: string;
  headers?: Readonly<Record<string, string>>;
  resolve?: Resolve;
};

export type GuardedAnswer = { httpStatus: number; headers: IncomingHttpHeaders; bytes: Uint8Array };

/** Why an address was not asked, or its answer not read. Asking again would end the same. */
export class GuardedError extends Error {
  readonly reason: 'refused' | 'too_large';

  constructor(reason: 'refused' | 'too_large', message: string) {
    super(message);
    this.name = 'GuardedError';
    this.reason = reason;
  }
}

/**
 * Asks an address. Redirects are followed, each checked anew; the body of an answer that isn't 2xx is not read unless
 * `readsRefusals` says so.
 * Throws `GuardedError` for an address that may not be asked and for too large an answer, system errors when it can't be
 * reached or is cut off (`syscall` is `getaddrinfo` or `connect` where nothing was sent), or the signal's reason.
 */
export async function requestGuarded(link: string, options: GuardedOptions): Promise<GuardedAnswer> {
  const { signal, redirectsMax = 3, resolve = resolveHost } = options;
  let url = parse(link);
  for (let redirects = 0; redirects <= redirectsMax; redirects += 1) {
    const fault = addressFault(url, options.trustedOrigins);
    if (fault !== null) throw new GuardedError('refused', fault);
    const addresses = await inTime(addressesOf(url, resolve), signal);
    if (addresses.length === 0) throw unsent('getaddrinfo', 'ENOTFOUND');
    if (!options.trustedOrigins.includes(url.origin) && !addresses.every(({ address }) => isPublicAddress(address))) {
      throw new GuardedError('refused', 'not a public address');
    }
    const response = await open(url, addresses, options);
    const { statusCode: httpStatus = 0, headers } = response;
    const { location } = headers;
    if (httpStatus >= 300 && httpStatus < 400 && location !== undefined && redirectsMax > 0) {
      response.destroy();
      url = parse(location, url);
    } else if (options.readsRefusals === true || (httpStatus >= 200 && httpStatus < 300)) {
      return { httpStatus, headers, bytes: await readLimited(response, options.maxBytes) };
    } else {
      response.destroy();
      return { httpStatus, headers, bytes: new Uint8Array() };
    }
  }
  throw new GuardedError('refused', 'too many redirects');
}

/** What keeps an address from being asked, as far as can be told without looking its name up; `null` = nothing. */
export function addressFault(url: URL, trustedOrigins: readonly string[]): string | null {
  const trusted = trustedOrigins.includes(url.origin);
  if (url.protocol !== 'https:' && !(trusted && url.protocol === 'http:')) return 'not https';
  if (url.username !== '' || url.password !== '') return 'a name or password in the address';
  const host = url.hostname.replace(/^\[|\]$/g, '');
  return !trusted && isIP(host) !== 0 && !isPublicAddress(host) ? 'not a public address' : null;
}

function parse(link: string, base?: URL): URL {
  if (!URL.canParse(link, base)) throw new GuardedError('refused', 'not an address');
  return new URL(link, base);
}

function open(url: URL, addresses: Address[], { body, headers, signal }: GuardedOptions): Promise<IncomingMessage> {
  const isSecure = url.protocol === 'https:';
  const options: RequestOptions = {
    method: body === undefined ? 'GET' : 'POST',
    // No shared agent: a kept connection would escape the check.
    agent: false,
    headers: {
      'accept-encoding': 'identity',
      ...(body === undefined ? {} : { 'content-length': String(Buffer.byteLength(body)) }),
      ...headers,
    },
    // The addresses that were checked: a second look-up could give others.
    lookup: pinned(addresses),
    signal,
  };
  return new Promise((resolve, reject) => {
    const request = (isSecure ? overHttps : overHttp)(url, options, resolve);
    const connecting = setTimeout(() => request.destroy(unsent('connect', 'ETIMEDOUT')), CONNECT_TIMEOUT_MS);
    const connected = () => clearTimeout(connecting);
    request.once('socket', (socket) => socket.once(isSecure ? 'secureConnect' : 'connect', connected));
    request.once('close', connected).on('error', reject).end(body);
  });
}

function pinned(addresses: Address[]): LookupFunction {
  return (_hostname, options, done) => {
    const [first] = addresses;
    if (options.all === true || first === undefined) done(null, addresses);
    else done(null, first.address, first.family);
  };
}

async function readLimited(response: IncomingMessage, maxBytes: number): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of unpacked(response)) {
    length += chunk.length;
    if (length > maxBytes) throw new GuardedError('too_large', `over ${Math.floor(maxBytes / 1_000_000)} MB`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

/** Some pack their answers though nobody asked; what comes out is counted, a piece at a time. */
function unpacked(response: IncomingMessage): AsyncIterable<Uint8Array> {
  const create = UNPACKERS.get(response.headers['content-encoding'] ?? '');
  // A failure of the one is thrown by the other.
  return create === undefined ? response : pipeline(response, create(), () => undefined);
}

const UNPACKERS = new Map([
  ['gzip', createGunzip],
  ['deflate', createInflate],
  ['br', createBrotliDecompress],
]);

/** A name look-up can't be stopped, only left behind. */
function inTime<T>(lookup: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const abort = () => reject(signal.reason);
    if (signal.aborted) abort();
    signal.addEventListener('abort', abort, { once: true });
    const limit = setTimeout(() => reject(unsent('getaddrinfo', 'ETIMEDOUT')), CONNECT_TIMEOUT_MS);
    lookup.then(resolve, reject).finally(() => {
      clearTimeout(limit);
      signal.removeEventListener('abort', abort);
    });
  });
}

/** An error as the system's own. */
function unsent(syscall: 'getaddrinfo' | 'connect', code: string): Error {
  return Object.assign(new Error(`${syscall} ${code}`), { syscall, code });
}
