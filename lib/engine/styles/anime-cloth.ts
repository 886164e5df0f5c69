/** Clothes and hats as a few flat shapes in their own colours. */
import { gaussianBlur } from '../kernel/blur.ts';
import { type Oklab, type Rgb, rgbOf } from '../kernel/colour.ts';
import { type Image, imageOf, type Plane, plane } from '../kernel/image.ts';
import { piecesOf, shoresOf } from '../kernel/pieces.ts';
import { resizePlane } from '../kernel/resample.ts';

/** Most colours that all cloth is drawn in, and how near (OKLab) two may lie before they become one. */
const MOST_COLOURS = 9;
const NEAREST = 0.055;
/** Within one hue (OKLab a, b) cloth has few tones, this far apart in lightness: light, its own, shade. */
const SAME_HUE = 0.03;
const TONES = 0.085;
/** A change of hue divides cloth sooner than a fold's shade does. */
const HUE_WEIGHT = 1.7;
/** A colour that covers so much of the cloth counts for itself. */
const MUCH = 0.15;
/** Sigma by which shapes are rounded, in face heights. */
const ROUNDING = 0.03;
/** Shapes smaller than this, in squared face heights, are specks. */
const SPECK = 0.012;
/** The same for folds, which differ from the cloth around by their shade alone. */
const FOLD = 0.02;
const NO_CLOTH = -1;
const ROUNDS = 7;
const SAMPLE_STEP = 3;
/** Fewer pixels than this need no palette. */
const FEWEST_SAMPLES = 24;

/**
 * @param lab the simplified person in OKLab, at half size
 * @param cover where cloth is, 0–1, at half size
 * @param certain where the colours are learned, 0–1, at half size
 * @param faceHeight in pixels of `lab`
 * @returns cloth over the whole of `width × height`; beyond `cover` its nearest colour goes on for a little
 */
export function paintCloth(
  lab: Image,
  { cover, certain }: { cover: Plane; certain: Plane },
  faceHeight: number,
  width: number,
  height: number,
): Image {
  const known = certain.map((value, i) => Math.min(value, cover[i] as number));
  const palette = clothPalette(lab, known);
  const rounding = Math.max(0.8, ROUNDING * faceHeight);
  const shapes = palette.map((_, index) => plane(cover.length, palette.length === 1 && index === 0 ? 1 : 0));
  if (palette.length > 1) {
    const labels = Int8Array.from(cover, (inside, i) => (inside > 0.02 ? nearest(palette, lab, i) : NO_CLOTH));
    // A button's disc joins its rim first, and with it what lies around.
    const least = (label: number, around: number) => {
      const [one, other] = [palette[label], palette[around]];
      return (one && other && !isOtherHue(one, other) ? FOLD : SPECK) * faceHeight ** 2;
    };
    for (let round = 0; round < 2; round += 1) joinSpecks(labels, lab.width, least);
    labels.forEach((label, i) => {
      if (label !== NO_CLOTH) (shapes[label] as Plane)[i] = cover[i] as number;
    });
  }
  const grown = shapes.map((shape) =>
    resizePlane(gaussianBlur(shape, lab.width, lab.height, rounding), lab.width, lab.height, width, height),
  );
  return mixShapes(grown, palette.map(clearer), rounding * 2, width, height);
}

/** Gives connected pixels of one label that are fewer than `least` says to the label that surrounds most of them; in place. */
function joinSpecks(labels: Int8Array, width: number, least: (label: number, around: number) => number): void {
  for (const speck of piecesOf(labels, width)) {
    const label = labels[speck[0] as number] as number;
    const [into] = shoresOf(speck, labels, width)[0] ?? [];
    if (into !== undefined && speck.length < least(label, into)) for (const i of speck) labels[i] = into;
  }
}

/** Each pixel in the colour of the shape that covers it most, borders a pixel soft. */
function mixShapes(shapes: Plane[], colours: Rgb[], sigma: number, width: number, height: number): Image {
  const area = width * height;
  const [red, green, blue] = [plane(area), plane(area), plane(area)];
  const soft = 0.6 / sigma;
  for (let i = 0; i < area; i += 1) {
    let most = 0;
    for (const shape of shapes) most = Math.max(most, shape[i] as number);
    if (most < 1e-3) continue;
    const least = most * (1 - soft);
    let total = 0;
    for (let k = 0; k < shapes.length; k += 1) {
      const weight = ((shapes[k] as Plane)[i] as number) - least;
      if (weight <= 0) continue;
      const colour = colours[k] as Rgb;
      total += weight;
      red[i] = (red[i] as number) + colour[0] * weight;
      green[i] = (green[i] as number) + colour[1] * weight;
      blue[i] = (blue[i] as number) + colour[2] * weight;
    }
    red[i] = (red[i] as number) / total;
    green[i] = (green[i] as number) / total;
    blue[i] = (blue[i] as number) / total;
  }
  return imageOf(width, height, [red, green, blue]);
}

/** k-means over the cloth's colours, started from those that lie furthest apart. */
function clothPalette(lab: Image, cover: Plane): Oklab[] {
  const samples: number[] = [];
  for (let i = 0; i < cover.length; i += SAMPLE_STEP) if ((cover[i] as number) > 0.7) samples.push(i);
  if (samples.length < FEWEST_SAMPLES) return [[0.4, 0, 0]];
  let palette = furthestApart(lab, samples);
  for (let round = 0; round < ROUNDS; round += 1) {
    const sums = palette.map(() => ({ sum: [0, 0, 0] as Oklab, count: 0 }));
    for (const i of samples) {
      const group = sums[nearest(palette, lab, i)];
      if (!group) continue;
      group.count += 1;
      for (const part of [0, 1, 2] as const) group.sum[part] += lab.channels[part][i] as number;
    }
    palette = sums
      .filter(({ count }) => count > samples.length * 0.002)
      .sort((one, other) => other.count - one.count)
      .map(({ sum, count }): Oklab => [sum[0] / count, sum[1] / count, sum[2] / count]);
  }
  const shares = palette.map(() => 0);
  for (const i of samples) {
    const k = nearest(palette, lab, i);
    shares[k] = (shares[k] as number) + 1 / samples.length;
  }
  const kept: Oklab[] = [];
  palette.forEach((colour, index) => {
    // A lesser shade that leads on from one that was left out belongs to the same fall of light.
    const others = (shares[index] as number) >= MUCH ? kept : palette.slice(0, index);
    if (others.every((other) => isOther(colour, other))) kept.push(colour);
  });
  return kept;
}

/** Whether two colours are told apart in a drawing: by hue, or as light and shade. */
function isOther(one: Oklab, other: Oklab): boolean {
  return apart(one, other) > NEAREST && (isOtherHue(one, other) || isOtherTone(one, other));
}

function isOtherHue([, a, b]: Oklab, other: Oklab): boolean {
  return Math.hypot(a - other[1], b - other[2]) > SAME_HUE;
}

function isOtherTone([lightness]: Oklab, [other]: Oklab): boolean {
  return Math.abs(lightness - other) > TONES;
}

function furthestApart(lab: Image, samples: number[]): Oklab[] {
  const first = colourAt(lab, samples[samples.length >> 1] ?? 0);
  const palette = [first];
  const distance = samples.map((i) => apart(colourAt(lab, i), first));
  while (palette.length < MOST_COLOURS) {
    let far = 0;
    for (let k = 1; k < distance.length; k += 1) if ((distance[k] as number) > (distance[far] as number)) far = k;
    const colour = colourAt(lab, samples[far] ?? 0);
    palette.push(colour);
    samples.forEach((i, k) => {
      distance[k] = Math.min(distance[k] as number, apart(colourAt(lab, i), colour));
    });
  }
  return palette;
}

function colourAt({ channels }: Image, i: number): Oklab {
  return [channels[0][i] as number, channels[1][i] as number, channels[2][i] as number];
}

function apart(one: Oklab, other: Oklab): number {
  return Math.hypot(one[0] - other[0], (one[1] - other[1]) * HUE_WEIGHT, (one[2] - other[2]) * HUE_WEIGHT);
}

function nearest(palette: Oklab[], { channels: [lightness, as, bs] }: Image, i: number): number {
  const [l, a, b] = [lightness[i] as number, as[i] as number, bs[i] as number];
  let best = 0;
  let least = Number.POSITIVE_INFINITY;
  for (let k = 0; k < palette.length; k += 1) {
    const colour = palette[k] as Oklab;
    const [dl, da, db] = [l - colour[0], (a - colour[1]) * HUE_WEIGHT, (b - colour[2]) * HUE_WEIGHT];
    const distance = dl * dl + da * da + db * db;
    if (distance < least) {
      least = distance;
      best = k;
    }
  }
  return best;
}

/** Painted cloth is a little clearer than photographed. */
function clearer([lightness, a, b]: Oklab): Rgb {
  const chroma = Math.hypot(a, b);
  const factor = chroma > 1e-4 ? Math.max(chroma, Math.min(0.19, chroma * 1.25)) / chroma : 1;
  const lifted = 0.5 + (lightness - 0.5) * 1.05 + 0.015;
  return rgbOf(Math.min(0.965, Math.max(0.12, lifted)), a * factor, b * factor);
}
