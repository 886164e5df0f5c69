import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { isForeign } from '../../lib/same-origin.ts';
import { openDoor } from '../../server/door.ts';

/** A server behind the door that answers with the headers that it was given. */
async function serve(settings: { publicUrl?: string; trustedProxies?: number } = {}) {
  const enter = openDoor({ publicUrl: 'http://localhost:3000', trustedProxies: 0, ...settings }, false);
  const server = createServer((request, response) => {
    if (enter(request, response)) response.end(JSON.stringify(request.headers));
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => void server.close());
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return async (init: RequestInit = {}, path = '/') => {
    const response = await fetch(url + path, init);
    return { response, seen: (await response.json()) as IncomingHttpHeaders };
  };
}

test('an address comes from the connection, whatever a visitor writes into headers', async () => {
  const ask = await serve();
  const { seen } = await ask({
    headers: { 'x-forwarded-for': '6.6.6.6', 'x-client-address': '6.6.6.6', 'x-forwarded-host': 'evil.example' },
  });
  expect(seen['x-client-address']).toBe('127.0.0.1');
  expect(seen['x-forwarded-for']).toBeUndefined();
  expect(seen['x-forwarded-host']).toBeUndefined();
});

test('behind proxies of ours it is what the outermost of them saw, never what the visitor put before it', async () => {
  const headers = { 'x-forwarded-for': '6.6.6.6, 2001:db8::1, 10.0.0.1' };
  expect((await (await serve({ trustedProxies: 1 }))({ headers })).seen['x-client-address']).toBe('10.0.0.1');
  expect((await (await serve({ trustedProxies: 2 }))({ headers })).seen['x-client-address']).toBe('2001:db8::1');
  expect((await (await serve({ trustedProxies: 2 }))()).seen['x-client-address']).toBe('127.0.0.1');
});

test('every answer has a nonce of its own, that a visitor can’t choose', async () => {
  const ask = await serve();
  const answers = await Promise.all(Array.from({ length: 5 }, () => ask({ headers: { 'x-nonce': 'mine' } })));
  const nonces = answers.map(({ seen }) => String(seen['x-nonce']));
  expect(new Set(nonces).size).toBe(5);
  for (const { response, seen } of answers) {
    const policy = response.headers.get('content-security-policy') ?? '';
    expect(policy).toContain(`'nonce-${seen['x-nonce']}'`);
    expect(policy).toContain("'strict-dynamic'");
    expect(policy).not.toMatch(/script-src[^;]*'unsafe-(inline|eval)'/);
  }
});

test('browsers are told to stay with TLS where people reach us by it, and only there', async () => {
  const hsts = async (publicUrl: string) =>
    (await (await serve({ publicUrl }))()).response.headers.get('strict-transport-security');
  expect(await hsts('https://avatars.example.org')).toBe('max-age=31536000');
  expect(await hsts('http://localhost:3000')).toBeNull();
});

const publicUrl = 'https://avatars.example.org';

test.each([
  { origin: 'https://evil.example' },
  { origin: 'null' },
  { origin: 'https://avatars.example.org.evil.example' },
  { origin: 'http://avatars.example.org' },
  { origin: publicUrl, 'sec-fetch-site': 'cross-site' },
  { 'sec-fetch-site': 'same-site' },
])('a change that another site’s page sent is refused: %o', async (headers) => {
  const ask = await serve({ publicUrl });
  for (const method of ['POST', 'PUT', 'PATCH', 'DELETE']) {
    expect((await ask({ method, headers: { cookie: 'a=b', ...headers } })).response.status).toBe(403);
  }
  expect((await ask({ headers })).response.status).toBe(200);
});

test.each([{ origin: publicUrl }, { origin: publicUrl, 'sec-fetch-site': 'same-origin' }, {}])(
  'a change from our own pages, or from a program, goes on: %o',
  async (headers) => {
    const ask = await serve({ publicUrl });
    expect((await ask({ method: 'POST', headers })).response.status).toBe(200);
  },
);

test.each(['/avatars/%', '/s/%ff%fe', '/%c0%af'])(
  'an address that can’t be read is told to be wrong: %s',
  async (path) => {
    const { response } = await (await serve())({}, path);
    expect(response.status).toBe(400);
  },
);

test('a page of the same name that came without TLS is another site', () => {
  const asked = (origin: string, host: string) => isForeign(new Headers({ origin, host }), publicUrl);
  expect(asked('http://avatars.example.org', 'avatars.example.org')).toBe(true);
  expect(asked(publicUrl, 'avatars.example.org')).toBe(false);
  // As at home, where nobody sees the public address.
  expect(asked('http://192.168.0.7:3000', '192.168.0.7:3000')).toBe(false);
  expect(asked('http://192.168.0.7:3001', '192.168.0.7:3000')).toBe(true);
});

test('clients of the API and webhooks come from anywhere', async () => {
  const ask = await serve({ publicUrl });
  const foreign = { method: 'POST', headers: { origin: 'https://elsewhere.example' } };
  for (const path of ['/api/v6/image_editing/face_gen', '/api/webhook/a/0/b']) {
    expect((await ask(foreign, path)).response.status).toBe(200);
  }
  expect((await ask(foreign, '/api/v6')).response.status).toBe(403);
});
