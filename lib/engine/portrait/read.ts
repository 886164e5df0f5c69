/** Reading a portrait: from an encoded photo to one person, framed and told apart. */
import type { Face } from '../engine.ts';
import { EngineError } from '../errors.ts';
import type { Plane } from '../kernel/image.ts';
import { resizePlane } from '../kernel/resample.ts';
import { detectFaces } from './detect.ts';
import { POINT } from './face-lines.ts';
import { cropPhoto, type Framing, frameFace, maskOnCanvas, toCanvas, usualFaceHeight } from './frame.ts';
import { cleanEdges, findMatte } from './matte.ts';
import { type MeshedFace, meshCandidate, refineMesh, span } from './mesh.ts';
import { decodePhoto, type Photo, pyramidOf } from './photo.ts';
import type { Landmark, Portrait } from './portrait.ts';
import { readRegions } from './regions.ts';
import { MASK_SIDE, segmentImage, segmentPhoto } from './segment.ts';
import { loadNetworks, type Networks } from './tfjs.ts';

export type CanvasSize = {
  /** Of the avatar, in pixels. */
  width: number;
  height: number;
  /** Canvas pixels per avatar pixel. */
  scale: number;
  /** Part of the canvas's height kept clear above the hair, for what is put on the head. */
  headroom?: number;
};

/** A photo narrower than this, in pixels, holds nothing that could be told to be a face. */
const MIN_PHOTO_SIDE = 32;
/** Below this the mesh network says that a candidate is no face: cats and cups end here. */
const MIN_MESH_SCORE = 0.5;
/** A second face of at least this part of the first one's width counts; smaller ones are bystanders. */
const SECOND_FACE = 0.35;
/** The narrowest face that can be drawn, in pixels and as a part of the photo's width. */
const MIN_FACE_WIDTH = 80;
const MIN_FACE_SHARE = 0.06;
/** How far landmarks may lie beyond the photo, as a part of the face's size. */
const MAX_OVERHANG = 0.04;
/** Radians; beyond this half of the face is guessed. */
const MAX_YAW = (50 * Math.PI) / 180;
/** Face height on a 512 × 768 avatar, which brush sizes are given for. */
const REFERENCE_FACE = usualFaceHeight(512, 768);

/**
 * Finds the one face in a photo.
 * @throws EngineError `unreadable`, then, in this order, `no_face`, `several_faces`, `face_too_small`,
 * `face_cut_off`, `face_turned_away`
 */
export async function findFace(bytes: Uint8Array): Promise<Face> {
  const [photo, networks] = await Promise.all([decodePhoto(bytes), loadNetworks()]);
  const face = theOneFace(photo, pyramidOf(photo), networks);
  const { left, top, right, bottom } = face.box;
  return {
    box: {
      x: left / photo.width,
      y: top / photo.height,
      width: (right - left) / photo.width,
      height: (bottom - top) / photo.height,
    },
    score: face.score,
    yaw: face.yaw,
    roll: face.roll,
  };
}

/**
 * Reads the one person in a photo onto a canvas of `width · scale` by `height · scale` pixels.
 * @throws EngineError as `findFace`
 */
export async function readPortrait(bytes: Uint8Array, size: CanvasSize): Promise<Portrait> {
  const [photo, networks] = await Promise.all([decodePhoto(bytes), loadNetworks()]);
  const levels = pyramidOf(photo);
  const face = theOneFace(photo, levels, networks);
  const whole = segmentPhoto(levels, networks.segmenter);
  const width = Math.round(size.width * size.scale);
  const height = Math.round(size.height * size.scale);
  const framing = frameFace(photo, face, whole, { width, height, headroom: size.headroom });
  const { image, covered } = await cropPhoto(photo, framing);
  const close = segmentImage(image, networks.segmenter);
  const mask = joinMasks(
    maskOnCanvas(whole, photo, framing),
    resizePlane(close, MASK_SIDE, MASK_SIDE, width, height),
    covered,
  );
  const landmarks = face.landmarks.map((point) => landmarkOnCanvas(framing, point));
  const regions = readRegions(image, mask, landmarks);
  const scale = usualFaceHeight(width, height) / REFERENCE_FACE;
  const alpha = findMatte({ photo: image, mask, hair: regions.hair, covered, landmarks, scale });
  return {
    width,
    height,
    scale,
    photo: image,
    person: cleanEdges(image, alpha),
    alpha,
    covered,
    regions,
    landmarks,
    faceHeight: span(landmarks, POINT.forehead, POINT.chin),
    yaw: face.yaw,
  };
}

/** The main face, measured, after everything that can be wrong with a photo has been ruled out. */
function theOneFace(photo: Photo, levels: readonly Photo[], { detector, mesh }: Networks): MeshedFace {
  if (Math.min(photo.width, photo.height) < MIN_PHOTO_SIDE) throw new EngineError('no_face');
  const [main, second] = detectFaces(levels, detector)
    .map((candidate) => meshCandidate(levels, candidate, mesh))
    .filter(({ score }) => score > MIN_MESH_SCORE)
    .sort((a, b) => widthOf(b) - widthOf(a));
  if (main === undefined) throw new EngineError('no_face');
  if (second && widthOf(second) >= SECOND_FACE * widthOf(main)) throw new EngineError('several_faces');
  const face = refineMesh(levels, main, mesh);
  if (face.score <= MIN_MESH_SCORE) throw new EngineError('no_face');
  if (widthOf(face) < Math.max(MIN_FACE_WIDTH, MIN_FACE_SHARE * photo.width)) throw new EngineError('face_too_small');
  if (overhang(photo, face) > MAX_OVERHANG) throw new EngineError('face_cut_off');
  if (Math.abs(face.yaw) > MAX_YAW) throw new EngineError('face_turned_away');
  return face;
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

function landmarkOnCanvas(framing: Framing, [x, y, z]: Landmark): Landmark {
  return [...toCanvas(framing, x, y), z * framing.zoom];
}

/** Half of the whole photo's mask, which knows the surroundings, and half of the canvas's, which is finer. */
function joinMasks(whole: Plane, close: Plane, covered: Plane): Plane {
  const mask = new Float32Array(whole.length);
  for (let i = 0; i < mask.length; i++) {
    mask[i] = (covered[i] as number) * 0.5 * ((whole[i] as number) + (close[i] as number));
  }
  return mask;
}
