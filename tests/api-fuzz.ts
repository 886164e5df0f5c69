/** Requests made from the API's own description, and answers held against it. */
import { Ajv2020 } from 'ajv/dist/2020.js';
import fc from 'fast-check';
import sharp from 'sharp';
import { portraitFile } from './factories.ts';

type Json = Record<string, unknown>;
type Operation = {
  parameters: { name: string; in: string; schema: Json }[];
  requestBody: { content: Json };
  responses: Record<string, { content: Json }>;
};
export type Case = { template: string; path: string; headers: Record<string, string>; body: string };

/** Small: it is sent hundreds of times. */
const portrait = (await sharp(portraitFile.pathname).jpeg({ quality: 50 }).toBuffer()).toString('base64');

/** What the description can't know: words that go further than random ones. */
function known(name: string, keys: readonly string[]): fc.Arbitrary<unknown> | null {
  if (name === 'key') return fc.oneof({ weight: 9, arbitrary: fc.constantFrom(...keys) }, fc.string());
  if (name === 'prompt' || name === 'negative_prompt' || name === 'track_id') {
    const awkward = fc.constantFrom('a\0b', '\ud800 alone', '’; DROP TABLE', '😀'.repeat(120), 'x'.repeat(2001));
    return fc.oneof({ weight: 3, arbitrary: fc.string({ minLength: 1 }) }, awkward);
  }
  if (name === 'webhook') {
    // A name that is nobody's: no test calls on strangers.
    const nowhere = fc.webPath().map((path) => `https://hooks.invalid${path}`);
    return fc.oneof(nowhere, fc.constantFrom('http://127.0.0.1/', 'https://[::1]/', 'hooks.invalid'));
  }
  if (name !== 'face_image' && name !== 'init_image') return null;
  const photo = fc.constantFrom(`data:image/jpeg;base64,${portrait}`, portrait);
  const other = fc.constantFrom('data:image/png;base64,AAAA', 'https://127.0.0.1/a.jpg', 'file:///etc/passwd', '\0');
  return fc.oneof({ weight: 3, arbitrary: photo }, other, fc.string(), fc.base64String());
}

/** Values of a JSON Schema: mostly fit, sometimes in the forms that real clients send, sometimes anything. */
function formsOf(schema: Json, name: string, keys: readonly string[]): fc.Arbitrary<unknown> {
  const fit = known(name, keys) ?? fitting(schema, keys);
  const spelt = fit.map((value) => (typeof value === 'number' || typeof value === 'boolean' ? String(value) : value));
  const absent = fc.constantFrom(null, '', 'null', 'yes', 'no');
  return fc.oneof({ weight: 6, arbitrary: fit }, { weight: 2, arbitrary: spelt }, absent, fc.jsonValue());
}

function fitting(schema: Json, keys: readonly string[]): fc.Arbitrary<unknown> {
  const { anyOf, enum: options, type, properties, required = [] } = schema;
  if (Array.isArray(anyOf)) return fc.oneof(...anyOf.map((each) => fitting(each, keys)));
  if (Array.isArray(options)) return fc.constantFrom(...options);
  if (type === 'object') {
    const fields = Object.entries(properties as Record<string, Json>).map(
      ([name, each]) => [name, formsOf(each, name, keys)] as const,
    );
    return fc.record(Object.fromEntries(fields), { requiredKeys: required as string[] });
  }
  const { minimum, maximum } = schema as { minimum?: number; maximum?: number };
  const bounds = {
    ...(minimum === undefined ? {} : { min: minimum }),
    ...(maximum === undefined ? {} : { max: maximum }),
  };
  if (type === 'integer') return fc.integer({ ...bounds, max: Math.min(maximum ?? 2 ** 31, 2 ** 32) });
  if (type === 'number') return fc.double({ ...bounds, noNaN: true });
  if (type === 'boolean') return fc.boolean();
  if (type === 'null') return fc.constant(null);
  return fc.string({ unit: 'binary', maxLength: 300 });
}

/** Cases over all operations of the document. */
export function casesOf(document: Json, keys: readonly string[], count: number): Case[] {
  const { schemas } = document.components as { schemas: Record<string, Json> };
  const operations = Object.entries(document.paths as Record<string, { post: Operation }>);
  const arbitrary = fc.oneof(
    ...operations.map(([template, { post }]) => {
      const [request = {}] = Object.values(post.requestBody.content) as { schema?: { $ref: string } }[];
      const schema = schemas[request.schema?.$ref.split('/').at(-1) ?? ''] ?? {};
      const body = fc.oneof(
        { weight: 12, arbitrary: fitting(schema, keys).map((value) => JSON.stringify(value)) },
        fc.jsonValue().map((value) => JSON.stringify(value)),
        fc.string(),
      );
      const inPath = post.parameters.filter((parameter) => parameter.in === 'path');
      const values = fc.tuple(...inPath.map(({ schema: each }) => fitting(each, keys)));
      const truthful = fc.boolean();
      const bearer = fc.option(fc.constantFrom(...keys, 'wrong'));
      return fc.tuple(body, values, truthful, bearer).map(([text, parts, isTruthful, key]): Case => {
        const filled = inPath.reduce((path, { name }, at) => path.replace(`{${name}}`, String(parts[at])), template);
        return {
          template,
          path: isTruthful ? `${filled}?http_status=truthful` : filled,
          headers: { prefer: 'respond-async', ...(key === null ? {} : { authorization: `Bearer ${key}` }) },
          body: text,
        };
      });
    }),
  );
  return fc.sample(arbitrary, count);
}

/** @returns a function that tells what the document says against an answer; `null` = nothing */
export function describedBy(document: Json): (template: string, status: number, body: unknown) => string | null {
  const ajv = new Ajv2020({ strict: false, validateFormats: false });
  ajv.addSchema(document, 'api');
  const paths = document.paths as Record<string, { post: Operation }>;
  return (template, status, body) => {
    if (paths[template]?.post.responses[status] === undefined) return `HTTP ${status} is not described`;
    const place = `/paths/${template.replaceAll('~', '~0').replaceAll('/', '~1')}/post/responses/${status}`;
    const pointer = `${place}/content/application~1json/schema`;
    const validate = ajv.getSchema(`api#${encodeURI(pointer)}`);
    if (validate === undefined) return `no schema at ${pointer}`;
    return validate(body) === true ? null : ajv.errorsText(validate.errors);
  };
}
