/** How far a person reaches on the photo, and where its edge cuts them off. */
import { clamp } from '../kernel/image.ts';
import { POINT } from './face-lines.ts';
import { type MeshedFace, pointOf, span } from './mesh.ts';
import type { Photo } from './photo.ts';
import type { Landmark } from './portrait.ts';
import { MASK_SIDE, type PersonMask } from './segment.ts';

/** How far beside the face hair and hats are looked for, in face heights. */
const MAX_SIDE = 0.8;

/** What framing needs to know about a person, in photo pixels. */
export type Person = {
  photo: Photo;
  centre: readonly [x: number, y: number];
  faceHeight: number;
  /** From the face's centre up to the end of hair or hat, and to the photo's lower edge. */
  above: number;
  below: number;
  /** The head's sides from the centre of the face, hair and all. */
  left: number;
  right: number;
  cuts: readonly Cut[];
};

/** A piece of the photo's edge along which the person is cut off. */
type Cut = { x: number; y: number; length: number; edge: Edge };
type Edge = 'top' | 'bottom' | 'left' | 'right';

export function personOn(photo: Photo, face: MeshedFace, mask: PersonMask): Person {
  const centre = centreOf(face.landmarks);
  const faceHeight = span(face.landmarks, POINT.forehead, POINT.chin);
  const above = centre[1] - headTop(photo, faceHeight, mask, centre);
  const below = photo.height - centre[1];
  return {
    photo,
    centre,
    faceHeight,
    above,
    below,
    ...headSides(photo, face, mask, centre, above),
    cuts: cutsOf(photo, mask),
  };
}

function centreOf(landmarks: readonly Landmark[]): [x: number, y: number] {
  const around = [POINT.forehead, POINT.chin, POINT.leftCheek, POINT.rightCheek].map((at) => pointOf(landmarks, at));
  const mean = (axis: 0 | 1) => around.reduce((sum, point) => sum + point[axis], 0) / around.length;
  return [mean(0), mean(1)];
}

/** The photo row where hair or hat end: up from the forehead while the mask holds, at most 0.8 faces. */
function headTop(photo: Photo, faceHeight: number, mask: PersonMask, centre: readonly [number, number]): number {
  const step = photo.height / MASK_SIDE;
  const half = faceHeight * 0.3;
  let top = centre[1] - faceHeight / 2;
  const limit = Math.max(0, top - 0.8 * faceHeight);
  const inside = (y: number) =>
    [-half, -half / 2, 0, half / 2, half].some((offset) => maskAt(mask, photo, centre[0] + offset, y) > 0.4);
  while (top > limit && inside(top)) top -= step;
  return Math.max(0, top);
}

/** How far hair or hat reach to both sides above the eyes: at least the face, at most `MAX_SIDE` face heights more. */
function headSides(photo: Photo, face: MeshedFace, mask: PersonMask, [x, y]: readonly [number, number], above: number) {
  const faceHeight = span(face.landmarks, POINT.forehead, POINT.chin);
  const step = photo.width / MASK_SIDE;
  const reach = (direction: 1 | -1, least: number) => {
    const limit = Math.min(least + MAX_SIDE * faceHeight, direction === 1 ? photo.width - x : x);
    const rows = [0.1, 0.3, 0.5, 0.7, 0.9].map((part) => {
      let distance = least;
      while (distance < limit && maskAt(mask, photo, x + direction * distance, y - part * above) > 0.4)
        distance += step;
      return distance;
    });
    return Math.max(...rows);
  };
  return { left: reach(-1, x - face.box.left), right: reach(1, face.box.right - x) };
}

/** The mask's value at a photo position; beyond the photo, that of its edge. */
function maskAt(mask: PersonMask, photo: Photo, x: number, y: number): number {
  const column = clamp(Math.floor((x / photo.width) * MASK_SIDE), 0, MASK_SIDE - 1);
  const row = clamp(Math.floor((y / photo.height) * MASK_SIDE), 0, MASK_SIDE - 1);
  return mask[row * MASK_SIDE + column] as number;
}

/** Every fourth point of the mask's edges at which the person goes on beyond the photo. */
function cutsOf(photo: Photo, mask: PersonMask): Cut[] {
  const cuts: Cut[] = [];
  const across = (4 * photo.width) / MASK_SIDE;
  const down = (4 * photo.height) / MASK_SIDE;
  const note = (x: number, y: number, length: number, edge: Edge) => {
    if (maskAt(mask, photo, x, y) > 0.4) cuts.push({ x, y, length, edge });
  };
  for (let at = 0.5; at < MASK_SIDE / 4; at++) {
    note(at * across, 0, across, 'top');
    note(at * across, photo.height, across, 'bottom');
    note(0, at * down, down, 'left');
    note(photo.width, at * down, down, 'right');
  }
  return cuts;
}
