/** Everything that a chibi keeps of a person: measures of the face as if seen from the front, and their colours. */
import type { Oklab } from '../kernel/colour.ts';
import { clamp, smoothstep } from '../kernel/image.ts';
import type { Portrait } from '../portrait/portrait.ts';
import { medianOf, pixelAt, pixelsWhere, quantile } from './chibi-colours.ts';
import { colourDistance, frontalPoint, type HeadFrame, headFrame, maskAt } from './chibi-frame.ts';
import { type HairMeasure, measureHair } from './chibi-hair-measure.ts';
import { type Eye, eyesOf, landmark, measureColours } from './features.ts';

/** Lengths in hundredths of the face's height; what is measured from the front does not change with the head's turn. */
export type Likeness = {
  frame: HeadFrame;
  skin: Oklab;
  iris: Oklab;
  lips: Oklab;
  hair: HairMeasure;
  /** Whether something covers the head. */
  hatted: boolean;
  /** Half of the distance between the cheeks, on the photo and seen from the front. */
  halfWidth: number;
  frontHalfWidth: number;
  /** Width of the jaw against that of the cheeks; about 0.8. */
  jaw: number;
  eyes: readonly [EyeMeasure, EyeMeasure];
  mouth: { width: number; open: number; lift: number };
  noseWidth: number;
  brows: { colour: Oklab; strength: number };
  beard: BeardMeasure;
};

export type EyeMeasure = {
  /** From the middle of the face. */
  apart: number;
  width: number;
  /** Between the lids, as a fraction of the width; below about 0.11 the eye is shut. */
  openness: number;
  /** Degrees by which the outer corner is higher than the inner one. */
  slant: number;
  /** How far the iris has moved from the middle, −1–1 of half the eye's width, to the picture's right. */
  gaze: number;
  /** Levels of the brow above the eye: its inner end, its arch, its outer end. */
  brow: readonly [inner: number, arch: number, outer: number];
};

/** 0 bare – 1 dense; `length` below the chin. */
export type BeardMeasure = { moustache: number; chin: number; jaw: number; length: number; colour: Oklab };

export function measureLikeness(portrait: Portrait): Likeness {
  const frame = headFrame(portrait);
  const colours = measureColours(portrait);
  const { skin } = colours;
  const brows = medianOf(pixelsWhere(portrait, portrait.regions.brows, 0.8, 2), [0.35, 0.02, 0.03]);
  const hatted = [-20, 0, 20].some((u) => maskAt(frame, portrait.regions.headwear, u, -52) > 0.5);
  const hair = hairUnder(measureHair(frame, skin), { hatted, brows, skin });
  const at = (index: number) => frontalPoint(frame, index);
  const across = (left: number, right: number) => Math.abs(at(right)[0] - at(left)[0]);
  const [left, right] = [landmark(portrait, 234), landmark(portrait, 454)];
  const [corner, otherCorner, upper, lower] = [at(61), at(291), at(13), at(14)];
  const eyes = eyesOf(portrait);
  return {
    frame,
    skin,
    iris: colours.iris,
    lips: colours.lips,
    hair,
    hatted,
    halfWidth: Math.hypot(right[0] - left[0], right[1] - left[1]) / 2 / frame.unit,
    frontHalfWidth: across(234, 454) / 2,
    jaw: across(172, 397) / across(234, 454),
    eyes: [measureEye(frame, eyes[0], LEFT), measureEye(frame, eyes[1], RIGHT)],
    mouth: {
      width: across(61, 291),
      open: Math.max(0, lower[1] - upper[1]),
      lift: (upper[1] + lower[1]) / 2 - (corner[1] + otherCorner[1]) / 2,
    },
    noseWidth: across(129, 358),
    brows: { colour: brows, strength: clamp((skin[0] - brows[0]) / 0.4) },
    beard: measureBeard(frame, { skin, hair: hair.colour, brows }),
  };
}

/** Little hair under a hat is easily taken from the hat itself: then the brows tell its colour. */
function hairUnder(
  hair: HairMeasure,
  { hatted, brows, skin }: { hatted: boolean; brows: Oklab; skin: Oklab },
): HairMeasure {
  const [l, a, b] = hair.colour;
  const likely = l < skin[0] - 0.08 && b > -0.01 && Math.hypot(a, b) < 0.11;
  return !hatted || likely
    ? hair
    : { ...hair, colour: [Math.min(brows[0], skin[0] * 0.6), brows[1] * 0.6, brows[2] * 0.6] };
}

type EyePoints = { outer: number; inner: number; brow: readonly [inner: number, arch: number, outer: number] };
const LEFT: EyePoints = { outer: 33, inner: 133, brow: [55, 105, 70] };
const RIGHT: EyePoints = { outer: 263, inner: 362, brow: [285, 334, 300] };

function measureEye(frame: HeadFrame, eye: Eye | undefined, points: EyePoints): EyeMeasure {
  const [outer, inner] = [frontalPoint(frame, points.outer), frontalPoint(frame, points.inner)];
  const level = (outer[1] + inner[1]) / 2;
  const [browInner, browArch, browOuter] = points.brow.map((index) => level - frontalPoint(frame, index)[1]);
  return {
    apart: Math.abs(outer[0] + inner[0]) / 2,
    width: Math.hypot(outer[0] - inner[0], outer[1] - inner[1]),
    openness: eye?.openness ?? 0.33,
    slant: (Math.atan2(inner[1] - outer[1], Math.abs(outer[0] - inner[0])) * 180) / Math.PI,
    gaze: eye === undefined ? 0 : clamp((eye.iris.x - eye.centre[0]) / (eye.width / 2), -1, 1),
    brow: [browInner ?? 12, browArch ?? 14, browOuter ?? 11],
  };
}

/** Landmarks where beards grow. */
const BEARD_POINTS = {
  moustache: [164, 167, 393, 165, 391],
  chin: [199, 175, 200, 171, 396, 208, 428],
  jaw: [172, 136, 150, 138, 213, 397, 365, 379, 367, 433],
} as const;

/** From this much of the way from skin to hair on, skin counts as grown over, and from the second wholly so. */
const GROWTH = [0.3, 0.65] as const;

/** How far skin has turned to the colour of hair where beards grow; a moustache alone is taken for the nose's shadow. */
function measureBeard(
  frame: HeadFrame,
  { skin, hair, brows }: { skin: Oklab; hair: Oklab; brows: Oklab },
): BeardMeasure {
  const { portrait } = frame;
  // Under a hat the hair may not be hair: then the brows tell.
  const likely = hair[0] < skin[0] - 0.1 && hair[2] > -0.02;
  const colour: Oklab = likely ? hair : [Math.min(brows[0], skin[0] * 0.72), brows[1] * 0.7, brows[2] * 0.7];
  const dark: Oklab = [Math.min(colour[0], skin[0] - 0.2), colour[1], colour[2]];
  const growth = (points: readonly number[]) => {
    const grown = points.map((index) => {
      const [x, y] = landmark(portrait, index);
      return growthAt(portrait, { skin, dark }, x, y);
    });
    return quantile(Float32Array.from(grown), 0.5);
  };
  const chin = growth(BEARD_POINTS.chin);
  const certain = smoothstep(0.1, 0.3, chin);
  return {
    moustache: growth(BEARD_POINTS.moustache) * certain,
    chin,
    jaw: growth(BEARD_POINTS.jaw) * certain,
    length: chin > 0.7 ? beardLength(frame, dark) : 0,
    colour,
  };
}

/** 0 bare – 1 dense at one place of the photo. */
function growthAt(portrait: Portrait, { skin, dark }: { skin: Oklab; dark: Oklab }, x: number, y: number): number {
  const { width, height, regions } = portrait;
  const [column, row] = [Math.round(x), Math.round(y)];
  if (column < 0 || row < 0 || column >= width || row >= height) return 0;
  const i = row * width + column;
  const here = pixelAt(portrait, i);
  let along = 0;
  for (const part of [0, 1, 2] as const) along += (here[part] - skin[part]) * (dark[part] - skin[part]);
  const seen = smoothstep(GROWTH[0], GROWTH[1], along / colourDistance(dark, skin) ** 2);
  return Math.max(regions.beard[i] as number, seen);
}

/** How far the colour of the beard goes on below the chin. */
function beardLength(frame: HeadFrame, dark: Oklab): number {
  const { portrait } = frame;
  const [x, y] = landmark(portrait, 152);
  const step = 2 * frame.unit;
  let length = 0;
  for (let down = 1; down < 30; down += 1) {
    const row = Math.round(y + down * step);
    if (row >= portrait.height) break;
    const here = pixelAt(portrait, row * portrait.width + Math.round(clamp(x, 0, portrait.width - 1)));
    const [, a, b] = here;
    if (Math.abs(here[0] - dark[0]) > 0.13 || Math.hypot(a - dark[1], b - dark[2]) > 0.03) break;
    length = down * 2;
  }
  return length;
}
