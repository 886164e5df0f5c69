/** Glasses, sunglasses and the pirate's patch. */
import type { Rgb } from '../kernel/colour.ts';
import { EYES } from '../styles/features.ts';
import { type Fit, lineOf, type Outfit, type Place, shapeOf, type Tailor } from './outfit.ts';
import type { Piece } from './pieces.ts';

type Lens = { side: -1 | 1; right: number; up: number; front: number };

/** Half a lens, in units of the head. */
const LENS = { wide: 0.375, tall: 0.3 };
const DARK: Rgb = [0.13, 0.12, 0.14];

/** Where the lenses sit: before the middle of each eye, level with each other. */
function lensesOf(fit: Fit): [Lens, Lens] {
  const centres = EYES.map(({ upperLid }) => {
    const [outer, inner] = [fit.locate(upperLid[0] ?? 0), fit.locate(upperLid[8] ?? 0)];
    return [0, 1, 2].map((axis) => ((outer[axis] ?? 0) + (inner[axis] ?? 0)) / 2);
  });
  const up = ((centres[0]?.[1] ?? 0) + (centres[1]?.[1] ?? 0)) / 2 - 0.04;
  const front = Math.max(centres[0]?.[2] ?? 0, centres[1]?.[2] ?? 0) + 0.06;
  const right = ((centres[1]?.[0] ?? 0.46) - (centres[0]?.[0] ?? -0.46)) / 2;
  const middle = ((centres[1]?.[0] ?? 0) + (centres[0]?.[0] ?? 0)) / 2;
  return [
    { side: -1, right: middle - right * 1.03, up, front },
    { side: 1, right: middle + right * 1.03, up, front },
  ];
}

/** A lens's outline: a rounded box, wider above, that bends back round the face. */
function rim({ eyeHeight }: Fit, { side, right, up, front }: Lens, size: number, drop: number): Place[] {
  return Array.from({ length: 28 }, (_, step) => {
    const angle = (step / 28) * 2 * Math.PI;
    const [cosine, sine] = [Math.cos(angle), Math.sin(angle)];
    const across = Math.sign(cosine) * Math.abs(cosine) ** 0.72 * LENS.wide * size;
    const rise = Math.sign(sine) * Math.abs(sine) ** 0.78 * LENS.tall * size * eyeHeight;
    // Narrower below, and drooping outward for aviators.
    const taper = 1 - 0.1 * Math.max(0, -sine) - drop * 0.12 * Math.max(0, -sine) * (cosine * side > 0 ? 0 : 1);
    const outward = Math.max(0, across * side);
    return [right + across * taper, up + rise + (sine < 0 ? -drop * 0.05 : 0), front - outward * 0.28];
  });
}

/** What lies between and beside the lenses. */
function bridgeAndTemples(fit: Fit, lenses: readonly Lens[], colour: Readonly<Rgb>, width: number): Piece[] {
  const [left, right] = lenses as [Lens, Lens];
  const { up, front } = left;
  const inner = [left.right + LENS.wide * 0.94, right.right - LENS.wide * 0.94] as const;
  const middle = (inner[0] + inner[1]) / 2;
  const bridge = lineOf(fit, [
    [inner[0], up + 0.06, front],
    [middle, up + 0.13, front + 0.07],
    [inner[1], up + 0.06, front],
  ]);
  const temples = lenses
    .map(({ side, right: x }) => {
      const from: Place = [x + side * LENS.wide * 0.98, up + 0.12, front - 0.1];
      const ear: Place = [side * 1.02, up + 0.08, 0.05];
      return { from, ear };
    })
    // The far temple lies behind the cheek.
    .filter(({ from, ear }) => {
      const outward = Math.sign(from[0]);
      return outward * ((fit.at(...ear)[0] - fit.at(...from)[0]) / fit.unit) > 0.03;
    })
    .map(({ from, ear }) => lineOf(fit, [from, ear]));
  return [
    ...temples.map((path): Piece => ({ path, colour, form: 'plain', stroke: width * 0.9 })),
    { path: bridge, colour, form: 'plain', stroke: width },
  ];
}

export const tailorGlasses: Tailor = (fit): Outfit => {
  const colour = fit.colour ?? DARK;
  const width = fit.unit * 0.055;
  const lenses = lensesOf(fit);
  const panes = lenses.flatMap((lens): Piece[] => {
    const path = shapeOf(fit, rim(fit, lens, 1, 0));
    return [
      { path, colour: [0.85, 0.93, 1], form: 'plain', opacity: 0.1, bare: true },
      { path: glint(fit, lens), colour: [1, 1, 1], form: 'plain', opacity: 0.22, bare: true },
      { path, colour, form: 'plain', stroke: width },
    ];
  });
  return { behind: [], front: [...bridgeAndTemples(fit, lenses, colour, width), ...panes], shadow: true };
};

export const tailorSunglasses: Tailor = (fit): Outfit => {
  const frame = fit.colour ?? DARK;
  const width = fit.unit * 0.05;
  const lenses = lensesOf(fit);
  const panes = lenses.flatMap((lens): Piece[] => {
    const path = shapeOf(fit, rim(fit, lens, 1.1, 1));
    return [
      {
        path,
        colour: fit.colour === null ? [0.11, 0.12, 0.16] : darkGlass(fit.colour),
        form: 'sheet',
        opacity: 0.95,
        bare: true,
      },
      { path: glint(fit, lens), colour: [0.75, 0.86, 1], form: 'plain', opacity: 0.34, bare: true },
      { path, colour: frame, form: 'plain', stroke: width },
    ];
  });
  return { behind: [], front: [...bridgeAndTemples(fit, lenses, frame, width * 1.2), ...panes], shadow: true };
};

function darkGlass(colour: Readonly<Rgb>): Rgb {
  return [colour[0] * 0.38, colour[1] * 0.38, colour[2] * 0.38];
}

/** A slanting reflection in the upper outer part of a lens. */
function glint(fit: Fit, { right, up, front }: Lens): string {
  const f = front + 0.01;
  return shapeOf(
    fit,
    [
      [right - 0.2, up + 0.2, f],
      [right - 0.04, up + 0.2, f],
      [right - 0.18, up - 0.16, f],
      [right - 0.27, up - 0.08, f],
    ],
    { sharp: true },
  );
}

export const tailorEyepatch: Tailor = (fit): Outfit => {
  const colour = fit.colour ?? DARK;
  const [left] = lensesOf(fit);
  const { right: x, up: y, front } = left;
  const f = front + 0.02;
  const tall = fit.eyeHeight;
  const patch = shapeOf(fit, [
    [x - 0.36, y + 0.24 * tall, f - 0.14],
    [x, y + 0.29 * tall, f],
    [x + 0.34, y + 0.25 * tall, f + 0.02],
    [x + 0.33, y - 0.04 * tall, f + 0.02],
    [x + 0.1, y - 0.33 * tall, f],
    [x - 0.12, y - 0.33 * tall, f - 0.02],
    [x - 0.35, y - 0.06 * tall, f - 0.12],
  ]);
  const strap = (places: Place[]): Piece => ({
    path: lineOf(fit, places),
    colour,
    form: 'plain',
    stroke: fit.unit * 0.045,
  });
  return {
    behind: [],
    front: [
      strap([
        [x + 0.26, y + 0.24 * tall, f],
        [0.2, y + 0.62 * tall, f + 0.02],
        [0.6, fit.brow - 0.12, f - 0.25],
        [0.93, fit.brow - 0.02, 0.1],
      ]),
      strap([
        [x - 0.3, y + 0.16 * tall, f - 0.1],
        [-0.92, y + 0.28, 0.2],
      ]),
      { path: patch, colour, form: 'round' },
      {
        path: lineOf(fit, [
          [x - 0.25, y + 0.17 * tall, f - 0.08],
          [x, y + 0.22 * tall, f],
          [x + 0.24, y + 0.18 * tall, f + 0.02],
        ]),
        colour: [0.6, 0.6, 0.66],
        form: 'plain',
        stroke: fit.unit * 0.012,
        opacity: 0.5,
        bare: true,
      },
    ],
    shadow: true,
  };
};
