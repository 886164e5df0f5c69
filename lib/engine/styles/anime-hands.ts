/** Hands and arms, told from the bits of a neck and from a chest. */
import { clamp, mix, type Plane, plane, smoothstep } from '../kernel/image.ts';
import { resizePlane } from '../kernel/resample.ts';
import type { Portrait } from '../portrait/portrait.ts';
import { turnPatches } from './anime-islands.ts';
import { broadBlur, halfPlane } from './half-size.ts';

/** Bare skin of the body in smaller pieces than this, in squared face heights, is no hand before the face. */
const LEAST_HAND = 0.12;

/** Hands and arms, 0–1; not the bits of a neck below the chin that are told from it by their shade alone. */
export function handsOf({ width, height, regions, faceHeight }: Portrait): Plane {
  const half = halfPlane(regions.body, width, height);
  const body = half.plane.map((cover) => cover - 0.5);
  turnPatches(body, plane(body.length, 1), half.width, LEAST_HAND * (faceHeight / 2) ** 2);
  return resizePlane(
    body.map((cover) => smoothstep(-0.02, 0.02, cover)),
    half.width,
    half.height,
    width,
    height,
  );
}

/** A piece of bare body that meets the neck along this part of it, or the canvas's lower edge, is a chest or a shoulder. */
const NECK_CONTACT = 0.04;

/**
 * The hands of which the photo shows whole pieces apart from neck and chest.
 * @param hands as `handsOf` gives them, at half size, like the answer
 */
export function freeHands({ width, height, regions }: Portrait, hands: Plane): Plane {
  const half = halfPlane(regions.neck, width, height);
  const free = plane(hands.length);
  const seen = new Uint8Array(hands.length);
  for (let start = 0; start < hands.length; start += 1) {
    if (seen[start] === 1 || (hands[start] as number) < 0.5) continue;
    const piece = [start];
    seen[start] = 1;
    let necks = 0;
    let isCut = false;
    for (let at = 0; at < piece.length; at += 1) {
      const i = piece[at] as number;
      let besideNeck = false;
      const x = i % half.width;
      for (const next of [x > 0 ? i - 1 : -1, x < half.width - 1 ? i + 1 : -1, i - half.width, i + half.width]) {
        if (next >= hands.length) isCut = true;
        if (next < 0 || next >= hands.length) continue;
        besideNeck ||= (half.plane[next] as number) > 0.3;
        if (seen[next] === 1 || (hands[next] as number) < 0.5) continue;
        seen[next] = 1;
        piece.push(next);
      }
      if (besideNeck) necks += 1;
    }
    if (!isCut && necks < NECK_CONTACT * piece.length) for (const i of piece) free[i] = hands[i] as number;
  }
  return free;
}

/** The parts of a hand's mean lightness, and of that right around, below which it is in shadow. */
const HAND_SHADOW = { all: 0.94, around: 0.95 } as const;
/** How far around, in face heights. */
const AROUND = 0.06;
/** Fewer pixels than this, at half size, say nothing. */
const FEWEST = 50;

/**
 * Where hands are darker than most of them, or than what lies around, fingers part: the photo knows their form, the mesh
 * doesn't. In place, half size.
 * @param faceHeight in pixels of the planes
 */
export function shadeHands(turned: Plane, lightness: Plane, hands: Plane, width: number, faceHeight: number): void {
  let sum = 0;
  let count = 0;
  for (let i = 0; i < hands.length; i += 1) {
    if ((hands[i] as number) < 0.9) continue;
    sum += lightness[i] as number;
    count += 1;
  }
  if (count < FEWEST) return;
  const usual = sum / count;
  const blur = (values: Plane) => broadBlur(values, width, values.length / width, AROUND * faceHeight);
  const [light, share] = [blur(lightness.map((value, i) => value * (hands[i] as number))), blur(hands)];
  for (let i = 0; i < turned.length; i += 1) {
    const own = lightness[i] as number;
    const around = (light[i] as number) / Math.max(0.05, share[i] as number);
    const dark = Math.max(HAND_SHADOW.all - own / usual, HAND_SHADOW.around - own / Math.max(0.05, around));
    turned[i] = mix(turned[i] as number, clamp(dark, -0.35, 0.35), hands[i] as number);
  }
}
