/** One generation, from job to stored avatars. It may run twice: whatever is already done is not done again. */
import { createHash } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { emptyTrash, storeAvatar } from './avatars.ts';
import { listen } from './db.ts';
import { pictureEngine, readEngineError } from './engines.ts';
import { env } from './env.ts';
import { DEFAULT_MESSAGE } from './errors.ts';
import { FaceGenError } from './face-gen/errors.ts';
import {
  beginGeneration,
  endGeneration,
  isUnfinished,
  listStalled,
  reportGeneration,
  type WorkRow,
} from './generation-work.ts';
import { measureLikeness } from './likeness.ts';
import type { Style } from './limits.ts';
import { logError, logInfo } from './log.ts';
import type { PictureAnswer, PictureRequest } from './picture-engine.ts';
import { type Job, requeueGeneration } from './queue.ts';
import { removeOldSelfies, selfieKey } from './selfies.ts';
import { readStoredFile } from './storage.ts';

/** Stands for a paid request that was begun and whose id isn't known. */
const UNKNOWN_REQUEST = '?';
/** A remote picture that takes longer has failed. */
const DEADLINE_MS = 5 * 60 * 1000;
const POLL_MIN_MS = 1000;
const POLL_MAX_MS = 10_000;
/** Progress is told no more often. */
const REPORT_MS = 400;
/** Nothing heard of a generation for so long: the sweep looks whether its job is still there. */
const STALLED_SECONDS = 60;

/** Generations drawn in this process. */
const running = new Map<string, AbortController>();

/** Stops drawing what its owner cancelled, as soon as the database says so. @returns a function that stops watching */
export function watchCancellations(): () => Promise<void> {
  const check = async (id: string) => {
    const drawing = running.get(id);
    if (drawing && !(await isUnfinished(id))) drawing.abort();
  };
  const report = (error: unknown) => logError('worker.cancellation', error);
  return listen(
    'generation',
    (payload) => void check(payload.split(' ')[1] ?? '').catch(report),
    () => void Promise.all([...running.keys()].map(check)).catch(report),
  );
}

/** Draws a generation. @throws to be retried by the queue */
export async function runGeneration({ generationId, last, signal: draining }: Job): Promise<void> {
  const generation = await beginGeneration(generationId);
  if (!generation) return;
  const cancelled = new AbortController();
  running.set(generationId, cancelled);
  const started = performance.now();
  try {
    await drawPictures(generation, AbortSignal.any([draining, cancelled.signal]));
    await endGeneration({ id: generationId }, { status: 'finished' });
    const known = measureLikeness(generation, draining);
    logInfo('generation.finished', {
      id: generationId,
      style: generation.style,
      ms: Math.round(performance.now() - started),
    });
    await known;
  } catch (error) {
    if (cancelled.signal.aborted) return logInfo('generation.cancelled', { id: generationId });
    if (draining.aborted) throw new Error('draining');
    const failure = readEngineError(error);
    if (failure) logInfo('generation.failed', { id: generationId, code: failure.code, detail: failure.detail, last });
    else logError('generation.failed', error, { id: generationId, last });
    if (failure?.over) await reportGeneration(generationId, { remoteIds: [] });
    if ((failure === null || failure.retryable) && !last) throw new Error(failure?.code ?? 'internal');
    const { code, message, retryable } = failure ?? { code: 'internal', message: DEFAULT_MESSAGE, retryable: true };
    await endGeneration(
      { id: generationId },
      { status: 'failed', code, message, retryable: retryable || code === 'outcome_unknown' },
    );
  } finally {
    running.delete(generationId);
  }
}

async function drawPictures(generation: WorkRow, signal: AbortSignal): Promise<void> {
  const selfie = generation.selfieId && (await readStoredFile(selfieKey(generation.selfieId)));
  if (!selfie) throw new Error('selfie missing');
  const done = new Set(generation.avatars.map((avatar) => avatar.position));
  const remoteIds = [...generation.remoteIds];
  for (let position = 0; position < generation.samples; position++) {
    if (done.has(position)) continue;
    const request = toRequest(generation, position, selfie);
    const report = progressReporter(generation, position);
    const saveId = async (id: string) => {
      remoteIds[position] = id;
      await reportGeneration(generation.id, { remoteIds: Array.from(remoteIds, (known) => known ?? '') });
    };
    const { picture, words } = await drawPicture(request, {
      knownId: remoteIds[position] || null,
      saveId,
      report,
      signal,
    });
    logInfo('picture.drawn', { id: generation.id, position });
    if (words) await reportGeneration(generation.id, { words });
    await storeAvatar(generation, position, picture, request.seed);
    if (position + 1 < generation.samples) await report(100, null);
  }
}

type Success = Extract<PictureAnswer, { status: 'success' }>;

/** Submits one picture, or goes on with the request that an earlier attempt made, and waits for it. */
async function drawPicture(
  request: PictureRequest,
  {
    knownId,
    saveId,
    report,
    signal,
  }: {
    knownId: string | null;
    saveId: (id: string) => Promise<void>;
    report: (progress: number | null, etaSeconds: number | null) => Promise<void>;
    signal: AbortSignal;
  },
): Promise<Success> {
  const engine = pictureEngine();
  if (knownId === UNKNOWN_REQUEST && engine.paid)
    throw new FaceGenError('outcome_unknown', { detail: 'stopped while submitting' });
  let answer = knownId && knownId !== UNKNOWN_REQUEST ? await engine.fetch(knownId, signal) : null;
  if (!answer) {
    // Marked first: after a crash between sending and saving the id, nobody pays twice without knowing.
    if (engine.paid) await saveId(UNKNOWN_REQUEST);
    try {
      answer = await engine.submit(request, signal);
    } catch (error) {
      if (engine.paid && readEngineError(error)?.code !== 'outcome_unknown') await saveId('');
      throw error;
    }
    if (engine.paid && answer.status === 'processing') await saveId(answer.id);
  }
  const deadline = Date.now() + DEADLINE_MS;
  for (let poll = 0; answer.status === 'processing'; poll++) {
    await report(answer.progress, answer.etaSeconds);
    if (Date.now() > deadline) throw new FaceGenError('timeout', { detail: 'no picture before the deadline' });
    if (answer.waitMs !== 0) await sleep(pollDelay(poll, answer), undefined, { signal });
    const next = await engine.fetch(answer.id, signal);
    if (!next) throw new Error('engine forgot a picture');
    answer = next;
  }
  return answer;
}

/** The engine's own estimate first, then 1 → 10 s. */
function pollDelay(poll: number, { etaSeconds }: { etaSeconds: number | null }): number {
  const backOff = Math.min(POLL_MAX_MS, POLL_MIN_MS * 1.5 ** poll);
  return poll === 0 && etaSeconds ? Math.min(POLL_MAX_MS, etaSeconds * 1000) : backOff;
}

function toRequest(generation: WorkRow, position: number, selfie: Uint8Array<ArrayBuffer>): PictureRequest {
  const { prompt, negativePrompt, width, height, guidance, faceStrength, safetyChecker } = generation;
  return {
    ...{ selfie, prompt, negativePrompt, width, height, guidance, faceStrength, safetyChecker },
    style: generation.style as Style,
    steps: generation.steps as PictureRequest['steps'],
    seed: seedOf(generation, position),
  };
}

/** The person's seed counted up, or one made from the generation's random id: a second attempt draws the same. */
function seedOf({ id, seed }: WorkRow, position: number): number {
  const first = seed === null ? createHash('sha256').update(id).digest().readUInt32BE() : Number(seed);
  return (first + position) >>> 0;
}

/** Progress of the whole generation, told at most every `REPORT_MS`. */
function progressReporter({ id, samples }: WorkRow, position: number) {
  let toldAt = 0;
  let told = -1;
  return async (progress: number | null, etaSeconds: number | null) => {
    const overall = Math.min(99, Math.floor((position * 100 + (progress ?? 0)) / samples));
    const now = Date.now();
    if (overall <= told || (now - toldAt < REPORT_MS && progress !== 100)) return;
    [told, toldAt] = [overall, now];
    await reportGeneration(id, { progress: overall, ...(etaSeconds === null ? {} : { etaSeconds }) });
  };
}

/** Puts right what a crash left, and removes what is past its retention. */
export async function sweep(): Promise<void> {
  for (const id of await listStalled(STALLED_SECONDS)) {
    if ((await requeueGeneration(id)) === 'spent') {
      await endGeneration({ id }, { status: 'failed', code: 'internal', message: DEFAULT_MESSAGE, retryable: true });
    }
  }
  const { selfieRetentionDays, trashRetentionDays } = env();
  const selfies = await removeOldSelfies(selfieRetentionDays);
  const avatars = await emptyTrash(trashRetentionDays);
  if (selfies + avatars > 0) logInfo('sweep.removed', { selfies, avatars });
}
