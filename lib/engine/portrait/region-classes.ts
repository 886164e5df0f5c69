/**
 * Which part of the person each pixel belongs to, by its place and by this photo's own colours, in the manner of
 * GrabCut: places that leave no doubt teach colour models, which decide about the rest.
 */
import { gaussianBlur } from '../kernel/blur.ts';
import type { GuidedFilter } from '../kernel/guided.ts';
import { type Plane, smoothstep } from '../kernel/image.ts';
import {
  faceColours,
  isClothColour,
  isGrey,
  isLitEar,
  isLitForehead,
  isOtherHue,
  isPale,
  isRuddy,
  skinInAnyLight,
} from './against-face.ts';
import { type ColourModel, fitColours, joinColours, UNLIKELY, withShades } from './colour-model.ts';
import { readCrown } from './crown.ts';
import { noteHair, noteHandInHair, noteHands, noteStrands } from './head-notes.ts';
import { noticeLongHair } from './long-hair.ts';
import { type Grid, likelihoodAt, quantile } from './region-grid.ts';
import { certainClass, isBelowHat, isBesideCheek, isBesideHat, isBrim, isEar, isOnHandSide } from './region-places.ts';
import {
  BODY,
  CLASSES,
  CLOTHING,
  HAIR,
  HEADWEAR,
  type HeadMap,
  NECK,
  NEVER,
  OPEN,
  priorAt,
  SKIN,
} from './region-priors.ts';

export type Models = readonly (ColourModel | null)[];
/** A plane for each class, in the order of `CLASSES`. */
export type Parts = readonly Plane[];

/** Gaussians for skin, hair, neck, clothing, headwear and body. */
const GAUSSIANS = [3, 3, 2, 4, 3, 2] as const;
/** Rounds of 'fit the colours, decide, fit again'. */
const ROUNDS = 3;
const PRIOR_WEIGHT = 1.35;
const COLOUR_WEIGHT = 0.75;
/** Clothing may have a colour that was seen nowhere else (log): stripes, prints. */
const ANY_CLOTH = UNLIKELY + 3;
/** The brim of a hat may have any colour, too: nothing else is where it stands off (log). */
const ANY_BRIM = 2;
/** Beside face and neck, from this far on (head units), skin with this part of the face's saturation is less likely (log). */
const ASIDE = 0.36;
const BESIDE_CHEEK = -3;
const NO_SKIN = 7;
/** The person's mask must reach this for a pixel to be looked at, and this to teach. */
const SEEN = 0.25;
const SURE = 0.5;
/** Roughness from which bare skin becomes unlikely, and where it is, for each class by how much (log). Long hair is rougher. */
const ROUGH = [0.016, 0.05] as const;
const ROUGH_PENALTY = { any: [0, 0, 1.6, 0, 0, 1.6], longHair: [0, 0, 1.6, 1.2, 0, 3.2] } as const;
/** How much less likely (log) a smooth, lit forehead is hair or hat, and an ear as red as the face is hair. */
const BARE_PENALTY = 6;
const RUDDY_PENALTY = 2.5;
/** How much less likely (log) long hair is where the photo is smoother than its strands at the temples. */
const SMOOTH_PENALTY = 2;
/** How much less likely (log) an ear is where the photo is as rough as long hair, on heads turned less than this. */
const STRAND_PENALTY = 1.2;
const FRONTAL = 0.15;
/** How much less likely (log) a hat is beside the face where skin is likelier than both hat and hair by so much and a hand was seen. */
const HAND_PENALTY = 5;
const HAND_LIKE = 3;
/** How much less likely (log) bare skin is above the ears beside a hat, away from hands. */
const BESIDE_HAT_PENALTY = 3.5;
/**
 * How much less likely (log) hair and bare skin are in a colour that only cloth has; how much lighter (OKLab) than nearly
 * all certain hair white cloth is.
 */
const CLOTH_COLOUR_PENALTY = 8;
const WHITER = 0.25;
/** Weaker and stronger light on neck, arms and hands than on the face. */
const SHADES = [0.86, 0.72, 0.58, 1.12] as const;
/** OKLab distances from the face's median within which its inside is skin and not hair, glass or shadow. */
const FACE_RANGE = { lightness: 0.22, colour: 0.05 } as const;

/** Colour models from the certain pixels, then from what they decided, a few times over. Notes on the head what it wears. */
export function learnColours(grid: Grid, smooth: GuidedFilter): Models {
  const { alpha, head } = grid;
  const classes = new Int8Array(alpha.length).fill(OPEN);
  for (let i = 0; i < classes.length; i++) {
    if ((alpha[i] as number) >= SURE) classes[i] = certainClass(head, i);
  }
  keepFaceColours(classes, grid);
  const skin = fitColours(grid.oklab.channels, classes, SKIN, GAUSSIANS[SKIN]);
  const crown = readCrown(grid, skin);
  head.crown = crown.kind;
  const covered = [...crown.seeds.keys()].filter((i) => crown.seeds[i] !== OPEN && (head.v[i] as number) < -0.55);
  if (covered.length > 0) head.crownRoughness = quantile(grid.rough, covered, 0.4);
  for (let i = 0; i < classes.length; i++) {
    if (classes[i] === OPEN && crown.seeds[i] !== OPEN) classes[i] = crown.seeds[i] as number;
  }
  noteHair(grid, crown.seeds);
  const face = classes.map((value) => (value === SKIN ? SKIN : OPEN));
  noteHands(grid, face);
  if (crown.kind === 'hair') noteHandInHair(grid, face, crown.seeds);
  noticeLongHair(classes, grid, skin, GAUSSIANS[HAIR]);
  if (head.longHair) noteStrands(grid, face, classes);
  dropSkin(classes, grid, face, [NECK, CLOTHING]);
  dropFewCloth(classes, head.frame.faceHeight);
  let models = fitAll(grid, classes);
  // Without a chest to learn from, clothing must not be learned as neck.
  const chest = models[CLOTHING];
  for (let round = 1; round < ROUNDS; round++) {
    decide(classes, smoothed(classify(grid, models), grid, smooth), grid);
    for (let i = 0; i < classes.length; i++) {
      if (face[i] === SKIN && head.overFace[i] === 0) classes[i] = SKIN;
      // What only its place makes a brim must not teach what hats look like.
      if (classes[i] === HEADWEAR && (isBesideHat(head, i) || isBelowHat(head, i))) classes[i] = OPEN;
    }
    dropSkin(classes, grid, face, !chest && !head.longHair ? [NECK, BODY] : [BODY]);
    models = fitAll(grid, classes);
  }
  return models;
}

/** Leaves open what within the face is no skin: hair that falls over it, dark glasses, deep shadow. */
function keepFaceColours(classes: Int8Array, { oklab }: Grid): void {
  const inside: number[] = [];
  for (let i = 0; i < classes.length; i++) if (classes[i] === SKIN) inside.push(i);
  const [l, a, b] = oklab.channels;
  const middle = [l, a, b].map((channel) => quantile(channel, inside, 0.5));
  const [lightness = 0, greenRed = 0, blueYellow = 0] = middle;
  for (const i of inside) {
    const colour = Math.hypot((a[i] as number) - greenRed, (b[i] as number) - blueYellow);
    const alike = Math.abs((l[i] as number) - lightness) < FACE_RANGE.lightness && colour < FACE_RANGE.colour;
    if (!alike) classes[i] = OPEN;
  }
}

/** Of the classes in `from`: bare arms and shoulders must not teach the colours of clothing, nor a collar or beard those of the neck. */
function dropSkin(classes: Int8Array, grid: Grid, face: Int8Array, from: readonly number[]): void {
  const isSkin = skinInAnyLight(grid, (i) => face[i] === SKIN);
  for (let i = 0; i < classes.length; i++) {
    if (from.includes(classes[i] as number) && isSkin(i) === (classes[i] === CLOTHING)) classes[i] = OPEN;
  }
}

/** A bit of certain clothing, in squared face heights, that may as well be a strand or a shadow. */
const LEAST_CLOTH = 0.01;

/** Too little clothing must not teach what all of it looks like; in place. */
function dropFewCloth(classes: Int8Array, faceHeight: number): void {
  const count = classes.reduce((sum, value) => sum + (value === CLOTHING ? 1 : 0), 0);
  if (count >= LEAST_CLOTH * faceHeight ** 2) return;
  for (let i = 0; i < classes.length; i++) if (classes[i] === CLOTHING) classes[i] = OPEN;
}

function fitAll({ oklab }: Grid, classes: Int8Array): Models {
  const models = CLASSES.map((wanted) => fitColours(oklab.channels, classes, wanted, GAUSSIANS[wanted]));
  const skin = models[SKIN] ?? null;
  // A hidden neck is expected to look like the face; arms and hands do, in other light.
  models[NECK] ??= skin;
  models[BODY] = skin && joinColours(withShades(skin, SHADES), models[BODY] ?? null);
  return models;
}

/** Gives each pixel its likeliest class where that is clear. */
function decide(classes: Int8Array, parts: Parts, { alpha }: Grid): void {
  for (let i = 0; i < classes.length; i++) {
    const [best, share] = likeliest(parts, i);
    classes[i] = (alpha[i] as number) > 0.4 && share > 0.55 ? best : OPEN;
  }
}

/** The class with the largest share at a pixel, and the share. */
export function likeliest(parts: Parts, i: number): [best: number, share: number] {
  let best: number = SKIN;
  let most = -Infinity;
  for (const index of CLASSES) {
    const value = parts[index]?.[i] as number;
    if (value <= most) continue;
    most = value;
    best = index;
  }
  return [best, most];
}

/**
 * How much each pixel is of each class, 0–1, by its own place and colour.
 * @param ruledOut per pixel a bit for each class that it can't be
 */
export function classify(grid: Grid, models: Models, ruledOut?: Uint8Array): Parts {
  const { alpha, head } = grid;
  const [lightness] = grid.oklab.channels;
  const parts = CLASSES.map(() => new Float32Array(alpha.length));
  const weights = new Float64Array(CLASSES.length);
  const face = faceColours(grid);
  // What is told by its place must not teach colours.
  const hidesEars = ruledOut !== undefined && head.longHair && Math.abs(head.frame.turn) < FRONTAL;
  const roughPenalty = head.longHair ? ROUGH_PENALTY.longHair : ROUGH_PENALTY.any;
  const isHandBesideHat = (i: number) => {
    if (head.crown !== 'covered' || !isOnHandSide(head, i)) return false;
    if (Math.abs(head.u[i] as number) < head.frame.halfWidth) return false;
    const skin = likelihoodAt(grid, models[BODY] ?? null, i);
    return [HAIR, HEADWEAR].every((other) => skin - likelihoodAt(grid, models[other] ?? null, i) > HAND_LIKE);
  };
  const isWhiteCloth = (i: number) => (lightness[i] as number) > head.lightestHair + WHITER && isGrey(face, i);
  for (let i = 0; i < alpha.length; i++) {
    if ((alpha[i] as number) < SEEN) continue;
    priorAt(head, i, weights);
    const out = ruledOut?.[i] ?? 0;
    const rough = smoothstep(ROUGH[0], ROUGH[1], grid.rough[i] as number);
    // Ears are lit from elsewhere than the face, as arms and hands are.
    const isBareEar = isEar(head, i) && (head.crown !== 'covered' || isLitEar(face, i));
    const isNoSkin = (!head.longHair && isPale(face, i)) || isOtherHue(face, i);
    const isBesideFace = isBesideCheek(head, i);
    // A shoulder behind the cheek.
    if (isBesideFace && isNoSkin) weights[CLOTHING] = Math.max(weights[CLOTHING] as number, BESIDE_CHEEK);
    const isCloth = head.usualHair && isClothColour(face, i);
    const isWhite = isWhiteCloth(i);
    let most = -Infinity;
    for (const index of CLASSES) {
      let weight = PRIOR_WEIGHT * (weights[index] as number);
      // No hair was seen anywhere: there is none.
      if (index === HAIR && !models[HAIR]) weight = NEVER;
      if (weight > NEVER) {
        const likely = likelihoodAt(grid, models[index === SKIN && isBareEar ? BODY : index] ?? null, i);
        const least = index === CLOTHING ? ANY_CLOTH : index === HEADWEAR && isBrim(head, i) ? ANY_BRIM : UNLIKELY;
        weight += COLOUR_WEIGHT * Math.max(likely, least);
      }
      weight -= roughPenalty[index] * rough;
      const isBody =
        index === BODY || (index === NECK && Math.abs(head.u[i] as number) > ASIDE) || (index === SKIN && isBesideFace);
      if (isBody && isNoSkin) weight -= NO_SKIN;
      if (index === SKIN && hidesEars && isEar(head, i))
        weight -= STRAND_PENALTY * smoothstep(0.6 * head.strands, 0.9 * head.strands, grid.rough[i] as number);
      if (index === HEADWEAR && isHandBesideHat(i)) weight -= HAND_PENALTY;
      if (index === BODY && isBelowHat(head, i)) weight -= BESIDE_HAT_PENALTY;
      if (index === HAIR || index === HEADWEAR) weight -= isLitForehead(face, i) ? BARE_PENALTY : 0;
      if (index === HAIR && !head.longHair && isBareEar) weight -= isRuddy(face, i) ? RUDDY_PENALTY : 0;
      if (isCloth && (index === HAIR || index === BODY)) weight -= CLOTH_COLOUR_PENALTY;
      if (isWhite && index === HAIR) weight -= CLOTH_COLOUR_PENALTY;
      if (index === HAIR && (head.v[i] as number) > 0.3)
        weight -= SMOOTH_PENALTY * smoothness(head, grid.rough[i] as number);
      if ((out >> index) & 1) weight += NEVER;
      weights[index] = weight;
      if (weight > most) most = weight;
    }
    let sum = 0;
    for (const index of CLASSES) sum += weights[index] = Math.exp((weights[index] as number) - most);
    for (const index of CLASSES) (parts[index] as Plane)[i] = (weights[index] as number) / sum;
  }
  return parts;
}

/** 1 for cloth that is far smoother than long hair, 0 for strands. */
function smoothness({ strands }: HeadMap, rough: number): number {
  return strands > 0 ? smoothstep(0.4 * strands, 0.25 * strands, rough) : 0;
}

/** The parts smoothed along the photo's edges; a class that is nowhere stays so. */
export function smoothed(parts: Parts, { image, head }: Grid, follow: GuidedFilter): Parts {
  const isNowhere = (index: number) => index === HEADWEAR && head.crown !== 'covered';
  const wanted = parts.filter((_, index) => !isNowhere(index));
  const smooth = follow(wanted.map((part) => gaussianBlur(part, image.width, image.height, 0.5)));
  const nowhere = () => new Float32Array((smooth[0] as Plane).length);
  return parts.map((_, index) => (isNowhere(index) ? nowhere() : (smooth.shift() as Plane)));
}
