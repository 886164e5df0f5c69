/** Other people beside the chosen one: out of the mask, and out of the background. */
import { type Image, imageOf, type Plane } from '../kernel/image.ts';
import { POINT } from './face-lines.ts';
import { type Framing, toCanvas } from './frame.ts';
import { type MeshedFace, pointOf } from './mesh.ts';
import { type Head, ownShare } from './own-share.ts';
import type { Photo } from './photo.ts';
import { MASK_SIDE, type PersonMask } from './segment.ts';

/** Pixels that are another's by more than this are not shown at all. */
const OTHERS = 0.1;
/** A head's width is at least this part of its face's height. */
const HEAD_WIDTH = 0.75;

/** The photo's mask without the others, for finding the place that the person takes. */
export function ownMask(photo: Photo, people: PersonMask, face: MeshedFace, others: readonly MeshedFace[]): PersonMask {
  const head = (one: MeshedFace) =>
    headOf(one, (x, y) => [(x / photo.width) * MASK_SIDE, (y / photo.height) * MASK_SIDE]);
  const share = ownShare(stretched(photo), people, head(face), others.map(head));
  return people.map((value, i) => value * (share[i] as number));
}

/** Takes the others out of the mask, and out of what the photo shows of its background; in place. */
export function hideOthers(
  image: Image,
  mask: Plane,
  covered: Plane,
  framing: Framing,
  face: MeshedFace,
  others: readonly MeshedFace[],
): void {
  const head = (one: MeshedFace) => headOf(one, (x, y) => toCanvas(framing, x, y));
  const own = head(face);
  keepFace(mask, image.width, own);
  const share = ownShare(image, mask, own, others.map(head));
  for (let i = 0; i < mask.length; i++) {
    const kept = (mask[i] as number) * (share[i] as number);
    if ((mask[i] as number) - kept > OTHERS) covered[i] = 0;
    mask[i] = kept;
  }
}

/** Where the face is, is the person: the network loses small people behind others; in place. */
function keepFace(mask: Plane, width: number, { x, y, width: across, height: down }: Head): void {
  for (let i = 0; i < mask.length; i++) {
    const column = ((i % width) - x) / (across / 2);
    const row = (Math.floor(i / width) - y) / (down / 2);
    if (column * column + row * row < 1) mask[i] = 1;
  }
}

/** The photo as the mask sees it: stretched to a square. */
function stretched({ width, height, pixels }: Photo): Image {
  const [red, green, blue] = [0, 1, 2].map((channel) => {
    const small = new Float32Array(MASK_SIDE * MASK_SIDE);
    for (let y = 0, i = 0; y < MASK_SIDE; y++) {
      const row = Math.floor(((y + 0.5) * height) / MASK_SIDE) * width;
      for (let x = 0; x < MASK_SIDE; x++, i++) {
        small[i] = (pixels[(row + Math.floor(((x + 0.5) * width) / MASK_SIDE)) * 3 + channel] as number) / 255;
      }
    }
    return small;
  }) as [Plane, Plane, Plane];
  return imageOf(MASK_SIDE, MASK_SIDE, [red, green, blue]);
}

/** A face's place after `move`, as upright as people mostly are. */
function headOf({ landmarks }: MeshedFace, move: (x: number, y: number) => [number, number]): Head {
  const at = (index: number) => {
    const [x, y] = pointOf(landmarks, index);
    return move(x, y);
  };
  const [top, chin, left, right] = [at(POINT.forehead), at(POINT.chin), at(POINT.leftCheek), at(POINT.rightCheek)];
  const height = Math.hypot(top[0] - chin[0], top[1] - chin[1]);
  return {
    height,
    x: (top[0] + chin[0] + left[0] + right[0]) / 4,
    y: (top[1] + chin[1] + left[1] + right[1]) / 4,
    // Turned faces look narrow; heads are not.
    width: Math.max(Math.hypot(left[0] - right[0], left[1] - right[1]), HEAD_WIDTH * height),
  };
}
