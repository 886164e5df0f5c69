/**
 * The seam between the worker and what draws. Every engine speaks face_gen's terms: a picture is submitted, then
 * fetched until it is there.
 */
import type { GenerationInput } from './generation-input.ts';

/** One picture to draw. */
export type PictureRequest = Pick<
  GenerationInput,
  'style' | 'prompt' | 'negativePrompt' | 'width' | 'height' | 'steps' | 'guidance' | 'faceStrength' | 'safetyChecker'
> & {
  /** JPEG. */
  selfie: Uint8Array<ArrayBuffer>;
  /** uint32. */
  seed: number;
};

export type PictureAnswer =
  | {
      status: 'processing';
      id: string;
      /** 0–100; `null` when the engine doesn't say. */
      progress: number | null;
      etaSeconds: number | null;
      /** When to fetch: 0 when `fetch` itself waits for news; `null` leaves it to the caller. */
      waitMs: number | null;
    }
  | { status: 'success'; picture: Uint8Array; words: { used: string[]; unused: string[] } | null };

export type PictureEngine = {
  /** Whether submitting the same picture twice costs twice. */
  paid: boolean;
  /** Starts a picture. @throws EngineError, FaceGenError */
  submit(request: PictureRequest, signal: AbortSignal): Promise<PictureAnswer>;
  /** How a picture stands; `null` when this engine doesn't know the id. @throws EngineError, FaceGenError */
  fetch(id: string, signal: AbortSignal): Promise<PictureAnswer | null>;
};
