/** What is on top of a head: hair, bare skin, or something worn. */
import { faceColours, isLitEar } from './against-face.ts';
import { type ColourModel, fitColours, withShades } from './colour-model.ts';
import { type HeadParts, wornPixels } from './headwear.ts';
import { type Grid, quantile, strangenessAt } from './region-grid.ts';
import { isBesideTemple, isEar } from './region-places.ts';
import { HAIR, HEADWEAR, OPEN } from './region-priors.ts';

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
/** The part of the crown that must look like skin on a bald head. */
const BARE_SHARE = 0.6;
/** Light on a bald head is at least this much brighter than the forehead, has less colour than this, and isn't white. */
const SHINE = { brighter: 0.06, chroma: 0.06, brightest: 0.97 } as const;
/** How much rougher than the forehead a bare crown may be. */
const BARE_ROUGHNESS = 1.6;
/** Weaker and stronger light on skin, and on ears. */
const SHADES = [0.9, 1.1, 1.2] as const;
const EAR_SHADES = [0.86, 0.72, 1.12] as const;
/** A crown darker than this part of the forehead's lightness has hair on it. */
const DARK = 0.85;
/** Squared standard deviations within which a colour beside the temples is that of what covers the crown. */
const WORN_LIKE = 6;

/** @param skin the colours of the face */
export function readCrown(grid: Grid, skin: ColourModel | null): Crown {
  const { alpha } = grid;
  const seeds = new Int8Array(alpha.length).fill(OPEN);
  const parts = partsOf(grid, skin);
  const isCropped = parts.crown.length < MIN_PIXELS;
  const ear = skin && withShades(skin, EAR_SHADES);
  const strands = parts.temples.filter((i) => !isEar(grid.head, i) || strangenessAt(grid, ear, i) > SKIN_LIKE);
  // Where the photo ends below the crown, hair shows beside both temples; beside one it is whatever stands behind.
  if (isCropped && !onBothSides(grid, strands)) return { kind: 'hair', seeds };
  const mark = (pixels: readonly number[], as: number) => {
    for (const i of pixels) seeds[i] = as;
  };
  mark(strands, HAIR);
  if (skin === null || isCropped) return { kind: 'hair', seeds };
  if (isBare(grid, skin, parts.crown, parts.forehead)) return { kind: 'bare', seeds };
  const worn = wornPixels(grid, skin, parts);
  if (worn.length === 0) {
    mark(parts.crown, HAIR);
    return { kind: 'hair', seeds };
  }
  // A hat's shadow makes hair and ears alike: then the temples are all that is known of the hair.
  const face = faceColours(grid);
  mark(
    parts.temples.filter((i) => !(isEar(grid.head, i) && isLitEar(face, i))),
    HAIR,
  );
  mark(worn, HEADWEAR);
  const colours = fitColours(grid.oklab.channels, seeds, HEADWEAR, 3);
  for (const i of parts.temples) if (strangenessAt(grid, colours, i) < WORN_LIKE) seeds[i] = OPEN;
  return { kind: 'covered', seeds };
}

function onBothSides({ head }: Grid, pixels: readonly number[]): boolean {
  const left = pixels.filter((i) => (head.u[i] as number) < 0).length;
  return left >= MIN_PIXELS && pixels.length - left >= MIN_PIXELS;
}

function partsOf(grid: Grid, skin: ColourModel | null): HeadParts {
  const { alpha, head } = grid;
  const parts = { crown: [] as number[], forehead: [] as number[], cheeks: [] as number[], temples: [] as number[] };
  for (let i = 0; i < alpha.length; i++) {
    if ((alpha[i] as number) < SURE) continue;
    const aside = Math.abs(head.u[i] as number);
    const down = head.v[i] as number;
    if (isOnCrown(grid, i)) parts.crown.push(i);
    else if (down > -0.45 && down < -0.28 && aside < 0.2) parts.forehead.push(i);
    else if (down > 0 && down < 0.2 && aside < 0.25) parts.cheeks.push(i);
    else if (isBesideTemple(head, i) && strangenessAt(grid, skin, i) > SKIN_LIKE) parts.temples.push(i);
  }
  return parts;
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
