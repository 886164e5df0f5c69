/** The background's light taken out of a person's rim, where a soft or dazzled photo has let it in. */
import { gaussianBlur } from '../kernel/blur.ts';
import { pullPush } from '../kernel/fill.ts';
import { clamp, type Image, mapChannels, mix, type Plane, plane, smoothstep } from '../kernel/image.ts';
import { resizePlane, shrink } from '../kernel/resample.ts';
import { type Portrait, portraitWith } from '../portrait/portrait.ts';

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
  const small = shrink(alpha, width, height, FACTOR);
  const cover = gaussianBlur(small.plane, small.width, small.height, (REACH * scale) / FACTOR);
  const near = resizePlane(cover, small.width, small.height, width, height);
  const [within, beyond] = [plane(cover.length), plane(cover.length)];
  for (let y = 0, i = 0; y < small.height; y += 1) {
    for (let x = 0; x < small.width; x += 1, i += 1) {
      const [above, below] = [y * FACTOR * width, (Math.min(height, (y + 1) * FACTOR) - 1) * width];
      const isPhoto = covered[above + x * FACTOR] === 1 && covered[below + x * FACTOR] === 1;
      within[i] = (cover[i] as number) > WITHIN ? 1 : 0;
      beyond[i] = (cover[i] as number) < BEYOND && isPhoto ? 1 : 0;
    }
  }
  const guess = ({ channels }: Image, known: Plane) =>
    pullPush(
      channels.map((channel) => shrink(channel, width, height, FACTOR).plane),
      known,
      small.width,
      small.height,
    );
  if (!within.includes(1) || !beyond.includes(1)) return portrait;
  const own = guess(person, within);
  const behind = guess(photo, beyond);
  const cleaned = mapChannels(person, (channel) => channel.slice());
  const [from, way] = [new Float64Array(3), new Float64Array(3)];
  for (let y = 0, i = 0; y < height; y += 1) {
    const v = clamp((y + 0.5) / FACTOR - 0.5, 0, small.height - 1.001);
    const row = Math.floor(v) * small.width;
    for (let x = 0; x < width; x += 1, i += 1) {
      if ((alpha[i] as number) === 0 || (near[i] as number) > WITHIN) continue;
      const u = clamp((x + 0.5) / FACTOR - 0.5, 0, small.width - 1.001);
      const at = row + Math.floor(u);
      const [across, down] = [u - Math.floor(u), v - Math.floor(v)];
      let [length, along, square] = [0, 0, 0];
      for (let index = 0; index < 3; index += 1) {
        const inside = between(own[index] as Plane, at, small.width, across, down);
        const step = between(behind[index] as Plane, at, small.width, across, down) - inside;
        const off = ((person.channels[index] as Plane)[i] as number) - inside;
        from[index] = inside;
        way[index] = step;
        length += step * step;
        along += off * step;
        square += off * off;
      }
      if (length < APART[0] * APART[0] || along < HOLDS[0] * length) continue;
      const share = clamp(along / length);
      const aside = Math.sqrt(Math.max(0, square - share * share * length) / length);
      const worn = Math.max(regions.clothing[i] as number, regions.headwear[i] as number);
      const amount =
        mix(1, softness, worn) *
        smoothstep(HOLDS[0], HOLDS[1], share) *
        smoothstep(APART[0], APART[1], Math.sqrt(length)) *
        smoothstep(ASIDE[0], ASIDE[1], aside);
      if (amount === 0) continue;
      // What is of neither goes as far as the background does.
      for (let index = 0; index < 3; index += 1) {
        const channel = cleaned.channels[index] as Plane;
        const value = channel[i] as number;
        const rest = value - (from[index] as number) - share * (way[index] as number);
        channel[i] = mix(value, (from[index] as number) + rest * (1 - share), amount);
      }
    }
  }
  return portraitWith(portrait, { person: cleaned });
}

/** The bilinear value between a pixel and those to its right and below. */
function between(values: Plane, at: number, width: number, across: number, down: number): number {
  const above = mix(values[at] as number, values[at + 1] as number, across);
  const below = mix(values[at + width] as number, values[at + width + 1] as number, across);
  return mix(above, below, down);
}
