/** One request to an address that somebody else named: https, public addresses only, checked at each hop and pinned. */
import { request as httpRequest, type IncomingMessage, type RequestOptions } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { isIP, type LookupFunction } from 'node:net';
import { type Address, addressesOf, isPublicAddress, type Resolve, resolveHost } from './addresses.ts';

export type GuardedOptions = {
  /** Origins that are configured: the only ones that may be plain http, and local. */
  trustedOrigins: readonly string[];
  /** Largest answer that is read, in bytes. */
  maxBytes: number;
  signal: AbortSignal;
  /** How many redirects are followed (3). */
  redirectsMax?: number;
  /** Sent by POST; without it, it is a GET. */
  body?: string;
  headers?: Readonly<Record<string, string>>;
  resolve?: Resolve;
};

export type GuardedAnswer = { httpStatus: number; bytes: Uint8Array };

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
 * Asks an address. Redirects are followed, each checked anew; the body of an answer that isn't 2xx is not read.
 * Throws `GuardedError` for an address that may not be asked and for too large an answer, system errors when cut off,
 * or the signal's reason.
 */
export async function requestGuarded(link: string, options: GuardedOptions): Promise<GuardedAnswer> {
  const { signal, redirectsMax = 3, resolve = resolveHost } = options;
  let url = parse(link);
  for (let redirects = 0; redirects <= redirectsMax; redirects += 1) {
    const fault = addressFault(url, options.trustedOrigins);
    if (fault !== null) throw new GuardedError('refused', fault);
    const addresses = await orAbort(addressesOf(url, resolve), signal);
    if (addresses.length === 0) throw new Error('no address');
    if (!options.trustedOrigins.includes(url.origin) && !addresses.every(({ address }) => isPublicAddress(address))) {
      throw new GuardedError('refused', 'not a public address');
    }
    const response = await open(url, addresses, options);
    const httpStatus = response.statusCode ?? 0;
    const { location } = response.headers;
    if (httpStatus >= 300 && httpStatus < 400 && location !== undefined && redirectsMax > 0) {
      response.destroy();
      url = parse(location, url);
    } else if (httpStatus >= 200 && httpStatus < 300) {
      return { httpStatus, bytes: await readLimited(response, options.maxBytes) };
    } else {
      response.destroy();
      return { httpStatus, bytes: new Uint8Array() };
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
  const request = url.protocol === 'https:' ? httpsRequest : httpRequest;
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
    request(url, options, resolve).on('error', reject).end(body);
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
  for await (const chunk of response as AsyncIterable<Uint8Array>) {
    length += chunk.length;
    if (length > maxBytes) throw new GuardedError('too_large', `over ${Math.floor(maxBytes / 1_000_000)} MB`);
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
