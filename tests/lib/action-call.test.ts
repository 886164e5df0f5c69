import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, describe, expect, test } from 'vitest';
import { readActionCall } from '../../server/action-call.ts';

/** Answers with what comes through. */
const server = createServer(async (request, response) => {
  const whole = await readActionCall(request, response);
  if (whole === null) return;
  const chunks: Uint8Array[] = [];
  for await (const chunk of whole as AsyncIterable<Uint8Array>) chunks.push(chunk);
  response.end(
    JSON.stringify({ url: whole.url, cookie: whole.headers.cookie, body: Buffer.concat(chunks).toString() }),
  );
}).listen(0, '127.0.0.1');
await once(server, 'listening');
afterAll(() => void server.close());
const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

async function call(body: BodyInit, headers: Record<string, string> = {}) {
  const own = { 'next-action': 'x', 'content-type': 'text/plain;charset=UTF-8', cookie: 'a=b' };
  const response = await fetch(`${url}/create?x=1`, { method: 'POST', body, headers: { ...own, ...headers } });
  return { status: response.status, said: (await response.json()) as Record<string, string> };
}

describe('a call of an action', () => {
  test.each([
    '[]',
    '["$undefined"]',
    '[{"ids":["0a"],"favourite":true}]',
    '[{"seed":"$NaN","guidance":"$-0","prompt":"$$5 for a garden, café 😀"}]',
    JSON.stringify([{ prompt: 'x'.repeat(900_000) }]),
  ])('as our pages send it comes through as it is: %.60s', async (body) => {
    expect(await call(body)).toEqual({ status: 200, said: { url: '/create?x=1', cookie: 'a=b', body } });
  });

  test.each([
    '',
    'x',
    '{}',
    'null',
    '["$1"]',
    '["$1:constructor:constructor"]',
    '["$F1"]',
    '["$K1"]',
    '["$B1"]',
    '["$@1"]',
    '["$D2026-01-01"]',
    '[{"a":[{"b":"$Q1"}]}]',
    '[{"__proto__":{"then":"x"}}]',
    JSON.stringify(Array.from({ length: 11 }, () => 1)),
    `${'['.repeat(3000)}${']'.repeat(3000)}`,
  ])('as they never send it is refused in words: %.60s', async (body) => {
    const { status, said } = await call(body);
    expect([status, said.message]).toEqual([400, 'No page of Selfsame sends this. Reload the page and try again.']);
  });

  test('in parts, as a form, in bytes that are no text or of more than 1 MB is refused', async () => {
    expect((await call('[]', { 'content-type': 'multipart/form-data; boundary=x' })).status).toBe(400);
    expect((await call('[]', { 'content-type': 'application/json' })).status).toBe(400);
    expect((await call(new Uint8Array([91, 34, 255, 34, 93]))).status).toBe(400);
    expect((await call(JSON.stringify(['x'.repeat(1_000_000)]))).status).toBe(413);
  });
});

test('what isn’t a call of an action comes through unread', async () => {
  const response = await fetch(url, { method: 'POST', body: '["$F1"]' });
  expect(await response.json()).toMatchObject({ body: '["$F1"]' });
});
