/** The person's soft edge: how much of each pixel is the person, and of what colour. */
import { boxBlur, gaussianBlur } from '../kernel/blur.ts';
import { distanceInside } from '../kernel/distance.ts';
import { pullPush } from '../kernel/fill.ts';
import { colourGuide } from '../kernel/guided.ts';
import { clamp, type Image, mapChannels, mix, type Plane, smoothstep } from '../kernel/image.ts';
import { spread } from '../kernel/pieces.ts';
import { resizePlane, shrink, shrinkImage } from '../kernel/resample.ts';
import { FACE_OVAL } from './face-lines.ts';
import { pointOf } from './mesh.ts';
import type { Landmark } from './portrait.ts';

/** The matte is found on a canvas of half the width and height. */
const HALF = 2;
/** Widths of the band in which colour decides, in half-canvas pixels at scale 1: at skin and cloth, and at hair. */
const BAND_INSIDE = [2.2, 7] as const;
const BAND_OUTSIDE = [2, 11] as const;
/** Windows of the guided filter at scale 1: for firm edges, and for strands. */
const FIRM_RADIUS = 5;
const STRAND_RADIUS = 13;
const EPSILON = 4e-4;

export type MatteInput = {
  photo: Image;
  /** The networks' mask on the canvas, 0–1. */
  mask: Plane;
  /** Where hair is: its edge is looked for in a wider band. */
  hair: Plane;
  covered: Plane;
  landmarks: readonly Landmark[];
  scale: number;
};

/** The person's share of each pixel, 0–1: only what hangs together with the face. */
export function findMatte({ photo, mask, hair, covered, landmarks, scale }: MatteInput): Plane {
  const { width, height } = photo;
  const small = shrink(hardened(mask), width, height, HALF);
  const size = { width: small.width, height: small.height };
  const half = shrinkImage(photo, HALF);
  const nearHair = gaussianBlur(shrink(hair, width, height, HALF).plane, size.width, size.height, 8 * scale);
  const matte = matteInBand(half, small.plane, nearHair, scale);
  keepFace(matte, size.width, size.height, landmarks, scale);
  const alpha = resizePlane(matte, size.width, size.height, width, height);
  for (let i = 0; i < alpha.length; i++) alpha[i] = (alpha[i] as number) * (covered[i] as number);
  return alpha;
}

function hardened(mask: Plane): Plane {
  const hard = new Float32Array(mask.length);
  for (let i = 0; i < hard.length; i++) hard[i] = smoothstep(0.25, 0.75, mask[i] as number);
  return hard;
}

/** Follows the photo's colours in a band along the mask's edge; inside it is 1, outside 0. */
function matteInBand(half: Image, mask: Plane, nearHair: Plane, scale: number): Plane {
  const { width, height } = half;
  const inverse = mask.map((value) => 1 - value);
  const inside = distanceInside(mask, width, height);
  const outside = distanceInside(inverse, width, height);
  const firm = followColours(half, mask, FIRM_RADIUS * scale);
  const strands = followColours(half, mask, STRAND_RADIUS * scale);
  const matte = new Float32Array(mask.length);
  for (let i = 0; i < matte.length; i++) {
    const hair = clamp((nearHair[i] as number) * 2.2);
    const bandInside = mix(BAND_INSIDE[0], BAND_INSIDE[1], hair) * scale;
    const bandOutside = mix(BAND_OUTSIDE[0], BAND_OUTSIDE[1], hair) * scale;
    const coloured = clamp((mix(firm[i] as number, strands[i] as number, hair * 0.6) - 0.08) / 0.84);
    const towardsInside = smoothstep(bandInside * 0.5, bandInside, inside[i] as number);
    const towardsOutside = smoothstep(bandOutside * 0.5, bandOutside, outside[i] as number);
    matte[i] = mix(mix(coloured, 1, towardsInside), 0, towardsOutside);
  }
  return matte;
}

/** The mask moved to the half canvas's edges; measured on a quarter of its pixels. */
function followColours(half: Image, mask: Plane, radius: number): Plane {
  const { width, height } = half;
  const quarter = shrinkImage(half, 2);
  const follow = colourGuide(quarter, Math.max(1, Math.round(radius / 2)), EPSILON, half);
  const [followed] = follow([shrink(mask, width, height, 2).plane]);
  return followed as Plane;
}

/** Clears whatever is not connected to the face (bystanders, islands of the mask), in place. */
function keepFace(matte: Plane, width: number, height: number, landmarks: readonly Landmark[], scale: number): void {
  const face = FACE_OVAL.map((index) => {
    const [x, y] = pointOf(landmarks, index);
    return Math.round(clamp(y / HALF, 0, height - 1)) * width + Math.round(clamp(x / HALF, 0, width - 1));
  });
  const person = new Int8Array(matte.length);
  for (let i = 0; i < matte.length; i++) person[i] = (matte[i] as number) > 0.35 ? 1 : 0;
  const reached = new Float32Array(matte.length);
  for (const i of spread(face, person, 1, width, new Uint8Array(matte.length))) reached[i] = 1;
  const near = boxBlur(reached, width, height, Math.max(1, Math.round(3 * scale)));
  for (let i = 0; i < matte.length; i++) if ((near[i] as number) < 0.02) matte[i] = 0;
}

/** The photo with the background's colour replaced, along soft edges and beyond, by that of the person nearby. */
export function cleanEdges(photo: Image, alpha: Plane): Image {
  const { width, height } = photo;
  const sure = new Float32Array(alpha.length);
  for (let i = 0; i < sure.length; i++) sure[i] = (alpha[i] as number) > 0.93 ? 1 : 0;
  const weights = shrink(sure, width, height, HALF);
  const known = photo.channels.map((channel) => knownColour(channel, sure, weights.plane, width, height));
  const filled = pullPush(known, weights.plane.map(Math.ceil), weights.width, weights.height);
  return mapChannels(photo, (channel, index) => {
    const person = resizePlane(filled[index] ?? channel, weights.width, weights.height, width, height);
    keepOwn(person, channel, alpha);
    return person;
  });
}

/** Lays the photo over guessed colours where it shows the person alone; in place. */
function keepOwn(person: Plane, photo: Plane, alpha: Plane): void {
  for (let i = 0; i < person.length; i++) {
    const own = smoothstep(0.4, 0.97, alpha[i] as number);
    if (own > 0) person[i] = mix(person[i] as number, photo[i] as number, own);
  }
}

/** The mean of the sure pixels in each 2 × 2 box. */
function knownColour(channel: Plane, sure: Plane, weights: Plane, width: number, height: number): Plane {
  const product = new Float32Array(channel.length);
  for (let i = 0; i < product.length; i++) product[i] = (channel[i] as number) * (sure[i] as number);
  const { plane } = shrink(product, width, height, HALF);
  for (let i = 0; i < plane.length; i++) {
    const weight = weights[i] as number;
    if (weight > 0) plane[i] = (plane[i] as number) / weight;
  }
  return plane;
}
