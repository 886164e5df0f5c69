/** Skin beyond the face, told from collars and sleeves that were read as neck or body. */
import { type Plane, smoothstep } from '../kernel/image.ts';
import { FACE_OVAL, POINT } from '../portrait/face-lines.ts';
import { outlineMask, outlineOf } from '../portrait/outline.ts';
import type { Portrait } from '../portrait/portrait.ts';
import type { Colours } from './features.ts';

/** Distance (OKLab a, b) from the face's tone in the same light beyond which a colour is not plainly skin. */
const PLAIN = [0.1, 0.06] as const;
/** Lightness against the face's from which plain skin is seen, and that of the deepest shadow below a chin. */
const LIT = [0.24, 0.36] as const;
const DEEPEST = [0.12, 0.2] as const;
/** In the room's light skin keeps its hue, about (radians), and this part of its saturation at least. */
const HUE = [0.6, 0.45] as const;
const SATURATION = [0.55, 0.75] as const;
/** How much nearer to the face's colour than to the clothes' it must be then. */
const NEARER = [1, 0.7] as const;

/** Tells how likely (0–1) an OKLab colour, where neck, arms or hands are, is this person's skin. */
export function skinLikeness({ skin, clothing }: Colours): (l: number, a: number, b: number) => number {
  const [tone, toneA, toneB] = skin;
  const hue = Math.atan2(toneB, toneA);
  const [skinA, skinB] = [toneA / tone, toneB / tone];
  const saturation = Math.hypot(skinA, skinB);
  const [clothA, clothB] = [clothing[1] / clothing[0], clothing[2] / clothing[0]];
  return (l, a, b) => {
    const depth = l / tone;
    const plain =
      smoothstep(PLAIN[0], PLAIN[1], Math.hypot(a - toneA * depth, b - toneB * depth)) *
      smoothstep(LIT[0], LIT[1], depth);
    if (plain === 1) return 1;
    const [ownA, ownB] = [a / Math.max(0.05, l), b / Math.max(0.05, l)];
    const turn = Math.abs(Math.atan2(b, a) - hue);
    const apart = Math.hypot(ownA - skinA, ownB - skinB) / Math.max(0.01, Math.hypot(ownA - clothA, ownB - clothB));
    const tinted =
      smoothstep(HUE[0], HUE[1], Math.min(turn, 2 * Math.PI - turn)) *
      smoothstep(SATURATION[0], SATURATION[1], Math.hypot(ownA, ownB) / saturation) *
      smoothstep(NEARER[0], NEARER[1], apart) *
      smoothstep(DEEPEST[0], DEEPEST[1], depth);
    return Math.max(plain, tinted);
  };
}

/** The part of the skin's saturation below which a colour is grey, and the turn of hue (radians) beyond which it is another. */
const GREY = { likely: [0.45, 0.2], certain: [0.28, 0.13] } as const;
const TURN = [0.45, 0.65] as const;
/** Lightness below which no hue is certain. */
const TOO_DARK = [0.3, 0.4] as const;
/** Skin with less saturation than this is that of a grey photo. */
const COLOURLESS = 0.03;

/**
 * Tells how much (0–1) an OKLab colour is no skin in any light: grey, or of another hue. Nothing is in a grey photo.
 * `likely` serves where things keep the photo's shades, `certain` where they are painted flat: dark skin is grey, too.
 */
export function thingLikeness(
  { skin: [tone, toneA, toneB] }: Colours,
  sureness: 'likely' | 'certain',
): (l: number, a: number, b: number) => number {
  const hue = Math.atan2(toneB, toneA);
  const saturation = Math.hypot(toneA, toneB) / tone;
  if (saturation < COLOURLESS) return () => 0;
  const [coloured, grey] = GREY[sureness];
  return (l, a, b) => {
    const part = Math.hypot(a, b) / Math.max(0.05, l) / saturation;
    const turn = Math.abs(Math.atan2(b, a) - hue);
    const other = smoothstep(TURN[0], TURN[1], Math.min(turn, 2 * Math.PI - turn)) * smoothstep(grey, coloured, part);
    const thing = Math.max(smoothstep(coloured, grey, part), other);
    return sureness === 'likely' ? thing : thing * smoothstep(TOO_DARK[0], TOO_DARK[1], l);
  };
}

/** How far below a chin its beard hangs and their shadow falls, and how far to both sides; face heights. */
const UNDER_CHIN = [0.22, 0.3] as const;
const BESIDE_CHIN = [0.16, 0.24] as const;

/** Tells how much (0–1) a pixel lies where no collar reaches up: what is dark on a neck there is beard or shadow. */
export function underChinOf(portrait: Portrait): (i: number) => number {
  const { width, faceHeight } = portrait;
  const [chinX = 0, chinY = 0] = portrait.landmarks[POINT.chin] ?? [];
  return (i) => {
    const below = (Math.floor(i / width) - chinY) / faceHeight;
    const aside = Math.abs((i % width) - chinX) / faceHeight;
    return smoothstep(UNDER_CHIN[1], UNDER_CHIN[0], below) * smoothstep(BESIDE_CHIN[1], BESIDE_CHIN[0], aside);
  };
}

/** How much larger than the face's outline its own skin reaches: ears and the rim of the jaw. */
const BESIDE = 1.12;
/** A head turned more than this (radians) hides its far ear. */
const TURNED = 0.2;

/**
 * 0–1: where the regions of skin are read by their place alone: hands, arms, and what lies beside the cheeks. `far` is
 * how much larger than the face's outline a turned face is taken to be on the side whose ear is hidden.
 */
export function uncertainSkin({ regions, landmarks, width, height, yaw }: Portrait, far = BESIDE): Plane {
  const face = outlineMask(width, height, outlineOf(landmarks, FACE_OVAL, BESIDE));
  if (Math.abs(yaw) > TURNED && far !== BESIDE) {
    const near = outlineMask(width, height, outlineOf(landmarks, FACE_OVAL, far));
    const [[topX = 0, topY = 0], [chinX = 0, chinY = 0]] = [
      landmarks[POINT.noseBridge] ?? [],
      landmarks[POINT.chin] ?? [],
    ];
    for (let i = 0; i < face.length; i += 1) {
      const axis = topX + ((chinX - topX) * (Math.floor(i / width) - topY)) / (chinY - topY);
      if (((i % width) - axis) * yaw > 0) face[i] = near[i] as number;
    }
  }
  // What is skin above the eyes is a forehead, in whatever light.
  const above = width * Math.round(landmarks[POINT.noseBridge]?.[1] ?? 0);
  return regions.body.map((cover, i) => {
    const beside = i < above ? 0 : (regions.skin[i] as number) * (1 - (face[i] as number));
    return Math.max(cover, beside);
  });
}
