/** A small body in the person's own clothes, in one of a few poses. */
import type { Oklab } from '../kernel/colour.ts';
import { mix } from '../kernel/image.ts';
import { hexOf } from '../kernel/vector.ts';
import { type Arm, armsOf, drawArm, type Pose } from './chibi-arms.ts';
import { type Cloth, clothRamp, patternOf } from './chibi-cloth.ts';
import type { Clothes } from './chibi-clothes.ts';
import { OUTLINE } from './chibi-face.ts';
import { ellipse, joined, line, n, pt, type Sketch, shape } from './chibi-svg.ts';
import type { Ramp } from './toon-palette.ts';

/** Lengths of the body below the chin, in the head's units: hips, soles. */
export const HIPS = 60;
export const SOLES = 112;

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

/** Shoes have few points, and round toes. */
const ROUND = { tension: 0.9 };

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
      const shoe = joined(
        [
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
        ],
        ROUND,
      );
      const sole = joined(
        [
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
        ],
        ROUND,
      );
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
