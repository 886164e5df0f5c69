/** Brows, nose, mouth and the few lines of age, each where and as the photo shows it. */
import type { Oklab, Rgb } from '../kernel/colour.ts';
import { clamp, mix, smoothstep } from '../kernel/image.ts';
import { hexOf, type Point, smoothPath } from '../kernel/vector.ts';
import type { Portrait } from '../portrait/portrait.ts';
import type { Brow, Lightness } from './anime-measure.ts';
import { creaseDepth } from './anime-measure.ts';
import type { Light } from './anime-shade.ts';
import { type Drawing, denser, lens, taperedStroke } from './anime-stroke.ts';
import { type Colours, distanceBetween, landmark, landmarksAt, NOSE_BASE } from './features.ts';
import { polar, type Ramp } from './toon-palette.ts';

/** Brows as brush strokes; `lift` in face heights makes room for larger eyes. */
export function drawBrows(brows: readonly Brow[], colour: Rgb, lift: number): string {
  return brows
    .map(({ spine, density }) => {
      const points = denser(
        spine.map(({ at: [x, y] }): Point => [x, y - lift]),
        2,
      );
      const width = (along: number) => {
        const reading = spine[Math.round(along * (spine.length - 1))] ?? spine[0];
        const taper = smoothstep(-0.12, 0.45, along) * mix(1, 0.75, smoothstep(0.8, 1, along));
        return 2 * (reading?.half ?? 0) * taper;
      };
      const shown = clamp(0.35 + density * 1.5, 0.45, 1);
      return `<path d="${taperedStroke(points, width)}" fill="${hexOf(colour)}" opacity="${shown.toFixed(2)}"/>`;
    })
    .join('');
}

/** Landmarks of the nose: its wings, the ends of its base, its tip and its ridge from between the eyes downwards. */
const NOSE = { wings: [129, 358], base: [98, 327], tip: 4, ridge: [195, 5, 4] } as const;
/** Radians of yaw beyond which the far side of the nose shows as a line. */
const PROFILE = 0.2;

/** A small shade under the tip, hints of nostrils, and for a turned head the ridge. */
export function drawNose(portrait: Portrait, skin: Ramp, light: Light): string {
  const { faceHeight, yaw } = portrait;
  const [left, right] = landmarksAt(portrait, NOSE.base);
  const base = landmark(portrait, NOSE_BASE);
  const tip = landmark(portrait, NOSE.tip);
  if (!left || !right) return '';
  const inner = (from: Point, part: number): Point => [mix(from[0], base[0], part), mix(from[1], base[1], part)];
  const [from, to] = [inner(left, 0.12), inner(right, 0.12)];
  const rise = mix(base[1], tip[1], 0.62);
  const lit = light.side > 0 ? to : from;
  // The shade hangs from the tip to the side away from the light.
  const far = light.side > 0 ? from : to;
  const top: Point = [mix(tip[0], far[0], 0.35), rise];
  const shade = smoothPath([far, top, inner(lit, 0.55), [base[0], base[1] + 0.006 * faceHeight]], {
    closed: true,
    tension: 0.7,
  });
  const nostril = (end: Point) => {
    const at = inner(end, 0.3);
    const towards = inner(end, 0.72);
    const middle: Point = [(at[0] + towards[0]) / 2, (at[1] + towards[1]) / 2 + 0.006 * faceHeight];
    return `<path d="${taperedStroke(denser([at, middle, towards], 4), lens(0.011 * faceHeight, 0.1))}" fill="${hexOf(skin.line)}" opacity=".75"/>`;
  };
  const wing = (index: number, out: number) => {
    const [x, y] = landmark(portrait, index);
    const curve: Point[] = [
      [x, y - 0.02 * faceHeight],
      [x + out * 0.006 * faceHeight, y],
      [mix(x, base[0], 0.12), y + 0.014 * faceHeight],
    ];
    return `<path d="${taperedStroke(denser(curve, 4), lens(0.007 * faceHeight, 0.1))}" fill="${hexOf(skin.deep)}" opacity=".7"/>`;
  };
  const shown = (side: -1 | 1) => side * yaw < 0.35;
  return (
    `<path d="${shade}" fill="${hexOf(skin.shade)}"/>` +
    (shown(-1) ? nostril(left) + wing(NOSE.wings[0], -1) : '') +
    (shown(1) ? nostril(right) + wing(NOSE.wings[1], 1) : '') +
    ridge(portrait, skin)
  );
}

function ridge(portrait: Portrait, skin: Ramp): string {
  const { yaw, faceHeight } = portrait;
  const shown = smoothstep(PROFILE, PROFILE + 0.25, Math.abs(yaw));
  if (shown <= 0) return '';
  const aside = Math.sign(yaw) * 0.012 * faceHeight;
  const points = landmarksAt(portrait, NOSE.ridge).map(([x, y], index): Point => [x + aside * (0.5 + index / 4), y]);
  const end = landmark(portrait, NOSE_BASE);
  const line = denser(
    [...points, [mix(points.at(-1)?.[0] ?? 0, end[0], 0.4) + aside, mix(points.at(-1)?.[1] ?? 0, end[1], 0.6)]],
    4,
  );
  const width = (along: number) => 0.0085 * faceHeight * smoothstep(0, 0.8, along) * smoothstep(1.05, 0.85, along);
  return `<path d="${taperedStroke(line, width)}" fill="${hexOf(skin.line)}" opacity="${(0.8 * shown).toFixed(2)}"/>`;
}

/** Lips from the left corner to the right one. */
const LIPS = {
  outline: [61, 185, 40, 39, 37, 0, 267, 269, 270, 409, 291, 375, 321, 405, 314, 17, 84, 181, 91, 146],
  innerUpper: [78, 191, 80, 81, 82, 13, 312, 311, 310, 415, 308],
  innerLower: [78, 95, 88, 178, 87, 14, 317, 402, 318, 324, 308],
  lower: [61, 146, 91, 181, 84, 17, 314, 405, 321, 375, 291],
} as const;
/** A mouth less open than this, in face heights, is one line. */
const OPEN = 0.028;
/** Teeth are at least this bright against the skin; else the open mouth is dark. */
const TEETH = 0.8;

type MouthLook = { skin: Ramp; colours: Colours; lightness: Lightness };

/** The measured mouth: lips in their own colour, one line when it is shut, one clean shape of teeth when it smiles. */
export function drawMouth(portrait: Portrait, { skin, colours, lightness }: MouthLook): Drawing {
  const { faceHeight } = portrait;
  const upper = denser(landmarksAt(portrait, LIPS.innerUpper), 2);
  const lower = denser(landmarksAt(portrait, LIPS.innerLower), 2);
  const middle = Math.floor(upper.length / 2);
  const gap = distanceBetween(upper[middle] ?? [0, 0], lower[middle] ?? [0, 0]) / faceHeight;
  const width = distanceBetween(upper[0] ?? [0, 0], upper.at(-1) ?? [0, 0]);
  const line = hexOf(skin.line);
  const outline = smoothPath(landmarksAt(portrait, LIPS.outline), { closed: true, tension: 0.5 });
  const [lipColour, strength] = lipPaint(colours.lips, colours.skin);
  const painted = `<path d="${outline}" fill="${lipColour}" opacity="${strength.toFixed(2)}"/>`;
  const below = lowerLip(portrait, skin, width);
  if (gap < OPEN) {
    const seam = upper.map(([x, y], index): Point => {
      const other = lower[index] ?? [x, y];
      return [(x + other[0]) / 2, (y + other[1]) / 2];
    });
    return {
      body: `${painted}<path d="${taperedStroke(seam, lens(0.0135 * faceHeight, 0.35))}" fill="${line}"/>${below}`,
      definitions: '',
    };
  }
  const inside = smoothPath([...upper, ...lower.slice(1, -1).reverse()], { closed: true, tension: 0.5 });
  // The wider the mouth is open, the smaller the part of it that the upper teeth fill.
  const reach = mix(0.92, 0.5, clamp((gap - 0.04) / 0.12));
  const edge = upper.map(([x, y], index): Point => {
    const other = lower[index] ?? [x, y];
    return [mix(x, other[0], reach), mix(y, other[1], reach)];
  });
  const bright = upper.slice(4, -4).map(([x, y], index) => {
    const [belowX, belowY] = lower[index + 4] ?? [x, y];
    return Math.max(...[0.25, 0.4, 0.55].map((part) => lightness(mix(x, belowX, part), mix(y, belowY, part))));
  });
  const shows = bright.reduce((sum, value) => sum + value, 0) / bright.length > colours.skin[0] * TEETH;
  const teeth = shows ? smoothPath([...upper, ...edge.reverse()], { closed: true, tension: 0.5 }) : '';
  const [tongueX, tongueY] = lower[middle] ?? [0, 0];
  const wide = gap > 0.09;
  const tongue = wide
    ? `<ellipse cx="${tongueX.toFixed(1)}" cy="${(tongueY + width * 0.03).toFixed(1)}" rx="${(width * 0.26).toFixed(1)}" ry="${(width * 0.13).toFixed(1)}" fill="#c8616b"/>`
    : '';
  const body =
    `${painted}<g clip-path="url(#animeMouth)"><path d="${inside}" fill="#672430"/><path d="${teeth}" fill="#fbf6f2"/>${tongue}</g>` +
    `<path d="${taperedStroke(upper, lens(0.013 * faceHeight, 0.4))}" fill="${line}"/>` +
    `<path d="${taperedStroke(lower, lens(0.008 * faceHeight, 0.4))}" fill="${line}" opacity=".85"/>${below}`;
  return { body, definitions: `<clipPath id="animeMouth"><path d="${inside}"/></clipPath>` };
}

/** A short shade below the lower lip. */
function lowerLip(portrait: Portrait, skin: Ramp, width: number): string {
  const { faceHeight } = portrait;
  const under = landmarksAt(portrait, LIPS.lower).slice(3, -3);
  const points = denser(
    under.map(([x, y]): Point => [x, y + 0.012 * faceHeight]),
    3,
  );
  return `<path d="${taperedStroke(points, lens(Math.min(0.012 * faceHeight, width * 0.06), 0.05))}" fill="${hexOf(skin.deep)}" opacity=".65"/>`;
}

/** The lips' colour, and how far it covers the skin: painted lips show more than bare ones. */
function lipPaint([lightness, a, b]: Oklab, [skinL, skinA, skinB]: Oklab): [colour: string, strength: number] {
  const apart = Math.hypot(a - skinA, b - skinB);
  const colour = polar(
    mix(lightness, skinL * 0.88, 0.35),
    Math.max(0.05, Math.hypot(a, b) * 1.1),
    Math.atan2(b, a) - 0.05,
  );
  return [hexOf(colour), clamp(0.08 + apart * 9, 0.14, 0.85)];
}

/** Folds from the nose to the mouth, and below the eyes, from inside outwards. */
const FOLDS = [
  { path: [203, 206, 216, 212], thickness: 0.0075, least: 0.045 },
  { path: [423, 426, 436, 432], thickness: 0.0075, least: 0.045 },
  { path: [232, 231, 230, 229], thickness: 0.006, least: 0.05 },
  { path: [452, 451, 450, 449], thickness: 0.006, least: 0.05 },
] as const;

/** Lines of age and of laughter, as deep as the photo shows them; none on a smooth face. */
export function drawFolds(portrait: Portrait, skin: Ramp, base: number, lightness: Lightness): string {
  const { faceHeight } = portrait;
  return FOLDS.map(({ path, thickness, least }) => {
    const points = landmarksAt(portrait, path);
    const depth = creaseDepth(points, 0.028 * faceHeight, base, lightness);
    const shown = smoothstep(least, least * 2.4, depth);
    if (shown < 0.1) return '';
    const stroke = taperedStroke(denser(points, 4), lens(thickness * faceHeight * mix(0.7, 1.1, shown), 0.05));
    return `<path d="${stroke}" fill="${hexOf(skin.deep)}" opacity="${(0.8 * shown).toFixed(2)}"/>`;
  }).join('');
}
