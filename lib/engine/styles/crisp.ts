/** Edges of a soft photo made firm, so that what is modelled from it doesn't look out of focus. */
import { gaussianBlur } from '../kernel/blur.ts';
import { type Image, luma, mapChannels, type Plane, plane, smoothstep } from '../kernel/image.ts';
import { sampleAt, shrink } from '../kernel/resample.ts';
import type { Portrait } from '../portrait/portrait.ts';
import { broadBlur } from './half-size.ts';

/** How much brightness bends against how steep it is (both at half size) in a sharp photo, and in one that is quite soft. */
const SOFTNESS = [0.5, 0.3] as const;
/** How far pixels are taken from beside an edge, pixels of a usual avatar, in a photo that is quite soft. */
const REACH = 3.2;
/** Squared pixels: from nearer than this nothing is taken. */
const STILL = 0.0025;
/** How wide the rim is that background shines into, in the same pixels. */
const RIM = 2.5;
/** How far edges tell of themselves, in the same pixels; and how faint they may be (luma per pixel). */
const NEAR = 2;
const FAINT = 0.003;

/** How steep brightness is at each pixel, at half size, and how soft the photo of the person is, 0–1. */
export type Edges = Sized & { softness: number };
type Sized = { plane: Plane; width: number; height: number };

/**
 * The person with steeper edges, sharp photos as they are: each pixel near an edge is taken from further away from it.
 * `inner` is how much of each pixel lies within the rim, 0–1. After Arad and Gotsman, 'Enhancement by Image-Dependent
 * Warping' (1999); no edge overshoots.
 */
export function crispPerson(
  { person, alpha, width, height, scale }: Portrait,
  inner: Plane,
  half: Edges,
  softness: number,
): Image {
  const within = shrink(inner, width, height, 2).plane;
  const reach = scale * REACH * softness;
  const near = gaussianBlur(half.plane, half.width, half.height, (NEAR * scale) / 2);
  const [awayX, awayY] = [plane(near.length), plane(near.length)];
  for (let y = 1; y < half.height - 1; y += 1) {
    for (let x = 1, i = y * half.width + 1; x < half.width - 1; x += 1, i += 1) {
      const here = (near[i] as number) + FAINT;
      const dx = ((near[i - 1] as number) - (near[i + 1] as number)) / here;
      const dy = ((near[i - half.width] as number) - (near[i + half.width] as number)) / here;
      const length = Math.hypot(dx, dy);
      const far = length > 1e-6 ? ((within[i] as number) * reach * Math.tanh(4 * length)) / length : 0;
      awayX[i] = dx * far;
      awayY[i] = dy * far;
    }
  }
  const smoothX = gaussianBlur(awayX, half.width, half.height, 0.8 * scale);
  const smoothY = gaussianBlur(awayY, half.width, half.height, 0.8 * scale);
  const shifts = { width: half.width, x: smoothX, y: smoothY };
  return mapChannels(person, (channel) => shifted(channel, alpha, width, height, shifts));
}

/** Each pixel taken from further away from its edge. */
function shifted(
  channel: Plane,
  alpha: Plane,
  width: number,
  height: number,
  half: { width: number; x: Plane; y: Plane },
): Plane {
  const moved = channel.slice();
  for (let y = 1; y < height - 1; y += 1) {
    for (let x = 1, i = y * width + 1; x < width - 1; x += 1, i += 1) {
      if ((alpha[i] as number) < 0.02) continue;
      const at = (y >> 1) * half.width + (x >> 1);
      const [dx, dy] = [half.x[at] as number, half.y[at] as number];
      if (dx * dx + dy * dy > STILL) moved[i] = sampleAt(channel, width, height, x + dx, y + dy);
    }
  }
  return moved;
}

/** 0–1: the person without a rim of a few pixels, which has some of the background's light. */
export function innerPart({ alpha, width, height, scale }: Portrait): Plane {
  return broadBlur(alpha, width, height, RIM * scale).map((cover) => smoothstep(0.8, 0.99, cover));
}

/** Finds edges of the person, and by how they bend how soft the photo is. */
export function edgesOf({ person, alpha, width: fullWidth, height: fullHeight }: Portrait): Edges {
  const { plane: bright, width, height } = shrink(luma(person), fullWidth, fullHeight, 2);
  const cover = shrink(alpha, fullWidth, fullHeight, 2).plane;
  const edges = plane(bright.length);
  const bent = measureEdges(edges, bright, cover, width, height);
  return { plane: edges, width, height, softness: smoothstep(SOFTNESS[0], SOFTNESS[1], bent) };
}

/** Notes how steep each pixel is. @returns how bent they are against that, over the whole person */
function measureEdges(edges: Plane, bright: Plane, cover: Plane, width: number, height: number): number {
  let [steep, bent] = [0, 0];
  for (let y = 1; y < height - 1; y += 1) {
    for (let x = 1, i = y * width + 1; x < width - 1; x += 1, i += 1) {
      if ((cover[i] as number) < 0.05) continue;
      const here = bright[i] as number;
      const [west, east] = [bright[i - 1] as number, bright[i + 1] as number];
      const [north, south] = [bright[i - width] as number, bright[i + width] as number];
      edges[i] = Math.hypot(east - west, south - north) / 2;
      if ((cover[i] as number) < 0.95) continue;
      steep += Math.abs(east - west) + Math.abs(south - north);
      bent += Math.abs(east + west - 2 * here) + Math.abs(south + north - 2 * here);
    }
  }
  return bent / Math.max(1e-6, steep);
}
