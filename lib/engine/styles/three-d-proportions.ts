/** The proportions of an animated character: larger eyes, a smaller nose, a softer jaw; all else where it was. */
import { type Image, mapChannels, type Plane } from '../kernel/image.ts';
import { sampleAt } from '../kernel/resample.ts';
import type { Point } from '../kernel/vector.ts';
import { type Landmark, type Portrait, portraitWith, type Regions } from '../portrait/portrait.ts';
import { eyesOf, landmark, NOSE_BASE } from './features.ts';
import { byFaceStrength } from './style.ts';
import { bendGlasses } from './worn-glasses.ts';

/** How far eyes shrink on the way back to the photo, across and down: 0.17 draws them 1.2 times as wide. */
const EYES_ACROSS = [0.28, 0.175, 0] as const;
const EYES_DOWN = [0.36, 0.235, 0] as const;
const NOSE = [-0.2, -0.09, 0] as const;
/** How far the sides of the jaw and the chin move inwards, face heights. */
const JAW = [0.022, 0.008, 0] as const;
/** The reach of an eye's growth against its width: to the brow and halfway to the other eye. */
const EYE_REACH = 1.5;
const NOSE_TIP = 4;
const JAW_CORNERS = [172, 136, 397, 365] as const;
const CHIN = 152;

type Lens = { x: number; y: number; radius: number; across: number; down: number };
type Push = { x: number; y: number; radius: number; right: number; down: number };
type Bounds = { left: number; top: number; right: number; bottom: number };

/** The portrait bent into a character's proportions, with its regions and landmarks; at face strength 2 as it is. */
export function withCharacterProportions(portrait: Portrait, faceStrength: number): Portrait {
  if (byFaceStrength(faceStrength, EYES_ACROSS) < 0.005) return portrait;
  const lenses = lensesOf(portrait, faceStrength);
  const pushes = pushesOf(portrait, faceStrength);
  const bounds = boundsOf(portrait, [...lenses, ...pushes]);
  const from = sourcesIn(bounds, lenses, pushes);
  const bend = (plane: Plane) => bent(plane, portrait, bounds, from);
  const bendImage = (image: Image) => mapChannels(image, bend);
  const { regions } = portrait;
  const bentRegions: Regions = {
    skin: bend(regions.skin),
    neck: bend(regions.neck),
    hair: bend(regions.hair),
    clothing: bend(regions.clothing),
    brows: bend(regions.brows),
    eyes: bend(regions.eyes),
    lips: bend(regions.lips),
    mouth: bend(regions.mouth),
    glasses: bend(regions.glasses),
    headwear: bend(regions.headwear),
    beard: bend(regions.beard),
    body: bend(regions.body),
  };
  const character = portraitWith(portrait, {
    photo: bendImage(portrait.photo),
    person: bendImage(portrait.person),
    alpha: bend(portrait.alpha),
    regions: bentRegions,
    landmarks: portrait.landmarks.map(([x, y, z]): Landmark => [...moved([x, y], lenses, pushes), z]),
  });
  bendGlasses(portrait, character, (point) => moved(point, lenses, pushes));
  return character;
}

function lensesOf(portrait: Portrait, faceStrength: number): Lens[] {
  const across = byFaceStrength(faceStrength, EYES_ACROSS);
  const down = byFaceStrength(faceStrength, EYES_DOWN);
  const nose = byFaceStrength(faceStrength, NOSE);
  const [tipX, tipY] = landmark(portrait, NOSE_TIP);
  const [baseX, baseY] = landmark(portrait, NOSE_BASE);
  const eyes = eyesOf(portrait).map(({ centre: [x, y], width }): Lens => {
    return { x, y, radius: width * EYE_REACH, across, down };
  });
  const tip = { x: (tipX + baseX) / 2, y: (tipY + baseY) / 2, radius: 0.2 * portrait.faceHeight };
  return [...eyes, { ...tip, across: nose, down: nose * 0.7 }];
}

function pushesOf(portrait: Portrait, faceStrength: number): Push[] {
  const { faceHeight } = portrait;
  const reach = byFaceStrength(faceStrength, JAW) * faceHeight;
  const [chinX, chinY] = landmark(portrait, CHIN);
  const corners = JAW_CORNERS.map((index): Push => {
    const [x, y] = landmark(portrait, index);
    return { x, y, radius: 0.2 * faceHeight, right: Math.sign(chinX - x) * reach, down: 0 };
  });
  return [...corners, { x: chinX, y: chinY, radius: 0.24 * faceHeight, right: 0, down: -reach }];
}

function sourceOf(x: number, y: number, lenses: readonly Lens[], pushes: readonly Push[]): [number, number] {
  let [fromX, fromY] = [x, y];
  for (const lens of lenses) {
    const fall = fallOff(x - lens.x, y - lens.y, lens.radius);
    if (fall <= 0) continue;
    fromX -= (x - lens.x) * lens.across * fall;
    fromY -= (y - lens.y) * lens.down * fall;
  }
  for (const push of pushes) {
    const fall = fallOff(x - push.x, y - push.y, push.radius);
    if (fall <= 0) continue;
    fromX -= push.right * fall;
    fromY -= push.down * fall;
  }
  return [fromX, fromY];
}

/** 1 in the middle, 0 with a flat end at the radius: nothing folds over for growths below 1. */
function fallOff(dx: number, dy: number, radius: number): number {
  const square = (dx * dx + dy * dy) / (radius * radius);
  return square >= 1 ? 0 : (1 - square) * (1 - square);
}

function boundsOf({ width, height }: Portrait, parts: readonly { x: number; y: number; radius: number }[]): Bounds {
  return {
    left: Math.max(0, Math.floor(Math.min(...parts.map(({ x, radius }) => x - radius)))),
    top: Math.max(0, Math.floor(Math.min(...parts.map(({ y, radius }) => y - radius)))),
    right: Math.min(width, Math.ceil(Math.max(...parts.map(({ x, radius }) => x + radius)))),
    bottom: Math.min(height, Math.ceil(Math.max(...parts.map(({ y, radius }) => y + radius)))),
  };
}

/** Where the pixels within `bounds` come from, x and y in turn. */
function sourcesIn(
  { left, top, right, bottom }: Bounds,
  lenses: readonly Lens[],
  pushes: readonly Push[],
): Float32Array {
  const from = new Float32Array(2 * (right - left) * (bottom - top));
  for (let y = top, at = 0; y < bottom; y += 1) {
    for (let x = left; x < right; x += 1, at += 2) {
      const [fromX, fromY] = sourceOf(x, y, lenses, pushes);
      from[at] = fromX;
      from[at + 1] = fromY;
    }
  }
  return from;
}

function bent(plane: Plane, { width, height }: Portrait, bounds: Bounds, from: Float32Array): Plane {
  const { left, top, right, bottom } = bounds;
  const result = plane.slice();
  for (let y = top, at = 0; y < bottom; y += 1) {
    for (let x = left; x < right; x += 1, at += 2) {
      result[y * width + x] = sampleAt(plane, width, height, from[at] as number, from[at + 1] as number);
    }
  }
  return result;
}

/** Where a point of the photo went: the place whose source it is, by a few steps towards it. */
function moved([x, y]: Point, lenses: readonly Lens[], pushes: readonly Push[]): [x: number, y: number] {
  let [toX, toY] = [x, y];
  for (let step = 0; step < 12; step += 1) {
    const [fromX, fromY] = sourceOf(toX, toY, lenses, pushes);
    toX += x - fromX;
    toY += y - fromY;
  }
  return [toX, toY];
}
