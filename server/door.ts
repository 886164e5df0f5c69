/**
 * What every request goes through before Next sees it: who is asking (by address), whether another site's page sent it,
 * and the headers of its answer. Here rather than in Next's proxy.ts, which cuts uploads at 10 MB without a word.
 */
import { createHash, randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Env } from '../lib/env.ts';
import { isForeign } from '../lib/same-origin.ts';
import * as m from '../messages/compiled/errors.ts';
import { contentSecurityPolicy, securityHeaders } from './security-headers.ts';

/** Changes that other sites may send: by key, by an address's own secret, or none at all. */
const OPEN_TO_OTHERS = [/^\/api\/v6\//, /^\/api\/webhook\//, /^\/create\/shared$/];
const IS_FILE = /^\/_next\/static\/|\.\w+$/;
const HARMLESS = new Set(['GET', 'HEAD', 'OPTIONS']);
const foreign = () => ({ status: 403, code: 'forbidden', message: m.foreign() });
const noAddress = () => ({ status: 400, code: 'invalid_input', message: m.noAddress() });

/** One folder up, both from server/ and from the bundle in dist/. */
const OFFLINE_PAGE = new URL('../public/offline.html', import.meta.url);

/** @returns whether the request may go on; if not, it has been answered */
export function openDoor(
  { publicUrl, trustedProxies }: Pick<Env, 'publicUrl' | 'trustedProxies'>,
  dev: boolean,
): (request: IncomingMessage, response: ServerResponse) => boolean {
  const https = publicUrl.startsWith('https:');
  const offlineScript = hashOfScript(OFFLINE_PAGE);
  return (request, response) => {
    const page = { nonce: randomBytes(16).toString('base64'), offlineScript, https, dev };
    for (const [name, value] of Object.entries(securityHeaders(page))) response.setHeader(name, value);
    // Pages come in the language of whoever asks; files are everybody's.
    if (!IS_FILE.test(request.url ?? '')) response.setHeader('Vary', 'Accept-Language, Cookie');
    const { headers } = request;
    headers['x-client-address'] = clientAddress(request, trustedProxies);
    if (trustedProxies === 0) {
      for (const name of ['x-forwarded-for', 'x-forwarded-host', 'x-forwarded-proto']) delete headers[name];
    }
    // Next finds the nonce for its scripts in the one, the layout for its own in the other.
    headers['content-security-policy'] = contentSecurityPolicy(page);
    headers['x-nonce'] = page.nonce;
    const refusal = !isAddress(request.url) ? noAddress() : isForeignChange(request, publicUrl) ? foreign() : null;
    if (refusal === null) return true;
    const { status, ...said } = refusal;
    response.writeHead(status, { 'Content-Type': 'application/json', Connection: 'close' });
    response.end(JSON.stringify({ ...said, field: null }));
    return false;
  };
}

function hashOfScript(page: URL): string {
  const [, script = ''] = /<script>([^<]*)<\/script>/.exec(readFileSync(page, 'utf8')) ?? [];
  return createHash('sha256').update(script).digest('base64');
}

/** Whether an address can be read; Next takes one that can't for a fault of its own. */
function isAddress(url = ''): boolean {
  try {
    return decodeURIComponent(url.split('?')[0] ?? '') !== '';
  } catch {
    return false;
  }
}

function isForeignChange({ method = '', url = '', headers }: IncomingMessage, publicUrl: string): boolean {
  const path = url.split('?')[0] ?? '';
  if (HARMLESS.has(method) || OPEN_TO_OTHERS.some((pattern) => pattern.test(path))) return false;
  return isForeign({ get: (name) => headers[name]?.toString() ?? null }, publicUrl);
}

/**
 * The address that asks: the connection's, or, behind proxies of ours, what the outermost of them saw. Whatever stands
 * further left in X-Forwarded-For is the visitor's own word.
 */
export function clientAddress({ headers, socket }: IncomingMessage, trustedProxies: number): string {
  const seen = String(headers['x-forwarded-for'] ?? '')
    .split(',')
    .map((part) => part.trim())
    .filter(Boolean);
  const told = trustedProxies === 0 ? undefined : seen.at(-trustedProxies);
  return told ?? socket.remoteAddress ?? '';
}
