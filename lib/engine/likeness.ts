/** How much an avatar's face is its selfie's. */
import { gaussianBlur } from './kernel/blur.ts';
import type { Plane } from './kernel/image.ts';
import { POINT } from './portrait/face-lines.ts';
import { largestFace } from './portrait/largest-face.ts';
import { type MeshedFace, pointOf } from './portrait/mesh.ts';
import { cutSquare, decodePhoto, pyramidOf, type Square } from './portrait/photo.ts';
import { CHIP_SIDE, loadRecogniser } from './portrait/recognise.ts';

/** The lower end of the nose, between the nostrils, on the mesh. */
const NOSE_BASE = 2;
/**
 * Where points of the mesh lie on an aligned face: dlib's mean face of five points (`get_face_chip_details`), parts of
 * the side before its margin is added.
 */
const MEAN_FACE: readonly (readonly [index: number, x: number, y: number])[] = [
  [POINT.rightEyeOuter, 0.8595674595992, 0.2134981538014],
  [POINT.rightEyeInner, 0.6460604764104, 0.2289674387677],
  [POINT.leftEyeOuter, 0.1205750620789, 0.2137274526848],
  [POINT.leftEyeInner, 0.3340850613712, 0.2290642403242],
  [NOSE_BASE, 0.4901123135679, 0.6277975316475],
];
/** Of the aligned face, on each side: dlib's own recognition example has it. */
const MARGIN = 0.25;

/** Blur of the aligned face, in its pixels: halftone, strokes and pores say nothing of who it is. */
const BLUR = 2;

/** The distance at which two faces are as likely one person's as two's: the network was trained to it. */
const BORDER = 0.6;
/** How far from the border the score has left the middle: at this distance it is 27 or 73. */
const SLOPE = 0.08;

/**
 * Tells how much the largest face of a picture is the largest face of a selfie.
 * @returns 0–100, falling with the distance d of the two faces' descriptions as 100 / (1 + exp((d − 0.6) / 0.08)):
 * 50 where the network parts one person from another; `null` when either picture has no face
 * @throws EngineError `unreadable`
 */
export async function likenessOf(selfie: Uint8Array, avatar: Uint8Array): Promise<number | null> {
  const person = await describeFace(selfie);
  const drawn = person && (await describeFace(avatar));
  if (!person || !drawn) return null;
  return Math.round(100 / (1 + Math.exp((distance(person, drawn) - BORDER) / SLOPE)));
}

function distance(a: Float32Array, b: Float32Array): number {
  return Math.hypot(...a.map((value, i) => value - (b[i] as number)));
}

/**
 * Who the largest face of a picture is: the mean of what the network says of it and of its mirror image.
 * @returns 128 numbers, or `null` when there is no face
 */
async function describeFace(picture: Uint8Array): Promise<Float32Array | null> {
  const [photo, recognise] = await Promise.all([decodePhoto(picture), loadRecogniser()]);
  const levels = pyramidOf(photo);
  const face = await largestFace(levels);
  if (face === null) return null;
  const planes = planesOf(cutSquare(levels, chipAround(face), CHIP_SIDE, 1, 0));
  const mirrored = recognise(chipOf(planes, (x) => CHIP_SIDE - 1 - x));
  return recognise(chipOf(planes, (x) => x)).map((value, i) => (value + (mirrored[i] as number)) / 2);
}

/** The three channels of an aligned face, blurred. */
function planesOf(chip: Float32Array): Plane[] {
  return [0, 1, 2].map((channel) => {
    const plane = Float32Array.from({ length: CHIP_SIDE ** 2 }, (_, i) => chip[i * 3 + channel] as number);
    return gaussianBlur(plane, CHIP_SIDE, CHIP_SIDE, BLUR);
  });
}

/** Channels as `[150, 150, 3]`, each column taken from `columnOf` it. */
function chipOf(planes: readonly Plane[], columnOf: (x: number) => number): Float32Array {
  const chip = new Float32Array(CHIP_SIDE ** 2 * 3);
  for (let y = 0, i = 0; y < CHIP_SIDE; y++) {
    for (let x = 0; x < CHIP_SIDE; x++) {
      for (const plane of planes) chip[i++] = plane[y * CHIP_SIDE + columnOf(x)] as number;
    }
  }
  return chip;
}

/**
 * The square of the photo that lays its face on the mean face: the turn, size and place with the least squared
 * distances. As complex numbers, the photo's points are `factor · point + shift`.
 */
function chipAround({ landmarks }: MeshedFace): Square {
  const points = MEAN_FACE.map(([index, x, y]) => {
    const [photoX, photoY] = pointOf(landmarks, index);
    return { x: partOfChip(x), y: partOfChip(y), photoX, photoY };
  });
  const mean = (measure: (point: (typeof points)[number]) => number) =>
    points.reduce((sum, point) => sum + measure(point), 0) / points.length;
  const [meanX, meanY] = [mean(({ x }) => x), mean(({ y }) => y)];
  const [photoX, photoY] = [mean((point) => point.photoX), mean((point) => point.photoY)];
  const spread = mean(({ x, y }) => (x - meanX) ** 2 + (y - meanY) ** 2);
  const real = mean((p) => (p.x - meanX) * (p.photoX - photoX) + (p.y - meanY) * (p.photoY - photoY)) / spread;
  const imaginary = mean((p) => (p.x - meanX) * (p.photoY - photoY) - (p.y - meanY) * (p.photoX - photoX)) / spread;
  return {
    x: photoX - real * meanX + imaginary * meanY,
    y: photoY - imaginary * meanX - real * meanY,
    side: Math.hypot(real, imaginary),
    angle: Math.atan2(imaginary, real),
  };
}

/** A place on the mean face, 0–1, as one on the aligned face with its margin, −0.5–0.5. */
function partOfChip(place: number): number {
  return (place + MARGIN) / (1 + 2 * MARGIN) - 0.5;
}
