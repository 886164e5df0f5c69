/** What a wide-open lens makes of things that are out of focus. */
import type { Rgb } from '../kernel/colour.ts';
import { clamp, type Image, mapChannels, mix, type Plane, plane, smoothstep } from '../kernel/image.ts';
import { between, seededRandom } from '../kernel/noise.ts';

/**
 * Blurs with a round disc of `radius` pixels, and lets bright places win: channels are cubed before and rooted after,
 * as light adds up before a sensor clips it.
 */
export function defocus(image: Image, radius: number): Image {
  return mapChannels(image, (channel) => defocused(channel, image, Math.round(radius)));
}

function defocused(channel: Plane, { width, height }: Image, radius: number): Plane {
  const light = plane(channel.length);
  for (let i = 0; i < light.length; i += 1) light[i] = clamp(channel[i] as number) ** 3;
  const blurred = discBlur(light, width, height, radius);
  for (let i = 0; i < blurred.length; i += 1) blurred[i] = Math.cbrt(blurred[i] as number);
  return blurred;
}

/** The mean over a round disc; edges repeat. Takes time in proportion to the radius, through sums along rows. */
function discBlur(source: Plane, width: number, height: number, radius: number): Plane {
  if (radius < 1) return source.slice();
  const sums = rowSums(source, width, height, radius);
  const stride = width + 2 * radius + 1;
  const blurred = plane(width * height);
  let count = 0;
  for (let dy = -radius; dy <= radius; dy += 1) {
    const reach = Math.floor(Math.sqrt((radius + 0.5) ** 2 - dy * dy));
    count += 2 * reach + 1;
    for (let y = 0; y < height; y += 1) {
      const start = clamp(y + dy, 0, height - 1) * stride;
      const right = start + radius + reach + 1;
      const left = start + radius - reach;
      for (let x = 0, i = y * width; x < width; x += 1, i += 1) {
        blurred[i] = (blurred[i] as number) + (sums[right + x] as number) - (sums[left + x] as number);
      }
    }
  }
  for (let i = 0; i < blurred.length; i += 1) blurred[i] = Math.max(0, (blurred[i] as number) / count);
  return blurred;
}

/** Running sums of each row, whose ends are repeated `margin` times; one more value than pixels in each row. */
function rowSums(source: Plane, width: number, height: number, margin: number): Float64Array {
  const stride = width + 2 * margin + 1;
  const sums = new Float64Array(stride * height);
  for (let y = 0; y < height; y += 1) {
    let sum = 0;
    for (let x = 0; x < stride - 1; x += 1) {
      sum += source[y * width + clamp(x - margin, 0, width - 1)] as number;
      sums[y * stride + x + 1] = sum;
    }
  }
  return sums;
}

export type BokehOptions = {
  seed: number;
  count: number;
  /** How bright the brightest disc is, 0–1. */
  opacity: number;
  /** Radii, fractions of the width. */
  smallest: number;
  largest: number;
};

/** Lays discs of light over a picture, in the colours that it has there, brightened; in place. */
export function scatterBokeh(image: Image, { seed, count, opacity, smallest, largest }: BokehOptions): void {
  const { width, height } = image;
  const random = seededRandom(seed ^ 0x2545f491);
  for (let disc = 0; disc < count; disc += 1) {
    const x = random() * width;
    const y = random() * height * 0.9;
    const radius = between(random, smallest, largest) * width;
    const strength = opacity * between(random, 0.35, 1);
    const at = Math.floor(y) * width + Math.floor(x);
    const [r, g, b] = image.channels.map((channel) => channel[at] ?? 0);
    addDisc(image, x, y, radius, strength, brightened([r ?? 0, g ?? 0, b ?? 0]));
  }
}

/** The same hue at full brightness, halfway to white. */
function brightened(colour: Rgb): Rgb {
  const top = Math.max(0.05, ...colour);
  return [mix(colour[0] / top, 1, 0.45), mix(colour[1] / top, 1, 0.45), mix(colour[2] / top, 1, 0.45)];
}

function addDisc(image: Image, x: number, y: number, radius: number, strength: number, colour: Rgb): void {
  const { width, height } = image;
  const soft = 1 + 1.5 / radius;
  for (let row = Math.max(0, Math.floor(y - radius - 2)); row <= Math.min(height - 1, y + radius + 2); row += 1) {
    for (
      let column = Math.max(0, Math.floor(x - radius - 2));
      column <= Math.min(width - 1, x + radius + 2);
      column += 1
    ) {
      const distance = Math.hypot(column - x, row - y) / radius;
      if (distance > soft) continue;
      // A little brighter towards the rim, as real lenses draw it.
      const light = strength * (1 - smoothstep(0.93, soft, distance)) * (0.75 + 0.35 * smoothstep(0.7, 0.98, distance));
      const i = row * width + column;
      image.channels.forEach((channel, index) => {
        channel[i] = 1 - (1 - (channel[i] as number)) * (1 - (colour[index] ?? 0) * light);
      });
    }
  }
}
