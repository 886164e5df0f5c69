/** Chance that can be repeated: everything random in a picture comes from its seed. */
import { mix } from './image.ts';

/** Gives the next number of a series, 0 ≤ n < 1. */
export type Random = () => number;

/** A 32-bit series from a seed: mulberry32 (Tommy Ettinger, public domain). */
export function seededRandom(seed: number): Random {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let bits = state;
    bits = Math.imul(bits ^ (bits >>> 15), bits | 1);
    bits ^= bits + Math.imul(bits ^ (bits >>> 7), bits | 61);
    return ((bits ^ (bits >>> 14)) >>> 0) / 4294967296;
  };
}

/** A number from `low` up to `high`. */
export function between(random: Random, low: number, high: number): number {
  return low + (high - low) * random();
}

/** One of a list that is not empty. */
export function oneOf<T>(random: Random, list: readonly [T, ...T[]]): T {
  return list[Math.floor(random() * list.length)] ?? list[0];
}

/** Smooth random surfaces over the plane, 0–1, with one feature per unit of length. */
export type Noise = {
  value: (x: number, y: number) => number;
  /** Octaves of `value`, each at twice the detail and half the height. */
  fbm: (x: number, y: number, octaves?: number) => number;
};

/** The lattice repeats every 256 units. */
const LATTICE = 256;

/** Value noise: random heights at whole numbers, smoothly joined (Ken Perlin's fade 3t² − 2t³). */
export function seededNoise(seed: number): Noise {
  const random = seededRandom(seed);
  const heights = Float32Array.from({ length: LATTICE * LATTICE }, random);

  const value = (x: number, y: number): number => {
    const column = Math.floor(x);
    const row = Math.floor(y);
    const dx = x - column;
    const dy = y - row;
    const across = dx * dx * (3 - 2 * dx);
    const down = dy * dy * (3 - 2 * dy);
    const left = column & 255;
    const right = (column + 1) & 255;
    const upper = (row & 255) << 8;
    const lower = ((row + 1) & 255) << 8;
    return mix(
      mix(heights[upper | left] as number, heights[upper | right] as number, across),
      mix(heights[lower | left] as number, heights[lower | right] as number, across),
      down,
    );
  };

  const fbm = (x: number, y: number, octaves = 4): number => {
    let height = 0;
    let total = 0;
    let amplitude = 0.5;
    for (let octave = 0; octave < octaves; octave += 1) {
      height += amplitude * value(x, y);
      total += amplitude;
      // Not quite doubled, and shifted, so that the lattices of two octaves never line up.
      x = x * 2.03 + 17;
      y = y * 2.03 + 9;
      amplitude *= 0.5;
    }
    return height / total;
  };

  return { value, fbm };
}
