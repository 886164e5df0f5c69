/** The borders between the parts of a painted person: one between each two, and none more ragged than a brush draws. */
import { gaussianBlur } from '../kernel/blur.ts';
import { mix, type Plane, smoothstep } from '../kernel/image.ts';
import type { PartName } from './anime-parts.ts';
import { broadBlur } from './half-size.ts';

/** Half the width in pixels over which two parts mix. */
export const SOFT_PIXELS = 0.75;
/** Radius by which borders inside a person are rounded, in face heights: they are told less surely than the outline. */
const ROUNDING = 0.03;
/** The same where a hand holds cloth, strips of which are thin; and from how near on. */
const ROUNDING_BESIDE_HANDS = 0.012;
const NEAR = 0.1;

/** By how much two blurred masks that share a straight edge differ more with each pixel away from it. */
export function slopeOf(sigma: number): number {
  return 2 / (Math.sqrt(2 * Math.PI) * sigma);
}

/** Leaves a pixel to the part that covers it most, in place, and returns by how much; parts within `reach` mix. */
export function settle(parts: readonly Plane[], i: number, reach: number): number {
  let first = 0;
  let second = 0;
  for (const part of parts) {
    const cover = part[i] as number;
    if (cover > first) {
      second = first;
      first = cover;
    } else if (cover > second) second = cover;
  }
  let total = 0;
  for (const part of parts) {
    const weight = Math.max(0, (part[i] as number) - first + reach);
    part[i] = weight;
    total += weight;
  }
  for (const part of parts) part[i] = (part[i] as number) / total;
  return first - second;
}

/**
 * Rounds the borders between parts of the person, less where hands meet cloth away from hair, and leaves the outline as
 * it is; in place.
 * @param hands 0–1
 * @param faceHeight in pixels of the planes
 */
export function roundInside(
  parts: Record<PartName, Plane>,
  hands: Plane,
  { width, height }: { width: number; height: number },
  faceHeight: number,
): void {
  const inside = [parts.cloth, parts.skin, parts.hair, parts.headwear];
  const [coarse, fine] = [Math.max(1, ROUNDING * faceHeight), Math.max(1, ROUNDING_BESIDE_HANDS * faceHeight)];
  const rounded = inside.map((part) => gaussianBlur(part, width, height, coarse));
  const held = hands.some((hand) => hand > 0) ? besideHands(hands, parts.hair, width, height, faceHeight) : null;
  if (held) {
    inside.forEach((part, index) => {
      const close = gaussianBlur(part, width, height, fine);
      const far = rounded[index] as Plane;
      for (let i = 0; i < far.length; i += 1) far[i] = mix(far[i] as number, close[i] as number, held[i] as number);
    });
  }
  for (let i = 0; i < parts.backdrop.length; i += 1) {
    const shown = 1 - (parts.backdrop[i] as number);
    const reach = mix(slopeOf(coarse), slopeOf(fine), held?.[i] ?? 0) * SOFT_PIXELS;
    settle(rounded, i, reach);
    for (let part = 0; part < inside.length; part += 1)
      (inside[part] as Plane)[i] = ((rounded[part] as Plane)[i] as number) * shown;
  }
}

/** 0–1: around hands, and not around hair. */
function besideHands(hands: Plane, hair: Plane, width: number, height: number, faceHeight: number): Plane {
  const [nearHand, nearHair] = [hands, hair].map((part) => broadBlur(part, width, height, NEAR * faceHeight));
  return hands.map((_, i) => smoothstep(0.05, 0.2, nearHand?.[i] ?? 0) * smoothstep(0.1, 0.02, nearHair?.[i] ?? 0));
}
