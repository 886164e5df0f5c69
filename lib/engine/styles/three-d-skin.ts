/** Skin without the light of its photo, in the person's even tone; what only lies before it keeps its own colour. */
import { clamp, type Image, mix, type Plane, smoothstep } from '../kernel/image.ts';
import type { Portrait } from '../portrait/portrait.ts';
import { broadMeans } from './broad-means.ts';
import { bareSkin, type Colours } from './features.ts';
import { locksOverSkin } from './locks.ts';
import { byFaceStrength } from './style.ts';
import type { Materials } from './three-d-materials.ts';

/** How much of the photo's own light, and of the face's folds and dimples, stays; by face strength. */
const OWN_LIGHT = [0.1, 0.24, 0.6] as const;
const OWN_FOLDS = [0.45, 0.72, 0.95] as const;
type Levelling = { oklab: Image; relief: Plane; materials: Materials; colours: Colours; faceStrength: number };

/** How much of its own light skin beyond the face keeps: there the relief that is lit instead is a guess. */
const ELSEWHERE = 0.5;
/** Darker than the skin around it by this part, nothing is bare skin: locks before the face, nostrils, gaps. */
const DARKER = [0.3, 0.52] as const;
/** 0–1 for each pixel: how much lies before skin, or in a deep fold. In haze locks become hair. */
type Strangeness = (i: number, around: number) => number;

function strangenessOf(portrait: Portrait, lightness: Plane, materials: Materials, colours: Colours): Strangeness {
  const { cover: locks, hazy } = locksOverSkin(portrait, materials.hair, lightness, colours);
  if (hazy > 0) giveLocks(locks, hazy, materials);
  return (i, around) => {
    const value = lightness[i] as number;
    const face = clamp(portrait.regions.skin[i] as number);
    // A neck lies in the chin's shadow.
    const gap = face * smoothstep(DARKER[0], DARKER[1], 1 - value / Math.max(0.05, around));
    return Math.max(gap, locks[i] as number);
  };
}

/** Makes hair of locks that were read as skin, in place. */
function giveLocks(locks: Plane, hazy: number, { skin, hair, beard, brows, features }: Materials): void {
  for (let i = 0; i < locks.length; i += 1) {
    const other = Math.max(beard[i] as number, brows[i] as number, features[i] as number);
    const lock = hazy * (locks[i] as number) * (skin[i] as number) * (1 - other);
    hair[i] = clamp((hair[i] as number) + lock);
    skin[i] = (skin[i] as number) - lock;
  }
}

/** How much less colour deep folds have than a photo of a few pixels shows there. */
const FOLD_COLOUR = 0.85;

/** How far a brow's hue goes towards that of skin in shade and of hair: small photos have hues there that nothing on a face has. */
const BROW_TONE = 0.8;

/** Further from its even colour (OKLab a or b) than this, bare skin lies in coloured light. */
const OTHER_HUE = 0.03;

/** A beard lies in no deeper shadow than this part of the skin's tone. */
const LEAST_LIT = 0.75;

/** Takes the photo's light off the skin and gives it the person's even tone; in place. */
export function levelSkin(portrait: Portrait, { oklab, relief, materials, colours, faceStrength }: Levelling): void {
  const { regions, width, height, faceHeight } = portrait;
  const [lightness, as, bs] = oklab.channels;
  const [tone, toneA, toneB] = colours.skin;
  const known = knownSkin(portrait, materials);
  const reach = 0.09 * faceHeight;
  const [first] = broadMeans([lightness], known, width, height, reach);
  if (!first) return;
  const strangeness = strangenessOf(portrait, lightness, materials, colours);
  for (let i = 0; i < known.length; i += 1) known[i] = (known[i] as number) * (1 - strangeness(i, first[i] as number));
  const [light, broadA, broadB] = broadMeans([lightness, as, bs], known, width, height, reach);
  if (!light || !broadA || !broadB) return;
  const onFace = byFaceStrength(faceStrength, OWN_LIGHT);
  const ownFolds = byFaceStrength(faceStrength, OWN_FOLDS);
  for (let i = 0; i < lightness.length; i += 1) {
    const cover = materials.skin[i] as number;
    if (cover <= 0) continue;
    const around = light[i] as number;
    // Of what the mesh takes for a brow, what is dark is one: the rest is skin, and coloured as skin is.
    const brow = (materials.brows[i] as number) * smoothstep(0.97, 0.85, (lightness[i] as number) / around);
    const strange = strangeness(i, around);
    const other = Math.max(materials.features[i] as number, materials.beard[i] as number, strange);
    const face = clamp((regions.skin[i] as number) + (regions.brows[i] as number));
    const ownLight = mix(Math.max(onFace, ELSEWHERE), onFace, face);
    const feature = Math.max(other, brow);
    // Dark skin has as much form as light skin in proportion, not in steps.
    const fold = ((lightness[i] as number) - around) * Math.min(1.25, tone / Math.max(0.15, around));
    const kept = fold * mix(ownFolds, 1.2, feature);
    const shaved =
      tone + clamp(around - tone, mix(-0.35, -0.2, face), 0.1) * ownLight + softly(kept, mix(0.16, 0.8, feature));
    // Around a beard little skin tells what light falls on it.
    const grown = ((lightness[i] as number) * tone) / Math.max(around, LEAST_LIT * tone);
    const level = mix(shaved, Math.min(shaved, grown), materials.beard[i] as number);
    const own = mix(0.25, 1, other) * (1 - BROW_TONE * brow * (1 - other));
    const towardsBrow = BROW_TONE * brow * (1 - other);
    const colour = (channel: Plane, even: number, around: number, hair: number) => {
      const near = clamp(around, even - OTHER_HUE, even + OTHER_HUE);
      const skinned = mix(mix(even, near, 0.3), mix((even * level) / tone, hair, 0.5), towardsBrow);
      const value = channel[i] as number;
      const bare = clamp(value, even - OTHER_HUE, even + OTHER_HUE);
      const photographed = mix(bare, value, other) * mix(1, FOLD_COLOUR, strange);
      channel[i] = mix(channel[i] as number, mix(skinned, photographed, own), cover);
    };
    lightness[i] = mix(lightness[i] as number, clamp(level, 0.02, 1), cover);
    colour(as, toneA, broadA[i] as number, colours.hair[1]);
    colour(bs, toneB, broadB[i] as number, colours.hair[2]);
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
