/**
 * Errors that a person can act on. Everything else that is thrown is a fault of ours: it is logged, and the
 * person gets one default sentence.
 */

const STATUS = {
  invalid_input: 422,
  not_an_image: 415,
  unsupported_image: 415,
  too_large: 413,
  too_many_pixels: 422,
  no_face: 422,
  several_faces: 422,
  face_too_small: 422,
  face_cut_off: 422,
  face_turned_away: 422,
  face_too_dark: 422,
  face_too_bright: 422,
  face_blurred: 422,
  not_found: 404,
  forbidden: 403,
  conflict: 409,
  over_limit: 429,
  unavailable: 503,
} as const;

export type ErrorCode = keyof typeof STATUS;

/**
 * An expected failure: `message` is one sentence for the person, `field` the form's field it belongs to, `details` what
 * a page needs to help further.
 */
export class AppError extends Error {
  readonly code: ErrorCode;
  readonly field: string | null;
  readonly details: Readonly<Record<string, unknown>>;

  constructor(
    code: ErrorCode,
    message: string,
    options: { field?: string; cause?: unknown; details?: Record<string, unknown> } = {},
  ) {
    super(message, options.cause === undefined ? {} : { cause: options.cause });
    this.name = 'AppError';
    this.code = code;
    this.field = options.field ?? null;
    this.details = options.details ?? {};
  }

  /** The HTTP status that says the same. */
  get httpStatus(): number {
    return STATUS[this.code];
  }
}
