/** The background's light taken out of a person's rim, where a soft or dazzled photo has let it in. */
import { pullPush } from '../kernel/fill.ts';
import { clamp, mapChannels, mix, type Plane, plane, smoothstep } from '../kernel/image.ts';
import { sampleAt, shrink } from '../kernel/resample.ts';
import type { Portrait } from '../portrait/portrait.ts';
import { broadBlur } from './half-size.ts';

/** How far light reaches into a person, as the blur that tells it; pixels of a usual avatar. */
const REACH = 3;
/** The blurred mask: above the first nothing of the background is left, below the second nothing of the person. */
const WITHIN = 0.985;
const BEYOND = 0.015;
/** Person and background are smooth enough there to be guessed at a quarter of the size. */
const FACTOR = 4;
/** How much of the background a colour must hold, and how far (sRGB) that must lie from the person's, to be cleaned. */
const HOLDS = [0.06, 0.2] as const;
const APART = [0.12, 0.24] as const;
/** How far off the way from person to background (of its length) a colour may lie. */
const ASIDE = [0.6, 0.35] as const;

/**
 * The portrait with a rim in the person's own colours; shapes and regions stay. `softness` is the photo's, 0–1: what is
 * pale at the rim of cloth is a trim in a sharp one.
 */
export function withCleanRim(portrait: Portrait, softness: number): Portrait {
  const { person, photo, alpha, covered, regions, width, height, scale } = portrait;
  const near = broadBlur(alpha, width, height, REACH * scale);
  const own = guess(
    person.channels,
    near.map((cover) => (cover > WITHIN ? 1 : 0)),
    width,
    height,
  );
  const behind = guess(
    photo.channels,
    near.map((cover, i) => (cover < BEYOND && (covered[i] as number) === 1 ? 1 : 0)),
    width,
    height,
  );
  const cleaned = mapChannels(person, (channel) => channel.slice());
  const small = { width: Math.ceil(width / FACTOR), height: Math.ceil(height / FACTOR) };
  const at = (channel: Plane, x: number, y: number) =>
    sampleAt(channel, small.width, small.height, (x + 0.5) / FACTOR - 0.5, (y + 0.5) / FACTOR - 0.5);
  for (let y = 0, i = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1, i += 1) {
      if ((alpha[i] as number) === 0 || (near[i] as number) > WITHIN) continue;
      let [length, along, square] = [0, 0, 0];
      const way: number[] = [];
      for (const index of [0, 1, 2] as const) {
        const [from, to] = [at(own[index] as Plane, x, y), at(behind[index] as Plane, x, y)];
        const off = (person.channels[index][i] as number) - from;
        way.push(to - from);
        length += (to - from) ** 2;
        along += off * (to - from);
        square += off * off;
      }
      const share = clamp(along / Math.max(1e-6, length));
      const aside = Math.sqrt(Math.max(0, square - share * share * length) / Math.max(1e-6, length));
      const worn = Math.max(regions.clothing[i] as number, regions.headwear[i] as number);
      const amount =
        mix(1, softness, worn) *
        smoothstep(HOLDS[0], HOLDS[1], share) *
        smoothstep(APART[0], APART[1], Math.sqrt(length)) *
        smoothstep(ASIDE[0], ASIDE[1], aside);
      if (amount === 0) continue;
      // What is of neither goes as far as the background does.
      cleaned.channels.forEach((channel, index) => {
        const value = channel[i] as number;
        const from = at(own[index] as Plane, x, y);
        const rest = value - from - share * (way[index] as number);
        channel[i] = mix(value, from + rest * (1 - share), amount);
      });
    }
  }
  return { ...portrait, person: cleaned };
}

/** Colours at a quarter of the size, known where whole blocks are. */
function guess(channels: readonly Plane[], known: Plane, width: number, height: number): Plane[] {
  const small = shrink(known, width, height, FACTOR);
  const weights = small.plane.map((weight) => (weight > 0.99 ? 1 : 0));
  if (!weights.includes(1)) return channels.map(() => plane(weights.length));
  const colours = channels.map((channel) => shrink(channel, width, height, FACTOR).plane);
  return pullPush(colours, weights, small.width, small.height);
}
