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

/** A new plane of `length` pixels, each of `value`. */
export function plane(length: number, value = 0): Plane {
  const pixels = new Float32Array(length);
  if (value !== 0) pixels.fill(value);
  return pixels;
}

/** Three planes as an image; the planes are kept, not copied. */
export function imageOf(width: number, height: number, channels: Image['channels']): Image {
  return { width, height, channels };
}

/** A new image of `change(channel)` for each of the three; the planes must keep their length. */
export function mapChannels(image: Image, change: (channel: Plane, index: 0 | 1 | 2) => Plane): Image {
  const [first, second, third] = image.channels;
  return imageOf(image.width, image.height, [change(first, 0), change(second, 1), change(third, 2)]);
}

export function clamp(value: number, min = 0, max = 1): number {
  return value < min ? min : value > max ? max : value;
}

/** `from` at t = 0, `to` at t = 1, not clamped. */
export function mix(from: number, to: number, t: number): number {
  return from + (to - from) * t;
}

/** 0 at `from`, 1 at `to`, with flat ends; `from` may lie above `to`. */
export function smoothstep(from: number, to: number, value: number): number {
  const t = clamp((value - from) / (to - from));
  return t * t * (3 - 2 * t);
}

/** Brightness as the eye weighs the stored channels (ITU-R BT.601), 0–1. */
export function luma(image: Image): Plane {
  const [red, green, blue] = image.channels;
  const bright = new Float32Array(red.length);
  for (let i = 0; i < bright.length; i++) {
    bright[i] = 0.299 * (red[i] as number) + 0.587 * (green[i] as number) + 0.114 * (blue[i] as number);
  }
  return bright;
}
