/** What pixels are told by when they are held against the face: skin in other light, and what can't be skin. */
import { GREY, type HairColours, hairColoursIn, isCloth } from './hair-colours.ts';
import { type Grid, quantile } from './region-grid.ts';

/**
 * What skin may be in other light, against the face's median: difference of hue (radians), and parts of the saturation
 * (chroma by lightness) and of the lightness.
 */
const SKIN_RANGE = { hue: 0.4, saturation: [0.5, 2.2], lightness: [0.45, 1.4] } as const;

/** Tells pixels that can be skin of the same person in weaker or stronger light than falls on the face. */
export function skinInAnyLight({ oklab, alpha }: Grid, isFace: (i: number) => boolean): (i: number) => boolean {
  const inside: number[] = [];
  for (let i = 0; i < alpha.length; i++) if (isFace(i)) inside.push(i);
  const [l, a, b] = oklab.channels;
  const [skinLightness = 0, skinA = 0, skinB = 0] = [l, a, b].map((channel) => quantile(channel, inside, 0.5));
  const skinHue = Math.atan2(skinB, skinA);
  const skinSaturation = Math.hypot(skinA, skinB) / skinLightness;
  const within = (value: number, usual: number, [least, most]: readonly [number, number]) =>
    value > least * usual && value < most * usual;
  return (i) => {
    const lightness = l[i] as number;
    const saturation = Math.hypot(a[i] as number, b[i] as number) / Math.max(0.05, lightness);
    return (
      Math.abs(Math.atan2(b[i] as number, a[i] as number) - skinHue) < SKIN_RANGE.hue &&
      within(saturation, skinSaturation, SKIN_RANGE.saturation) &&
      within(lightness, skinLightness, SKIN_RANGE.lightness)
    );
  };
}

/** Beside face and neck, skin with this part of the face's saturation is grey cloth. */
const PALE = 0.4;
/** Further from the face's hue (radians) than this beside the neck is no skin, whatever light falls on it. */
const OTHER_HUE = 1;
/** As light as this part of the face's median, a smooth forehead is bare; as red as this part of it, an ear is. */
const LIT = 0.85;
const RUDDY = 0.9;
/** How much smoother than the crown a bare forehead is. */
const BARE = 0.4;

/** What pixels are told by when they are held against the face. */
export type FaceColours = {
  grid: Grid;
  /** Medians over the face: saturation (chroma by lightness), redness by lightness, lightness, and the colour (OKLab a, b). */
  saturation: number;
  redness: number;
  lightness: number;
  skinA: number;
  skinB: number;
  hair: HairColours | null;
};

export function faceColours(grid: Grid): FaceColours {
  const [l, a, b] = grid.oklab.channels;
  const inside: number[] = [];
  for (let i = 0; i < l.length; i++) if ((grid.head.inner[i] as number) > 0.5) inside.push(i);
  const median = (value: (grid: Grid, i: number) => number) =>
    Float32Array.from(inside, (i) => value(grid, i)).sort()[inside.length >> 1] ?? 0;
  const [skinA, skinB] = [quantile(a, inside, 0.5), quantile(b, inside, 0.5)];
  return {
    grid,
    saturation: median(saturationAt),
    redness: median(rednessAt),
    lightness: quantile(l, inside, 0.5),
    skinA,
    skinB,
    hair: hairColoursIn(skinA, skinB),
  };
}

function rednessAt({ oklab: { channels } }: Grid, i: number): number {
  return (channels[1][i] as number) / Math.max(0.05, channels[0][i] as number);
}

function saturationAt(grid: Grid, i: number): number {
  const [l, , b] = grid.oklab.channels;
  return Math.hypot(rednessAt(grid, i), (b[i] as number) / Math.max(0.05, l[i] as number));
}

/** Whether a pixel is lit grey cloth. */
export function isPale({ grid, saturation }: FaceColours, i: number): boolean {
  return (grid.oklab.channels[0][i] as number) > 0.4 && saturationAt(grid, i) < PALE * saturation;
}

/** Whether no light makes skin of a pixel's hue. */
export function isOtherHue({ grid, saturation, skinA, skinB }: FaceColours, i: number): boolean {
  if (saturationAt(grid, i) <= PALE * saturation) return false;
  const [, a, b] = grid.oklab.channels;
  const [greenRed, blueYellow] = [a[i] as number, b[i] as number];
  return Math.abs(Math.atan2(skinA * blueYellow - skinB * greenRed, skinA * greenRed + skinB * blueYellow)) > OTHER_HUE;
}

/** Whether hair can't have a pixel's colour in this light. */
export function isClothColour({ grid, hair }: FaceColours, i: number): boolean {
  const [, a, b] = grid.oklab.channels;
  return hair !== null && isCloth(hair, a[i] as number, b[i] as number);
}

export function isGrey({ grid }: FaceColours, i: number): boolean {
  const [, a, b] = grid.oklab.channels;
  return Math.hypot(a[i] as number, b[i] as number) < GREY;
}

/** Whether a pixel is as red as an ear. */
export function isRuddy({ grid, redness, lightness }: FaceColours, i: number): boolean {
  return rednessAt(grid, i) > RUDDY * redness && (grid.oklab.channels[0][i] as number) > 0.35 * lightness;
}

/** Whether a pixel is as red and as light as the face: below a hat, where hair and ears lie in one shadow, only then an ear. */
export function isLitEar({ grid, redness, lightness }: FaceColours, i: number): boolean {
  return rednessAt(grid, i) > RUDDY * redness && (grid.oklab.channels[0][i] as number) > LIT * lightness;
}

/** Whether a pixel belongs to the smooth forehead beneath the hair. */
export function isLitForehead({ grid: { oklab, head, rough }, lightness }: FaceColours, i: number): boolean {
  const down = head.v[i] as number;
  if (!(down < -0.15 && down > -0.75 && Math.abs(head.u[i] as number) < 0.92 * head.frame.halfWidth)) return false;
  return (rough[i] as number) < BARE * head.crownRoughness && (oklab.channels[0][i] as number) > LIT * lightness;
}
