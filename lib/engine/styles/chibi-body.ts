/** A small body in the person's own clothes, in one of a few poses. */
import type { Oklab, Rgb } from '../kernel/colour.ts';
import { clamp, mix } from '../kernel/image.ts';
import { hexOf, type Point } from '../kernel/vector.ts';
import type { Clothes } from './chibi-clothes.ts';
import { OUTLINE } from './chibi-face.ts';
import { ellipse, joined, line, n, pt, type Sketch, shape } from './chibi-svg.ts';
import { polar, type Ramp } from './toon-palette.ts';

export const POSES = ['rest', 'wave', 'hips', 'pockets', 'cheer', 'shy'] as const;
export type Pose = (typeof POSES)[number];

/** Lengths of the body below the chin, in the head's units: hips, soles. */
export const HIPS = 60;
export const SOLES = 112;

export type Cloth = { base: Rgb; shade: Rgb; light: Rgb; line: Rgb };

/** A cloth's tones; colours a little clearer than in life, white stays white. */
export function clothRamp([lightness, a, b]: Oklab): Cloth {
  const chroma = Math.min(0.2, Math.hypot(a, b) * 1.15);
  const hue = Math.atan2(b, a);
  const l = clamp(lightness, 0.2, 0.96);
  return {
    base: polar(l, chroma, hue),
    shade: polar(l * 0.84, chroma * 1.08, hue - 0.08),
    light: polar(Math.min(0.98, l + 0.07), chroma * 0.95, hue),
    line: polar(clamp(l * 0.42, 0.13, 0.4), chroma * 0.8 + 0.012, hue - 0.1),
  };
}

export type BodyLook = { clothes: Clothes; skin: Ramp; pose: Pose; mirrored: boolean };

/** The body from the neck at (0, 0) downwards; `front` is what comes before the head. */
export function drawBody({ clothes, skin, pose, mirrored }: BodyLook): Sketch & { front: string } {
  const main = clothRamp(clothes.main);
  const trousers = clothRamp(trousersFor(clothes.main));
  const arms = armsOf(pose);
  const sleeve = clothes.sleeveless ? { base: skin.base, shade: skin.shade, light: skin.light, line: skin.line } : main;
  const limb = (arm: Arm) => drawArm(arm, sleeve, skin);
  const behind = arms
    .filter(({ before }) => !before)
    .map(limb)
    .join('');
  const before = arms
    .filter(({ before }) => before)
    .map(limb)
    .join('');
  const flip = (body: string) => (mirrored ? `<g transform="scale(-1 1)">${body}</g>` : body);
  return {
    body: drawLegs(trousers) + flip(behind) + drawTorso(clothes, main, skin),
    front: flip(before),
    definitions: `<clipPath id="torso"><path d="${TORSO}"/></clipPath>${patternOf(clothes, main)}`,
  };
}

/** Trousers that go with a top: jeans, or something light to a dark one and dark to a blue one. */
function trousersFor([lightness, a, b]: Oklab): Oklab {
  const blue = b < -0.03 && Math.hypot(a, b) > 0.05;
  if (blue) return lightness > 0.5 ? [0.33, 0.005, -0.02] : [0.78, 0.01, 0.04];
  return lightness < 0.36 ? [0.56, -0.012, -0.055] : [0.4, -0.006, -0.075];
}

const TORSO = joined([
  [
    [-13, 3],
    [-23, 7],
    [-28.5, 18],
    [-29, 36],
    [-31, HIPS + 2],
  ],
  [
    [-31, HIPS + 2],
    [-14, HIPS + 6],
    [14, HIPS + 6],
    [31, HIPS + 2],
  ],
  [
    [31, HIPS + 2],
    [29, 36],
    [28.5, 18],
    [23, 7],
    [13, 3],
  ],
  [
    [13, 3],
    [0, 6],
    [-13, 3],
  ],
]);

function drawLegs(cloth: Cloth): string {
  const stroke = { colour: cloth.line, width: OUTLINE };
  return [-1, 1]
    .map((side) => {
      const x = (u: number) => side * u;
      const leg = joined([
        [
          [x(2), HIPS - 4],
          [x(4), HIPS + 16],
          [x(5), SOLES - 12],
        ],
        [
          [x(5), SOLES - 12],
          [x(14), SOLES - 10],
          [x(23.5), SOLES - 12],
        ],
        [
          [x(23.5), SOLES - 12],
          [x(26.5), HIPS + 14],
          [x(29), HIPS - 4],
        ],
      ]);
      const inside = joined([
        [
          [x(2), HIPS - 2],
          [x(4), HIPS + 16],
          [x(5), SOLES - 11],
        ],
        [
          [x(10), SOLES - 11],
          [x(10), HIPS + 18],
          [x(13), HIPS - 2],
        ],
      ]);
      const shoe = joined([
        [
          [x(3.5), SOLES - 12],
          [x(2.6), SOLES - 4],
          [x(5), SOLES],
        ],
        [
          [x(5), SOLES],
          [x(18), SOLES + 1],
          [x(29), SOLES],
        ],
        [
          [x(29), SOLES],
          [x(31), SOLES - 5],
          [x(25), SOLES - 12],
        ],
        [
          [x(25), SOLES - 12],
          [x(14), SOLES - 10],
          [x(3.5), SOLES - 12],
        ],
      ]);
      const sole = joined([
        [
          [x(3), SOLES - 3.6],
          [x(17), SOLES - 2.6],
          [x(30.4), SOLES - 3.6],
        ],
        [
          [x(29.5), SOLES],
          [x(18), SOLES + 1],
          [x(4.6), SOLES],
        ],
      ]);
      return (
        shape(leg, cloth.base, stroke) +
        shape(inside, cloth.shade) +
        line(leg, stroke) +
        shape(shoe, '#f6f4f2', { colour: [0.28, 0.24, 0.3], width: OUTLINE }) +
        shape(sole, '#d9474f')
      );
    })
    .join('');
}

/** From shoulder over elbow to hand. */
type Arm = { shoulder: Point; elbow: Point; hand: Point; before: boolean; hidden?: boolean };

function armsOf(pose: Pose): Arm[] {
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
function drawArm({ shoulder, elbow, hand, hidden }: Arm, cloth: Cloth, skin: Ramp): string {
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

function drawTorso(clothes: Clothes, main: Cloth, skin: Ramp): string {
  const stroke = { colour: main.line, width: OUTLINE };
  const under = clothes.inner === null ? null : clothRamp(clothes.inner);
  const fill = clothes.pattern.kind === 'plain' ? main.base : 'url(#cloth)';
  const depth = mix(8, 24, clothes.neckline);
  const neck = `M-14 0L${pt([-11, 4])}Q${pt([-4, depth])} ${pt([0, depth])}Q${pt([4, depth])} ${pt([11, 4])}L14 0Z`;
  const neckHole =
    shape(neck, skin.shade) +
    line(`M-12.5 3Q${pt([-5, depth])} ${pt([0, depth])}Q${pt([5, depth])} ${pt([12.5, 3])}`, {
      colour: main.line,
      width: 1.2,
    });
  const ribbing = line(
    `M-14.5 3.4Q${pt([-6, depth + 2.4])} ${pt([0, depth + 2.4])}Q${pt([6, depth + 2.4])} ${pt([14.5, 3.4])}`,
    { colour: main.shade, width: 2 },
  );
  const shadow = `<path d="M31 0V${HIPS + 8}H12C22 44 22 22 19 4Z" fill="${hexOf(main.shade)}" opacity=".85"/>`;
  const cast = ellipse([0, 0], 40, 15, '#231433', 'opacity=".26"');
  const hem = line(`M-29 ${HIPS - 3}Q0 ${HIPS + 2} 29 ${HIPS - 3}`, { colour: main.shade, width: 1.6 });
  const jacket = under === null ? ribbing + neckHole : openJacket(under, main, neckHole);
  return (
    shape(`M-9 -9L-10 6Q0 14 10 6L9 -9Z`, skin.shade, { colour: skin.line, width: OUTLINE }) +
    shape(TORSO, fill) +
    `<g clip-path="url(#torso)">${shadow}${hem}${jacket}${cast}</g>` +
    line(TORSO, stroke)
  );
}

/** The layer beneath between two lapels. */
function openJacket(under: Cloth, main: Cloth, neck: string): string {
  const stroke = { colour: main.line, width: 1.2 };
  const lapel = (side: number) =>
    shape(`M${n(side * 12)} 2L${n(side * 19)} 18L${n(side * 12.5)} 24L${n(side * 7)} 14Z`, main.light, stroke);
  return (
    shape(`M-12 0L-8 ${HIPS + 8}H8L12 0Z`, under.base, stroke) +
    shape(`M3 0L4 ${HIPS + 8}H8L12 0Z`, under.shade) +
    neck +
    lapel(-1) +
    lapel(1)
  );
}

const STRIPE = 5.5;

/** A pattern as it repeats on cloth this small. */
function patternOf({ pattern }: Clothes, main: Cloth): string {
  if (pattern.kind === 'plain') return '';
  const colours = pattern.colours.map((colour) => hexOf(clothRamp(colour).base));
  const side = STRIPE * 2 * colours.length;
  const down = colours
    .map((colour, i) => `<rect x="${2 * i * STRIPE}" width="${STRIPE}" height="${side}" fill="${colour}"/>`)
    .join('');
  const across = colours
    .map((colour, i) => `<rect y="${2 * i * STRIPE}" width="${side}" height="${STRIPE}" fill="${colour}"/>`)
    .join('');
  const lines = { columns: down, stripes: across, checks: `<g opacity=".6">${down}${across}</g>` }[pattern.kind];
  const ground = `<rect width="${side}" height="${side}" fill="${hexOf(main.base)}"/>`;
  return `<pattern id="cloth" width="${side}" height="${side}" patternUnits="userSpaceOnUse">${ground}${lines}</pattern>`;
}
