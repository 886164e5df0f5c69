/** Which engine draws on this server, and what a person is told of it. */

import { embeddedPictures } from './embedded-engine.ts';
import { ENGINE_STYLES } from './engine/engine.ts';
import { EngineError } from './engine/errors.ts';
import { env } from './env.ts';
import { FaceGenError } from './face-gen/errors.ts';
import { type EngineFacts, STYLES } from './limits.ts';
import { once } from './once.ts';
import type { PictureEngine } from './picture-engine.ts';
import { faceGenPictures } from './remote-engine.ts';

/** What of the form this server's engine honours: the rest isn't shown. */
export function engineFacts(): EngineFacts {
  if (env().faceGenKey) {
    return {
      name: 'face_gen',
      styles: STYLES,
      settings: ['negativePrompt', 'size', 'steps', 'guidance', 'faceStrength', 'seed', 'samples', 'safetyChecker'],
    };
  }
  return {
    name: 'embedded',
    styles: ENGINE_STYLES,
    settings: ['negativePrompt', 'size', 'steps', 'guidance', 'faceStrength', 'seed', 'samples'],
  };
}

export function pictureEngine(): PictureEngine {
  return once('picture-engine', () => {
    const { faceGenKey, faceGenUrl } = env();
    return faceGenKey ? faceGenPictures(faceGenUrl, faceGenKey) : embeddedPictures();
  });
}

/** What an engine's failure means. */
export type EngineFailure = {
  code: string;
  /** One sentence for the person. */
  message: string;
  /** Whether the queue may try again by itself. */
  retryable: boolean;
  /** Whether trying again begins with a new submit. */
  over: boolean;
  /** For the log: never the key, the prompt or the upstream's words. */
  detail: string | null;
};

/** Reads an engine's error; `null` for faults of ours. */
export function readEngineError(error: unknown): EngineFailure | null {
  if (error instanceof EngineError) {
    const { code, message, retryable } = error;
    return { code, message, retryable, over: true, detail: null };
  }
  if (error instanceof FaceGenError) {
    const { code, message, retryable, generationOver: over, detail } = error;
    return { code, message, retryable, over, detail };
  }
  return null;
}
