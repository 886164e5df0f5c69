/** Ears beside the face, where they are told with confidence: the fold along the rim, the hollow, the edge to the cheek. */
import { mix, type Plane } from '../kernel/image.ts';
import { hexOf, type Point } from '../kernel/vector.ts';
import { POINT } from '../portrait/face-lines.ts';
import type { Portrait } from '../portrait/portrait.ts';
import { denser, lens, taperedStroke } from './anime-stroke.ts';
import { distanceBetween, landmark, landmarksAt } from './features.ts';
import type { Ramp } from './toon-palette.ts';

/** The face's outline beside an ear, from the temple to the jaw; the picture's left one first. */
const SIDES = [
  [21, 162, 127, 234, 93, 132, 58, 172],
  [251, 389, 356, 454, 323, 361, 288, 397],
] as const;
/** Rows that are looked at, and how far up and down from the middle of the outline, in face heights. */
const ROWS = 49;
const REACH = { up: 0.3, down: 0.36 } as const;
/** How far beyond the face's outline an ear is widest, in face heights, and how far skin is followed. */
const WIDEST = [0.068, 0.35] as const;
const FOLLOWED = 0.42;
/** An ear reaches up and down to where it stands out this part of its widest; so tall ears are, in face heights. */
const ENDS = 0.6;
const TALL = [0.16, 0.5] as const;
/** An ear is no wider than this part of its height: what lies before it is the side of the head. */
const WIDE = 0.52;
/** A head turned this far hides its far ear. */
const TURNED = 0.3;

/** An ear's rim from top to lobe, canvas pixels, its width and the direction away from the face. */
type Ear = { rim: Point[]; width: number; outwards: Point };

/** The inner lines of both ears, SVG; nothing for ears behind hair, hats or the canvas's edge. */
export function drawEars(portrait: Portrait, skin: Ramp, bare: Plane): string {
  return SIDES.map((outline, index) => {
    const ear = readEar(portrait, outline, index === 0 ? -1 : 1, bare);
    return ear ? earLines(ear, skin, portrait.faceHeight) : '';
  }).join('');
}

function earLines({ rim, width, outwards }: Ear, skin: Ramp, faceHeight: number): string {
  const at = (along: number, inset: number): Point => {
    const [x, y] = rim[Math.round(along * (rim.length - 1))] ?? [0, 0];
    return [x - outwards[0] * inset * width, y - outwards[1] * inset * width];
  };
  const stroke = (points: Point[], thickness: number, colour: string) =>
    `<path d="${taperedStroke(denser(points, 4), lens(thickness * faceHeight, 0.1))}" fill="${colour}" opacity=".8"/>`;
  const fold = [at(0.24, 0.62), at(0.16, 0.4), at(0.26, 0.27), at(0.44, 0.25), at(0.62, 0.3), at(0.74, 0.44)];
  const hollow = [at(0.36, 0.62), at(0.46, 0.72), at(0.56, 0.66), at(0.66, 0.74)];
  return stroke(fold, 0.0085, hexOf(skin.line)) + stroke(hollow, 0.0075, hexOf(skin.line));
}

/** Follows the skin outwards from the face's outline, row by row along the head. */
function readEar(portrait: Portrait, outline: readonly number[], side: -1 | 1, bare: Plane): Ear | null {
  const { width, height, faceHeight, regions } = portrait;
  if (side * portrait.yaw > TURNED) return null;
  const [top, chin] = [landmark(portrait, POINT.forehead), landmark(portrait, POINT.chin)];
  const length = distanceBetween([top[0], top[1]], [chin[0], chin[1]]);
  const down: Point = [(chin[0] - top[0]) / length, (chin[1] - top[1]) / length];
  const outwards: Point = [side * down[1], -side * down[0]];
  const points = landmarksAt(portrait, outline).map(([x, y]) => ({
    along: x * down[0] + y * down[1],
    out: x * outwards[0] + y * outwards[1],
  }));
  const middle = points[3]?.along ?? 0;
  const edgeAt = (along: number) => {
    const next = points.findIndex((point) => point.along >= along);
    const [from, to] = [points[Math.max(0, next - 1)], points[next < 0 ? points.length - 1 : next]];
    if (!from || !to) return 0;
    return from === to ? to.out : mix(from.out, to.out, (along - from.along) / (to.along - from.along));
  };
  const isBare = (along: number, out: number) => {
    const [x, y] = [Math.round(along * down[0] + out * outwards[0]), Math.round(along * down[1] + out * outwards[1])];
    if (x < 0 || y < 0 || x >= width || y >= height) return null;
    const i = y * width + x;
    return (bare[i] as number) > 0.5 && (regions.neck[i] as number) < 0.5;
  };
  const rows = Array.from({ length: ROWS }, (_, row) => {
    const along = middle + mix(-REACH.up, REACH.down, row / (ROWS - 1)) * faceHeight;
    const edge = edgeAt(along);
    let out = 0;
    while (out < FOLLOWED * faceHeight && isBare(along, edge + out) === true) out += 1;
    return { along, edge, out: out / faceHeight, cut: isBare(along, edge + out) === null };
  });
  return earOf(rows, { down, outwards, faceHeight });
}

type Row = { along: number; edge: number; out: number; cut: boolean };
type Axes = { down: Point; outwards: Point; faceHeight: number };

/** The rows that stand out as an ear does; `null` for cheeks, temples and bits between strands. */
function earOf(rows: Row[], { down, outwards, faceHeight }: Axes): Ear | null {
  const widest = rows.reduce((most, { out }) => Math.max(most, out), 0);
  const stands = (row: Row | undefined) => row !== undefined && row.out >= ENDS * widest;
  let first = rows.findIndex(({ out }) => out === widest);
  let last = first;
  while (stands(rows[first - 1])) first -= 1;
  while (stands(rows[last + 1])) last += 1;
  const ear = rows.slice(first, last + 1);
  const tall = ((ear.at(-1)?.along ?? 0) - (ear[0]?.along ?? 0)) / faceHeight;
  const isWhole = first > 0 && last < rows.length - 1 && !ear.some(({ cut }) => cut);
  const isLikely = widest > WIDEST[0] && widest < WIDEST[1] && tall > TALL[0] && tall < TALL[1];
  if (!isWhole || !isLikely) return null;
  const smooth = (at: number) => {
    const near = ear.slice(Math.max(0, at - 2), at + 3);
    return near.reduce((sum, { edge, out }) => sum + edge + out * faceHeight, 0) / near.length;
  };
  const rim = ear.map(({ along }, at): Point => {
    const out = smooth(at);
    return [along * down[0] + out * outwards[0], along * down[1] + out * outwards[1]];
  });
  return { rim, width: Math.min(widest, WIDE * tall) * faceHeight, outwards };
}
