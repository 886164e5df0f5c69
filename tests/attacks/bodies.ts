/** What no form or page of ours would send, made by a seed: the same seed makes the same bodies. */
import fc from 'fast-check';
import { internal } from '@/messages/compiled/errors';
import type { Person } from './people.ts';
import { actionCall, type findActions } from './routes.ts';
import type { Probe } from './table.ts';

export type Case = { name: string; method: string; path: string; headers: Record<string, string>; body: string };

/** JSON that `JSON.stringify` wouldn't write stands here, and is put in its place in the text. */
const RAW = new Map(
  Object.entries({
    'raw:deep': `${'['.repeat(3000)}${']'.repeat(3000)}`,
    'raw:deep objects': `${'{"a":'.repeat(3000)}1${'}'.repeat(3000)}`,
    'raw:huge number': '9'.repeat(400),
    'raw:huge exponent': '1e999999',
    'raw:prototype': '{"__proto__":{"isAdmin":true},"constructor":{"prototype":{"x":1}}}',
    'raw:twice': '{"id":1,"id":"x","ids":[],"ids":null}',
    'raw:lone surrogate': '"\\ud800"',
    'raw:thenable': '{"then":"$1"}',
    'raw:null byte': '"a\\u0000b"',
  }),
);
/** What React reads as a reference, a type of its own, or a way into an object. */
const REFERENCES = [
  ...['$undefined', '$NaN', '$Infinity', '$-0', '$', '$$', '$n12345678901234567890', '$nx', '$Dx', '$D2026-01-01'],
  ...['$F1', '$h1', '$T1', '$@1', '$@0', '$Q1', '$W1', '$i1', '$K1', '$B1', '$A1', '$R1', '$r1', '$X1', '$x1', '$S0'],
  ...[
    '$0',
    '$1',
    '$0:0',
    '$1:constructor:constructor',
    '$1:__proto__:then',
    '$0:length',
    '$ffffffff',
    '$Sx',
    '$o1',
    '$V1',
  ],
];
const WORDS = [
  ...[
    '',
    ' ',
    'x'.repeat(100_000),
    'a\0b',
    '\u202Ex',
    '😀'.repeat(300),
    '\ud800',
    '’; DROP TABLE users; --',
    '../../../etc/passwd',
  ],
  ...[
    '%00',
    '%2e%2e%2f',
    '__proto__',
    'constructor',
    'null',
    'true',
    '-1',
    '1e309',
    '00000000-0000-0000-0000-000000000000',
  ],
  ...['{{7*7}}', '<script>alert(1)</script>', 'a\r\nSet-Cookie: x=1', "' OR '1'='1", '2026-13-45T99:99:99Z'],
];
const hostile: fc.Arbitrary<unknown> = fc.oneof(
  fc.constantFrom(...WORDS),
  fc.constantFrom(...RAW.keys()),
  fc.constantFrom(null, true, false, 0, -0, -1, 1.5, 2 ** 53, 1e308, -1e308, 5e-324),
  fc.constantFrom([], {}, [[]], [null], { length: 1e9 }, { toString: 1 }, { ['__proto__']: { x: 1 } }),
  fc.constant(Array.from({ length: 5000 }, (_, at) => at)),
  fc.constant(Object.fromEntries(Array.from({ length: 2000 }, (_, at) => [`k${at}`, at]))),
  fc.string({ unit: 'binary', maxLength: 200 }),
  fc.double(),
  fc.uuid(),
  fc.jsonValue({ maxDepth: 4 }),
);

type Step = { at: number; value: unknown; how: 'replace' | 'remove' | 'wrap' | 'add' };
const step: fc.Arbitrary<Step> = fc.record({
  ...{ at: fc.nat(30), value: hostile },
  how: fc.constantFrom('replace', 'replace', 'replace', 'remove', 'wrap', 'add'),
});

/** A value with one of its places changed. */
function changed(value: unknown, { at, value: other, how }: Step): unknown {
  const places = placesOf(value);
  const place = places[at % places.length] ?? [];
  const put = (node: unknown, path: readonly (string | number)[]): unknown => {
    const [key, ...rest] = path;
    if (key === undefined)
      return how === 'wrap' ? [node] : how === 'add' && isObject(node) ? { ...node, extra: other } : other;
    if (Array.isArray(node)) {
      if (how === 'remove' && rest.length === 0) return node.filter((_, index) => index !== key);
      return node.map((each, index) => (index === key ? put(each, rest) : each));
    }
    const { [key]: inner, ...kept } = node as Record<string | number, unknown>;
    return how === 'remove' && rest.length === 0 ? kept : { ...kept, [key]: put(inner, rest) };
  };
  return put(value, place);
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function placesOf(value: unknown, path: readonly (string | number)[] = []): (readonly (string | number)[])[] {
  const entries: [string | number, unknown][] = Array.isArray(value)
    ? value.map((each, at) => [at, each])
    : isObject(value)
      ? Object.entries(value)
      : [];
  return [path, ...entries.flatMap(([key, each]) => placesOf(each, [...path, key]))];
}

function withRaw(text: string): string {
  return [...RAW].reduce((all, [name, raw]) => all.replaceAll(`"${name}"`, raw), text);
}

const CONTENT_TYPES = [
  ...[
    'text/plain;charset=UTF-8',
    'application/json',
    'application/x-www-form-urlencoded',
    'image/jpeg',
    'text/x-component',
  ],
  ...['multipart/form-data', 'multipart/form-data; boundary=x', `multipart/form-data; boundary=${'y'.repeat(2000)}`],
  ...['application/json; charset=utf-7', 'a', '*/*', 'text/plain, application/json'],
];
/** Bodies of several parts: whole, cut off, without a boundary, with strange names. */
const multipart: fc.Arbitrary<string> = fc
  .array(
    fc.tuple(
      fc.constantFrom('0', '1', '$ACTION_ID_x', '$ACTION_REF_1', '$ACTION_1:0', '$ACTION_KEY', 'ids', '__proto__', ''),
      fc.oneof(fc.constantFrom(...WORDS, ...REFERENCES.map((each) => JSON.stringify([each]))), fc.json()),
    ),
    { maxLength: 6 },
  )
  .chain((parts) =>
    fc
      .constantFrom('--x--\r\n', '', '--x', '--y--\r\n')
      .map(
        (end) =>
          parts
            .map(([name, text]) => `--x\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${text}\r\n`)
            .join('') + end,
      ),
  );
const junk: fc.Arbitrary<{ type: string; body: string }> = fc.oneof(
  fc.record({
    type: fc.constantFrom(...CONTENT_TYPES),
    body: fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.json(),
      fc.constantFrom('[', '{}', '[]', 'null', '', '"', ...WORDS),
    ),
  }),
  fc.record({ type: fc.constantFrom('multipart/form-data; boundary=x', 'multipart/form-data'), body: multipart }),
);

/** Calls of actions: fit ones changed, references, and what is no call at all. */
function actionCases(actions: Awaited<ReturnType<typeof findActions>>, probes: readonly Probe[]): fc.Arbitrary<Case> {
  const fit = probes.filter(({ route }) => route.startsWith('action '));
  return fc.constantFrom(...fit).chain((probe) => {
    const name = probe.route.slice('action '.length);
    const { id = '', page = '/' } = actions.get(name) ?? {};
    const headers = actionCall({ id }, []).headers;
    const about = { name: probe.route, method: 'POST', path: page };
    const steps = fc.array(step, { minLength: 1, maxLength: 3 });
    const args = steps.map((all) => all.reduce<unknown>((value, each) => changed(value, each), probe.ask));
    return fc.oneof(
      {
        weight: 6,
        arbitrary: args.map((value) => ({
          ...about,
          headers,
          body: withRaw(actionCall({ id }, value as unknown[]).body),
        })),
      },
      {
        weight: 2,
        arbitrary: fc
          .constantFrom(...REFERENCES)
          .map((reference) => ({ ...about, headers, body: JSON.stringify([reference]) })),
      },
      {
        weight: 2,
        arbitrary: junk.map(({ type, body }) => ({ ...about, headers: { ...headers, 'content-type': type }, body })),
      },
    );
  });
}

/** Requests of the other routes: hostile fields, addresses and queries; junk for bodies. */
function routeCases(probes: readonly Probe[]): fc.Arbitrary<Case> {
  const fit = probes.filter(
    ({ route }) => !route.startsWith('action ') && !route.includes('/api/v6/') && route !== 'GET /api/events',
  );
  const text = hostile.map((value) =>
    (typeof value === 'string' ? (RAW.get(value) ?? value) : JSON.stringify(value)).slice(0, 6000),
  );
  return fc.constantFrom(...fit).chain(({ route, ask, init }) => {
    const [method = ''] = route.split(' ');
    const [path = '', query = ''] = String(ask).split('?');
    const about = { name: route, method, headers: init?.headers ?? {} };
    const asked = fc.tuple(fc.nat(4), text, text).map(([at, one, other]) => {
      const params = new URLSearchParams(query);
      const name = [...params.keys()][at] ?? ['n', 'q', 'next', 'size', 'token'][at] ?? 'q';
      params.set(name, one.slice(0, 2000));
      if (at === 0) params.append(name, other.slice(0, 2000));
      const parts = path.split('/');
      if (at > 2) parts[parts.length - 1] = encodeURIComponent(Buffer.from(one.slice(0, 300)).toString());
      return { ...about, path: `${parts.join('/')}?${params}`, body: init?.body ?? '' };
    });
    if (method === 'GET') return asked;
    const fields = fc.tuple(fc.nat(5), text).map(([at, value]) => {
      const form = new URLSearchParams(init?.body ?? '');
      const name = [...form.keys()][at] ?? ['words', 'token', 'email', 'next', 'password', 'ids'][at] ?? 'x';
      form.set(name, value);
      return {
        ...about,
        path: String(ask),
        headers: { ...about.headers, 'content-type': 'application/x-www-form-urlencoded' },
        body: form.toString(),
      };
    });
    const other = junk.map(({ type, body }) => ({
      ...about,
      path: String(ask),
      headers: { ...about.headers, 'content-type': type },
      body,
    }));
    return fc.oneof(asked, fields, other);
  });
}

/** So many requests as `person`, half of them to actions. */
export function hostileBodies(
  options: { actions: Awaited<ReturnType<typeof findActions>>; probes: readonly Probe[]; person: Person; url: string },
  count: number,
  seed: number,
): Case[] {
  const { actions, probes, person, url } = options;
  const cases = fc.sample(fc.oneof(actionCases(actions, probes), routeCases(probes)), { numRuns: count, seed });
  return cases.map((each) => ({
    ...each,
    headers: { ...each.headers, origin: url, cookie: [each.headers.cookie, person.cookie].filter(Boolean).join('; ') },
  }));
}

/** Words of the inside that no answer may hold. */
const INSIDE =
  /\n\s+at .+:\d+:\d+|node_modules|\/dist\/|\/\.next\/server|PrismaClient|ZodError|\bSELECT\b.+\bFROM\b|ECONN|invocation/;

/** Sends one. @returns what is wrong with its answer; `null` = nothing */
export async function faultOf(url: string, { name, method, path, headers, body }: Case): Promise<string | null> {
  const response = await fetch(url + path, {
    ...{ method, headers, redirect: 'manual', signal: AbortSignal.timeout(20_000) },
    ...(method === 'GET' ? {} : { body }),
  });
  const text = await response.text();
  if (text.includes(internal())) return `${name}: HTTP ${response.status} after a fault of ours`;
  if (response.status >= 500) return `${name}: HTTP ${response.status}`;
  const inside = /text\/html|x-component|zip|image\//.test(response.headers.get('content-type') ?? '')
    ? /\n\s+at .+:\d+:\d+|PrismaClient|ZodError/.exec(text)
    : INSIDE.exec(text);
  if (inside) return `${name}: HTTP ${response.status} tells ${inside[0].slice(0, 80)}`;
  if (response.status >= 400 && response.headers.get('content-type')?.startsWith('application/json')) {
    const { message } = JSON.parse(text) as { message?: unknown };
    if (typeof message !== 'string' || !/^[A-Z].*\.$/s.test(message))
      return `${name}: HTTP ${response.status} without a sentence: ${text.slice(0, 100)}`;
  }
  return null;
}
