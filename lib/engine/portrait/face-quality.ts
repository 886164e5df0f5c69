/** Whether a face can be seen well enough to be drawn: measures of focus and light, at the face's own scale. */
import { gaussianBlur } from '../kernel/blur.ts';
import type { Plane } from '../kernel/image.ts';
import { type MeshedFace, pointOf } from './mesh.ts';
import { cutSquare, lumaOf, type Photo } from './photo.ts';

export type FaceQuality = {
  /** How much of the detail near an eyelash's width is there, against detail twice as coarse: 0.25 none, 0.5–0.8 usual. */
  sharpness: number;
  /** Luma of the brighter parts of the face, 0–1 (sRGB). */
  light: number;
  /** Luma that half of the face exceeds, 0–1. */
  middle: number;
  /** Part of the face that is one even colour, 0–1: high in vector drawings, never in photos. */
  flatness: number;
};

/** The face is measured on a square of this side, in which it is `FACE_WIDTH` wide. */
const SIDE = 128;
const FACE_WIDTH = 96;
/** The square's inner part, which holds brows, eyes, nose and mouth. */
const INNER = { from: 34, to: 94 } as const;
/** Neighbours that differ by less than this part of the face's own range of tones are one even colour. */
const EVEN = 0.004;
/** Too much light makes a photo even too: what is brighter is not looked at. */
const BLOWN_OUT = 0.97;

/** @param levels the photo and its halves */
export function measureFace(levels: readonly Photo[], face: MeshedFace): FaceQuality {
  const { left, top, right, bottom } = face.box;
  const side = ((right - left) * SIDE) / FACE_WIDTH;
  const square = { x: (left + right) / 2, y: (top + bottom) / 2, side, angle: face.roll };
  const colours = cutSquare(levels, square, SIDE, 1 / 255, 0);
  const luma = new Float32Array(SIDE * SIDE);
  for (let i = 0; i < luma.length; i++) luma[i] = lumaOf(colours, i * 3);
  const tones = tonesOn(levels, face);
  const dark = quantile(tones, 0.1);
  const light = quantile(tones, 0.9);
  return {
    sharpness: sharpnessOf(luma),
    light,
    middle: quantile(tones, 0.5),
    flatness: flatnessOf(luma, light - dark),
  };
}

/** The energy of detail between 1 and 2 px (of a face 96 px wide) against that between 2 and 4 px. */
function sharpnessOf(luma: Plane): number {
  const [fine, middle, coarse] = [1, 2, 4].map((sigma) => gaussianBlur(luma, SIDE, SIDE, sigma)) as [
    Plane,
    Plane,
    Plane,
  ];
  const coarseEnergy = difference(middle, coarse);
  return coarseEnergy === 0 ? 0 : Math.sqrt(difference(fine, middle) / coarseEnergy);
}

function difference(a: Plane, b: Plane): number {
  let sum = 0;
  for (let y = INNER.from; y < INNER.to; y++) {
    for (let i = y * SIDE + INNER.from; i < y * SIDE + INNER.to; i++) sum += ((a[i] as number) - (b[i] as number)) ** 2;
  }
  return sum;
}

function flatnessOf(luma: Plane, range: number): number {
  const limit = Math.max(EVEN * range, 1e-6);
  let even = 0;
  let seen = 0;
  for (let y = INNER.from; y < INNER.to; y++) {
    for (let i = y * SIDE + INNER.from; i < y * SIDE + INNER.to; i++) {
      const value = luma[i] as number;
      if (value > BLOWN_OUT) continue;
      seen++;
      const step = Math.max(Math.abs((luma[i + 1] as number) - value), Math.abs((luma[i + SIDE] as number) - value));
      if (step < limit) even++;
    }
  }
  return even / Math.max(1, seen);
}

/** Luma at the points of the mesh, in ascending order: nothing but the face, whichever way it looks. */
function tonesOn(levels: readonly Photo[], { landmarks, box }: MeshedFace): Float32Array {
  const depth = Math.max(0, Math.min(levels.length - 1, Math.floor(Math.log2((box.right - box.left) / FACE_WIDTH))));
  const level = levels[depth];
  if (level === undefined) throw new Error('A pyramid needs a photo.');
  const tones = new Float32Array(landmarks.length);
  for (let index = 0; index < tones.length; index++) {
    const [x, y] = pointOf(landmarks, index);
    const column = Math.min(Math.max(Math.floor(x / 2 ** depth), 0), level.width - 1);
    const row = Math.min(Math.max(Math.floor(y / 2 ** depth), 0), level.height - 1);
    tones[index] = lumaOf(level.pixels, (row * level.width + column) * 3) / 255;
  }
  return tones.sort();
}

function quantile(ascending: Float32Array, part: number): number {
  return ascending[Math.round(part * (ascending.length - 1))] ?? 0;
}
