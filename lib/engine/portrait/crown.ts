/** What is on top of a head: hair, bare skin, or something worn. */
import { type ColourModel, withShades } from './colour-model.ts';
import { type Grid, quantile, strangenessAt } from './region-grid.ts';
import { HAIR, HEADWEAR, isBesideTemple, OPEN } from './region-priors.ts';

export type Crown = {
  kind: 'hair' | 'bare' | 'covered';
  /** Certain pixels of hair or headwear; `OPEN` elsewhere. */
  seeds: Int8Array;
};

/** Fewer pixels above the forehead say nothing: the photo ends there. */
const MIN_PIXELS = 40;
/** The person's mask must reach this. */
const SURE = 0.8;
/** Squared standard deviations within which a colour is the skin's, in any light. */
const SKIN_LIKE = 9;
/** The part of the crown that must look like skin on a bald head, and be out of the question for hair under a hat. */
const BARE_SHARE = 0.6;
const COVERED_SHARE = 0.4;
const LIGHTER_SHARE = 0.7;
const BRIM_SHARE = 0.04;
/** Light on a bald head is at least this much brighter than the forehead, has less colour than this, and isn't white. */
const SHINE = { brighter: 0.06, chroma: 0.06, brightest: 0.97 } as const;
/** How much rougher than the forehead a bare crown may be. */
const BARE_ROUGHNESS = 1.6;
/** Weaker and stronger light on skin. */
const SHADES = [0.9, 1.1, 1.2] as const;
/** A crown darker than this part of the forehead's lightness has hair on it. */
const DARK = 0.85;
/** A hat this much lighter (OKLab) than the hair beside the temples, no rougher than `SMOOTH`, is one. */
const LIGHTER = 0.28;
const SMOOTH = 0.03;
/** Hues (degrees) of skin in white light: only then do colours tell what can't be hair. */
const WARM = [20, 80] as const;
/** Below this chroma any hair may have any hue; above it hair lies between these hues, and below that chroma. */
const GREY = 0.03;
const HAIR_HUES = [-30, 105] as const;
const HAIR_CHROMA = { red: 0.13, yellow: 0.105, yellowFrom: 72 } as const;
/** Chroma of skin in ordinary light; a warmer light raises that of hair too. */
const USUAL_SKIN_CHROMA = 0.075;

/** @param skin the colours of the face */
export function readCrown(grid: Grid, skin: ColourModel | null): Crown {
  const { alpha, head } = grid;
  const seeds = new Int8Array(alpha.length).fill(OPEN);
  const crown: number[] = [];
  const forehead: number[] = [];
  const temples: number[] = [];
  for (let i = 0; i < alpha.length; i++) {
    if ((alpha[i] as number) < SURE) continue;
    const aside = Math.abs(head.u[i] as number);
    const down = head.v[i] as number;
    if (isOnCrown(grid, i)) crown.push(i);
    else if (down > -0.45 && down < -0.28 && aside < 0.2) forehead.push(i);
    else if (isBesideTemple(head, i) && strangenessAt(grid, skin, i) > SKIN_LIKE) temples.push(i);
  }
  for (const i of temples) seeds[i] = HAIR;
  if (skin === null || crown.length < MIN_PIXELS) return { kind: 'hair', seeds };
  if (isBare(grid, skin, crown, forehead)) return { kind: 'bare', seeds };
  const worn = wornPixels(grid, crown, temples, forehead);
  if (worn.length > COVERED_SHARE * crown.length) {
    for (const i of worn) seeds[i] = HEADWEAR;
    return { kind: 'covered', seeds };
  }
  for (const i of crown) seeds[i] = HAIR;
  return { kind: 'hair', seeds };
}

function isOnCrown({ head }: Grid, i: number): boolean {
  const aside = Math.abs(head.u[i] as number);
  return (head.v[i] as number) < -0.62 && (head.oval[i] as number) < 0.1 && aside < head.frame.halfWidth + 0.25;
}

/** A bald crown has the skin's colour, or a shine on it, and is about as smooth as the forehead. */
function isBare(grid: Grid, skin: ColourModel, crown: readonly number[], forehead: readonly number[]): boolean {
  const anyLight = withShades(skin, SHADES);
  const [lightness, greenRed, blueYellow] = grid.oklab.channels;
  const chromaOf = (i: number) => Math.hypot(greenRed[i] as number, blueYellow[i] as number);
  const usual = quantile(lightness, forehead, 0.5);
  if (!(quantile(lightness, crown, 0.5) > DARK * usual)) return false;
  let alike = 0;
  for (const i of crown) {
    const light = lightness[i] as number;
    const shining = light > usual + SHINE.brighter && light < SHINE.brightest && chromaOf(i) < SHINE.chroma;
    if (shining || strangenessAt(grid, anyLight, i) < SKIN_LIKE) alike++;
  }
  const roughness = quantile(grid.rough, crown, 0.5) / Math.max(0.004, quantile(grid.rough, forehead, 0.3));
  return alike > BARE_SHARE * crown.length && roughness < BARE_ROUGHNESS;
}

/** Pixels of the crown that can't be hair, by their hue or because they are smooth and far lighter than hair nearby. */
function wornPixels(
  grid: Grid,
  crown: readonly number[],
  temples: readonly number[],
  forehead: readonly number[],
): number[] {
  const [lightness] = grid.oklab.channels;
  const unlikeHair = unnaturalHair(grid, forehead);
  const coloured = unlikeHair === null ? [] : crown.filter(unlikeHair);
  if (coloured.length > COVERED_SHARE * crown.length) return coloured;
  const hair = temples.length < MIN_PIXELS ? Infinity : quantile(lightness, temples, 0.5);
  const lighter = crown.filter((i) => (lightness[i] as number) > hair + LIGHTER && (grid.rough[i] as number) < SMOOTH);
  if (lighter.length > LIGHTER_SHARE * crown.length) return lighter;
  const brim = brimPixels(grid);
  return brim.length > BRIM_SHARE * grid.head.frame.faceHeight ** 2 ? [...crown, ...brim] : [];
}

/** How far from the cheek a brim is looked for, and how far below it there must be air; head units. */
const BRIM_REACH = 0.3;
const BRIM_AIR = 0.3;
/** A brim is smoother than hair that stands off so far. */
const BRIM_SMOOTH = 0.016;

/** Smooth pixels beside the forehead that stand out over nothing, as only the brim of a hat does. */
function brimPixels({ alpha, head, image, rough }: Grid): number[] {
  const below = Math.round(BRIM_AIR * head.frame.faceHeight) * image.width;
  const brim: number[] = [];
  for (let i = 0; i + below < alpha.length; i++) {
    const down = head.v[i] as number;
    if (down < -0.55 || down > -0.1 || Math.abs(head.u[i] as number) < head.frame.halfWidth + BRIM_REACH) continue;
    const overAir = (alpha[i] as number) > SURE && (alpha[i + below] as number) < 0.3;
    if (overAir && (rough[i] as number) < BRIM_SMOOTH) brim.push(i);
  }
  return brim;
}

/** Tells colours that hair doesn't grow in; `null` where coloured light leaves that open. */
function unnaturalHair({ oklab }: Grid, forehead: readonly number[]): ((i: number) => boolean) | null {
  const [, greenRed, blueYellow] = oklab.channels;
  const hueAndChroma = (a: number, b: number) => [(Math.atan2(b, a) * 180) / Math.PI, Math.hypot(a, b)] as const;
  const [skinHue, skinChroma] = hueAndChroma(quantile(greenRed, forehead, 0.5), quantile(blueYellow, forehead, 0.5));
  if (skinChroma > GREY && (skinHue < WARM[0] || skinHue > WARM[1])) return null;
  const warmth = Math.max(1, skinChroma / USUAL_SKIN_CHROMA);
  return (i) => {
    const [hue, chroma] = hueAndChroma(greenRed[i] as number, blueYellow[i] as number);
    if (chroma < GREY * warmth) return false;
    if (hue < HAIR_HUES[0] || hue > HAIR_HUES[1]) return true;
    return chroma > warmth * (hue > HAIR_CHROMA.yellowFrom ? HAIR_CHROMA.yellow : HAIR_CHROMA.red);
  };
}
