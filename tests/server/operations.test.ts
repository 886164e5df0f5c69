/** What a running product tells its operator, and what it refuses strangers, over HTTP. */
import { readFile, rename, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { portraitFile } from '../factories.ts';
import { type Product, removeFolder, startProduct, temporaryFolder } from '../product.ts';

vi.setConfig({ testTimeout: 60_000, hookTimeout: 120_000 });

const TOKEN = 'a-token-of-the-operator';
let product: Product;

beforeAll(async () => {
  product = await startProduct({
    dataDir: await temporaryFolder(),
    // Behind a proxy, so that each test comes from an address of its own.
    env: { METRICS_TOKEN: TOKEN, TRUSTED_PROXIES: '1', UPLOADS_PER_ADDRESS: '3', GUESTS_PER_ADDRESS: '1' },
  });
});
afterAll(async () => {
  await product.stop();
  await removeFolder(product.dataDir);
});

const get = (address: string, headers: Record<string, string> = {}) => fetch(product.url + address, { headers });

test.each(['/', '/create', '/privacy', '/licences', '/avatars', '/s/unknown', '/nothing-here'])(
  'each script of %s carries the nonce of its answer',
  async (address) => {
    const response = await get(address);
    const [, nonce] = /'nonce-([^']+)'/.exec(response.headers.get('content-security-policy') ?? '') ?? [];
    const scripts = [...(await response.text()).matchAll(/<script\b[^>]*>/g)].map(([tag]) => tag);
    expect(scripts.length).toBeGreaterThan(0);
    expect(scripts.filter((tag) => !tag.includes(`nonce="${nonce}"`))).toEqual([]);
    expect(response.headers.get('x-frame-options')).toBe('DENY');
    expect(response.headers.get('referrer-policy')).toBe('same-origin');
    expect(response.headers.get('permissions-policy')).toContain('camera=(self)');
  },
);

test('scripts of the build come as small as the browser takes them, for ever, and can only be read', async () => {
  const [script = ''] = /\/_next\/static\/chunks\/[^"]+\.js/.exec(await (await get('/create')).text()) ?? [];
  const sizes: number[] = [];
  for (const encoding of ['br', 'gzip', 'identity']) {
    const response = await get(script, { 'accept-encoding': encoding });
    expect([response.status, response.headers.get('content-type')]).toEqual([200, 'text/javascript']);
    expect(response.headers.get('content-encoding') ?? 'identity').toBe(encoding);
    expect(response.headers.get('cache-control')).toBe('public,max-age=31536000,immutable');
    expect(response.headers.get('vary')).toBe('Accept-Encoding');
    sizes.push(Number(response.headers.get('content-length')));
    await response.body?.cancel();
  }
  expect(sizes).toEqual(sizes.toSorted((a, b) => a - b));
  expect((await fetch(product.url + script, { method: 'POST' })).status).toBe(405);
  for (const missing of ['/_next/static/none.js', '/_next/static/%2e%2e/BUILD_ID', '/_next/static/..%2fBUILD_ID']) {
    expect([missing, (await get(missing)).status]).toEqual([missing, 404]);
  }
});

const upload = (address: string, body: BodyInit) =>
  fetch(`${product.url}/api/selfies`, { method: 'POST', body, headers: { 'x-forwarded-for': `6.6.6.6, ${address}` } });

test('an address that sends too many photos is told when to come back, whatever it claims to be; others go on', async () => {
  for (let i = 0; i < 3; i += 1) expect((await upload('192.0.2.1', 'no photo')).status).toBe(415);
  const refused = await upload('192.0.2.1', 'no photo');
  expect(refused.status).toBe(429);
  expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(1100);
  expect(await refused.json()).toMatchObject({ code: 'over_limit', message: expect.stringContaining('your network') });
  expect((await upload('192.0.2.2', 'no photo')).status).toBe(415);
});

test('at one address so many may begin as guests; those who have begun go on', async () => {
  const photo = await readFile(portraitFile);
  expect((await upload('192.0.2.9', photo)).status).toBe(201);
  const refused = await upload('192.0.2.9', photo);
  expect([refused.status, refused.headers.get('set-cookie')]).toEqual([429, null]);
});

test('metrics are for whoever has the token; for others there is nothing', async () => {
  for (const headers of [{}, { authorization: 'Bearer wrong' }, { authorization: TOKEN }] as Record<string, string>[]) {
    expect((await get('/api/metrics', headers)).status).toBe(404);
  }
  const response = await get('/api/metrics', { authorization: `Bearer ${TOKEN}` });
  expect(response.headers.get('content-type')).toMatch(/^text\/plain; version=/);
  const text = await response.text();
  for (const line of [
    /^selfsame_queue_depth\{status="queued"\} 0$/m,
    /^selfsame_queue_age_seconds 0$/m,
    /^selfsame_storage_bytes\{kind="selfies"\} \d+$/m,
    /^# TYPE selfsame_generations_last_hour gauge$/m,
    /^selfsame_web_process_resident_memory_bytes \d+$/m,
  ]) {
    expect(text).toMatch(line);
  }
});

test('health names the part that is down, and says when it is back', async () => {
  const health = async () => {
    const response = await get('/api/health');
    return { httpStatus: response.status, ...((await response.json()) as object) };
  };
  await expect.poll(health).toMatchObject({ httpStatus: 200, status: 'ok', worker: 'ok' });
  const files = path.join(product.dataDir, 'files');
  await rename(files, `${files}.away`);
  await writeFile(files, 'in the way');
  expect(await health()).toMatchObject({ httpStatus: 503, status: 'down', storage: 'down', db: 'ok', queue: 'ok' });
  await health();
  await rename(files, `${files}.gone`);
  await rename(`${files}.away`, files);
  expect(await health()).toMatchObject({ httpStatus: 200, storage: 'ok' });
  const told = (event: string) => product.lines.filter((line) => line.includes(`"health.${event}"`)).length;
  await expect.poll(() => [told('failed'), told('recovered')]).toEqual([1, 1]);
});

test('log lines are JSON, and hold neither addresses nor what was asked', async () => {
  const told = product.lines.filter((line) => line.includes('"event"')).map((line) => line.replace(/^[^|]*\| /, ''));
  expect(told.length).toBeGreaterThan(0);
  for (const line of told)
    expect(JSON.parse(line)).toMatchObject({ time: expect.any(String), level: expect.any(String) });
  expect(product.lines.join('\n')).not.toMatch(/192\.0\.2\.|a-token-of/);
});
