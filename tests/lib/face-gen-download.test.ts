import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import sharp from 'sharp';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { isPublicAddress } from '../../lib/face-gen/addresses.ts';
import { createFaceGen, type FaceGenOptions } from '../../lib/face-gen/client.ts';
import type { FaceGenRequest, FaceGenSuccess } from '../../lib/face-gen/contract.ts';
import { FaceGenError } from '../../lib/face-gen/errors.ts';
import { type FakeFaceGen, startFakeFaceGen } from '../fakes/face-gen.ts';
import type { Fault } from '../fakes/faults.ts';

const picture = async (side: number, background = '#326496') =>
  sharp({ create: { width: side, height: side, channels: 3, background } })
    .png()
    .toBuffer();
const selfie = await picture(96);
const small = await picture(63);
const request: FaceGenRequest = { faceImage: selfie, prompt: 'p', width: 128, height: 64 };

let fake: FakeFaceGen;
const waits: number[] = [];
beforeEach(async () => {
  waits.length = 0;
  fake = await startFakeFaceGen();
});
afterEach(() => fake.close());

function clientOf(download: FaceGenOptions['download'] = {}, baseUrl = fake.url) {
  const wait = async (ms: number) => void waits.push(ms);
  return createFaceGen({ baseUrl, key: fake.key, download: { wait, ...download } });
}

function answerWith(outputs: string[]): FaceGenSuccess {
  return { status: 'success', id: '1', outputs, proxies: [], seed: null };
}

/** Downloads an answer whose links are these. */
function download(outputs: string[], options: FaceGenOptions['download'] = {}) {
  return clientOf(options).download(answerWith(outputs));
}

/** Submits and downloads, with faults at the pictures. */
async function submitAndDownload(faults: Fault[] = [], more: Partial<FaceGenRequest> = {}) {
  const client = clientOf();
  const answer = await client.submit({ ...request, ...more });
  if (answer.status !== 'success') throw new Error('expected success');
  fake.script(faults);
  return client.download(answer);
}

async function failureOf(promise: Promise<unknown>): Promise<FaceGenError> {
  const error = await promise.then(
    () => new Error('it did not fail'),
    (reason: unknown) => reason,
  );
  if (!(error instanceof FaceGenError)) throw error;
  return error;
}

const asked = () => fake.requests.filter(({ at }) => at === 'picture').map(({ path }) => path);
const atPictures = (count: number, fault: Fault): Fault[] =>
  Array.from({ length: count }, () => ({ ...fault, at: 'picture' }));

describe('pictures that come', () => {
  test('are given whole, in order and different, without the key, paid once', async () => {
    const [first, second] = await submitAndDownload([], { samples: 2 });
    expect(await sharp(first).metadata()).toMatchObject({ format: 'png', width: 128, height: 64 });
    expect(Buffer.from(first ?? []).equals(Buffer.from(second ?? []))).toBe(false);
    expect(JSON.stringify(fake.requests.slice(1))).not.toContain(fake.key);
    expect(fake.paid).toBe(1);
  });

  test('differ with the selfie', async () => {
    const [one] = await submitAndDownload();
    const [other] = await submitAndDownload([], { faceImage: await picture(96, '#c83232'), seed: 1_000_003 });
    expect(Buffer.from(one ?? []).equals(Buffer.from(other ?? []))).toBe(false);
  });

  test('are taken for what their bytes are, not for their content type', async () => {
    const [first] = await submitAndDownload([{ at: 'picture', kind: 'content_type', contentType: 'text/html' }]);
    expect(await sharp(first).metadata()).toMatchObject({ format: 'png' });
  });

  test('are awaited when their link cannot be read yet, with back-off', async () => {
    const missing = atPictures(10, { kind: 'answer', httpStatus: 404, body: 'Not found' });
    expect(await submitAndDownload(missing)).toHaveLength(1);
    expect(waits).toEqual([250, 500, 1000, 2000, 2000]);
    expect(fake.paid).toBe(1);
  });

  test('come after as many misses as the fake is told', async () => {
    const slow = await startFakeFaceGen({ linkMisses: 2 });
    const client = clientOf({}, slow.url);
    const answer = await client.submit(request);
    if (answer.status !== 'success') throw new Error('expected success');
    expect(await client.download(answer)).toHaveLength(1);
    expect(waits).toEqual([250, 500]);
    expect(slow.paid).toBe(1);
    await slow.close();
  });

  test('are taken from the proxy link meanwhile', async () => {
    expect(await submitAndDownload(atPictures(1, { kind: 'answer', httpStatus: 404, body: '' }))).toHaveLength(1);
    expect(asked()).toEqual(['/pictures/1000-0.png', '/proxy/1000-0.png']);
    expect(waits).toEqual([]);
  });

  test.each<[string, Fault]>([
    ['cut off', { kind: 'reset', when: 'amid' }],
    ['HTTP 503', { kind: 'answer', httpStatus: 503, body: '' }],
    ['HTML', { kind: 'answer', body: '<!doctype html><title>Sorry</title>' }],
  ])('are taken from the proxy link after: %s', async (_name, fault) => {
    expect(await submitAndDownload(atPictures(1, fault))).toHaveLength(1);
    expect(asked()).toHaveLength(2);
  });

  test('are followed over three redirects', async () => {
    const hop = { kind: 'answer', httpStatus: 302, body: '', headers: { location: '/pictures/1000-0.png' } } as const;
    expect(await submitAndDownload(atPictures(3, hop))).toHaveLength(1);
    expect(asked()).toHaveLength(4);
  });
});

describe('base64 forms', () => {
  const base64 = selfie.toString('base64');
  const uri = `data:image/png;base64,${base64}`;

  test.each([
    ['bare', base64],
    ['with a data: prefix', uri],
    ['with line breaks', `\n${base64.replace(/.{76}/g, '$&\n')}\n`],
  ])('the body of a .base64 link, %s', async (_name, body) => {
    fake.script([{ at: 'picture', kind: 'answer', body }]);
    const [bytes] = await download([`${fake.url}/pictures/1-0.base64`]);
    expect(Buffer.from(bytes ?? []).equals(selfie)).toBe(true);
  });

  test.each([
    ['bare', base64],
    ['with a data: prefix', uri],
  ])('inline in the answer, %s', async (_name, output) => {
    const [bytes] = await download([output]);
    expect(Buffer.from(bytes ?? []).equals(selfie)).toBe(true);
    expect(fake.requests).toEqual([]);
  });

  test('inline text that is no picture is refused', async () => {
    const error = await failureOf(download([`data:text/html;base64,${Buffer.from('<svg/>').toString('base64')}`]));
    expect(error).toMatchObject({ code: 'bad_response' });
  });
});

describe('what does not count as a picture', () => {
  test.each<[string, Fault, RegExp]>([
    ['HTML', { kind: 'answer', body: '<!doctype html><title>Sorry</title>' }, /not a picture/],
    [
      'SVG',
      { kind: 'answer', body: '<svg xmlns="http://www.w3.org/2000/svg" width="99" height="99"/>' },
      /not a picture/,
    ],
    ['nothing', { kind: 'answer', body: '' }, /not a picture/],
    ['a truncated PNG', { kind: 'truncated' }, /does not decode/],
    ['a picture under 64×64', { kind: 'answer', body: small }, /under 64/],
    ['more than 25 MB', { kind: 'huge', bytes: 26_000_000 }, /over 25 MB/],
  ])('%s', async (_name, fault, detail) => {
    const error = await failureOf(submitAndDownload(atPictures(2, fault)));
    expect(error).toMatchObject({ code: 'bad_response', retryable: true, detail: expect.stringMatching(detail) });
    expect(waits).toEqual([]);
    expect(fake.paid).toBe(1);
  });

  test.each(['jpeg', 'webp'] as const)('a truncated %s', async (format) => {
    const whole = await sharp(selfie).resize(256).toFormat(format).toBuffer();
    const body = whole.subarray(0, whole.length * 0.6);
    const error = await failureOf(submitAndDownload(atPictures(2, { kind: 'answer', body })));
    expect(error.detail).toMatch(/does not decode/);
  });

  test('an answer without pictures', async () => {
    expect((await failureOf(download([]))).code).toBe('bad_response');
  });

  test('a picture with more pixels than we decode', async () => {
    const vast = await sharp({ create: { width: 4097, height: 4097, channels: 3, background: '#fff' } })
      .png()
      .toBuffer();
    const error = await failureOf(submitAndDownload(atPictures(2, { kind: 'answer', body: vast })));
    expect(error.detail).toMatch(/does not decode/);
  });
});

describe('waiting has an end', () => {
  test('a link that never becomes readable is given up after 15 s', async () => {
    const missing = atPictures(99, { kind: 'answer', httpStatus: 404, body: '' });
    expect(await failureOf(submitAndDownload(missing))).toMatchObject({ code: 'bad_response', retryable: true });
    const waited = waits.reduce((sum, ms) => sum + ms, 0);
    expect(waited).toBeGreaterThan(12_000);
    expect(waited).toBeLessThanOrEqual(15_000);
  });

  test('a link that is gone for good is not waited for', async () => {
    expect(
      (await failureOf(submitAndDownload(atPictures(2, { kind: 'answer', httpStatus: 410, body: '' })))).code,
    ).toBe('bad_response');
    expect(waits).toEqual([]);
  });

  test('a slow link is a timeout', async () => {
    fake.script([{ at: 'picture', kind: 'delay', ms: 60_000 }]);
    const promise = download([`${fake.url}/pictures/1-0.png`], { timeoutMs: 100, retryForMs: 0 });
    expect(await failureOf(promise)).toMatchObject({ code: 'timeout', retryable: true });
  });

  test('the caller can give up', async () => {
    const controller = new AbortController();
    fake.script(() => {
      controller.abort(new Error('cancelled'));
      return { kind: 'delay', ms: 60_000 };
    });
    const answer = answerWith([`${fake.url}/pictures/1-0.png`]);
    const promise = clientOf().download(answer, { signal: controller.signal });
    await expect(promise).rejects.toThrow('cancelled');
  });
});

describe('links that are refused', () => {
  test.each([
    'http://127.0.0.1:1/a.png',
    'http://169.254.169.254/latest/meta-data',
    'http://example.com/a.png',
    'https://127.0.0.1/a.png',
    'https://2130706433/a.png',
    'https://0x7f.1/a.png',
    'https://169.254.169.254/a.png',
    'https://10.0.0.7/a.png',
    'https://[::1]/a.png',
    'https://[::ffff:127.0.0.1]/a.png',
    'https://[fd00::1]/a.png',
    'https://user:word@1.1.1.1/a.png',
    'file:///etc/passwd',
    'ftp://1.1.1.1/a.png',
    'javascript:alert(1)',
    'https://',
  ])('%s, as a link and as the end of a redirect', async (link) => {
    const refusal = { code: 'bad_response', retryable: false, detail: expect.stringMatching(/^a link was refused/) };
    expect(await failureOf(download([link]))).toMatchObject(refusal);
    const redirect: Fault = { at: 'picture', kind: 'answer', httpStatus: 302, body: '', headers: { location: link } };
    fake.script([redirect]);
    expect(await failureOf(download([`${fake.url}/pictures/1-0.png`]))).toMatchObject(refusal);
    expect(fake.requests).toHaveLength(1);
    expect(waits).toEqual([]);
  });

  test('a fourth redirect', async () => {
    const hop = { kind: 'answer', httpStatus: 302, body: '', headers: { location: '/pictures/1000-0.png' } } as const;
    expect((await failureOf(submitAndDownload(atPictures(8, hop)))).detail).toMatch(/too many redirects/);
    expect(asked()).toHaveLength(8);
  });

  test('the configured host at another port', async () => {
    const stranger = await startFakeFaceGen();
    expect((await failureOf(download([`${stranger.url}/pictures/1-0.png`]))).detail).toMatch(/not https/);
    expect(stranger.requests).toEqual([]);
    await stranger.close();
  });

  test.each([[['127.0.0.1']], [['93.184.215.14', '10.0.0.1']], [['::ffff:10.0.0.1']]])(
    'a name with the addresses %j',
    async (addresses) => {
      const resolve = async () => addresses.map((address) => ({ address, family: address.includes(':') ? 6 : 4 }));
      const error = await failureOf(download(['https://pictures.example/a.png'], { resolve }));
      expect(error.detail).toBe('a link was refused: not a public address');
    },
  );

  test('a name is looked up once, and that address is the one connected to', async () => {
    let lookups = 0;
    const server = createServer((_, response) => response.end(selfie)).listen(0, '127.0.0.1');
    await new Promise((listening) => server.once('listening', listening));
    const host = `http://upstream.example:${(server.address() as AddressInfo).port}`;
    const resolve = async () => {
      lookups += 1;
      return [{ address: lookups === 1 ? '127.0.0.1' : '192.0.2.1', family: 4 }];
    };
    const client = clientOf({ resolve }, host);
    expect(await client.download(answerWith([`${host}/a.png`]))).toHaveLength(1);
    expect(lookups).toBe(1);
    server.close();
  });

  test('a name that cannot be looked up now may be later', async () => {
    const resolve = async () => Promise.reject(new Error('EAI_AGAIN'));
    const error = await failureOf(download(['https://pictures.example/a.png'], { resolve, retryForMs: 300 }));
    expect(error).toMatchObject({ code: 'upstream_down', retryable: true });
    expect(waits).toEqual([250]);
  });
});

test.each([
  '0.0.0.0',
  '10.1.2.3',
  '100.64.0.1',
  '127.9.9.9',
  '169.254.169.254',
  '172.16.0.1',
  '172.31.255.255',
  '192.0.0.8',
  '192.0.2.1',
  '192.88.99.1',
  '192.168.1.1',
  '198.18.0.1',
  '198.51.100.1',
  '203.0.113.1',
  '224.0.0.1',
  '240.0.0.1',
  '255.255.255.255',
  '::',
  '::1',
  '::7f00:1',
  '::ffff:127.0.0.1',
  '::ffff:8.8.8.8',
  '64:ff9b::a00:1',
  '100::1',
  '2001::1',
  '2001:db8::1',
  '2002:7f00:1::',
  '3fff::1',
  '5f00::1',
  'fc00::1',
  'fd12::1',
  'fe80::1',
  'fe80::1%eth0',
  '2606:4700::1%eth0',
  'fec0::1',
  'ff02::1',
  'localhost',
  '',
])('%j is not a public address', (address) => {
  expect(isPublicAddress(address)).toBe(false);
});

test.each([
  '1.1.1.1',
  '8.8.8.8',
  '100.63.255.255',
  '172.32.0.1',
  '198.20.0.1',
  '223.255.255.255',
  '2606:4700::1111',
  '2a00:1450::1',
])('%s is a public address', (address) => {
  expect(isPublicAddress(address)).toBe(true);
});
