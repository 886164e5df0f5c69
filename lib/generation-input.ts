/** What a person may ask for: one schema for the form, the server action and the worker. */
import { z } from 'zod';
import {
  ALL_STYLES,
  ENGINES,
  FACE_STRENGTH_MAX,
  GUIDANCE_MAX,
  GUIDANCE_MIN,
  HEIGHT_MAX,
  PROMPT_MAX_LENGTH,
  SAMPLES_MAX,
  SEED_MAX,
  SIZE_MIN,
  SIZE_STEP,
  STEPS,
  STYLES,
  WIDTH_MAX,
} from './limits.ts';

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
  /** The engine that the person was shown, so that no other draws unasked. */
  engine: z.enum(ENGINES).optional(),
  /** The person confirms that the selfie is theirs, or that its person agreed. */
  consent: z.literal(true, { error: 'Please confirm that you have permission to use this photo.' }),
});

/** What the form holds before the schema fills in defaults. */
export type GenerationDraft = z.input<typeof generationInput>;
/** What the schema lets through. */
export type GenerationInput = z.output<typeof generationInput>;

/** What the form may ask for: one style, or all of them at once. */
export const avatarWish = generationInput.extend({
  style: z.enum([...STYLES, ALL_STYLES], { error: 'Choose one of the styles.' }),
});

export type AvatarWishDraft = z.input<typeof avatarWish>;
export type AvatarWish = z.output<typeof avatarWish>;
