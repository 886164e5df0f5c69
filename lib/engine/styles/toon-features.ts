/** Brows, nose and mouth as a few strokes over flat skin, in the person's own shapes. */
import type { Oklab, Rgb } from '../kernel/colour.ts';
import { clamp, mix } from '../kernel/image.ts';
import { hexOf, type Point, smoothPath } from '../kernel/vector.ts';
import type { Portrait } from '../portrait/portrait.ts';
import { distanceBetween, landmark, landmarksAt, NOSE_BASE } from './features.ts';
import type { Drawing } from './toon-eyes.ts';
import { polar, type Ramp } from './toon-palette.ts';

/** Indices of the 478 landmarks along the upper and lower edge of each brow, from the temple inwards. */
const BROWS = [
  { upper: [70, 63, 105, 66, 107], lower: [46, 53, 52, 65, 55] },
  { upper: [300, 293, 334, 296, 336], lower: [276, 283, 282, 295, 285] },
] as const;
/** Lips from the left corner to the right one. */
const LIPS = {
  outline: [61, 185, 40, 39, 37, 0, 267, 269, 270, 409, 291, 375, 321, 405, 314, 17, 84, 181, 91, 146],
  innerUpper: [78, 191, 80, 81, 82, 13, 312, 311, 310, 415, 308],
  innerLower: [78, 95, 88, 178, 87, 14, 317, 402, 318, 324, 308],
} as const;
const LOWER_LIP = 17;
const NOSE_TIP = 4;

/** Brows that taper towards the temple; `lift` in face heights makes room for larger eyes. */
export function drawToonBrows(portrait: Portrait, colour: Rgb, { thickness, lift }: BrowLook): string {
  const { faceHeight } = portrait;
  return BROWS.map(({ upper, lower }) => {
    const tops = landmarksAt(portrait, upper);
    const bottoms = landmarksAt(portrait, lower);
    const above: Point[] = [];
    const below: Point[] = [];
    tops.forEach((top, index) => {
      const bottom = bottoms[index] ?? top;
      const taper = 0.3 + 0.9 * Math.sin(Math.PI * clamp(0.15 + (0.8 * index) / (tops.length - 1)));
      const half = clamp(distanceBetween(top, bottom) / 2, 0.006 * faceHeight, 0.03 * faceHeight) * thickness * taper;
      const y = (top[1] + bottom[1]) / 2 - lift * faceHeight;
      const x = (top[0] + bottom[0]) / 2;
      above.push([x, y - half]);
      below.push([x, y + half]);
    });
    return `<path d="${smoothPath([...above, ...below.reverse()], { closed: true, tension: 0.8 })}" fill="${hexOf(colour)}"/>`;
  }).join('');
}

export type BrowLook = { thickness: number; lift: number };

/** A shaded side, a line below and a small light: enough for any nose. */
export function drawToonNose(portrait: Portrait, skin: Ramp): string {
  const { faceHeight, yaw } = portrait;
  const [tipX, tipY] = landmark(portrait, NOSE_TIP);
  const [baseX, baseY] = landmark(portrait, NOSE_BASE);
  const side = yaw > 0.1 ? 1 : -1;
  const width = 0.05 * faceHeight * side;
  const at = (x: number, y: number) => `${x.toFixed(1)} ${y.toFixed(1)}`;
  const shade = `M${at(tipX, tipY - 0.012 * faceHeight)}L${at(tipX + width * 0.95, baseY - 0.016 * faceHeight)}Q${at(baseX + width * 0.2, baseY + 0.012 * faceHeight)} ${at(baseX - width * 0.35, baseY - 0.002 * faceHeight)}Q${at(tipX + width * 0.05, tipY + 0.03 * faceHeight)} ${at(tipX, tipY - 0.012 * faceHeight)}Z`;
  const line = `M${at(baseX - width * 0.42, baseY - 0.004 * faceHeight)}Q${at(baseX + width * 0.1, baseY + 0.014 * faceHeight)} ${at(baseX + width * 0.55, baseY - 0.008 * faceHeight)}`;
  return (
    `<path d="${shade}" fill="${hexOf(skin.shade)}"/>` +
    `<path d="${line}" stroke="${hexOf(skin.line)}" stroke-width="${0.0085 * faceHeight}" fill="none" stroke-linecap="round" opacity=".8"/>` +
    `<ellipse cx="${tipX - width * 0.25}" cy="${tipY - 0.022 * faceHeight}" rx="${0.012 * faceHeight}" ry="${0.018 * faceHeight}" fill="${hexOf(skin.light)}" opacity=".9"/>`
  );
}

/** The measured mouth: lips in their own colour, teeth when it is open, one line when it is shut. */
export function drawToonMouth(
  portrait: Portrait,
  { skin, lips, tone }: { skin: Ramp; lips: Oklab; tone: Oklab },
): Drawing {
  const { faceHeight } = portrait;
  const upper = landmarksAt(portrait, LIPS.innerUpper);
  const lower = landmarksAt(portrait, LIPS.innerLower);
  const gap = distanceBetween(upper[5] ?? [0, 0], lower[5] ?? [0, 0]) / faceHeight;
  const width = distanceBetween(upper[0] ?? [0, 0], upper.at(-1) ?? [0, 0]);
  const line = hexOf(skin.line);
  const stroke = (0.011 * faceHeight).toFixed(1);
  const outline = smoothPath(landmarksAt(portrait, LIPS.outline), { closed: true, tension: 0.9 });
  const [lipColour, strength] = lipPaint(lips, tone);
  const painted = `<path d="${outline}" fill="${lipColour}" opacity="${strength.toFixed(2)}"/>`;
  if (gap < 0.035) {
    const middle = upper.map(([x, y], index): Point => {
      const other = lower[index] ?? [x, y];
      return [(x + other[0]) / 2, (y + other[1]) / 2];
    });
    const [x, y] = landmark(portrait, LOWER_LIP);
    const shadow = `M${(x - width * 0.13).toFixed(1)} ${(y + faceHeight * 0.008).toFixed(1)}Q${x.toFixed(1)} ${(y + faceHeight * 0.022).toFixed(1)} ${(x + width * 0.13).toFixed(1)} ${(y + faceHeight * 0.008).toFixed(1)}`;
    const body =
      `${painted}<path d="${smoothPath(middle, { tension: 0.9 })}" fill="none" stroke="${line}" stroke-width="${stroke}" stroke-linecap="round"/>` +
      `<path d="${shadow}" stroke="${hexOf(skin.deep)}" stroke-width="${(0.008 * faceHeight).toFixed(1)}" fill="none" stroke-linecap="round" opacity=".7"/>`;
    return { body, definitions: '' };
  }
  const inside = smoothPath([...upper, ...lower.slice(1, -1).reverse()], { closed: true, tension: 0.9 });
  // The wider the mouth, the smaller the part of it that the upper teeth fill.
  const reach = mix(0.8, 0.55, clamp((gap - 0.05) / 0.12));
  const edge = upper.map(([x, y], index): Point => {
    const other = lower[index] ?? [x, y];
    return [mix(x, other[0], reach), mix(y, other[1], reach)];
  });
  const teeth = smoothPath([...upper, ...edge.reverse()], { closed: true, tension: 0.9 });
  const [tongueX, tongueY] = lower[5] ?? [0, 0];
  const body =
    `${painted}<g clip-path="url(#toonMouth)"><path d="${inside}" fill="#6f2732"/>` +
    `<path d="${teeth}" fill="#fffdfa"/><ellipse cx="${tongueX}" cy="${tongueY + width * 0.02}" rx="${width * 0.22}" ry="${width * 0.1}" fill="#cf6a74"/></g>` +
    `<path d="${inside}" fill="none" stroke="${line}" stroke-width="${stroke}" stroke-linejoin="round"/>`;
  return { body, definitions: `<clipPath id="toonMouth"><path d="${inside}"/></clipPath>` };
}

/** The lips' colour, and how far it covers the skin: painted lips show more than bare ones. */
function lipPaint([lightness, a, b]: Oklab, [skinL, skinA, skinB]: Oklab): [colour: string, strength: number] {
  const apart = Math.hypot(a - skinA, b - skinB);
  const colour = polar(
    mix(lightness, skinL * 0.86, 0.4),
    Math.max(0.05, Math.hypot(a, b) * 1.15),
    Math.atan2(b, a) - 0.05,
  );
  return [hexOf(colour), clamp(0.2 + apart * 9, 0.22, 0.85)];
}
