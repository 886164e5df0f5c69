/** What the networks' mask takes wrongly around raised hands: gaps beside the face, the lit back of a hand in the hair. */
import { boxBlur } from '../kernel/blur.ts';
import { type Plane, smoothstep } from '../kernel/image.ts';
import { resizePlane } from '../kernel/resample.ts';
import { spread } from './pieces.ts';
import type { Models } from './region-classes.ts';
import { type Grid, likelihoodAt, quantile } from './region-grid.ts';
import { isBesideEar, isOnHandSide } from './region-places.ts';
import { BODY, CLOTHING, HAIR, HEADWEAR } from './region-priors.ts';

/** Below this the mask sees the background, from here on the person. */
const BEHIND = 0.1;
const SURE = 0.5;
/** How far around, in face heights, the background is looked at. */
const AROUND = 0.35;
/** OKLab differences within which a colour is that of the background nearby, if that is as even. */
const ALIKE = { lightness: 0.08, colour: 0.015 } as const;
/** How far (OKLab a, b) from the face's colour in its own light a gap's must be. */
const NO_SKIN = 0.02;
/** Where gaps beside the face may be, in head units: from the cheek outwards, and down. */
const GAPS = { from: -0.15, to: 0.8, above: -0.5, below: 0.6 } as const;
/** Between these levels a hand in the hair goes on beyond the mask, and a hand beside the face. */
const IN_HAIR = { above: -1.2, below: -0.2 } as const;
const BESIDE_FACE = { above: -0.35, below: 0.8 } as const;
/** By how much (log) skin is likelier than all else where it is certain, and how likely it is where hands go on. */
const CLEARLY = 3;
const PLAINLY = 3;
/** The part around a pixel that is gap where the pixel is. */
const MOSTLY = 0.45;
/** The least gap and the most of a hand that is added, in squared face heights. */
const LEAST_GAP = 0.004;
const MOST_ADDED = 0.15;

/**
 * Corrects the mask by the photo's colours, in place: the grid's and with it the whole canvas's.
 * @param mask the person on a canvas of `width × height` pixels, 0–1
 */
export function maskRaisedHands(grid: Grid, models: Models, mask: Plane, width: number, height: number): void {
  const { alpha, head, image } = grid;
  if (!head.handInHair.includes(1) && !head.hands.left && !head.hands.right) return;
  const isBehind = backgroundOf(grid);
  const [gaps, more] = [gapsBeside(grid, isBehind), restOfHands(grid, models, isBehind)];
  if (gaps.length + more.length === 0) return;
  const change = new Float32Array(alpha.length);
  for (const i of gaps) [change[i], alpha[i]] = [-1, 0];
  for (const i of more) [change[i], alpha[i]] = [1, 1];
  const soft = resizePlane(boxBlur(change, image.width, image.height, 1), image.width, image.height, width, height);
  for (let i = 0; i < mask.length; i++) {
    const [by, before] = [soft[i] as number, mask[i] as number];
    if (by < 0) mask[i] = Math.min(before, 1 - smoothstep(0.3, 0.7, -by));
    else if (by > 0) mask[i] = Math.max(before, smoothstep(0.3, 0.7, by));
  }
}

/** Tells pixels in the colour of the background around them, where that is even. */
function backgroundOf({ alpha, head, image: { width, height }, oklab }: Grid): (i: number) => boolean {
  const reach = Math.max(1, Math.round(AROUND * head.frame.faceHeight));
  const behind = alpha.map((cover) => (cover < BEHIND ? 1 : 0));
  const sumOf = (values: Plane) =>
    boxBlur(
      values.map((value, i) => value * (behind[i] as number)),
      width,
      height,
      reach,
    );
  const weights = boxBlur(behind, width, height, reach);
  const [lightness, greenRed, blueYellow] = oklab.channels;
  const [sums, sumsA, sumsB] = [sumOf(lightness), sumOf(greenRed), sumOf(blueYellow)];
  const squares = sumOf(lightness.map((value) => value * value));
  return (i) => {
    const weight = weights[i] as number;
    if (weight < 0.02) return false;
    const usual = (sums[i] as number) / weight;
    if ((squares[i] as number) / weight - usual * usual > ALIKE.lightness ** 2) return false;
    const [a, b] = [(sumsA[i] as number) / weight, (sumsB[i] as number) / weight];
    const colour = Math.hypot((greenRed[i] as number) - a, (blueYellow[i] as number) - b);
    return Math.abs((lightness[i] as number) - usual) < ALIKE.lightness && colour < ALIKE.colour;
  };
}

/** Where the background shows between the face and a hand that touches it. */
function gapsBeside({ alpha, head, oklab, image }: Grid, isBehind: (i: number) => boolean): number[] {
  const inside = [...alpha.keys()].filter((i) => (head.inner[i] as number) > 0.5);
  const [l, a, b] = oklab.channels;
  const [faceL, faceA, faceB] = [quantile(l, inside, 0.5), quantile(a, inside, 0.5), quantile(b, inside, 0.5)];
  const isGap = (i: number) => {
    const [across, down] = [head.u[i] as number, head.v[i] as number];
    const outwards = Math.abs(across) - head.frame.halfWidth;
    if (down < GAPS.above || down > GAPS.below || outwards < GAPS.from || outwards > GAPS.to) return false;
    if (!isOnHandSide(head, i) || !isBehind(i)) return false;
    const light = (l[i] as number) / faceL;
    return Math.hypot((a[i] as number) - faceA * light, (b[i] as number) - faceB * light) > NO_SKIN;
  };
  const seen = new Uint8Array(alpha.length);
  const gaps = new Float32Array(alpha.length);
  for (let start = 0; start < alpha.length; start++) {
    if (seen[start] === 1 || (alpha[start] as number) < BEHIND || !isGap(start)) continue;
    const gap = spread([start], isGap, image.width, seen);
    if (gap.length >= LEAST_GAP * head.frame.faceHeight ** 2) for (const i of gap) gaps[i] = 1;
  }
  // A rim before a gap doesn't divide it, and a gap has no thin ends.
  const rounded = boxBlur(gaps, image.width, image.height, 2);
  return [...alpha.keys()].filter((i) => (rounded[i] as number) > MOSTLY);
}

/** What hangs together with hands beyond the mask and isn't background; nothing when that is too much. */
function restOfHands(grid: Grid, models: Models, isBehind: (i: number) => boolean): number[] {
  const { alpha, head, image } = grid;
  const pixels = [...alpha.keys()];
  const isBeyond = (i: number) => {
    const aside = Math.abs(head.u[i] as number) > head.frame.halfWidth;
    return aside && (alpha[i] as number) <= SURE && !isBehind(i);
  };
  const inHair = (i: number) => {
    const down = head.v[i] as number;
    return isBeyond(i) && down > IN_HAIR.above && down < IN_HAIR.below;
  };
  const besideFace = (i: number) => {
    const skin = likelihoodAt(grid, models[BODY] ?? null, i);
    const down = head.v[i] as number;
    return isBeyond(i) && down > BESIDE_FACE.above && down < BESIDE_FACE.below && skin > PLAINLY;
  };
  const rest = (isOfHand: (i: number) => boolean, goesOn: (i: number) => boolean) => {
    const hand = pixels.filter(isOfHand);
    return spread(hand, goesOn, image.width, new Uint8Array(alpha.length)).slice(hand.length);
  };
  const beside = rest((i) => !head.longHair && isHand(grid, models, i), besideFace);
  const hidden = rest((i) => head.handInHair[i] === 1, inHair);
  const added = [...hidden, ...thickOf(beside, grid)];
  for (const i of hidden) head.handInHair[i] = 1;
  return added.length > MOST_ADDED * head.frame.faceHeight ** 2 ? [] : added;
}

/** Those of the pixels that make up more than a thin line, such as mixes with the background along the mask's edge. */
function thickOf(pixels: readonly number[], { alpha, image: { width, height } }: Grid): number[] {
  const all = new Float32Array(alpha.length);
  for (const i of pixels) all[i] = 1;
  const core = boxBlur(all, width, height, 1).map((cover) => (cover > 0.99 ? 1 : 0));
  const near = boxBlur(core, width, height, 1);
  return pixels.filter((i) => (near[i] as number) > 0.01);
}

/** Whether a pixel beside the face is surely skin. */
function isHand(grid: Grid, models: Models, i: number): boolean {
  const { alpha, head } = grid;
  if ((alpha[i] as number) <= SURE || !isBesideEar(head, i) || !isOnHandSide(head, i)) return false;
  const skin = likelihoodAt(grid, models[BODY] ?? null, i);
  return [HAIR, CLOTHING, HEADWEAR].every((other) => skin - likelihoodAt(grid, models[other] ?? null, i) > CLEARLY);
}
