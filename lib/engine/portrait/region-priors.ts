/** What each place around a face usually is, before any colour is looked at. */
import { clamp, type Plane } from '../kernel/image.ts';
import { FACE_OVAL, LEFT_BROW, LEFT_EYE, OUTER_LIPS, POINT, RIGHT_BROW, RIGHT_EYE } from './face-lines.ts';
import { pointOf, span } from './mesh.ts';
import { fillOutline, outlineMask, outlineOf } from './outline.ts';
import type { Landmark } from './portrait.ts';

/** The classes that colours decide between. */
export const SKIN = 0;
export const HAIR = 1;
export const NECK = 2;
export const CLOTHING = 3;
export const HEADWEAR = 4;
export const BODY = 5;
export const CLASSES = [SKIN, HAIR, NECK, CLOTHING, HEADWEAR, BODY] as const;
/** A pixel whose class is open. */
export const OPEN = -1;

/**
 * Where the head lies on a grid. Head units: the origin between the cheeks, `u` to the picture's right along the
 * eyes, `v` down, both in face heights: forehead −0.5, chin 0.5.
 */
export type HeadFrame = {
  x: number;
  y: number;
  faceHeight: number;
  cosine: number;
  sine: number;
  /** Half the distance between the cheeks, in head units. */
  halfWidth: number;
  /** How far the tip of the nose lies from between the cheeks, in head units: to the side that the head is turned to. */
  turn: number;
};

export function headFrameOf(landmarks: readonly Landmark[]): HeadFrame {
  const at = (index: number) => pointOf(landmarks, index);
  const [leftX] = at(POINT.leftCheek);
  const [rightX] = at(POINT.rightCheek);
  const [outerX, outerY] = at(POINT.leftEyeOuter);
  const [innerX, innerY] = at(POINT.rightEyeOuter);
  const angle = Math.atan2(innerY - outerY, innerX - outerX);
  const faceHeight = span(landmarks, POINT.forehead, POINT.chin);
  const [x, y] = [(leftX + rightX) / 2, (at(POINT.forehead)[1] + at(POINT.chin)[1]) / 2];
  const [noseX, noseY] = at(POINT.noseTip);
  return {
    x,
    y,
    faceHeight,
    cosine: Math.cos(angle),
    sine: Math.sin(angle),
    turn: ((noseX - x) * Math.cos(angle) + (noseY - y) * Math.sin(angle)) / faceHeight,
    halfWidth: span(landmarks, POINT.leftCheek, POINT.rightCheek) / faceHeight / 2,
  };
}

/** The grid's geometry: outlines as masks, and the place of each pixel in head units. */
export type HeadMap = {
  frame: HeadFrame;
  u: Plane;
  v: Plane;
  /** The mesh's outline, and its inner four fifths. */
  oval: Plane;
  inner: Plane;
  /** Brows, eyes and lips together, a little blurred outwards. */
  features: Plane;
  /** Whether hair was seen falling past the jaw: then it goes on over the shoulders. */
  longHair: boolean;
  /** How rough the strands of long hair are; 0 for other hair. */
  strands: number;
  /** How rough what covers the crown is where it is smoothest; 0 when nothing is known. */
  crownRoughness: number;
  /** Whether certain hair grows in colours of hair: then nothing in colours of cloth is more of it. */
  usualHair: boolean;
  /** Lightness (OKLab) of nearly the lightest of it; 1 when nothing is known. */
  lightestHair: number;
  /** On which side of the face a raised hand was seen. */
  hands: { left: boolean; right: boolean };
  /** 1 where a hand lies in the hair. */
  handInHair: Uint8Array;
  /** 1 where long hair falls over the face, or beside it. */
  overFace: Uint8Array;
  /** What was seen on top of the head. */
  crown: 'hair' | 'bare' | 'covered';
};

/** @param landmarks in the grid's pixels */
export function mapHead(landmarks: readonly Landmark[], width: number, height: number): HeadMap {
  const frame = headFrameOf(landmarks);
  const u = new Float32Array(width * height);
  const v = new Float32Array(width * height);
  for (let y = 0, i = 0; y < height; y++) {
    for (let x = 0; x < width; x++, i++) {
      const across = (x - frame.x) / frame.faceHeight;
      const down = (y - frame.y) / frame.faceHeight;
      u[i] = across * frame.cosine + down * frame.sine;
      v[i] = down * frame.cosine - across * frame.sine;
    }
  }
  const features = new Float32Array(width * height);
  for (const line of [LEFT_BROW, RIGHT_BROW, LEFT_EYE, RIGHT_EYE, OUTER_LIPS]) {
    fillOutline(features, width, height, outlineOf(landmarks, line, 1.15));
  }
  return {
    frame,
    u,
    v,
    oval: outlineMask(width, height, outlineOf(landmarks, FACE_OVAL)),
    inner: outlineMask(width, height, outlineOf(landmarks, FACE_OVAL, 0.8)),
    features,
    longHair: false,
    strands: 0,
    crownRoughness: 0,
    usualHair: false,
    lightestHair: 1,
    hands: { left: false, right: false },
    handInHair: new Uint8Array(width * height),
    overFace: new Uint8Array(width * height),
    crown: 'hair',
  };
}

/**
 * Writes the log weight of each class at pixel `i` to `weights`. The numbers were fitted by eye on portraits with
 * short and long hair, beards, hats, bare shoulders and collars.
 */
export function priorAt(head: HeadMap, i: number, weights: Float64Array): void {
  const { frame, longHair } = head;
  const across = head.u[i] as number;
  const down = head.v[i] as number;
  const aside = Math.abs(across);
  const inFace = (head.oval[i] as number) > 0.5;
  const fromNeck = Math.max(0, Math.abs(across - neckMiddle(frame)) - 0.3);
  weights[SKIN] = skinPrior(head, inFace, across, down);
  weights[HAIR] = hairPrior(head, (head.inner[i] as number) > 0.5, inFace, across, down);
  // Necks widen towards the shoulders, no further.
  const beside = 5.5 * fromNeck + 12 * Math.max(0, fromNeck - 0.25);
  weights[NECK] = down > 0.3 && !inFace ? 1.2 - beside - 3.2 * Math.max(0, down - 0.75) : -8;
  weights[CLOTHING] = down > 0.42 && !inFace ? clothingPrior(longHair, aside, down) : -9;
  // A raised shoulder or a collar stands beside the jaw.
  const beyond = aside - frame.halfWidth;
  if (down > 0 && down <= 0.42 && !inFace && beyond > (down > 0.25 ? -0.1 : 0.2)) weights[CLOTHING] = -2.5;
  // The shadow right below the chin is as dark as a dark collar, which sits lower.
  if (down < 0.68 && fromNeck === 0) weights[CLOTHING] -= 1.2;
  weights[HEADWEAR] = head.crown === 'covered' ? headwearPrior(inFace, aside - frame.halfWidth, down) : NEVER;
  weights[BODY] = inFace ? -9 : bodyPrior(aside - frame.halfWidth, down);
  if (head.handInHair[i] === 1) weights[HAIR] = NEVER;
  if (head.overFace[i] === 1) weights[SKIN] = NEVER;
}

/** From here on, in head units of the nose's way, a head counts as turned. */
export const TURNED = 0.12;

/** Where the neck lies below the head: it shows behind the jaw of a head that is turned. */
export function neckMiddle({ turn }: HeadFrame): number {
  return -0.5 * turn;
}

/** The log weight of a class that can't be here. */
export const NEVER = -40;

function skinPrior({ frame, crown, longHair }: HeadMap, inFace: boolean, across: number, down: number): number {
  const { halfWidth } = frame;
  const aside = Math.abs(across);
  const chinward = down > 0.5 ? -8 : 0;
  // The mesh ends below the hairline: a high forehead goes on above it.
  if (inFace && down < -0.3 && crown === 'covered') return 1.2;
  if (inFace) return (down < -0.36 ? 2.2 : 4) + chinward;
  if (down < -0.36 && crown === 'bare' && aside < halfWidth * 1.05) return 2;
  if (down < -0.36 && down > -0.74 && aside < halfWidth * 0.92) return 0.55 - 6 * Math.max(0, -down - 0.56);
  const outside = -1.6 - 16 * Math.max(0, aside - halfWidth) - 16 * Math.max(0, -down - 0.66);
  // Long hair hides the ear on the side that a head is turned to.
  const isHidden = longHair && across * frame.turn > 0 && Math.abs(frame.turn) > TURNED;
  return (isOnEar(frame, across, down) && !isHidden ? Math.max(outside, 0) : outside) + chinward;
}

/** Whether a place in head units is where an ear can be, or the face before it. */
export function isOnEar({ halfWidth, turn }: HeadFrame, across: number, down: number): boolean {
  // The ear on the side that a turned head shows lies far behind its cheek.
  const reach = halfWidth + 0.13 + 0.5 * Math.max(0, -Math.sign(across) * turn);
  return down > -0.25 && down < 0.25 && Math.abs(across) < reach;
}

function hairPrior(head: HeadMap, inner: boolean, inFace: boolean, across: number, down: number) {
  const { frame, crown, longHair } = head;
  const { halfWidth, turn } = frame;
  const aside = Math.abs(across);
  if (crown === 'bare' && down < -0.36 && aside < halfWidth * 0.8) return -6;
  let weight = 0.45 - (longHair ? 0 : 0.55) * Math.max(0, down - 0.1);
  if (down < 0.1) weight = 0.5;
  // Strands fall over temples and cheeks; lower down what looks like hair is a beard.
  if (inFace) weight = down < -0.36 ? -0.9 : inner || down > 0.12 ? -5 : -2.5;
  if (crown === 'bare') weight -= 1.5;
  if (crown === 'covered' && down < -0.3) weight -= 1.5 + 8 * Math.max(0, -0.45 - down);
  if (aside > halfWidth + 0.75) weight -= 3 * (aside - halfWidth - 0.75);
  if (down > 0.45 && Math.abs(across - neckMiddle(frame)) < 0.24) weight -= 2.5;
  if (!longHair && down > 0.4) weight -= 5 * (down - 0.4);
  // Beyond the far cheek of a turned head there is no short hair: what stands out there is beard.
  const isFarSide = across * turn > 0 && Math.abs(turn) > TURNED;
  if (!longHair && down > 0 && isFarSide) weight -= 4;
  // Before a hat's brim on that side no hair is seen either.
  if (crown === 'covered' && isFarSide && !inFace && aside > halfWidth && down < 0.1) weight -= 4;
  if (down < -1.1) weight -= 3;
  return weight;
}

/** Between long hair and the clothing beside the chest place says little: colour decides. */
function clothingPrior(longHair: boolean, aside: number, down: number): number {
  if (longHair && aside > 0.35) return -0.6 + 0.5 * clamp(down - 0.62);
  return 0.15 + (longHair ? 0.8 : 1.3) * clamp(down - 0.62) + 0.3 * clamp(aside - 0.3, 0, 0.8);
}

/**
 * Hats end above the brows; scarves and hoods go on around the face and down the neck.
 * @param outwards distance from the cheek in head units, negative before the face
 */
function headwearPrior(inFace: boolean, outwards: number, down: number): number {
  if (inFace) return down < -0.15 ? 0.6 - 4 * Math.max(0, down + 0.4) : -7;
  if (down < -0.45) return 1.4;
  const onShoulder = down > 0.2 ? 8 * Math.max(0, outwards - 0.15) : 0;
  return -0.2 - 1.2 * Math.max(0, down) - onShoulder;
}

/** @param outwards distance from the cheek in head units, negative before the face */
function bodyPrior(outwards: number, down: number): number {
  if (down > 0.9) return 0.1;
  // Ears and the head's sides are no arms; further off the head's skin is rare: a hand.
  if (down < 0.4 && outwards < 0.2) return -5.5;
  if (down < 0.45) return -1.4 + clamp(outwards, 0, 0.5);
  return -0.6;
}
