/** Which engine draws on this server, and what a person is told of it. */

import * as m from '../messages/compiled/errors.ts';
import { embeddedPictures } from './embedded-engine.ts';
import { ENGINE_STYLES } from './engine/engine.ts';
import { EngineError } from './engine/errors.ts';
import { type EngineTrouble, readEngineTrouble } from './engine-trouble.ts';
import { env } from './env.ts';
import { AppError } from './errors.ts';
import { FaceGenError, type FaceGenErrorCode } from './face-gen/errors.ts';
import { type DrawingNotice, type EngineFacts, type EngineName, STYLES } from './limits.ts';
import { once } from './once.ts';
import type { PictureEngine } from './picture-engine.ts';
import { checkFaceGenKey, closeAbandoned, faceGenPictures } from './remote-engine.ts';

/** What of the form this server's engine honours: the rest isn't shown. */
export function engineFacts(engine = preferredEngine()): EngineFacts {
  if (engine === 'face_gen') {
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

/** face_gen where there is a key for it. */
function preferredEngine(): EngineName {
  return env().faceGenKey === null ? 'embedded' : 'face_gen';
}

/**
 * The engine for a new generation.
 * @param asked the one that the person was shown; without it, the preferred one
 * @throws AppError `unavailable` with what to tell people; `conflict` when the one that was shown isn't to be had
 */
export async function chooseEngine(asked: EngineName | undefined): Promise<EngineName> {
  const preferred = preferredEngine();
  if (asked === 'embedded' && env().faceGenFallback) return asked;
  if (asked !== undefined && asked !== preferred) {
    throw new AppError('conflict', m.otherWay());
  }
  const trouble = preferred === 'face_gen' ? await readEngineTrouble() : null;
  if (trouble?.certain) throw new AppError('unavailable', trouble.message);
  return preferred;
}

/** For the operator: whether the preferred engine draws, or why not. */
export async function readDrawingState(): Promise<'ok' | EngineTrouble['code']> {
  const trouble = preferredEngine() === 'face_gen' ? await readEngineTrouble() : null;
  return trouble?.code ?? 'ok';
}

/** The engine for asking again: the one that the person chose then, where there is a choice. @throws as `chooseEngine` */
export async function chooseEngineAgain(before: string): Promise<EngineName> {
  return before === 'embedded' && env().faceGenFallback ? before : chooseEngine(undefined);
}

/**
 * What the form is to say of drawing at present.
 * @param wished the engine that the person chose, where there is a choice
 */
export async function readDrawing(wished: unknown): Promise<{ facts: EngineFacts; notice: DrawingNotice | null }> {
  const preferred = preferredEngine();
  const { faceGenFallback } = env();
  if (preferred === 'embedded') return { facts: engineFacts(), notice: null };
  const trouble = await readEngineTrouble();
  if (trouble === null) return { facts: engineFacts(), notice: null };
  const notice = { message: trouble.message, fallback: faceGenFallback };
  return { facts: engineFacts(faceGenFallback && wished === 'embedded' ? 'embedded' : preferred), notice };
}

/**
 * The engine that a generation was accepted for. One that waited for face_gen while its key was taken out of the
 * settings fails, rather than be drawn by what nobody chose.
 */
export function pictureEngine(engine: string): PictureEngine {
  const { faceGenKey, faceGenUrl } = env();
  if (engine !== 'face_gen') return once('embedded-pictures', embeddedPictures);
  if (faceGenKey === null) throw new FaceGenError('bad_key', { detail: 'FACE_GEN_KEY is not set' });
  return once('face-gen-pictures', () => faceGenPictures(faceGenUrl, faceGenKey));
}

/** Looks whether face_gen takes the key, for `readEngineTrouble`, and after requests that were left to it. */
export async function checkEngine(): Promise<void> {
  const { faceGenKey, faceGenUrl } = env();
  if (faceGenKey === null) return;
  await checkFaceGenKey(faceGenUrl, faceGenKey);
  await closeAbandoned(faceGenUrl, faceGenKey);
}

/** What an engine's failure means. */
export type EngineFailure = {
  code: string;
  /** One sentence for the person. */
  message: string;
  /** Whether the queue may try again by itself. */
  retryable: boolean;
  /** Whether the person may ask again. */
  mayAskAgain: boolean;
  /** For the log: never the key, the prompt or the upstream's words. */
  detail: string | null;
};

/** Asking for the same again would end the same. */
const SETTLED: ReadonlySet<FaceGenErrorCode> = new Set([
  'bad_key',
  'out_of_credits',
  'invalid_request',
  'bad_photo',
  'unreadable_photo',
  'refused_by_safety',
]);

/** Reads an engine's error; `null` for faults of ours. */
export function readEngineError(error: unknown): EngineFailure | null {
  if (error instanceof EngineError) {
    const { code, message, retryable } = error;
    return { code, message, retryable, mayAskAgain: retryable, detail: null };
  }
  if (error instanceof FaceGenError) {
    const { code, message, retryable, detail } = error;
    return { code, message, retryable, mayAskAgain: !SETTLED.has(code), detail };
  }
  return null;
}
