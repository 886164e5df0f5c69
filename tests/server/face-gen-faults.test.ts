/**
 * Whatever face_gen or the way to it does to one request: the generation ends as it should, with a sentence that says
 * so, and nothing is paid twice. Faults of the whole account are in face-gen-account.test.ts.
 */
import sharp from 'sharp';
import { beforeAll, describe, expect, test } from 'vitest';
import { db } from '@/lib/db';
import { readStoredFile } from '@/lib/storage';
import type { FakeRequest } from '../fakes/face-gen.ts';
import type { Fault } from '../fakes/faults.ts';
import { ended, KEY, type RemoteWorker, startRemoteWorker } from '../remote-worker.ts';

let worker: RemoteWorker;
beforeAll(async () => {
  worker = await startRemoteWorker();
});

type Expected = {
  status: 'finished' | 'failed';
  /** Submits that were carried out. */
  paid: number;
  /** Submits that were sent; as many as were paid unless told. */
  sent?: number;
  says?: RegExp;
  mayRetry?: boolean;
};

const UNKNOWN = /cannot tell whether your picture was made. It may have been charged; asking again makes a new one/;
const unknown = (paid: number): Expected => ({ status: 'failed', paid, sent: 1, says: UNKNOWN, mayRetry: true });
const finished: Expected = { status: 'finished', paid: 1 };
const unusable: Expected = { status: 'failed', paid: 1, says: /something that we could not use/, mayRetry: true };
const heldBack: Expected = { status: 'failed', paid: 1, says: /refused this request as unsafe/, mayRetry: false };

const error = (message: unknown, httpStatus = 200, more = {}): Fault => ({
  kind: 'answer',
  httpStatus,
  body: { status: 'error', message, ...more },
});
const processing = (fields: Record<string, unknown> = {}): Fault => ({
  kind: 'fields',
  fields: { status: 'processing', eta: 0.1, output: [], proxy_links: [], ...fields },
});
const stillProcessing = { at: 'fetch', kind: 'answer', body: { status: 'processing', output: '' } } as const;
const picture = (fault: object) => (request: FakeRequest) =>
  request.at === 'picture' ? ({ at: 'picture', ...fault } as Fault) : null;
const body = (bytes: unknown) => picture({ kind: 'answer', body: bytes });
const links = (...output: string[]): Fault[] => [{ kind: 'fields', fields: { output, proxy_links: [] } }];
/** The picture's only link is in an object of the other list. */
const withProxyLinks = ({ at, path }: FakeRequest): Fault | null => {
  if (at === 'submit') return processing();
  const proxy = `${worker.upstream.url}/proxy/${path.split('/').at(-1)}-0.png`;
  return at === 'fetch' ? { at, kind: 'fields', fields: { output: '', proxy_links: { 0: proxy } } } : null;
};
const flat = (side: number, background: string) =>
  sharp({ create: { width: side, height: side, channels: 3, background } })
    .png()
    .toBuffer();
const drawn = () => sharp('tests/fixtures/astronaut.jpg').resize(256, 256).png().toBuffer();

type Case = [name: string, plan: () => Promise<Plan> | Plan, expected: Expected];
type Plan = Fault[] | ((request: FakeRequest) => Fault | null);

const CASES: Record<string, Case[]> = {
  'the submit': [
    ['cut before anything was done', () => [{ kind: 'reset', when: 'before' }], unknown(0)],
    ['cut after it was carried out', () => [{ kind: 'reset', when: 'after' }], unknown(1)],
    ['cut amid its answer', () => [{ kind: 'reset', when: 'amid' }], unknown(1)],
    ['never answered, and not carried out', () => [{ kind: 'silence', when: 'before' }], unknown(0)],
    ['never answered, but carried out', () => [{ kind: 'silence', when: 'after' }], unknown(1)],
    ['answered by half a body and silence', () => [{ kind: 'silence', when: 'amid' }], unknown(1)],
    ['answered by a proxy’s HTML 502', () => [{ kind: 'answer', httpStatus: 502, body: '<h1>Bad</h1>' }], unknown(0)],
    ['hidden behind a proxy’s HTML 502', () => [{ kind: 'hidden', httpStatus: 502, body: '<h1>Bad</h1>' }], unknown(1)],
    ['answered by an empty 200', () => [{ kind: 'hidden', httpStatus: 200, body: '' }], unknown(1)],
    ['answered by truncated JSON', () => [{ kind: 'truncated' }], unknown(1)],
    [
      'refused for its settings, by an object of lists',
      () => [error({ prompt: ['The prompt field is required.'] })],
      { status: 'failed', paid: 0, sent: 1, says: /did not accept these settings/, mayRetry: false },
    ],
    [
      'refused as `messege`',
      () => [{ kind: 'answer', body: { status: 'error', messege: 'No face found in the image' } }],
      { status: 'failed', paid: 0, sent: 1, says: /could not use this selfie/, mayRetry: false },
    ],
    [
      'refused by a passing 500',
      () => [error('Internal server error. Please try again.', 500)],
      { ...finished, sent: 2 },
    ],
    ['refused by a passing 503', () => [error('Service temporarily unavailable.', 503)], { ...finished, sent: 2 }],
    [
      'failed at once',
      () => [{ kind: 'answer', body: { status: 'failed', id: '', message: 'Failed, Try Again', output: '' } }],
      { ...finished, sent: 2 },
    ],
  ],
  'the wait': [
    [
      'still processing at the deadline',
      () => (request) => (request.at === 'submit' ? processing() : request.at === 'fetch' ? stillProcessing : null),
      { status: 'failed', paid: 1, says: /took too long/, mayRetry: true },
    ],
    ['announced by `eta` 416.9 and ready before', () => [processing({ eta: 416.9 })], finished],
    ['ready with `output` empty and `proxy_links` as an object', () => withProxyLinks, finished],
    [
      'polled through HTML 502, a cut and 429',
      () => [
        processing(),
        { at: 'fetch', kind: 'answer', httpStatus: 502, body: '<h1>Bad gateway</h1>' },
        { at: 'fetch', kind: 'reset', when: 'after' },
        { ...error('Rate limit exceeded', 429), at: 'fetch' },
      ],
      finished,
    ],
    [
      'polled through silence',
      () => [processing({ eta: 2.5 }), { at: 'fetch', kind: 'silence', when: 'before' }],
      finished,
    ],
    [
      'failed after it was taken',
      () => [
        processing(),
        { at: 'fetch', kind: 'answer', body: { status: 'failed', id: '', message: 'Failed', output: '' } },
      ],
      { status: 'failed', paid: 1, says: /could not make this picture/, mayRetry: true },
    ],
    [
      'forgotten by the upstream',
      () => [
        processing(),
        { at: 'fetch', kind: 'answer', body: { status: 'failed', id: '', message: 'Request not found', output: '' } },
      ],
      { status: 'failed', paid: 1, says: /no longer has this picture/, mayRetry: true },
    ],
    [
      'a success that holds no picture',
      () => (request) =>
        request.at === 'picture' ? null : { at: request.at, kind: 'fields', fields: { output: [], proxy_links: [] } },
      { status: 'failed', paid: 1, says: /took too long/, mayRetry: true },
    ],
  ],
  'the result': [
    [
      'a link that can’t be read six times',
      () => Array.from({ length: 6 }, () => ({ at: 'picture', kind: 'answer', httpStatus: 404, body: '' }) as const),
      finished,
    ],
    ['a link that is dead for good', () => picture({ kind: 'answer', httpStatus: 404, body: '' }), unusable],
    ['a link to this machine', () => links('https://127.0.0.1/a.png'), unusable],
    ['a link to this machine’s own upstream, elsewhere', () => links('http://127.0.0.1:9/a.png'), unusable],
    ['a link to a cloud’s metadata', () => links('http://169.254.169.254/latest/meta-data/'), unusable],
    ['a name that resolves to a private address', () => links('https://localhost/a.png'), unusable],
    ['a file: link', () => links('file:///etc/passwd'), unusable],
    [
      'a redirect to this machine',
      () => picture({ kind: 'answer', httpStatus: 302, body: '', headers: { location: 'https://127.0.0.1/a.png' } }),
      unusable,
    ],
    [
      'a redirect to a cloud’s metadata',
      () => picture({ kind: 'answer', httpStatus: 302, body: '', headers: { location: 'http://169.254.169.254/' } }),
      unusable,
    ],
    ['HTML', () => body('<!doctype html><p>Soon</p>'), unusable],
    ['one pixel', async () => body(await flat(1, '#c86432')), unusable],
    ['wholly black', async () => body(await flat(256, '#000')), heldBack],
    [
      'blurred beyond recognition',
      async () =>
        body(
          await sharp(await drawn())
            .blur(12)
            .png()
            .toBuffer(),
        ),
      heldBack,
    ],
    ['300 MB', () => picture({ kind: 'huge', bytes: 300_000_000 }), unusable],
    ['never-ending', () => picture({ kind: 'endless' }), { ...unusable, says: /took too long|could not use/ }],
    [
      'a truncated PNG',
      async () => {
        const bytes = await drawn();
        return body(bytes.subarray(0, bytes.length / 2));
      },
      unusable,
    ],
    ['a .base64 link', async () => body((await drawn()).toString('base64')), finished],
    [
      'a .base64 link with a prefix',
      async () => body(`data:image/png;base64,${(await drawn()).toString('base64')}`),
      finished,
    ],
    ['inline base64', async () => links((await drawn()).toString('base64')), finished],
    ['an inline data: URI', async () => links(`data:image/png;base64,${(await drawn()).toString('base64')}`), finished],
  ],
};

for (const [part, cases] of Object.entries(CASES)) {
  describe.concurrent(part, () => {
    for (const [name, plan, expected] of cases) {
      test(`${name}: ${expected.status}, ${expected.paid} paid`, { timeout: 60_000 }, async () => {
        const asked = await worker.ask(await plan());
        const view = await ended(asked);
        expect(view.status).toBe(expected.status);
        expect(worker.jobs(asked.prompt)).toHaveLength(expected.paid);
        expect(worker.submits(asked.prompt)).toBe(expected.sent ?? expected.paid);
        expect(view.avatars).toHaveLength(expected.status === 'finished' ? 1 : 0);
        for (const { id } of view.avatars) expect(await readStoredFile(`avatars/${id}.png`)).not.toBeNull();
        expect(view.failure?.message ?? '').toMatch(expected.says ?? /^$/);
        expect(view.failure?.retryable ?? false).toBe(expected.mayRetry ?? false);
        const usage = await db().dailyUsage.findFirst({ where: { ownerId: asked.owner } });
        expect(usage?.used).toBe(expected.status === 'finished' ? 1 : 0);
        expect(JSON.stringify(view)).not.toContain(KEY);
      });
    }
  });
}
