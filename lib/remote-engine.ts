/**
 * face_gen in the worker's terms: one picture is one paid request. It is asked for once it has room upstream, its id
 * is saved before anything else, and from then on it is only ever asked after, whatever crashes.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import sharp from 'sharp';
import { noteRefusal, noteWorking, pauseRequests } from './engine-trouble.ts';
import { env } from './env.ts';
import { createFaceGen, type FaceGen, type FaceGenPending } from './face-gen/client.ts';
import type { FaceGenSuccess } from './face-gen/contract.ts';
import { FaceGenError } from './face-gen/errors.ts';
import { heldBack } from './face-gen/picture.ts';
import type { DrawContext, PictureEngine, PictureRequest } from './picture-engine.ts';
import { waitForNews, waitToSend } from './remote-line.ts';
import {
  acceptRequest,
  closeRequest,
  openRequest,
  type RequestId,
  readRemoteId,
  returnRequest,
} from './remote-requests.ts';
import { webhookAddress } from './webhooks.ts';

/** What is sent when the person left the prompt empty: the field is required. */
const EMPTY_PROMPT = 'portrait, looking at the camera';
const POLL_MIN_MS = 1000;
const POLL_MAX_MS = 10_000;
/** Between two looks whether a webhook told the id of a lost request, should its call to wake have been missed. */
const LOST_LOOK_MS = 5000;
/** First pause after a refusal that doesn't say how long to wait, in seconds; it doubles. */
const PAUSE_FIRST_SECONDS = 1;
const PAUSE_MAX_SECONDS = 30;
/** How often a finished picture's links are asked for anew when none could be read. */
const DOWNLOAD_ROUNDS = 3;
const DOWNLOAD_RETRY_SECONDS = 15;
const DOWNLOAD_TIMEOUT_SECONDS = 30;

/** A request that was sent: its id once known, and the last answer, if one came in this process. */
type Sent = { remoteId: string | null; answer: FaceGenSuccess | FaceGenPending | null; sentAt: number };

export function faceGenPictures(baseUrl: string, key: string): PictureEngine {
  const client = faceGenClient(baseUrl, key);
  return {
    parallel: true,
    async draw(request, context) {
      const sent = (await findSent(context.id)) ?? (await submit(client, request, context));
      const success = await waitForSuccess(client, sent, context);
      return { picture: await collect(client, success, request.safetyChecker, context), words: null };
    },
  };
}

/**
 * Asks whether the upstream takes this key, without asking for anything that is paid, and notes what it says.
 * What keeps it from answering is not worth a note.
 */
export async function checkFaceGenKey(baseUrl: string, key: string): Promise<void> {
  try {
    await faceGenClient(baseUrl, key).fetch('0');
    await noteWorking();
  } catch (error) {
    if (!(error instanceof FaceGenError)) throw error;
    if (error.code === 'bad_key') await noteRefusal('bad_key');
    // It looked for the request, so it took the key.
    if (error.code === 'not_found' || error.code === 'upstream_failed') await noteWorking();
  }
}

function faceGenClient(baseUrl: string, key: string): FaceGen {
  const { faceGenTimeoutSeconds, faceGenDeadlineSeconds } = env();
  return createFaceGen({
    baseUrl,
    key,
    timeoutMs: faceGenTimeoutSeconds * 1000,
    download: {
      timeoutMs: Math.min(DOWNLOAD_TIMEOUT_SECONDS, faceGenTimeoutSeconds) * 1000,
      retryForMs: Math.min(DOWNLOAD_RETRY_SECONDS, faceGenDeadlineSeconds) * 1000,
    },
  });
}

/** What an earlier attempt sent; `null` when nothing is out. */
async function findSent(id: RequestId): Promise<Sent | null> {
  const { state, remoteId, ageMs } = await openRequest(id);
  return state === 'waiting' ? null : { remoteId, answer: null, sentAt: Date.now() - ageMs };
}

/** Sends a request as soon as there is room for it; again only when it surely wasn't carried out. */
async function submit(client: FaceGen, request: PictureRequest, context: DrawContext): Promise<Sent> {
  const { id, cancelled, stopping, draining } = context;
  const patience = Date.now() + deadlineMs();
  for (let pause = PAUSE_FIRST_SECONDS; ; pause = Math.min(PAUSE_MAX_SECONDS, pause * 2)) {
    if ((await waitToSend(id, AbortSignal.any([cancelled, stopping]))) === 'gone') {
      const sent = await findSent(id);
      if (sent) return sent;
      continue;
    }
    const sentAt = Date.now();
    const outcome = await send(client, request, context, draining);
    if (outcome.status === 'answered') {
      await acceptRequest(id, outcome.answer.id);
      await noteWorking();
      return { remoteId: outcome.answer.id, answer: outcome.answer, sentAt };
    }
    // It may have been carried out, and paid: only a webhook can tell its id.
    if (outcome.status === 'lost') return { remoteId: null, answer: null, sentAt };
    await returnRequest(id);
    const { error } = outcome;
    if (!(error instanceof FaceGenError)) throw error;
    await noteRefusal(error.code);
    if (error.code !== 'rate_limited') throw error;
    const seconds = error.retryAfterSeconds ?? pause;
    await pauseRequests(seconds);
    if (Date.now() + seconds * 1000 > patience) throw unrepeated(error);
  }
}

type Outcome =
  | { status: 'answered'; answer: FaceGenSuccess | FaceGenPending }
  | { status: 'lost' }
  | { status: 'refused'; error: unknown };

async function send(
  client: FaceGen,
  { selfie, prompt, ...settings }: PictureRequest,
  { id }: DrawContext,
  signal: AbortSignal,
): Promise<Outcome> {
  const webhook = webhookAddress(id);
  const body = {
    ...settings,
    prompt: prompt || EMPTY_PROMPT,
    ...(webhook === null ? {} : { webhook, trackId: `${id.generationId}/${id.position}` }),
  };
  try {
    return { status: 'answered', answer: await client.submit({ ...body, faceImage: selfie }, { signal }) };
  } catch (error) {
    if (!isCode(error, 'unreadable_photo')) return toOutcome(error);
  }
  try {
    const faceImage = await client.upload(selfie, { signal });
    return { status: 'answered', answer: await client.submit({ ...body, faceImage }, { signal }) };
  } catch (error) {
    return toOutcome(error);
  }
}

function toOutcome(error: unknown): Outcome {
  return isCode(error, 'outcome_unknown') ? { status: 'lost' } : { status: 'refused', error };
}

/** Asks after a request until its picture is there: when its webhook comes, and at times of its own. */
async function waitForSuccess(
  client: FaceGen,
  { remoteId, answer, sentAt }: Sent,
  context: DrawContext,
): Promise<FaceGenSuccess> {
  const { id, cancelled, stopping } = context;
  let until = sentAt + deadlineMs();
  try {
    const job = remoteId ?? (answer === null ? await waitForId(until, context) : '');
    let latest = answer;
    let failure = new FaceGenError('timeout', { detail: 'no picture before the deadline', retryable: false });
    let eta: number | null = null;
    let waitMs = latest === null ? 0 : pollDelay(0, etaOf(latest));
    for (let poll = 1; ; poll++) {
      if (latest?.status === 'success') break;
      if (latest) eta = etaOf(latest) ?? eta;
      // What it announces is waited for, within reason: some pictures take minutes, and all are paid.
      until = Math.max(until, sentAt + deadlineMs() + Math.min(deadlineMs(), (eta ?? 0) * 1000));
      if (!cancelled.aborted) await context.report(progressOf(sentAt, eta), eta);
      const left = until - Date.now();
      if (left <= 0) throw unrepeated(failure);
      await waitForNews(id, Math.min(waitMs, left), stopping);
      try {
        latest = await client.fetch(latest ?? job, { signal: stopping });
        waitMs = pollDelay(poll, etaOf(latest));
      } catch (error) {
        if (!(error instanceof FaceGenError)) throw error;
        if (!error.retryable || error.generationOver) throw error;
        failure = error;
        waitMs = Math.max(pollDelay(poll, null), (error.retryAfterSeconds ?? 0) * 1000);
      }
    }
    await closeRequest(id);
    return latest;
  } catch (error) {
    if (!(error instanceof FaceGenError)) throw error;
    await closeRequest(id);
    await noteRefusal(error.code);
    throw unrepeated(error);
  }
}

/** The id of a request whose answer was lost, from its webhook. @throws FaceGenError `outcome_unknown` */
async function waitForId(until: number, { id, cancelled, stopping }: DrawContext): Promise<string> {
  const lost = new FaceGenError('outcome_unknown', { detail: 'no webhook told its id' });
  for (;;) {
    const remoteId = await readRemoteId(id);
    if (remoteId !== null) return remoteId;
    const left = until - Date.now();
    if (left <= 0 || webhookAddress(id) === null || cancelled.aborted) throw lost;
    await waitForNews(id, Math.min(left, LOST_LOOK_MS), stopping);
  }
}

/** The picture's bytes, as PNG. Its links are asked for anew when they can't be read. */
async function collect(
  client: FaceGen,
  success: FaceGenSuccess,
  safetyChecker: boolean,
  { cancelled, stopping }: DrawContext,
): Promise<Uint8Array> {
  const signal = AbortSignal.any([cancelled, stopping]);
  let links = success;
  for (let round = 1; ; round++) {
    signal.throwIfAborted();
    try {
      const [picture] = await client.download(links, { signal });
      if (!picture) throw new FaceGenError('bad_response', { detail: 'success without a picture' });
      const [held, png] = await Promise.all([heldBack(picture), toPng(picture)]);
      if (held !== null && safetyChecker) throw new FaceGenError('refused_by_safety', { detail: `a ${held} picture` });
      if (held === 'black') throw new FaceGenError('bad_response', { detail: 'a black picture', retryable: false });
      return png;
    } catch (error) {
      if (!(error instanceof FaceGenError)) throw error;
      if (!error.retryable || round === DOWNLOAD_ROUNDS) throw unrepeated(error);
    }
    await sleep(pollDelay(round, null), undefined, { signal });
    links = (await askForLinks(client, links, signal)) ?? links;
  }
}

async function askForLinks(client: FaceGen, { id }: FaceGenSuccess, signal: AbortSignal) {
  if (id === null) return null;
  try {
    const answer = await client.fetch(id, { signal });
    return answer.status === 'success' ? answer : null;
  } catch (error) {
    if (error instanceof FaceGenError) return null;
    throw error;
  }
}

/** A request that was accepted is paid: what becomes of it is no reason for a machine to send another. */
function unrepeated({ code, detail, retryAfterSeconds }: FaceGenError): FaceGenError {
  return new FaceGenError(code, { retryAfterSeconds, retryable: false, ...(detail === null ? {} : { detail }) });
}

function isCode(error: unknown, code: FaceGenError['code']): boolean {
  return error instanceof FaceGenError && error.code === code;
}

function deadlineMs(): number {
  return env().faceGenDeadlineSeconds * 1000;
}

function etaOf(answer: FaceGenSuccess | FaceGenPending): number | null {
  return answer.status === 'processing' ? answer.etaSeconds : null;
}

/** By the upstream's own estimate, never quite there. */
function progressOf(sentAt: number, etaSeconds: number | null): number {
  return etaSeconds ? Math.min(95, ((Date.now() - sentAt) / (etaSeconds * 1000)) * 100) : 0;
}

/** The upstream's own estimate first, then 1 → 10 s. */
function pollDelay(poll: number, etaSeconds: number | null): number {
  if (poll === 0 && etaSeconds) return Math.min(POLL_MAX_MS, etaSeconds * 1000);
  return Math.min(POLL_MAX_MS, POLL_MIN_MS * 1.5 ** Math.max(0, poll - 1));
}

/** Nothing of what came over the wire is kept but its pixels. */
function toPng(picture: Uint8Array): Promise<Uint8Array> {
  return sharp(picture).autoOrient().toColourspace('srgb').png().toBuffer();
}
