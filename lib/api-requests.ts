/** Requests by API: what the endpoint of face_gen's contract does, on this server's own generations. */
import { randomInt } from 'node:crypto';
import type { ApiCaller } from './api-keys.ts';
import { type ApiSelfie, selfieOf } from './api-photo.ts';
import { type ApiRequestRow, answerSelect, fetchReply, isOver, submitReply } from './api-replies.ts';
import { newSecret } from './api-uploads.ts';
import { databaseNow } from './clock.ts';
import { db, type Transaction } from './db.ts';
import { env } from './env.ts';
import { AppError } from './errors.ts';
import { watchGenerations } from './events.ts';
import { type FaceGenReply, REQUEST_NOT_FOUND, RequestRefused, refuse } from './face-gen/answers.ts';
import { type DecodedRequest, decodeFaceGenRequest } from './face-gen/decode.ts';
import { addressFault } from './face-gen/guarded.ts';
import { generationInput } from './generation-input.ts';
import { UNFINISHED } from './generation-work.ts';
import { requestAvatars, requireQuota } from './generations.ts';
import { HEIGHT_MAX, SEED_MAX, SIZE_MIN, SIZE_STEP, WIDTH_MAX } from './limits.ts';

/** Requests of one person that may be unfinished at once. */
const QUEUED_MAX = 15;

/**
 * Carries out a request's JSON: a selfie, a generation and its avatars, as if its owner had asked in the studio.
 * @param waitMs how long the pictures are waited for before the answer is `processing`
 */
export async function submitRequest(caller: ApiCaller, json: unknown, waitMs: number): Promise<FaceGenReply> {
  const decoded = decodeFaceGenRequest(json);
  if (decoded.status === 'error') return refuse(decoded.message, 400, { code: 'invalid_request' });
  const { request } = decoded;
  const fault = request.webhook === null ? null : addressFault(new URL(request.webhook), env().apiTrustedOrigins);
  if (fault !== null) {
    return refuse({ webhook: [`The webhook must be a public https address (${fault}).`] }, 400, {
      code: 'invalid_request',
    });
  }
  try {
    const room = Promise.all([requireRoom(db(), caller, { accepted: 0 }), requireQuota(caller.ownerId)]);
    // Its failure is told by who awaits it, if the photo's own isn't told first.
    room.catch(() => undefined);
    const selfie = await selfieOf(caller.ownerId, request, room);
    const { id, generationId } = await accept(caller, request, selfie);
    const ended = waitMs > 0 ? await waitForEnd({ ownerId: caller.ownerId, id, generationId }, waitMs) : null;
    const row = ended ?? (await readRow(caller.ownerId, id));
    return row === null ? REQUEST_NOT_FOUND : submitReply(row);
  } catch (error) {
    return refusalOf(error);
  }
}

/** How a request stands; somebody else's is one that was never made. @param id as the address has it */
export async function fetchRequest({ ownerId }: ApiCaller, id: string): Promise<FaceGenReply> {
  const number = /^\d{1,10}$/.test(id) ? Number(id) : 0;
  const row = number > 0 && number < 2 ** 31 ? await readRow(ownerId, number) : null;
  return row === null ? REQUEST_NOT_FOUND : fetchReply(row);
}

async function accept(
  caller: ApiCaller,
  request: DecodedRequest,
  selfie: ApiSelfie,
): Promise<{ id: number; generationId: string }> {
  const { prompt, style, negativePrompt, steps, guidance, faceStrength, samples, safetyChecker } = request;
  const wish = generationInput.parse({
    ...{ prompt, style, negativePrompt, steps, guidance, faceStrength, samples, safetyChecker },
    ...sizeFor(request, selfie),
    selfieId: selfie.id,
    // Chosen here, so that every answer tells it.
    seed: request.seed ?? randomInt(SEED_MAX + 1),
    consent: true,
  });
  let accepted = { id: 0, generationId: '' };
  await requestAvatars(caller.ownerId, wish, {
    async record(tx, generationId) {
      await requireRoom(tx, caller, { accepted: 1 });
      const { ownerId, keyId } = caller;
      const { base64, webhook, trackId } = request;
      const { photoHash, address: faceImage } = selfie;
      const data = {
        ownerId,
        keyId,
        generationId,
        secret: newSecret(),
        faceImage,
        photoHash,
        base64,
        webhook,
        trackId,
      };
      accepted = await tx.apiRequest.create({ data, select: { id: true, generationId: true } });
    },
  });
  return accepted;
}

/** Within the limits, in steps that engines draw; what wasn't asked for is taken from the selfie's shape. */
function sizeFor(
  { width, height }: Pick<DecodedRequest, 'width' | 'height'>,
  selfie: { width: number; height: number },
): { width: number; height: number } {
  const shape = selfie.height / selfie.width;
  const scale = Math.min(WIDTH_MAX / selfie.width, HEIGHT_MAX / selfie.height);
  const wide = width ?? (height === null ? selfie.width * scale : height / shape);
  const high = height ?? (width === null ? selfie.height * scale : width * shape);
  return { width: allowedSide(wide, WIDTH_MAX), height: allowedSide(high, HEIGHT_MAX) };
}

function allowedSide(pixels: number, max: number): number {
  return Math.min(max, Math.max(SIZE_MIN, Math.round(pixels / SIZE_STEP) * SIZE_STEP));
}

/**
 * The limits of the key and of what may be under way.
 * @param accepted how many generations are written already, for which it is asked
 * @throws RequestRefused, AppError `over_limit`
 */
async function requireRoom(
  tx: Transaction,
  { ownerId, keyId, dailyLimit }: ApiCaller,
  { accepted }: { accepted: number },
): Promise<void> {
  const queued = await tx.generation.count({ where: { ownerId, byApi: true, status: { in: UNFINISHED } } });
  if (queued - accepted >= QUEUED_MAX) {
    const message = `Rate limit exceeded. Maximum ${QUEUED_MAX} queued requests allowed.`;
    throw new RequestRefused(refuse(message, 429, { code: 'rate_limited', retry_after: 5 }));
  }
  if (keyId === null || dailyLimit === null) return;
  const used = await tx.apiRequest.count({
    where: {
      keyId,
      ownerId,
      createdAt: { gte: await utcMidnight(0) },
      generation: { status: { notIn: ['failed', 'cancelled'] } },
    },
  });
  if (used >= dailyLimit) {
    throw new AppError('over_limit', `This key has used today’s ${dailyLimit} generations. More come at midnight UTC.`);
  }
}

/** @param days 0 for the midnight that today began with */
async function utcMidnight(days: number): Promise<Date> {
  const now = await databaseNow();
  return new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth(), now.getUTCDate() + days));
}

/** Waits until a request has ended, or for `waitMs`. @returns it as it ended; `null` when it hasn't */
async function waitForEnd(
  { ownerId, id, generationId }: { ownerId: string; id: number; generationId: string },
  waitMs: number,
): Promise<ApiRequestRow | null> {
  let stop = () => {};
  let timer: NodeJS.Timeout | undefined;
  const ended = await new Promise<ApiRequestRow | null>((resolve) => {
    const check = async () => {
      const row = await readRow(ownerId, id);
      if (row === null || isOver(row)) resolve(row);
    };
    // A look that failed is followed by another, or by the end of the wait.
    const look = () => void check().catch(() => undefined);
    timer = setTimeout(() => resolve(null), waitMs);
    stop = watchGenerations(ownerId, { onGeneration: (changed) => changed === generationId && look(), onGap: look });
    look();
  });
  clearTimeout(timer);
  stop();
  return ended;
}

function readRow(ownerId: string, id: number): Promise<ApiRequestRow | null> {
  return db().apiRequest.findFirst({ where: { id, ownerId }, select: answerSelect });
}

/** An expected failure in the contract's words. @throws what isn't one */
async function refusalOf(error: unknown): Promise<FaceGenReply> {
  if (error instanceof RequestRefused) return error.reply;
  if (!(error instanceof AppError)) throw error;
  const { code, message, field } = error;
  if (code === 'over_limit') {
    const midnight = await utcMidnight(1);
    const seconds = Math.ceil((midnight.getTime() - (await databaseNow()).getTime()) / 1000);
    return refuse(`Rate limit exceeded. ${message}`, 429, { code: 'rate_limited', retry_after: seconds });
  }
  if (code === 'unavailable') return refuse(`Service temporarily unavailable. ${message}`, 503, { code });
  if (code === 'invalid_input' && field !== 'selfieId') return refuse(message, 400, { code: 'invalid_request' });
  return refuse(`Invalid image. ${message}`, code === 'too_large' ? 413 : 400, { code });
}
