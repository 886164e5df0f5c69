import { inspect } from 'node:util';
import sharp from 'sharp';
import { afterEach, describe, expect, test } from 'vitest';
import { createFaceGen, type FaceGen } from '../../lib/face-gen/client.ts';
import { type FaceGenAnswer, type FaceGenRequest, faceGenAnswer } from '../../lib/face-gen/contract.ts';
import { FaceGenError, type FaceGenErrorCode } from '../../lib/face-gen/errors.ts';
import type { GuardedOptions } from '../../lib/face-gen/guarded.ts';
import { type FakeFaceGen, type FakeFaceGenOptions, startFakeFaceGen } from '../fakes/face-gen.ts';
import type { Fault } from '../fakes/faults.ts';

const KEY = 'key-only-the-server-knows';
const PROMPT = 'a prompt nobody else may read';
const selfie = await sharp({ create: { width: 96, height: 96, channels: 3, background: '#c86432' } })
  .jpeg()
  .toBuffer();
const request: FaceGenRequest = { faceImage: selfie, prompt: PROMPT, width: 256, height: 256 };

const running: FakeFaceGen[] = [];
afterEach(async () => {
  await Promise.all(running.splice(0).map((fake) => fake.close()));
});

async function start(options: FakeFaceGenOptions = {}): Promise<{ fake: FakeFaceGen; client: FaceGen }> {
  const fake = await startFakeFaceGen({ key: KEY, ...options });
  running.push(fake);
  return { fake, client: createFaceGen({ baseUrl: fake.url, key: KEY }) };
}

async function failureOf(promise: Promise<unknown>): Promise<FaceGenError> {
  const error = await promise.then(
    () => new Error('it did not fail'),
    (reason: unknown) => reason,
  );
  if (!(error instanceof FaceGenError)) throw error;
  return error;
}

/** Fails if an error, in whatever way it is printed, holds what must stay here. */
function expectDiscreet(error: FaceGenError): void {
  const printed = [inspect(error, { depth: 9, showHidden: true }), JSON.stringify(error), error.stack].join('\n');
  for (const secret of [KEY, PROMPT, selfie.toString('base64').slice(0, 40)]) expect(printed).not.toContain(secret);
}

describe('a submit that succeeds', () => {
  test('gives the id, the links and the seed, and is paid once', async () => {
    const { fake, client } = await start();
    const answer = await client.submit({ ...request, seed: 42, samples: 2 });
    expect(answer).toEqual({
      status: 'success',
      id: '1000',
      outputs: [`${fake.url}/pictures/1000-0.png`, `${fake.url}/pictures/1000-1.png`],
      proxies: [`${fake.url}/proxy/1000-0.png`, `${fake.url}/proxy/1000-1.png`],
      seed: 42,
    });
    expect(fake.paid).toBe(1);
  });

  test('sends the documented fields, the selfie as a data: URI and the key in the body only', async () => {
    const { fake, client } = await start();
    await client.submit({ ...request, style: 'anime', trackId: 'row-7' });
    const [sent] = fake.requests;
    expect(sent?.path).toBe('/api/v6/image_editing/face_gen');
    expect(sent?.body).toEqual({
      key: KEY,
      prompt: PROMPT,
      face_image: `data:image/jpeg;base64,${selfie.toString('base64')}`,
      style: 'anime',
      negative_prompt: '',
      width: 256,
      height: 256,
      num_inference_steps: 21,
      guidance_scale: 7.5,
      s_scale: 1,
      samples: 1,
      seed: null,
      safety_checker: true,
      base64: false,
      track_id: 'row-7',
    });
    expect(JSON.stringify(sent?.headers)).not.toContain(KEY);
  });

  test.each(['', '/', '/api/v6/image_editing', '/api/v6/image_editing/face_gen'])(
    'works with the address written as host%s',
    async (path) => {
      const { fake } = await start();
      await createFaceGen({ baseUrl: fake.url + path, key: KEY }).submit(request);
      expect(fake.paid).toBe(1);
    },
  );
});

describe('a submit that is processing', () => {
  test('is followed by its id until it succeeds, paid once', async () => {
    const { fake, client } = await start({ processingFetches: 2 });
    const submitted = await client.submit(request);
    expect(submitted).toEqual({
      status: 'processing',
      id: '1000',
      etaSeconds: 0.5,
      fetchUrl: `${fake.url}/api/v6/image_editing/fetch/1000`,
    });
    expect(await client.fetch('1000')).toEqual({ status: 'processing', id: '1000', etaSeconds: null, fetchUrl: null });
    expect((await client.fetch('1000')).status).toBe('processing');
    const answer = await client.fetch('1000');
    expect(answer).toMatchObject({ status: 'success', id: '1000', seed: 1_000_003 });
    expect(fake.paid).toBe(1);
  });

  test('is asked for at its fetch_result when that is at the configured origin', async () => {
    const { fake, client } = await start({ processingFetches: 1 });
    fake.script([{ kind: 'fields', fields: { fetch_result: '/api/v6/realtime/fetch/1000' } }]);
    const submitted = await client.submit(request);
    if (submitted.status !== 'processing') throw new Error('expected processing');
    await client.fetch(submitted);
    expect(fake.requests.at(-1)?.path).toBe('/api/v6/realtime/fetch/1000');
  });

  test.each(['host', 'credentials'])('never takes the key to a fetch_result with another %s', async (other) => {
    const { fake, client } = await start({ processingFetches: 1 });
    const { fake: stranger } = await start();
    const address = other === 'host' ? stranger.url : fake.url.replace('://', '://a:b@');
    fake.script([{ kind: 'fields', fields: { fetch_result: `${address}/elsewhere/fetch/1000` } }]);
    const submitted = await client.submit(request);
    if (submitted.status !== 'processing') throw new Error('expected processing');
    await client.fetch(submitted);
    expect(stranger.requests).toEqual([]);
    expect(fake.requests.at(-1)?.path).toBe('/api/v6/image_editing/fetch/1000');
  });

  test('says not_found for an id the upstream does not know, and asks nobody for what is no id', async () => {
    const { fake, client } = await start();
    expect(await failureOf(client.fetch('999'))).toMatchObject({ code: 'not_found', generationOver: true });
    expect(await failureOf(client.fetch('../face_gen'))).toMatchObject({ code: 'not_found' });
    expect(fake.requests).toHaveLength(1);
  });
});

describe('the upstream’s refusals', () => {
  const messages: [unknown, FaceGenErrorCode, boolean][] = [
    ['Invalid Api Key', 'bad_key', false],
    ['Invalid API key', 'bad_key', false],
    [{ key: ['The key field is required.'] }, 'bad_key', false],
    ['Invalid API Request', 'invalid_request', false],
    ['The prompt field is required.', 'invalid_request', false],
    [{ prompt: ['The prompt field is required.'] }, 'invalid_request', false],
    [['The width must not be greater than 512.'], 'invalid_request', false],
    ['Rate limit exceeded', 'rate_limited', true],
    ['Rate limit exceeded. Maximum 5 queued requests allowed.', 'rate_limited', true],
    ['Insufficient credits. Please add more credits to continue.', 'out_of_credits', false],
    ['Your monthly limit exceeded, upgrade subscription now on https://…', 'out_of_credits', false],
    ['This feature requires a premium subscription', 'out_of_credits', false],
    ['Unable to fetch image from provided URL', 'unreadable_photo', false],
    ['init image must be a valid url when base64 is a representation of false', 'unreadable_photo', false],
    ['Your API key has insufficient credits', 'out_of_credits', false],
    ['The safety checker field must be true or false.', 'invalid_request', false],
    ['Image blocked by the safety checker', 'refused_by_safety', false],
    ['NSFW content detected', 'refused_by_safety', false],
    ['Request not found', 'not_found', false],
    ['Failed, Try Again', 'upstream_failed', true],
    ['Try Again', 'upstream_down', true],
    ['try again later.', 'upstream_down', true],
    ['Internal server error. Please try again.', 'upstream_down', true],
    ['Service temporarily unavailable. Please try again in a few minutes.', 'upstream_down', true],
    ['words nobody has seen', 'upstream_failed', true],
  ];

  test.each(messages)('%j becomes %s, and is not paid', async (message, code, retryable) => {
    const { fake, client } = await start();
    fake.script([{ kind: 'answer', body: { status: 'error', message } }]);
    expect(await failureOf(client.submit(request))).toMatchObject({ code, retryable });
    expect(fake.requests).toHaveLength(1);
    expect(fake.paid).toBe(0);
  });

  test.each([
    [400, 'invalid_request'],
    [401, 'bad_key'],
    [402, 'out_of_credits'],
    [403, 'out_of_credits'],
    [413, 'bad_photo'],
    [429, 'rate_limited'],
    [500, 'upstream_down'],
    [503, 'upstream_down'],
  ] as const)('HTTP %i is the second witness when the words are new: %s', async (httpStatus, code) => {
    const { fake, client } = await start();
    fake.script([{ kind: 'answer', httpStatus, body: { status: 'error', message: 'new words' } }]);
    expect((await failureOf(client.submit(request))).code).toBe(code);
  });

  test('the body’s message wins over the HTTP status', async () => {
    const { fake, client } = await start();
    fake.script([{ kind: 'answer', httpStatus: 500, body: { status: 'error', message: 'Invalid Api Key' } }]);
    expect((await failureOf(client.submit(request))).code).toBe('bad_key');
  });

  test('"failed" is a verdict on the generation, "error" only on the call', async () => {
    const { fake, client } = await start();
    const body = { id: '', message: 'Try Again', output: '' };
    fake.script([
      { at: 'fetch', kind: 'answer', body: { ...body, status: 'failed' } },
      { at: 'fetch', kind: 'answer', body: { ...body, status: 'error' } },
    ]);
    expect(await failureOf(client.fetch('1'))).toMatchObject({ code: 'upstream_failed', generationOver: true });
    expect(await failureOf(client.fetch('1'))).toMatchObject({ code: 'upstream_down', generationOver: false });
  });

  test('how long to wait is read from the body, else from the header', async () => {
    const { fake, client } = await start();
    const limited = { status: 'error', message: 'Rate limit exceeded' };
    const headers = { 'retry-after': '20' };
    fake.script([
      { kind: 'answer', httpStatus: 429, body: { ...limited, retry_after: '7' }, headers },
      { kind: 'answer', httpStatus: 429, body: limited, headers },
      {
        kind: 'answer',
        httpStatus: 429,
        body: '<h1>Too many</h1>',
        headers: { 'retry-after': 'Wed, 01 Jan 2200 00:00:00 GMT' },
      },
      { kind: 'answer', body: limited },
    ]);
    const waits = [];
    for (let call = 0; call < 4; call += 1) waits.push((await failureOf(client.submit(request))).retryAfterSeconds);
    expect(waits).toEqual([7, 20, 3600, null]);
  });

  test('the fake refuses what the vendor refuses', async () => {
    const { fake, client } = await start();
    const wrong = createFaceGen({ baseUrl: fake.url, key: 'another' });
    expect((await failureOf(wrong.submit(request))).code).toBe('bad_key');
    const body = { key: KEY, prompt: 'x', face_image: selfie.toString('base64'), base64: 'yes' };
    const post = async (more: object) => {
      const init = { method: 'POST', body: JSON.stringify({ ...body, ...more }) };
      const response = await fetch(`${fake.url}/api/v6/image_editing/face_gen`, init);
      return [response.status, (await response.json()).message];
    };
    expect(await post({ key: undefined })).toEqual([200, 'Invalid Api Key']);
    expect(await post({ prompt: null })).toEqual([200, { prompt: ['The prompt field is required.'] }]);
    expect(await post({ width: '513' })).toEqual([200, { width: ['The width must not be greater than 512.'] }]);
    expect((await post({ width: 512, height: 768, samples: '2' }))[1]).toMatch(/samples/);
    expect((await post({ base64: false }))[1]).toMatch(/must be a valid url when base64/);
    expect((await post({ face_image: 'https://pictures.example/a.jpg' }))[1]).toMatch(/^Unable to fetch image/);
    expect(fake.paid).toBe(0);
    await client.submit(request);
    expect(fake.paid).toBe(1);
  });
});

describe('requests that are never sent', () => {
  test.each([
    [{ prompt: ' ' }, 'invalid_request'],
    [{ width: 520 }, 'invalid_request'],
    [{ width: 512, height: 768, samples: 2 }, 'invalid_request'],
    [{ samples: 3 }, 'invalid_request'],
    [{ guidance: 0.5 }, 'invalid_request'],
    [{ seed: 4_294_967_296 }, 'invalid_request'],
    [{ faceImage: new TextEncoder().encode('<svg>') }, 'bad_photo'],
    [{ faceImage: Buffer.concat([selfie, Buffer.alloc(5_000_000)]) }, 'bad_photo'],
  ] as [Partial<FaceGenRequest>, FaceGenErrorCode][])('%# %j is %s here already', async (more, code) => {
    const { fake, client } = await start();
    const error = await failureOf(client.submit({ ...request, ...more }));
    expect(error).toMatchObject({ code, retryable: false });
    expect(fake.requests).toEqual([]);
  });

  test('nothing is sent once the caller has given up', async () => {
    const { fake, client } = await start({ processingFetches: 1 });
    const signal = AbortSignal.abort(new Error('cancelled'));
    await expect(client.submit(request, { signal })).rejects.toThrow('cancelled');
    await expect(client.fetch('1', { signal })).rejects.toThrow('cancelled');
    expect(fake.requests).toEqual([]);
  });
});

describe('what is known when the connection fails', () => {
  test('refused: surely unsent, so it may be sent again', async () => {
    const { fake, client } = await start();
    await fake.close();
    running.pop();
    const expected = { code: 'upstream_down', retryable: true, detail: 'ECONNREFUSED' };
    expect(await failureOf(client.submit(request))).toMatchObject(expected);
    expect(await failureOf(client.fetch('1'))).toMatchObject(expected);
  });

  test('no such name: surely unsent', async () => {
    const unnamed = async () => {
      const error = new Error(`getaddrinfo ENOTFOUND ${KEY}`);
      throw Object.assign(error, { code: 'ENOTFOUND', syscall: 'getaddrinfo' });
    };
    const client = createFaceGen({ baseUrl: 'https://upstream.example', key: KEY, request: unnamed });
    const error = await failureOf(client.submit(request));
    expect(error).toMatchObject({ code: 'upstream_down', retryable: true, detail: 'ENOTFOUND' });
    expectDiscreet(error);
  });

  test('several addresses: unsent only if none was reached', async () => {
    const refused = Object.assign(new Error('refused'), { code: 'ECONNREFUSED', syscall: 'connect' });
    const reset = Object.assign(new Error('reset'), { code: 'ECONNRESET', syscall: 'read' });
    const submitWith = (...errors: Error[]) => {
      const failing = async () => Promise.reject(new AggregateError(errors));
      return failureOf(
        createFaceGen({ baseUrl: 'https://upstream.example', key: KEY, request: failing }).submit(request),
      );
    };
    expect((await submitWith(refused, refused)).code).toBe('upstream_down');
    expect((await submitWith(refused, reset)).code).toBe('outcome_unknown');
  });

  const lost: [string, Fault, number][] = [
    ['reset before it was read', { kind: 'reset', when: 'before' }, 0],
    ['reset once it was carried out', { kind: 'reset', when: 'after' }, 1],
    ['reset amid the answer', { kind: 'reset', when: 'amid' }, 1],
    ['truncated JSON', { kind: 'truncated' }, 1],
    ['HTML with HTTP 200', { kind: 'answer', body: `<h1>${KEY}</h1>` }, 0],
    ['HTML with HTTP 502', { kind: 'answer', httpStatus: 502, body: '<h1>Bad gateway</h1>' }, 0],
    ['HTML with HTTP 408', { kind: 'answer', httpStatus: 408, body: '<h1>Timeout</h1>' }, 0],
    ['JSON of another kind', { kind: 'answer', httpStatus: 504, body: { message: 'Endpoint request timed out' } }, 0],
    ['processing without an id', { kind: 'answer', body: { status: 'processing', output: [] } }, 0],
    ['success with nothing in it', { kind: 'answer', body: { status: 'success', output: [] } }, 0],
    ['an endless answer', { kind: 'huge', bytes: 17_000_000 }, 0],
  ];

  test.each(lost)('%s: nobody knows, so a submit is not sent again', async (_name, fault, paid) => {
    const { fake, client } = await start();
    fake.script([fault]);
    const error = await failureOf(client.submit(request));
    expect(error).toMatchObject({ code: 'outcome_unknown', retryable: false });
    expectDiscreet(error);
    expect(fake.requests).toHaveLength(1);
    await expect.poll(() => fake.paid).toBe(paid);
  });

  test.each(lost.filter(([name]) => !name.startsWith('processing')))(
    '%s: a fetch may be repeated',
    async (_name, fault) => {
      const { fake, client } = await start({ processingFetches: 1 });
      await client.submit(request);
      fake.script([{ ...fault, at: 'fetch' }]);
      expect(await failureOf(client.fetch('1000'))).toMatchObject({ retryable: true, generationOver: false });
      expect((await client.fetch('1000')).id).toBe('1000');
      expect(fake.paid).toBe(1);
    },
  );

  test('no answer in time: unknown for a submit, timeout for a fetch', async () => {
    const { fake } = await start();
    const client = createFaceGen({ baseUrl: fake.url, key: KEY, timeoutMs: 400 });
    fake.script((asked) => (asked.at === 'picture' ? null : { kind: 'delay', ms: 60_000 }));
    expect((await failureOf(client.submit(request))).code).toBe('outcome_unknown');
    await expect.poll(() => fake.paid).toBe(1);
    expect(await failureOf(client.fetch('1000'))).toMatchObject({ code: 'timeout', retryable: true });
  });

  test('giving up after sending: unknown for a submit, the reason for a fetch', async () => {
    const { fake, client } = await start();
    const giveUp = () => {
      const controller = new AbortController();
      fake.script(() => {
        controller.abort(new Error('cancelled'));
        return { kind: 'delay', ms: 60_000 };
      });
      return controller.signal;
    };
    expect((await failureOf(client.submit(request, { signal: giveUp() }))).code).toBe('outcome_unknown');
    await expect(client.fetch('1', { signal: giveUp() })).rejects.toThrow('cancelled');
  });

  test.each([
    [401, 'bad_key', false],
    [403, 'bad_response', false],
    [404, 'bad_response', false],
    [413, 'bad_photo', false],
    [429, 'rate_limited', true],
  ] as const)('a proxy’s HTTP %i was not carried out: %s', async (httpStatus, code, retryable) => {
    const { fake, client } = await start();
    fake.script([{ kind: 'answer', httpStatus, body: '<h1>no</h1>' }]);
    expect(await failureOf(client.submit(request))).toMatchObject({ code, retryable });
  });

  test.each([301, 303, 307, 308])('HTTP %i is not followed: the key stays at its origin', async (httpStatus) => {
    const { fake, client } = await start();
    const { fake: stranger } = await start();
    const headers = { location: `${stranger.url}/api/v6/image_editing/face_gen` };
    fake.script([{ kind: 'answer', httpStatus, body: '', headers }]);
    expect(await failureOf(client.submit(request))).toMatchObject({ code: 'bad_response', retryable: false });
    expect(stranger.requests).toEqual([]);
  });
});

test('no error holds the key, the prompt or the selfie, even when the upstream repeats them', async () => {
  const { fake, client } = await start();
  const echo = `${KEY} ${PROMPT} data:image/jpeg;base64,${selfie.toString('base64')}`;
  fake.script([
    { kind: 'answer', body: { status: 'error', message: `Invalid Api Key ${echo}` } },
    { kind: 'answer', httpStatus: 403, body: `<p>${echo}</p>` },
  ]);
  expectDiscreet(await failureOf(client.submit(request)));
  expectDiscreet(await failureOf(client.submit(request)));
  expectDiscreet(await failureOf(client.submit({ ...request, samples: 9 })));
  const throwing = async (_link: string, { body }: GuardedOptions) => Promise.reject(new Error(body));
  const odd = createFaceGen({ baseUrl: fake.url, key: KEY, request: throwing });
  expectDiscreet(await failureOf(odd.submit(request)));
  expect(inspect(client, { depth: 9, showHidden: true })).not.toContain(KEY);
});

describe('the forms an answer is known to take', () => {
  const read = (body: unknown, httpStatus = 200): FaceGenAnswer | undefined =>
    faceGenAnswer(httpStatus).safeParse(body).data;
  const link = 'https://cdn.example/a.png';
  const success = { status: 'success', id: null, outputs: [link], proxies: [], seed: null };

  test.each([
    ['the documented one', { status: 'success', output: [link], proxy_links: [], meta: {} }, {}],
    ['an object for a list', { status: 'success', output: { 0: link }, proxy_links: '' }, {}],
    ['one string for a list', { status: 'success', output: link }, {}],
    [
      'an empty string for a list',
      { status: 'success', output: '', proxy_links: { 0: link } },
      { outputs: [], proxies: [link] },
    ],
    ['id as a number', { status: 'success', id: 32, output: [link] }, { id: '32' }],
    ['id as a string', { status: 'success', id: '32', output: [link] }, { id: '32' }],
    ['an id that is none', { status: 'success', id: '../32', output: [link] }, {}],
    [
      'the seed as a string',
      { status: 'success', output: [link], meta: { seed: '4029484891' } },
      { seed: 4_029_484_891 },
    ],
    ['meta as a list', { status: 'success', output: [link], meta: [] }, {}],
    ['ready', { status: 'ready', output: [link] }, {}],
    ['capitals', { status: 'Success', output: [link] }, {}],
    ['holes in a list', { status: 'success', output: [null, link, ''], id: null }, {}],
  ])('success: %s', (_name, body, more) => {
    expect(read(body)).toEqual({ ...success, ...more });
  });

  const fetchUrl = 'https://modelslab.com/api/v6/image_editing/fetch/32';
  const processing = { status: 'processing', id: '32', etaSeconds: null, fetchUrl: null };
  test.each([
    ['eta as a float', { status: 'processing', id: 32, eta: 12.75 }, { etaSeconds: 12.75 }],
    ['eta in the hundreds', { status: 'processing', id: 32, eta: '412.5' }, { etaSeconds: 412.5 }],
    ['eta that is none', { status: 'processing', id: 32, eta: -1 }, {}],
    ['messege and tips', { status: 'processing', id: 32, messege: 'try again later.', tips: 'wait' }, {}],
    ['queued', { status: 'queued', id: 32 }, {}],
    ['ready without pictures', { status: 'ready', id: 32, output: [] }, {}],
    ['success without pictures', { status: 'success', id: 32, output: '' }, {}],
    ['the id only in fetch_result', { status: 'processing', fetch_result: fetchUrl }, { fetchUrl }],
    ['future_links, which are no results', { status: 'processing', id: 32, future_links: [link], output: [] }, {}],
    [
      'the answer of a fetch',
      { status: 'processing', message: 'try again later.', output: '', tip: '…' },
      { id: null },
    ],
  ])('processing: %s', (_name, body, more) => {
    expect(read(body)).toEqual({ ...processing, ...more });
  });

  test.each([
    [
      'failed with an empty output',
      { status: 'failed', id: '', message: 'Failed, Try Again', output: '' },
      'upstream_failed',
    ],
    ['messege', { status: 'error', messege: 'Invalid API key' }, 'bad_key'],
    ['no message', { status: 'failed' }, 'upstream_failed'],
    ['a message of numbers', { status: 'error', message: [1, { deep: { deeper: 2 } }] }, 'upstream_failed'],
  ])('failed: %s', (_name, body, code) => {
    expect(read(body)).toEqual({ status: 'failed', code, retryAfterSeconds: null });
  });

  test('failed: a 4xx with a message and no status', () => {
    expect(read({ message: 'Unauthenticated.' }, 401)).toMatchObject({ status: 'failed', code: 'bad_key' });
  });

  test.each([null, [], 'success', 7, {}, { status: 'dancing' }, { message: 'x' }])(
    '%j is not of the contract',
    (body) => {
      expect(read(body)).toBeUndefined();
    },
  );
});

test('an address that is none is refused when the client is made', () => {
  expect(() => createFaceGen({ baseUrl: 'modelslab.com', key: KEY })).toThrow(TypeError);
  expect(() => createFaceGen({ baseUrl: 'file:///etc', key: KEY })).toThrow(TypeError);
});
