/** What colours a part of this photo has: a few Gaussians in OKLab, as in GrabCut (Rother et al., 2004). */
import type { Plane } from '../kernel/image.ts';

export type ColourModel = {
  /** Per Gaussian: means l, a, b; one by standard deviation l, a, b; a constant. */
  parts: Float64Array;
};

type OklabPlanes = readonly [Plane, Plane, Plane];

/** Numbers per Gaussian in `parts`. */
const STRIDE = 7;
/** More pixels than this say nothing new. */
const MAX_SAMPLES = 2400;
/** Fewer say too little. */
const MIN_SAMPLES = 12;
const ROUNDS = 6;
/** Gaussians that hold less than this part of the pixels are dropped. */
const MIN_WEIGHT = 0.02;
/** The narrowest spread that is believed, in OKLab units: JPEG noise and shading exceed it. */
const MIN_SPREAD = [0.028, 0.01, 0.01] as const;
/** Lightness counts less than hue, since light falls unevenly. */
const LIGHTNESS_WEIGHT = 0.7;
/** No colour is less likely than this (log). */
export const UNLIKELY = -14;
/** What a class without a model is worth (log). */
const UNKNOWN = -9;

/** Describes the colours of the pixels whose class is `wanted`; `null` when there are too few. */
export function fitColours(
  oklab: OklabPlanes,
  classes: Int8Array,
  wanted: number,
  gaussians: number,
): ColourModel | null {
  const samples = samplesOf(classes, wanted);
  if (samples.length < MIN_SAMPLES) return null;
  const centres = new Float64Array(gaussians * 3);
  for (let part = 0; part < gaussians; part++) {
    const pixel = samples[Math.floor(((part + 0.5) * samples.length) / gaussians)] as number;
    for (let axis = 0; axis < 3; axis++) centres[part * 3 + axis] = (oklab[axis] as Plane)[pixel] as number;
  }
  const owners = new Uint8Array(samples.length);
  for (let round = 0; round < ROUNDS; round++) {
    assign(oklab, samples, centres, owners);
    recentre(oklab, samples, centres, owners);
  }
  return { parts: describe(oklab, samples, centres, owners) };
}

/** Evenly spread pixels of a class. */
function samplesOf(classes: Int8Array, wanted: number): Int32Array {
  let count = 0;
  for (let i = 0; i < classes.length; i++) if (classes[i] === wanted) count++;
  const step = Math.max(1, count / MAX_SAMPLES);
  const samples = new Int32Array(Math.min(count, MAX_SAMPLES));
  for (let i = 0, seen = 0, taken = 0; i < classes.length && taken < samples.length; i++) {
    if (classes[i] !== wanted) continue;
    if (seen >= Math.floor(taken * step)) samples[taken++] = i;
    seen++;
  }
  return samples;
}

function assign(oklab: OklabPlanes, samples: Int32Array, centres: Float64Array, owners: Uint8Array): void {
  const [l, a, b] = oklab;
  for (let s = 0; s < samples.length; s++) {
    const pixel = samples[s] as number;
    let nearest = Infinity;
    for (let part = 0; part * 3 < centres.length; part++) {
      const dl = (l[pixel] as number) - (centres[part * 3] as number);
      const da = (a[pixel] as number) - (centres[part * 3 + 1] as number);
      const db = (b[pixel] as number) - (centres[part * 3 + 2] as number);
      const distance = 0.6 * dl * dl + 5 * (da * da + db * db);
      if (distance >= nearest) continue;
      nearest = distance;
      owners[s] = part;
    }
  }
}

function recentre(oklab: OklabPlanes, samples: Int32Array, centres: Float64Array, owners: Uint8Array): void {
  const sums = new Float64Array(centres.length);
  const counts = new Float64Array(centres.length / 3);
  for (let s = 0; s < samples.length; s++) {
    const part = owners[s] as number;
    counts[part] = (counts[part] as number) + 1;
    for (let axis = 0; axis < 3; axis++) {
      const at = part * 3 + axis;
      sums[at] = (sums[at] as number) + ((oklab[axis] as Plane)[samples[s] as number] as number);
    }
  }
  for (let at = 0; at < centres.length; at++) {
    const count = counts[Math.floor(at / 3)] as number;
    if (count > 0) centres[at] = (sums[at] as number) / count;
  }
}

function describe(oklab: OklabPlanes, samples: Int32Array, centres: Float64Array, owners: Uint8Array): Float64Array {
  const parts: number[] = [];
  for (let part = 0; part * 3 < centres.length; part++) {
    const squares = [1e-4, 1e-5, 1e-5];
    let count = 0;
    for (let s = 0; s < samples.length; s++) {
      if (owners[s] !== part) continue;
      count++;
      for (let axis = 0; axis < 3; axis++) {
        const value = (oklab[axis] as Plane)[samples[s] as number] as number;
        squares[axis] = (squares[axis] as number) + (value - (centres[part * 3 + axis] as number)) ** 2;
      }
    }
    const weight = count / samples.length;
    if (weight <= MIN_WEIGHT) continue;
    const spreads = MIN_SPREAD.map((least, axis) => Math.max(least, Math.sqrt((squares[axis] as number) / count)));
    const [sl = 1, sa = 1, sb = 1] = spreads;
    const means = centres.subarray(part * 3, part * 3 + 3);
    parts.push(...means, 1 / sl, 1 / sa, 1 / sb, 0.3 * Math.log(weight) - 0.55 * Math.log(sl * sa * sb));
  }
  return Float64Array.from(parts);
}

/** How likely (log) a colour is under a model: its best Gaussian, never under `UNLIKELY`. */
export function likelihood(model: ColourModel | null, l: number, a: number, b: number): number {
  if (model === null) return UNKNOWN;
  const { parts } = model;
  let best = UNLIKELY;
  for (let at = 0; at < parts.length; at += STRIDE) {
    const dl = (l - (parts[at] as number)) * (parts[at + 3] as number);
    const da = (a - (parts[at + 1] as number)) * (parts[at + 4] as number);
    const db = (b - (parts[at + 2] as number)) * (parts[at + 5] as number);
    const value = (parts[at + 6] as number) - 0.5 * (LIGHTNESS_WEIGHT * dl * dl + da * da + db * db);
    if (value > best) best = value;
  }
  return best;
}

/** How much a shade is less likely than the colour that was seen (log). */
const SHADE_PENALTY = 0.6;

/**
 * The same material in other light: each Gaussian again for every shade, its three axes multiplied by it. OKLab's axes
 * are cube roots of light, so that weaker light shortens all three alike.
 */
export function withShades(model: ColourModel, shades: readonly number[]): ColourModel {
  const parts = [...model.parts];
  for (const shade of shades) {
    for (let at = 0; at < model.parts.length; at += STRIDE) {
      const [l = 0, a = 0, b = 0, byL = 1, byA = 1, byB = 1, constant = 0] = model.parts.subarray(at, at + STRIDE);
      parts.push(l * shade, a * shade, b * shade, byL, byA, byB, constant - SHADE_PENALTY);
    }
  }
  return { parts: Float64Array.from(parts) };
}

/** Whatever either model has. */
export function joinColours(model: ColourModel, other: ColourModel | null): ColourModel {
  return other === null ? model : { parts: Float64Array.from([...model.parts, ...other.parts]) };
}

/** How far a colour lies from the nearest Gaussian, in squared standard deviations; `Infinity` without a model. */
export function strangeness(model: ColourModel | null, l: number, a: number, b: number): number {
  let least = Infinity;
  const parts = model?.parts ?? new Float64Array();
  for (let at = 0; at < parts.length; at += STRIDE) {
    const dl = (l - (parts[at] as number)) * (parts[at + 3] as number);
    const da = (a - (parts[at + 1] as number)) * (parts[at + 4] as number);
    const db = (b - (parts[at + 2] as number)) * (parts[at + 5] as number);
    least = Math.min(least, LIGHTNESS_WEIGHT * dl * dl + da * da + db * db);
  }
  return least;
}
