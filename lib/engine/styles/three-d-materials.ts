/** What each part of a person is made of: skin, hair, beard, features; all else is cloth. */
import { gaussianBlur } from '../kernel/blur.ts';
import { clamp, type Image, mix, type Plane, plane, smoothstep } from '../kernel/image.ts';
import type { Portrait } from '../portrait/portrait.ts';
import { skinLikeness, thingLikeness, uncertainSkin, underChinOf } from './exposed-skin.ts';
import { type Colours, jawFrame, landmark } from './features.ts';
import { broadBlur } from './half-size.ts';

export type Materials = {
  /** Skin of face, neck and body, under brows too, hair, and hair on the face, 0–1; what is none of them is cloth. */
  skin: Plane;
  hair: Plane;
  beard: Plane;
  /** Eyes, lips, mouth and glasses: what lies on skin with a colour of its own, 0–1. */
  features: Plane;
  brows: Plane;
};

/** Where hair is told with doubt its edge is wide: that of a modelled part is not, but in a soft photo, whose hairlines fade. */
function firmly(region: number): number {
  return smoothstep(0.25, 0.75, region);
}

/** Reads materials from the regions alone; `leaveOthers` then asks the colours. `softness` is the photo's, 0–1. */
export function materialsOf({ regions, width, height, faceHeight, scale }: Portrait, softness: number): Materials {
  const area = width * height;
  const [skin, hair, features] = [plane(area), plane(area), plane(area)];
  for (let i = 0; i < area; i += 1) {
    const worn = regions.headwear[i] as number;
    hair[i] = mix(firmly(regions.hair[i] as number), regions.hair[i] as number, softness) * (1 - firmly(worn));
    const face = (regions.skin[i] as number) + (regions.brows[i] as number);
    const bare = face + (regions.neck[i] as number) + (regions.body[i] as number);
    skin[i] = clamp(bare) * (1 - (hair[i] as number));
    features[i] = Math.max(
      regions.glasses[i] as number,
      regions.eyes[i] as number,
      regions.lips[i] as number,
      regions.mouth[i] as number,
    );
  }
  return {
    skin: gaussianBlur(skin, width, height, 0.8 * scale),
    hair: gaussianBlur(hair, width, height, 0.8 * scale),
    beard: broadBlur(regions.beard, width, height, 0.012 * faceHeight).map((cover) => smoothstep(0.1, 0.75, cover)),
    features: broadBlur(features, width, height, 0.01 * faceHeight).map((cover) => clamp(cover * 1.5)),
    brows: broadBlur(regions.brows, width, height, 0.01 * faceHeight).map((cover) => clamp(cover * 1.5)),
  };
}

/** How far below the chin nobody wears anything, and cloth can be; face heights. */
const BELOW_CHIN = [0.1, 0.16] as const;
/** Lightness (OKLab) below which no hue is certain. */
const TOO_DARK = [0.38, 0.48] as const;
/** A neck is no wider than the jaw: from here to there (half widths of the jaw) what is read as one becomes collar. */
const WIDER = [1.02, 1.35] as const;

/** Tells how much a pixel lies beside the neck of a face that is seen from the front, 0–1: from the mouth to the chin. */
function besideNeckOf(portrait: Portrait): (i: number) => number {
  const place = jawFrame(portrait);
  if (place === null) return () => 0;
  return (i) => {
    const { down, aside } = place(i % portrait.width, Math.floor(i / portrait.width));
    return smoothstep(WIDER[0], WIDER[1], aside) * smoothstep(-0.2, 0.2, down) * smoothstep(1.2, 0.8, down);
  };
}

/** How near to the hair's own lightness and hue (OKLab) locks on shoulders are. */
const LOCK_SHADE = [0.34, 0.24] as const;
const LOCK_HUE = [0.09, 0.05] as const;

/** 0–1: how like the person's hair a colour is. */
function likeHair(l: number, a: number, b: number, { hair }: Colours): number {
  return (
    smoothstep(LOCK_SHADE[0], LOCK_SHADE[1], Math.abs(l - hair[0])) *
    smoothstep(LOCK_HUE[0], LOCK_HUE[1], Math.hypot(a - hair[1], b - hair[2]))
  );
}

/** Hair must be darker than skin by this (lightness) for its shade to tell where it begins, and how far towards it that is. */
const DARK_HAIR = [0.15, 0.3] as const;
const HAIRLINE = [0.2, 0.5] as const;

/** How far from skin (face heights) hair may be its edge, and the blurred cover there. */
const EDGE_REACH = 0.03;
const EDGE_COVER = [0.05, 0.2] as const;
/** The part of the skin's red that skin in coloured light has at least. */
const RED = [0.7, 1] as const;

/** Gives skin the edge of dark hair that is as light and as red as skin, in place: coloured light or a fade makes both one. */
function firmHairline(portrait: Portrait, { skin, hair }: Materials, oklab: Image, colours: Colours): void {
  const { width, height, faceHeight } = portrait;
  const [tone, toneA] = colours.skin;
  const apart = tone - colours.hair[0];
  const told = smoothstep(DARK_HAIR[0], DARK_HAIR[1], apart);
  if (told === 0) return;
  const near = broadBlur(skin, width, height, EDGE_REACH * faceHeight);
  const [lightness, as] = oklab.channels;
  for (let i = 0; i < hair.length; i += 1) {
    if ((near[i] as number) < EDGE_COVER[0] || hair[i] === 0) continue;
    const edge = smoothstep(EDGE_COVER[0], EDGE_COVER[1], near[i] as number);
    const red = smoothstep(RED[0] * toneA, RED[1] * toneA, as[i] as number);
    const light = smoothstep(HAIRLINE[1], HAIRLINE[0], (tone - (lightness[i] as number)) / apart);
    const given = told * edge * red * light * (hair[i] as number);
    hair[i] = (hair[i] as number) - given;
    skin[i] = (skin[i] as number) + given;
  }
}

/** How much larger than its outline a turned face is on its far side. */
const FAR_SIDE = 1.03;

/** Takes collars, watches, brims and locks out of what was read as neck and body, and gives locks to the hair; in place. */
export function leaveOthers(portrait: Portrait, materials: Materials, oklab: Image, colours: Colours): void {
  const { skin, hair } = materials;
  const [lightness, as, bs] = oklab.channels;
  firmHairline(portrait, materials, oklab, colours);
  const skinLike = skinLikeness(colours);
  const thingLike = thingLikeness(colours, 'likely');
  const uncertain = uncertainSkin(portrait, FAR_SIDE);
  const besideNeck = besideNeckOf(portrait);
  const { regions, width, faceHeight } = portrait;
  const [, chin] = landmark(portrait, 152);
  const underChin = underChinOf(portrait);
  for (let i = 0; i < skin.length; i += 1) {
    const face = clamp((regions.skin[i] as number) + (regions.brows[i] as number));
    const bare = clamp(face + (regions.neck[i] as number) + (regions.body[i] as number));
    // Of the skin that a soft edge has, as much is uncertain as within it.
    const doubt = clamp((uncertain[i] as number) / Math.max(0.02, bare));
    const elsewhere = (skin[i] as number) * Math.max(1 - face, doubt);
    if (elsewhere < 0.02) continue;
    const [l, a, b] = [lightness[i] as number, as[i] as number, bs[i] as number];
    const below = (Math.floor(i / width) - chin) / faceHeight;
    const worn = smoothstep(BELOW_CHIN[0], BELOW_CHIN[1], below) * (1 - underChin(i));
    // Hands and arms are read by their place alone: there grey and other hues are things.
    // Beside a face what is dark may be its neck in shadow, and grey as that is.
    const told = Math.max(regions.body[i] as number, smoothstep(TOO_DARK[0], TOO_DARK[1], l));
    const thing = doubt * told * thingLike(l, a, b);
    const other = Math.max(worn * (1 - face) * (1 - skinLike(l, a, b)), thing);
    const taken = elsewhere * Math.max(other, besideNeck(i));
    skin[i] = (skin[i] as number) - taken;
    hair[i] = (hair[i] as number) + taken * likeHair(l, a, b, colours);
  }
}
