/**
 * Calls of server actions, held against what our own pages send before React reads them: its format can name references,
 * files and the server's own functions, none of which an action of ours takes, and it fails where something is amiss.
 */
import { IncomingMessage, type ServerResponse } from 'node:http';
import * as m from '../messages/compiled/errors.ts';

/** As much as Next itself reads, in bytes (1 MB). */
const BODY_MAX_BYTES = 1_000_000;
const ARGUMENTS_MAX = 10;
const DEPTH_MAX = 10;
/** Values that JSON can't hold, as React writes them. Any other text that begins with `$` is written with two. */
const VALUES = new Set(['$undefined', '$NaN', '$Infinity', '$-Infinity', '$-0']);
const refusal = () => JSON.stringify({ code: 'invalid_input', message: m.noPageSends(), field: null });

/**
 * Reads a call of an action, and lets everything else pass unread.
 * @returns the request to go on with; `null` when it was answered, or its sender is gone
 */
export async function readActionCall(
  request: IncomingMessage,
  response: ServerResponse,
): Promise<IncomingMessage | null> {
  if (request.method !== 'POST' || request.headers['next-action'] === undefined) return request;
  const body = await readBody(request).catch(() => undefined);
  if (body === undefined) return null;
  const isText = request.headers['content-type']?.startsWith('text/plain') === true;
  if (body === null || !isText || !isCall(body)) {
    const status = body === null ? 413 : 400;
    response.writeHead(status, { 'Content-Type': 'application/json', Connection: 'close' }).end(refusal());
    return null;
  }
  return again(request, body);
}

/** `null` when there is too much of it. @throws when it is cut off */
async function readBody(request: IncomingMessage): Promise<Buffer | null> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of request as AsyncIterable<Uint8Array>) {
    length += chunk.length;
    if (length > BODY_MAX_BYTES) return null;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

function isCall(body: Buffer): boolean {
  try {
    const call: unknown = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(body));
    return Array.isArray(call) && call.length <= ARGUMENTS_MAX && isPlain(call, 0);
  } catch {
    return false;
  }
}

function isPlain(value: unknown, depth: number): boolean {
  if (typeof value === 'string') return !value.startsWith('$') || value.startsWith('$$') || VALUES.has(value);
  if (typeof value !== 'object' || value === null) return true;
  if (depth === DEPTH_MAX || Object.hasOwn(value, '__proto__')) return false;
  return Object.values(value).every((each) => isPlain(each, depth + 1));
}

/** The same request with a body that was read. */
function again(request: IncomingMessage, body: Buffer): IncomingMessage {
  const { method, url, headers, rawHeaders, httpVersion, httpVersionMajor, httpVersionMinor } = request;
  const copy = new IncomingMessage(request.socket);
  Object.assign(copy, {
    method,
    url,
    headers,
    rawHeaders,
    httpVersion,
    httpVersionMajor,
    httpVersionMinor,
    complete: true,
  });
  copy.push(body);
  copy.push(null);
  return copy;
}
