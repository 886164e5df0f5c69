/** Where the parts of a face are, and what colours this person has. */
import { type Oklab, oklabOf } from '../kernel/colour.ts';
import { clamp, type Image, mix, type Plane, plane } from '../kernel/image.ts';
import type { Point } from '../kernel/vector.ts';
import type { Landmark, Portrait } from '../portrait/portrait.ts';

export type EyeIndices = {
  /** Both lids from one corner to the other, nine points each; they share their ends. */
  upperLid: readonly number[];
  lowerLid: readonly number[];
  /** The centre of the iris, then its right, upper, left and lower rim. */
  iris: readonly [number, number, number, number, number];
};

/** Indices into the 478 landmarks (MediaPipe face mesh, `face_mesh_connections`). */
export const EYES: readonly [EyeIndices, EyeIndices] = [
  {
    upperLid: [33, 246, 161, 160, 159, 158, 157, 173, 133],
    lowerLid: [33, 7, 163, 144, 145, 153, 154, 155, 133],
    iris: [468, 469, 470, 471, 472],
  },
  {
    upperLid: [263, 466, 388, 387, 386, 385, 384, 398, 362],
    lowerLid: [263, 249, 390, 373, 374, 380, 381, 382, 362],
    iris: [473, 474, 475, 476, 477],
  },
];
export const NOSE_BASE = 2;

/** One landmark; the middle of nowhere for an index that the mesh does not have. */
export function landmark(portrait: Portrait, index: number): Landmark {
  return portrait.landmarks[index] ?? [0, 0, 0];
}

/** A head turned this far (radians) shows its neck beside the jaw. */
const TURNED = 0.2;

/**
 * Where a point of the picture lies by the jaw of a face that is seen from the front; `null` for one that is turned.
 * `down` is 0 at the mouth and 1 at the chin, `aside` 1 at the jaw's corners, on both sides.
 */
export function jawFrame(portrait: Portrait): ((x: number, y: number) => { down: number; aside: number }) | null {
  if (Math.abs(portrait.yaw) > TURNED) return null;
  const [left, right] = [landmark(portrait, 58), landmark(portrait, 288)];
  const [[mouthX, mouthY], [chinX, chinY]] = [landmark(portrait, 13), landmark(portrait, 152)];
  const half = Math.hypot(right[0] - left[0], right[1] - left[1]) / 2;
  const length = Math.hypot(chinX - mouthX, chinY - mouthY);
  const [downX, downY] = [(chinX - mouthX) / length, (chinY - mouthY) / length];
  return (pointX, pointY) => {
    const [x, y] = [pointX - mouthX, pointY - mouthY];
    return { down: (x * downX + y * downY) / length, aside: Math.abs(x * downY - y * downX) / half };
  };
}

export function landmarksAt(portrait: Portrait, indices: readonly number[]): Landmark[] {
  return indices.map((index) => landmark(portrait, index));
}

export function distanceBetween(from: Point, to: Point): number {
  return Math.hypot(to[0] - from[0], to[1] - from[1]);
}

export type Eye = {
  upperLid: Landmark[];
  lowerLid: Landmark[];
  /** The middle between the two corners. */
  centre: [x: number, y: number];
  /** Corner to corner, pixels. */
  width: number;
  /** Between the lids, as a fraction of the width; an eye below about 0.11 is shut. */
  openness: number;
  iris: { x: number; y: number; radius: number };
};

export function eyesOf(portrait: Portrait): Eye[] {
  return EYES.map((indices) => {
    const upperLid = landmarksAt(portrait, indices.upperLid);
    const lowerLid = landmarksAt(portrait, indices.lowerLid);
    const [from, to] = [landmark(portrait, indices.upperLid[0] ?? 0), landmark(portrait, indices.upperLid[8] ?? 0)];
    const width = Math.max(1, distanceBetween(from, to));
    const gap = distanceBetween(upperLid[4] ?? from, lowerLid[4] ?? from);
    const [centre, right, , left] = indices.iris.map((index) => landmark(portrait, index));
    const [x, y] = centre ?? from;
    const radius = (distanceBetween([x, y], right ?? from) + distanceBetween([x, y], left ?? from)) / 2;
    return {
      upperLid,
      lowerLid,
      centre: [(from[0] + to[0]) / 2, (from[1] + to[1]) / 2],
      width,
      openness: gap / width,
      iris: { x, y, radius },
    };
  });
}

/** A person's colours, OKLab. */
export type Colours = {
  /** The tone of the face's bare skin. */
  skin: Oklab;
  hair: Oklab;
  clothing: Oklab;
  iris: Oklab;
  lips: Oklab;
  /** The darkest tenth of the hair and the brightest tenth of the skin, lightness. */
  darkest: number;
  brightest: number;
};

/** Every fifth pixel is measured: thousands of samples, a fifth of the work. */
const SAMPLE_STEP = 5;

/** Measures a picture of the portrait, usually `person`. */
export function measureColours(portrait: Portrait, picture: Image = portrait.person): Colours {
  const { regions, alpha } = portrait;
  const hair = samplesOf(picture, indicesWhere(regions.hair, 0.95, alpha));
  const bare = bareSkin(portrait);
  const skin = samplesOf(picture, indicesWhere(bare, 0.93, alpha));
  const lightness = skin.map(([l]) => l);
  const shaven = samplesOf(picture, indicesWhere(withoutBeard(bare, regions.beard), 0.93, alpha)).filter(inPlainLight);
  return {
    skin: toneOf(shaven.length < FEWEST_SAMPLES ? skin : shaven),
    hair: medianColour(hair, [0.3, 0.01, 0.02]),
    clothing: medianColour(samplesOf(picture, indicesWhere(regions.clothing, 0.9, alpha)), [0.5, 0, 0]),
    lips: medianColour(samplesOf(picture, indicesWhere(regions.lips, 0.9, alpha)), [0.55, 0.09, 0.03]),
    iris: medianColour(samplesOf(picture, irisIndices(portrait)), [0.4, 0.01, 0.03]),
    darkest:
      hair.length > 0
        ? quantile(
            hair.map(([l]) => l),
            0.1,
          )
        : 0.15,
    brightest: lightness.length > 0 ? quantile(lightness, 0.9) : 0.8,
  };
}

/** Skin of face and neck without brows, eyes, lips, mouth and glasses, 0–1. */
export function bareSkin({ regions }: Portrait): Plane {
  const { skin, brows, eyes, lips, mouth, glasses } = regions;
  const bare = plane(skin.length);
  for (let i = 0; i < bare.length; i += 1) {
    const covered =
      (brows[i] as number) + (eyes[i] as number) + (lips[i] as number) + (mouth[i] as number) + (glasses[i] as number);
    bare[i] = Math.max(0, (skin[i] as number) - covered);
  }
  return bare;
}

function indicesWhere(mask: Plane, least: number, alpha: Plane): number[] {
  const samples: number[] = [];
  for (let i = 0; i < mask.length; i += SAMPLE_STEP) {
    if ((mask[i] as number) > least && (alpha[i] as number) > 0.9) samples.push(i);
  }
  return samples;
}

/** How far the tone of skin lies from its median towards the median of its lighter half. */
const LIT_SHARE = 0.28;

/**
 * The tone of skin: hardly lighter than its median, in the colour of its lighter half. What lies in shadow has taken
 * the colour of the room.
 */
function toneOf(samples: Oklab[]): Oklab {
  const median = medianColour(samples, [0.72, 0.045, 0.05]);
  const lit = medianColour(
    samples.filter(([l]) => l >= median[0]),
    median,
  );
  const lightness = mix(median[0], lit[0], LIT_SHARE);
  return [lightness, (lit[1] * lightness) / lit[0], (lit[2] * lightness) / lit[0]];
}

/** Hair on the face would make its skin look darker than it is. */
function withoutBeard(bare: Plane, beard: Plane): Plane {
  return bare.map((cover, i) => cover * (1 - clamp(3 * (beard[i] as number))));
}

/** No skin is blue: where it is, coloured light falls on it. Grey photos pass. */
function inPlainLight([, , b]: Oklab): boolean {
  return b > -0.02;
}

/** Rings of the irises below the lid's shadow, away from pupil and rim. */
function irisIndices(portrait: Portrait): number[] {
  const { width, height } = portrait;
  const samples: number[] = [];
  for (const { iris } of eyesOf(portrait)) {
    for (let turn = 0; turn < 64; turn += 1) {
      for (const reach of [0.5, 0.6, 0.72]) {
        const angle = (turn / 64) * 2 * Math.PI;
        const x = Math.floor(iris.x + Math.cos(angle) * iris.radius * reach);
        const y = Math.floor(iris.y + Math.sin(angle) * iris.radius * reach);
        const inside = x >= 0 && y >= 0 && x < width && y < height;
        if (inside && y > iris.y - iris.radius * 0.4) samples.push(y * width + x);
      }
    }
  }
  return samples;
}

/** Fewer samples than this say nothing. */
const FEWEST_SAMPLES = 40;

function medianColour(samples: Oklab[], otherwise: Oklab): Oklab {
  if (samples.length < FEWEST_SAMPLES) return otherwise;
  const median = (part: 0 | 1 | 2) =>
    quantile(
      samples.map((sample) => sample[part]),
      0.5,
    );
  return [median(0), median(1), median(2)];
}

function samplesOf(image: Image, indices: number[]): Oklab[] {
  const [red, green, blue] = image.channels;
  const samples: Oklab[] = [];
  for (const i of indices) samples.push(oklabOf(red[i] as number, green[i] as number, blue[i] as number));
  return samples;
}

/** The value that a part `at` (0–1) of the values lies below; 0 of none. */
function quantile(values: number[], at: number): number {
  const sorted = Float32Array.from(values).sort();
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * at))] ?? 0;
}
