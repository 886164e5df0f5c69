/** Hair that falls past the jaw, told from collars and from clothing in its colour. */
import { type ColourModel, fitColours } from './colour-model.ts';
import { type Grid, quantile, strangenessAt } from './region-grid.ts';
import { isBesideJaw, isBesideNeck, isBesideTemple } from './region-places.ts';
import { CLOTHING, HAIR, OPEN } from './region-priors.ts';

/** The person's mask must reach this. */
const SURE = 0.5;
/** Squared standard deviations within which a colour is taken for the hair's, and beyond which it isn't the skin's. */
const HAIR_LIKE = 6;
const UNLIKE_SKIN = 5;
/** Differences in OKLab lightness between strands, and the most chroma that hair has. */
const STRAND = { lightness: 0.42, chroma: 0.13 } as const;
/** The parts of the room beside the jaw that long hair fills, or some of it and of that beside the neck; never without temple. */
const LONG_HAIR = { jaw: 0.45, some: 0.25, neck: 0.32, temple: 0.15 } as const;
/** Above this part of the certain clothing, the clothing simply has the hair's or the skin's colour. */
const MAX_ASTRAY = 0.85;
/**
 * Cloth in the hair's colour is smoother than the hair at the temples, by these parts of its roughness: what lies beside
 * the jaw is no strand then, nor is what lies lower (head units) and further aside when most of it is so.
 */
const SMOOTH = { strand: 0.35, cloth: 0.35, from: 0.6, aside: 0.65, share: 0.5 } as const;
/** Half the width of the chest, in head units: between the strands of long hair. */
const CHEST = 0.4;

/**
 * Notes on the head whether hair falls past the jaw. It must not teach the colours of clothing then: what is beside the
 * jaw teaches those of hair, and certain clothing that looks like it is left open, unless the chest between looks the
 * same.
 * @param classes the certain pixels, changed in place
 */
export function noticeLongHair(classes: Int8Array, grid: Grid, skin: ColourModel | null, gaussians: number): void {
  const { alpha, head } = grid;
  const isSure = (i: number) => (alpha[i] as number) > SURE;
  const crown = hairColours(grid, classes, skin, gaussians);
  const strands = Uint8Array.from(classes, (_, i) => (isSure(i) ? (crown[i] as number) : 0));
  const long = [-1, 1].filter((side) => {
    const share = (isThere: typeof isBesideJaw) => hairShare(strands, grid, side, isThere);
    const jaw = share(isBesideJaw);
    if (jaw < LONG_HAIR.some || share(isBesideTemple) < LONG_HAIR.temple) return false;
    return jaw > LONG_HAIR.jaw || share(isBesideNeck) > LONG_HAIR.neck;
  });
  if (long.length === 0 || !leaveOpen(classes, grid, crown)) return;
  head.longHair = true;
  const isStrand = strandsOf(grid, classes);
  head.strands = hairRoughness(classes, grid);
  for (let i = 0; i < classes.length; i++) {
    const isAside = long.some((side) => (head.u[i] as number) * side > 0);
    if (!isAside || !isSure(i) || !(isBesideJaw(head, i) || isBesideNeck(head, i))) continue;
    if (classes[i] !== OPEN || (grid.rough[i] as number) < SMOOTH.strand * head.strands) continue;
    if (isStrand(i) && strangenessAt(grid, skin, i) > UNLIKE_SKIN) classes[i] = HAIR;
  }
  const isHair = hairColours(grid, classes, skin, gaussians);
  leaveOpen(classes, grid, isHair);
  for (const i of smoothCloth(grid, isHair)) classes[i] = CLOTHING;
}

/** The part of a place on one side of the head that hair fills. */
function hairShare(strands: Uint8Array, { head }: Grid, side: number, isThere: typeof isBesideJaw): number {
  let [all, hair] = [0, 0];
  for (let i = 0; i < strands.length; i++) {
    if ((head.u[i] as number) * side <= 0 || !isThere(head, i)) continue;
    all++;
    hair += strands[i] as number;
  }
  return hair / Math.max(1, all);
}

/** The median roughness of certain hair beside and above the face. */
function hairRoughness(classes: Int8Array, { head, rough }: Grid): number {
  const hair: number[] = [];
  for (let i = 0; i < classes.length; i++) if (classes[i] === HAIR && (head.v[i] as number) < 0) hair.push(i);
  return quantile(rough, hair, 0.5);
}

/** A smooth jacket beside rough hair of its colour; empty where hair itself is smooth. */
function smoothCloth({ alpha, head, rough }: Grid, isHair: Uint8Array): number[] {
  const low: number[] = [];
  for (let i = 0; i < alpha.length; i++) {
    const isLow = (head.v[i] as number) > SMOOTH.from && Math.abs(head.u[i] as number) > SMOOTH.aside;
    if (isLow && (alpha[i] as number) > SURE && isHair[i] === 1) low.push(i);
  }
  const smooth = low.filter((i) => (rough[i] as number) < SMOOTH.cloth * head.strands);
  return smooth.length > SMOOTH.share * low.length ? smooth : [];
}

/** Tells what can be another strand of the certain hair: not much lighter or darker, and in no colour of cloth. */
function strandsOf({ oklab }: Grid, classes: Int8Array) {
  const [lightness, greenRed, blueYellow] = oklab.channels;
  const hair: number[] = [];
  for (let i = 0; i < classes.length; i++) if (classes[i] === HAIR) hair.push(i);
  const usual = quantile(lightness, hair, 0.5);
  return (i: number) =>
    Math.abs((lightness[i] as number) - usual) < STRAND.lightness &&
    Math.hypot(greenRed[i] as number, blueYellow[i] as number) < STRAND.chroma;
}

/** Tells pixels in the colours of what is certainly hair so far. */
function hairColours(grid: Grid, classes: Int8Array, skin: ColourModel | null, gaussians: number): Uint8Array {
  const hair = fitColours(grid.oklab.channels, classes, HAIR, gaussians);
  const alike = new Uint8Array(classes.length);
  for (let i = 0; i < alike.length; i++) {
    const likeHair = strangenessAt(grid, hair, i);
    alike[i] = likeHair < HAIR_LIKE && likeHair < strangenessAt(grid, skin, i) ? 1 : 0;
  }
  return alike;
}

/** Takes what looks like hair out of the certain clothing, in place; `false` when then none would be left. */
function leaveOpen(classes: Int8Array, { head }: Grid, isHair: Uint8Array): boolean {
  const astray: number[] = [];
  const chest = { all: 0, hair: 0 };
  for (let i = 0; i < classes.length; i++) {
    if (classes[i] !== CLOTHING) continue;
    const looksLikeHair = isHair[i] === 1;
    if (looksLikeHair) astray.push(i);
    if (Math.abs(head.u[i] as number) >= CHEST) continue;
    chest.all++;
    if (looksLikeHair) chest.hair++;
  }
  if (chest.hair > MAX_ASTRAY * chest.all) return false;
  for (const i of astray) classes[i] = OPEN;
  return true;
}
