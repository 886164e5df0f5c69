/** Locks that fall over a face, where only skin was read. */
import { clamp, type Plane, plane, smoothstep } from '../kernel/image.ts';
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

/**
 * How likely each pixel is hair though it was read as skin, 0–1.
 * @param hair where hair was read, 0–1
 * @param lightness OKLab
 */
export function locksOverSkin(portrait: Portrait, hair: Plane, lightness: Plane, { skin, hair: own }: Colours): Plane {
  const { width, height, faceHeight } = portrait;
  const locks = plane(lightness.length);
  const told = smoothstep(DARK_HAIR[0], DARK_HAIR[1], skin[0] - own[0]);
  if (told === 0) return locks;
  const nearHair = broadBlur(hair, width, height, NEAR_HAIR * faceHeight);
  for (let i = 0; i < locks.length; i += 1) {
    const near = nearHair[i] as number;
    if (near <= HAIR_COVER[0]) continue;
    const dark = smoothstep(DARKER[0], DARKER[1], 1 - (lightness[i] as number) / Math.max(0.05, skin[0]));
    locks[i] = clamp(told * dark * smoothstep(HAIR_COVER[0], HAIR_COVER[1], near));
  }
  return locks;
}
