/** What pixels are told by when they are held against the face: skin in other light, and what can't be skin. */
import type { Plane } from '../kernel/image.ts';
import { GREY, hairColoursIn } from './hair-colours.ts';
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

/** What pixels are told by against the face: lit grey cloth, red ears, the smooth forehead beneath the hair. */
export function againstFace({ oklab, head, rough }: Grid) {
  const [l, a, b] = oklab.channels;
  const inside: number[] = [];
  for (let i = 0; i < l.length; i++) if ((head.inner[i] as number) > 0.5) inside.push(i);
  const part = (channel: Plane, i: number) => (channel[i] as number) / Math.max(0.05, l[i] as number);
  const saturation = (i: number) => Math.hypot(part(a, i), part(b, i));
  const median = (value: (i: number) => number) => Float32Array.from(inside, value).sort()[inside.length >> 1] ?? 0;
  const [usual, redness, lightness] = [median(saturation), median((i) => part(a, i)), quantile(l, inside, 0.5)];
  const [skinA, skinB] = [median((i) => a[i] as number), median((i) => b[i] as number)];
  const hair = hairColoursIn(skinA, skinB);
  const hueBetween = (i: number) => {
    const [greenRed, blueYellow] = [a[i] as number, b[i] as number];
    return Math.atan2(skinA * blueYellow - skinB * greenRed, skinA * greenRed + skinB * blueYellow);
  };
  const isForehead = (i: number) => {
    const down = head.v[i] as number;
    return down < -0.15 && down > -0.75 && Math.abs(head.u[i] as number) < 0.92 * head.frame.halfWidth;
  };
  return {
    isPale: (i: number) => (l[i] as number) > 0.4 && saturation(i) < PALE * usual,
    isOtherHue: (i: number) => saturation(i) > PALE * usual && Math.abs(hueBetween(i)) > OTHER_HUE,
    /** Whether hair can't have a pixel's colour in this light. */
    isClothColour: (i: number) => hair?.isCloth(a[i] as number, b[i] as number) ?? false,
    isGrey: (i: number) => Math.hypot(a[i] as number, b[i] as number) < GREY,
    isRuddy: (i: number) => part(a, i) > RUDDY * redness && (l[i] as number) > 0.35 * lightness,
    /** Whether a pixel is as red and as light as the face: below a hat, where hair and ears lie in one shadow, only then an ear. */
    isLitEar: (i: number) => part(a, i) > RUDDY * redness && (l[i] as number) > LIT * lightness,
    isLitForehead: (i: number) =>
      isForehead(i) && (rough[i] as number) < BARE * head.crownRoughness && (l[i] as number) > LIT * lightness,
  };
}
