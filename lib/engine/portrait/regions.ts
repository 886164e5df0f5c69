/**
 * Skin, hair, neck and clothing from landmarks, the person's mask and this photo's own colours: no further network.
 * In the manner of GrabCut: places that leave no doubt teach colour models, which decide about the rest.
 */
import { gaussianBlur } from '../kernel/blur.ts';
import { toOklab } from '../kernel/colour.ts';
import { colourGuide, type GuidedFilter, smoothImage } from '../kernel/guided.ts';
import { type Image, mapChannels, type Plane, plane } from '../kernel/image.ts';
import { resizePlane, shrink } from '../kernel/resample.ts';
import { findBeard } from './beard.ts';
import { type ColourModel, fitColours, likelihood, strangeness } from './colour-model.ts';
import { INNER_LIPS, LEFT_BROW, LEFT_EYE, OUTER_LIPS, RIGHT_BROW, RIGHT_EYE } from './face-lines.ts';
import { findGlasses } from './glasses.ts';
import { tidyHair } from './hair.ts';
import { fillOutline, outlineOf } from './outline.ts';
import type { Landmark, Regions } from './portrait.ts';
import {
  CLASSES,
  CLOTHING,
  certainClass,
  HAIR,
  type HeadMap,
  isBesideJaw,
  isBesideTemple,
  mapHead,
  NECK,
  OPEN,
  priorAt,
  SKIN,
} from './region-priors.ts';

/** The canvas made smaller, with what was learnt about each pixel. */
type Grid = {
  image: Image;
  oklab: Image;
  alpha: Plane;
  head: HeadMap;
};

type Models = readonly (ColourModel | null)[];

/** Rows of the image along whose edges regions end, about; they are told apart on half as many. */
const GRID_ROWS = 400;
/** The guided filter that smooths what colours say: its reach on the coarse grid, and the variance that is flat. */
const RADIUS = 3;
const EPSILON = 6e-4;
/** Gaussians for skin, hair, neck and clothing. */
const GAUSSIANS = [3, 3, 2, 4] as const;
/** Rounds of 'fit the colours, decide, fit again' on the coarse grid. */
const ROUNDS = 3;
const PRIOR_WEIGHT = 1.35;
const COLOUR_WEIGHT = 0.75;
/** The person's mask must reach this for a pixel to be looked at, and this to teach. */
const SEEN = 0.25;
const SURE = 0.5;

/** Squared standard deviations within which a colour is taken for that of the hair. */
const HAIR_LIKE = 6;
/** The part of the room beside the jaw that long hair fills at least. */
const LONG_HAIR_SHARE = 0.2;
/** Above this part of the certain clothing, the clothing simply has the hair's colour. */
const MAX_ASTRAY = 0.85;

/**
 * @param photo the framed photo
 * @param alpha the person, 0–1
 * @param landmarks canvas pixels
 */
export function readRegions(photo: Image, alpha: Plane, landmarks: readonly Landmark[]): Regions {
  const { width, height } = photo;
  const factor = Math.max(1, Math.round(height / GRID_ROWS));
  const fine = reduced(photo, factor);
  const coarse = gridOf(reduced(fine, 2), shrink(alpha, width, height, factor * 2).plane, landmarks, factor * 2);
  const models = learnColours(coarse);
  const parts = classify(coarse, models, colourGuide(coarse.image, RADIUS, EPSILON, fine));
  tidyHair(parts, mapHead(scaled(landmarks, factor), fine.width, fine.height), fine.width, fine.height);
  const enlarge = (part: Plane) => sharpened(resizePlane(part, fine.width, fine.height, width, height));
  const [skin, hair, neck, clothing] = parts;
  const face = withFeatures(enlarge(skin), landmarks, width, height);
  return {
    ...face,
    hair: enlarge(hair),
    neck: enlarge(neck),
    clothing: enlarge(clothing),
    glasses: findGlasses(photo, landmarks),
    headwear: plane(width * height),
    beard: findBeard(photo, face.skin, landmarks),
    body: plane(width * height),
  };
}

function reduced(image: Image, factor: number): Image {
  const { width, height } = image;
  const size = { width: Math.ceil(width / factor), height: Math.ceil(height / factor) };
  return { ...mapChannels(image, (channel) => shrink(channel, width, height, factor).plane), ...size };
}

function scaled(landmarks: readonly Landmark[], factor: number): Landmark[] {
  return landmarks.map(([x, y, z]) => [x / factor, y / factor, z / factor]);
}

/** @param factor canvas pixels per pixel of the image, which is the photo made smaller */
function gridOf(image: Image, alpha: Plane, landmarks: readonly Landmark[], factor: number): Grid {
  const head = mapHead(scaled(landmarks, factor), image.width, image.height);
  return { image, oklab: toOklab(smoothImage(image, 2, 0.002)), alpha, head };
}

/** Colour models from the certain pixels, then from what they decided, a few times over. */
function learnColours(grid: Grid): Models {
  const { alpha, head, oklab } = grid;
  const classes = new Int8Array(alpha.length).fill(OPEN);
  for (let i = 0; i < classes.length; i++) {
    if ((alpha[i] as number) >= SURE) classes[i] = certainClass(head, i);
  }
  noticeLongHair(classes, grid);
  const smooth = colourGuide(grid.image, RADIUS, EPSILON);
  let models = fitAll(oklab, classes);
  for (let round = 1; round < ROUNDS; round++) {
    decide(classes, classify(grid, models, smooth), grid);
    models = fitAll(oklab, classes);
  }
  return models;
}

/**
 * Hair that falls over the shoulders must not teach the colours of clothing: where the hair beside the temples goes on
 * beside the jaw, certain clothing that looks like it is left open, unless hardly any would remain. Notes on the head
 * that its hair is long.
 */
function noticeLongHair(classes: Int8Array, { oklab, alpha, head }: Grid): void {
  const skin = fitColours(oklab.channels, classes, SKIN, GAUSSIANS[SKIN]);
  const [lightness, greenRed, blueYellow] = oklab.channels;
  const strangenessAt = (model: ColourModel | null, i: number) =>
    strangeness(model, lightness[i] as number, greenRed[i] as number, blueYellow[i] as number);
  // Not from the crown, which a hat or a hood may cover.
  const temples = new Int8Array(classes.length).fill(OPEN);
  for (let i = 0; i < temples.length; i++) {
    const seen = isBesideTemple(head, i) && (alpha[i] as number) > SURE;
    if (seen && strangenessAt(skin, i) > HAIR_LIKE) temples[i] = HAIR;
  }
  const hair = fitColours(oklab.channels, temples, HAIR, GAUSSIANS[HAIR]);
  const isHair = (i: number) => {
    const likeHair = strangenessAt(hair, i);
    return likeHair < HAIR_LIKE && likeHair < strangenessAt(skin, i);
  };
  let besideJaw = 0;
  let besideJawHair = 0;
  let clothing = 0;
  const astray: number[] = [];
  for (let i = 0; i < classes.length; i++) {
    if (isBesideJaw(head, i)) {
      besideJaw++;
      if ((alpha[i] as number) > SURE && isHair(i)) besideJawHair++;
    } else if (classes[i] === CLOTHING) {
      clothing++;
      if (isHair(i)) astray.push(i);
    }
  }
  if (besideJawHair < LONG_HAIR_SHARE * besideJaw || astray.length > MAX_ASTRAY * clothing) return;
  head.longHair = true;
  for (const i of astray) classes[i] = OPEN;
}

function fitAll(oklab: Image, classes: Int8Array): Models {
  const models = CLASSES.map((wanted) => fitColours(oklab.channels, classes, wanted, GAUSSIANS[wanted]));
  // A hidden neck is expected to look like the face.
  return models.map((model, index) => (index === NECK ? (model ?? models[SKIN] ?? null) : model));
}

/** Gives each pixel its likeliest class where that is clear. */
function decide(classes: Int8Array, parts: Parts, { alpha, head }: Grid): void {
  for (let i = 0; i < classes.length; i++) {
    let best: number = SKIN;
    let most = -Infinity;
    for (const index of CLASSES) {
      const value = parts[index][i] as number;
      if (value > most) {
        most = value;
        best = index;
      }
    }
    classes[i] = (alpha[i] as number) > 0.4 && most > 0.55 ? best : OPEN;
    if ((head.inner[i] as number) > 0.5 && (head.features[i] as number) < 0.1) classes[i] = SKIN;
  }
}

export type Parts = readonly [skin: Plane, hair: Plane, neck: Plane, clothing: Plane];

/** How much each pixel is of each class, 0–1, smoothed along the photo's edges. */
function classify({ image, oklab, alpha, head }: Grid, models: Models, smooth: GuidedFilter): Parts {
  const parts = CLASSES.map(() => new Float32Array(alpha.length)) as [Plane, Plane, Plane, Plane];
  const [lightness, greenRed, blueYellow] = oklab.channels;
  const weights = new Float64Array(CLASSES.length);
  for (let i = 0; i < alpha.length; i++) {
    if ((alpha[i] as number) < SEEN) continue;
    priorAt(head, i, weights);
    const l = lightness[i] as number;
    const a = greenRed[i] as number;
    const b = blueYellow[i] as number;
    let most = -Infinity;
    for (const index of CLASSES) {
      const seen = COLOUR_WEIGHT * likelihood(models[index] ?? null, l, a, b);
      const weight = PRIOR_WEIGHT * (weights[index] as number) + seen;
      weights[index] = weight;
      if (weight > most) most = weight;
    }
    let sum = 0;
    for (const index of CLASSES) sum += weights[index] = Math.exp((weights[index] as number) - most);
    for (const index of CLASSES) parts[index][i] = (weights[index] as number) / sum;
  }
  const soften = (part: Plane) => smooth(gaussianBlur(part, image.width, image.height, 0.5));
  return [soften(parts[SKIN]), soften(parts[HAIR]), soften(parts[NECK]), soften(parts[CLOTHING])];
}

/** Pushes a smoothed part back towards 0 and 1, in place. */
function sharpened(part: Plane): Plane {
  for (let i = 0; i < part.length; i++) {
    const value = ((part[i] as number) - 0.1) / 0.8;
    part[i] = value < 0 ? 0 : value > 1 ? 1 : value;
  }
  return part;
}

/** Brows, eyes and mouth from their outlines; the skin is what they leave of it. */
function withFeatures(
  skin: Plane,
  landmarks: readonly Landmark[],
  width: number,
  height: number,
): Pick<Regions, 'skin' | 'brows' | 'eyes' | 'lips' | 'mouth'> {
  const maskOf = (...lines: (readonly number[])[]) => {
    const mask = new Float32Array(width * height);
    for (const line of lines) fillOutline(mask, width, height, outlineOf(landmarks, line));
    return mask;
  };
  const brows = maskOf(LEFT_BROW, RIGHT_BROW);
  const eyes = maskOf(LEFT_EYE, RIGHT_EYE);
  const mouth = maskOf(INNER_LIPS);
  const lips = maskOf(OUTER_LIPS);
  for (let i = 0; i < skin.length; i++) {
    lips[i] = Math.max(0, (lips[i] as number) - (mouth[i] as number));
    const features = (brows[i] as number) + (eyes[i] as number) + (lips[i] as number) + (mouth[i] as number);
    if (features > 0) skin[i] = Math.max(0, (skin[i] as number) - features);
  }
  return { skin, brows, eyes, lips, mouth };
}
