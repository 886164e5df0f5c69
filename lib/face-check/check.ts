/**
 * What can be told of a photo before it is sent: the detector of the embedded engine alone, as the other networks are
 * too large to be fetched for one photo. It refuses only what `lib/engine/portrait/find.ts` refuses too; what it can't
 * be sure of it lets pass, for the server to say. Runs in a browser's worker, and in Node for its test.
 */
import { type Candidate, detectFaces } from '../engine/portrait/detect.ts';
import { measureFace } from '../engine/portrait/face-quality.ts';
import type { MeshedFace } from '../engine/portrait/mesh.ts';
import { brightened, brightestTones, type Photo, pyramidOf } from '../engine/portrait/photo.ts';
import type { Landmark } from '../engine/portrait/portrait.ts';
import type { Network } from '../engine/portrait/tfjs.ts';
import type { FaceCheck } from '../views.ts';

/** The network takes no other picture for a face, of those that the engine's tests hold. */
const SURE = 0.75;
/** As in the engine: smaller faces than this part of the widest are bystanders; and faces need so many pixels. */
const SECOND_FACE = 0.35;
const MIN_FACE_WIDTH = 80;
const MIN_FACE_SHARE = 0.06;
/** The engine's face is 0.78–1.18 times as wide as the detector's box. */
const WIDEST_IN_BOX = 1.2;
/**
 * Limits of the measures on the detector's box, from 49 photos and eight changes to each (darker, brighter, blurred,
 * smaller, cut), 441 pictures. Of those that the engine draws: sharpness from 0.31, light from 0.20, overhang up to 0.05.
 */
const MIN_SHARPNESS = 0.3;
const MIN_LIGHT = 0.19;
const MAX_OVERHANG = 0.06;
/** Pale faces in good light reach this too, so it is only said. */
const BRIGHT = 0.995;
/** Below the chin, in heights of the face: with less the shoulders are not in the photo. */
const SHOULDER_ROOM = 0.35;
/** As in the engine: what is darker may hide a face, and how far it is brightened to look. */
const NIGHT = 0.25;
const BRIGHTENED = 0.7;
const DARKEST = 0.02;

const PASSED: FaceCheck = { refusal: null, advice: null, faces: [] };

/** @param photo upright, at most 1600 pixels long, as the engine looks at it */
export function checkPhoto(photo: Photo, detector: Network): FaceCheck {
  const levels = pyramidOf(photo);
  const found = detectFaces(levels, detector).sort((a, b) => b.width - a.width);
  if (found.length === 0) return refused(hidesFace(levels, detector) ? 'face_too_dark' : 'no_face');
  const sure = found.filter(({ score }) => score >= SURE);
  const [face] = sure;
  if (face === undefined) return PASSED;
  const equals = sure.filter(({ width }) => width >= SECOND_FACE * face.width);
  if (equals.length > 1) return { ...PASSED, faces: equals.map((one) => boxOf(one, photo)).sort((a, b) => a.x - b.x) };
  if (WIDEST_IN_BOX * face.width < Math.max(MIN_FACE_WIDTH, MIN_FACE_SHARE * photo.width))
    return refused('face_too_small');
  if (overhang(face, photo) > MAX_OVERHANG) return refused('face_cut_off');
  const { light, middle, sharpness } = measureFace(levels, meshLike(face));
  if (light < MIN_LIGHT) return refused('face_too_dark');
  if (sharpness < MIN_SHARPNESS) return refused('face_blurred');
  if (middle > BRIGHT) return { ...PASSED, advice: 'bright' };
  const below = photo.height - (face.y + face.height / 2);
  return below < SHOULDER_ROOM * face.height ? { ...PASSED, advice: 'shoulders' } : PASSED;
}

function refused(refusal: NonNullable<FaceCheck['refusal']>): FaceCheck {
  return { ...PASSED, refusal };
}

/** Whether a face shows once a photo too dark to find one in is brightened. */
function hidesFace(levels: readonly Photo[], detector: Network): boolean {
  const bright = brightestTones(levels);
  if (bright >= NIGHT) return false;
  const gain = BRIGHTENED / Math.max(bright, DARKEST);
  const lit = levels.map((level) => brightened(level, gain));
  return detectFaces(lit, detector).some(({ score }) => score >= SURE);
}

function boxOf({ x, y, width, height }: Candidate, photo: Photo): FaceCheck['faces'][number] {
  return {
    x: (x - width / 2) / photo.width,
    y: (y - height / 2) / photo.height,
    width: width / photo.width,
    height: height / photo.height,
  };
}

/** How far the box reaches beyond the photo, as a part of its own size. */
function overhang({ x, y, width, height }: Candidate, photo: Photo): number {
  const across = Math.max(width / 2 - x, x + width / 2 - photo.width) / width;
  const down = Math.max(height / 2 - y, y + height / 2 - photo.height) / height;
  return Math.max(across, down);
}

/** The oval of skin in a detector's box, as points at which tones are read. */
const OVAL = { across: 0.42, down: 0.48, points: 11 } as const;

/** A detector's box with as much of a mesh as the measures of quality read. */
function meshLike({ x, y, width, height, leftEye, rightEye, score }: Candidate): MeshedFace {
  const roll = Math.atan2(rightEye[1] - leftEye[1], rightEye[0] - leftEye[0]);
  const [cosine, sine] = [Math.cos(roll), Math.sin(roll)];
  const steps = Array.from({ length: OVAL.points }, (_, i) => (2 * i) / (OVAL.points - 1) - 1);
  const landmarks = steps.flatMap((down) =>
    steps
      .filter((across) => across ** 2 + down ** 2 <= 1)
      .map((across): Landmark => {
        const [right, below] = [across * OVAL.across * width, down * OVAL.down * height];
        return [x + right * cosine - below * sine, y + right * sine + below * cosine, 0];
      }),
  );
  const box = { left: x - width / 2, right: x + width / 2, top: y - height / 2, bottom: y + height / 2 };
  return { landmarks, score, roll, yaw: 0, box };
}
