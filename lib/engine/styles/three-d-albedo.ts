/** What a person is made of before light falls on it: smooth skin in its own tone, hair in locks, plain cloth. */
import { gaussianBlur } from '../kernel/blur.ts';
import { oklabOf, toOklab } from '../kernel/colour.ts';
import { edgeTangentFlow, type Flow, smoothImageAlongFlow } from '../kernel/flow.ts';
import { smoothImage } from '../kernel/guided.ts';
import { clamp, type Image, imageOf, mapChannels, mix, type Plane, plane, smoothstep } from '../kernel/image.ts';
import { drawMask } from '../kernel/vector.ts';
import type { Portrait } from '../portrait/portrait.ts';
import { broadMeans } from './broad-means.ts';
import { withCleanRim } from './clean-rim.ts';
import { crispPerson, edgesOf, innerPart } from './crisp.ts';
import { skinLikeness } from './exposed-skin.ts';
import { type Colours, landmark } from './features.ts';
import { broadBlur } from './half-size.ts';
import { withPlainCloth } from './plain-cloth.ts';
import { leaveOthers, type Materials, materialsOf } from './three-d-materials.ts';
import { levelSkin } from './three-d-skin.ts';

export type Albedo = {
  /** Colour without light, OKLab. */
  oklab: Image;
  /** The photo's shades within a material around 0, lightness: folds, dimples, locks. */
  relief: Plane;
  materials: Materials;
  /** Which way hair runs. */
  flow: Flow;
};

/** How far one lock of hair is followed, pixels of a usual avatar. */
const LOCK = 11;

/** How much clearer locks are than what else is smoothed, before they are drawn together along their flow. */
const LOCKS_CLEAR = 0.8;

/** Reads the materials of a portrait. */
export async function readAlbedo(portrait: Portrait, colours: Colours, faceStrength: number): Promise<Albedo> {
  const { width, height, scale } = portrait;
  const inner = innerPart(portrait);
  const { softness } = edgesOf(portrait);
  const plain = withPlainCloth(withCleanRim(portrait, softness), softness);
  const person = softness > 0 ? crispPerson(plain, inner, edgesOf(plain), softness) : plain.person;
  const materials = materialsOf(portrait, softness);
  const clear = materials.features.map((cover, i) =>
    Math.max(cover, materials.brows[i] as number, LOCKS_CLEAR * (materials.hair[i] as number)),
  );
  const smooth = simplified(person, clear, scale);
  const flow = edgeTangentFlow(smooth, 5 * scale);
  const hairy = materials.hair.map((cover, i) => Math.max(cover, materials.beard[i] as number));
  const locks = smoothImageAlongFlow(smooth, flow, Math.round(LOCK * scale), hairy);
  const oklab = toOklab(locks);
  leaveOthers(portrait, materials, oklab, colours);
  const relief = plane(width * height);
  levelLips(portrait, oklab, colours);
  levelSkin(portrait, { oklab, relief, materials, colours, faceStrength });
  levelHair(oklab, relief, { portrait, inner, materials, colours });
  await addBlush(portrait, oklab, materials);
  return { oklab, relief, materials, flow };
}

/** Smooth between edges, and less so on the features that carry a likeness. */
function simplified(person: Image, features: Plane, scale: number): Image {
  const fine = smoothImage(person, Math.max(2, Math.round(2 * scale)), 0.0008);
  const broad = smoothImage(fine, Math.round(4 * scale), 0.0035);
  return mapChannels(broad, (channel, index) => {
    const clear = fine.channels[index];
    return channel.map((value, i) => mix(value, clear[i] as number, features[i] as number));
  });
}

/** Saturation (OKLab) of cloth from which it is made no clearer, and where not at all. */
const STRONG = [0.08, 0.16] as const;
/** From this lightness on what an open mouth shows is teeth, which keep less of the photo's tint. */
const TEETH = [0.45, 0.65] as const;
/** How far into hair its background is looked for, face heights, and how like it (OKLab) it shows. */
const BEHIND_REACH = 0.12;
const BEHIND_LIKE = [0.13, 0.06] as const;

/** 0–1: how much of each pixel is what shows through hair from behind, by its colour. */
function shownThrough(portrait: Portrait, oklab: Image, { hair }: Materials, colours: Colours): Plane {
  const { alpha, covered, photo, width, height, faceHeight } = portrait;
  const skinLike = skinLikeness(colours);
  const open = alpha.map((cover, i) => (cover < 0.02 && (covered[i] as number) === 1 ? 1 : 0));
  const near = broadBlur(open, width, height, BEHIND_REACH * faceHeight);
  const behind = broadMeans(photo.channels, open, width, height, BEHIND_REACH * faceHeight);
  const [red, green, blue] = behind as [Plane, Plane, Plane];
  const [lightness, as, bs] = oklab.channels;
  const through = plane(near.length);
  for (let i = 0; i < through.length; i += 1) {
    const cover = near[i] as number;
    if (cover < 0.01 || (hair[i] as number) === 0) continue;
    const [l, a, b] = oklabOf(red[i] as number, green[i] as number, blue[i] as number);
    const [ownL, ownA, ownB] = [lightness[i] as number, as[i] as number, bs[i] as number];
    const like = smoothstep(BEHIND_LIKE[0], BEHIND_LIKE[1], Math.hypot(ownL - l, ownA - a, ownB - b));
    // A hand in the hair before a rosy wall is no wall.
    if (like > 0) through[i] = smoothstep(0.01, 0.06, cover) * like * (1 - skinLike(ownL, ownA, ownB));
  }
  return through;
}

/** Lips are lighter than skin by this part at most, and in their light by as much (lightness) before it is taken off. */
const LIPS_LIGHT = 1.1;
const LIPS_LIT = 0.06;

/** Takes light off lips that the photo lights far more than the face's skin, as it is taken off that; in place. */
function levelLips({ regions: { lips } }: Portrait, oklab: Image, { lips: own, skin }: Colours): void {
  const [lightness, as, bs] = oklab.channels;
  const most = Math.min(own[0], skin[0] * LIPS_LIGHT) + LIPS_LIT;
  for (let i = 0; i < lips.length; i += 1) {
    const over = (lightness[i] as number) - most;
    const cover = lips[i] as number;
    if (cover === 0 || over <= 0) continue;
    lightness[i] = mix(lightness[i] as number, most + LIPS_LIT * Math.tanh(over / LIPS_LIT), cover);
    const glare = cover * smoothstep(0, 2 * LIPS_LIT, over);
    as[i] = mix(as[i] as number, own[1], glare);
    bs[i] = mix(bs[i] as number, own[2] * 0.8, glare);
  }
}

/** How wide a strand of hair or a thread is, pixels of a usual avatar, and how much clearer those are than in the photo. */
const STRAND = 2.2;
const STRANDS = 1;
const THREADS = 0.6;
/** Hair of the skin's hue (OKLab) is darker than this part of the skin's lightness: haze makes both one. */
const SAME_HUE = [0.035, 0.02] as const;
const APART = 0.66;
/** How much redder (OKLab) than hair and skin are, hair lies in coloured light: that is no dye. */
const REDDER = [0.015, 0.035] as const;
/** How much stronger folds are. */
const FOLDS = 0.3;

/** Evens out the light on the hair: its sheen is drawn anew; makes locks, threads and folds clearer. In place. */
function levelHair(
  oklab: Image,
  relief: Plane,
  { portrait, inner, materials, colours }: { portrait: Portrait; inner: Plane; materials: Materials; colours: Colours },
): void {
  const { regions, width, height, faceHeight } = portrait;
  const [lightness, as, bs] = oklab.channels;
  const broad = broadMeans([lightness], materials.hair, width, height, 0.11 * faceHeight)[0] ?? lightness;
  const near = gaussianBlur(lightness, width, height, STRAND * portrait.scale);
  const detail = near.map((around, i) => ((lightness[i] as number) - around) * (inner[i] as number));
  const folds = broadBlur(lightness, width, height, 0.06 * faceHeight);
  const [tone, toneA, toneB] = colours.hair;
  const sameHue = smoothstep(SAME_HUE[0], SAME_HUE[1], Math.hypot(toneA - colours.skin[1], toneB - colours.skin[2]));
  const depth = mix(1, Math.min(1, (colours.skin[0] * APART) / tone), sameHue);
  const chin = width * Math.round(landmark(portrait, 152)[1]);
  const reddest = Math.max(0, toneA, colours.skin[1]);
  const through = shownThrough(portrait, oklab, materials, colours);
  for (let i = 0; i < lightness.length; i += 1) {
    const hair = materials.hair[i] as number;
    const other = clamp(1 - hair - (materials.skin[i] as number));
    const value = lightness[i] as number;
    if (hair > 0) {
      const lit = i < chin ? smoothstep(REDDER[0], REDDER[1], (as[i] as number) - 1.25 * reddest) : 0;
      const behind = Math.max(through[i] as number, lit);
      const lock = (value - (broad[i] as number)) * (1 - 0.6 * behind);
      const level =
        depth * mix(broad[i] as number, tone, mix(0.45, 0.8, behind)) +
        lock * 1.1 +
        STRANDS * (detail[i] as number) * (1 - behind);
      lightness[i] = mix(value, clamp(level, 0.06, 0.97), hair);
      as[i] = mix(as[i] as number, mix(as[i] as number, toneA, mix(0.4, 0.92, behind)), hair);
      bs[i] = mix(bs[i] as number, mix(bs[i] as number, toneB, mix(0.4, 0.92, behind)), hair);
      relief[i] = mix(relief[i] as number, lock, hair);
    }
    if (other > 0) {
      // Clear colours: cloth of an animated film has no grey in it. What is strong already would lose its folds.
      const teeth = (regions.mouth[i] as number) * smoothstep(TEETH[0], TEETH[1], value);
      const clearer =
        (1 - 0.6 * teeth) *
        (1 + 0.15 * other * smoothstep(STRONG[1], STRONG[0], Math.hypot(as[i] as number, bs[i] as number)));
      as[i] = (as[i] as number) * clearer;
      bs[i] = (bs[i] as number) * clearer;
      const fold = value - (folds[i] as number);
      const plain = (1 - (materials.features[i] as number)) * other;
      const clear = THREADS * (detail[i] as number) + FOLDS * fold * (inner[i] as number);
      lightness[i] = clamp((lightness[i] as number) + plain * clear, 0.02, 1);
      relief[i] = mix(relief[i] as number, fold * 0.8, other);
    }
  }
}

/** Landmarks where blood shows through, with radii in face heights. */
const BLUSH: readonly (readonly [point: number, across: number, down: number])[] = [
  [50, 0.11, 0.08],
  [280, 0.11, 0.08],
  [4, 0.06, 0.05],
];

/** Warm cheeks and tip of the nose, in place; redder, never lighter. */
async function addBlush(portrait: Portrait, oklab: Image, { skin, beard }: Materials): Promise<void> {
  const { width, height, faceHeight } = portrait;
  const spots = BLUSH.map(([index, across, down]) => {
    const [x, y] = landmark(portrait, index);
    return `<ellipse cx="${x}" cy="${y}" rx="${across * faceHeight}" ry="${down * faceHeight}"/>`;
  });
  const cover = broadBlur(await drawMask(width, height, spots.join('')), width, height, 0.045 * faceHeight);
  const [, as, bs] = imageOf(width, height, oklab.channels).channels;
  for (let i = 0; i < cover.length; i += 1) {
    const blush = (cover[i] as number) * (skin[i] as number) * (1 - (beard[i] as number));
    as[i] = (as[i] as number) + 0.02 * blush;
    bs[i] = (bs[i] as number) + 0.004 * blush;
  }
}
