/** What the server asks for: only where it may, and never more or longer than it wants. */
import { once } from 'node:events';
import { readdir, readFile } from 'node:fs/promises';
import { createServer, type RequestListener } from 'node:http';
import { type AddressInfo, createServer as createTcpServer, type Server } from 'node:net';
import path from 'node:path';
import { brotliCompressSync, deflateSync, gzipSync } from 'node:zlib';
import { afterAll, describe, expect, onTestFinished, test, vi } from 'vitest';
import { boundedAgent } from '../../lib/bounded-agent.ts';
import type { Resolve } from '../../lib/face-gen/addresses.ts';
import { type GuardedOptions, requestGuarded } from '../../lib/face-gen/guarded.ts';
import { hostileAddresses } from '../hostile-addresses.ts';
import { listenForKnocks } from '../knocks.ts';

const listener = await listenForKnocks();
const { port } = listener;
afterAll(() => listener.close());

/** A server that is trusted, as configured ones are. */
async function serve(answer: RequestListener) {
  const server = createServer(answer).listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => server.closeAllConnections());
  onTestFinished(() => void server.close());
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

const ask = (address: string, options: Partial<GuardedOptions> = {}) =>
  requestGuarded(address, {
    ...{ trustedOrigins: [], maxBytes: 1_000_000, signal: AbortSignal.timeout(5000) },
    ...options,
  });
const asTrusted = (origin: string, options: Partial<GuardedOptions> = {}) =>
  ask(`${origin}/a.png`, { trustedOrigins: [origin], ...options });

const refused = { name: 'GuardedError', reason: 'refused' };

describe('an address is never asked', () => {
  /** As resolvers do that know it; others find nothing. */
  const resolve: Resolve = async (name) =>
    /localhost\.?$/.test(name) ? [{ address: '127.0.0.1', family: 4 }] : Promise.reject(new Error('asked for a name'));

  test.each(hostileAddresses(port))('%s: %s', async (_what, address) => {
    await expect(ask(address, { resolve })).rejects.toMatchObject(refused);
    expect(listener.count()).toBe(0);
  });

  test('where a redirect leads to it, of whatever kind', async () => {
    const addresses = hostileAddresses(port).map(([, address]) => address);
    // What isn't written in full is a path of the same server.
    const full = addresses.filter((address) => URL.canParse(address) && !/[^\x20-\x7e]|\s/.test(address));
    expect(full.length).toBeGreaterThan(60);
    const origin = await serve(({ url = '' }, response) => {
      const at = Number(url.slice(1));
      response.writeHead([301, 302, 303, 307, 308][at % 5] ?? 302, { location: full[at] }).end();
    });
    for (const at of full.keys()) {
      await expect(ask(`${origin}/${at}`, { trustedOrigins: [origin], resolve }), full[at]).rejects.toMatchObject(
        refused,
      );
    }
    expect(listener.count()).toBe(0);
  });

  test('whose name the system itself knows as this machine’s', async () => {
    await expect(ask(`https://localhost:${port}/`)).rejects.toMatchObject(refused);
    expect(listener.count()).toBe(0);
  });

  const named: [string, string[]][] = [
    ['loopback', ['127.0.0.1']],
    ['loopback of IPv6', ['::1']],
    ['loopback beside a public one', ['1.1.1.1', '127.0.0.1']],
    ['a mapped one', ['::ffff:127.0.0.1']],
    ['metadata', ['169.254.169.254']],
    ['NAT64', ['64:ff9b::a9fe:a9fe']],
    ['one with a zone', ['fe80::1%lo']],
    ['none', []],
  ];
  test.each(named)('whose name resolves to %s', async (_what, addresses) => {
    const resolve: Resolve = async () =>
      addresses.map((address) => ({ address, family: address.includes(':') ? 6 : 4 }));
    await expect(ask(`https://pictures.example:${port}/`, { resolve })).rejects.toThrow();
    expect(listener.count()).toBe(0);
  });

  test('whose name is public when it is checked, and this machine’s a moment later', async () => {
    let lookups = 0;
    const resolve: Resolve = async () => {
      lookups += 1;
      // Of a range that nobody was given.
      return lookups === 1 ? [{ address: '2d00::1', family: 6 }] : [{ address: '127.0.0.1', family: 4 }];
    };
    const address = `https://rebound.example:${port}/`;
    await expect(ask(address, { resolve, signal: AbortSignal.timeout(300) })).rejects.toThrow();
    expect([lookups, listener.count()]).toEqual([1, 0]);
    await expect(ask(address, { resolve })).rejects.toMatchObject(refused);
    expect(listener.count()).toBe(0);
  });

  test('on a server that is trusted at another port, or by another protocol', async () => {
    const origin = await serve((_, response) => void response.end());
    await expect(ask(`http://127.0.0.1:${port}/`, { trustedOrigins: [origin] })).rejects.toMatchObject(refused);
    await expect(ask(origin.replace('http:', 'https:'), { trustedOrigins: [origin] })).rejects.toMatchObject(refused);
  });
});

describe('an answer is never read', () => {
  test('beyond its bound, though it never ends', async () => {
    let closed = false;
    const origin = await serve((_, response) => {
      response.once('close', () => {
        closed = true;
      });
      const more = () => {
        while (!response.destroyed && response.write(Buffer.alloc(65_536)));
      };
      response.on('drain', more);
      more();
    });
    await expect(asTrusted(origin)).rejects.toMatchObject({ reason: 'too_large' });
    await expect.poll(() => closed).toBe(true);
  });

  test.each([
    ['gzip', gzipSync],
    ['deflate', deflateSync],
    ['br', brotliCompressSync],
  ] as const)('unpacked beyond its bound: 20 MB in a few bytes of %s', async (encoding, pack) => {
    const bomb = pack(Buffer.alloc(20_000_000));
    expect(bomb.length).toBeLessThan(40_000);
    const origin = await serve((_, response) => {
      response.writeHead(200, { 'content-encoding': encoding }).end(bomb);
    });
    await expect(asTrusted(origin)).rejects.toMatchObject({ reason: 'too_large' });
  });

  test.each<[string, RequestListener]>([
    ['in its head', () => undefined],
    [
      'in its body',
      (_, response) => {
        const drip = setInterval(() => response.write('.'), 20);
        response.once('close', () => clearInterval(drip));
      },
    ],
  ])('beyond its time, though a little comes again and again %s', async (_where, answer) => {
    const origin = await serve(answer);
    const signal = AbortSignal.timeout(200);
    await expect(asTrusted(origin, { signal })).rejects.toThrow();
    expect(signal.aborted).toBe(true);
  });

  test('from a connection that never comes about: whoever asks learns that nothing was sent', async () => {
    const silent: Server = createTcpServer().listen(0, '127.0.0.1');
    await once(silent, 'listening');
    onTestFinished(() => void silent.close());
    const origin = `https://127.0.0.1:${(silent.address() as AddressInfo).port}`;
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    onTestFinished(() => void vi.useRealTimers());
    const outcome = expect(asTrusted(origin)).rejects.toMatchObject({ syscall: 'connect', code: 'ETIMEDOUT' });
    const [socket] = await once(silent, 'connection');
    vi.advanceTimersByTime(10_000);
    await outcome;
    socket.destroy();
  });
});

test.each([
  ['gzip', gzipSync],
  ['deflate', deflateSync],
  ['br', brotliCompressSync],
] as const)('an answer that was packed with %s though nobody asked is read all the same', async (encoding, pack) => {
  const origin = await serve(({ headers }, response) => {
    response.writeHead(200, { 'content-encoding': encoding }).end(pack(`asked for ${headers['accept-encoding']}`));
  });
  expect(Buffer.from((await asTrusted(origin)).bytes).toString()).toBe('asked for identity');
});

test('a packed answer that is broken is an error, never half an answer', async () => {
  const origin = await serve((_, response) => {
    response.writeHead(200, { 'content-encoding': 'gzip' }).end(gzipSync('x'.repeat(10_000)).subarray(0, 30));
  });
  await expect(asTrusted(origin)).rejects.toThrow();
});

describe('a library’s own requests', () => {
  const fetchWith = async (origin: string) => {
    const { get } = await import('node:http');
    const request = get(`${origin}/`, { agent: boundedAgent({ timeoutMs: 300, maxBytes: 100_000 }) });
    const [response] = await once(request, 'response');
    let length = 0;
    for await (const chunk of response) length += chunk.length;
    return length;
  };

  test('are answered as ever', async () => {
    expect(await fetchWith(await serve((_, response) => void response.end('x'.repeat(90_000))))).toBe(90_000);
  });

  test.each<[string, RequestListener]>([
    [
      'large',
      (_, response) => {
        const more = () => {
          while (!response.destroyed && response.write(Buffer.alloc(1_000_000)));
        };
        response.on('drain', more);
        more();
      },
    ],
    [
      'slow',
      (_, response) => {
        const drip = setInterval(() => response.write('.'), 20);
        response.once('close', () => clearInterval(drip));
      },
    ],
  ])('end, however %s the answer is', async (_how, answer) => {
    await expect(fetchWith(await serve(answer))).rejects.toThrow();
  });
});

/** Files that may open connections or listen themselves, with the reason. */
const OPENERS: Record<string, string> = {
  'lib/face-gen/guarded.ts': 'the one way out',
  'lib/bounded-agent.ts': 'the way out of libraries',
  'lib/face-gen/addresses.ts': 'tells addresses apart',
  'server/action-call.ts': 'gives on a call that it has read',
  'server/embedded-postgres.ts': 'looks for a free port',
  'server/port.ts': 'looks whether a port is free',
  'server/web.ts': 'listens',
};

/** What is imported of modules that open connections; the linter keeps out `fetch` itself. */
const MODULES = /^import (.*?) from '(?:node:)?(?:https?|http2|net|tls|dgram|undici|axios|got)'/gm;

test('no other code of the server makes requests, or opens connections, by itself', async () => {
  const files = ['worker.ts', ...(await Promise.all(['app', 'lib', 'server'].map(filesIn))).flat()];
  expect(files.length).toBeGreaterThan(200);
  const found: string[] = [];
  for (const file of files) {
    const code = (await readFile(file, 'utf8')).replace(/\/\*[\s\S]*?\*\/|^\s*\/\/.*$/gm, '');
    const opens =
      /\b(globalThis|global|self)(\.|\[')(fetch|WebSocket)/.test(code) ||
      [...code.matchAll(MODULES)].some(([, names = '']) => !/^(type |\{( type \w+,?)+ \})/.test(names));
    if (opens) found.push(file);
  }
  expect(found.toSorted()).toEqual(Object.keys(OPENERS).toSorted());
});

async function filesIn(folder: string): Promise<string[]> {
  const files = await readdir(folder, { recursive: true });
  return files.filter((file) => /\.(ts|tsx|mjs)$/.test(file)).map((file) => path.join(folder, file));
}
