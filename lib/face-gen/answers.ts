/** What a server of the contract answers: its shapes, as they are documented, and the words of its refusals. */
import { z } from 'zod';
import type { FaultMessage } from './decode.ts';

const links = z.array(z.url()).meta({ description: 'One address a picture. They die after 24 hours.' });
const tip = z.string().optional().meta({ description: 'What to do, in plain words.' });

/** What was used, which may differ from what was sent. */
const meta = z.object({
  base64: z.enum(['yes', 'no']),
  face_image: z.string().meta({ description: 'The address that was given; empty for bytes.' }),
  file_prefix: z.string(),
  guidance_scale: z.number(),
  height: z.int(),
  negative_prompt: z.string(),
  num_inference_steps: z.int(),
  outdir: z.string(),
  prompt: z.string(),
  s_scale: z.number(),
  safety_checker: z.enum(['yes', 'no']),
  safety_checker_type: z.string(),
  samples: z.int(),
  seed: z.int(),
  style: z.string(),
  temp: z.enum(['yes', 'no']),
  width: z.int(),
});

export const successAnswer = z.object({
  status: z.literal('success'),
  generationTime: z.number().meta({ description: 'Seconds of drawing.' }),
  id: z.int(),
  output: links,
  proxy_links: links,
  meta,
});

export const processingAnswer = z.object({
  status: z.literal('processing'),
  tip,
  eta: z.number().meta({ description: 'Seconds to go, estimated.' }),
  message: z.string(),
  fetch_result: z.url().meta({ description: 'Where to ask next.' }),
  id: z.int(),
  output: z.array(z.never()),
  future_links: links.meta({ description: 'Where the pictures will be. Until then, 404.' }),
  proxy_links: z.array(z.never()),
  meta,
});

/** A fetch that came too early. */
export const stillProcessingAnswer = z.object({
  status: z.literal('processing'),
  message: z.string(),
  output: z.literal(''),
  tip,
});

/** A request that ended without a picture, or that isn't there. */
export const failedAnswer = z.object({
  status: z.literal('failed'),
  id: z.literal(''),
  message: z.string(),
  output: z.literal(''),
  tip,
});

/** A call that was not carried out. */
export const errorAnswer = z.object({
  status: z.literal('error'),
  message: z.union([z.string(), z.record(z.string(), z.array(z.string()))]).meta({
    description: 'One sentence, or some by field.',
  }),
  tip,
  code: z.string().optional().meta({ description: 'The fault in one word, for programs.' }),
  retry_after: z.int().optional().meta({ description: 'Seconds to wait; also the header `Retry-After`.' }),
});

export const uploadAnswer = z.object({ status: z.literal('success'), id: z.int(), output: links });

/** What a webhook is sent. */
export const webhookBody = z.union([
  z.object({
    status: z.literal('success'),
    id: z.string(),
    output: links,
    track_id: z.string().nullable(),
    meta,
  }),
  z.object({ status: z.literal('failed'), id: z.string(), message: z.string(), track_id: z.string().nullable() }),
]);

export type AnswerMeta = z.infer<typeof meta>;
export type WebhookBody = z.infer<typeof webhookBody>;

type Body =
  | z.infer<typeof successAnswer>
  | z.infer<typeof processingAnswer>
  | z.infer<typeof stillProcessingAnswer>
  | z.infer<typeof failedAnswer>
  | z.infer<typeof errorAnswer>
  | z.infer<typeof uploadAnswer>;

/** An answer, and the HTTP status that says the same. */
export type FaceGenReply = { body: Body; httpStatus: number };

export function reply(body: Body, httpStatus = 200): FaceGenReply {
  return { body, httpStatus };
}

/** A refusal. `retryAfter` in seconds. */
export function refuse(
  message: FaultMessage,
  httpStatus: number,
  more: { tip?: string; code?: string; retry_after?: number } = {},
): FaceGenReply {
  return { body: { status: 'error', message, ...more }, httpStatus };
}

export function failedReply(message: string, httpStatus: number, tip?: string): FaceGenReply {
  return reply({ status: 'failed', id: '', message, output: '', ...(tip === undefined ? {} : { tip }) }, httpStatus);
}

/** A refusal on its way up. */
export class RequestRefused extends Error {
  readonly reply: FaceGenReply;

  constructor(reply: FaceGenReply) {
    super('request refused');
    this.name = 'RequestRefused';
    this.reply = reply;
  }
}

export const INVALID_KEY = refuse('Invalid API key', 401, { code: 'bad_key' });

export const INVALID_JSON = refuse('Invalid API Request', 400, {
  tip: 'Make sure you are passing valid JSON.',
  code: 'invalid_request',
});

export const INTERNAL = refuse('Internal server error. Please try again.', 500, { code: 'internal' });

export const REQUEST_NOT_FOUND = failedReply('Request not found', 404);
