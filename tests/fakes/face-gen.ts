/**
 * face_gen as a real HTTP server: strict where the vendor is, scriptable where it fails. It draws from the selfie
 * it was sent, so different selfies and seeds give different pictures, and it counts what would have been paid.
 */
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Answer, answerOf, type Fault, type Place, send, sendSpoilt } from './faults.ts';
import { asStrings, bytesOf, drawFrom, isTrue, refusalOf } from './vendor.ts';

export type FakeRequest = {
  at: Place;
  method: string;
  path: string;
  headers: IncomingMessage['headers'];
  /** Parsed JSON; `null` when there was none. */
  body: Record<string, unknown> | null;
  /** The prompt of the job that it is about; `null` when it is about none. */
  prompt: string | null;
  /** By `performance.now()`. */
  receivedAt: number;
};

export type FakeFaceGenOptions = {
  key?: string;
  port?: number;
  /** How many fetches answer `processing` first; with this and `workMs` 0 the submit succeeds at once. */
  processingFetches?: number;
  /** How long a job is worked on, in milliseconds: until then fetches answer `processing`. */
  workMs?: number;
  /** How often each picture's address answers 404 first. */
  linkMisses?: number;
  /** Whether a finished job's webhook is called. */
  webhooks?: boolean;
  /** Whether it refuses photos that aren't at an address. */
  wantsAddress?: boolean;
  /** Draws nothing: every picture is this one. */
  picture?: Buffer;
};

export type FakeJob = {
  id: number;
  prompt: string;
  /** When it was taken and when it was finished, by `performance.now()`. */
  takenAt: number;
  readyAt: number;
  webhook: string | null;
  trackId: string | null;
};

export type FakeFaceGen = {
  url: string;
  key: string;
  /** All requests since the start, oldest first. */
  requests: FakeRequest[];
  /** All submits that were carried out, answered or not. */
  readonly jobs: FakeJob[];
  /** How many submits were carried out. */
  readonly paid: number;
  /** The most jobs that were worked on at one moment. */
  readonly inFlightMax: number;
  /** Faults to come: a queue, each used by the first request at its place, or a function asked each time. */
  script(faults: Fault[] | ((request: FakeRequest) => Fault | null)): void;
  /** Calls the job's webhook with a delivery like the vendor's, these fields instead. @returns the HTTP status */
  deliver(job: FakeJob, fields?: Record<string, unknown>): Promise<number>;
  /** Cuts the next connection as soon as it stands, before anything was read. */
  dropNextConnection(): void;
  close(): Promise<void>;
};

type Job = FakeJob & { pictures: Buffer[]; fetchesLeft: number; base64: boolean; meta: Record<string, unknown> };

const FOLDER = '/api/v6/image_editing';

/** Starts the fake on 127.0.0.1, at a free port unless one is given. */
export async function startFakeFaceGen(options: FakeFaceGenOptions = {}): Promise<FakeFaceGen> {
  const { key = 'fake-key-8f2c61', port = 0, processingFetches = 0, workMs = 0, linkMisses = 0 } = options;
  const requests: FakeRequest[] = [];
  const jobs = new Map<number, Job>();
  const uploads: Buffer[] = [];
  const misses = new Map<string, number>();
  let nextId = 1000;
  let inFlightMax = 0;
  let drops = 0;
  let faults: Fault[] | ((request: FakeRequest) => Fault | null) = [];

  const server = createServer((incoming, outgoing) => {
    handle(incoming, outgoing).catch(() => outgoing.destroy());
  });
  server.on('connection', (socket) => {
    if (drops > 0) socket.destroy();
    drops = Math.max(0, drops - 1);
  });

  async function handle(incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
    const request = await readRequest(incoming);
    requests.push(request);
    const fault = nextFault(request);
    if (fault === null) send(outgoing, await answer(request));
    else await sendSpoilt(outgoing, () => answer(request), fault);
  }

  async function readRequest(incoming: IncomingMessage): Promise<FakeRequest> {
    const chunks: Uint8Array[] = [];
    for await (const chunk of incoming as AsyncIterable<Uint8Array>) chunks.push(chunk);
    const { method = 'GET', url: path = '/', headers } = incoming;
    const at = placeOf(method, path);
    const body = trimKeys(parse(Buffer.concat(chunks).toString()));
    const prompt = at === 'submit' ? String(body?.prompt ?? '') : (jobAt(path)?.prompt ?? null);
    return { at, method, path, headers, body, prompt, receivedAt: performance.now() };
  }

  function nextFault(request: FakeRequest): Fault | null {
    if (typeof faults === 'function') return faults(request);
    const index = faults.findIndex((fault) => (fault.at ?? 'submit') === request.at);
    return index === -1 ? null : (faults.splice(index, 1)[0] ?? null);
  }

  async function answer(request: FakeRequest): Promise<Answer> {
    if (request.at === 'picture') return picture(request.path);
    if (request.at === 'other') return answerOf({ message: 'Not Found' }, 404);
    if (request.body === null) return error('Invalid API Request', { tip: 'Make sure you are passing valid JSON.' });
    if (request.body.key !== key) return error('Invalid Api Key');
    if (request.at === 'upload') return upload(request.body);
    return request.at === 'submit' ? submit(request.body) : fetchJob(request.path);
  }

  function upload(body: Record<string, unknown>): Answer {
    uploads.push(bytesOf(body.init_image));
    return answerOf({ status: 'success', id: uploads.length, output: [`${url}/uploads/${uploads.length}.png`] });
  }

  async function submit(body: Record<string, unknown>): Promise<Answer> {
    const refusal = refusalOf(body);
    if (refusal !== null) return error(refusal);
    const given = String(body.face_image).match(/\/uploads\/(\d+)\.png$/)?.[1];
    if (options.wantsAddress === true && given === undefined) return error('Unable to fetch image from provided URL');
    const id = nextId++;
    const seed = String(body.seed ?? '') === '' ? 1_000_003 * (id - 999) : Number(body.seed);
    const selfie = (given === undefined ? null : uploads[Number(given) - 1]) ?? bytesOf(body.face_image);
    const pictures = options.picture ? [options.picture] : await drawFrom(selfie, body, seed);
    if (pictures === null) return error('Unable to fetch image from provided URL');
    const { key: _key, face_image: _image, ...meta } = body;
    const takenAt = performance.now();
    const job: Job = {
      ...{ id, pictures, takenAt, readyAt: takenAt + workMs, fetchesLeft: processingFetches },
      base64: isTrue(body.base64),
      meta: asStrings({ ...meta, seed }),
      prompt: String(body.prompt),
      webhook: typeof body.webhook === 'string' ? body.webhook : null,
      trackId: typeof body.track_id === 'string' ? body.track_id : null,
    };
    jobs.set(id, job);
    inFlightMax = Math.max(inFlightMax, [...jobs.values()].filter((other) => other.readyAt >= takenAt).length);
    if (options.webhooks === true) void callWhenReady(job);
    return answerOf(workMs > 0 || job.fetchesLeft > 0 ? processing(job) : success(job));
  }

  async function callWhenReady(job: Job): Promise<void> {
    // A timer may fire a moment early.
    await sleep(Math.max(0, job.readyAt - performance.now()) + 2, undefined, { ref: false });
    await deliver(job);
  }

  async function deliver(job: FakeJob, fields: Record<string, unknown> = {}): Promise<number> {
    const full = jobs.get(job.id);
    if (!full || job.webhook === null) return 0;
    const body = { ...success(full), id: String(job.id), track_id: job.trackId, ...fields };
    const headers = { 'content-type': 'application/json' };
    const response = await fetch(job.webhook, { method: 'POST', headers, body: JSON.stringify(body) }).catch(
      () => null,
    );
    return response?.status ?? 0;
  }

  function fetchJob(path: string): Answer {
    const job = jobAt(path);
    if (job === null) return answerOf({ status: 'failed', id: '', message: 'Request not found', output: '' });
    job.fetchesLeft -= 1;
    if (job.fetchesLeft < 0 && performance.now() >= job.readyAt) return answerOf(success(job));
    return answerOf({
      status: 'processing',
      message: 'try again later.',
      output: '',
      tip: 'Your image is processing.',
    });
  }

  function jobAt(path: string): Job | null {
    const id = path.match(/\/fetch\/(\d+)$/)?.[1] ?? path.match(/^\/(?:pictures|proxy)\/(\d+)-/)?.[1];
    return jobs.get(Number(id)) ?? null;
  }

  function success(job: Job): Record<string, unknown> {
    const [output, proxies] = [links(job, 'pictures'), links(job, 'proxy')];
    return { status: 'success', generationTime: 0.42, id: job.id, output, proxy_links: proxies, meta: job.meta };
  }

  function processing(job: Job): Record<string, unknown> {
    return {
      status: 'processing',
      tip: 'Get the image from the fetch address.',
      eta: workMs > 0 ? workMs / 1000 : 0.5,
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
    const uploaded = uploads[Number(path.match(/^\/uploads\/(\d+)\.png$/)?.[1] ?? 0) - 1];
    if (uploaded !== undefined) return answerOf(uploaded);
    const [, index, form] = path.match(/-(\d)\.(\w+)$/) ?? [];
    const bytes = jobAt(path)?.pictures[Number(index)];
    const missed = misses.get(path) ?? 0;
    misses.set(path, missed + 1);
    if (bytes === undefined || missed < linkMisses) return answerOf('Not found', 404);
    if (form === 'base64') return { httpStatus: 200, contentType: 'text/plain', body: bytes.toString('base64') };
    return answerOf(bytes);
  }

  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    url,
    key,
    requests,
    get jobs() {
      return [...jobs.values()];
    },
    get paid() {
      return jobs.size;
    },
    get inFlightMax() {
      return inFlightMax;
    },
    script(next) {
      faults = next;
    },
    deliver,
    dropNextConnection() {
      drops += 1;
      // A kept connection would not be a new one.
      server.closeIdleConnections();
    },
    async close() {
      if (!server.listening) return;
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}

function placeOf(method: string, path: string): Place {
  if (method === 'GET') return /^\/(pictures|proxy|uploads)\//.test(path) ? 'picture' : 'other';
  if (path === `${FOLDER}/face_gen`) return 'submit';
  if (path === `${FOLDER}/base64_to_url`) return 'upload';
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

/** The vendor's own page spells `" track_id"`. */
function trimKeys(body: Record<string, unknown> | null): Record<string, unknown> | null {
  return body && Object.fromEntries(Object.entries(body).map(([name, value]) => [name.trim(), value]));
}

function error(message: unknown, more: Record<string, unknown> = {}): Answer {
  return answerOf({ status: 'error', message, ...more });
}
