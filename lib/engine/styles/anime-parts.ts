/** The person as a cel painter parts them: clean shapes that meet in single borders. */
import { gaussianBlur } from '../kernel/blur.ts';
import type { Oklab } from '../kernel/colour.ts';
import { type Image, type Plane, plane, smoothstep } from '../kernel/image.ts';
import { resizePlane } from '../kernel/resample.ts';
import { FACE_OVAL } from '../portrait/face-lines.ts';
import { fillOutline, outlineOf } from '../portrait/outline.ts';
import type { Portrait } from '../portrait/portrait.ts';
import { roundInside, SOFT_PIXELS, settle, slopeOf } from './anime-borders.ts';
import { handsOf } from './anime-hands.ts';
import { cutTails, dissolveIslands, turnPatches } from './anime-islands.ts';
import { besideJaw, restsOnCloth, roundNeckline } from './anime-neckline.ts';
import { skinLikeness } from './exposed-skin.ts';
import { type Colours, landmark } from './features.ts';
import { broadBlur, halfPlane } from './half-size.ts';

/** From the back to the front. */
export const PART_NAMES = ['backdrop', 'cloth', 'skin', 'hair', 'headwear'] as const;
export type PartName = (typeof PART_NAMES)[number];

export type Parts = {
  /** How much each part shows at each pixel, 0–1; together 1, and only mixed within a pixel of a border. */
  cover: Record<PartName, Plane>;
  /** Distance to the nearest border between two parts, pixels; meaningless further than a few. */
  border: Plane;
  /** Hands and arms, 0–1. */
  hands: Plane;
  /** Which part lies further to the front, as a soft height: borders run across its slope. */
  layer: Plane;
};

/** Radius by which the outline is rounded, in face heights: teeth of masks go, locks of hair stay. */
const ROUNDING = 0.0095;
/**
 * A collar reaches up to this part of the face's height over the chin, and to the nose from so far aside: what is bare
 * above it is bare.
 */
const COLLAR = { below: 0.12, aside: 0.45 } as const;
/** How much nearer to the hair's colour than to the skin's a strand beside the face must be: ears are darker than faces. */
const LOCKS = 1.3;
/** OKLab distance from the face's tone within which a colour near a hand, in face heights, is skin and no cloth. */
const SKIN = 0.12;
const FAR_FROM_CLOTH = 4;
const NEAR_HAND = 0.1;
/** The least piece of such strands, in squared face heights; and hair below the mouth from which on there are any. */
const LEAST_LOCK = 0.008;
const LONG_HAIR = 0.04;
/** Against the face's lightness: body in less light than this is none. */
const DIM = 0.57;
/** The same where cloth is likely between a hand and other skin. */
const DIM_STRIP = 0.7;
/** A head turned this far has a far cheek that what lies behind it is read as. */
const TURNED = 0.2;

/** @param lab the simplified person in OKLab at half size, to tell a bare neck from a collar */
export function readParts(portrait: Portrait, lab: Image, colours: Colours): Parts {
  const { width, height, faceHeight } = portrait;
  const sigma = Math.max(1, ROUNDING * faceHeight);
  const hands = handsOf(portrait);
  const soft = softMasks(portrait, lab, colours, hands, sigma / 2);
  const grown = PART_NAMES.map((name) => resizePlane(soft[name], lab.width, lab.height, width, height));
  const slope = slopeOf(sigma);
  const border = plane(width * height);
  const layer = plane(width * height);
  for (let i = 0; i < border.length; i += 1) {
    let front = 0;
    for (let part = 0; part < grown.length; part += 1) front += ((grown[part] as Plane)[i] as number) * part;
    layer[i] = front;
    border[i] = settle(grown, i, slope * SOFT_PIXELS) / slope;
  }
  const [backdrop, cloth, skin, hair, headwear] = grown as [Plane, Plane, Plane, Plane, Plane];
  return { cover: { backdrop, cloth, skin, hair, headwear }, hands, border, layer };
}

/** The parts at half size, made hard and then rounded. */
function softMasks(
  portrait: Portrait,
  lab: Image,
  colours: Colours,
  hands: Plane,
  sigma: number,
): Record<PartName, Plane> {
  const parts = toldApart(portrait, lab, colours, hands);
  const halfHands = halfPlane(hands, portrait.width, portrait.height).plane;
  roundInside(parts, halfHands, lab, portrait.faceHeight / 2);
  const chin = landmark(portrait, 152)[1] / 2;
  roundNeckline(parts, halfHands, {
    width: lab.width,
    chin,
    faceHeight: portrait.faceHeight / 2,
  });
  cutTails(parts, landmark(portrait, 13)[1] / 2, lab, portrait.faceHeight / 2);
  dissolveIslands(parts, lab.width, lab.height, portrait.faceHeight / 2);
  const rounded = (mask: Plane) => gaussianBlur(mask, lab.width, lab.height, sigma);
  return {
    backdrop: rounded(parts.backdrop),
    cloth: rounded(parts.cloth),
    skin: rounded(parts.skin),
    hair: rounded(parts.hair),
    headwear: rounded(parts.headwear),
  };
}

/** Distance of two OKLab colours. */
function apart(one: Oklab, other: Oklab): number {
  return Math.hypot(one[0] - other[0], one[1] - other[1], one[2] - other[2]);
}

/** Tells whether an OKLab colour lies nearer to one than to another. */
function isNearer(one: Oklab, other: Oklab): (l: number, a: number, b: number) => boolean {
  return (l, a, b) => apart([l, a, b], one) < apart([l, a, b], other);
}

/** The regions as parts that lie before each other, at half size. */
function toldApart(portrait: Portrait, lab: Image, colours: Colours, hands: Plane): Record<PartName, Plane> {
  const { width, height, regions, landmarks, faceHeight } = portrait;
  const half = (mask: Plane) => halfPlane(mask, width, height).plane;
  const features = [regions.brows, regions.eyes, regions.lips, regions.mouth].map(half);
  const [alpha, clothing, face, hair, headwear, neck, body] = [
    portrait.alpha,
    regions.clothing,
    regions.skin,
    regions.hair,
    regions.headwear,
    regions.neck,
    regions.body,
  ].map(half) as [Plane, Plane, Plane, Plane, Plane, Plane, Plane];
  // A beard is painted on skin, also where it hangs before the collar.
  const beard = half(regions.beard);
  const oval = plane(alpha.length);
  const halved = landmarks.map(([x, y, z]) => [x / 2, y / 2, z / 2] as const);
  fillOutline(oval, lab.width, lab.height, outlineOf(halved, FACE_OVAL, 1.04));
  const skinLike = skinLikeness(colours);
  const [lightness, as, bs] = lab.channels;
  const [noseX, noseY] = landmark(portrait, 4);
  const [highest, lowest] = [noseY / 2, (landmark(portrait, 152)[1] - COLLAR.below * faceHeight) / 2];
  const isAboveCollar = (i: number) => {
    const y = i / lab.width;
    if (y < highest || y > lowest) return y < highest;
    return Math.abs((i % lab.width) - noseX / 2) < (COLLAR.aside * faceHeight) / 2;
  };
  const nearerCloth = isNearer(colours.clothing, colours.skin);
  const lips = landmark(portrait, 13)[1] / 2;
  // Beyond the far cheek and the jaw a coat may be read as face.
  const isCoat = (i: number) => {
    const beyond = Math.abs(portrait.yaw) > TURNED && ((i % lab.width) - noseX / 2) * portrait.yaw > 0;
    return (beyond || i / lab.width > lips) && nearerCloth(lightness[i] as number, as[i] as number, bs[i] as number);
  };
  const colourAt = (i: number): Oklab => [lightness[i] as number, as[i] as number, bs[i] as number];
  const isHair = (i: number) => LOCKS * apart(colourAt(i), colours.hair) < apart(colourAt(i), colours.skin);
  const isSkin = (i: number) => {
    const away = apart(colourAt(i), colours.skin);
    return away < SKIN && FAR_FROM_CLOTH * away < apart(colourAt(i), colours.clothing);
  };
  const nearHand = broadBlur(half(hands), lab.width, lab.height, (NEAR_HAND * faceHeight) / 2);
  const isBesideJaw = besideJaw(portrait, lab.width);
  // Where a chin rests on cloth there is no neck, nor anything else that is bare beside the face.
  const isMuffled = restsOnCloth(portrait, regions.clothing);
  const besideMuffled = (i: number) => isMuffled && i / lab.width > highest && (oval[i] as number) < 0.5;
  const strandsBeside = face.map((cover, i) => (cover * (1 - (oval[i] as number)) > 0.5 && isHair(i) ? 1 : -1));
  const belowMouth = lab.width * Math.round(lips);
  const hanging = hair.reduce((sum, cover, i) => (i > belowMouth ? sum + cover : sum), 0);
  if (hanging < LONG_HAIR * (faceHeight / 2) ** 2) strandsBeside.fill(-1);
  turnPatches(strandsBeside, plane(alpha.length, 1), lab.width, LEAST_LOCK * (faceHeight / 2) ** 2);
  // Whatever is half as light as the face is a thing, or lies too deep in shade to be told from one.
  const isDim = (i: number) => {
    const light = (lightness[i] as number) / colours.skin[0];
    // Between a hand and what it touches a strip of cloth is thin, and mixed with both.
    const isStrip = (clothing[i] as number) > 0.3 && (nearHand[i] as number) > 0.05;
    return (isStrip && light < DIM_STRIP) || ((body[i] as number) > 0.5 && light < DIM);
  };
  const parts = {
    backdrop: plane(alpha.length),
    cloth: plane(alpha.length),
    skin: plane(alpha.length),
    hair: plane(alpha.length),
    headwear: plane(alpha.length),
  };
  for (let i = 0; i < alpha.length; i += 1) {
    const beside = (face[i] as number) * (1 - (oval[i] as number));
    const locks = (strandsBeside[i] as number) > 0 ? beside : 0;
    const besideFace = beside - locks;
    // What is no cloth beside a muffled cheek is the background.
    const isBehind = besideMuffled(i) && i / lab.width < lips && beside > 0.3 && !nearerCloth(...colourAt(i));
    const shown = isBehind ? 0 : (alpha[i] as number);
    // Cloth in the very colour of skin where a hand may be is the hand.
    const handlike =
      (nearHand[i] as number) > 0.05 && (body[i] as number) > 0.2 && isSkin(i) ? (clothing[i] as number) : 0;
    const uncertain = (neck[i] as number) + (body[i] as number) + besideFace + handlike;
    let bare = (beard[i] as number) + (face[i] as number) - beside;
    const beyondJaw = uncertain >= 0.02 && (isBesideJaw(i) || besideMuffled(i));
    const seemsBare =
      uncertain < 0.02 || (isAboveCollar(i) && !beyondJaw && !(besideFace > 0.5 && isCoat(i)))
        ? 1
        : beyondJaw || isDim(i)
          ? 0
          : skinLike(lightness[i] as number, as[i] as number, bs[i] as number);
    bare += uncertain * seemsBare;
    for (const feature of features) bare += feature[i] as number;
    const hat = headwear[i] as number;
    const skin = Math.min(1, bare) * (1 - hat);
    const strands = Math.min(1 - skin, (hair[i] as number) + locks) * (1 - hat);
    const cloth = ((clothing[i] as number) - handlike + uncertain * (1 - seemsBare)) * (1 - hat);
    // Where regions leave a rest it is nobody's; where there is nothing else it is cloth.
    const told = hat + skin + strands + cloth;
    const share = shown / Math.max(0.1, told);
    parts.backdrop[i] = firm(1 - shown);
    parts.headwear[i] = firm(hat * share);
    parts.skin[i] = firm(skin * share);
    parts.hair[i] = firm(strands * share);
    parts.cloth[i] = firm(told < 0.1 ? shown : cloth * share);
  }
  return parts;
}

function firm(cover: number): number {
  return smoothstep(0.35, 0.65, cover);
}
