/** Hats that keep their shape. */
import type { Rgb } from '../kernel/colour.ts';
import {
  type Fit,
  frontOf,
  hairAbove,
  hoop,
  lineOf,
  type Place,
  type Ring,
  shapeOf,
  type Tailor,
  wall,
} from './outfit.ts';
import { type Piece, shade } from './pieces.ts';

/** How far hats sit above the upper end of the forehead, where hair begins. */
const ON_HAIR = 0.1;
const TILT = 0.22;

/** Where a hat's crown meets the head. */
function rimOf(fit: Fit, { above = ON_HAIR, wide = 0.03 } = {}): Ring {
  return { up: fit.brow + above, wide: fit.side + wide, deep: fit.front + 0.25, tilt: TILT };
}

function scaled(ring: Ring, factor: number, rise: number): Ring {
  return { ...ring, up: ring.up + rise, wide: ring.wide * factor, deep: ring.deep * factor };
}

/** A brim: its far half behind the head, its near half before the crown. */
function brim(fit: Fit, rim: Ring, reach: number, colour: Readonly<Rgb>): { far: Piece; near: Piece } {
  const edge = scaled(rim, reach, -0.02);
  const near = [...frontOf(fit, edge), ...frontOf(fit, rim).reverse()];
  return {
    far: { path: shapeOf(fit, hoop(edge)), colour: shade(colour, -0.14), form: 'plain' },
    near: { path: shapeOf(fit, near, { sharp: true }), colour, form: 'round' },
  };
}

/** A ribbon round the foot of a crown. */
function ribbon(fit: Fit, low: Ring, high: Ring, colour: Readonly<Rgb>): Piece {
  return { path: shapeOf(fit, wall(fit, low, high), { sharp: true }), colour, form: 'round' };
}

export const tailorTopHat: Tailor = (fit) => {
  const colour = fit.colour ?? ([0.13, 0.12, 0.15] as const);
  const rim = rimOf(fit);
  const top = scaled(rim, 1.06, 1.35);
  const { far, near } = brim(fit, rim, 1.5, colour);
  return {
    behind: [far],
    front: [
      { path: shapeOf(fit, wall(fit, rim, top), { sharp: true }), colour, form: 'round' },
      { path: shapeOf(fit, hoop(top)), colour: shade(colour, 0.1), form: 'plain' },
      ribbon(fit, rim, scaled(rim, 1.01, 0.28), fit.colour === null ? [0.62, 0.12, 0.18] : shade(colour, -0.25)),
      near,
    ],
    hides: hairAbove(fit, rim),
    shadow: true,
  };
};

export const tailorWizardHat: Tailor = (fit) => {
  const colour = fit.colour ?? ([0.25, 0.2, 0.5] as const);
  const rim = rimOf(fit);
  const { far, near } = brim(fit, rim, 1.62, colour);
  const { up } = rim;
  const left = frontOf(fit, rim);
  const cone = shapeOf(
    fit,
    [
      ...left,
      [rim.wide * 0.72, up + 0.6, 0],
      [rim.wide * 0.46, up + 1.1, 0],
      [0.42, up + 1.5, 0],
      [0.62, up + 1.86, 0],
      [0.2, up + 1.74, 0],
      [-rim.wide * 0.28, up + 1.2, 0],
      [-rim.wide * 0.68, up + 0.6, 0],
    ],
    { sharp: true },
  );
  const star = (x: number, y: number, r: number): Piece => ({
    path: shapeOf(fit, starOf(x, y, r, rim.deep * 0.7), { sharp: true }),
    colour: [0.98, 0.84, 0.4],
    form: 'plain',
    bare: true,
  });
  return {
    behind: [far],
    front: [
      { path: cone, colour, form: 'round' },
      {
        path: lineOf(fit, [
          [-rim.wide * 0.4, up + 1.02, 0.2],
          [0.05, up + 0.92, 0.3],
          [rim.wide * 0.44, up + 1.02, 0.2],
        ]),
        colour: shade(colour, -0.16),
        form: 'plain',
        stroke: fit.unit * 0.03,
        bare: true,
      },
      star(-0.28, up + 0.62 + rim.deep * 0.1, 0.13),
      star(0.3, up + 0.78 + rim.deep * 0.1, 0.09),
      star(0.12, up + 1.28, 0.07),
      ribbon(fit, rim, scaled(rim, 0.96, 0.2), [0.86, 0.64, 0.24]),
      near,
    ],
    hides: hairAbove(fit, rim),
    shadow: true,
  };
};

function starOf(x: number, y: number, r: number, front: number): Place[] {
  return Array.from({ length: 10 }, (_, step) => {
    const angle = (step / 10) * 2 * Math.PI + Math.PI / 2;
    const reach = step % 2 === 0 ? r : r * 0.45;
    return [x + Math.cos(angle) * reach, y + Math.sin(angle) * reach, front];
  });
}

export const tailorCowboyHat: Tailor = (fit) => {
  const colour = fit.colour ?? ([0.6, 0.4, 0.24] as const);
  const rim = rimOf(fit);
  const { up, wide, deep } = rim;
  const reach = 1.72;
  // The brim turns up at both sides.
  const curled = (places: Place[]): Place[] => places.map(([r, u, f]) => [r, u + 0.42 * (r / (wide * reach)) ** 2, f]);
  const edge = scaled(rim, reach, -0.06);
  const crown = shapeOf(fit, [
    ...frontOf(fit, rim),
    [wide * 0.94, up + 0.5, deep * 0.3],
    [wide * 0.72, up + 0.98, deep * 0.3],
    [wide * 0.34, up + 1.06, deep * 0.3],
    [0, up + 0.9, deep * 0.3],
    [-wide * 0.34, up + 1.06, deep * 0.3],
    [-wide * 0.72, up + 0.98, deep * 0.3],
    [-wide * 0.94, up + 0.5, deep * 0.3],
  ]);
  return {
    behind: [{ path: shapeOf(fit, curled(hoop(edge))), colour: shade(colour, -0.14), form: 'plain' }],
    front: [
      { path: crown, colour, form: 'round' },
      {
        path: lineOf(fit, [
          [-0.04, up + 0.88, deep * 0.3],
          [-0.1, up + 0.66, deep * 0.5],
          [-0.03, up + 0.5, deep * 0.6],
        ]),
        colour: shade(colour, -0.16),
        form: 'plain',
        stroke: fit.unit * 0.03,
        bare: true,
      },
      ribbon(fit, rim, scaled(rim, 0.99, 0.19), shade(colour, -0.24)),
      {
        path: shapeOf(fit, curled([...frontOf(fit, edge), ...frontOf(fit, rim).reverse()]), { sharp: true }),
        colour,
        form: 'round',
      },
    ],
    hides: hairAbove(fit, rim),
    shadow: true,
  };
};

export const tailorPartyHat: Tailor = (fit) => {
  const colour = fit.colour ?? ([0.93, 0.27, 0.5] as const);
  const foot: Ring = { up: fit.top - 0.22, wide: 0.58, deep: 0.58, tilt: 0.2, front: 0.1, right: 0.06 };
  const tip: Place = [0.14, foot.up + 1.45, 0.1];
  const [left, right] = [-0.52, 0.64];
  const cone = shapeOf(fit, [...frontOf(fit, foot), tip], { sharp: true });
  const stripe = (from: number, to: number): Piece => {
    const at = (x: number, t: number): Place => [x + (tip[0] - x) * t, foot.up + 1.45 * t, 0.1];
    const sag = (t: number): Place => [0.06 + (tip[0] - 0.06) * t, foot.up + 1.45 * t - 0.13 * (1 - t), 0.1];
    const lower = [at(left, from), sag(from), at(right, from)];
    const upper = [at(right, to), sag(to), at(left, to)];
    return {
      path: shapeOf(fit, [...lower, ...upper], { sharp: true }),
      colour: [0.99, 0.83, 0.3],
      form: 'round',
      bare: true,
    };
  };
  return {
    behind: [],
    front: [
      { path: cone, colour, form: 'round' },
      stripe(0.16, 0.32),
      stripe(0.5, 0.64),
      { path: pompon(fit, tip, 0.15), colour: [1, 0.97, 0.9], form: 'ball' },
    ],
    shadow: true,
  };
};

/** A tuft, its edge in small waves. */
export function pompon(fit: Fit, [x, y, front]: Place, radius: number): string {
  return shapeOf(
    fit,
    Array.from({ length: 26 }, (_, step) => {
      const angle = (step / 26) * 2 * Math.PI;
      const reach = radius * (step % 2 === 0 ? 1.08 : 0.93);
      return [x + Math.cos(angle) * reach, y + Math.sin(angle) * reach, front];
    }),
  );
}

export const tailorGraduationCap: Tailor = (fit) => {
  const colour = fit.colour ?? ([0.14, 0.15, 0.22] as const);
  const rim = rimOf(fit, { above: 0.06 });
  const high = Math.max(0.5, fit.top - rim.up + 0.06);
  const up = rim.up + high;
  const board: Place[] = [
    [-1.55, up + 0.06, 0],
    [0, up - 0.26, 1.1],
    [1.55, up + 0.06, 0],
    [0, up + 0.34, -1.1],
  ];
  const tassel: Rgb = [0.93, 0.72, 0.26];
  const knot: Place = [1.18, up + 0.0, 0.25];
  return {
    behind: [],
    front: [
      {
        path: shapeOf(fit, wall(fit, rim, scaled(rim, 1, high)), { sharp: true }),
        colour: shade(colour, -0.05),
        form: 'round',
      },
      { path: shapeOf(fit, board, { sharp: true }), colour: shade(colour, 0.06), form: 'sheet' },
      {
        path: lineOf(fit, [[0, up + 0.04, 0], [0.6, up + 0.05, 0.1], knot]),
        colour: tassel,
        form: 'plain',
        stroke: fit.unit * 0.05,
      },
      {
        path: lineOf(fit, [knot, [1.2, up - 0.3, 0.25], [1.19, up - 0.5, 0.25]]),
        colour: tassel,
        form: 'plain',
        stroke: fit.unit * 0.05,
      },
      {
        path: shapeOf(
          fit,
          [
            [1.13, up - 0.44, 0.25],
            [1.25, up - 0.44, 0.25],
            [1.3, up - 0.86, 0.25],
            [1.08, up - 0.86, 0.25],
          ],
          { sharp: true },
        ),
        colour: tassel,
        form: 'round',
      },
      { path: pompon(fit, [0, up + 0.04, 0], 0.06), colour: tassel, form: 'ball' },
    ],
    hides: hairAbove(fit, rim),
    shadow: true,
  };
};
