/**
 * An S3 server over HTTP, in memory: the operations that the product uses, for one bucket. It refuses what the real one
 * refuses: wrong or missing signatures (AWS Signature Version 4), a body that isn't the signed one, other buckets.
 */
import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

/** What goes wrong with one request: refused, never answered, cut off (before its answer, or amid its body), slow. */
export type S3Fault = { status: number } | 'silence' | 'reset' | 'half' | 'slow';

type StoredObject = { bytes: Buffer; modifiedAt: Date; headers: Record<string, string> };

export type FakeS3 = {
  /** As STORAGE_URL wants it. */
  storageUrl: string;
  /** What is in the bucket, by key. */
  objects: Map<string, StoredObject>;
  /** Requests so far, refused ones included: `GET avatars/…`. */
  requests: string[];
  /** Asked before each request. */
  script(next: (method: string, key: string) => S3Fault | null): void;
  close(): Promise<void>;
};

/** What the SDK finds in the environment. */
export const CREDENTIALS = { AWS_ACCESS_KEY_ID: 'test:key', AWS_SECRET_ACCESS_KEY: 'test-secret' };
/** Within the patience of whoever waits. */
const SLOW_MS = 150;
const BUCKET = 'selfsame-test';

export async function startFakeS3(): Promise<FakeS3> {
  const objects: FakeS3['objects'] = new Map();
  const requests: string[] = [];
  let next: (method: string, key: string) => S3Fault | null = () => null;

  const server = createServer(async (request, response): Promise<unknown> => {
    const body = await read(request);
    const { pathname, searchParams } = new URL(request.url ?? '/', 'http://s3');
    const [, bucket = '', ...rest] = decodeURIComponent(pathname).split('/');
    const [method, key] = [request.method ?? '', rest.join('/')];
    requests.push(`${method} ${key}`.trim());
    const fault = next(method, key);
    if (fault === 'silence') return null;
    if (fault === 'reset') return request.socket.resetAndDestroy();
    if (fault === 'slow') await sleep(SLOW_MS);
    if (typeof fault === 'object' && fault !== null) return refuse(response, fault.status, 'ServiceUnavailable');
    if (!isSigned(request, body)) return refuse(response, 403, 'SignatureDoesNotMatch');
    if (bucket !== BUCKET) return refuse(response, 404, 'NoSuchBucket');
    if (method === 'GET' && key === '') return list(response, objects, searchParams);
    if (method === 'PUT') {
      const headers = Object.entries(request.headers).filter(([name]) => name.startsWith('x-amz-server-side'));
      objects.set(key, { bytes: body, modifiedAt: new Date(), headers: Object.fromEntries(headers) as never });
      return response.writeHead(200, { ETag: etagOf(body) }).end();
    }
    if (method === 'DELETE') {
      objects.delete(key);
      return response.writeHead(204).end();
    }
    const object = objects.get(key);
    if (!object) return refuse(response, 404, 'NoSuchKey');
    return send(request, response, object, fault === 'half');
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    storageUrl: `s3://${BUCKET}?region=us-east-1&endpoint=${endpoint}`,
    objects,
    requests,
    script(wanted) {
      next = wanted;
    },
    async close() {
      server.close();
      server.closeAllConnections();
    },
  };
}

function send(request: IncomingMessage, response: ServerResponse, { bytes, modifiedAt }: StoredObject, half: boolean) {
  const [, from, to] = /^bytes=(\d+)-(\d+)$/.exec(request.headers.range ?? '') ?? [];
  const part = from === undefined ? bytes : bytes.subarray(Number(from), Number(to) + 1);
  const range = from === undefined ? {} : { 'Content-Range': `bytes ${from}-${to}/${bytes.length}` };
  response.writeHead(from === undefined ? 200 : 206, {
    ...{ 'Content-Length': part.length, ETag: etagOf(bytes), 'Last-Modified': modifiedAt.toUTCString(), ...range },
  });
  if (!half) return response.end(part);
  return response.write(part.subarray(0, part.length / 2), () => response.destroy());
}

function list(response: ServerResponse, objects: FakeS3['objects'], query: URLSearchParams) {
  const [prefix, after] = [query.get('prefix') ?? '', query.get('start-after') ?? ''];
  const found = [...objects.keys()].filter((key) => key.startsWith(prefix) && key > after).sort();
  const page = found.slice(0, Number(query.get('max-keys') ?? 1000));
  const contents = page.map((key) => {
    const { bytes, modifiedAt } = objects.get(key) as StoredObject;
    return `<Contents><Key>${key}</Key><Size>${bytes.length}</Size><LastModified>${modifiedAt.toISOString()}</LastModified></Contents>`;
  });
  const more = `<IsTruncated>${page.length < found.length}</IsTruncated>`;
  response.writeHead(200, { 'Content-Type': 'application/xml' });
  response.end(`<ListBucketResult>${more}${contents.join('')}</ListBucketResult>`);
}

function refuse(response: ServerResponse, status: number, code: string) {
  response.writeHead(status, { 'Content-Type': 'application/xml' });
  response.end(`<Error><Code>${code}</Code><Message>${code}</Message></Error>`);
}

async function read(request: IncomingMessage): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of request as AsyncIterable<Uint8Array>) chunks.push(chunk);
  return Buffer.concat(chunks);
}

const etagOf = (bytes: Buffer) => `"${createHash('md5').update(bytes).digest('hex')}"`;
const sha256 = (data: string | Buffer) => createHash('sha256').update(data).digest('hex');
const hmac = (key: string | Buffer, data: string) => createHmac('sha256', key).update(data).digest();

/** Signature Version 4, as Amazon documents it: the request's parts in one text, signed with a key for day and region. */
function isSigned(request: IncomingMessage, body: Buffer): boolean {
  const [, id, scope = '', names = '', signature = ''] =
    /^AWS4-HMAC-SHA256 Credential=([^/]+)\/([^,]+), ?SignedHeaders=([^,]+), ?Signature=(\w{64})$/.exec(
      request.headers.authorization ?? '',
    ) ?? [];
  const payload = String(request.headers['x-amz-content-sha256']);
  if (id !== CREDENTIALS.AWS_ACCESS_KEY_ID || payload !== sha256(body)) return false;
  const [day = '', region = '', service = ''] = scope.split('/');
  const { pathname, searchParams } = new URL(request.url ?? '/', 'http://s3');
  const query = [...searchParams]
    .map(([name, value]) => `${encodeURIComponent(name)}=${encodeURIComponent(value)}`)
    .sort()
    .join('&');
  const headers = names.split(';').map((name) => `${name}:${String(request.headers[name]).trim()}\n`);
  const canonical = [request.method, pathname, query, headers.join(''), names, payload].join('\n');
  const text = ['AWS4-HMAC-SHA256', request.headers['x-amz-date'], scope, sha256(canonical)].join('\n');
  const key = [day, region, service, 'aws4_request'].reduce<string | Buffer>(
    (secret, part) => hmac(secret, part),
    `AWS4${CREDENTIALS.AWS_SECRET_ACCESS_KEY}`,
  );
  return timingSafeEqual(Buffer.from(signature, 'hex'), hmac(key, text));
}
