/** The shape of the person that is set before another background. */
import { boxBlur } from '../kernel/blur.ts';
import { distanceInside } from '../kernel/distance.ts';
import { pullPush } from '../kernel/fill.ts';
import { clamp, type Image, mapChannels, mix, type Plane, plane, smoothstep } from '../kernel/image.ts';
import { piecesOf, spread } from '../kernel/pieces.ts';
import { resizePlane, shrink } from '../kernel/resample.ts';
import type { Point } from '../kernel/vector.ts';
import { FACE_OVAL } from '../portrait/face-lines.ts';
import { fillOutline, outlineOf } from '../portrait/outline.ts';
import { type Portrait, portraitWith } from '../portrait/portrait.ts';
import { landmark } from './features.ts';
import { halfPlane } from './half-size.ts';
import { type Glasses, isFrameSeen, readGlasses } from './worn-glasses.ts';

/**
 * The portrait with a mask in one piece and without the fringe that an uncertain matte leaves around hair.
 * @param glasses whether lenses that stand out beyond the face are shown as photographed, or left to be drawn
 */
export function withCleanFigure(portrait: Portrait, glasses: 'photographed' | 'drawn' = 'photographed'): Portrait {
  // Thin hair at the rim holds nothing, but belongs to what it touches.
  const whole = withoutIslands(portrait, portrait.alpha, { holds: 0.3, margin: 3 * portrait.scale });
  const worn = glasses === 'photographed' ? readGlasses(portrait) : null;
  const seen = worn !== null && isFrameSeen(portrait, worn);
  const lenses = seen ? besideFace(portrait, worn) : null;
  const alpha = withoutFringe(portrait, whole, lenses);
  fillHoles(portrait, alpha);
  if (worn !== null && !seen) bridgeLenses(portrait, worn, alpha);
  if (lenses === null) return portraitWith(portrait, { alpha });
  // Where glass lies before the background the photo knows its colours better than the skin nearby.
  const person = mapChannels(portrait.person, (channel, index) => {
    const photo = portrait.photo.channels[index];
    return channel.map((value, i) => mix(value, photo[i] as number, lenses[i] as number));
  });
  return portraitWith(portrait, { person, alpha });
}

/** Holes in a person as wide as this or less, face heights, are misread. */
const HOLE = 0.025;

/** Fills small holes of the mask, at the picture's edge too, but none between locks; in place. */
function fillHoles({ width, height, faceHeight, regions }: Portrait, alpha: Plane): void {
  const half = halfPlane(alpha, width, height);
  const hair = halfPlane(regions.hair, width, height).plane;
  const most = ((HOLE * faceHeight) / 2) ** 2;
  const holes = plane(half.plane.length);
  for (const hole of piecesOf(labelsBelow(half.plane, 0.5), half.width)) {
    if (hole.length > most || hole.some((i) => (hair[i] as number) > 0.3)) continue;
    for (const i of hole) holes[i] = 1;
  }
  if (!holes.includes(1)) return;
  const filled = resizePlane(boxBlur(holes, half.width, half.height, 4), half.width, half.height, width, height);
  for (let i = 0; i < alpha.length; i += 1) {
    alpha[i] = Math.max(alpha[i] as number, smoothstep(0, 0.012, filled[i] as number));
  }
}

/** 0 where a mask is less than `least`, −1 elsewhere. */
function labelsBelow(mask: Plane, least: number): Int8Array {
  const labels = new Int8Array(mask.length);
  for (let i = 0; i < labels.length; i += 1) labels[i] = (mask[i] as number) < least ? 0 : -1;
  return labels;
}

/** How far around a fitted lens its frame may lie, in face heights. */
const LENS_MARGIN = 0.08;
/** The part of a rim that must stand out beyond the person for it to be looked for there. */
const STANDS_OUT = 0.06;

/** Bays of the mask up to twice as wide as this are bridged behind lenses whose frame the photo hardly shows; face heights. */
const BAY = 0.06;

/** Fills bays behind lenses, which are glass before a background and not an edge of the face; in place. */
function bridgeLenses({ width, height, faceHeight }: Portrait, { outlines }: Glasses, alpha: Plane): void {
  const half = halfPlane(alpha, width, height);
  const reach = (BAY * faceHeight) / 2;
  const outside = half.plane.map((cover) => (cover < 0.5 ? 1 : 0));
  const grown = distanceInside(outside, half.width, half.height).map((away) => (away <= reach ? 1 : 0));
  const closed = distanceInside(grown, half.width, half.height).map((away) => (away > reach ? 1 : 0));
  const bridged = resizePlane(closed, half.width, half.height, width, height);
  const near = lensesOf(outlines, width, height, Math.round(LENS_MARGIN * faceHeight));
  for (let i = 0; i < alpha.length; i += 1) {
    const lens = smoothstep(0, 0.3, near[i] as number);
    alpha[i] = Math.max(alpha[i] as number, (bridged[i] as number) * lens);
  }
}

/** Both lenses, filled, blurred by `reach` pixels. */
function lensesOf(outlines: readonly Point[][], width: number, height: number, reach: number): Plane {
  const lenses = plane(width * height);
  for (const outline of outlines)
    fillOutline(
      lenses,
      width,
      height,
      outline.map(([x, y]) => [x, y] as const),
    );
  return boxBlur(lenses, width, height, reach);
}

/** Where lenses stand out beyond the face, 0–1; `null` for none that stand out. */
function besideFace(portrait: Portrait, glasses: Glasses): Plane | null {
  const { width, height, faceHeight, alpha, landmarks } = portrait;
  const coverAt = ([x, y]: Point) =>
    alpha[clamp(Math.round(y), 0, height - 1) * width + clamp(Math.round(x), 0, width - 1)] as number;
  const out = glasses.outlines.filter((rim) => {
    const beyond = rim.filter((point) => coverAt(point) < 0.5);
    return beyond.length > STANDS_OUT * rim.length;
  });
  if (out.length === 0) return null;
  const near = lensesOf(out, width, height, Math.round(LENS_MARGIN * faceHeight));
  const face = plane(alpha.length);
  fillOutline(face, width, height, outlineOf(landmarks, FACE_OVAL, 0.97));
  return near.map((cover, i) => smoothstep(0, 0.06, cover) * (1 - (face[i] as number)));
}

/** Forehead, chin, both cheeks and the tip of the nose: where the person is for certain. */
const CERTAIN = [10, 152, 234, 454, 1] as const;

/**
 * Keeps of a mask what hangs together with the face by covers of `holds` or more, and `margin` pixels around it (at half
 * size): bits of other people and of furniture go.
 */
export function withoutIslands(
  portrait: Portrait,
  mask: Plane,
  { holds, margin }: { holds: number; margin: number },
): Plane {
  const { width, height } = portrait;
  const half = halfPlane(mask, width, height);
  const labels = labelsBelow(half.plane, holds);
  const certain = CERTAIN.map((index) => {
    const [x, y] = landmark(portrait, index).map((at) => Math.round(at / 2)) as [number, number];
    return x < 0 || y < 0 || x >= half.width || y >= half.height ? -1 : y * half.width + x;
  });
  const from = certain.filter((i) => labels[i] === -1);
  const reached = plane(half.plane.length);
  for (const i of spread(from, labels, -1, half.width, new Uint8Array(labels.length))) reached[i] = 1;
  const near = boxBlur(reached, half.width, half.height, Math.max(1, Math.round(margin)));
  return within(mask, resizePlane(near, half.width, half.height, width, height));
}

function within(mask: Plane, near: Plane): Plane {
  const kept = plane(mask.length);
  for (let i = 0; i < kept.length; i += 1) kept[i] = (mask[i] as number) * smoothstep(0.01, 0.06, near[i] as number);
  return kept;
}

/** The background is smooth enough to be guessed at a quarter of the size. */
const GUESS_FACTOR = 4;
/** Largest channel difference from the background that is nothing, and that is certainly something. */
const SAME = 0.02;
const DIFFERENT = 0.12;
/** The same for frames of glasses, and the light that lenses throw back. */
const FRAME = [0.06, 0.25] as const;

/**
 * Takes half-covered pixels out that show nothing but background: dark hair before black keeps no halo. Where lenses
 * stand out, whatever isn't background is theirs.
 */
function withoutFringe({ photo, covered, width, height }: Portrait, alpha: Plane, lenses: Plane | null): Plane {
  const known = plane(alpha.length);
  for (let i = 0; i < known.length; i += 1)
    known[i] = (alpha[i] as number) < 0.02 && (covered[i] as number) === 1 && !((lenses?.[i] ?? 0) > 0) ? 1 : 0;
  const small = shrink(known, width, height, GUESS_FACTOR);
  const weights = small.plane.map((weight) => (weight > 0.99 ? 1 : 0));
  const colours = photo.channels.map((channel) => shrink(channel, width, height, GUESS_FACTOR).plane);
  const guesses = pullPush(colours, weights, small.width, small.height).map((guess) =>
    resizePlane(guess, small.width, small.height, width, height),
  );
  // Smoothed a little: one strand or thread alone should not decide.
  const difference = boxBlur(largestDifference(photo, guesses), width, height, 1);
  const clean = alpha.slice();
  for (let i = 0; i < clean.length; i += 1) {
    const cover = alpha[i] as number;
    const lens = lenses?.[i] ?? 0;
    if (lens > 0) {
      const frame = smoothstep(FRAME[0], FRAME[1], difference[i] as number) * (covered[i] as number);
      clean[i] = mix(cover, Math.max(frame, smoothstep(0.6, 0.98, cover)), lens);
      continue;
    }
    if (cover <= 0 || cover >= 0.98) continue;
    clean[i] = cover * mix(smoothstep(SAME, DIFFERENT, difference[i] as number), 1, smoothstep(0.6, 0.98, cover));
  }
  return clean;
}

/** Per pixel the difference of the channel that differs most, 0–1. */
function largestDifference(photo: Image, guesses: Plane[]): Plane {
  const largest = plane(photo.width * photo.height);
  photo.channels.forEach((channel, index) => {
    raise(largest, channel, guesses[index] ?? channel);
  });
  return largest;
}

/** Raises `largest` to the distance between two planes where that is larger, in place. */
function raise(largest: Plane, one: Plane, other: Plane): void {
  for (let i = 0; i < largest.length; i += 1) {
    largest[i] = Math.max(largest[i] as number, Math.abs((one[i] as number) - (other[i] as number)));
  }
}
