/** One generation, from job to stored avatars. It may run twice: whatever is already done is not done again. */
import { createHash } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import * as m from '../messages/compiled/errors.ts';
import { removeOldUploads } from './api-uploads.ts';
import { announceEnd, sweepDeliveries } from './api-webhooks.ts';
import { readAvatarFile } from './avatar-files.ts';
import { avatarId, storeAvatar } from './avatars.ts';
import { listen } from './db.ts';
import { checkEngine, pictureEngine, readEngineError } from './engines.ts';
import { finishErasures } from './erasure.ts';
import { AppError } from './errors.ts';
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
import type { DrawContext, PictureRequest } from './picture-engine.ts';
import { type Job, requeueGeneration } from './queue.ts';
import { forgetRateLimits } from './rate-limit.ts';
import { applyRetention } from './retention.ts';
import { removeUsedSelfies } from './selfie-use.ts';
import { removeOldSessions } from './sessions.ts';
import { removeOldSignInLinks } from './sign-in-links.ts';
import { readStoredFile } from './storage.ts';
import { sweepOrphans } from './storage-check.ts';
import { selfieKeys } from './storage-keys.ts';

/** Progress is told no more often. */
const REPORT_MS = 400;
/** Nothing heard of a generation for so long: the sweep looks whether its job is still there. */
const STALLED_SECONDS = 60;

/** Thumbnails and likenesses follow one after the other, when nothing was drawn for a moment: pictures come first. */
let afterwards = Promise.resolve();
const IDLE_MS = 250;
/** A worker that always draws does it all the same, after so long. */
const LONGEST_WAIT_MS = 60_000;

/** Generations drawn in this process. */
const running = new Map<string, AbortController>();

/** Stops drawing what its owner cancelled, as soon as the database says so. @returns a function that stops watching */
export function watchCancellations(): () => Promise<void> {
  const check = async (id: string) => {
    if (!(await isUnfinished(id))) running.get(id)?.abort();
  };
  return listen(
    'generation',
    (payload) => {
      const [, id = '', status] = payload.split(' ');
      if (status !== 'queued' && status !== 'drawing') running.get(id)?.abort();
    },
    () => void Promise.all([...running.keys()].map(check)).catch((error) => logError('worker.cancellation', error)),
  );
}

/** Draws a generation. @throws to be retried by the queue */
export async function runGeneration({ generationId, last, stopping, draining, later }: Job): Promise<void> {
  const generation = await beginGeneration(generationId);
  if (!generation) return;
  const cancelled = new AbortController();
  running.set(generationId, cancelled);
  const started = performance.now();
  try {
    await drawPictures(generation, { cancelled: cancelled.signal, stopping, draining });
    if (!(await endGeneration({ id: generationId }, { status: 'finished' }))) return;
    later(announce(generation));
    logInfo('generation.finished', {
      id: generationId,
      style: generation.style,
      ms: Math.round(performance.now() - started),
    });
    afterwards = afterwards
      .then(() => whenIdle(draining))
      .then(() => makeThumbnails(generation))
      .then(() => measureLikeness(generation, draining))
      .then(() => removeUsed(generation));
    later(afterwards);
  } catch (error) {
    if (cancelled.signal.aborted) return logInfo('generation.cancelled', { id: generationId });
    if (draining.aborted || (stopping.aborted && error === stopping.reason)) throw new Error('draining');
    const failure = readEngineError(error);
    if (failure) logInfo('generation.failed', { id: generationId, code: failure.code, detail: failure.detail, last });
    else logError('generation.failed', error, { id: generationId, last });
    if ((failure === null || failure.retryable) && !last) throw new Error(failure?.code ?? 'internal');
    const told = error instanceof AppError ? error : { code: 'internal', message: m.internal() };
    const { code, message, mayAskAgain } = failure ?? { code: told.code, message: told.message, mayAskAgain: true };
    await endGeneration({ id: generationId }, { status: 'failed', code, message, retryable: mayAskAgain });
    later(announce(generation));
  } finally {
    running.delete(generationId);
  }
}

async function whenIdle(draining: AbortSignal): Promise<void> {
  const until = performance.now() + LONGEST_WAIT_MS;
  do await sleep(IDLE_MS, undefined, { signal: draining }).catch(() => undefined);
  while (running.size > 0 && performance.now() < until && !draining.aborted);
}

/** The selfie goes right after use, when its owner wants so; what goes wrong here, the sweep does again. */
async function removeUsed({ selfieId }: WorkRow): Promise<void> {
  if (selfieId === null) return;
  await removeUsedSelfies(selfieId).catch((error) => logError('selfie.removal', error));
}

/** Tells who asked by API; what fails here, the sweep does. */
async function announce({ id, byApi }: WorkRow): Promise<void> {
  if (byApi) await announceEnd(id).catch((error) => logError('webhook.announce', error, { id }));
}

/** They are shown soon; what fails here is made when it is asked for. */
async function makeThumbnails({ id, samples }: WorkRow): Promise<void> {
  for (let position = 0; position < samples; position++) {
    await readAvatarFile(avatarId(id, position), 'thumb').catch((error) => logError('thumbnail', error, { id }));
  }
}

type Signals = Pick<DrawContext, 'cancelled' | 'stopping' | 'draining'>;

/** Draws what isn't there yet. One picture's failure doesn't keep the others from being stored. */
async function drawPictures(generation: WorkRow, signals: Signals): Promise<void> {
  const selfie = generation.selfieId && (await readStoredFile(selfieKeys(generation.selfieId).full));
  if (!selfie) throw new Error('selfie missing');
  const engine = pictureEngine(generation.engine);
  const report = progressReporter(generation);
  const stored = new Set(generation.stored);
  const missing = Array.from({ length: generation.samples }, (_, position) => position).filter(
    (position) => !stored.has(position),
  );
  const draw = async (position: number) => {
    const request = toRequest(generation, position, selfie);
    const { picture, words } = await engine.draw(request, {
      id: { generationId: generation.id, position },
      report: (progress, etaSeconds) => report(position, progress, etaSeconds),
      ...signals,
    });
    logInfo('picture.drawn', { id: generation.id, position });
    await Promise.all([
      words && reportGeneration(generation.id, { words }),
      storeAvatar(generation, position, picture, request.seed),
    ]);
    if (missing.length > 1) await report(position, 100, null);
  };
  if (!engine.parallel) {
    for (const position of missing) await draw(position);
    return;
  }
  const outcomes = await Promise.allSettled(missing.map(draw));
  for (const outcome of outcomes) if (outcome.status === 'rejected') throw outcome.reason;
}

function toRequest(generation: WorkRow, position: number, selfie: Uint8Array<ArrayBuffer>): PictureRequest {
  const { prompt, negativePrompt, width, height, guidance, faceStrength, safetyChecker } = generation;
  return {
    ...{
      selfie,
      face: faceOf(generation),
      prompt,
      negativePrompt,
      width,
      height,
      guidance,
      faceStrength,
      safetyChecker,
    },
    style: generation.style as Style,
    steps: generation.steps as PictureRequest['steps'],
    seed: seedOf(generation, position),
  };
}

function faceOf({ faceX, faceY }: WorkRow): PictureRequest['face'] {
  return faceX === null || faceY === null ? null : { x: faceX, y: faceY };
}

/** The person's seed counted up, or one made from the generation's random id: a second attempt draws the same. */
function seedOf({ id, seed }: WorkRow, position: number): number {
  const first = seed === null ? createHash('sha256').update(id).digest().readUInt32BE() : Number(seed);
  return (first + position) >>> 0;
}

/** Progress of the whole generation, told at most every `REPORT_MS`. */
function progressReporter({ id, samples, stored }: WorkRow) {
  const parts = new Map<number, number>(stored.map((position) => [position, 100]));
  let toldAt = Number.NEGATIVE_INFINITY;
  let told = -1;
  let toldEta: number | null = null;
  return async (position: number, progress: number, etaSeconds: number | null) => {
    parts.set(position, progress);
    const sum = [...parts.values()].reduce((total, part) => total + part, 0);
    const overall = Math.min(99, Math.floor(sum / samples));
    const now = performance.now();
    const isNews = overall > told || (etaSeconds !== null && etaSeconds !== toldEta);
    if (!isNews || (now - toldAt < REPORT_MS && progress !== 100)) return;
    [told, toldAt, toldEta] = [Math.max(told, overall), now, etaSeconds ?? toldEta];
    await reportGeneration(id, { progress: told, ...(etaSeconds === null ? {} : { etaSeconds }) });
  };
}

/** Puts right what a crash left, and removes what is past its time. What fails keeps nothing else from being done. */
export async function sweep(): Promise<void> {
  await attempt('stalled', requeueStalled);
  await attempt('retention', async () => logRemoved(await applyRetention()));
  await attempt('orphans', async () => logRemoved({ orphans: await sweepOrphans() }));
  await attempt('rate-limits', forgetRateLimits);
  await attempt('sessions', removeOldSessions);
  await attempt('sign-in-links', removeOldSignInLinks);
  await attempt('erasures', finishErasures);
  await attempt('deliveries', sweepDeliveries);
  await attempt('uploads', removeOldUploads);
  await attempt('engine', checkEngine);
}

async function attempt(part: string, work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    logError('sweep.failed', error, { part });
  }
}

async function requeueStalled(): Promise<void> {
  for (const generation of await listStalled(STALLED_SECONDS)) {
    if ((await requeueGeneration(generation)) === 'spent') {
      const { id } = generation;
      await endGeneration({ id }, { status: 'failed', code: 'internal', message: m.internal(), retryable: true });
    }
  }
}

function logRemoved(removed: Record<string, number>): void {
  if (Object.values(removed).some((count) => count > 0)) logInfo('sweep.removed', removed);
}
