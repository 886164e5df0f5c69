/** Where a drawn face lies in shadow: the photo's own broad shade, under the hair, and under the chin. */
import { gaussianBlur } from '../kernel/blur.ts';
import { clamp, mix, type Plane, plane, smoothstep } from '../kernel/image.ts';
import { resizePlane, shrink } from '../kernel/resample.ts';
import type { Portrait } from '../portrait/portrait.ts';
import type { Tones } from './comic-tones.ts';
import { bareSkin, type Colours } from './features.ts';

/** Light is smooth, so it is measured at a quarter of the size. */
const FACTOR = 4;
/** Below this part of the skin's own lightness its shadow begins. */
const SHADOW = 0.87;
/** How far hair and chin throw their shadow down, in face heights. */
const HAIR_SHADOW = 0.036;
const CHIN_SHADOW = 0.13;

type Skin = { tones: Tones; face: Plane; skin: Plane; colours: Colours };

/** 0–1: where skin is shaded, and where deeply. */
export async function skinShadow(portrait: Portrait, of: Skin): Promise<{ shade: Plane; deep: Plane }> {
  const { width, height, regions, faceHeight, scale } = portrait;
  const { face, skin, colours } = of;
  const light = broadLight(portrait, of);
  const hair = regions.hair.map((cover, i) => smoothstep(0.4, 0.6, Math.max(cover, regions.headwear[i] as number)));
  const underHair = shiftedDown(hair, width, HAIR_SHADOW * faceHeight);
  const underChin = gaussianBlur(shiftedDown(face, width, CHIN_SHADOW * faceHeight), width, height, 1.5 * scale);
  const hard = plane(skin.length);
  const deep = plane(skin.length);
  for (let i = 0; i < hard.length; i += 1) {
    if ((skin[i] as number) <= 0) continue;
    const onFace = face[i] as number;
    let shade = smoothstep(SHADOW, SHADOW - 0.04, (light[i] as number) / colours.skin[0]);
    shade = Math.max(shade, (underHair[i] as number) * onFace * (1 - (hair[i] as number)));
    const neck = (regions.neck[i] as number) * (1 - onFace);
    const chin = neck * smoothstep(0.4, 0.6, underChin[i] as number);
    hard[i] = Math.max(shade, chin);
    deep[i] = chin * smoothstep(0.7, 0.6, (light[i] as number) / colours.skin[0]);
  }
  const shade = gaussianBlur(hard, width, height, 0.9 * scale);
  for (let i = 0; i < shade.length; i += 1) shade[i] = smoothstep(0.35, 0.65, shade[i] as number);
  return { shade, deep };
}

/** Lightness of the skin without its features: three normalised blurs, the finest where enough skin is seen. */
function broadLight(portrait: Portrait, { tones, colours }: Skin): Plane {
  const { width, height, regions, faceHeight } = portrait;
  const bare = bareSkin(portrait);
  const known = bare.map((cover, i) => {
    const clean = cover > 0.85 && (regions.beard[i] as number) < 0.2 ? 1 : 0;
    return Math.max(clean, (regions.neck[i] as number) > 0.9 || (regions.body[i] as number) > 0.9 ? 0.6 : 0);
  });
  const lightness = tones.oklab.channels[0];
  const weights = shrink(known, width, height, FACTOR);
  const light = shrink(
    lightness.map((value, i) => value * (known[i] as number)),
    width,
    height,
    FACTOR,
  );
  const blurs = [0.4, 0.1, 0.03].map((reach) => {
    const sigma = (reach * faceHeight) / FACTOR;
    const blur = (part: Plane) => gaussianBlur(part, light.width, light.height, sigma);
    return { light: blur(light.plane), weight: blur(weights.plane) };
  });
  const joined = plane(light.plane.length, colours.skin[0]);
  for (const [step, { light: sums, weight }] of blurs.entries()) {
    for (let i = 0; i < joined.length; i += 1) {
      const seen = weight[i] as number;
      if (seen < 1e-4) continue;
      joined[i] = mix(joined[i] as number, (sums[i] as number) / seen, step === 0 ? 1 : clamp(seen * 2.5));
    }
  }
  return resizePlane(joined, light.width, light.height, width, height);
}

function shiftedDown(mask: Plane, width: number, distance: number): Plane {
  const shifted = plane(mask.length);
  shifted.set(mask.subarray(0, mask.length - Math.round(distance) * width), Math.round(distance) * width);
  return shifted;
}
