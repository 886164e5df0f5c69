/** The one light of an anime picture, and the clean shadow that it leaves on skin. */
import { gaussianBlur } from '../kernel/blur.ts';
import { clamp, mix, type Plane, plane, smoothstep } from '../kernel/image.ts';
import { seededRandom } from '../kernel/noise.ts';
import { resizePlane, shrink } from '../kernel/resample.ts';
import type { Portrait } from '../portrait/portrait.ts';
import { freeHands, shadeHands } from './anime-hands.ts';
import { turnPatches } from './anime-islands.ts';
import type { Parts } from './anime-parts.ts';
import { bareSkin, landmark, landmarksAt } from './features.ts';
import type { Normals } from './normals.ts';
import { byFaceStrength } from './style.ts';

/** Unit vector towards the light: x to the right, y down, z to the camera; `side` is the sign of x. */
export type Light = { x: number; y: number; z: number; side: -1 | 1 };

const LEFT_CHEEK = [50, 101, 205, 118] as const;
const RIGHT_CHEEK = [280, 330, 425, 347] as const;
/** Cheeks that differ by this part of their lightness tell where the photo's light came from. */
const TELLING = 0.045;

/** From the side that the photo was lit from; where that does not tell, from the side that the seed says. */
export function findLight(portrait: Portrait, lightness: Plane, seed: number): Light {
  const [left, right] = [LEFT_CHEEK, RIGHT_CHEEK].map((cheek) => meanAround(portrait, lightness, cheek));
  const difference = ((right ?? 0) - (left ?? 0)) / Math.max(0.05, ((right ?? 0) + (left ?? 0)) / 2);
  const bySeed = seededRandom(seed ^ 0x68bc21eb)() < 0.5 ? -1 : 1;
  const side = Math.abs(difference) < TELLING ? bySeed : difference > 0 ? 1 : -1;
  const [x, y, z] = [0.62, -0.5, 0.6];
  const length = Math.hypot(x, y, z);
  return { x: (side * x) / length, y: y / length, z: z / length, side };
}

/** @param values at half size */
function meanAround(portrait: Portrait, values: Plane, indices: readonly number[]): number {
  const stride = Math.ceil(portrait.width / 2);
  const reach = Math.max(1, Math.round(portrait.faceHeight * 0.012));
  let sum = 0;
  let count = 0;
  for (const [x, y] of landmarksAt(portrait, indices)) {
    for (let dy = -reach; dy <= reach; dy += 1) {
      for (let dx = -reach; dx <= reach; dx += 1) {
        const value = values[(Math.round(y / 2) + dy) * stride + Math.round(x / 2) + dx];
        if (value === undefined) continue;
        sum += value;
        count += 1;
      }
    }
  }
  return sum / Math.max(1, count);
}

/** Lengths in face heights: how far hair and chin throw their shadow down, and hair to the side. */
const HAIR_SHADOW = [0.014, 0.034] as const;
const CHIN_SHADOW = 0.12;
/** How much the photo's own shadows count against those of the drawn light, by face strength. */
const PHOTO_SHARE = [0.3, 0.5, 0.8] as const;
/** Skin that turns this far from the light lies in shadow. */
const TERMINATOR = 0.16;
/** Below this part of the skin's own lightness the photo shows shadow. */
const PHOTO_SHADOW = 0.86;
/** Patches of light or shade smaller than this, in squared face heights, are none. */
const LEAST_PATCH = 0.03;

/** The same for hands, whose shadows are those between fingers. */
const LEAST_FINGER = 0.004;

type Skin = { lightness: Plane; normals: Normals; parts: Parts; light: Light; base: number; faceStrength: number };

/** 0–1 over the canvas: where skin is shaded. */
export function skinShade(portrait: Portrait, skin: Skin): Plane {
  const { width, height, faceHeight } = portrait;
  const { normals, parts, light } = skin;
  const turned = formShade(portrait, skin);
  const onCanvas = resizePlane(turned, normals.width, normals.height, width, height);
  const over = parts.cover.hair.map((hair, i) => Math.max(hair, parts.cover.headwear[i] as number));
  const [aside, down] = [HAIR_SHADOW[0] * faceHeight * -light.side, HAIR_SHADOW[1] * faceHeight];
  const cast = shifted(over, width, Math.round(aside), Math.round(down));
  const chin = chinShadow(portrait, light);
  return onCanvas.map((value, i) => {
    const own = smoothstep(-0.012, 0.012, value);
    return Math.max(own, cast[i] as number, chin[i] as number);
  });
}

/** Above 0 where the form turns away from the light or the photo is dark; half size, smooth. */
function formShade(portrait: Portrait, { lightness, normals, parts, light, base, faceStrength }: Skin): Plane {
  const { faceHeight } = portrait;
  const { width, height } = normals;
  const share = byFaceStrength(faceStrength, PHOTO_SHARE);
  const photo = broadLight(portrait, lightness, base);
  const turned = plane(width * height);
  for (let i = 0; i < turned.length; i += 1) {
    const towards =
      (normals.x[i] as number) * light.x + (normals.y[i] as number) * light.y + (normals.z[i] as number) * light.z;
    const dark = PHOTO_SHADOW - (photo[i] as number) / base;
    turned[i] = mix(TERMINATOR - towards, clamp(dark * 2.2, -0.35, 0.35), share);
  }
  const sigma = Math.max(1, 0.008 * faceHeight);
  const bare = shrink(parts.cover.skin, portrait.width, portrait.height, 2).plane;
  const hands = freeHands(portrait, shrink(parts.hands, portrait.width, portrait.height, 2).plane);
  shadeHands(turned, lightness, hands, width, faceHeight / 2);
  const smooth = gaussianBlur(turned, width, height, sigma);
  const unit = (faceHeight / 2) ** 2;
  turnPatches(
    smooth,
    bare.map((cover, i) => cover * (1 - (hands[i] as number))),
    width,
    LEAST_PATCH * unit,
  );
  turnPatches(
    smooth,
    bare.map((cover, i) => cover * (hands[i] as number)),
    width,
    LEAST_FINGER * unit,
  );
  return gaussianBlur(smooth, width, height, sigma / 2);
}

/** The photo's light on bare skin without features, smooth; half size. */
function broadLight(portrait: Portrait, lightness: Plane, base: number): Plane {
  const { width, height, regions, faceHeight } = portrait;
  const bare = bareSkin(portrait);
  const known = bare.map((cover, i) => {
    const clear = cover > 0.85 && (regions.beard[i] as number) < 0.15 ? 1 : 0;
    return Math.max(clear, (regions.neck[i] as number) > 0.9 || (regions.body[i] as number) > 0.9 ? 0.5 : 0);
  });
  const half = shrink(known, width, height, 2);
  const quarter = shrink(half.plane, half.width, half.height, 2);
  const light = shrink(
    lightness.map((value, i) => value * (half.plane[i] as number)),
    half.width,
    half.height,
    2,
  );
  const joined = plane(light.plane.length, base);
  for (const reach of [0.3, 0.09, 0.028]) {
    const blur = (values: Plane) => gaussianBlur(values, light.width, light.height, (reach * faceHeight) / 4);
    const [sums, weights] = [blur(light.plane), blur(quarter.plane)];
    for (let i = 0; i < joined.length; i += 1) {
      const seen = weights[i] as number;
      if (seen > 1e-3) joined[i] = mix(joined[i] as number, (sums[i] as number) / seen, clamp(seen * 2.5));
    }
  }
  return resizePlane(joined, light.width, light.height, half.width, half.height);
}

/** The face's own outline thrown down onto what lies below it. */
function chinShadow({ width, height, faceHeight, regions }: Portrait, light: Light): Plane {
  const { skin, beard, brows, eyes, lips, mouth } = regions;
  const face = skin.map((cover, i) => {
    const features = (brows[i] as number) + (eyes[i] as number) + (lips[i] as number) + (mouth[i] as number);
    return Math.min(1, Math.max(cover, beard[i] as number) + features);
  });
  const thrown = shifted(
    face,
    width,
    Math.round(-light.side * 0.05 * faceHeight),
    Math.round(CHIN_SHADOW * faceHeight),
  );
  return gaussianBlur(thrown, width, height, 0.008 * faceHeight).map(
    (cover, i) => smoothstep(0.4, 0.6, cover) * smoothstep(0.65, 0.35, face[i] as number),
  );
}

function shifted(mask: Plane, width: number, aside: number, down: number): Plane {
  const moved = plane(mask.length);
  const height = mask.length / width;
  for (let y = Math.max(0, down); y < height; y += 1) {
    const from = (y - down) * width - aside;
    for (let x = Math.max(0, aside); x < width + Math.min(0, aside); x += 1)
      moved[y * width + x] = mask[from + x] as number;
  }
  return moved;
}

/** Cheeks and the tip of the nose where blood shows, 0–1, soft. */
export function blush(portrait: Portrait): Plane {
  const { width, height, faceHeight, yaw } = portrait;
  const glow = plane(width * height);
  const spots = [
    { index: 205, radius: 0.105, strength: 1 - Math.max(0, -yaw) },
    { index: 425, radius: 0.105, strength: 1 - Math.max(0, yaw) },
    { index: 4, radius: 0.05, strength: 0.55 },
  ] as const;
  for (const { index, radius, strength } of spots) {
    const [x, y] = landmark(portrait, index);
    const [across, down] = [radius * faceHeight * 1.25, radius * faceHeight * 0.8];
    const centreY = y - (index === 4 ? 0 : 0.045 * faceHeight);
    const [top, bottom] = [Math.max(0, Math.floor(centreY - down)), Math.min(height - 1, centreY + down)];
    for (let row = top; row <= bottom; row += 1) {
      for (let column = Math.max(0, Math.floor(x - across)); column <= Math.min(width - 1, x + across); column += 1) {
        const away = Math.hypot((column - x) / across, (row - centreY) / down);
        const i = row * width + column;
        glow[i] = Math.max(glow[i] as number, strength * smoothstep(1, 0.1, away));
      }
    }
  }
  return glow;
}

/** How dark shade may be drawn against lit skin. */
const SHADE_DEPTH = [0.74, 0.89] as const;
/** Fewer pixels than this, at half size, say nothing. */
const FEWEST = 50;

/** The mean and the median lightness of bare skin, OKLab. `lightness` is at half size. */
export function averageSkin(portrait: Portrait, lightness: Plane, otherwise: number): { mean: number; median: number } {
  const bare = clearSkin(portrait);
  const seen = lightness.filter((_, i) => bare[i] === 1).sort();
  if (seen.length < FEWEST) return { mean: otherwise, median: otherwise };
  return { mean: seen.reduce((sum, value) => sum + value, 0) / seen.length, median: seen[seen.length >> 1] as number };
}

/** The lightness of skin in light and in shade, as the photo has it in both on average. */
export function skinLevels(
  portrait: Portrait,
  lightness: Plane,
  shade: Plane,
  otherwise: number,
): { lit: number; shaded: number } {
  const bare = clearSkin(portrait);
  const shadow = shrink(shade, portrait.width, portrait.height, 2).plane;
  const sums = { lit: 0, shaded: 0 };
  const counts = { lit: 0, shaded: 0 };
  for (let i = 0; i < bare.length; i += 1) {
    if (bare[i] !== 1) continue;
    const where = (shadow[i] as number) > 0.5 ? 'shaded' : 'lit';
    sums[where] += lightness[i] as number;
    counts[where] += 1;
  }
  if (counts.lit < FEWEST) return { lit: otherwise, shaded: otherwise * SHADE_DEPTH[1] };
  const mean = (sums.lit + sums.shaded) / (counts.lit + counts.shaded);
  const lit = sums.lit / counts.lit;
  const depth = clamp(counts.shaded < FEWEST ? 1 : sums.shaded / counts.shaded / lit, ...SHADE_DEPTH);
  // Both together keep the face as light as it is.
  const drawn = (counts.lit + counts.shaded * depth) / (counts.lit + counts.shaded);
  return { lit: mean / drawn, shaded: (mean / drawn) * depth };
}

/** 1 where skin shows without a beard, at half size. */
function clearSkin(portrait: Portrait): Plane {
  const { width, height, regions } = portrait;
  const beard = shrink(regions.beard, width, height, 2).plane;
  return shrink(bareSkin(portrait), width, height, 2).plane.map((cover, i) =>
    cover > 0.9 && (beard[i] as number) < 0.1 ? 1 : 0,
  );
}
