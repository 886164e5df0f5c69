/** The poses of a chibi, and its arms in them. */
import type { Rgb } from '../kernel/colour.ts';
import { mix } from '../kernel/image.ts';
import { hexOf, type Point } from '../kernel/vector.ts';
import type { Cloth } from './chibi-cloth.ts';
import { OUTLINE } from './chibi-face.ts';
import { ellipse, line, pt } from './chibi-svg.ts';
import type { Ramp } from './toon-palette.ts';

export const POSES = ['rest', 'wave', 'hips', 'pockets', 'cheer', 'shy'] as const;
export type Pose = (typeof POSES)[number];

/** From shoulder over elbow to hand. */
export type Arm = { shoulder: Point; elbow: Point; hand: Point; before: boolean; hidden?: boolean };

export function armsOf(pose: Pose): Arm[] {
  const rest = (side: number): Arm => ({
    shoulder: [side * 23, 14],
    elbow: [side * 36, 30],
    hand: [side * 39, 49],
    before: false,
  });
  switch (pose) {
    case 'wave':
      return [rest(-1), { shoulder: [23, 15], elbow: [45, 28], hand: [59, 8], before: true }];
    case 'hips':
      return [{ shoulder: [-23, 14], elbow: [-47, 30], hand: [-30, 47], before: true }, rest(1)];
    case 'pockets':
      return [-1, 1].map((side) => ({
        shoulder: [side * 23, 14],
        elbow: [side * 41, 34],
        hand: [side * 28, 56],
        before: true,
        hidden: true,
      }));
    case 'cheer':
      return [-1, 1].map((side) => ({
        shoulder: [side * 23, 15],
        elbow: [side * 45, 28],
        hand: [side * 59, 9],
        before: true,
      }));
    case 'shy':
      return [-1, 1].map((side) => ({
        shoulder: [side * 23, 14],
        elbow: [side * 36, 36],
        hand: [side * 7, 43],
        before: true,
      }));
    default:
      return [rest(-1), rest(1)];
  }
}

const SLEEVE = 15;
const HAND = 7.4;

/** A sleeve is one thick line with an outline around it; the hand a mitten with a thumb. */
export function drawArm({ shoulder, elbow, hand, hidden }: Arm, cloth: Cloth, skin: Ramp): string {
  const [dx, dy] = [hand[0] - elbow[0], hand[1] - elbow[1]];
  const length = Math.hypot(dx, dy) || 1;
  const cuff: Point = [hand[0] - (dx / length) * 6, hand[1] - (dy / length) * 6];
  const path = `M${pt(shoulder)}Q${pt(elbow)} ${pt(cuff)}`;
  const thick = (colour: Rgb, width: number, cap = 'butt') =>
    `<path d="${path}" fill="none" stroke="${hexOf(colour)}" stroke-width="${width}" stroke-linecap="${cap}"/>`;
  const outward = Math.sign(hand[0]) || 1;
  const thumb: Point = [hand[0] - outward * 5.2, hand[1] - 3.2];
  const ring = `stroke="${hexOf(skin.line)}" stroke-width="${OUTLINE}"`;
  const mitten = hidden
    ? ''
    : ellipse(thumb, 3, 3.6, skin.base, ring) +
      ellipse(hand, HAND, HAND, skin.base, ring) +
      ellipse(thumb, 2.2, 2.6, skin.base);
  return (
    mitten +
    thick(cloth.line, SLEEVE + 2 * OUTLINE, 'round') +
    thick(cloth.base, SLEEVE, 'round') +
    line(
      `M${pt([mix(shoulder[0], elbow[0], 0.5), shoulder[1] + 11])}Q${pt([elbow[0] - outward * 3, elbow[1] + 5])} ${pt([cuff[0] - outward * 4, cuff[1]])}`,
      { colour: cloth.shade, width: 3 },
    )
  );
}
