/**
 * Requests as clients of face_gen really send them, read as the vendor does: keys with spaces around them, numbers and
 * booleans as strings, absent values as `null`, `""` or `"null"`, and numbers beyond the limits.
 */
import { z } from 'zod';

export const FACE_GEN_STYLES = ['realistic', 'anime', '3d', 'chibi', 'comic'] as const;
const STEPS = [21, 31, 41] as const;

/** What was asked for, each value within its limits. Sizes in pixels. */
export type DecodedRequest = {
  key: string | null;
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

/** Either the request, or what the vendor would answer: messages by field. */
export type Decoded =
  | { status: 'ok'; request: DecodedRequest }
  | { status: 'error'; message: string | Record<string, string[]> };

const fields = z.record(z.string(), z.unknown());

/**
 * Reads a request's JSON. Steps are snapped to the nearest that there is, the rest is brought within its limits, and
 * what isn't of the contract (`model_id`) is left out. Never throws.
 */
export function decodeFaceGenRequest(json: unknown): Decoded {
  const given = fields.safeParse(json);
  if (!given.success) return { status: 'error', message: 'Invalid API Request' };
  const values = new Map(Object.entries(given.data).map(([name, value]) => [name.trim(), value]));
  const text = (name: string) => readText(values.get(name));
  const number = (name: string, min: number, max: number) => readNumber(values.get(name), min, max);
  const [prompt, faceImage] = [text('prompt'), text('face_image')];
  const style = (text('style') ?? 'realistic').toLowerCase();
  const knownStyle = FACE_GEN_STYLES.find((name) => name === style);
  const faults: Record<string, string[]> = {};
  if (prompt === null) faults.prompt = ['The prompt field is required.'];
  if (faceImage === null) faults.face_image = ['The face image field is required.'];
  if (knownStyle === undefined) faults.style = ['The selected style is invalid.'];
  if (prompt === null || faceImage === null || knownStyle === undefined) return { status: 'error', message: faults };
  const width = round(number('width', 64, 512));
  const height = round(number('height', 64, 768));
  const largest = (width ?? 512) === 512 && (height ?? 768) === 768;
  return {
    status: 'ok',
    request: {
      ...{ key: text('key'), prompt, faceImage, style: knownStyle, width, height },
      base64: readBoolean(values.get('base64')) ?? false,
      negativePrompt: text('negative_prompt') ?? '',
      steps: nearestSteps(number('num_inference_steps', 1, 1000) ?? 21),
      guidance: number('guidance_scale', 1, 20) ?? 7.5,
      faceStrength: number('s_scale', 0, 2) ?? 1,
      samples: largest ? 1 : (round(number('samples', 1, 2)) ?? 1),
      seed: round(number('seed', 0, 4_294_967_295)),
      safetyChecker: readBoolean(values.get('safety_checker')) ?? true,
      webhook: webAddress.safeParse(text('webhook')).data ?? null,
      trackId: text('track_id'),
    },
  };
}

const webAddress = z.url({ protocol: /^https?$/ });

/** `null`, `""` and `"null"` are how clients leave something out. */
function readText(value: unknown): string | null {
  if (typeof value === 'number' && Number.isFinite(value)) return String(value);
  if (typeof value !== 'string') return null;
  const trimmed = value.trim();
  return trimmed === '' || trimmed.toLowerCase() === 'null' ? null : trimmed;
}

function readNumber(value: unknown, min: number, max: number): number | null {
  const text = readText(value);
  const number = text === null ? Number.NaN : Number(text);
  return Number.isFinite(number) ? Math.min(max, Math.max(min, number)) : null;
}

function readBoolean(value: unknown): boolean | null {
  const text = typeof value === 'boolean' ? String(value) : readText(value)?.toLowerCase();
  if (text === 'true' || text === 'yes' || text === '1') return true;
  return text === 'false' || text === 'no' || text === '0' ? false : null;
}

function round(value: number | null): number | null {
  return value === null ? null : Math.round(value);
}

function nearestSteps(value: number): (typeof STEPS)[number] {
  return STEPS.reduce((best, steps) => (Math.abs(steps - value) < Math.abs(best - value) ? steps : best));
}
