/** The proportions of a drawn head, and how measured places come to lie on it. */
import { clamp, mix } from '../kernel/image.ts';
import type { Point } from '../kernel/vector.ts';
import type { Likeness } from './chibi-likeness.ts';
import { byFaceStrength } from './style.ts';

/**
 * A drawn head in units of a hundredth of the measured face's height, from the middle between the measured eyes. All of
 * it is drawn as seen from the front; only the features move with the head's turn.
 */
export type HeadShape = {
  /** Half of the face's width at the cheeks. */
  halfWidth: number;
  /** The level of the chin, and half of the jaw's width. */
  chin: number;
  jaw: number;
  /** The middle of the drawn eyes, their distance from the middle of the face, half of their width and height. */
  eyeLevel: number;
  eyeApart: number;
  eyeHalfWidth: number;
  eyeHalfHeight: number;
  noseLevel: number;
  mouthLevel: number;
  /** Radians by which the features are turned on the ball of the head. */
  turn: number;
};

/** What most people measure, in the same units. */
const USUAL = { halfWidth: 43, jaw: 0.79, apart: 20.5, eyeWidth: 16.8 };
/** By face strength: level of the chin (70 in life), height and width of the eyes. */
const CHIN = [42, 45, 50] as const;
const EYE_WIDTH = [15.4, 14, 12.4] as const;
const EYE_HEIGHT = [20, 17.6, 14.6] as const;
/** The part of a head's turn that is drawn, and the most of it, radians. */
const TURN = { part: 0.5, most: 0.28 };

export function headShape(likeness: Likeness, strength: number): HeadShape {
  const { frontHalfWidth, jaw, eyes, frame } = likeness;
  const halfWidth = 52 * clamp((frontHalfWidth / USUAL.halfWidth) ** 0.8, 0.93, 1.08);
  const chin = byFaceStrength(strength, CHIN);
  const apart = (eyes[0].apart + eyes[1].apart) / 2;
  const width = (eyes[0].width + eyes[1].width) / 2;
  const eyeHalfWidth = byFaceStrength(strength, EYE_WIDTH) * clamp((width / USUAL.eyeWidth) ** 0.7, 0.9, 1.1);
  return {
    halfWidth,
    chin,
    jaw: halfWidth * 0.74 * clamp((jaw / USUAL.jaw) ** 1.6, 0.9, 1.12),
    eyeLevel: 7,
    eyeApart: 24.5 * clamp(apart / USUAL.apart, 0.92, 1.08),
    eyeHalfWidth,
    eyeHalfHeight: byFaceStrength(strength, EYE_HEIGHT),
    noseLevel: mix(7, chin, 0.5),
    mouthLevel: mix(7, chin, 0.7),
    turn: clamp(frame.portrait.yaw * TURN.part, -TURN.most, TURN.most),
  };
}

/** How much less far from the eyes what is above them lies, and what is below the chin. */
const ABOVE = 0.96;
const BELOW = 0.82;
/** The level of the chin in life. */
export const MEASURED_CHIN = 70;

/** Where a measured place of the head's frame comes to lie on the drawn head. */
export function place({ halfWidth, chin }: HeadShape, { halfWidth: measured }: Likeness, [u, v]: Point): Point {
  const beyond = Math.abs(u) - measured;
  const across = beyond <= 0 ? (u * halfWidth) / measured : Math.sign(u) * (halfWidth + beyond);
  if (v <= 0) return [across, v * ABOVE];
  return [across, v <= MEASURED_CHIN ? (v * chin) / MEASURED_CHIN : chin + (v - MEASURED_CHIN) * BELOW];
}

/** Where a place of the face comes to lie when the head turns: the face is a ball as wide as it. */
export function turned({ halfWidth, turn }: HeadShape, u: number): number {
  const radius = halfWidth * 1.08;
  return radius * Math.sin(Math.asin(clamp(u / radius, -1, 1)) + turn);
}

/** How much narrower something at a place of the face becomes when the head turns. */
export function narrowed({ halfWidth, turn }: HeadShape, u: number): number {
  const angle = Math.asin(clamp(u / (halfWidth * 1.08), -1, 1));
  return clamp(Math.cos(angle + turn) / Math.cos(angle), 0.8, 1.06);
}
