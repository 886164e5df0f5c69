/** Hats of cloth and wool, close to the head. */
import type { Rgb } from '../kernel/colour.ts';
import { disc, type Fit, frontOf, hairAbove, lineOf, type Place, type Ring, shapeOf, type Tailor } from './outfit.ts';
import { type Piece, shade } from './pieces.ts';
import { pompon } from './stiff-hats.ts';

/** The lower edge of what is pulled over the forehead: its sides hang lower than its front. */
function edgeOf(fit: Fit, { above, wide }: { above: number; wide: number }): Ring {
  return { up: fit.brow + above - 0.12, wide: fit.side + wide, deep: fit.front + 0.12, tilt: -0.16 };
}

/** The dome of a cap over hair, from edge to edge over the top. */
function dome(edge: Ring, top: number): Place[] {
  const { up, wide } = edge;
  return Array.from({ length: 17 }, (_, step) => {
    const angle = (step / 16) * Math.PI;
    const [cosine, sine] = [Math.cos(angle), Math.sin(angle)];
    return [wide * Math.sign(cosine) * Math.abs(cosine) ** 0.86, up + (top - up) * sine ** 0.8, 0];
  });
}

/** A turned-up or furry band along the edge. */
function band(fit: Fit, edge: Ring, height: number, swell: number): Place[] {
  const low = { ...edge, wide: edge.wide + swell };
  const high = { ...low, up: low.up + height };
  return [...frontOf(fit, low), ...frontOf(fit, high).reverse()];
}

export const tailorBeanie: Tailor = (fit) => {
  const colour = fit.colour ?? ([0.78, 0.33, 0.24] as const);
  const edge = edgeOf(fit, { above: -0.18, wide: 0.05 });
  const top = Math.max(fit.top + 0.12, edge.up + 1.02);
  const ribs = Array.from({ length: 13 }, (_, rib): Piece => {
    const at = 180 - 15 * rib + fit.turn;
    const angle = (at * Math.PI) / 180;
    const [r, f] = [Math.cos(angle) * (edge.wide + 0.04), Math.sin(angle) * edge.deep];
    const up = edge.up + f * 0.16;
    return {
      path: lineOf(fit, [
        [r, up + 0.04, f],
        [r * 1.01, up + 0.33, f],
      ]),
      colour: shade(colour, -0.15),
      form: 'plain',
      stroke: fit.unit * 0.022,
      opacity: 0.7,
      bare: true,
    };
  });
  const seams = [-0.62, -0.22, 0.22, 0.62].map(
    (side): Piece => ({
      path: lineOf(fit, [
        [side * edge.wide, edge.up + 0.42, edge.deep * 0.8],
        [side * edge.wide * 0.9, edge.up + (top - edge.up) * 0.66, edge.deep * 0.5],
        [side * 0.34, top - 0.05, 0],
      ]),
      colour: shade(colour, -0.13),
      form: 'plain',
      stroke: fit.unit * 0.022,
      opacity: 0.6,
      bare: true,
    }),
  );
  return {
    behind: [],
    front: [
      { path: pompon(fit, [0, top + 0.12, 0], 0.26), colour: shade(colour, 0.2), form: 'ball' },
      { path: shapeOf(fit, [...frontOf(fit, edge), ...dome(edge, top)]), colour, form: 'round' },
      ...seams,
      { path: shapeOf(fit, band(fit, edge, 0.36, 0.035)), colour: shade(colour, 0.03), form: 'round' },
      ...ribs,
    ],
    hides: hairAbove(fit, edge),
    shadow: true,
  };
};

export const tailorSantaHat: Tailor = (fit) => {
  const colour = fit.colour ?? ([0.8, 0.11, 0.15] as const);
  const white: Rgb = [0.97, 0.95, 0.93];
  const edge = edgeOf(fit, { above: 0.02, wide: 0.03 });
  const top = Math.max(fit.top + 0.2, edge.up + 0.95);
  const { wide, up } = edge;
  const hang: Place = [wide + 0.36, up - 0.06, 0.2];
  const sack = shapeOf(fit, [
    ...frontOf(fit, edge),
    [wide + 0.02, up + 0.36, 0],
    [wide + 0.26, up + 0.34, 0.1],
    [hang[0] + 0.15, hang[1] + 0.2, 0.2],
    [hang[0] + 0.16, hang[1] + 0.52, 0.1],
    [wide * 0.86, top - 0.08, 0],
    [wide * 0.2, top + 0.1, 0],
    [-wide * 0.5, top - 0.14, 0],
    [-wide * 0.92, up + 0.55, 0],
  ]);
  const fold = (places: Place[]): Piece => ({
    path: lineOf(fit, places),
    colour: shade(colour, -0.17),
    form: 'plain',
    stroke: fit.unit * 0.03,
    opacity: 0.75,
    bare: true,
  });
  return {
    behind: [],
    front: [
      { path: sack, colour, form: 'round' },
      fold([
        [wide * 0.5, top - 0.2, 0.1],
        [wide * 0.86, up + 0.64, 0.1],
        [wide + 0.08, up + 0.38, 0.1],
      ]),
      fold([
        [wide * 0.12, top - 0.3, 0.1],
        [wide * 0.5, up + 0.62, 0.3],
        [wide * 0.62, up + 0.46, 0.3],
      ]),
      { path: pompon(fit, hang, 0.24), colour: white, form: 'ball' },
      { path: shapeOf(fit, fluffy(band(fit, edge, 0.34, 0.07))), colour: white, form: 'round' },
    ],
    hides: hairAbove(fit, edge),
    shadow: true,
  };
};

/** The same outline in small waves, as of fur. */
function fluffy(places: Place[]): Place[] {
  return places.map(([right, up, front], i) => [right * (i % 2 ? 1.012 : 0.99), up + (i % 2 ? 0.018 : -0.018), front]);
}

export const tailorBandana: Tailor = (fit) => {
  const colour = fit.colour ?? ([0.72, 0.13, 0.16] as const);
  const edge = edgeOf(fit, { above: -0.06, wide: 0.03 });
  const top = Math.max(fit.top + 0.04, edge.up + 0.8);
  const knot: Place = [-(edge.wide + 0.03), edge.up + 0.1, 0];
  const tail = (drop: number, out: number): Piece => ({
    path: shapeOf(fit, [
      knot,
      [knot[0] - out * 0.6, knot[1] - drop * 0.4, -0.1],
      [knot[0] - out, knot[1] - drop, -0.1],
      [knot[0] - out * 0.3, knot[1] - drop * 0.9, -0.1],
      [knot[0] + 0.03, knot[1] - drop * 0.35, -0.1],
    ]),
    colour: shade(colour, -0.08),
    form: 'round',
  });
  const dots = [
    [-0.62, 0.3],
    [-0.3, 0.2],
    [0.02, 0.3],
    [0.34, 0.2],
    [0.64, 0.32],
    [-0.42, 0.52],
    [-0.1, 0.6],
    [0.22, 0.52],
    [0.5, 0.58],
    [0.06, 0.84],
    [-0.26, 0.82],
  ].map(([across = 0, rise = 0]): Piece => {
    const front = edge.deep * Math.sqrt(Math.max(0, 1 - across ** 2)) * 0.8;
    return {
      path: shapeOf(fit, disc(across * edge.wide, edge.up + 0.12 + rise * (top - edge.up) * 0.9, front, 0.055)),
      colour: [0.98, 0.95, 0.9],
      form: 'plain',
      bare: true,
    };
  });
  return {
    behind: [tail(0.72, 0.3), tail(0.56, 0.52)],
    front: [
      { path: shapeOf(fit, [...frontOf(fit, edge), ...dome(edge, top)]), colour, form: 'round' },
      ...dots,
      {
        path: lineOf(fit, frontOf(fit, { ...edge, up: edge.up + 0.1 })),
        colour: shade(colour, -0.15),
        form: 'plain',
        stroke: fit.unit * 0.025,
        opacity: 0.7,
        bare: true,
      },
      { path: shapeOf(fit, disc(knot[0], knot[1], 0, 0.11)), colour, form: 'ball' },
    ],
    hides: hairAbove(fit, edge),
    shadow: true,
  };
};
