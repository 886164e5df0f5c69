/** Over generated wire traffic: nothing but a coded error is ever thrown, and nothing out of limits gets through. */
import fc from 'fast-check';
import sharp from 'sharp';
import { describe, expect, test } from 'vitest';
import { isPublicAddress } from '../../lib/face-gen/addresses.ts';
import { createFaceGen, type FaceGen } from '../../lib/face-gen/client.ts';
import { faceGenAnswer, faceGenDelivery } from '../../lib/face-gen/contract.ts';
import { decodeFaceGenRequest, FACE_GEN_STYLES } from '../../lib/face-gen/decode.ts';
import { downloadPictures } from '../../lib/face-gen/download.ts';
import { FaceGenError } from '../../lib/face-gen/errors.ts';

const KEY = 'key-only-the-server-knows';
const ORIGIN = 'https://face-gen.example';
const photo = await sharp({ create: { width: 96, height: 96, channels: 3, background: '#c86432' } })
  .jpeg()
  .toBuffer();

const link = fc.oneof(
  fc.webUrl(),
  fc.string(),
  fc.constantFrom('', 'file:///etc/passwd', 'data:image/png;base64,AAAA'),
);
const links = fc.oneof(fc.array(link, { maxLength: 10 }), link, fc.dictionary(fc.string(), link), fc.jsonValue());
const words = fc.oneof(
  fc.string(),
  fc.constantFrom(
    'Invalid Api Key',
    'Rate limit exceeded',
    'Failed, Try Again',
    'Request not found',
    'try again later.',
  ),
  fc.dictionary(fc.string(), fc.array(fc.string())),
  fc.jsonValue(),
);
const number = fc.oneof(fc.double(), fc.integer(), fc.integer().map(String), fc.jsonValue());
const status = fc.oneof(
  fc.constantFrom('success', 'processing', 'queued', 'ready', 'error', 'failed', 'Success ', ''),
  fc.jsonValue(),
);

/** The contract's fields, each in a form that is known or in any other. */
const answerBody = fc.oneof(
  fc.record(
    {
      ...{ status, id: number, output: links, proxy_links: links, future_links: links, eta: number },
      ...{ fetch_result: link, retry_after: number, message: words, messege: words, error: words, errors: words },
      meta: fc.oneof(fc.record({ seed: number }, { requiredKeys: [] }), fc.jsonValue()),
    },
    { requiredKeys: [] },
  ),
  fc.jsonValue(),
);
const httpStatus = fc.constantFrom(200, 201, 302, 400, 401, 402, 403, 404, 408, 413, 429, 500, 502, 503, 504);
const reply = fc.record({
  text: fc.oneof(
    answerBody.map((value) => JSON.stringify(value)),
    fc.string(),
  ),
  httpStatus,
  retryAfter: fc.option(fc.oneof(fc.nat().map(String), fc.string().filter(isHeader))),
});

function isHeader(value: string): boolean {
  return /^[\x20-\x7e]*$/.test(value);
}

/** A client whose upstream answers as told, whatever it is asked. */
function clientOf({
  text,
  httpStatus,
  retryAfter,
}: {
  text: string;
  httpStatus: number;
  retryAfter: string | null;
}): FaceGen {
  const headers = retryAfter === null ? {} : { 'retry-after': retryAfter };
  return createFaceGen({
    baseUrl: ORIGIN,
    key: KEY,
    request: async () => ({ httpStatus, headers, bytes: Buffer.from(text) }),
  });
}

/** Fails unless the call gives a value or throws a coded error that is silent about the key. */
async function expectCoded(call: Promise<unknown>): Promise<void> {
  const error = await call.then(
    () => null,
    (reason: unknown) => reason,
  );
  if (error === null) return;
  expect(error).toBeInstanceOf(FaceGenError);
  if (!(error instanceof FaceGenError)) return;
  expect(error.message).toMatch(/\.$/);
  expect(error.retryAfterSeconds ?? 0).toBeLessThanOrEqual(3600);
  expect(`${error.message} ${error.detail} ${error.stack}`).not.toContain(KEY);
}

describe('whatever the upstream answers', () => {
  test('parsing gives an answer of the contract or refuses, and never throws', () => {
    fc.assert(
      fc.property(answerBody, httpStatus, (body, code) => {
        const answer = faceGenAnswer(code).safeParse(body).data;
        if (answer?.status === 'success') {
          expect(answer.outputs.length + answer.proxies.length).toBeGreaterThan(0);
          expect(answer.outputs.length).toBeLessThanOrEqual(8);
        }
        if (answer?.status === 'processing') expect(answer.etaSeconds ?? 0).toBeGreaterThanOrEqual(0);
        if (answer?.status === 'failed') expect(new FaceGenError(answer.code).message).toMatch(/\.$/);
      }),
      { numRuns: 1000 },
    );
  });

  test('submit, fetch and upload throw nothing but coded errors', async () => {
    await fc.assert(
      fc.asyncProperty(reply, async (given) => {
        const client = clientOf(given);
        await expectCoded(client.submit({ faceImage: photo, prompt: 'x', width: 256, height: 256 }));
        await expectCoded(client.fetch('32'));
        await expectCoded(client.upload(photo));
      }),
      { numRuns: 300 },
    );
  });

  test('a submit whose answer can’t be understood is never told as one to send again', async () => {
    await fc.assert(
      fc.asyncProperty(fc.string(), fc.constantFrom(200, 201, 500, 502, 503), async (text, code) => {
        fc.pre(!isObject(text));
        const call = clientOf({ text, httpStatus: code, retryAfter: null }).submit({
          ...{ faceImage: photo, prompt: 'x', width: 256, height: 256 },
        });
        await expect(call).rejects.toMatchObject({ code: 'outcome_unknown', retryable: false });
      }),
    );
  });

  test('links to private addresses, and what are no links, are refused with a coded error', async () => {
    const settings = {
      ...{ trustedOrigin: ORIGIN, retryForMs: 0, wait: async () => {} },
      resolve: async () => [{ address: '10.0.0.7', family: 4 }],
    };
    await fc.assert(
      fc.asyncProperty(fc.array(link, { maxLength: 3 }), fc.array(link, { maxLength: 3 }), async (outputs, proxies) => {
        await expect(downloadPictures({ outputs, proxies }, settings)).rejects.toBeInstanceOf(FaceGenError);
      }),
      { numRuns: 200 },
    );
  });

  test('a delivery gives a plain id or none', () => {
    fc.assert(
      fc.property(answerBody, (body) => {
        expect(faceGenDelivery.parse(body).id ?? 'none').toMatch(/^[\w-]{1,128}$/);
      }),
      { numRuns: 500 },
    );
  });

  test('only what reads as a public address counts as one', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.domain()), (text) => {
        expect(isPublicAddress(text)).toBe(false);
      }),
    );
    fc.assert(
      fc.property(fc.nat(255), fc.nat(255), fc.nat(255), (a, b, c) => {
        expect(isPublicAddress(`10.${a}.${b}.${c}`)).toBe(false);
        expect(isPublicAddress(`::ffff:10.${a}.${b}.${c}`)).toBe(false);
      }),
    );
  });
});

function isObject(text: string): boolean {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null;
  } catch {
    return false;
  }
}

describe('whatever a client sends', () => {
  const recorded: [string, Record<string, unknown>, Record<string, unknown>][] = [
    [
      'all numbers as strings, booleans as words',
      {
        ...{ key: 'k', prompt: 'pretty woman', face_image: 'https://pictures.example/a.jpg', style: 'anime ' },
        ...{ width: '512', height: '512', num_inference_steps: '20', guidance_scale: '7.5', s_scale: '7.5' },
        ...{ samples: '2', safety_checker: 'no', base64: 'false', seed: '4029484891', negative_prompt: '' },
      },
      {
        ...{ style: 'anime', width: 512, height: 512, steps: 21, guidance: 7.5, faceStrength: 2, samples: 2 },
        ...{ safetyChecker: false, base64: false, seed: 4_029_484_891, negativePrompt: '' },
      },
    ],
    [
      'the page’s own sample: `" track_id"` and nulls',
      {
        ...{ key: 'k', prompt: 'a man', face_image: 'https://pictures.example/a.jpg', width: 512, height: 768 },
        ...{ samples: 2, num_inference_steps: 31, seed: null, webhook: null, ' track_id': null, style: '3D' },
      },
      { style: '3d', width: 512, height: 768, samples: 1, steps: 31, seed: null, webhook: null, trackId: null },
    ],
    [
      'absent values as "null", a number for the track',
      {
        ...{
          key: 'k',
          prompt: 'a man',
          face_image: 'data:image/png;base64,AAAA',
          base64: 'yes',
          model_id: 'midjourney',
        },
        ...{ seed: 'null', webhook: 'null', ' track_id': 7, negative_prompt: 'null', width: '', height: 'null' },
      },
      {
        base64: true,
        seed: null,
        webhook: null,
        trackId: '7',
        negativePrompt: '',
        width: null,
        height: null,
        steps: 21,
      },
    ],
  ];
  for (const [name, body, expected] of recorded) {
    test(`${name}: read as it was meant`, () => {
      expect(decodeFaceGenRequest(body)).toMatchObject({ status: 'ok', request: expected });
    });
  }

  test('a missing field is told in the vendor’s words', () => {
    expect(decodeFaceGenRequest({ key: 'k', prompt: ' ', face_image: 'null' })).toEqual({
      status: 'error',
      message: { prompt: ['The prompt field is required.'], face_image: ['The face image field is required.'] },
    });
    expect(decodeFaceGenRequest('nothing')).toEqual({ status: 'error', message: 'Invalid API Request' });
  });

  test('what is read is within the limits, and reading never throws', () => {
    const value = fc.oneof(number, fc.boolean(), fc.string(), fc.constantFrom('null', 'yes', 'no', '3D', 'anime '));
    const names = ['width', 'height', 'num_inference_steps', 'guidance_scale', 's_scale', 'samples', 'seed', 'base64'];
    const settings = fc.dictionary(fc.constantFrom(...names, ' track_id', 'safety_checker', 'webhook'), value);
    const body = fc.oneof(
      settings.map((rest) => ({ key: 'k', prompt: 'x', face_image: 'y', ...rest })),
      fc.dictionary(fc.string(), value),
      fc.jsonValue(),
    );
    fc.assert(
      fc.property(body, (json) => {
        const decoded = decodeFaceGenRequest(json);
        if (decoded.status === 'error') return;
        const { width, height, steps, guidance, faceStrength, samples, seed, style } = decoded.request;
        for (const [given, min, max] of [
          [width ?? 64, 64, 512],
          [height ?? 64, 64, 768],
          [guidance, 1, 20],
          [faceStrength, 0, 2],
          [samples, 1, (width ?? 512) === 512 && (height ?? 768) === 768 ? 1 : 2],
          [seed ?? 0, 0, 4_294_967_295],
        ] as const) {
          expect(given).toBeGreaterThanOrEqual(min);
          expect(given).toBeLessThanOrEqual(max);
        }
        expect([21, 31, 41]).toContain(steps);
        expect(FACE_GEN_STYLES).toContain(style);
        expect(Number.isInteger(samples) && Number.isInteger(seed ?? 0) && Number.isInteger(width ?? 0)).toBe(true);
      }),
      { numRuns: 1000 },
    );
  });
});
