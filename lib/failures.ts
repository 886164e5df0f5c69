/** What a failure is called in the reader's language: records and engines keep its code, and an English sentence. */
import * as errorsTexts from '../messages/compiled/errors.ts';
import * as m from '../messages/compiled/failures.ts';
import type { EngineErrorCode } from './engine/errors.ts';
import type { FaceGenErrorCode } from './face-gen/errors.ts';

const TEXTS: Record<EngineErrorCode | FaceGenErrorCode | 'internal' | 'unavailable', () => string> = {
  unreadable: m.unreadable,
  no_face: m.noFace,
  several_faces: m.severalFaces,
  face_too_small: m.faceTooSmall,
  face_cut_off: m.faceCutOff,
  face_turned_away: m.faceTurnedAway,
  face_too_dark: m.faceTooDark,
  face_too_bright: m.faceTooBright,
  face_blurred: m.faceBlurred,
  cancelled: m.cancelled,
  crashed: m.crashed,
  bad_key: m.badKey,
  out_of_credits: m.outOfCredits,
  rate_limited: m.rateLimited,
  invalid_request: m.invalidRequest,
  bad_photo: m.badPhoto,
  unreadable_photo: m.badPhoto,
  refused_by_safety: m.refusedBySafety,
  upstream_failed: m.upstreamFailed,
  upstream_down: m.upstreamDown,
  timeout: m.timeout,
  bad_response: m.badResponse,
  outcome_unknown: m.outcomeUnknown,
  not_found: m.pictureGone,
  internal: errorsTexts.internal,
  unavailable: errorsTexts.storageAway,
};

/** @param told the English sentence that was kept, for codes of earlier versions */
export function failureText(code: string | null, told: string | null): string {
  return code !== null && Object.hasOwn(TEXTS, code) ? TEXTS[code as keyof typeof TEXTS]() : (told ?? '');
}
