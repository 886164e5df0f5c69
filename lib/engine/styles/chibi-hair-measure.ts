/** What makes hair recognisable: how far it stands from the head, where it meets the forehead, how far it falls. */
import type { Oklab } from '../kernel/colour.ts';
import { clamp, type Plane, smoothstep } from '../kernel/image.ts';
import { medianOf, pixelAt, quantile } from './chibi-colours.ts';
import { colourDistance, type HeadFrame, maskAt, toPhoto } from './chibi-frame.ts';

/** How hair falls beside the face; positions in the head's frame. */
export type SideHair = {
  /** The level where it ends. */
  reach: number;
  /** Its edges towards and away from the face at levels `SIDE_TOP`, `SIDE_TOP` + `SIDE_STEP`, … */
  inner: number[];
  outer: number[];
  /** Whether the ear is hidden. */
  coversEar: boolean;
};

export type HairMeasure = {
  colour: Oklab;
  /** 0 none … 1 all of the scalp; shaved heads are near 0. */
  cover: number;
  /** Distance from `CROWN_CENTRE` to the head's outline, for each direction of `DIRECTIONS`. */
  outline: number[];
  /** The level where hair meets the forehead, for each column of `COLUMNS`. */
  hairline: number[];
  left: SideHair;
  right: SideHair;
  /** 0 straight … 1 tight curls. */
  curl: number;
};

/** The middle of the skull. */
export const CROWN_CENTRE = [0, -12] as const;
/** Directions around the skull from the picture's left over the top to its right, radians: 0 is up. */
export const DIRECTIONS = Array.from({ length: 33 }, (_, i) => ((i - 16) / 16) * 1.75);
/** Columns across the forehead. */
export const COLUMNS = Array.from({ length: 17 }, (_, i) => (i - 8) * 4.5);
export const SIDE_TOP = 6;
export const SIDE_STEP = 8;
const FARTHEST_OUTLINE = 125;
const LOWEST_LEVEL = 240;
/** Brows stand between these levels: a hairline is sought above them, and a fringe over them ends at the eyes. */
const BROW_LEVEL = -15;
const LOWEST_FRINGE = -4;

export function measureHair(frame: HeadFrame, skin: Oklab): HairMeasure {
  const { regions, alpha, width } = frame.portrait;
  const head = regions.hair.map((cover, i) => Math.min(1, cover + (regions.skin[i] as number)) * (alpha[i] as number));
  const colour = hairColour(frame);
  const hair = ownHair(frame, colour, skin);
  const hairline = smooth(COLUMNS.map((u) => hairlineAt(frame, hair, u)));
  const texture = curlOf(frame, width);
  return {
    colour,
    cover: scalpCover(frame, hair, { colour, skin }),
    outline: smooth(smooth(DIRECTIONS.map((angle) => outlineAt(frame, head, angle)))),
    hairline,
    left: sideHair(frame, hair, -1),
    right: sideHair(frame, hair, 1),
    curl: texture,
  };
}

/** A crown this much lighter (OKLab) than all of the hair is washed out by light from above, and has lost its hue. */
const WASHED_OUT = 0.12;

function hairColour(frame: HeadFrame): Oklab {
  const medianAt = (pixels: readonly number[]) => plainMedian(pixels.map((i) => pixelAt(frame.portrait, i)));
  const { upper, all } = crownPixels(frame);
  const [crown, whole] = [medianAt(upper), medianAt(all)];
  if (crown[0] - whole[0] < WASHED_OUT) return crown;
  return [(crown[0] + whole[0]) / 2, whole[1], whole[2]];
}

/** The median of hair without its deepest shadow and without its gleam. */
function plainMedian(samples: readonly Oklab[]): Oklab {
  const lightness = Float32Array.from(samples, ([l]) => l);
  const [low, high] = [quantile(lightness, 0.15), quantile(lightness, 0.75)];
  return medianOf(
    samples.filter(([l]) => l >= low && l <= high),
    medianOf(samples, [0.3, 0.01, 0.02]),
  );
}

/** Indices of certain hair above the brows, where a hat hides it of all certain hair; and of all of it. */
function crownPixels(frame: HeadFrame): { upper: number[]; all: number[] } {
  const { portrait } = frame;
  const all: number[] = [];
  const upper: number[] = [];
  const [, browY] = toPhoto(frame, 0, BROW_LEVEL);
  portrait.regions.hair.forEach((cover, i) => {
    if (i % 5 !== 0 || cover < 0.9 || (portrait.alpha[i] as number) < 0.9) return;
    all.push(i);
    if (i / portrait.width < browY) upper.push(i);
  });
  return { upper: upper.length > 60 ? upper : all, all };
}

/** The hair region without what is coloured like skin rather than like hair: hands at the head. */
function ownHair({ portrait }: HeadFrame, colour: Oklab, skin: Oklab): Plane {
  const unlike = colourDistance(colour, skin) > 0.16;
  return portrait.regions.hair.map((cover, i) => {
    if (cover < 0.2 || !unlike) return cover;
    const here = pixelAt(portrait, i);
    const hue = Math.hypot(here[1] - skin[1], here[2] - skin[2]) + 0.5 * Math.abs(here[0] - skin[0]);
    const own = Math.hypot(here[1] - colour[1], here[2] - colour[2]) + 0.5 * Math.abs(here[0] - colour[0]);
    return cover * (1 - smoothstep(0.01, 0.04, own - hue) * 0.9);
  });
}

/** How much of the scalp above the forehead shows hair that differs from skin. */
function scalpCover(frame: HeadFrame, hair: Plane, { colour, skin }: { colour: Oklab; skin: Oklab }): number {
  let sum = 0;
  let count = 0;
  for (let angle = -0.7; angle <= 0.7; angle += 0.1) {
    for (let reach = 40; reach <= 56; reach += 4, count += 1) {
      sum += maskAt(frame, hair, Math.sin(angle) * reach, CROWN_CENTRE[1] - Math.cos(angle) * reach) > 0.4 ? 1 : 0;
    }
  }
  const hue = Math.hypot(colour[1] - skin[1], colour[2] - skin[2]);
  // What a hat hides is told by what shows beneath it.
  const { headwear } = frame.portrait.regions;
  const hidden = [-20, 0, 20].filter((u) => maskAt(frame, headwear, u, -52) > 0.5).length >= 2;
  if (hidden) return hair.filter((value) => value > 0.6).length > 3 * frame.unit ** 2 * 20 ? 1 : 0;
  const like = Math.max(smoothstep(0.07, 0.12, Math.abs(colour[0] - skin[0])), smoothstep(0.035, 0.06, hue));
  // Blond hair is coloured like skin, but skin is not made of strands.
  return (sum / count) * Math.max(like, smoothstep(0.05, 0.075, spreadOf(frame)));
}

/** How far the lightness of certain hair spreads around its middle, 0–0.5: half of the span of the middle two thirds. */
function spreadOf(frame: HeadFrame): number {
  const lightness = Float32Array.from(crownPixels(frame).upper, (i) => pixelAt(frame.portrait, i)[0]);
  return (quantile(lightness, 0.83) - quantile(lightness, 0.17)) / 2;
}

/** The farthest point of the head along a direction, over gaps of a few hundredths. */
function outlineAt(frame: HeadFrame, head: Plane, angle: number): number {
  const [sin, cos] = [Math.sin(angle), Math.cos(angle)];
  let farthest = 30;
  for (let reach = 30; reach < FARTHEST_OUTLINE; reach += 1) {
    if (maskAt(frame, head, sin * reach, CROWN_CENTRE[1] - cos * reach) > 0.5) farthest = reach;
    else if (reach - farthest > 5) break;
  }
  return farthest;
}

/** Up from the brows while skin shows, or down from them while a fringe does. */
function hairlineAt(frame: HeadFrame, hair: Plane, u: number): number {
  if (maskAt(frame, hair, u, BROW_LEVEL) > 0.5) {
    let v = BROW_LEVEL;
    while (v < LOWEST_FRINGE && maskAt(frame, hair, u, v) > 0.5) v += 1;
    return v;
  }
  let v = BROW_LEVEL;
  while (v > -62 && maskAt(frame, hair, u, v) < 0.5) v -= 1;
  return v;
}

/** Follows the hair down beside the face, level by level. */
function sideHair(frame: HeadFrame, hair: Plane, side: -1 | 1): SideHair {
  const inner: number[] = [];
  const outer: number[] = [];
  let reach = -8;
  let missing = 0;
  for (let v = SIDE_TOP; v < LOWEST_LEVEL && missing < 3; v += SIDE_STEP) {
    const run = longestRun(frame, hair, side, v, outer.at(-1));
    if (run === null) {
      missing += 1;
      continue;
    }
    missing = 0;
    reach = v + SIDE_STEP / 2;
    while (inner.length <= (v - SIDE_TOP) / SIDE_STEP) {
      inner.push(run.inner);
      outer.push(run.outer);
    }
  }
  let ear = 0;
  for (let v = -4; v <= 12; v += 4) for (let u = 38; u <= 50; u += 4) ear += maskAt(frame, hair, u * side, v) / 20;
  return { reach, inner: smooth(inner), outer: smooth(outer), coversEar: ear > 0.5 };
}

/** The longest stretch of hair at a level, outwards from the cheek, that goes on with what hangs above it. */
function longestRun(frame: HeadFrame, hair: Plane, side: number, v: number, above: number | undefined) {
  let best: { inner: number; outer: number } | null = null;
  let start: number | null = null;
  const last = Math.min(110, (above ?? 80) + 24);
  for (let u = 24; u <= last + 1; u += 1) {
    const inside = u <= last && maskAt(frame, hair, u * side, v) > 0.5;
    if (inside && start === null) start = u;
    if (!inside && start !== null) {
      if (u - start > 5 && (best === null || u - start > best.outer - best.inner)) best = { inner: start, outer: u };
      start = null;
    }
  }
  return best;
}

/**
 * How little the strands of hair agree on a direction: 1 − the coherence of the structure tensor over patches of about
 * a tenth of the face, weighed by contrast.
 */
function curlOf({ portrait, unit }: HeadFrame, width: number): number {
  const { regions, photo } = portrait;
  const bright = photo.channels[1];
  const patch = Math.max(6, Math.round(unit * 10));
  const values: number[] = [];
  for (let top = patch; top < portrait.height - patch; top += patch) {
    for (let left = patch; left < width - patch; left += patch) {
      const tensor = [0, 0, 0] as [number, number, number];
      let covered = 0;
      for (let y = top; y < top + patch; y += 1) {
        for (let x = left; x < left + patch; x += 1) {
          const i = y * width + x;
          if ((regions.hair[i] as number) < 0.8) continue;
          covered += 1;
          const across = (bright[i + 1] as number) - (bright[i - 1] as number);
          const down = (bright[i + width] as number) - (bright[i - width] as number);
          tensor[0] += across * across;
          tensor[1] += across * down;
          tensor[2] += down * down;
        }
      }
      const strength = tensor[0] + tensor[2];
      if (covered < patch * patch * 0.8 || strength < covered * 2e-5) continue;
      values.push(1 - Math.hypot(tensor[0] - tensor[2], 2 * tensor[1]) / strength);
    }
  }
  return values.length < 4 ? 0 : clamp(quantile(Float32Array.from(values), 0.5));
}

/** Each value with its neighbours', so that one stray strand moves no outline. */
function smooth(values: number[]): number[] {
  return values.map((value, i) => {
    const before = values[i - 1] ?? value;
    const after = values[i + 1] ?? value;
    return (before + 2 * value + after) / 4;
  });
}
