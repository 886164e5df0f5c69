/** A person told apart into skin, hair, headwear, neck, body and clothing from landmarks, mask and colours: no network. */
import { colourGuide } from '../kernel/guided.ts';
import type { Image, Plane } from '../kernel/image.ts';
import { resizePlane, shrink, shrinkImage } from '../kernel/resample.ts';
import { findBeard } from './beard.ts';
import { INNER_LIPS, LEFT_BROW, LEFT_EYE, OUTER_LIPS, RIGHT_BROW, RIGHT_EYE } from './face-lines.ts';
import { findGlasses } from './glasses.ts';
import { strayClasses } from './hair.ts';
import { fillOutline, outlineOf } from './outline.ts';
import type { Landmark, Regions } from './portrait.ts';
import { maskRaisedHands } from './raised-hands.ts';
import { classify, learnColours, smoothed } from './region-classes.ts';
import { gridOf, scaled } from './region-grid.ts';
import { BODY, CLOTHING, HAIR, HEADWEAR, NECK, SKIN } from './region-priors.ts';

/** Rows of the image along whose edges regions end, about; they are told apart on half as many. */
const GRID_ROWS = 400;
/** The guided filter that smooths what colours say: its reach on the coarse grid, and the variance that is flat. */
const RADIUS = 3;
const EPSILON = 6e-4;

/**
 * @param photo the framed photo
 * @param alpha the person, 0–1; corrected in place around raised hands
 * @param landmarks canvas pixels
 */
export function readRegions(photo: Image, alpha: Plane, landmarks: readonly Landmark[]): Regions {
  const { width, height } = photo;
  const factor = Math.max(1, Math.round(height / GRID_ROWS));
  const fine = shrinkImage(photo, factor);
  const grid = gridOf(fine, shrink(alpha, width, height, factor * 2).plane, landmarks, factor * 2);
  const coarsely = colourGuide(grid.image, RADIUS, EPSILON);
  const models = learnColours(grid, coarsely);
  maskRaisedHands(grid, models, alpha, width, height);
  const beard = findBeard(grid, models, scaled(landmarks, factor * 2));
  const astray = strayClasses(smoothed(classify(grid, models), grid, coarsely), grid);
  if (beard !== null) keepBeard(astray, beard);
  const finely = colourGuide(grid.image, RADIUS, EPSILON, fine);
  const parts = smoothed(classify(grid, models, astray), grid, finely);
  const enlarged = (part: Plane) => sharpened(resizePlane(part, fine.width, fine.height, width, height));
  const nowhere = () => new Float32Array(width * height);
  const enlarge = (index: number) => enlarged(parts[index] as Plane);
  const face = withFeatures(enlarge(SKIN), landmarks, width, height);
  return {
    skin: face.skin,
    neck: enlarge(NECK),
    hair: enlarge(HAIR),
    clothing: enlarge(CLOTHING),
    brows: face.brows,
    eyes: face.eyes,
    lips: face.lips,
    mouth: face.mouth,
    glasses: findGlasses(photo, landmarks),
    headwear: grid.head.crown === 'covered' ? enlarge(HEADWEAR) : nowhere(),
    beard: beard === null ? nowhere() : enlarged(finely([beard])[0] as Plane),
    body: enlarge(BODY),
  };
}

/** A beard grows on skin or hangs before the neck: it is no other class. In place. */
function keepBeard(astray: Uint8Array, beard: Plane): void {
  const others = (1 << HAIR) | (1 << CLOTHING) | (1 << BODY) | (1 << HEADWEAR);
  for (let i = 0; i < astray.length; i++) if ((beard[i] as number) > 0.5) astray[i] = (astray[i] as number) | others;
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
