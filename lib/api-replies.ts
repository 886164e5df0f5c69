/** What a request by API is told of its generation, in the shapes of the contract. */

import { LINK_LIFE_MS } from './api-uploads.ts';
import { ago } from './clock.ts';
import type { Prisma } from './db.ts';
import { env } from './env.ts';
import {
  type AnswerMeta,
  type FaceGenReply,
  failedReply,
  REQUEST_NOT_FOUND,
  reply,
  type WebhookBody,
} from './face-gen/answers.ts';
import { estimateWait } from './waiting-time.ts';

export const answerSelect = {
  id: true,
  secret: true,
  base64: true,
  faceImage: true,
  trackId: true,
  generation: {
    select: {
      status: true,
      engine: true,
      style: true,
      prompt: true,
      negativePrompt: true,
      width: true,
      height: true,
      steps: true,
      guidance: true,
      faceStrength: true,
      seed: true,
      samples: true,
      safetyChecker: true,
      progress: true,
      etaSeconds: true,
      turn: true,
      failureMessage: true,
      retryable: true,
      createdAt: true,
      startedAt: true,
      endedAt: true,
      avatars: { where: { deletedAt: null }, orderBy: { position: 'asc' }, select: { position: true } },
    },
  },
} as const satisfies Prisma.ApiRequestSelect;

export type ApiRequestRow = Prisma.ApiRequestGetPayload<{ select: typeof answerSelect }>;

const TIP = 'Ask at fetch_result until the status is success or failed, or name a webhook.';

/** The first answer. */
export async function submitReply(row: ApiRequestRow): Promise<FaceGenReply> {
  if (isOver(row)) return endReply(row);
  const future = Array.from({ length: row.generation.samples }, (_, position) => linkTo(row, position));
  return reply({
    status: 'processing',
    tip: TIP,
    eta: await etaOf(row),
    message: 'Try to fetch request after seconds estimated',
    fetch_result: `${env().publicUrl}/api/v6/image_editing/fetch/${row.id}`,
    id: row.id,
    output: [],
    future_links: future,
    proxy_links: [],
    meta: metaOf(row),
  });
}

/** Every later one. */
export async function fetchReply(row: ApiRequestRow): Promise<FaceGenReply> {
  if (isOver(row)) return endReply(row);
  const tip = `About ${await etaOf(row)} seconds to go.`;
  return reply({ status: 'processing', message: 'try again later.', output: '', tip });
}

/** Whether its generation has ended, one way or the other. */
export function isOver({ generation }: ApiRequestRow): boolean {
  return generation.status !== 'queued' && generation.status !== 'drawing';
}

async function endReply(row: ApiRequestRow): Promise<FaceGenReply> {
  const { status, startedAt, endedAt, avatars } = row.generation;
  if (status !== 'finished') return failedReply(failureOf(row), 200, tipOf(row));
  const dead = endedAt === null || endedAt < (await ago(LINK_LIFE_MS));
  if (dead || avatars.length === 0) {
    const tip = 'Links are kept for 24 hours, and end with their picture. What was made is in your history.';
    return failedReply('Request not found', REQUEST_NOT_FOUND.httpStatus, tip);
  }
  const output = outputOf(row);
  const seconds = startedAt === null ? 0 : (endedAt.getTime() - startedAt.getTime()) / 1000;
  return reply({
    status: 'success',
    generationTime: Math.round(seconds * 100) / 100,
    id: row.id,
    output,
    proxy_links: output,
    meta: metaOf(row),
  });
}

/** What a webhook is sent of a request that has ended. */
export function webhookBodyOf(row: ApiRequestRow): WebhookBody {
  const about = { id: String(row.id), track_id: row.trackId };
  const output = outputOf(row);
  if (row.generation.status === 'finished' && output.length > 0) {
    return { status: 'success', ...about, output, meta: metaOf(row) };
  }
  return { status: 'failed', ...about, message: failureOf(row) };
}

function failureOf({ generation }: ApiRequestRow): string {
  if (generation.status === 'cancelled') return 'Failed, this request was cancelled.';
  return generation.retryable ? 'Failed, Try Again' : `Failed. ${generation.failureMessage ?? ''}`.trim();
}

function tipOf({ generation }: ApiRequestRow): string | undefined {
  return generation.failureMessage ?? undefined;
}

function outputOf(row: ApiRequestRow): string[] {
  return row.generation.avatars.map(({ position }) => linkTo(row, position));
}

function linkTo({ secret, base64 }: ApiRequestRow, position: number): string {
  return `${env().publicUrl}/images/results/${secret}-${position}.${base64 ? 'base64' : 'png'}`;
}

async function etaOf({ generation }: ApiRequestRow): Promise<number> {
  return (await estimateWait(generation)).etaSeconds ?? 5;
}

function metaOf({ secret, base64, faceImage, generation }: ApiRequestRow): AnswerMeta {
  return {
    base64: base64 ? 'yes' : 'no',
    face_image: faceImage,
    file_prefix: secret,
    guidance_scale: generation.guidance,
    height: generation.height,
    negative_prompt: generation.negativePrompt,
    num_inference_steps: generation.steps,
    outdir: 'out',
    prompt: generation.prompt,
    s_scale: generation.faceStrength,
    safety_checker: generation.safetyChecker ? 'yes' : 'no',
    safety_checker_type: 'blur',
    samples: generation.samples,
    seed: Number(generation.seed ?? 0),
    style: generation.style,
    temp: 'yes',
    width: generation.width,
  };
}
