/** Reading a portrait: from an encoded photo to one person, framed and told apart. */
import type { FacePoint, Inspection } from '../face.ts';
import type { Plane } from '../kernel/image.ts';
import { resizePlane } from '../kernel/resample.ts';
import { hideOthers, ownMask } from './bystanders.ts';
import { cropPhoto, maskOnCanvas } from './crop.ts';
import { POINT } from './face-lines.ts';
import { chooseFace, toFace, usableOf } from './find.ts';
import { type Framing, frameFace, toCanvas, usualFaceHeight } from './frame.ts';
import { cleanEdges, findMatte } from './matte.ts';
import { span } from './mesh.ts';
import { fillNotches } from './notches.ts';
import { decodePhoto, pyramidOf } from './photo.ts';
import type { Landmark, Portrait } from './portrait.ts';
import { readRegions } from './regions.ts';
import { MASK_SIDE, segmentImage, segmentPhoto } from './segment.ts';
import { loadNetworks } from './tfjs.ts';
import { upright } from './upright.ts';

export type CanvasSize = {
  /** Of the avatar, in pixels. */
  width: number;
  height: number;
  /** Canvas pixels per avatar pixel. */
  scale: number;
  /** Part of the canvas's height kept clear above the hair, for hats put on. */
  headroom?: number;
};

/** Face height on a 512 × 768 avatar, which brush sizes are given for. */
const REFERENCE_FACE = usualFaceHeight(512, 768);

/**
 * Finds the face that `point` means, or the one that stands out.
 * @throws EngineError `unreadable`, and as `chooseFace`
 */
export async function findFace(bytes: Uint8Array, point?: FacePoint): Promise<Inspection> {
  const [photo, networks] = await Promise.all([decodePhoto(bytes), loadNetworks()]);
  const levels = pyramidOf(photo);
  const { face, others } = chooseFace(photo, levels, networks, point);
  return { ...toFace(photo, face), others: usableOf(photo, levels, others).map((other) => toFace(photo, other)) };
}

/**
 * Reads one person in a photo onto a canvas of `width · scale` by `height · scale` pixels.
 * @param point which face; without it, the one that stands out
 * @throws EngineError as `findFace`
 */
export async function readPortrait(bytes: Uint8Array, size: CanvasSize, point?: FacePoint): Promise<Portrait> {
  const [decoded, networks] = await Promise.all([decodePhoto(bytes), loadNetworks()]);
  const levels = pyramidOf(decoded);
  const chosen = { photo: decoded, ...chooseFace(decoded, levels, networks, point) };
  const { photo, face, others } = upright(chosen);
  const people = segmentPhoto(photo === decoded ? levels : pyramidOf(photo), networks.segmenter);
  const whole = others.length === 0 ? people : ownMask(photo, people, face, others);
  const width = Math.round(size.width * size.scale);
  const height = Math.round(size.height * size.scale);
  const framing = frameFace(photo, face, whole, { width, height, headroom: size.headroom ?? 0 });
  const { image, covered } = await cropPhoto(photo, framing);
  const close = resizePlane(segmentImage(image, networks.segmenter), MASK_SIDE, MASK_SIDE, width, height);
  const mask = joinMasks(maskOnCanvas(people, photo, framing), close, covered);
  if (others.length > 0) hideOthers(image, mask, covered, framing, face, others);
  const landmarks = landmarksOnCanvas(framing, face.landmarks);
  const faceHeight = span(landmarks, POINT.forehead, POINT.chin);
  fillNotches(image, mask, faceHeight);
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
    faceHeight,
    yaw: face.yaw,
  };
}

function landmarksOnCanvas(framing: Framing, landmarks: readonly Landmark[]): Landmark[] {
  const onCanvas: Landmark[] = [];
  for (const [x, y, z] of landmarks) onCanvas.push([...toCanvas(framing, x, y), z * framing.zoom]);
  return onCanvas;
}

/** Half of the whole photo's mask, which knows the surroundings, and half of the canvas's, which is finer. */
function joinMasks(whole: Plane, close: Plane, covered: Plane): Plane {
  const mask = new Float32Array(whole.length);
  for (let i = 0; i < mask.length; i++) {
    mask[i] = (covered[i] as number) * 0.5 * ((whole[i] as number) + (close[i] as number));
  }
  return mask;
}
