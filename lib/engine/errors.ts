/** Why the engine could not draw: a closed set, with one sentence for the person each. */
import type { Face } from './face.ts';

const MESSAGES = {
  unreadable: 'This photo could not be read. Try another one.',
  no_face: 'No face was found. Choose a photo that shows your face from the front.',
  several_faces: 'Several faces were found. Choose a photo of one person alone.',
  face_too_small: 'The face is too small. Move closer or choose a larger photo.',
  face_cut_off: 'The face is cut off at the edge. Choose a photo that shows the whole head.',
  face_turned_away: 'The face is turned too far away. Choose a photo that looks towards the camera.',
  face_too_dark: 'The face is too dark. Turn towards a window or a lamp, or choose a brighter photo.',
  face_too_bright: 'The face is too bright. Turn away from the lamp or the flash, or choose a darker photo.',
  face_blurred: 'The face is blurred. Hold the camera still, or choose a sharper photo.',
  cancelled: 'Drawing was cancelled.',
  crashed: 'Drawing stopped unexpectedly. Please try again.',
} as const;

export type EngineErrorCode = keyof typeof MESSAGES;

export class EngineError extends Error {
  readonly code: EngineErrorCode;
  /** With `several_faces`: those that could be drawn, the widest first. */
  readonly faces: readonly Face[];

  constructor(code: EngineErrorCode, options: { cause?: unknown; faces?: readonly Face[] } = {}) {
    super(MESSAGES[code], options.cause === undefined ? {} : { cause: options.cause });
    this.name = 'EngineError';
    this.code = code;
    this.faces = options.faces ?? [];
  }

  /** Whether the same photo may succeed when asked again. */
  get retryable(): boolean {
    return this.code === 'crashed';
  }
}
