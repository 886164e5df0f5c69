/**
 * Requests as clients of face_gen really send them, read as the vendor does: keys with spaces around them, numbers and
 * booleans as strings, absent values as `null`, `""` or `"null"`, and numbers beyond the limits.
 */
import { z } from 'zod';

export const FACE_GEN_STYLES = ['realistic', 'anime', '3d', 'chibi', 'comic'] as const;
const STEPS = [21, 31, 41] as const;

const read = <Schema extends z.ZodType>(reader: (value: unknown) => unknown, schema: Schema) =>
  z.preprocess((value) => reader(value) ?? undefined, schema);
const text = read(readText, z.string().nullable().default(null));
const wholeNumber = (min: number, max: number) =>
  read((value) => round(readNumber(value, min, max)), z.int().min(min).max(max).nullable().default(null));
const number = (min: number, max: number, usual: number) =>
  read((value) => readNumber(value, min, max), z.number().min(min).max(max).default(usual));
const boolean = (usual: boolean) => read(readBoolean, z.boolean().default(usual));

const TEXT_MAX_LENGTH = 2000;
const ADDRESS_MAX_LENGTH = 2048;
const tooLong = (name: string, max: number) => `The ${name} may not be longer than ${max} characters.`;

const key = text.meta({ description: 'Your API key; or send it as `Authorization: Bearer`.' });

/** The fields of a request, each in the form that is documented; what is sent in others is read as it was meant. */
export const faceGenParameters = z.object({
  key,
  prompt: read(
    readText,
    z.string({ error: 'The prompt field is required.' }).max(TEXT_MAX_LENGTH, tooLong('prompt', TEXT_MAX_LENGTH)),
  ).meta({
    description: 'What the picture shows: a place, a mood, things to wear.',
    examples: ['in a garden, golden hour'],
  }),
  face_image: read(readText, z.string({ error: 'The face image field is required.' })).meta({
    description:
      'The selfie, one face clear and visible to the shoulders: a public https address, a `data:` URI, or base64 with `base64: true`.',
  }),
  style: read(
    (value) => readText(value)?.toLowerCase(),
    z.enum(FACE_GEN_STYLES, { error: 'The selected style is invalid.' }).default('realistic'),
  ).meta({ description: 'How it is drawn.' }),
  negative_prompt: read(
    readText,
    z.string().max(TEXT_MAX_LENGTH, tooLong('negative prompt', TEXT_MAX_LENGTH)).default(''),
  ).meta({ description: 'What the picture leaves out.' }),
  width: wholeNumber(64, 512).meta({ description: 'Pixels. Absent: in the shape of the selfie.' }),
  height: wholeNumber(64, 768).meta({ description: 'Pixels. Absent: in the shape of the selfie.' }),
  num_inference_steps: read(nearestSteps, z.literal(STEPS).default(21)).meta({
    description: 'Other numbers become the nearest of these.',
  }),
  guidance_scale: number(1, 20, 7.5).meta({ description: 'How closely the prompt is followed.' }),
  s_scale: number(0, 2, 1).meta({ description: 'How strongly the face’s own structure is kept.' }),
  samples: read((value) => round(readNumber(value, 1, 2)), z.int().min(1).max(2).default(1)).meta({
    description: 'Pictures; 1 at 512 × 768.',
  }),
  seed: wholeNumber(0, 4_294_967_295).meta({
    description: 'The same seed draws the same picture. Absent: random, and `meta` tells it.',
  }),
  safety_checker: boolean(true).meta({ description: 'Keeps unsafe pictures back, where the engine has a checker.' }),
  base64: boolean(false).meta({
    description: 'Whether `face_image` may be bare base64, and results are addresses of base64 text.',
  }),
  webhook: read(
    readText,
    z
      .url({ protocol: /^https?$/, error: 'The webhook must be a valid URL.' })
      .max(ADDRESS_MAX_LENGTH, tooLong('webhook', ADDRESS_MAX_LENGTH))
      .nullable()
      .default(null),
  ).meta({ description: 'Told when the request has ended; https.' }),
  track_id: read(readText, z.string().max(255, tooLong('track id', 255)).nullable().default(null)).meta({
    description: 'Comes back with the webhook.',
  }),
});

/** The fields of an upload. */
export const uploadParameters = z.object({
  key,
  init_image: read(readText, z.string({ error: 'The init image field is required.' })).meta({
    description: 'A JPEG, PNG or WebP of at most 5 MB as a `data:` URI or bare base64.',
  }),
});

/** The fields of a fetch. */
export const fetchParameters = z.object({ key });

/** What was asked for, each value within its limits. Sizes in pixels. */
export type DecodedRequest = {
  prompt: string;
  /** An address, a `data:` URI, or base64. */
  faceImage: string;
  base64: boolean;
  style: (typeof FACE_GEN_STYLES)[number];
  negativePrompt: string;
  /** `null` = the selfie's own. */
  width: number | null;
  height: number | null;
  steps: (typeof STEPS)[number];
  guidance: number;
  faceStrength: number;
  samples: number;
  /** `null` = random. */
  seed: number | null;
  safetyChecker: boolean;
  webhook: string | null;
  trackId: string | null;
};

/** Messages as the vendor sends them: one sentence, or some by field. */
export type FaultMessage = string | Record<string, string[]>;

/** Either what was asked for, or what the vendor would answer. */
export type Decoded<T> = { status: 'ok'; request: T } | { status: 'error'; message: FaultMessage };

const fields = z.record(z.string(), z.unknown());

/**
 * Reads a request's JSON. Steps are snapped to the nearest that there is, the rest is brought within its limits, and
 * what isn't of the contract (`model_id`) is left out. Never throws.
 */
export function decodeFaceGenRequest(json: unknown): Decoded<DecodedRequest> {
  const decoded = decodeFields(json, faceGenParameters);
  if (decoded.status === 'error') return decoded;
  const { width, height, samples, ...given } = decoded.request;
  const largest = (width ?? 512) === 512 && (height ?? 768) === 768;
  return {
    status: 'ok',
    request: {
      ...{ prompt: given.prompt, faceImage: given.face_image, base64: given.base64, style: given.style, width, height },
      negativePrompt: given.negative_prompt,
      steps: given.num_inference_steps,
      guidance: given.guidance_scale,
      faceStrength: given.s_scale,
      samples: largest ? 1 : samples,
      seed: given.seed,
      safetyChecker: given.safety_checker,
      webhook: given.webhook,
      trackId: given.track_id,
    },
  };
}

/** Reads JSON with one of the schemas above, whose keys may have spaces around them. Never throws. */
export function decodeFields<Schema extends z.ZodObject>(json: unknown, schema: Schema): Decoded<z.output<Schema>> {
  const given = fields.safeParse(json);
  if (!given.success) return { status: 'error', message: 'Invalid API Request' };
  const trimmed = Object.entries(given.data).map(([name, value]) => [name.trim(), value]);
  const parsed = schema.safeParse(Object.fromEntries(trimmed));
  if (parsed.success) return { status: 'ok', request: parsed.data };
  const faults: Record<string, string[]> = {};
  for (const { path, message } of parsed.error.issues) faults[String(path[0])] ??= [message];
  return { status: 'error', message: faults };
}

/** `null`, `""` and `"null"` are how clients leave something out. */
function readText(value: unknown): string | null {
  if (typeof value === 'number' && Number.isFinite(value)) return String(value);
  if (typeof value !== 'string') return null;
  // PostgreSQL keeps no NUL.
  const trimmed = value.replaceAll('\0', '').trim();
  return trimmed === '' || trimmed.toLowerCase() === 'null' ? null : trimmed;
}

function readNumber(value: unknown, min: number, max: number): number | null {
  const given = readText(value);
  const parsed = given === null ? Number.NaN : Number(given);
  return Number.isFinite(parsed) ? Math.min(max, Math.max(min, parsed)) : null;
}

function readBoolean(value: unknown): boolean | null {
  const given = typeof value === 'boolean' ? String(value) : readText(value)?.toLowerCase();
  if (given === 'true' || given === 'yes' || given === '1') return true;
  return given === 'false' || given === 'no' || given === '0' ? false : null;
}

function round(value: number | null): number | null {
  return value === null ? null : Math.round(value);
}

function nearestSteps(value: unknown): (typeof STEPS)[number] | null {
  const given = readNumber(value, 1, 1000);
  if (given === null) return null;
  return STEPS.reduce((best, steps) => (Math.abs(steps - given) < Math.abs(best - given) ? steps : best));
}
