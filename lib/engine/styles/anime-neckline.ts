/** Where skin ends and cloth begins below a chin: a neck is no wider than the jaw, a neckline one simple curve. */

import { mix, type Plane, smoothstep } from '../kernel/image.ts';
import type { Portrait } from '../portrait/portrait.ts';
import { jawFrame, landmark } from './features.ts';
import { broadBlur } from './half-size.ts';

/** Radius by which a neckline is rounded, in face heights. */
const ROUNDING = 0.1;
/** Blurred covers that differ by this part of their sum mix within a pixel or so. */
const SOFT = 0.06;

/** Half-size planes of the canvas. */
type Dressed = { skin: Plane; cloth: Plane };

/**
 * Rounds the border between skin and cloth below a chin, and leaves all other borders as they are; in place.
 * @param hands what is no neck, 0–1
 * @param chin its row, and `faceHeight`, in pixels of the planes
 */
export function roundNeckline(
  { skin, cloth }: Dressed,
  hands: Plane,
  { width, chin, faceHeight }: { width: number; chin: number; faceHeight: number },
): void {
  const height = skin.length / width;
  const sigma = ROUNDING * faceHeight;
  const blur = (mask: Plane) => broadBlur(mask, width, height, sigma);
  const [bare, dressed] = [blur(skin), blur(cloth)];
  const near = broadBlur(hands, width, height, sigma);
  const from = Math.max(0, Math.round(chin - 0.1 * faceHeight));
  for (let i = from * width; i < skin.length; i += 1) {
    const both = (skin[i] as number) + (cloth[i] as number);
    if (both <= 0) continue;
    const below = smoothstep(from, from + 0.1 * faceHeight, i / width) * smoothstep(0.12, 0.03, near[i] as number);
    const [s, c] = [bare[i] as number, dressed[i] as number];
    const share = smoothstep(-SOFT, SOFT, (s - c) / Math.max(1e-6, s + c));
    skin[i] = mix(skin[i] as number, both * share, below);
    cloth[i] = both - (skin[i] as number);
  }
}

/** A neck is no wider than the jaw: how far beside it, in half widths of the face, nothing is bare between mouth and chin. */
const NECK_WIDTH = 1.06;
/** The same up to the nose, where ears are. */
const EAR_WIDTH = 1.35;

/** Tells whether a pixel of a half-size plane lies beside the jaw of a face that is seen from the front; of others none does. */
export function besideJaw(portrait: Portrait, width: number): (i: number) => boolean {
  const place = jawFrame(portrait);
  if (place === null) return () => false;
  return (i) => {
    const { down, aside } = place(2 * (i % width), 2 * Math.floor(i / width));
    return down < 1 && (down > 0 ? aside > NECK_WIDTH : down > -0.5 && aside > EAR_WIDTH);
  };
}

/** How far below the chin, in face heights, cloth hides a neck. */
const THROAT = 0.02;

/** Whether a chin rests on a collar or a scarf: then no neck lies behind the jaw. @param cloth 0–1, of the whole canvas */
export function restsOnCloth(portrait: Portrait, cloth: Plane): boolean {
  const { width, height, faceHeight } = portrait;
  const [[topX, topY], [chinX, chinY]] = [landmark(portrait, 10), landmark(portrait, 152)];
  const further = (THROAT * faceHeight) / Math.hypot(chinX - topX, chinY - topY);
  const [column, row] = [Math.round(chinX + (chinX - topX) * further), Math.round(chinY + (chinY - topY) * further)];
  const isInside = column >= 0 && column < width && row >= 0 && row < height;
  return isInside && (cloth[row * width + column] as number) > 0.5;
}
