/** Which faces a photo holds, which of them is meant, and why one cannot be drawn. */
import { EngineError, type EngineErrorCode } from '../errors.ts';
import type { Face, FacePoint } from '../face.ts';
import { type Candidate, detectFaces } from './detect.ts';
import { POINT } from './face-lines.ts';
import { measureFace } from './face-quality.ts';
import { type MeshedFace, meshCandidate, pointOf, refineMesh } from './mesh.ts';
import { brightened, brightestTones, type Photo } from './photo.ts';
import type { Landmark } from './portrait.ts';
import type { Networks } from './tfjs.ts';

/** The chosen face, and everybody else's in the photo. */
export type ChosenFace = { face: MeshedFace; others: MeshedFace[] };

/** A photo narrower than this, in pixels, holds nothing that could be told to be a face. */
const MIN_PHOTO_SIDE = 32;
/** The mesh's score of a face that the detector is sure of, and of one that it doubts: cats, cups, the backs of heads. */
const SURE_DETECTION = 0.75;
const MIN_MESH_SCORE = 0.5;
const MIN_DOUBTED_MESH_SCORE = 0.999;
/** Detector and mesh see eyes, nose and mouth at most this far apart, in widths of the face. */
const MAX_DISAGREEMENT = 0.3;
/** A second face of at least this part of the first one's width counts; smaller ones are bystanders. */
const SECOND_FACE = 0.35;
/** A point this far outside a face's box, in parts of its size, still means that face. */
const NEAR_FACE = 0.5;
/** The narrowest face that can be drawn, in pixels and as a part of the photo's width. */
const MIN_FACE_WIDTH = 80;
const MIN_FACE_SHARE = 0.06;
/** How far landmarks may lie beyond the photo, as a part of the face's size. */
const MAX_OVERHANG = 0.04;
/** Radians; beyond this the far eye is hidden. Test faces: half profiles up to 0.63, profiles from 0.81. */
const MAX_YAW = (41 * Math.PI) / 180;
/**
 * Limits of `FaceQuality`, from 90 faces that can be drawn (67 of them enlarged from 128 px) and 10 made worse.
 * Sharpness: drawable from 0.43; blurred by 3 % of the face's width 0.30–0.36, by 4 % 0.28–0.31, by 5 % up to 0.28.
 * Light: drawable from 0.38, dark skin in dim rooms among them; a third of the light 0.13–0.24, a fifth up to 0.16.
 * Middle: drawable up to 0.73; twice the light 0.63–1.
 * Flatness: drawable up to 0.13; flat drawings from 0.50.
 */
const MIN_SHARPNESS = 0.33;
const MIN_LIGHT = 0.2;
const MAX_MIDDLE = 0.96;
const MAX_FLATNESS = 0.4;
/** A photo whose brightest tenth is darker may hide a face that a brighter copy shows. */
const NIGHT = 0.25;
/** What its brightest tenth is brought to; what is darker than this holds nothing but noise. */
const BRIGHTENED = 0.7;
const DARKEST = 0.02;

/**
 * The face that `point` means, or the one that stands out.
 * @throws EngineError in this order: `no_face` (also when none is near the point), `several_faces` (only without a
 * point; with those that can be drawn), `face_too_small`, `face_cut_off`, `face_turned_away`, `face_too_dark`,
 * `face_too_bright`, `face_blurred`
 */
export function chooseFace(
  photo: Photo,
  levels: readonly Photo[],
  networks: Networks,
  point: FacePoint | undefined,
): ChosenFace {
  const faces = facesIn(photo, levels, networks);
  const face = point === undefined ? faces[0] : faceAt(photo, faces, point);
  if (face === undefined)
    throw new EngineError(faces.length === 0 && hidesFace(photo, levels, networks) ? 'face_too_dark' : 'no_face');
  const [, second] = faces;
  if (point === undefined && second && widthOf(second) >= SECOND_FACE * widthOf(face)) {
    const usable = usableOf(photo, levels, faces);
    throw new EngineError('several_faces', { faces: usable.map((one) => toFace(photo, one)) });
  }
  const refusal = refusalOf(photo, levels, face);
  if (refusal !== null) throw new EngineError(refusal);
  return { face, others: faces.filter((other) => other !== face) };
}

/** Those of the faces that can be drawn. */
export function usableOf(photo: Photo, levels: readonly Photo[], faces: readonly MeshedFace[]): MeshedFace[] {
  return faces.filter((face) => refusalOf(photo, levels, face) === null);
}

export function toFace(photo: Photo, { box: { left, top, right, bottom }, score, yaw, roll }: MeshedFace): Face {
  const box = {
    x: left / photo.width,
    y: top / photo.height,
    width: (right - left) / photo.width,
    height: (bottom - top) / photo.height,
  };
  return { box, score, yaw, roll };
}

/** Every face in the photo, the widest first, whether it can be drawn or not. */
function facesIn(photo: Photo, levels: readonly Photo[], { detector, mesh }: Networks): MeshedFace[] {
  if (Math.min(photo.width, photo.height) < MIN_PHOTO_SIDE) return [];
  const faces: MeshedFace[] = [];
  for (const candidate of detectFaces(levels, detector)) {
    const first = meshCandidate(levels, candidate, mesh);
    const least = candidate.score >= SURE_DETECTION ? MIN_MESH_SCORE : MIN_DOUBTED_MESH_SCORE;
    if (first.score <= least) continue;
    const face = refineMesh(levels, first, mesh);
    if (face.score <= least || disagreement(candidate, face) > MAX_DISAGREEMENT) continue;
    if (faces.some((other) => isSame(face, other)) || measureFace(levels, face).flatness > MAX_FLATNESS) continue;
    faces.push(face);
  }
  return faces.sort((a, b) => widthOf(b) - widthOf(a));
}

/** Two boxes of the detector may lead the mesh to one and the same face. */
function isSame(a: MeshedFace, b: MeshedFace): boolean {
  const across = Math.abs(a.box.left + a.box.right - b.box.left - b.box.right) / 2;
  const down = Math.abs(a.box.top + a.box.bottom - b.box.top - b.box.bottom) / 2;
  return Math.max(across, down) < 0.3 * Math.max(widthOf(a), widthOf(b));
}

/** How far apart the two networks see eyes, nose and mouth, in widths of the face. */
function disagreement(candidate: Candidate, face: MeshedFace): number {
  const { landmarks } = face;
  const apart = ([x, y]: readonly [number, number], [atX, atY]: Landmark) => Math.hypot(x - atX, y - atY);
  const worst = Math.max(
    apart(candidate.leftEye, pointOf(landmarks, POINT.leftIris)),
    apart(candidate.rightEye, pointOf(landmarks, POINT.rightIris)),
    apart(candidate.nose, pointOf(landmarks, POINT.noseTip)),
    apart(candidate.mouth, pointOf(landmarks, POINT.mouth)),
  );
  return worst / widthOf(face);
}

/** The face whose box holds the point or is nearest to it, if it is near at all. */
function faceAt(photo: Photo, faces: readonly MeshedFace[], point: FacePoint): MeshedFace | undefined {
  const x = point.x * photo.width;
  const y = point.y * photo.height;
  const away = ({ box }: MeshedFace) => {
    const across = Math.abs(x - (box.left + box.right) / 2) / (box.right - box.left);
    const down = Math.abs(y - (box.top + box.bottom) / 2) / (box.bottom - box.top);
    return Math.max(across, down);
  };
  const [nearest] = [...faces].sort((a, b) => away(a) - away(b));
  return nearest && away(nearest) <= 0.5 + NEAR_FACE ? nearest : undefined;
}

/** Why this face cannot be drawn; `null` when it can. */
function refusalOf(photo: Photo, levels: readonly Photo[], face: MeshedFace): EngineErrorCode | null {
  if (widthOf(face) < Math.max(MIN_FACE_WIDTH, MIN_FACE_SHARE * photo.width)) return 'face_too_small';
  if (overhang(photo, face) > MAX_OVERHANG) return 'face_cut_off';
  if (Math.abs(face.yaw) > MAX_YAW) return 'face_turned_away';
  const { sharpness, light, middle } = measureFace(levels, face);
  if (light < MIN_LIGHT) return 'face_too_dark';
  if (middle > MAX_MIDDLE) return 'face_too_bright';
  if (sharpness < MIN_SHARPNESS) return 'face_blurred';
  return null;
}

/** Whether a face shows once a photo too dark to find one in is brightened. */
function hidesFace(photo: Photo, levels: readonly Photo[], networks: Networks): boolean {
  const bright = brightestTones(levels);
  if (bright >= NIGHT) return false;
  const lit = levels.map((level) => brightened(level, BRIGHTENED / Math.max(bright, DARKEST)));
  return facesIn(photo, lit, networks).length > 0;
}

function widthOf({ box }: MeshedFace): number {
  return box.right - box.left;
}

/** How far the face reaches beyond the photo, as a part of its own size. */
function overhang(photo: Photo, { box }: MeshedFace): number {
  const across = Math.max(-box.left, box.right - photo.width) / (box.right - box.left);
  const down = Math.max(-box.top, box.bottom - photo.height) / (box.bottom - box.top);
  return Math.max(across, down);
}
