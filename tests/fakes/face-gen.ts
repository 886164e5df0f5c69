/**
 * face_gen as a real HTTP server: strict where the vendor is, scriptable where it fails. It draws from the selfie
 * it was sent, so different selfies and seeds give different pictures, and it counts what would have been paid.
 */
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import sharp from 'sharp';

export type FakeRequest = {
  at: 'submit' | 'fetch' | 'picture' | 'other';
  method: string;
  path: string;
  headers: IncomingMessage['headers'];
  /** Parsed JSON; `null` when there was none. */
  body: Record<string, unknown> | null;
};

/** What goes wrong once. `at` is `submit` unless told. */
export type Fault = { at?: FakeRequest['at'] } & (
  | { kind: 'answer'; httpStatus?: number; body: unknown; headers?: Record<string, string> }
  /** The usual answer, but these fields instead. */
  | { kind: 'fields'; fields: Record<string, unknown> }
  | { kind: 'content_type'; contentType: string }
  /** The usual answer, its second half missing. */
  | { kind: 'truncated' }
  /** The connection is cut: before anything is done, once it is done (and paid), or amid the answer. */
  | { kind: 'reset'; when: 'before' | 'after' | 'amid' }
  | { kind: 'delay'; ms: number }
  /** A body of so many bytes that starts like a PNG, its length not told. */
  | { kind: 'huge'; bytes: number }
);

export type FakeFaceGenOptions = {
  key?: string;
  port?: number;
  /** How many fetches answer `processing` first; 0 = the submit succeeds at once. */
  processingFetches?: number;
  /** How often each picture's address answers 404 first. */
  linkMisses?: number;
};

export type FakeFaceGen = {
  url: string;
  key: string;
  /** All requests since the start, oldest first. */
  requests: FakeRequest[];
  /** How many submits were carried out, answered or not. */
  readonly paid: number;
  /** Faults to come: a queue, each used by the first request at its place, or a function asked each time. */
  script(faults: Fault[] | ((request: FakeRequest) => Fault | null)): void;
  close(): Promise<void>;
};

type Job = { id: number; pictures: Buffer[]; fetchesLeft: number; base64: boolean; meta: Record<string, unknown> };
type Answer = { httpStatus: number; contentType: string; body: string | Buffer; headers?: Record<string, string> };

const FOLDER = '/api/v6/image_editing';
const HUES: Record<string, number> = { realistic: 0, anime: 60, '3d': 120, chibi: 200, comic: 280 };

/** Starts the fake on 127.0.0.1, at a free port unless one is given. */
export async function startFakeFaceGen(options: FakeFaceGenOptions = {}): Promise<FakeFaceGen> {
  const { key = 'fake-key-8f2c61', port = 0, processingFetches = 0, linkMisses = 0 } = options;
  const requests: FakeRequest[] = [];
  const jobs = new Map<number, Job>();
  const misses = new Map<string, number>();
  let nextId = 1000;
  let faults: Fault[] | ((request: FakeRequest) => Fault | null) = [];

  const server = createServer((incoming, outgoing) => {
    handle(incoming, outgoing).catch(() => outgoing.destroy());
  });

  async function handle(incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
    const request = await readRequest(incoming);
    requests.push(request);
    const fault = nextFault(request);
    if (fault?.kind === 'reset' && fault.when === 'before') outgoing.destroy();
    else if (fault?.kind === 'answer')
      send(outgoing, { ...json(fault.body, fault.httpStatus), headers: fault.headers ?? {} });
    else if (fault?.kind === 'huge') await sendHuge(outgoing, fault.bytes);
    else await sendSpoilt(outgoing, await answer(request), fault);
  }

  function nextFault(request: FakeRequest): Fault | null {
    if (typeof faults === 'function') return faults(request);
    const index = faults.findIndex((fault) => (fault.at ?? 'submit') === request.at);
    return index === -1 ? null : (faults.splice(index, 1)[0] ?? null);
  }

  async function answer(request: FakeRequest): Promise<Answer> {
    if (request.at === 'picture') return picture(request.path);
    if (request.at === 'other') return json({ message: 'Not Found' }, 404);
    if (request.body === null) return error('Invalid API Request', { tip: 'Make sure you are passing valid JSON.' });
    if (request.body.key !== key) return error('Invalid Api Key');
    return request.at === 'submit' ? submit(request.body) : fetchJob(request.path);
  }

  async function submit(body: Record<string, unknown>): Promise<Answer> {
    const fault = findFault(body);
    if (fault !== null) return fault;
    const id = nextId++;
    const seed = String(body.seed ?? '') === '' ? 1_000_003 * (id - 999) : Number(body.seed);
    const pictures = await draw(body, seed);
    if (pictures === null) return error('Unable to fetch image from provided URL');
    const { key: _key, face_image: _image, ...meta } = body;
    const job = {
      id,
      pictures,
      fetchesLeft: processingFetches,
      base64: isTrue(body.base64),
      meta: asStrings({ ...meta, seed }),
    };
    jobs.set(id, job);
    return job.fetchesLeft > 0 ? json(processing(job)) : json(success(job));
  }

  function fetchJob(path: string): Answer {
    const job = jobs.get(Number(path.split('/').at(-1)));
    if (job === undefined) return json({ status: 'failed', id: '', message: 'Request not found', output: '' });
    job.fetchesLeft -= 1;
    if (job.fetchesLeft < 0) return json(success(job));
    return json({ status: 'processing', message: 'try again later.', output: '', tip: 'Your image is processing.' });
  }

  function success(job: Job): Record<string, unknown> {
    const [output, proxies] = [links(job, 'pictures'), links(job, 'proxy')];
    return { status: 'success', generationTime: 0.42, id: job.id, output, proxy_links: proxies, meta: job.meta };
  }

  function processing(job: Job): Record<string, unknown> {
    return {
      status: 'processing',
      tip: 'Get the image from the fetch address.',
      eta: 0.5,
      message: 'Try to fetch request after seconds estimated',
      fetch_result: `${url}${FOLDER}/fetch/${job.id}`,
      id: job.id,
      output: [],
      future_links: links(job, 'pictures'),
      proxy_links: [],
      meta: job.meta,
    };
  }

  function links(job: Job, folder: string): string[] {
    return job.pictures.map((_, index) => `${url}/${folder}/${job.id}-${index}.${job.base64 ? 'base64' : 'png'}`);
  }

  function picture(path: string): Answer {
    const [, id, index, form] = path.match(/^\/\w+\/(\d+)-(\d)\.(\w+)$/) ?? [];
    const bytes = jobs.get(Number(id))?.pictures[Number(index)];
    const missed = misses.get(path) ?? 0;
    misses.set(path, missed + 1);
    if (bytes === undefined || missed < linkMisses)
      return { httpStatus: 404, contentType: 'text/html', body: 'Not found' };
    if (form === 'base64') return { httpStatus: 200, contentType: 'text/plain', body: bytes.toString('base64') };
    return { httpStatus: 200, contentType: 'image/png', body: bytes };
  }

  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    url,
    key,
    requests,
    get paid() {
      return jobs.size;
    },
    script(next) {
      faults = next;
    },
    async close() {
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}

async function readRequest(incoming: IncomingMessage): Promise<FakeRequest> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of incoming as AsyncIterable<Uint8Array>) chunks.push(chunk);
  const { method = 'GET', url: path = '/', headers } = incoming;
  return { at: placeOf(method, path), method, path, headers, body: parse(Buffer.concat(chunks).toString()) };
}

function placeOf(method: string, path: string): FakeRequest['at'] {
  if (method === 'GET') return /^\/(pictures|proxy)\//.test(path) ? 'picture' : 'other';
  if (path === `${FOLDER}/face_gen`) return 'submit';
  return /^\/api\/v6\/(image_editing|images|realtime)\/fetch\/[^/]+$/.test(path) ? 'fetch' : 'other';
}

function parse(text: string): Record<string, unknown> | null {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' ? { ...value } : null;
  } catch {
    return null;
  }
}

/** The vendor's own checks, in its own words, all with HTTP 200. */
function findFault(body: Record<string, unknown>): Answer | null {
  for (const field of ['prompt', 'face_image']) {
    const words = field.replace('_', ' ');
    if (String(body[field] ?? '').trim() === '') return error({ [field]: [`The ${words} field is required.`] });
  }
  if (!isTrue(body.base64) && !/^(data:|https?:)/.test(String(body.face_image))) {
    return error('init image must be a valid url when base64 is a representation of false');
  }
  const [width, height, samples] = [body.width, body.height, body.samples ?? 1].map(Number);
  if (width !== undefined && width > 512) return error({ width: ['The width must not be greater than 512.'] });
  if (height !== undefined && height > 768) return error({ height: ['The height must not be greater than 768.'] });
  if (samples !== 1 && samples !== 2) return error({ samples: ['The samples must not be greater than 2.'] });
  if (samples === 2 && width === 512 && height === 768) return error('Maximum samples is 1 for 512x768.');
  if (body.num_inference_steps !== undefined && ![21, 31, 41].includes(Number(body.num_inference_steps))) {
    return error({ num_inference_steps: ['The num inference steps must be one of 21, 31, 41.'] });
  }
  return null;
}

/** The selfie, cropped to the size asked for and tinted by style and seed; `null` when it is no picture. */
async function draw(body: Record<string, unknown>, seed: number): Promise<Buffer[] | null> {
  const selfie = Buffer.from(String(body.face_image).replace(/^data:[^,]*,/, ''), 'base64');
  const hue =
    HUES[
      String(body.style ?? '')
        .trim()
        .toLowerCase()
    ] ?? 0;
  const size = { width: Number(body.width ?? 512), height: Number(body.height ?? 512) };
  try {
    const indices = [...Array(Number(body.samples ?? 1)).keys()];
    return await Promise.all(
      indices.map((index) =>
        sharp(selfie)
          .resize({ ...size, fit: 'cover' })
          .modulate({ hue: (hue + (seed % 40) + index * 20) % 360 })
          .png()
          .toBuffer(),
      ),
    );
  } catch {
    return null;
  }
}

/** Real answers carry numbers as strings here. */
function asStrings(meta: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(meta).map(([name, value]) => [name, typeof value === 'number' ? String(value) : value]),
  );
}

function isTrue(value: unknown): boolean {
  return [true, 'true', 'yes'].includes(value as boolean | string);
}

function error(message: unknown, more: Record<string, unknown> = {}): Answer {
  return json({ status: 'error', message, ...more });
}

/** A string is sent as it is, as HTML. */
function json(body: unknown, httpStatus = 200): Answer {
  if (typeof body === 'string') return { httpStatus, contentType: 'text/html', body };
  if (body instanceof Uint8Array) return { httpStatus, contentType: 'image/png', body: Buffer.from(body) };
  return { httpStatus, contentType: 'application/json', body: JSON.stringify(body) };
}

function send(outgoing: ServerResponse, answer: Answer): void {
  outgoing.writeHead(answer.httpStatus, { 'content-type': answer.contentType, ...answer.headers });
  outgoing.end(answer.body);
}

async function sendSpoilt(outgoing: ServerResponse, answer: Answer, fault: Fault | null): Promise<void> {
  const half = answer.body.slice(0, Math.floor(answer.body.length / 2));
  if (fault?.kind === 'delay') await sleep(fault.ms, undefined, { ref: false });
  if (fault?.kind === 'reset' && fault.when === 'after') outgoing.destroy();
  else if (fault?.kind === 'reset') {
    outgoing.writeHead(answer.httpStatus, { 'content-length': Buffer.byteLength(answer.body) });
    outgoing.write(half, () => outgoing.destroy());
  } else if (fault?.kind === 'truncated') send(outgoing, { ...answer, body: half });
  else if (fault?.kind === 'content_type') send(outgoing, { ...answer, contentType: fault.contentType });
  else if (fault?.kind === 'fields')
    send(outgoing, { ...answer, body: JSON.stringify({ ...parse(String(answer.body)), ...fault.fields }) });
  else send(outgoing, answer);
}

async function sendHuge(outgoing: ServerResponse, bytes: number): Promise<void> {
  outgoing.writeHead(200, { 'content-type': 'image/png' });
  const chunks = function* () {
    yield Buffer.from('\x89PNG\r\n\x1a\n', 'latin1');
    for (let sent = 0; sent < bytes; sent += 1_000_000) yield Buffer.alloc(1_000_000);
  };
  await pipeline(Readable.from(chunks()), outgoing);
}
