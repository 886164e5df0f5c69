/** What a style is given to draw: a person found in a photo, levelled, framed and told apart into regions. */
import type { Image, Plane } from '../kernel/image.ts';

/** Canvas pixels; `z` towards the back, on the same scale. */
export type Landmark = readonly [x: number, y: number, z: number];

/** Soft masks 0–1 over the canvas, each `[height × width]`. */
export type Regions = {
  skin: Plane;
  neck: Plane;
  hair: Plane;
  clothing: Plane;
  brows: Plane;
  eyes: Plane;
  lips: Plane;
  /** The open mouth between the lips. */
  mouth: Plane;
  glasses: Plane;
  /** Hat, cap, hood, turban, hijab: whatever covers the head; none of it is hair. */
  headwear: Plane;
  /** Where hair grows on the face; the skin beneath stays in `skin`. */
  beard: Plane;
  /** Bare skin beyond face and neck: hands, arms, shoulders, chest; none of it is clothing. */
  body: Plane;
};

export type Portrait = {
  width: number;
  height: number;
  /** Canvas pixels per pixel of a 512×768 avatar: constants of brushes and radii are multiplied by it. */
  scale: number;
  /** The framed photo. */
  photo: Image;
  /** The photo with the background's colour taken out of the person's soft edges. */
  person: Image;
  /** How much of each pixel is the person, 0–1. */
  alpha: Plane;
  /** 1 where the canvas is covered by the photo, 0 beyond its edge. */
  covered: Plane;
  regions: Regions;
  /** The 478 points of the MediaPipe face mesh with irises. */
  landmarks: readonly Landmark[];
  /** Distance from the top of the forehead (10) to the chin (152), canvas pixels. */
  faceHeight: number;
  /** Radians; positive when the person looks to the picture's right. */
  yaw: number;
};

/**
 * A portrait with some parts replaced. Portraits are made here and by `readPortrait` alone, with the same literal: of one
 * shape, they let what is compiled for one drawing serve the next.
 */
export function portraitWith(portrait: Portrait, parts: Partial<Portrait>): Portrait {
  return {
    width: parts.width ?? portrait.width,
    height: parts.height ?? portrait.height,
    scale: parts.scale ?? portrait.scale,
    photo: parts.photo ?? portrait.photo,
    person: parts.person ?? portrait.person,
    alpha: parts.alpha ?? portrait.alpha,
    covered: parts.covered ?? portrait.covered,
    regions: parts.regions ?? portrait.regions,
    landmarks: parts.landmarks ?? portrait.landmarks,
    faceHeight: parts.faceHeight ?? portrait.faceHeight,
    yaw: parts.yaw ?? portrait.yaw,
  };
}

/** Regions with some replaced, of one shape as portraits are. */
export function regionsWith(regions: Regions, parts: Partial<Regions>): Regions {
  return {
    skin: parts.skin ?? regions.skin,
    neck: parts.neck ?? regions.neck,
    hair: parts.hair ?? regions.hair,
    clothing: parts.clothing ?? regions.clothing,
    brows: parts.brows ?? regions.brows,
    eyes: parts.eyes ?? regions.eyes,
    lips: parts.lips ?? regions.lips,
    mouth: parts.mouth ?? regions.mouth,
    glasses: parts.glasses ?? regions.glasses,
    headwear: parts.headwear ?? regions.headwear,
    beard: parts.beard ?? regions.beard,
    body: parts.body ?? regions.body,
  };
}
