/**
 * A client of face_gen: submit, fetch, download, upload. It keeps no state and never waits between calls: when to poll is
 * the caller's business. Every failure is a `FaceGenError`.
 */
import type { ZodError } from 'zod';
import {
  dataUri,
  type FaceGenProcessing,
  type FaceGenRequest,
  type FaceGenSuccess,
  faceGenAnswer,
  faceGenId,
  faceGenPhoto,
  faceGenRequest,
  limitRetryAfter,
} from './contract.ts';
import { type DownloadOptions, downloadPictures } from './download.ts';
import { classifyHttp, FaceGenError } from './errors.ts';
import { requestGuarded } from './guarded.ts';
import { postJson, type Reply } from './wire.ts';

/** Where `face_gen` and `fetch/{id}` live when the address names only a host. */
const DEFAULT_FOLDER = '/api/v6/image_editing';

export type FaceGenOptions = {
  /** `https://host`, or the address of the folder that holds `face_gen`, or of `face_gen` itself. */
  baseUrl: string;
  key: string;
  /** What asks in its stead (`requestGuarded`). */
  request?: typeof requestGuarded;
  /** How long one request may take, in milliseconds (2 minutes: giving up on a submit means not knowing). */
  timeoutMs?: number;
  download?: Omit<DownloadOptions, 'trustedOrigin'>;
};

type CallOptions = { signal?: AbortSignal | undefined };

/** Under way, with the id to ask by. */
export type FaceGenPending = FaceGenProcessing & { id: string };

export type FaceGen = {
  /**
   * Asks for pictures; each call is paid. Save the answer's id before anything else. Throws `FaceGenError`:
   * `invalid_request` or `bad_photo` before anything is sent; `upstream_down` when surely nothing was sent;
   * `outcome_unknown` when the request may have been carried out (cut off, timed out, aborted, unreadable answer);
   * otherwise what the upstream said. An abort before sending throws the signal's reason.
   */
  submit(request: FaceGenRequest, options?: CallOptions): Promise<FaceGenSuccess | FaceGenPending>;
  /**
   * Asks how a submit is doing, by its id or by its pending answer (whose `fetchUrl` is followed only at the
   * configured origin). Free, and safe to repeat. Throws `FaceGenError`, whose `generationOver` tells whether
   * asking again is of any use; or the signal's reason.
   */
  fetch(job: string | FaceGenPending, options?: CallOptions): Promise<FaceGenSuccess | FaceGenPending>;
  /** The pictures' bytes, in the answer's order; see `downloadPictures` for limits and errors. */
  download(answer: FaceGenSuccess, options?: CallOptions): Promise<Uint8Array[]>;
  /**
   * Puts a photo (JPEG, PNG or WebP, at most 5 MB) where `submit` can point to it for 24 hours: for an upstream that
   * refuses the bytes themselves with `unreadable_photo`. Free, and safe to repeat. Throws as `fetch` does.
   */
  upload(photo: Uint8Array, options?: CallOptions): Promise<string>;
};

/**
 * Makes a client. The key goes only into the JSON body of requests to `baseUrl`'s origin, and is not reachable from
 * the client or its errors. Throws `TypeError` when `baseUrl` is not an http(s) address.
 */
export function createFaceGen(options: FaceGenOptions): FaceGen {
  const { key, timeoutMs = 120_000 } = options;
  const folder = folderOf(options.baseUrl);
  const post = (url: URL, body: object, signal: AbortSignal | undefined) =>
    postJson({ request: options.request ?? requestGuarded, url, body: { key, ...body }, timeoutMs, signal });

  return {
    async submit(request, { signal } = {}) {
      const body = faceGenRequest.safeParse(request);
      if (!body.success) throw unfitRequest(body.error);
      signal?.throwIfAborted();
      return readSubmitted(await post(new URL('face_gen', folder), body.data, signal), key);
    },

    async fetch(job, { signal } = {}) {
      const { id, fetchUrl } = typeof job === 'string' ? { id: job, fetchUrl: null } : job;
      if (!faceGenId.safeParse(id).success) throw new FaceGenError('not_found', { detail: 'not an id' });
      signal?.throwIfAborted();
      const url = sameOrigin(fetchUrl, folder) ?? new URL(`fetch/${id}`, folder);
      const reply = await post(url, {}, signal);
      signal?.throwIfAborted();
      return readFetched(reply, { id, fetchUrl });
    },

    download: (answer, { signal } = {}) =>
      downloadPictures(answer, { ...options.download, trustedOrigin: folder.origin, signal }),

    async upload(photo, { signal } = {}) {
      const bytes = faceGenPhoto.safeParse(photo);
      if (!bytes.success) throw new FaceGenError('bad_photo', { detail: 'unfit photo' });
      signal?.throwIfAborted();
      const reply = await post(new URL('base64_to_url', folder), { init_image: dataUri(bytes.data) }, signal);
      signal?.throwIfAborted();
      const answer = readFetched(reply, { id: '', fetchUrl: null });
      const [link] = answer.status === 'success' ? answer.outputs : [];
      if (!URL.canParse(link ?? '')) throw new FaceGenError('bad_response', { detail: 'an upload without a link' });
      return link ?? '';
    },
  };
}

function readSubmitted(reply: Reply, key: string): FaceGenSuccess | FaceGenPending {
  if (reply.status === 'unsent') throw new FaceGenError('upstream_down', { detail: reply.detail });
  if (reply.status === 'lost') throw new FaceGenError('outcome_unknown', { detail: reply.detail });
  const answer = faceGenAnswer(reply.httpStatus).safeParse(reply.json).data;
  if (answer === undefined) throw unreadableSubmit(reply);
  if (answer.status === 'failed') throw failed(answer, reply);
  // Ids are kept and logged by whoever calls: an upstream that repeats the key as one mustn't make that happen.
  const id = answer.id?.includes(key) === true ? null : answer.id;
  if (answer.status === 'success') return { ...answer, id };
  if (id === null) throw new FaceGenError('outcome_unknown', { detail: 'processing without an id' });
  return { ...answer, id };
}

function readFetched(reply: Reply, job: { id: string; fetchUrl: string | null }): FaceGenSuccess | FaceGenPending {
  if (reply.status === 'unsent') throw new FaceGenError('upstream_down', { detail: reply.detail });
  if (reply.status === 'lost') {
    throw new FaceGenError(reply.timedOut ? 'timeout' : 'upstream_down', { detail: reply.detail });
  }
  const answer = faceGenAnswer(reply.httpStatus).safeParse(reply.json).data;
  if (answer === undefined) throw unreadable(reply);
  if (answer.status === 'failed') throw failed(answer, reply);
  if (answer.status === 'success') return { ...answer, id: job.id };
  return { ...answer, id: job.id, fetchUrl: answer.fetchUrl ?? job.fetchUrl };
}

type Answered = Extract<Reply, { status: 'answered' }>;

function failed(
  answer: { code: FaceGenError['code']; retryAfterSeconds: number | null },
  reply: Answered,
): FaceGenError {
  return new FaceGenError(answer.code, {
    detail: `refused with HTTP ${reply.httpStatus}`,
    retryAfterSeconds: answer.retryAfterSeconds ?? limitRetryAfter(reply.retryAfterSeconds),
  });
}

/** An answer outside the contract to a call that may be repeated. */
function unreadable(reply: Answered): FaceGenError {
  return new FaceGenError(classifyHttp(reply.httpStatus), {
    detail: `unreadable answer with HTTP ${reply.httpStatus}`,
    retryAfterSeconds: limitRetryAfter(reply.retryAfterSeconds),
  });
}

/**
 * An answer outside the contract to a paid call. A 4xx says that it was not carried out (but 408 doesn't say how far
 * it got), and a redirect was not followed; anything else may hide a picture that was made and paid.
 */
function unreadableSubmit(reply: Answered): FaceGenError {
  const { httpStatus } = reply;
  if (httpStatus < 300 || httpStatus >= 500 || httpStatus === 408) {
    return new FaceGenError('outcome_unknown', { detail: `unreadable answer with HTTP ${httpStatus}` });
  }
  const error = unreadable(reply);
  // What keeps answering so is a wrong address or a firewall: a setting to mend, not a call to repeat.
  return error.code === 'bad_response'
    ? new FaceGenError('bad_response', { detail: `unreadable answer with HTTP ${httpStatus}`, retryable: false })
    : error;
}

/** The schema's own words could hold what was typed, so only the place of the fault is told. */
function unfitRequest(error: ZodError): FaceGenError {
  const field = error.issues[0]?.path[0];
  return new FaceGenError(field === 'faceImage' ? 'bad_photo' : 'invalid_request', {
    detail: typeof field === 'string' ? `unfit ${field}` : 'unfit request',
  });
}

function folderOf(baseUrl: string): URL {
  const url = URL.canParse(baseUrl) ? new URL(baseUrl) : null;
  if (url === null || !/^https?:$/.test(url.protocol)) throw new TypeError('baseUrl must be an http(s) address');
  const path = url.pathname.replace(/\/+$/, '').replace(/\/face_gen$/, '');
  return new URL(`${path === '' ? DEFAULT_FOLDER : path}/`, url.origin);
}

function sameOrigin(address: string | null, folder: URL): URL | null {
  if (address === null || !URL.canParse(address, folder)) return null;
  const url = new URL(address, folder);
  if (url.origin !== folder.origin) return null;
  return url.username === '' && url.password === '' ? url : null;
}
