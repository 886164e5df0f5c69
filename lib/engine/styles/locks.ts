/** Locks that fall over a face, where only skin was read. */
import { clamp, mix, type Plane, plane, smoothstep } from '../kernel/image.ts';
import type { Portrait } from '../portrait/portrait.ts';
import type { Colours } from './features.ts';
import { broadBlur } from './half-size.ts';

/** Darker than the face's tone by this part, what lies near hair is hair. */
const DARKER = [0.36, 0.5] as const;
/** Hair must be darker than skin by this (lightness) for that to tell anything. */
const DARK_HAIR = [0.15, 0.3] as const;
/** How far from hair a lock is one, face heights, and its cover there, blurred. */
const NEAR_HAIR = 0.12;
const HAIR_COVER = [0.08, 0.3] as const;

/** In haze nothing of a person is darker than this (lightness): there hair is told by its own shade, further from what was read. */
const HAZE = [0.3, 0.38] as const;
const HAZY_HAIR = [0.06, 0.11] as const;
const TOWARDS_HAIR = [0.5, 0.8] as const;
const NEAR_HAZY_HAIR = 0.25;
const HAZY_COVER = [0.03, 0.1] as const;

export type Locks = {
  /** How likely each pixel is hair though it was read as skin, 0–1. */
  cover: Plane;
  /** How hazy the photo is, 0–1: then whole strands may be among them. */
  hazy: number;
};

/**
 * Finds hair that was read as skin.
 * @param hair where hair was read, 0–1
 * @param lightness OKLab
 */
export function locksOverSkin(portrait: Portrait, hair: Plane, lightness: Plane, { skin, hair: own }: Colours): Locks {
  const { width, height, faceHeight } = portrait;
  const cover = plane(lightness.length);
  const hazy = smoothstep(HAZE[0], HAZE[1], darkestOf(portrait, lightness));
  const apart = skin[0] - own[0];
  const told = smoothstep(DARK_HAIR[0], DARK_HAIR[1], apart);
  const toldInHaze = hazy * smoothstep(HAZY_HAIR[0], HAZY_HAIR[1], apart);
  if (told === 0 && toldInHaze === 0) return { cover, hazy };
  const reach = mix(NEAR_HAIR, NEAR_HAZY_HAIR, hazy);
  const covers = [0, 1].map((end) => mix(HAIR_COVER[end] as number, HAZY_COVER[end] as number, hazy)) as [
    number,
    number,
  ];
  const nearHair = broadBlur(hair, width, height, reach * faceHeight);
  for (let i = 0; i < cover.length; i += 1) {
    const near = nearHair[i] as number;
    if (near <= covers[0]) continue;
    const value = lightness[i] as number;
    const dark = told * smoothstep(DARKER[0], DARKER[1], 1 - value / Math.max(0.05, skin[0]));
    const like = toldInHaze * smoothstep(TOWARDS_HAIR[0], TOWARDS_HAIR[1], (skin[0] - value) / Math.max(0.01, apart));
    cover[i] = clamp(Math.max(dark, like) * smoothstep(covers[0], covers[1], near));
  }
  return { cover, hazy };
}

/** Lightness of nearly the darkest of a person. */
function darkestOf({ alpha }: Portrait, lightness: Plane): number {
  const counts = new Uint32Array(64);
  let all = 0;
  for (let i = 0; i < alpha.length; i += 5) {
    if ((alpha[i] as number) < 0.95) continue;
    const level = clamp(Math.floor(64 * (lightness[i] as number)), 0, 63);
    counts[level] = (counts[level] as number) + 1;
    all += 1;
  }
  let below = 0;
  const level = counts.findIndex((count) => {
    below += count;
    return below > 0.02 * all;
  });
  return level / 64;
}
