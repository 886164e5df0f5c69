/** What is noted on the head before the colours of its parts are learned. */
import { distanceInside } from '../kernel/distance.ts';
import { faceColours, isClothColour, skinInAnyLight } from './against-face.ts';
import { fitColours } from './colour-model.ts';
import { spread } from './pieces.ts';
import { type Grid, quantile, strangenessAt } from './region-grid.ts';
import { isBesideEar } from './region-places.ts';
import { HAIR, SKIN } from './region-priors.ts';

/** The part of certain hair that may have a colour that only cloth has. */
const FEW_DYED = 0.1;
/** Skin beside an ear, in squared face heights, that is a hand. */
const LEAST_HAND = 0.03;
/**
 * A hand in the hair lies between these levels (head units), so far beside the face; some of it that is lit stands off as
 * far as an arm does.
 */
const IN_HAIR = { above: -1.2, below: -0.3, from: -0.06, lit: 0.15, standsOff: 0.35 } as const;
/** It is as light as this part of the face's median, and lighter than nearly all hair on the crown, which is darker than the face. */
const LIT = 0.75;
const DARKER = 0.95;
/** The least lit piece of it, in squared face heights; around it is as light as this part of the face what goes on. */
const LEAST_LIT = 0.008;
const GOES_ON = 0.7;
/** Skin with less chroma than this (OKLab) is that of a grey photo, where it isn't told from hair. */
const COLOURLESS = 0.03;
/**
 * Long hair that falls over the face: between these levels (head units), darker than this part of the face's median, in
 * the certain hair's colours (squared standard deviations), wider than twice this (face heights), as brows aren't, and so
 * far from brows, eyes and lips; less of it (squared face heights) is a shadow.
 */
const OVER_FACE = { above: -0.55, below: 0.4, dark: 0.62, alike: 6, half: 0.045, margin: 0.05, least: 0.01 } as const;
/** The person's mask must reach this. */
const SURE = 0.5;

/** Notes on the head what certain hair says about the colours of the rest. */
export function noteHair(grid: Grid, seeds: Int8Array): void {
  const face = faceColours(grid);
  const hair = [...seeds.keys()].filter((i) => seeds[i] === HAIR);
  if (hair.length === 0) return;
  grid.head.usualHair = hair.filter((i) => isClothColour(face, i)).length < FEW_DYED * hair.length;
  grid.head.lightestHair = quantile(grid.oklab.channels[0], hair, 0.98);
}

/** Notes on the head beside which cheek there is a patch of skin: a raised hand. */
export function noteHands(grid: Grid, face: Int8Array): void {
  const isSkin = skinInAnyLight(grid, (i) => face[i] === SKIN);
  const { alpha, head } = grid;
  const patch = { left: 0, right: 0 };
  for (let i = 0; i < alpha.length; i++) {
    const isThere = (alpha[i] as number) > SURE && isBesideEar(head, i);
    if (isThere && isSkin(i)) patch[(head.u[i] as number) < 0 ? 'left' : 'right']++;
  }
  const least = LEAST_HAND * head.frame.faceHeight ** 2;
  head.hands = { left: patch.left > least, right: patch.right > least };
}

/** Notes on the head where a hand lies in the hair: as light as the face, beside a darker crown. Fair hair hides it. */
export function noteHandInHair(grid: Grid, face: Int8Array, seeds: Int8Array): void {
  const { alpha, head, image, oklab } = grid;
  const [lightness, greenRed, blueYellow] = oklab.channels;
  const pixels = [...seeds.keys()];
  const skin = pixels.filter((i) => face[i] === SKIN);
  const crown = pixels.filter((i) => {
    const isAbove = (head.v[i] as number) < -0.6 && Math.abs(head.u[i] as number) < head.frame.halfWidth;
    return isAbove && seeds[i] === HAIR;
  });
  const [usual, darker] = [quantile(lightness, skin, 0.5), quantile(lightness, crown, 0.95)];
  const colour = Math.hypot(quantile(greenRed, skin, 0.5), quantile(blueYellow, skin, 0.5));
  if (!(darker < DARKER * usual && colour > COLOURLESS)) return;
  const isSkin = skinInAnyLight(grid, (i) => face[i] === SKIN);
  const outwards = (i: number) => Math.abs(head.u[i] as number) - head.frame.halfWidth;
  const isThere = (i: number) => {
    const down = head.v[i] as number;
    const beside = outwards(i) > IN_HAIR.from && down > IN_HAIR.above && down < IN_HAIR.below;
    return beside && (alpha[i] as number) > SURE && isSkin(i);
  };
  const isLit = (i: number) => isThere(i) && (lightness[i] as number) > Math.max(LIT * usual, darker);
  const goesOn = (i: number) =>
    isThere(i) && ((lightness[i] as number) > GOES_ON * usual || outwards(i) > IN_HAIR.standsOff);
  const seen = new Uint8Array(alpha.length);
  const pieces = pixels
    .filter(isLit)
    .map((start) => (seen[start] === 1 ? [] : spread([start], isLit, image.width, seen)))
    .filter((piece) => piece.length >= LEAST_LIT * head.frame.faceHeight ** 2);
  for (const side of [-1, 1]) {
    const beside = pieces.filter((piece) => (head.u[piece[0] as number] as number) * side > 0);
    const reaches = (piece: readonly number[], far: number) => piece.some((i) => outwards(i) > far);
    if (!beside.some((piece) => reaches(piece, IN_HAIR.standsOff))) continue;
    for (const piece of beside) if (reaches(piece, IN_HAIR.lit)) spread(piece, goesOn, image.width, head.handInHair);
  }
}

/** Notes on the head where dark long hair falls over the face: in its own colours and hanging together with the rest. */
export function noteStrands(grid: Grid, face: Int8Array, classes: Int8Array): void {
  const { alpha, head, image, oklab } = grid;
  const [lightness] = oklab.channels;
  const hair = fitColours(oklab.channels, classes, HAIR, 3);
  const pixels = [...classes.keys()];
  const skin = pixels.filter((i) => face[i] === SKIN);
  const dark = OVER_FACE.dark * quantile(lightness, skin, 0.5);
  const isSkin = skinInAnyLight(grid, (i) => face[i] === SKIN);
  const open = head.features.map((cover) => (cover > 0.1 ? 0 : 1));
  const toFeatures = distanceInside(open, image.width, image.height);
  const strands = new Float32Array(alpha.length);
  for (const i of pixels) {
    const down = head.v[i] as number;
    const isNear = (toFeatures[i] as number) < OVER_FACE.margin * head.frame.faceHeight;
    if (isNear || down < OVER_FACE.above || down > OVER_FACE.below) continue;
    const isThere = (alpha[i] as number) > SURE && (lightness[i] as number) < dark && !isSkin(i);
    if (isThere && strangenessAt(grid, hair, i) < OVER_FACE.alike) strands[i] = 1;
  }
  const half = OVER_FACE.half * head.frame.faceHeight;
  const thin = distanceInside(strands, image.width, image.height).map((depth) => (depth > half ? 0 : 1));
  const near = distanceInside(thin, image.width, image.height);
  const isStrand = (i: number) => strands[i] === 1 && (near[i] as number) <= half;
  const isOutside = (i: number) => (head.oval[i] as number) < 0.5 && isStrand(i);
  const seen = new Uint8Array(alpha.length);
  const pieces = spread(pixels.filter(isOutside), isStrand, image.width, seen);
  const inside = pieces.filter((i) => !isOutside(i)).length;
  if (inside > OVER_FACE.least * head.frame.faceHeight ** 2) for (const i of pieces) head.overFace[i] = 1;
}
