/** The form in which every wearable is handed over for painting. */

import type { Rgb } from '../kernel/colour.ts';
import { type Point, smoothPath } from '../kernel/vector.ts';
import type { Head } from './head.ts';
import type { Piece } from './pieces.ts';

export type Outfit = {
  /** Behind the person, from back to front, and before them. */
  behind: Piece[];
  front: Piece[];
  /** Path data of where the person's own hair is taken away: under hats. */
  hides?: string;
  /** Whether it lies on the person and throws a shadow there. */
  shadow?: boolean;
};

/** What a wearable is drawn by; all measures in units of the head. */
export type Fit = Head & {
  /** How high the hair reaches, and how wide the head is at the forehead with its hair, from the middle. */
  top: number;
  side: number;
  /** How far the forehead lies before the middle of the head. */
  front: number;
  /** Degrees by which the head's front, as seen, is turned from its own: to the right when positive. */
  turn: number;
  /** Where the neck ends, negative. */
  collar: number;
  /** How tall the eyes are drawn against those in life: 1 on a photo. */
  eyeHeight: number;
  /** The colour that was asked for. */
  colour: Readonly<Rgb> | null;
};

export type Tailor = (fit: Fit) => Outfit;

/** A place in the head's own space. */
export type Place = readonly [right: number, up: number, front: number];

export function pointsOf(fit: Fit, places: readonly Place[]): Point[] {
  return places.map(([right, up, front]) => fit.at(right, up, front));
}

/** A closed smooth shape, or a polygon. */
export function shapeOf(fit: Fit, places: readonly Place[], { sharp = false } = {}): string {
  const points = pointsOf(fit, places);
  if (sharp) return `M${points.map(([x, y]) => `${x.toFixed(2)} ${y.toFixed(2)}`).join('L')}Z`;
  return smoothPath(points, { closed: true });
}

/** An open smooth line. */
export function lineOf(fit: Fit, places: readonly Place[]): string {
  return smoothPath(pointsOf(fit, places));
}

export type Ring = {
  /** Height of its middle. */
  up: number;
  /** Half width, and half depth. */
  wide: number;
  deep: number;
  /** How much lower its front lies than its back, per unit of depth. */
  tilt?: number;
  /** How far its middle lies before that of the head. */
  front?: number;
  right?: number;
};

/** Part of a level ellipse round the head, from one angle to another; 0 is to the right, 90 the front; degrees. */
export function arc(ring: Ring, from: number, to: number, steps = 24): Place[] {
  const { up, wide, deep, tilt = 0, front = 0, right = 0 } = ring;
  return Array.from({ length: steps + 1 }, (_, step) => {
    const angle = ((from + ((to - from) * step) / steps) * Math.PI) / 180;
    const [r, f] = [Math.cos(angle) * wide, Math.sin(angle) * deep];
    return [right + r, up - f * tilt, front + f];
  });
}

/** A whole ellipse round the head. */
export function hoop(ring: Ring): Place[] {
  return arc(ring, 0, 360, 40).slice(0, -1);
}

/** The half of a ring that is seen, from left to right. */
export function frontOf({ turn }: Fit, ring: Ring): Place[] {
  return arc(ring, 180 + turn, turn);
}

/** The front of a column between two rings. */
export function wall(fit: Fit, low: Ring, high: Ring): Place[] {
  return [...frontOf(fit, low), ...frontOf(fit, high).reverse()];
}

/** A disc seen from the front. */
export function disc(right: number, up: number, front: number, radius: number): Place[] {
  return Array.from({ length: 16 }, (_, step) => {
    const angle = (step / 16) * 2 * Math.PI;
    return [right + Math.cos(angle) * radius, up + Math.sin(angle) * radius, front];
  });
}

/** Hair above a hat's rim goes; beside it, it rounds off instead of ending in a straight cut. */
export function hairAbove(fit: Fit, rim: Ring): string {
  const { up, wide } = rim;
  const far = 4;
  return shapeOf(
    fit,
    [
      ...frontOf(fit, rim),
      [wide + 0.12, up - 0.03, 0],
      [wide + 0.3, up - 0.16, 0],
      [far, up - 0.16, 0],
      [far, up + far, 0],
      [-far, up + far, 0],
      [-far, up - 0.16, 0],
      [-wide - 0.3, up - 0.16, 0],
      [-wide - 0.12, up - 0.03, 0],
    ],
    { sharp: true },
  );
}
