/** What is worn over or above the ears: animal ears and headphones. */
import type { Rgb } from '../kernel/colour.ts';
import { type Fit, lineOf, type Outfit, type Place, shapeOf, type Tailor } from './outfit.ts';
import { type Piece, shade } from './pieces.ts';

type Band = {
  width: number;
  /** How far above the hair it runs, and how much of each end vanishes in the hair, degrees. */
  lift: number;
  hidden: number;
};

/** A band over the head from ear to ear. */
function headband(fit: Fit, colour: Readonly<Rgb>, { width, lift, hidden }: Band): Piece {
  const top = fit.top + lift;
  const side = fit.side + 0.04 + lift * 0.5;
  const places = Array.from({ length: 13 }, (_, step): Place => {
    const angle = ((hidden + (step / 12) * (180 - 2 * hidden)) * Math.PI) / 180;
    return [-Math.cos(angle) * side, 0.1 + (top - 0.1) * Math.sin(angle) ** 0.72, 0.05];
  });
  return { path: lineOf(fit, places), colour, form: 'round', stroke: fit.unit * width };
}

const ON_HAIR: Band = { width: 0.07, lift: -0.06, hidden: 34 };

export const tailorCatEars: Tailor = (fit): Outfit => {
  const colour = fit.colour ?? ([0.16, 0.14, 0.17] as const);
  const ear = (side: -1 | 1): Piece[] => {
    const foot = fit.top - 0.2;
    const outer: Place[] = [
      [side * 0.28, foot + 0.14, 0.1],
      [side * 0.46, foot + 0.5, 0.1],
      [side * 0.8, foot + 0.86, 0.1],
      [side * 0.88, foot + 0.42, 0.1],
      [side * 0.9, foot - 0.16, 0.1],
      [side * 0.6, foot - 0.06, 0.1],
    ];
    const inner: Place[] = [
      [side * 0.42, foot + 0.14, 0.12],
      [side * 0.54, foot + 0.42, 0.12],
      [side * 0.76, foot + 0.66, 0.12],
      [side * 0.79, foot + 0.3, 0.12],
      [side * 0.78, foot - 0.02, 0.12],
    ];
    return [
      { path: shapeOf(fit, outer), colour, form: 'round' },
      {
        path: shapeOf(fit, inner),
        colour: fit.colour ? shade(fit.colour, 0.2) : [0.95, 0.62, 0.68],
        form: 'sheet',
        bare: true,
      },
    ];
  };
  return { behind: [], front: [headband(fit, shade(colour, -0.04), ON_HAIR), ...ear(-1), ...ear(1)], shadow: true };
};

export const tailorBunnyEars: Tailor = (fit): Outfit => {
  const colour = fit.colour ?? ([0.96, 0.94, 0.93] as const);
  const ear = (side: -1 | 1): Piece[] => {
    const foot = fit.top - 0.12;
    const outline = (size: number, front: number): Place[] => [
      [side * 0.34 - 0.13 * size, foot + 0.1, front],
      [side * 0.38 - 0.22 * size, foot + 0.6, front],
      [side * 0.5 - 0.16 * size, foot + 0.75 + 0.36 * size, front],
      [side * 0.56, foot + 0.82 + 0.48 * size, front],
      [side * 0.6 + 0.14 * size, foot + 0.75 + 0.3 * size, front],
      [side * 0.54 + 0.2 * size, foot + 0.6, front],
      [side * 0.4 + 0.13 * size, foot + 0.06, front],
    ];
    return [
      { path: shapeOf(fit, outline(1, 0.1)), colour, form: 'round' },
      { path: shapeOf(fit, outline(0.5, 0.12)), colour: [0.96, 0.68, 0.74], form: 'sheet', bare: true },
    ];
  };
  return { behind: [], front: [headband(fit, colour, ON_HAIR), ...ear(-1), ...ear(1)], shadow: true };
};

export const tailorHeadphones: Tailor = (fit): Outfit => {
  const colour = fit.colour ?? ([0.17, 0.18, 0.22] as const);
  const cup = (side: -1 | 1): Piece[] => {
    const x = side * (fit.side + 0.05);
    const shape = (wide: number, tall: number, front: number, out: number): Place[] =>
      Array.from({ length: 20 }, (_, step) => {
        const angle = (step / 20) * 2 * Math.PI;
        const [cosine, sine] = [Math.cos(angle), Math.sin(angle)];
        return [
          x + side * out + Math.sign(cosine) * Math.abs(cosine) ** 0.8 * wide,
          -0.02 + Math.sign(sine) * Math.abs(sine) ** 0.8 * tall,
          front + cosine * side * -0.18,
        ];
      });
    return [
      { path: shapeOf(fit, shape(0.2, 0.46, 0.1, -0.08)), colour: shade(colour, -0.1), form: 'ball' },
      { path: shapeOf(fit, shape(0.17, 0.4, 0, 0.08)), colour, form: 'round' },
      { path: shapeOf(fit, shape(0.075, 0.24, 0, 0.1)), colour: shade(colour, 0.16), form: 'sheet', bare: true },
    ];
  };
  return {
    behind: [],
    front: [
      headband(fit, colour, { width: 0.17, lift: 0.09, hidden: 0 }),
      { ...headband(fit, shade(colour, 0.18), { width: 0.05, lift: 0.11, hidden: 8 }), bare: true, opacity: 0.7 },
      ...cup(-1),
      ...cup(1),
    ],
    shadow: true,
  };
};
