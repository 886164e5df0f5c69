/** Hats whose measured outline would not sit on a head seen from the front: drawn anew, as a cap or with a round brim. */
import type { Oklab } from '../kernel/colour.ts';
import { clamp, mix } from '../kernel/image.ts';
import { hexOf, type Point, smoothPath } from '../kernel/vector.ts';
import { clothRamp } from './chibi-cloth.ts';
import { OUTLINE, SKULL_TOP } from './chibi-face.ts';
import type { DrawnHeadwear, Headwear } from './chibi-headwear.ts';
import type { Likeness } from './chibi-likeness.ts';
import { type HeadShape, place } from './chibi-shape.ts';

/** How far beyond the cheeks a hat must reach to have a brim, and how far the drawn one does. */
const BRIM = 48;
const DRAWN_BRIM = [26, 44] as const;
/** A head turned further than this (radians) shows a hat from a side that no drawn head is seen from. */
const TURNED = 0.3;
/** Levels between which a hat ends on the forehead. */
const EDGE = [-44, -30] as const;

/** `null` for headwear that its own outline describes: seen from the front, without a broad brim. */
export function drawSimpleHat(headwear: Headwear, likeness: Likeness, head: HeadShape): DrawnHeadwear | null {
  const measured = headwear.outlines[0] ?? [];
  const reach = Math.max(...measured.map(([u]) => Math.abs(u))) - likeness.halfWidth;
  const isTurned = Math.abs(likeness.frame.portrait.yaw) > TURNED;
  if (reach <= BRIM && !isTurned) return null;
  const edge = clamp(edgeOf(measured, likeness, head), ...EDGE);
  return reach > BRIM
    ? brimmedHat(headwear.colour, edge, head.halfWidth + clamp(reach * 0.5, ...DRAWN_BRIM), head)
    : knittedCap(headwear.colour, edge, head);
}

/** The level at which the hat ends on the forehead. */
function edgeOf(outline: readonly Point[], likeness: Likeness, head: HeadShape): number {
  const near = outline.filter(([u, v]) => Math.abs(u) < 32 && v > -62 && v < 0).map(([, v]) => v);
  near.sort((a, b) => a - b);
  return place(head, likeness, [0, near[near.length >> 1] ?? -36])[1];
}

/** A dome around the skull, its sides down to `edge`. */
function dome(head: HeadShape, edge: number, looser: number): Point[] {
  const w = head.halfWidth + looser;
  const top = SKULL_TOP - 6 - looser;
  return [
    [-w, edge],
    [-w * 0.96, mix(edge, top, 0.36)],
    [-w * 0.72, mix(edge, top, 0.76)],
    [-w * 0.36, mix(edge, top, 0.96)],
    [0, top],
    [w * 0.36, mix(edge, top, 0.96)],
    [w * 0.72, mix(edge, top, 0.76)],
    [w * 0.96, mix(edge, top, 0.36)],
    [w, edge],
  ];
}

/** The lower edge of something around the head, from right to left; it sinks in the middle as seen from a little above. */
function around(w: number, edge: number, sinks: number): Point[] {
  return [1, 0.7, 0.35, 0, -0.35, -0.7, -1].map((part): Point => [part * w, edge + sinks * (1 - part * part)]);
}

/** Tension of a rolled cuff's outline: its ends bulge. */
const PLUMP = 0.9;

function knittedCap(colour: Oklab, edge: number, head: HeadShape): DrawnHeadwear {
  const { base, shade, light, line } = clothRamp(colour);
  const w = head.halfWidth + 4;
  const crown = dome(head, edge, 3);
  const cap = closed([...crown, ...around(w, edge, 5).slice(1, -1)]);
  const cuff = closed([...around(w + 1.5, edge + 4, 6), ...around(w + 1, edge - 11, 5).reverse()], PLUMP);
  const ribs = Array.from({ length: 13 }, (_, i) => {
    const part = (i - 6) / 6.6;
    const x = part * w;
    const y = edge + 5 * (1 - part * part);
    return `M${x} ${y - 9}L${x * 1.01} ${y + 2}`;
  }).join('');
  const stroke = `stroke="${hexOf(line)}" stroke-width="${OUTLINE}" stroke-linejoin="round"`;
  return {
    body:
      `<path d="${cap}" fill="${hexOf(base)}"/><g clip-path="url(#hat)">${sideShade(crown, hexOf(shade))}${shine(crown, hexOf(light))}</g>` +
      `<path d="${cap}" fill="none" ${stroke}/><path d="${cuff}" fill="${hexOf(base)}" ${stroke}/>` +
      `<path d="${ribs}" stroke="${hexOf(shade)}" stroke-width="1.6" stroke-linecap="round"/>`,
    definitions: `<clipPath id="hat"><path d="${cap}"/></clipPath>`,
    points: [...crown, ...around(w, edge, 8)],
    hides: edge - 6,
  };
}

function brimmedHat(colour: Oklab, edge: number, reach: number, head: HeadShape): DrawnHeadwear {
  const { base, shade, light, line } = clothRamp(colour);
  const w = head.halfWidth * 0.94;
  const crown = dome({ ...head, halfWidth: w - 4 }, edge - 4, 4);
  const cap = closed([...crown, ...around(w, edge - 4, 7).slice(1, -1)]);
  const band = closed([...around(w * 1.01, edge - 4, 8), ...around(w * 0.99, edge - 13, 6).reverse()]);
  const ring = Array.from({ length: 24 }, (_, i): Point => {
    const angle = (i / 24) * 2 * Math.PI;
    // The sides of a soft brim hang a little.
    return [reach * Math.cos(angle), edge - 3 + 15 * Math.sin(angle) + 7 * Math.cos(angle) ** 4];
  });
  const brim = closed(ring);
  const stroke = `stroke="${hexOf(line)}" stroke-width="${OUTLINE}" stroke-linejoin="round"`;
  return {
    body:
      `<path d="${brim}" fill="${hexOf(base)}" ${stroke}/><g clip-path="url(#brim)">${sideShade(ring, hexOf(shade))}</g>` +
      `<path d="${cap}" fill="${hexOf(base)}"/><g clip-path="url(#hat)">${sideShade(crown, hexOf(shade))}${shine(crown, hexOf(light))}` +
      `<path d="${band}" fill="${hexOf(line)}"/></g><path d="${cap}" fill="none" ${stroke}/>`,
    definitions: `<clipPath id="hat"><path d="${cap}"/></clipPath><clipPath id="brim"><path d="${brim}"/></clipPath>`,
    points: [...crown, ...ring],
    hides: edge - 4,
  };
}

/** Light falls from the upper left: the right third lies in shade. */
function sideShade(outline: readonly Point[], fill: string): string {
  const [left, right, top, bottom] = extent(outline);
  return `<path d="M${right + 5} ${top - 5}V${bottom + 12}H${mix(left, right, 0.62)}C${mix(left, right, 0.84)} ${mix(top, bottom, 0.8)} ${mix(left, right, 0.84)} ${mix(top, bottom, 0.3)} ${mix(left, right, 0.7)} ${top - 5}Z" fill="${fill}"/>`;
}

function shine(outline: readonly Point[], fill: string): string {
  const [left, right, top, bottom] = extent(outline);
  const [x, y] = [mix(left, right, 0.3), mix(top, bottom, 0.36)];
  return `<ellipse cx="${x}" cy="${y}" rx="${(right - left) * 0.12}" ry="${(bottom - top) * 0.09}" transform="rotate(-28 ${x} ${y})" fill="${fill}"/>`;
}

function extent(outline: readonly Point[]): [left: number, right: number, top: number, bottom: number] {
  const [xs, ys] = [outline.map(([x]) => x), outline.map(([, y]) => y)];
  return [Math.min(...xs), Math.max(...xs), Math.min(...ys), Math.max(...ys)];
}

function closed(points: readonly Point[], tension = 0.5): string {
  return smoothPath(points, { closed: true, tension });
}
