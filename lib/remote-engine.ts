/**
 * face_gen in the worker's terms: one picture is one paid request. It is asked for once it has room upstream, its id
 * is saved before anything else, and from then on it is only ever asked after, whatever crashes.
 */
import { noteKeyRefused, noteKeyTaken, noteRefusal, noteWorking, pauseRequests } from './engine-trouble.ts';
import { env } from './env.ts';
import { createFaceGen, type FaceGen, type FaceGenPending } from './face-gen/client.ts';
import type { FaceGenSuccess } from './face-gen/contract.ts';
import { FaceGenError, unrepeated } from './face-gen/errors.ts';
import type { DrawContext, PictureEngine, PictureRequest } from './picture-engine.ts';
import { waitForNews, waitToSend } from './remote-line.ts';
import {
  acceptRequest,
  closeRequest,
  listAbandoned,
  openRequest,
  type RequestId,
  readRequest,
  returnRequest,
} from './remote-requests.ts';
import { collectPicture, DOWNLOAD_RETRY_SECONDS, DOWNLOAD_TIMEOUT_SECONDS } from './remote-result.ts';
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

/** A request that was sent: its id once known, and the last answer, if one came in this process. */
type Sent = {
  /** By `performance.now()`, which nobody sets. */ sentAt: number;
  remoteId: string | null;
  answer: FaceGenSuccess | FaceGenPending | null;
};

export function faceGenPictures(baseUrl: string, key: string): PictureEngine {
  const client = faceGenClient(baseUrl, key);
  return {
    parallel: true,
    async draw(request, context) {
      let success: FaceGenSuccess | null = null;
      while (success === null) {
        const sent = (await findSent(context.id)) ?? (await submit(client, request, context));
        success = await waitForSuccess(client, sent, context);
      }
      const wanted = AbortSignal.any([context.cancelled, context.stopping]);
      return { picture: await collectPicture(client, success, request.safetyChecker, wanted), words: null };
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
  } catch (error) {
    if (!(error instanceof FaceGenError)) throw error;
    if (error.code === 'bad_key') await noteKeyRefused();
    // It looked for the request, so it took the key.
    if (error.code === 'not_found' || error.code === 'upstream_failed') await noteKeyTaken();
  }
}

/** Looks after requests that nobody waits for any more, so that they hold no room longer than they need it. */
export async function closeAbandoned(baseUrl: string, key: string): Promise<void> {
  const client = faceGenClient(baseUrl, key);
  for (const { remoteId, ...id } of await listAbandoned()) {
    try {
      const answer = await client.fetch(remoteId);
      if (answer.status === 'success') await closeRequest(id);
    } catch (error) {
      if (!(error instanceof FaceGenError)) throw error;
      if (error.generationOver) await closeRequest(id);
    }
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
  return state === 'waiting' ? null : { remoteId, answer: null, sentAt: performance.now() - ageMs };
}

/** Sends a request as soon as there is room for it; again only when it surely wasn't carried out. */
async function submit(client: FaceGen, request: PictureRequest, context: DrawContext): Promise<Sent> {
  const { id, cancelled, stopping, draining } = context;
  const patience = performance.now() + deadlineMs();
  for (let pause = PAUSE_FIRST_SECONDS; ; pause = Math.min(PAUSE_MAX_SECONDS, pause * 2)) {
    if ((await waitToSend(id, AbortSignal.any([cancelled, stopping]))) === 'gone') {
      const sent = await findSent(id);
      if (sent) return sent;
      continue;
    }
    const sentAt = performance.now();
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
    if (performance.now() + seconds * 1000 > patience) throw unrepeated(error);
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

/**
 * Asks after a request until its picture is there: when its webhook comes, and at times of its own.
 * @returns `null` when whoever sent it had to give it back
 */
async function waitForSuccess(
  client: FaceGen,
  { remoteId, answer, sentAt }: Sent,
  context: DrawContext,
): Promise<FaceGenSuccess | null> {
  const { id, cancelled, stopping } = context;
  let until = sentAt + deadlineMs();
  try {
    const job = remoteId ?? (answer === null ? await waitForId(until, context) : '');
    if (job === null) return null;
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
      const left = until - performance.now();
      // What was paid is asked after at least once, however long nobody could.
      const asked = latest !== null || poll > 1;
      if (left <= 0 && asked) throw unrepeated(failure);
      await waitForNews(id, Math.max(0, Math.min(waitMs, left)), stopping);
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

/**
 * The id of a request whose answer was lost, from its webhook; `null` when it was given back.
 * @throws FaceGenError `outcome_unknown`
 */
async function waitForId(until: number, { id, cancelled, stopping }: DrawContext): Promise<string | null> {
  const lost = new FaceGenError('outcome_unknown', { detail: 'no webhook told its id' });
  for (;;) {
    const row = await readRequest(id);
    if (row === null || row.state === 'waiting') return null;
    if (row.remoteId !== null) return row.remoteId;
    const left = until - performance.now();
    if (left <= 0 || webhookAddress(id) === null || cancelled.aborted) throw lost;
    await waitForNews(id, Math.min(left, LOST_LOOK_MS), stopping);
  }
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
  return etaSeconds ? Math.min(95, ((performance.now() - sentAt) / (etaSeconds * 1000)) * 100) : 0;
}

/** The upstream's own estimate first, then 1 → 10 s. */
function pollDelay(poll: number, etaSeconds: number | null): number {
  if (poll === 0 && etaSeconds) return Math.min(POLL_MAX_MS, etaSeconds * 1000);
  return Math.min(POLL_MAX_MS, POLL_MIN_MS * 1.5 ** Math.max(0, poll - 1));
}
