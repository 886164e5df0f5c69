/** Hair on the face: darker and rougher than the person's skin, around the mouth and along the jaw. */
import { gaussianBlur } from '../kernel/blur.ts';
import { type Image, luma, mix, type Plane, smoothstep } from '../kernel/image.ts';
import { resizePlane, shrink } from '../kernel/resample.ts';
import { pointOf } from './mesh.ts';
import type { Landmark } from './portrait.ts';
import { mapHead } from './region-priors.ts';

/** A beard is smooth enough to be found at half size. */
const FACTOR = 2;
const NOSE_BASE = 2;
/** Landmarks of each cheek and of the forehead, above any beard. */
const LEFT_BARE = [50, 101, 118, 119] as const;
const RIGHT_BARE = [280, 330, 347, 348] as const;
const FOREHEAD = [9, 151] as const;
/** How much darker than the skin a beard begins and is dense, as a part of the skin's brightness. */
const DARKNESS = [0.1, 0.28] as const;
/** How much rougher than bare skin it is. */
const ROUGHNESS = [1.1, 1.9] as const;
/** What each half of the face, and the upper lip, must show on average: shadows fall elsewhere. */
const LEAST_SHARE = 0.36;
/** Half the width of a face from the front, in face heights; a side narrower than a part of it is turned away. */
const FRONTAL_HALF = 0.37;
const TURNED_AWAY = 0.55;

/**
 * @param skin of the face, 0–1
 * @param landmarks canvas pixels
 * @returns how densely hair grows on each pixel, 0–1; all 0 for a bare face
 */
export function findBeard(photo: Image, skin: Plane, landmarks: readonly Landmark[]): Plane {
  const bright = shrink(luma(photo), photo.width, photo.height, FACTOR);
  const { width, height } = bright;
  const face = shrink(skin, photo.width, photo.height, FACTOR).plane;
  const points = landmarks.map(([x, y, z]): Landmark => [x / FACTOR, y / FACTOR, z / FACTOR]);
  const { frame, u, v } = mapHead(points, width, height);
  const rough = roughness(bright.plane, width, height, frame.faceHeight);
  const soft = gaussianBlur(bright.plane, width, height, 0.01 * frame.faceHeight);
  const reach = 0.035 * frame.faceHeight;
  const around = (indices: readonly number[]) => skinAround(indices, face, points, { width, height, reach });
  const [left, right, forehead] = [around(LEFT_BARE), around(RIGHT_BARE), around(FOREHEAD)];
  const bare = [...left, ...right, ...forehead];
  if (bare.length === 0) return new Float32Array(skin.length);
  // Each half of a face is compared with its own cheek: a shadow lies on both.
  const leftBright = quantileOf(soft, left.length > 0 ? left : bare, 0.5);
  const rightBright = quantileOf(soft, right.length > 0 ? right : bare, 0.5);
  const usualRoughness = Math.max(0.002, quantileOf(rough, bare, 0.3));
  const [noseX, noseY] = pointOf(points, NOSE_BASE);
  const noseLevel = ((noseY - frame.y) * frame.cosine - (noseX - frame.x) * frame.sine) / frame.faceHeight;
  const noseAside = ((noseX - frame.x) * frame.cosine + (noseY - frame.y) * frame.sine) / frame.faceHeight;
  const leftWidth = Math.max(0.05, frame.halfWidth + noseAside);
  const rightWidth = Math.max(0.05, frame.halfWidth - noseAside);
  const beard = new Float32Array(face.length);
  const seen = { left: { sum: 0, count: 0 }, right: { sum: 0, count: 0 }, moustache: { sum: 0, count: 0 } };
  for (let i = 0; i < beard.length; i++) {
    if ((face[i] as number) < 0.3) continue;
    const side = (u[i] as number) - noseAside;
    const across = (Math.abs(side) * FRONTAL_HALF) / (side < 0 ? leftWidth : rightWidth);
    const down = (v[i] as number) - noseLevel;
    const zone = Math.max(smoothstep(0.01, 0.05, down), smoothstep(0.3, 0.37, across) * smoothstep(-0.24, -0.14, down));
    if (zone <= 0) continue;
    const expected = Math.max(0.02, mix(leftBright, rightBright, smoothstep(-0.2, 0.2, side)));
    const darker = smoothstep(DARKNESS[0], DARKNESS[1], 1 - (soft[i] as number) / expected);
    const rougher = smoothstep(ROUGHNESS[0], ROUGHNESS[1], (rough[i] as number) / usualRoughness);
    beard[i] = zone * darker * mix(0.1, 1, rougher) * (face[i] as number);
    if (down > 0.02 && down < 0.1 && across < 0.14) note(seen.moustache, beard[i] as number);
    if (down < 0.04 || down > 0.36 || across > 0.33) continue;
    note(side < 0 ? seen.left : seen.right, beard[i] as number);
  }
  const needed = [seen.moustache];
  if (leftWidth > TURNED_AWAY * FRONTAL_HALF) needed.push(seen.left);
  if (rightWidth > TURNED_AWAY * FRONTAL_HALF) needed.push(seen.right);
  const share = Math.min(...needed.map(({ sum, count }) => sum / Math.max(1, count)));
  if (share < LEAST_SHARE) return new Float32Array(skin.length);
  return resizePlane(
    gaussianBlur(beard, width, height, 0.008 * frame.faceHeight),
    width,
    height,
    photo.width,
    photo.height,
  );
}

/** How much each pixel differs from its surroundings, averaged over a patch. */
function roughness(bright: Plane, width: number, height: number, faceHeight: number): Plane {
  const smooth = gaussianBlur(bright, width, height, 0.008 * faceHeight);
  const difference = smooth.map((value, i) => Math.abs((bright[i] as number) - value));
  return gaussianBlur(difference, width, height, 0.03 * faceHeight);
}

function note(mean: { sum: number; count: number }, value: number): void {
  mean.sum += value;
  mean.count++;
}

/** Pixels of bare skin within `reach` of some landmarks. */
function skinAround(
  indices: readonly number[],
  face: Plane,
  points: readonly Landmark[],
  { width, height, reach }: { width: number; height: number; reach: number },
): number[] {
  const samples: number[] = [];
  for (const index of indices) {
    const [x, y] = pointOf(points, index);
    for (let row = Math.max(0, Math.ceil(y - reach)); row <= Math.min(height - 1, y + reach); row++) {
      for (let column = Math.max(0, Math.ceil(x - reach)); column <= Math.min(width - 1, x + reach); column++) {
        const i = row * width + column;
        if ((face[i] as number) > 0.9) samples.push(i);
      }
    }
  }
  return samples;
}

function quantileOf(plane: Plane, pixels: readonly number[], at: number): number {
  return Float32Array.from(pixels, (i) => plane[i] as number).sort()[Math.floor(pixels.length * at)] ?? 0;
}
