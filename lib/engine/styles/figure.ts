/** The shape of the person that is set before another background. */
import { boxBlur } from '../kernel/blur.ts';
import { pullPush } from '../kernel/fill.ts';
import { type Image, mix, type Plane, plane, smoothstep } from '../kernel/image.ts';
import { resizePlane, shrink } from '../kernel/resample.ts';
import type { Portrait } from '../portrait/portrait.ts';
import { landmark } from './features.ts';
import { halfPlane } from './half-size.ts';

/** The portrait with a mask in one piece and without the fringe that an uncertain matte leaves around hair. */
export function withCleanFigure(portrait: Portrait): Portrait {
  // Thin hair at the rim holds nothing, but belongs to what it touches.
  const whole = withoutIslands(portrait, portrait.alpha, { holds: 0.3, margin: 3 * portrait.scale });
  return { ...portrait, alpha: withoutFringe(portrait, whole) };
}

/** Forehead, chin, both cheeks and the tip of the nose: where the person is for certain. */
const CERTAIN = [10, 152, 234, 454, 1] as const;

/**
 * Keeps of a mask what hangs together with the face by covers of `holds` or more, and `margin` pixels around it (at half
 * size): bits of other people and of furniture go.
 */
export function withoutIslands(
  portrait: Portrait,
  mask: Plane,
  { holds, margin }: { holds: number; margin: number },
): Plane {
  const { width, height } = portrait;
  const half = halfPlane(mask, width, height);
  const reached = plane(half.plane.length);
  const open: number[] = [];
  const visit = (x: number, y: number) => {
    if (x < 0 || y < 0 || x >= half.width || y >= half.height) return;
    const i = y * half.width + x;
    if ((reached[i] as number) > 0 || (half.plane[i] as number) < holds) return;
    reached[i] = 1;
    open.push(i);
  };
  for (const index of CERTAIN) {
    const [x, y] = landmark(portrait, index);
    visit(Math.round(x / 2), Math.round(y / 2));
  }
  for (let i = open.pop(); i !== undefined; i = open.pop()) {
    const x = i % half.width;
    const y = (i - x) / half.width;
    visit(x - 1, y);
    visit(x + 1, y);
    visit(x, y - 1);
    visit(x, y + 1);
  }
  const near = boxBlur(reached, half.width, half.height, Math.max(1, Math.round(margin)));
  const kept = resizePlane(near, half.width, half.height, width, height);
  for (let i = 0; i < kept.length; i += 1) kept[i] = (mask[i] as number) * smoothstep(0.01, 0.06, kept[i] as number);
  return kept;
}

/** The background is smooth enough to be guessed at a quarter of the size. */
const GUESS_FACTOR = 4;
/** Largest channel difference from the background that is nothing, and that is certainly something. */
const SAME = 0.02;
const DIFFERENT = 0.12;

/** Takes half-covered pixels out that show nothing but background: dark hair before black keeps no halo. */
function withoutFringe({ photo, covered, width, height }: Portrait, alpha: Plane): Plane {
  const known = plane(alpha.length);
  for (let i = 0; i < known.length; i += 1)
    known[i] = (alpha[i] as number) < 0.02 && (covered[i] as number) === 1 ? 1 : 0;
  const small = shrink(known, width, height, GUESS_FACTOR);
  const weights = small.plane.map((weight) => (weight > 0.99 ? 1 : 0));
  const colours = photo.channels.map((channel) => shrink(channel, width, height, GUESS_FACTOR).plane);
  const guesses = pullPush(colours, weights, small.width, small.height).map((guess) =>
    resizePlane(guess, small.width, small.height, width, height),
  );
  // Smoothed a little: one strand or thread alone should not decide.
  const difference = boxBlur(largestDifference(photo, guesses), width, height, 1);
  const clean = alpha.slice();
  for (let i = 0; i < clean.length; i += 1) {
    const cover = alpha[i] as number;
    if (cover <= 0 || cover >= 0.98) continue;
    clean[i] = cover * mix(smoothstep(SAME, DIFFERENT, difference[i] as number), 1, smoothstep(0.6, 0.98, cover));
  }
  return clean;
}

/** Per pixel the difference of the channel that differs most, 0–1. */
function largestDifference(photo: Image, guesses: Plane[]): Plane {
  const largest = plane(photo.width * photo.height);
  photo.channels.forEach((channel, index) => {
    const guess = guesses[index] ?? channel;
    for (let i = 0; i < largest.length; i += 1) {
      largest[i] = Math.max(largest[i] as number, Math.abs((channel[i] as number) - (guess[i] as number)));
    }
  });
  return largest;
}
