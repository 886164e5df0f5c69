/**
 * Telling the chosen person from others beside them: the network's mask knows people, not whose arm is whose.
 * Each person's head and trunk reach out over the picture, faster where colours don't change (geodesic distance,
 * Criminisi et al., 'GeoS', 2008); a pixel belongs to whoever reaches it first.
 */
import { clamp, type Image, type Plane, smoothstep } from '../kernel/image.ts';
import { resizePlane, shrink } from '../kernel/resample.ts';

/** Where a face is, in pixels of the picture that is divided. */
export type Head = { x: number; y: number; width: number; height: number };

/** About this many rows are looked at. */
const GRID_ROWS = 192;
/** A change of colour of 1 (black to white) is as far as this many faces; what is no person is farther by this. */
const EDGE = 4;
const OPEN = 1.5;
/** Half a head with its hair, and half a trunk, in widths and heights of the face. */
const HEAD = { across: 0.52, up: 0.66, down: 0.52 } as const;
const TRUNK = { across: 0.32, from: 0.6, to: 2.2, headStart: 0.12, perHeight: 0.22 } as const;
/** Beyond this many widths of the face from its axis, each further width is as far as this many faces. */
const SHOULDER = 1.05;
const BESIDE = 0.6;
/** How much sooner one must reach a pixel to have it wholly, in faces. */
const DOUBT = 0.08;
/** Sweeps over the grid, each forth and back. */
const SWEEPS = 3;

/**
 * How much of each pixel is the chosen person's rather than another's, 0–1; where nobody is, it means nothing.
 * @param mask people, 0–1, of the image's size
 */
export function ownShare(image: Image, mask: Plane, own: Head, others: readonly Head[]): Plane {
  const { width, height } = image;
  const factor = Math.max(1, Math.round(height / GRID_ROWS));
  const small = shrink(mask, width, height, factor);
  const grid: Grid = {
    width: small.width,
    height: small.height,
    mask: small.plane,
    channels: image.channels.map((channel) => shrink(channel, width, height, factor).plane),
  };
  const heads = [own, ...others].map((head) => ({
    x: head.x / factor,
    y: head.y / factor,
    width: head.width / factor,
    height: head.height / factor,
  }));
  const [mine, ...theirs] = heads.map((head) => distanceFrom(grid, head, heads));
  const share = new Float32Array(small.plane.length);
  for (let i = 0; i < share.length; i++) {
    const nearest = Math.min(...theirs.map((distance) => distance[i] as number));
    share[i] = smoothstep(-DOUBT, DOUBT, nearest - (mine?.[i] as number));
  }
  return resizePlane(share, grid.width, grid.height, width, height);
}

type Grid = { width: number; height: number; mask: Plane; channels: readonly Plane[] };

/** Distance from one person's head and trunk, in faces of theirs. */
function distanceFrom(grid: Grid, head: Head, heads: readonly Head[]): Plane {
  const { width, height } = grid;
  const distance = new Float32Array(width * height).fill(Infinity);
  for (let y = 0, i = 0; y < height; y++) {
    for (let x = 0; x < width; x++, i++) {
      if (isOnHead(head, x, y)) distance[i] = 0;
      else if (!heads.some((other) => other !== head && isOnHead(other, x, y))) distance[i] = trunkAt(head, x, y);
    }
  }
  const step = 1 / head.height;
  const pull = (i: number, from: number, length: number) => {
    const reached = (distance[from] as number) + length * costBetween(grid, i, from, step);
    if (reached < (distance[i] as number)) distance[i] = reached;
  };
  for (let sweep = 0; sweep < SWEEPS; sweep++) {
    sweepOver(width, height, 1, pull);
    sweepOver(width, height, -1, pull);
  }
  for (let y = 0, i = 0; y < height; y++) {
    for (let x = 0; x < width; x++, i++) {
      const beside = Math.abs(x - head.x) / head.width - SHOULDER;
      if (beside > 0) distance[i] = (distance[i] as number) + BESIDE * beside;
    }
  }
  return distance;
}

function isOnHead({ x, y, width, height }: Head, atX: number, atY: number): boolean {
  const across = (atX - x) / (HEAD.across * width);
  const down = (atY - y) / ((atY < y ? HEAD.up : HEAD.down) * height);
  return across * across + down * down < 1;
}

/** The head start of a trunk below its head; infinite elsewhere. */
function trunkAt({ x, y, width, height }: Head, atX: number, atY: number): number {
  const down = (atY - y) / height;
  const inside = Math.abs(atX - x) < TRUNK.across * width && down > TRUNK.from && down < TRUNK.to;
  return inside ? TRUNK.headStart + TRUNK.perHeight * (down - TRUNK.from) : Infinity;
}

function costBetween({ mask, channels }: Grid, i: number, from: number, step: number): number {
  let square = 0;
  for (const channel of channels) square += ((channel[i] as number) - (channel[from] as number)) ** 2;
  return step * (1 + OPEN * (1 - clamp(mask[i] as number))) + EDGE * Math.sqrt(square);
}

/** Visits the grid in reading order (1) or from its end (−1); each pixel pulls from the four visited before it. */
function sweepOver(
  width: number,
  height: number,
  direction: 1 | -1,
  pull: (i: number, from: number, length: number) => void,
): void {
  const start = direction === 1 ? 0 : height - 1;
  for (let row = 0, y = start; row < height; row++, y += direction) {
    for (let column = 0, x = direction === 1 ? 0 : width - 1; column < width; column++, x += direction) {
      const i = y * width + x;
      const before = i - direction * width;
      if (column > 0) pull(i, i - direction, 1);
      if (row === 0) continue;
      pull(i, before, 1);
      if (column > 0) pull(i, before - direction, Math.SQRT2);
      if (column < width - 1) pull(i, before + direction, Math.SQRT2);
    }
  }
}
