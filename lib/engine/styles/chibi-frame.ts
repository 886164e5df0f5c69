/** A head measured in its own frame: level, from the middle between the eyes, in hundredths of the face's height. */
import type { Oklab } from '../kernel/colour.ts';
import type { Plane } from '../kernel/image.ts';
import { sampleAt } from '../kernel/resample.ts';
import type { Point } from '../kernel/vector.ts';
import type { Portrait } from '../portrait/portrait.ts';
import { landmark } from './features.ts';

/** Where a head lies on the canvas; positions in it are [right, down] in hundredths of the face's height. */
export type HeadFrame = {
  portrait: Portrait;
  /** Canvas pixels per hundredth of the face's height. */
  unit: number;
  /** Radians, clockwise. */
  roll: number;
  /** Between the eyes and in the middle of the face's outline, canvas pixels. */
  origin: readonly [x: number, y: number];
};

const [LEFT_EYE, RIGHT_EYE, LEFT_CHEEK, RIGHT_CHEEK] = [33, 263, 234, 454] as const;

export function headFrame(portrait: Portrait): HeadFrame {
  const [leftX, leftY] = landmark(portrait, LEFT_EYE);
  const [rightX, rightY] = landmark(portrait, RIGHT_EYE);
  const roll = Math.atan2(rightY - leftY, rightX - leftX);
  const unit = portrait.faceHeight / 100;
  const eyes: Point = [(leftX + rightX) / 2, (leftY + rightY) / 2];
  const [left] = landmark(portrait, LEFT_CHEEK);
  const [right] = landmark(portrait, RIGHT_CHEEK);
  const across = ((left + right) / 2 - eyes[0]) * Math.cos(roll);
  return { portrait, unit, roll, origin: [eyes[0] + across * Math.cos(roll), eyes[1] + across * Math.sin(roll)] };
}

/** The canvas position of a head position. */
export function toPhoto({ unit, roll, origin }: HeadFrame, u: number, v: number): [x: number, y: number] {
  const [cos, sin] = [Math.cos(roll) * unit, Math.sin(roll) * unit];
  return [origin[0] + u * cos - v * sin, origin[1] + u * sin + v * cos];
}

/** What a mask has at a head position, 0–1; beyond the canvas nothing. */
export function maskAt(frame: HeadFrame, mask: Plane, u: number, v: number): number {
  const { width, height } = frame.portrait;
  const [x, y] = toPhoto(frame, u, v);
  if (x < 0 || y < 0 || x > width - 1 || y > height - 1) return 0;
  return sampleAt(mask, width, height, x, y);
}

/** The mean of a mask over a rectangle of head positions. */
export function meanOver(frame: HeadFrame, mask: Plane, [left, top, right, bottom]: Rectangle): number {
  let sum = 0;
  let count = 0;
  for (let v = top; v <= bottom; v += 2) {
    for (let u = left; u <= right; u += 2, count += 1) sum += maskAt(frame, mask, u, v);
  }
  return count === 0 ? 0 : sum / count;
}

export type Rectangle = readonly [left: number, top: number, right: number, bottom: number];

/**
 * The landmarks of the head as if it looked straight ahead: turned back about the upright axis by its yaw, then told in
 * the head's frame. Only what the mesh's depth knows: good to about 40°.
 */
export function frontalPoint(frame: HeadFrame, index: number): [u: number, v: number] {
  const { portrait, unit, roll } = frame;
  const [x, y, z] = landmark(portrait, index);
  const [noseX, noseY, noseZ] = landmark(portrait, BRIDGE);
  const [cos, sin] = [Math.cos(-roll), Math.sin(-roll)];
  const across = (x - noseX) * cos - (y - noseY) * sin;
  const down = (x - noseX) * sin + (y - noseY) * cos;
  const turned = across * Math.cos(portrait.yaw) + (z - noseZ) * Math.sin(portrait.yaw);
  return [turned / unit, down / unit];
}

/** Between the eyes: the origin of what `frontalPoint` tells. */
const BRIDGE = 168;

/** Distance of two colours, OKLab. */
export function colourDistance(from: Readonly<Oklab>, to: Readonly<Oklab>): number {
  return Math.hypot(from[0] - to[0], from[1] - to[1], from[2] - to[2]);
}
