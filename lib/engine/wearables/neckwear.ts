/** What is tied round the neck. */
import { disc, lineOf, type Outfit, type Place, shapeOf, type Tailor } from './outfit.ts';
import { type Piece, shade } from './pieces.ts';

export const tailorBowTie: Tailor = (fit): Outfit => {
  const colour = fit.colour ?? ([0.74, 0.1, 0.16] as const);
  const up = fit.collar - 0.06;
  const front = 0.3;
  const wing = (side: -1 | 1): Piece[] => {
    const places: Place[] = [
      [side * 0.08, up + 0.1, front],
      [side * 0.36, up + 0.24, front],
      [side * 0.66, up + 0.3, front],
      [side * 0.73, up + 0.02, front],
      [side * 0.66, up - 0.28, front],
      [side * 0.36, up - 0.22, front],
      [side * 0.08, up - 0.1, front],
    ];
    const fold = (rise: number): Piece => ({
      path: lineOf(fit, [
        [side * 0.12, up + rise * 0.3, front],
        [side * 0.28, up + rise * 0.7, front],
        [side * 0.42, up + rise, front],
      ]),
      colour: shade(colour, -0.18),
      form: 'plain',
      stroke: fit.unit * 0.026,
      opacity: 0.8,
      bare: true,
    });
    return [{ path: shapeOf(fit, places), colour, form: 'sheet' }, fold(0.1), fold(-0.1)];
  };
  return {
    behind: [],
    front: [...wing(-1), ...wing(1), { path: shapeOf(fit, disc(0, up, front, 0.135)), colour, form: 'ball' }],
    shadow: true,
  };
};
