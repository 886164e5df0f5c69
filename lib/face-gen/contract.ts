/**
 * What goes over the wire to face_gen, and everything that is known to come back, read into one small union.
 * Source: the vendor's page, its OpenAPI file and answers seen in its published clients.
 */
import { z } from 'zod';
import { classify, type FaceGenErrorCode } from './errors.ts';
import { pictureType } from './picture.ts';

/** Largest selfie that is sent, in bytes (5 MB, the vendor's limit for uploads). */
const FACE_IMAGE_MAX_BYTES = 5_000_000;

const webAddress = z.url({ protocol: /^https?$/ });

/** JPEG, PNG or WebP bytes of at most 5 MB, upright. */
export const faceGenPhoto = z
  .instanceof(Uint8Array)
  .refine((bytes) => bytes.length <= FACE_IMAGE_MAX_BYTES && pictureType(bytes) !== null);

/** What `submit` accepts. Widths and heights in pixels. The parsed value is the JSON body without the key. */
export const faceGenRequest = z
  .object({
    /** The bytes of a picture, clear and visible to the shoulders; or where it is, as `upload` answers. */
    faceImage: z.union([faceGenPhoto, webAddress]),
    prompt: z.string().trim().min(1),
    negativePrompt: z.string().trim().default(''),
    style: z.enum(['realistic', 'anime', '3d', 'chibi', 'comic']).default('realistic'),
    width: z.int().min(64).max(512),
    height: z.int().min(64).max(768),
    steps: z.literal([21, 31, 41]).default(21),
    guidance: z.number().min(1).max(20).default(7.5),
    faceStrength: z.number().min(0).max(2).default(1),
    samples: z.int().min(1).max(2).default(1),
    /** `null` = a random one, which the answer tells. */
    seed: z.int().min(0).max(4_294_967_295).nullable().default(null),
    safetyChecker: z.boolean().default(true),
    webhook: webAddress.optional(),
    trackId: z.string().min(1).optional(),
  })
  .refine(({ samples, width, height }) => samples === 1 || width < 512 || height < 768)
  .transform((request) => ({
    prompt: request.prompt,
    face_image: typeof request.faceImage === 'string' ? request.faceImage : dataUri(request.faceImage),
    style: request.style,
    negative_prompt: request.negativePrompt,
    width: request.width,
    height: request.height,
    num_inference_steps: request.steps,
    guidance_scale: request.guidance,
    s_scale: request.faceStrength,
    samples: request.samples,
    seed: request.seed,
    safety_checker: request.safetyChecker,
    base64: false,
    ...(request.webhook === undefined ? {} : { webhook: request.webhook }),
    ...(request.trackId === undefined ? {} : { track_id: request.trackId }),
  }));

export type FaceGenRequest = z.input<typeof faceGenRequest>;

export type FaceGenSuccess = {
  status: 'success';
  id: string | null;
  /** Addresses, `data:` URIs or bare base64, one a picture. Addresses die after 24 hours. */
  outputs: string[];
  /** The same pictures at the vendor's own host, in the same order; may be empty. */
  proxies: string[];
  seed: number | null;
};

export type FaceGenProcessing = {
  status: 'processing';
  id: string | null;
  /** The upstream's guess, in seconds; sometimes in the hundreds. */
  etaSeconds: number | null;
  /** Where it says to ask, unchecked: may be on any host. */
  fetchUrl: string | null;
};

type FaceGenFailure = {
  status: 'failed';
  code: FaceGenErrorCode;
  retryAfterSeconds: number | null;
};

export type FaceGenAnswer = FaceGenSuccess | FaceGenProcessing | FaceGenFailure;

/** Ids become part of an address, so only plain ones count. */
export const faceGenId = z
  .union([z.int().min(0), z.string()])
  .transform(String)
  .pipe(z.string().regex(/^[\w-]{1,128}$/));

/** More pictures than anyone asks for in one request; the rest of a longer list is not read. */
const LINKS_MAX = 8;
const RETRY_AFTER_MAX_SECONDS = 3600;

const numeric = z.union([
  z.number(),
  z
    .string()
    .trim()
    .regex(/^\d+(\.\d+)?$/)
    .transform(Number),
]);
const seconds = numeric.pipe(z.number().min(0)).nullable().catch(null);
const string = z.string().trim().min(1).nullable().catch(null);

/** A list, one string, `""`, or an object with numbers for keys. */
const links = z
  .unknown()
  .optional()
  .transform((value) => {
    const list = typeof value === 'object' && value !== null ? Object.values(value) : [value];
    return list
      .filter((link): link is string => typeof link === 'string' && link.trim() !== '')
      .map((link) => link.trim())
      .slice(0, LINKS_MAX);
  });

const wire = z.object({
  status: z.string().trim().toLowerCase().catch(''),
  id: faceGenId.nullable().catch(null),
  output: links,
  proxy_links: links,
  eta: seconds,
  fetch_result: string,
  retry_after: seconds,
  message: z.unknown().optional(),
  messege: z.unknown().optional(),
  error: z.unknown().optional(),
  errors: z.unknown().optional(),
  meta: z
    .object({ seed: numeric.pipe(z.int().min(0)).nullable().catch(null) })
    .nullable()
    .catch(null),
});

const FINISHED = ['success', 'ready', 'completed'];
const UNDER_WAY = ['processing', 'queued', 'pending'];

/**
 * The schema of every answer to a submit or a fetch that came with this HTTP status. The body's status decides. It
 * refuses what is not of the contract, and a success with neither a picture nor an id. A success without pictures
 * that has an id is still under way.
 */
export const faceGenAnswer = (httpStatus: number) =>
  wire.transform((body, context): FaceGenAnswer => {
    const id = body.id ?? idFromAddress(body.fetch_result);
    const pictures = body.output.length + body.proxy_links.length;
    const finished = FINISHED.includes(body.status);
    if (finished && pictures > 0) {
      const seed = body.meta?.seed ?? null;
      return { status: 'success', id, outputs: body.output, proxies: body.proxy_links, seed };
    }
    if (UNDER_WAY.includes(body.status) || (finished && id !== null)) {
      return { status: 'processing', id, etaSeconds: body.eta, fetchUrl: body.fetch_result };
    }
    const refusedWithoutWord = body.status === '' && httpStatus >= 400 && httpStatus < 500;
    if (body.status === 'failed' || body.status === 'error' || refusedWithoutWord) {
      const message = words([body.message, body.messege, body.error, body.errors]);
      const verdict = body.status === 'failed' ? 'failed' : 'error';
      return {
        status: 'failed',
        code: classify({ verdict, message, httpStatus }),
        retryAfterSeconds: limitRetryAfter(body.retry_after),
      };
    }
    context.addIssue({ code: 'custom', message: 'not an answer of the contract' });
    return z.NEVER;
  });

/**
 * What of a webhook's body is worth reading: which request it is about. The rest is not believed, but fetched.
 * Anything at all parses; an id that can't be read is `null`.
 */
export const faceGenDelivery = z.object({ id: faceGenId.nullable().catch(null) }).catch({ id: null });

/** Seconds to wait as the upstream asked, at most an hour; `null` stays `null`. */
export function limitRetryAfter(value: number | null): number | null {
  return value === null ? null : Math.min(value, RETRY_AFTER_MAX_SECONDS);
}

/** All text in a message, which may be a string, a list, or an object of lists by field; at most 1,000 characters. */
function words(message: unknown, depth = 0): string {
  if (typeof message === 'string') return message.trim().slice(0, 1000);
  if (typeof message !== 'object' || message === null || depth > 3) return '';
  return Object.values(message)
    .slice(0, 20)
    .map((part) => words(part, depth + 1))
    .filter((part) => part !== '')
    .join(' ')
    .slice(0, 1000);
}

/** `…/fetch/32` names its id even when the answer doesn't. */
function idFromAddress(address: string | null): string | null {
  const last = address?.split(/[?#]/)[0]?.match(/\/fetch\/([^/]+)\/?$/)?.[1];
  return faceGenId.safeParse(last).data ?? null;
}

/** A picture as a `data:` URI. */
export function dataUri(bytes: Uint8Array): string {
  return `data:image/${pictureType(bytes) ?? 'jpeg'};base64,${Buffer.from(bytes).toString('base64')}`;
}
