/** Where faces may be: BlazeFace (Bazarevsky et al., 2019), back-camera model, 256 × 256. */
import { cutSquare, type Photo, type Square } from './photo.ts';
import type { Network } from './tfjs.ts';

/** A likely face in photo pixels: `x`, `y` its centre; its eyes, that at the left of an upright picture first. */
export type Candidate = {
  score: number;
  x: number;
  y: number;
  width: number;
  height: number;
  leftEye: readonly [x: number, y: number];
  rightEye: readonly [x: number, y: number];
  nose: readonly [x: number, y: number];
  mouth: readonly [x: number, y: number];
};

const SIDE = 256;
/** The network's grids: pixels between anchors, and anchors at each place. */
const GRIDS = [
  { stride: 16, anchors: 2, scores: 'Identity', boxes: 'Identity_2' },
  { stride: 32, anchors: 6, scores: 'Identity_1', boxes: 'Identity_3' },
] as const;
/** Numbers per box: centre and size, then six points of which the first four are eyes, nose, mouth. */
const BOX_LENGTH = 16;
const MIN_SCORE = 0.5;
/** Two boxes that share more than this part of their union are one face. */
const SAME_FACE = 0.3;
/** Faces narrower than this part of the photo's longer side are looked for again in overlapping tiles. */
const SMALL_FACE = 0.12;
const TILE = 0.55;
/** A best score under this may be a face seen upside down, which scores higher when the photo is turned round. */
const DOUBTFUL_SCORE = 0.8;

/** Likely faces, best first; none twice. */
export function detectFaces(levels: readonly Photo[], detector: Network): Candidate[] {
  const photo = levels[0];
  if (photo === undefined) return [];
  const longer = Math.max(photo.width, photo.height);
  const whole: Square = { x: photo.width / 2, y: photo.height / 2, side: longer, angle: 0 };
  const found = detectEitherWay(levels, whole, detector);
  if (found.every((face) => face.width < longer * SMALL_FACE)) {
    for (const tile of tilesOf(photo, longer * TILE)) found.push(...detectIn(levels, tile, detector));
  }
  found.sort((a, b) => b.score - a.score);
  const kept: Candidate[] = [];
  for (const face of found) if (kept.every((other) => overlap(face, other) < SAME_FACE)) kept.push(face);
  return kept;
}

/** The photo as it stands; where that is doubtful, also upside down, if its faces are sure then. */
function detectEitherWay(levels: readonly Photo[], whole: Square, detector: Network): Candidate[] {
  const bestOf = (faces: readonly Candidate[]) => Math.max(0, ...faces.map((face) => face.score));
  const upright = detectIn(levels, whole, detector);
  if (bestOf(upright) >= DOUBTFUL_SCORE) return upright;
  const turned = detectIn(levels, { ...whole, angle: Math.PI }, detector);
  return bestOf(turned) >= DOUBTFUL_SCORE ? turned : upright;
}

function detectIn(levels: readonly Photo[], square: Square, detector: Network): Candidate[] {
  const input = cutSquare(levels, square, SIDE, 1 / 127.5, -1);
  const outputs = detector.run(input, SIDE, [...GRIDS.map((grid) => grid.scores), ...GRIDS.map((grid) => grid.boxes)]);
  return GRIDS.flatMap((grid, index) => {
    const scores = outputs[index] ?? new Float32Array();
    const boxes = outputs[index + GRIDS.length] ?? new Float32Array();
    return Array.from(scores, (logit, i) => ({ score: 1 / (1 + Math.exp(-logit)), i }))
      .filter(({ score }) => score >= MIN_SCORE)
      .map(({ score, i }) => candidateAt(square, grid, i, boxes.subarray(i * BOX_LENGTH, (i + 1) * BOX_LENGTH), score));
  });
}

/** A box of the network, relative to the anchor `i` of its grid, in photo pixels. */
function candidateAt(
  square: Square,
  { stride, anchors }: (typeof GRIDS)[number],
  i: number,
  box: Float32Array,
  score: number,
): Candidate {
  const columns = SIDE / stride;
  const cell = Math.floor(i / anchors);
  const anchorX = stride * ((cell % columns) + 0.5) - SIDE / 2;
  const anchorY = stride * (Math.floor(cell / columns) + 0.5) - SIDE / 2;
  const scale = square.side / SIDE;
  const cosine = Math.cos(square.angle) * scale;
  const sine = Math.sin(square.angle) * scale;
  const onPhoto = (x: number, y: number): [number, number] => [
    square.x + (anchorX + x) * cosine - (anchorY + y) * sine,
    square.y + (anchorX + x) * sine + (anchorY + y) * cosine,
  ];
  const pointAt = (at: number) => onPhoto(box[at] ?? 0, box[at + 1] ?? 0);
  const [, , width = 0, height = 0] = box;
  const [x, y] = pointAt(0);
  return {
    score,
    x,
    y,
    width: width * scale,
    height: height * scale,
    leftEye: pointAt(4),
    rightEye: pointAt(6),
    nose: pointAt(8),
    mouth: pointAt(10),
  };
}

/** Squares of `side` that cover the photo with about half of each shared with the next. */
function tilesOf({ width, height }: Photo, side: number): Square[] {
  const centres = (length: number) => {
    if (length <= side) return [length / 2];
    const count = Math.ceil((length - side) / (side / 2)) + 1;
    return Array.from({ length: count }, (_, i) => side / 2 + ((length - side) * i) / (count - 1));
  };
  return centres(height).flatMap((y) => centres(width).map((x) => ({ x, y, side, angle: 0 })));
}

/** Shared area by united area, 0–1. */
function overlap(a: Candidate, b: Candidate): number {
  const shared = (centreA: number, sizeA: number, centreB: number, sizeB: number) =>
    Math.max(
      0,
      Math.min(centreA + sizeA / 2, centreB + sizeB / 2) - Math.max(centreA - sizeA / 2, centreB - sizeB / 2),
    );
  const area = shared(a.x, a.width, b.x, b.width) * shared(a.y, a.height, b.y, b.height);
  return area / (a.width * a.height + b.width * b.height - area);
}
