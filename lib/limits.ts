/**
 * The words and limits of a request, without the schema, so that pages that only show them stay small.
 * The limits are face_gen's own; both engines keep them.
 */

export const STYLES = ['realistic', 'anime', '3d', 'chibi', 'comic'] as const;
export type Style = (typeof STYLES)[number];

/** In place of a style: a style sheet, one generation in each style that the engine draws. */
export const ALL_STYLES = 'all';

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

/** What a file chooser offers; what a file is, its bytes tell. */
export const SELFIE_TYPES = [
  'image/jpeg',
  'image/png',
  'image/webp',
  'image/avif',
  'image/heic',
  'image/heif',
] as const;
/** Largest upload that is read, in bytes (20 MB). */
export const SELFIE_MAX_BYTES = 20 * 1024 * 1024;
/** Largest picture that is decoded, in pixels (50 megapixels). */
export const SELFIE_MAX_PIXELS = 50_000_000;
/** Longest side: a decoder holds whole rows, and turns lines one by one, however few there are. */
export const SELFIE_MAX_SIDE = 16_384;

/** Days without a page open, after which a guest is removed with all that is theirs. */
export const GUEST_IDLE_DAYS = 90;
/** What can be made of an avatar, besides the picture itself: twice as wide and high, or without its background. */
export const VARIANTS = ['upscaled', 'cutout'] as const;
export type Variant = (typeof VARIANTS)[number];
/** Largest picture that is upscaled, in pixels: those beyond are large already. */
export const UPSCALE_MAX_PIXELS = 2_000_000;
/** Most avatars whose variants one zip holds: each that isn't there yet is made for it. */
export const ZIPPED_VARIANTS_MAX = 20;

/** Days that a share link may last; `null` instead = until it is stopped. */
export const SHARE_DAYS = [1, 7, 30] as const;
/** Most avatars in one share link. */
export const SHARED_AVATARS_MAX = 100;
export const SHARE_PASSWORD_MIN_LENGTH = 6;
export const SHARE_PASSWORD_MAX_LENGTH = 100;

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

export const ENGINES = ['embedded', 'face_gen'] as const;
export type EngineName = (typeof ENGINES)[number];

/** Why the preferred engine can't draw at present, and whether the embedded one may be chosen instead. */
export type DrawingNotice = { message: string; fallback: boolean };

/** What the form must know of the engine that will draw. */
export type EngineFacts = {
  name: EngineName;
  styles: readonly Style[];
  settings: readonly Setting[];
};
