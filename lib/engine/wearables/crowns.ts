/** Crowns, wreaths and haloes, set upon the hair. */
import type { Rgb } from '../kernel/colour.ts';
import {
  disc,
  type Fit,
  frontOf,
  hoop,
  lineOf,
  type Outfit,
  type Place,
  type Ring,
  shapeOf,
  type Tailor,
} from './outfit.ts';
import { type Piece, shade } from './pieces.ts';

const GOLD: Rgb = [0.93, 0.7, 0.24];
const GEMS: readonly Rgb[] = [
  [0.82, 0.12, 0.24],
  [0.14, 0.42, 0.82],
  [0.12, 0.62, 0.42],
];

/** A ring that rests on hair: as wide as the head is a little below the top of the hair. */
function restOf(fit: Fit, below: number): Ring {
  return {
    up: Math.max(fit.brow + 0.12, fit.top - below),
    wide: Math.min(fit.side, 1) * 0.86,
    deep: fit.front * 0.9,
    tilt: 0.2,
  };
}

export const tailorCrown: Tailor = (fit): Outfit => {
  const colour = fit.colour ?? GOLD;
  const rest = restOf(fit, 0.34);
  const spikes = (from: number, to: number, count: number): Place[] =>
    Array.from({ length: count * 2 + 1 }, (_, step) => {
      const angle = ((from + ((to - from) * step) / (count * 2)) * Math.PI) / 180;
      const rise = step % 2 === 1 ? 0.74 : 0.34;
      const swell = step % 2 === 1 ? 1.14 : 1.04;
      const f = Math.sin(angle) * rest.deep * swell;
      return [Math.cos(angle) * rest.wide * swell, rest.up + rise - f * 0.2, f];
    });
  const near = spikes(180 + fit.turn, fit.turn, 5);
  const far = spikes(fit.turn, fit.turn - 180, 5);
  const balls = near
    .filter((_, i) => i % 2 === 1)
    .map(
      ([r, u, f]): Piece => ({
        path: shapeOf(fit, disc(r, u + 0.04, f, 0.07)),
        colour: shade(colour, 0.08),
        form: 'ball',
      }),
    );
  const gems = [-2, -1, 0, 1, 2].map((gem): Piece => {
    const angle = ((90 + fit.turn - gem * 33) * Math.PI) / 180;
    const f = Math.sin(angle) * rest.deep * 1.02;
    const [r, u] = [Math.cos(angle) * rest.wide * 1.02, rest.up + 0.2 - f * 0.2];
    const size = gem % 2 === 0 ? 0.1 : 0.075;
    return { path: shapeOf(fit, disc(r, u, f, size)), colour: GEMS[Math.abs(gem) % 3] ?? GOLD, form: 'ball' };
  });
  const edge = (rise: number, swell: number): Piece => ({
    path: lineOf(fit, frontOf(fit, { ...rest, up: rest.up + rise, wide: rest.wide * swell, deep: rest.deep * swell })),
    colour: shade(colour, 0.1),
    form: 'plain',
    stroke: fit.unit * 0.05,
    bare: true,
  });
  return {
    behind: [
      {
        path: shapeOf(fit, [...frontOf(fit, rest), ...far], { sharp: true }),
        colour: shade(colour, -0.2),
        form: 'plain',
      },
    ],
    front: [
      { path: shapeOf(fit, [...frontOf(fit, rest), ...near.toReversed()], { sharp: true }), colour, form: 'round' },
      edge(0.05, 1),
      edge(0.33, 1.03),
      ...gems,
      ...balls,
    ],
    shadow: true,
  };
};

export const tailorFlowerCrown: Tailor = (fit): Outfit => {
  const petals: readonly Readonly<Rgb>[] = fit.colour
    ? [fit.colour, shade(fit.colour, 0.14), shade(fit.colour, -0.1)]
    : [
        [0.96, 0.5, 0.62],
        [1, 0.93, 0.86],
        [0.98, 0.74, 0.34],
        [0.72, 0.52, 0.86],
      ];
  const ring: Ring = { up: fit.brow + 0.2, wide: fit.side * 0.98, deep: fit.front + 0.1, tilt: 0.02 };
  const count = 9;
  const front: Piece[] = [];
  frontOf(fit, ring).forEach(([r, u, f], i) => {
    const lean = i % 2 ? 0.15 : -0.13;
    front.push({
      path: shapeOf(fit, [
        [r, u, f],
        [r + 0.07, u + lean * 0.5, f],
        [r + 0.05, u + lean * 1.5, f],
        [r - 0.06, u + lean * 0.8, f],
      ]),
      colour: i % 2 ? [0.3, 0.52, 0.28] : [0.42, 0.62, 0.34],
      form: 'sheet',
    });
  });
  for (let bloom = 0; bloom < count; bloom += 1) {
    const place = (172 - (164 * bloom) / (count - 1) + fit.turn) * (Math.PI / 180);
    const f = Math.sin(place) * ring.deep;
    const [r, u] = [Math.cos(place) * ring.wide, ring.up + (bloom % 2 ? 0.05 : -0.02)];
    const size = (bloom % 2 ? 0.17 : 0.21) * (0.75 + 0.25 * Math.sin(place - (fit.turn * Math.PI) / 180));
    front.push(...flower(fit, [r, u, f], size, petals[bloom % petals.length] ?? GOLD, bloom));
  }
  return { behind: [], front, shadow: true };
};

function flower(fit: Fit, [r, u, f]: Place, size: number, colour: Readonly<Rgb>, turn: number): Piece[] {
  const petals = Array.from({ length: 5 }, (_, petal): Piece => {
    const angle = (petal / 5) * 2 * Math.PI + turn;
    const [x, y] = [r + Math.cos(angle) * size * 0.56, u + Math.sin(angle) * size * 0.56];
    return { path: shapeOf(fit, disc(x, y, f, size * 0.52)), colour, form: 'ball' };
  });
  return [...petals, { path: shapeOf(fit, disc(r, u, f, size * 0.3)), colour: [0.97, 0.78, 0.3], form: 'ball' }];
}

export const tailorHalo: Tailor = (fit): Outfit => {
  const colour = fit.colour ?? ([1, 0.86, 0.42] as const);
  const ring: Ring = { up: fit.top + 0.42, wide: 0.86, deep: 0.86, tilt: 0.26 };
  const path = shapeOf(fit, hoop(ring));
  const glow = (width: number, opacity: number): Piece => ({
    path,
    colour: [1, 0.93, 0.66],
    form: 'plain',
    stroke: fit.unit * width,
    opacity,
    bare: true,
  });
  return {
    behind: [glow(0.5, 0.1), glow(0.34, 0.16), glow(0.22, 0.24)],
    front: [
      { path, colour, form: 'plain', stroke: fit.unit * 0.105 },
      { path, colour: [1, 0.98, 0.88], form: 'plain', stroke: fit.unit * 0.04, bare: true },
    ],
  };
};
