/** Parts must hang together: hair with the head, headwear with the crown, the neck with the chin. */
import { likeliest, type Parts } from './region-classes.ts';
import { type Grid, quantile } from './region-grid.ts';
import { BODY, CLASSES, CLOTHING, HAIR, HEADWEAR, NECK, SKIN } from './region-priors.ts';

/** Down to here (head units) hair may show beside the neck without a visible way to the scalp: long hair, or any. */
const BESIDE_NECK = { longHair: 0.6, any: 0.05 } as const;
/** Hair within the face smaller than this, in squared face heights, is a crease or a shadow. */
const LEAST_LOCK = 0.02;
/** Above this level (head units) skin hangs together with the face; ears lie below it. */
const ABOVE_EARS = -0.3;
/** Clothing between long hair smaller than this, in squared face heights, is a strand. */
const LEAST_CLOTH = 0.05;
/** Where the chest begins, and half its width. */
const ABOVE_CHEST = 0.6;
const CHEST = 0.45;
/** Bare skin smaller than this, in squared face heights, is a glint on cloth. */
const LEAST_BODY = 0.012;
/** What comes in from the picture's edge darker than this part of the face's lightness is no arm but something worn. */
const DARK = 0.65;

/** A bit for each class. */
const ALL = (1 << CLASSES.length) - 1;

/** Per pixel a bit for each class that it is at present but can't be, since nothing connects it. */
export function strayClasses(parts: Parts, { alpha, head, image, oklab }: Grid): Uint8Array {
  const { width, height } = image;
  const { u, v, frame } = head;
  const classes = new Int8Array(alpha.length).fill(-1);
  for (let i = 0; i < classes.length; i++) if ((alpha[i] as number) > 0.25) classes[i] = likeliest(parts, i)[0];
  const astray = new Uint8Array(alpha.length);
  const area = frame.faceHeight ** 2;
  const outwards = (i: number) => Math.abs(u[i] as number) - frame.halfWidth;
  const keep = (wanted: number, holds: (piece: readonly number[]) => boolean) => {
    for (const piece of piecesOf(classes, wanted, width, height)) {
      if (holds(piece)) continue;
      for (const i of piece) astray[i] = (astray[i] as number) | (1 << wanted);
    }
  };
  const lowest = head.longHair ? BESIDE_NECK.longHair : BESIDE_NECK.any;
  keep(HAIR, (piece) => {
    const rooted = piece.some((i) => (v[i] as number) < lowest && outwards(i) < 0.4);
    return rooted && (piece.length > LEAST_LOCK * area || piece.some((i) => (head.oval[i] as number) < 0.5));
  });
  keep(SKIN, (piece) => piece.some((i) => (v[i] as number) > ABOVE_EARS || (head.inner[i] as number) > 0.5));
  keep(HEADWEAR, (piece) => piece.some((i) => (v[i] as number) < -0.45));
  keep(NECK, (piece) => piece.some((i) => (v[i] as number) < 0.75 && outwards(i) < 0));
  const [lightness] = oklab.channels;
  const face = [...classes.keys()].filter((i) => (head.inner[i] as number) > 0.5);
  const dark = DARK * quantile(lightness, face, 0.5);
  const isAtSide = (i: number) => i % width === 0 || i % width === width - 1;
  keep(BODY, (piece) => {
    if (!piece.some(isAtSide) || quantile(lightness, piece, 0.5) > dark) return piece.length >= LEAST_BODY * area;
    for (const i of piece) astray[i] = ALL & ~(1 << CLOTHING);
    return false;
  });
  if (head.longHair) {
    // What isn't worn on the chest goes on below the picture; an arm in the shade comes from its side.
    const isWorn = (i: number) =>
      i >= (height - 2) * width || ((v[i] as number) > ABOVE_CHEST && Math.abs(u[i] as number) < CHEST);
    keep(CLOTHING, (piece) => piece.length >= LEAST_CLOTH * area && piece.some(isWorn));
  }
  return astray;
}

/** Connected pixels of a class, piece by piece. */
function piecesOf(classes: Int8Array, wanted: number, width: number, height: number): number[][] {
  const seen = new Uint8Array(classes.length);
  const pieces: number[][] = [];
  for (let start = 0; start < classes.length; start++) {
    if (seen[start] === 1 || classes[start] !== wanted) continue;
    const piece: number[] = [];
    const visit = (i: number) => {
      if (seen[i] === 1 || classes[i] !== wanted) return;
      seen[i] = 1;
      piece.push(i);
    };
    visit(start);
    for (let next = 0; next < piece.length; next++) {
      const i = piece[next] as number;
      const x = i % width;
      if (x > 0) visit(i - 1);
      if (x < width - 1) visit(i + 1);
      if (i >= width) visit(i - width);
      if (i < (height - 1) * width) visit(i + width);
    }
    pieces.push(piece);
  }
  return pieces;
}
