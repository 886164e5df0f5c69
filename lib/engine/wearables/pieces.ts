/** Shapes with a material, and how each manner of drawing paints them: photographed, painted or inked. */
import { type Oklab, oklabOf, type Rgb, rgbOf } from '../kernel/colour.ts';
import { clamp } from '../kernel/image.ts';
import { hexOf } from '../kernel/vector.ts';

/** 'photo' has soft shading, 'painted' cel tones and a coloured line, 'inked' flat tones and a black line. */
export type Manner = 'photo' | 'painted' | 'inked';

export type Piece = {
  /** SVG path data in canvas pixels. */
  path: string;
  colour: Readonly<Rgb>;
  /**
   * How the surface turns: `round` like a column, `ball` like a sphere, `sheet` lit evenly from above to below,
   * `plain` not at all.
   */
  form: 'round' | 'ball' | 'sheet' | 'plain';
  opacity?: number;
  /** A line along the path of this width in pixels, instead of its inside. */
  stroke?: number;
  /** Without the manner's outline: pattern, gloss, light. */
  bare?: boolean;
};

export type Brush = {
  manner: Manner;
  scale: number;
  /** −1 when light comes from the left, 1 from the right. */
  light: -1 | 1;
};

/** Width of the outline at scale 1, and how much darker than its surface it is; an inked one is black. */
const LINE_WIDTH = { photo: 0.7, painted: 1.9, inked: 3.4 } as const;
const LINE_DEPTH = { photo: 0.2, painted: 0.3, inked: 1 } as const;
const LINE_OPACITY = { photo: 0.45, painted: 0.95, inked: 1 } as const;

/** SVG shapes and definitions of pieces, in order from back to front. `name` keeps the definitions apart. */
export function drawPieces(
  pieces: readonly Piece[],
  brush: Brush,
  name: string,
): { body: string; definitions: string } {
  let body = '';
  let definitions = '';
  pieces.forEach((piece, index) => {
    const id = `${name}${index}`;
    const { path, colour, form, opacity = 1, stroke, bare = false } = piece;
    const paint = form === 'plain' ? hexOf(colour) : `url(#${id})`;
    if (form !== 'plain') definitions += gradient(id, piece, brush);
    const outline = bare ? 0 : LINE_WIDTH[brush.manner] * brush.scale;
    const line = lineColour(colour, brush.manner);
    if (stroke === undefined) {
      const edge =
        outline > 0
          ? `stroke="${line}" stroke-width="${outline}" stroke-opacity="${LINE_OPACITY[brush.manner]}" stroke-linejoin="round"`
          : '';
      body += `<path d="${path}" fill="${paint}" fill-rule="evenodd" opacity="${opacity}" ${edge}/>`;
      return;
    }
    const round = 'fill="none" stroke-linecap="round" stroke-linejoin="round"';
    if (outline > 0) {
      body += `<path d="${path}" ${round} stroke="${line}" stroke-width="${stroke + 1.4 * outline}" opacity="${opacity * LINE_OPACITY[brush.manner]}"/>`;
    }
    body += `<path d="${path}" ${round} stroke="${paint}" stroke-width="${stroke}" opacity="${opacity}"/>`;
  });
  return { body, definitions };
}

/** Light and shadow, lightness either way of the base, and where they end along the turn. */
const SOFT = [
  [0, -0.16],
  [0.14, -0.02],
  [0.32, 0.13],
  [0.5, 0.02],
  [0.78, -0.13],
  [1, -0.22],
] as const;
const CEL = [
  [0, 0.02],
  [0.14, 0.02],
  [0.15, 0.11],
  [0.32, 0.11],
  [0.33, 0],
  [0.66, 0],
  [0.67, -0.13],
  [1, -0.13],
] as const;
const INKED = [
  [0, 0],
  [0.68, 0],
  [0.69, -0.2],
  [1, -0.2],
] as const;
const STOPS = { photo: SOFT, painted: CEL, inked: INKED } as const;

function gradient(id: string, { colour, form, path, stroke }: Piece, { manner, light }: Brush): string {
  const stops = STOPS[manner]
    .map(
      ([at, change]) =>
        `<stop offset="${form === 'ball' ? ballOffset(at) : at}" stop-color="${hexOf(shade(colour, change))}"/>`,
    )
    .join('');
  // A straight line has no bounding box to span a gradient over.
  const units = stroke === undefined ? '' : spanOf(path);
  if (form === 'ball') {
    const x = light < 0 ? 0.36 : 0.64;
    return `<radialGradient id="${id}" cx="${x}" cy=".32" r=".78">${stops}</radialGradient>`;
  }
  if (form === 'sheet')
    return `<linearGradient id="${id}" x1="0" y1="0" x2="0" y2="1" ${units}>${stops}</linearGradient>`;
  const [from, to] = light < 0 ? [0, 1] : [1, 0];
  return `<linearGradient id="${id}" x1="${from}" y1="0" x2="${to}" y2=".12" ${units}>${stops}</linearGradient>`;
}

/** A ball is lightest in the middle: the dark near edge of a column is left out. */
function ballOffset(at: number): number {
  return clamp((at - 0.2) / 0.8);
}

function spanOf(path: string): string {
  const numbers = path.match(/-?\d+(?:\.\d+)?/g)?.map(Number) ?? [];
  const ys = numbers.filter((_, i) => i % 2 === 1);
  return Math.max(...ys) - Math.min(...ys) < 1 ? 'gradientUnits="userSpaceOnUse"' : '';
}

/** Lighter or darker by a step of OKLab's lightness; shadows get richer, lights paler. */
export function shade(colour: Readonly<Rgb>, change: number): Rgb {
  const [l, a, b] = oklabOf(colour[0], colour[1], colour[2]);
  // What is nearly black or white still shows its form.
  const room = change > 0 ? Math.max(0.35, 1 - l) : Math.max(0.3, l);
  const moved: Oklab = [clamp(l + change * Math.min(1, room * 1.6)), a, b];
  const chroma = change < 0 ? 1.06 : 0.92;
  return rgbOf(moved[0], moved[1] * chroma, moved[2] * chroma);
}

function lineColour(colour: Readonly<Rgb>, manner: Manner): string {
  if (manner === 'inked') return '#17131c';
  return hexOf(shade(colour, -LINE_DEPTH[manner]));
}
