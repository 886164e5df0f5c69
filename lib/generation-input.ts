/** What a person may ask for: one schema for the form, the server action and the worker. */
import { z } from 'zod';
import * as common from '../messages/compiled/common.ts';
import * as m from '../messages/compiled/settings.ts';
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

// Zod tries whether it may compile code: in a page, the content security policy refuses that, and says so each time.
if (typeof window !== 'undefined') z.config({ jitless: true });

// The sentences are chosen when they are needed, in the language spoken then.
type Name = () => string;
const isNumber = (name: Name) => ({ error: () => m.mustBeNumber({ name: name() }) });
const isWhole = (name: Name) => ({ error: () => m.mustBeWhole({ name: name() }) });
const atLeast = (name: Name, min: number) => ({ error: () => m.atLeast({ name: name(), min }) });
const atMost = (name: Name, max: number) => ({ error: () => m.atMost({ name: name(), max }) });

const size = (name: Name, max: number) =>
  z
    .number(isNumber(name))
    .int(isWhole(name))
    .min(SIZE_MIN, atLeast(name, SIZE_MIN))
    .max(max, atMost(name, max))
    .multipleOf(SIZE_STEP, { error: () => m.multipleOf({ name: name(), step: SIZE_STEP }) });

const text = (name: Name) =>
  z
    .string({ error: () => m.mustBeText({ name: name() }) })
    .trim()
    .max(PROMPT_MAX_LENGTH, { error: () => m.tooLong({ name: name(), max: PROMPT_MAX_LENGTH }) });

const chooseStyle = { error: () => m.chooseStyle() };

export const generationInput = z.object({
  selfieId: z.uuid({ error: () => m.chooseSelfie() }),
  style: z.enum(STYLES, chooseStyle),
  prompt: text(common.prompt).default(''),
  negativePrompt: text(m.negativePrompt).default(''),
  width: size(m.width, WIDTH_MAX).default(WIDTH_MAX),
  height: size(m.height, HEIGHT_MAX).default(HEIGHT_MAX),
  steps: z.literal(STEPS, { error: () => m.qualityOneOf({ steps: STEPS.join(', ') }) }).default(31),
  guidance: z
    .number(isNumber(common.guidance))
    .min(GUIDANCE_MIN, atLeast(common.guidance, GUIDANCE_MIN))
    .max(GUIDANCE_MAX, atMost(common.guidance, GUIDANCE_MAX))
    .default(7.5),
  faceStrength: z
    .number(isNumber(common.faceStrength))
    .min(0, atLeast(common.faceStrength, 0))
    .max(FACE_STRENGTH_MAX, atMost(common.faceStrength, FACE_STRENGTH_MAX))
    .default(1),
  /** `null` = a new random seed each time. */
  seed: z
    .number(isNumber(common.seed))
    .int(isWhole(common.seed))
    .min(0, atLeast(common.seed, 0))
    .max(SEED_MAX, atMost(common.seed, SEED_MAX))
    .nullable()
    .default(null),
  samples: z
    .number(isNumber(m.pictures))
    .int(isWhole(m.pictures))
    .min(1, { error: () => m.askForMore() })
    .max(SAMPLES_MAX, { error: () => m.askForFewer({ max: SAMPLES_MAX }) })
    .default(1),
  safetyChecker: z.boolean().default(true),
  /** The engine that the person was shown, so that no other draws unasked. */
  engine: z.enum(ENGINES).optional(),
  /** The person confirms that the selfie is theirs, or that its person agreed. */
  consent: z.literal(true, { error: () => m.confirmConsent() }),
});

/** What the form holds before the schema fills in defaults. */
export type GenerationDraft = z.input<typeof generationInput>;
/** What the schema lets through. */
export type GenerationInput = z.output<typeof generationInput>;

/** What the form may ask for: one style, or all of them at once. */
export const avatarWish = generationInput.extend({
  style: z.enum([...STYLES, ALL_STYLES], chooseStyle),
});

export type AvatarWishDraft = z.input<typeof avatarWish>;
export type AvatarWish = z.output<typeof avatarWish>;
