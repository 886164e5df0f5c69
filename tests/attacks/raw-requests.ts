/** Requests that no HTTP library sends, written byte by byte. */
import { once } from 'node:events';
import { connect } from 'node:net';

/** How long an answer, or the end of the connection, is waited for, in milliseconds. */
const PATIENCE_MS = 3000;

/** Each with what is tried; `host` is the product's own. */
export function rawRequests(host: string, cookie: string): [what: string, request: string][] {
  const post = (path: string, headers: readonly string[], body = '') =>
    [`POST ${path} HTTP/1.1`, `Host: ${host}`, `Cookie: ${cookie}`, ...headers, '', body].join('\r\n');
  const get = (target: string, ...headers: string[]) =>
    [`GET ${target} HTTP/1.1`, `Host: ${host}`, 'Connection: close', ...headers, '', ''].join('\r\n');
  return [
    ['a whole address', get('http://127.0.0.1:1/create')],
    ['an address without a slash', get('create')],
    ['a name before the host', get('@127.0.0.1:1/create')],
    ['two slashes', get('//127.0.0.1:1/create')],
    ['a backslash', get('/\\127.0.0.1:1/create')],
    ['dots', get('/../../../../etc/passwd')],
    ['encoded dots', get('/%2e%2e/%2e%2e/%2e%2e/etc/passwd')],
    ['dots among static files', get('/_next/static/../../../package.json')],
    ['encoded dots among static files', get('/_next/static/%2e%2e%2f%2e%2e%2f%2e%2e%2fpackage.json')],
    ['a null byte', get('/create%00')],
    ['half a percent sign', get('/avatars/%')],
    ['bytes that are no text', get('/s/%ff%fe')],
    ['a page’s data by an odd header', get('/avatars', 'RSC: 1', 'Next-Router-State-Tree: %5B%22x')],
    [
      'a page’s data of junk',
      get('/avatars?_rsc=x', 'RSC: 1', 'Next-Router-State-Tree: junk', 'Next-Url: //evil.example'),
    ],
    [
      'the header of an inner request',
      get('/avatars', 'x-middleware-subrequest: middleware:middleware:middleware', 'x-invoke-path: /'),
    ],
    ['the picture optimiser', get('/_next/image?url=http%3A%2F%2F127.0.0.1%3A1%2Fa.png&w=64&q=75')],
    ['20 kB of headers', get('/', `X-Long: ${'x'.repeat(20_000)}`)],
    ['3000 headers', get('/', ...Array.from({ length: 3000 }, (_, at) => `X-${at}: 1`))],
    ['a cookie of 8 kB', get('/', `Cookie: ${'a=b; '.repeat(1600)}`)],
    ['no host', 'GET / HTTP/1.1\r\n\r\n'],
    ['two hosts', get('/', 'Host: evil.example')],
    ['another version', `GET / HTTP/9.9\r\nHost: ${host}\r\n\r\n`],
    ['another method', `MAKE / HTTP/1.1\r\nHost: ${host}\r\n\r\n`],
    ['TRACE', `TRACE / HTTP/1.1\r\nHost: ${host}\r\nConnection: close\r\n\r\n`],
    ['CONNECT', `CONNECT 127.0.0.1:1 HTTP/1.1\r\nHost: ${host}\r\n\r\n`],
    [
      'an upgrade',
      get('/', 'Upgrade: websocket', 'Sec-WebSocket-Key: eA==', 'Sec-WebSocket-Version: 13').replace(
        'Connection: close',
        'Connection: Upgrade',
      ),
    ],
    ['line feeds alone', `GET / HTTP/1.1\nHost: ${host}\n\n`],
    ['a header in a header', get('/', 'X-A: b\rX-B: c')],
    ['a length below zero', post('/api/selfies', ['Content-Length: -1'])],
    ['two lengths', post('/api/selfies', ['Content-Length: 1', 'Content-Length: 2'], 'xx')],
    [
      'a length and pieces',
      post('/api/selfies', ['Content-Length: 1', 'Transfer-Encoding: chunked'], '0\r\n\r\nGET / HTTP/1.1\r\n\r\n'),
    ],
    ['pieces of junk', post('/api/selfies', ['Transfer-Encoding: chunked'], 'zz\r\nxx\r\n')],
    ['a piece of 16 EB', post('/api/selfies', ['Transfer-Encoding: chunked'], 'ffffffffffffffff\r\nxx')],
    ['pieces by another name', post('/api/selfies', ['Transfer-Encoding: xchunked'], 'xx')],
    ['less than its length', post('/api/selfies', ['Content-Length: 100', 'Connection: close'], 'x')],
    [
      'an action with less than its length',
      post('/avatars', ['Next-Action: x', 'Content-Type: text/plain', 'Content-Length: 100'], '[]'),
    ],
    [
      'an action twice',
      post(
        '/avatars',
        ['Next-Action: x', 'Next-Action: y', 'Content-Type: text/plain', 'Content-Length: 2', 'Connection: close'],
        '[]',
      ),
    ],
    ['an unknown expectation', post('/api/selfies', ['Expect: the worst', 'Content-Length: 0', 'Connection: close'])],
  ];
}

/** Sends one, and no more. @returns the answer's status and text; `null` where the connection just ends, or nothing comes */
export async function sendRaw(port: number, request: string): Promise<{ status: number; text: string } | null> {
  const socket = connect(port, 'localhost');
  socket.setTimeout(PATIENCE_MS, () => socket.destroy());
  let text = '';
  socket.on('data', (chunk) => {
    text += chunk.toString('latin1');
  });
  socket.on('error', () => undefined);
  // Whoever cuts their request short goes away after a while.
  socket.write(request);
  const quiet = setTimeout(() => socket.end(), PATIENCE_MS / 3);
  await once(socket, 'close');
  clearTimeout(quiet);
  const [, status] = /^HTTP\/1\.1 (\d{3})/.exec(text) ?? [];
  return status === undefined ? null : { status: Number(status), text };
}
