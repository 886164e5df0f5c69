/** Parts must hang together: hair with the head, headwear with the crown, the neck with the chin. */
import { likeliest, type Parts } from './region-classes.ts';
import type { Grid } from './region-grid.ts';
import { BODY, HAIR, HEADWEAR, NECK } from './region-priors.ts';

/** Down to here (head units) hair may show beside the neck without a visible way to the scalp. */
const BESIDE_NECK = 0.6;
/** Bare skin smaller than this, in squared face heights, is a glint on cloth. */
const LEAST_BODY = 0.012;

/** Per pixel a bit for each class that it is at present but can't be, since nothing connects it. */
export function strayClasses(parts: Parts, { alpha, head, image }: Grid): Uint8Array {
  const { width, height } = image;
  const { u, v, frame } = head;
  const classes = new Int8Array(alpha.length).fill(-1);
  for (let i = 0; i < classes.length; i++) if ((alpha[i] as number) > 0.25) classes[i] = likeliest(parts, i)[0];
  const astray = new Uint8Array(alpha.length);
  const keep = (wanted: number, isRoot: (down: number, aside: number) => boolean, least: number) => {
    for (const piece of piecesOf(classes, wanted, width, height)) {
      const rooted = piece.some((i) => isRoot(v[i] as number, Math.abs(u[i] as number) - frame.halfWidth));
      if (rooted && piece.length >= least) continue;
      for (const i of piece) astray[i] = (astray[i] as number) | (1 << wanted);
    }
  };
  keep(HAIR, (down, outwards) => down < BESIDE_NECK && outwards < 0.4, 1);
  keep(HEADWEAR, (down) => down < -0.45, 1);
  keep(NECK, (down, outwards) => down < 0.75 && outwards < 0, 1);
  keep(BODY, () => true, LEAST_BODY * frame.faceHeight ** 2);
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
