/** What a person is made of before light falls on it: smooth skin in its own tone, hair in locks, plain cloth. */
import { gaussianBlur } from '../kernel/blur.ts';
import { toOklab } from '../kernel/colour.ts';
import { edgeTangentFlow, type Flow, smoothImageAlongFlow } from '../kernel/flow.ts';
import { smoothImage } from '../kernel/guided.ts';
import { clamp, type Image, imageOf, mapChannels, mix, type Plane, plane, smoothstep } from '../kernel/image.ts';
import { resizePlane, shrink } from '../kernel/resample.ts';
import { drawMask } from '../kernel/vector.ts';
import type { Portrait } from '../portrait/portrait.ts';
import { skinLikeness } from './exposed-skin.ts';
import { bareSkin, type Colours, landmark } from './features.ts';
import { broadBlur } from './half-size.ts';
import { byFaceStrength } from './style.ts';

export type Materials = {
  /** Skin of face, neck and body, hair, and hair on the face, 0–1; what is none of them is cloth. */
  skin: Plane;
  hair: Plane;
  beard: Plane;
  /** Eyes, lips, mouth and glasses: what lies on skin with a colour of its own, 0–1. */
  features: Plane;
  brows: Plane;
};

export type Albedo = {
  /** Colour without light, OKLab. */
  oklab: Image;
  /** The photo's shades within a material around 0, lightness: folds, dimples, locks. */
  relief: Plane;
  materials: Materials;
  /** Which way hair runs. */
  flow: Flow;
};

/** How much of the photo's own light, and of the face's folds and dimples, stays; by face strength. */
const OWN_LIGHT = [0.1, 0.24, 0.6] as const;
const OWN_FOLDS = [0.45, 0.72, 0.95] as const;
/** How far one lock of hair is followed, pixels of a usual avatar. */
const LOCK = 11;

/** Reads the materials of a portrait. */
export async function readAlbedo(portrait: Portrait, colours: Colours, faceStrength: number): Promise<Albedo> {
  const { person, width, height, scale } = portrait;
  const materials = materialsOf(portrait);
  const clear = materials.features.map((cover, i) => Math.max(cover, materials.brows[i] as number));
  const smooth = simplified(person, clear, scale);
  const flow = edgeTangentFlow(smooth, 5 * scale);
  const hairy = materials.hair.map((cover, i) => Math.max(cover, materials.beard[i] as number));
  const locks = smoothImageAlongFlow(smooth, flow, Math.round(LOCK * scale), hairy);
  const oklab = toOklab(locks);
  leaveCloth(portrait, materials, oklab, colours);
  const relief = plane(width * height);
  levelSkin(portrait, { oklab, relief, materials, colours, faceStrength });
  levelHair(oklab, relief, { portrait, materials, colours });
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

function materialsOf({ regions, width, height, faceHeight, scale }: Portrait): Materials {
  const area = width * height;
  const [skin, hair, features] = [plane(area), plane(area), plane(area)];
  for (let i = 0; i < area; i += 1) {
    const worn = regions.headwear[i] as number;
    hair[i] = clamp(regions.hair[i] as number) * (1 - worn);
    const bare = (regions.skin[i] as number) + (regions.neck[i] as number) + (regions.body[i] as number);
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
    beard: gaussianBlur(regions.beard, width, height, 0.012 * faceHeight).map((cover) => smoothstep(0.1, 0.75, cover)),
    features: gaussianBlur(features, width, height, 0.01 * faceHeight).map((cover) => clamp(cover * 1.5)),
    brows: gaussianBlur(regions.brows, width, height, 0.01 * faceHeight).map((cover) => clamp(cover * 1.5)),
  };
}

/** How far below the chin nobody wears anything, and cloth can be; face heights. */
const BELOW_CHIN = [0.1, 0.16] as const;

/** Takes collars and scarves out of what was read as neck and body; in place. */
function leaveCloth(portrait: Portrait, { skin }: Materials, { channels }: Image, colours: Colours): void {
  const [lightness, as, bs] = channels;
  const skinLike = skinLikeness(colours);
  const { regions, width, faceHeight } = portrait;
  const [, chin] = landmark(portrait, 152);
  for (let i = 0; i < skin.length; i += 1) {
    const elsewhere = (skin[i] as number) * (1 - clamp(regions.skin[i] as number));
    if (elsewhere < 0.02) continue;
    const below = (Math.floor(i / width) - chin) / faceHeight;
    const worn = smoothstep(BELOW_CHIN[0], BELOW_CHIN[1], below);
    const other = worn * (1 - skinLike(lightness[i] as number, as[i] as number, bs[i] as number));
    skin[i] = (skin[i] as number) - elsewhere * other;
  }
}

type Levelling = { oklab: Image; relief: Plane; materials: Materials; colours: Colours; faceStrength: number };

/** How much of a brow's own hue is kept: small photos have hues there that nothing on a face has. */
const BROW_HUE = 0.35;

/** Takes the photo's light off the skin and gives it the person's even tone; in place. */
function levelSkin(portrait: Portrait, { oklab, relief, materials, colours, faceStrength }: Levelling): void {
  const { width, height, faceHeight } = portrait;
  const [lightness, as, bs] = oklab.channels;
  const [tone, toneA, toneB] = colours.skin;
  const known = knownSkin(portrait, materials);
  const broad = broadMeans([lightness, as, bs], known, width, height, 0.09 * faceHeight);
  const [light, broadA, broadB] = broad;
  if (!light || !broadA || !broadB) return;
  const ownLight = byFaceStrength(faceStrength, OWN_LIGHT);
  const ownFolds = byFaceStrength(faceStrength, OWN_FOLDS);
  for (let i = 0; i < lightness.length; i += 1) {
    const cover = materials.skin[i] as number;
    if (cover <= 0) continue;
    const around = light[i] as number;
    // Of what the mesh takes for a brow, what is dark is one: the rest is skin, and coloured as skin is.
    const brow = (materials.brows[i] as number) * smoothstep(0.97, 0.85, (lightness[i] as number) / around);
    const other = Math.max(materials.features[i] as number, materials.beard[i] as number);
    const feature = Math.max(other, brow);
    // Dark skin has as much form as light skin in proportion, not in steps.
    const fold = ((lightness[i] as number) - around) * Math.min(1.25, tone / Math.max(0.15, around));
    const kept = fold * mix(ownFolds, 1.2, feature);
    const level = tone + clamp(around - tone, -0.2, 0.1) * ownLight + softly(kept, mix(0.16, 0.8, feature));
    const own = mix(0.25, 1, Math.max(other, BROW_HUE * brow));
    lightness[i] = mix(lightness[i] as number, clamp(level, 0.02, 1), cover);
    as[i] = mix(as[i] as number, mix(mix(toneA, broadA[i] as number, 0.3), as[i] as number, own), cover);
    bs[i] = mix(bs[i] as number, mix(mix(toneB, broadB[i] as number, 0.3), bs[i] as number, own), cover);
    relief[i] = kept * cover * 0.35;
  }
}

/** Bends values beyond ±limit back. */
function softly(value: number, limit: number): number {
  return limit * Math.tanh(value / limit);
}

/** Skin that says what light falls on it: bare, unshaded by frames, on face, neck and body. */
function knownSkin(portrait: Portrait, { skin, hair, beard }: Materials): Plane {
  const { regions } = portrait;
  return bareSkin(portrait).map((bare, i) => {
    if ((skin[i] as number) < 0.7) return 0;
    const elsewhere = Math.max(regions.neck[i] as number, regions.body[i] as number);
    const seen = bare > 0.8 ? 1 : elsewhere > 0.85 ? 0.7 : 0;
    return seen * clamp(1 - (beard[i] as number) * 1.6) * clamp(1 - 2 * (hair[i] as number));
  });
}

/** Means of what is known around each pixel, at a quarter of the size; beyond all reach the mean of everything. */
function broadMeans(planes: readonly Plane[], known: Plane, width: number, height: number, sigma: number): Plane[] {
  const factor = 4;
  const weights = shrink(known, width, height, factor);
  const near = gaussianBlur(weights.plane, weights.width, weights.height, sigma / factor);
  const far = gaussianBlur(weights.plane, weights.width, weights.height, (sigma * 6) / factor);
  return planes.map((channel) => {
    const sums = shrink(
      channel.map((value, i) => value * (known[i] as number)),
      width,
      height,
      factor,
    ).plane;
    const nearSum = gaussianBlur(sums, weights.width, weights.height, sigma / factor);
    const farSum = gaussianBlur(sums, weights.width, weights.height, (sigma * 6) / factor);
    const mean = nearSum.map((sum, i) => {
      const distant = (farSum[i] as number) / Math.max(1e-5, far[i] as number);
      const weight = near[i] as number;
      return weight < 1e-4 ? distant : mix(distant, sum / weight, clamp(weight * 4));
    });
    return resizePlane(mean, weights.width, weights.height, width, height);
  });
}

/** Evens out the light on the hair: its sheen is drawn anew. In place. */
function levelHair(
  oklab: Image,
  relief: Plane,
  { portrait, materials, colours }: { portrait: Portrait; materials: Materials; colours: Colours },
): void {
  const { width, height, faceHeight } = portrait;
  const [lightness, as, bs] = oklab.channels;
  const broad = broadMeans([lightness], materials.hair, width, height, 0.11 * faceHeight)[0] ?? lightness;
  const folds = broadBlur(lightness, width, height, 0.06 * faceHeight);
  const [tone, toneA, toneB] = colours.hair;
  for (let i = 0; i < lightness.length; i += 1) {
    const hair = materials.hair[i] as number;
    const other = clamp(1 - hair - (materials.skin[i] as number));
    const value = lightness[i] as number;
    if (hair > 0) {
      const lock = value - (broad[i] as number);
      const level = mix(broad[i] as number, tone, 0.45) + lock * 0.9;
      lightness[i] = mix(value, clamp(level, 0.06, 0.97), hair);
      as[i] = mix(as[i] as number, mix(as[i] as number, toneA, 0.4), hair);
      bs[i] = mix(bs[i] as number, mix(bs[i] as number, toneB, 0.4), hair);
      relief[i] = mix(relief[i] as number, lock, hair);
    }
    if (other > 0) {
      // Clear colours: cloth of an animated film has no grey in it.
      as[i] = (as[i] as number) * (1 + 0.15 * other);
      bs[i] = (bs[i] as number) * (1 + 0.15 * other);
      relief[i] = mix(relief[i] as number, (value - (folds[i] as number)) * 0.8, other);
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
