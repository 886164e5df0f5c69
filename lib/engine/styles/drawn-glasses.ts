/** Glasses drawn whole, as anime and comic have them: rims, bridge and arms. */
import { mix, type Plane } from '../kernel/image.ts';
import { hexOf, type Point, smoothPath } from '../kernel/vector.ts';
import { type Portrait, portraitWith, regionsWith } from '../portrait/portrait.ts';
import { type Drawing, denser, taperedStroke } from './anime-stroke.ts';
import { landmark } from './features.ts';
import { type Glasses, middleOf } from './worn-glasses.ts';

/** A head turned this far, radians, hides the arm on its far side; so does a lens that leaves so little of it, face heights. */
const FAR = 0.35;
const SHORTEST = 0.02;

/** Rims, bridge, arms and a glint on each lens; `lenses` alone as path data, to be cut out of what lies behind. */
export function drawGlasses(
  portrait: Portrait,
  { outlines, thickness, colour, tint, lens }: Glasses,
): Drawing & { lenses: string } {
  const rims = outlines.map((outline) => smoothPath(outline, { closed: true, tension: 0.9 }));
  const ink = hexOf(colour);
  const [left, right] = outlines;
  const [leftInner, rightInner] = [extreme(left, 1), extreme(right, -1)];
  const rise = (0.018 * portrait.faceHeight * Math.min(1, Math.hypot(rightInner[0] - leftInner[0], 1))) / 10;
  const bridge: Point[] = [
    leftInner,
    [
      (leftInner[0] + rightInner[0]) / 2,
      (leftInner[1] + rightInner[1]) / 2 - Math.min(rise, 0.03 * portrait.faceHeight),
    ],
    rightInner,
  ];
  const arm = (from: Point, ear: number, side: -1 | 1) => {
    const [earX, earY] = landmark(portrait, ear);
    // A lens that stands out beyond the face hides its arm.
    if (side * portrait.yaw >= FAR || side * (earX - from[0]) < SHORTEST * portrait.faceHeight) return '';
    const to: Point = [mix(from[0], earX, 0.96), mix(from[1], earY - 0.05 * portrait.faceHeight, 0.8)];
    return `<path d="${taperedStroke(denser([from, to], 4), (along) => thickness * mix(1.15, 0.8, along))}" fill="${ink}"/>`;
  };
  const glint = (outline: Point[]) => {
    const [cx, cy] = middleOf(outline);
    const [a, b] = [extreme(outline, -1), extreme(outline, 1)];
    const w = (b[0] - a[0]) * 0.5;
    return `<path d="M${p(cx - w * 0.15)} ${p(cy - w)}L${p(cx + w * 0.25)} ${p(cy - w)}L${p(cx - w * 0.55)} ${p(cy + w)}L${p(cx - w * 0.95)} ${p(cy + w)}Z" fill="#fff" opacity="${p(mix(0.16, 0.2, tint))}"/>`;
  };
  const dark = hexOf([lens[0] * 0.7, lens[1] * 0.7, lens[2] * 0.75]);
  const body =
    rims
      .map((rim, index) => {
        const glass = tint > 0.05 ? `<path d="${rim}" fill="${dark}" opacity="${p(0.94 * tint)}"/>` : '';
        return `${glass}<g clip-path="url(#glass${index})">${glint(outlines[index as 0 | 1])}</g><path d="${rim}" fill="none" stroke="${ink}" stroke-width="${p(thickness)}"/>`;
      })
      .join('') +
    `<path d="${smoothPath(bridge)}" fill="none" stroke="${ink}" stroke-width="${p(thickness)}" stroke-linecap="round"/>` +
    arm(extreme(left, -1), 234, -1) +
    arm(extreme(right, 1), 454, 1);
  const definitions = rims.map((rim, index) => `<clipPath id="glass${index}"><path d="${rim}"/></clipPath>`).join('');
  return { body, definitions, lenses: rims.join('') };
}

/** The point of an outline furthest to one side, a little above its middle, where bridge and arms are fixed. */
function extreme(outline: Point[], side: -1 | 1): Point {
  const [, middle] = middleOf(outline);
  const upper = outline.filter(([, y]) => y <= middle);
  const furthest = upper.reduce<Point>(
    (most, point) => ((point[0] - most[0]) * side > 0 ? point : most),
    upper[0] ?? [0, 0],
  );
  const top = Math.min(...outline.map(([, y]) => y));
  const level = mix(middle, top, 0.3);
  return [furthest[0], level];
}

function p(value: number): string {
  return value.toFixed(2);
}

/** Where lenses stick out beyond the face there is no person: what was read there goes, in a copy. */
export function withoutLenses(portrait: Portrait, lenses: Plane, face: Plane): Portrait {
  const outside = lenses.map((lens, i) => lens * (1 - (face[i] as number)));
  const cut = (mask: Plane) => mask.map((cover, i) => cover * (1 - (outside[i] as number)));
  const regions = regionsWith(portrait.regions, { hair: cut(portrait.regions.hair) });
  return portraitWith(portrait, { alpha: cut(portrait.alpha), regions });
}
