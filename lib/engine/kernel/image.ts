/** The pictures that the engine works on: planes of floats, row by row, no padding. */

/** One channel, `[height × width]`, usually 0–1. */
export type Plane = Float32Array;

/** Three planes: sRGB as stored (gamma-encoded) 0–1 unless a name says otherwise (`oklab`, `linear`). */
export type Image = {
  width: number;
  height: number;
  channels: readonly [Plane, Plane, Plane];
};

/** A picture that covers only part of its area: colour and how much of it shows, 0–1. */
export type Layer = Image & { alpha: Plane };
