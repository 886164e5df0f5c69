/**
 * What a person may ask for: one schema and one set of limits for the form, the server action and the worker.
 * The limits are face_gen's own; both engines keep them.
 */
import { z } from 'zod';

export const STYLES = ['realistic', 'anime', '3d', 'chibi', 'comic'] as const;
export type Style = (typeof STYLES)[number];

export const STYLE_NAMES: Record<Style, string> = {
  realistic: 'Realistic',
  anime: 'Anime',
  '3d': '3D',
  chibi: 'Chibi',
  comic: 'Comic',
};

export const PROMPT_MAX_LENGTH = 2000;
export const WIDTH_MAX = 512;
export const HEIGHT_MAX = 768;
export const SIZE_MIN = 256;
export const SIZE_STEP = 8;
export const STEPS = [21, 31, 41] as const;
export const GUIDANCE_MIN = 1;
export const GUIDANCE_MAX = 20;
export const FACE_STRENGTH_MAX = 2;
export const SEED_MAX = 4_294_967_295;
export const SAMPLES_MAX = 4;

/** Largest upload that is read, in bytes (20 MB). */
export const SELFIE_MAX_BYTES = 20 * 1024 * 1024;
/** Largest picture that is decoded, in pixels (50 megapixels). */
export const SELFIE_MAX_PIXELS = 50_000_000;

const size = (name: string, max: number) =>
  z
    .number({ error: `${name} must be a number.` })
    .int(`${name} must be a whole number.`)
    .min(SIZE_MIN, `${name} must be at least ${SIZE_MIN}.`)
    .max(max, `${name} must be at most ${max}.`)
    .multipleOf(SIZE_STEP, `${name} must be a multiple of ${SIZE_STEP}.`);

const text = (name: string) =>
  z
    .string({ error: `${name} must be text.` })
    .trim()
    .max(PROMPT_MAX_LENGTH, `${name} must be at most ${PROMPT_MAX_LENGTH.toLocaleString('en')} characters.`);

export const generationInput = z.object({
  selfieId: z.uuid({ error: 'Choose a selfie first.' }),
  style: z.enum(STYLES, { error: 'Choose one of the styles.' }),
  prompt: text('Prompt').default(''),
  negativePrompt: text('Negative prompt').default(''),
  width: size('Width', WIDTH_MAX).default(WIDTH_MAX),
  height: size('Height', HEIGHT_MAX).default(HEIGHT_MAX),
  steps: z.literal(STEPS, { error: `Quality must be one of ${STEPS.join(', ')} steps.` }).default(31),
  guidance: z
    .number({ error: 'Guidance must be a number.' })
    .min(GUIDANCE_MIN, `Guidance must be at least ${GUIDANCE_MIN}.`)
    .max(GUIDANCE_MAX, `Guidance must be at most ${GUIDANCE_MAX}.`)
    .default(7.5),
  faceStrength: z
    .number({ error: 'Face strength must be a number.' })
    .min(0, 'Face strength must be at least 0.')
    .max(FACE_STRENGTH_MAX, `Face strength must be at most ${FACE_STRENGTH_MAX}.`)
    .default(1),
  /** `null` = a new random seed each time. */
  seed: z
    .number({ error: 'Seed must be a number.' })
    .int('Seed must be a whole number.')
    .min(0, 'Seed must be at least 0.')
    .max(SEED_MAX, `Seed must be at most ${SEED_MAX}.`)
    .nullable()
    .default(null),
  samples: z
    .number({ error: 'Pictures must be a number.' })
    .int('Pictures must be a whole number.')
    .min(1, 'Ask for at least 1 picture.')
    .max(SAMPLES_MAX, `Ask for at most ${SAMPLES_MAX} pictures.`)
    .default(1),
  safetyChecker: z.boolean().default(true),
  /** The person confirms that the selfie is theirs, or that its person agreed. */
  consent: z.literal(true, { error: 'Please confirm that you have permission to use this photo.' }),
});

/** What the form holds before the schema fills in defaults. */
export type GenerationDraft = z.input<typeof generationInput>;
/** What the schema lets through. */
export type GenerationInput = z.output<typeof generationInput>;

/** Settings that an engine may or may not honour; the form shows only those that the present one does. */
export type Setting =
  | 'negativePrompt'
  | 'size'
  | 'steps'
  | 'guidance'
  | 'faceStrength'
  | 'seed'
  | 'samples'
  | 'safetyChecker';

/** What the form must know of the engine that will draw. */
export type EngineFacts = {
  name: 'embedded' | 'face_gen';
  styles: readonly Style[];
  settings: readonly Setting[];
};
