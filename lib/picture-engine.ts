/** The seam between the worker and what draws: a picture's request, and the picture that comes of it. */
import type { FacePoint } from './engine/face.ts';
import type { GenerationInput } from './generation-input.ts';
import type { RequestId } from './remote-requests.ts';

/** One picture to draw. */
export type PictureRequest = Pick<
  GenerationInput,
  'style' | 'prompt' | 'negativePrompt' | 'width' | 'height' | 'steps' | 'guidance' | 'faceStrength' | 'safetyChecker'
> & {
  /** JPEG. */
  selfie: Uint8Array<ArrayBuffer>;
  /** Which face, where the selfie holds several; parts of its width and height. */
  face: FacePoint | null;
  /** uint32. */
  seed: number;
};

export type DrawContext = {
  /** Which picture it is: drawing it again goes on with what an earlier attempt began. */
  id: RequestId;
  /** @param progress 0–100 @param etaSeconds for the whole picture; `null` when unknown */
  report: (progress: number, etaSeconds: number | null) => Promise<void>;
  /** Fires when nobody wants the picture any more. */
  cancelled: AbortSignal;
  /** Fires when this process begins to end: what can be taken up again by another is left to it. */
  stopping: AbortSignal;
  /** Fires when this process ends now. */
  draining: AbortSignal;
};

export type DrawnPicture = {
  /** PNG. */
  picture: Uint8Array;
  /** Words of the prompt that were used and not used; `null` when the engine doesn't say. */
  words: { used: string[]; unused: string[] } | null;
};

export type PictureEngine = {
  /** Whether pictures of one generation are asked for side by side. */
  parallel: boolean;
  /** Draws a picture. @throws EngineError, FaceGenError; or a signal's reason */
  draw(request: PictureRequest, context: DrawContext): Promise<DrawnPicture>;
};
