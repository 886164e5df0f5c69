/** What a person wears, as far as a small drawn body can wear it: colours, layers, pattern, neckline. */
import type { Oklab } from '../kernel/colour.ts';
import { clamp, smoothstep } from '../kernel/image.ts';
import { clustersOf, nearestOf, pixelAt } from './chibi-colours.ts';
import { colourDistance, type HeadFrame, maskAt, toPhoto } from './chibi-frame.ts';

export type Clothes = {
  main: Oklab;
  /** What shows of another layer beneath, in the opening at the neck; `null` for one layer. */
  inner: Oklab | null;
  pattern: { kind: 'plain' } | { kind: 'stripes' | 'columns' | 'checks'; colours: Oklab[] };
  /** 0 closed at the neck – 1 open to the chest. */
  neckline: number;
  /** Whether the shoulders are bare. */
  sleeveless: boolean;
};

/** Levels below the chin, and columns, in hundredths of the face's height. */
const CHEST = { top: 88, bottom: 190, across: 100 };
const STEP = 3;
/** Dyes nearer than this are one. */
const ONE_DYE = 0.15;
const USUAL: Oklab = [0.5, -0.02, -0.1];

export function measureClothes(frame: HeadFrame, { skin, hair }: { skin: Oklab; hair: Oklab }): Clothes {
  const rows = sampleRows(frame);
  const samples = without(
    without(
      rows.flat().filter((sample) => sample !== null),
      hair,
    ),
    skin,
  );
  const neckline = openingOf(frame, skin);
  const sleeveless = bareShoulders(frame);
  const plain = { kind: 'plain' } as const;
  if (samples.length < 40) return { main: USUAL, inner: null, pattern: plain, neckline, sleeveless };
  const clusters = clustersOf(
    samples.map(({ colour }) => colour),
    6,
  );
  const sides = clustersOf(
    samples.filter(({ u }) => Math.abs(u) > 34).map(({ colour }) => colour),
    3,
  );
  const centre = clustersOf(
    samples.filter(({ u }) => Math.abs(u) < 16).map(({ colour }) => colour),
    3,
  );
  const main = sides[0]?.colour ?? clusters[0]?.colour ?? USUAL;
  const middle = centre[0];
  const layered =
    middle !== undefined &&
    middle.share > 0.45 &&
    dyeDistance(middle.colour, main) > 0.12 &&
    colourDistance(middle.colour, skin) > 0.12;
  return {
    main,
    inner: layered ? middle.colour : null,
    pattern:
      patternOf(
        rows,
        clusters.map(({ colour }) => colour),
        main,
      ) ?? plain,
    neckline,
    sleeveless,
  };
}

/** Long hair and bare shoulders may have been taken for cloth: of their colour there is only cloth without any other. */
function without(samples: Sample[], tone: Oklab): Sample[] {
  const others = samples.filter(({ colour }) => colourDistance(colour, tone) > 0.12);
  return others.length > 0.12 * samples.length ? others : samples;
}

type Sample = { u: number; colour: Oklab };

/** The cloth below the chin, row by row; `null` where there is none. */
function sampleRows(frame: HeadFrame): (Sample | null)[][] {
  const { portrait } = frame;
  const rows: (Sample | null)[][] = [];
  for (let v = CHEST.top; v <= CHEST.bottom; v += STEP) {
    const row: (Sample | null)[] = [];
    for (let u = -CHEST.across; u <= CHEST.across; u += STEP) {
      const cloth = maskAt(frame, portrait.regions.clothing, u, v) > 0.75;
      const [x, y] = toPhoto(frame, u, v);
      const i = Math.round(y) * portrait.width + Math.round(x);
      const shown = cloth && (portrait.covered[i] ?? 0) > 0.5 && (portrait.alpha[i] ?? 0) > 0.9;
      row.push(shown ? { u, colour: pixelAt(portrait, i) } : null);
    }
    rows.push(row);
  }
  return rows;
}

/** A second colour that comes back again and again, across or down. */
function patternOf(
  rows: readonly (Sample | null)[][],
  colours: readonly Oklab[],
  main: Oklab,
): Clothes['pattern'] | null {
  const dyes = colours.map((colour, i) =>
    colours.findIndex((other, at) => at === i || dyeDistance(colour, other) < ONE_DYE),
  );
  const labels = rows.map((row) =>
    row.map((sample) => (sample === null ? -1 : (dyes[nearestOf(colours, sample.colour)] ?? -1))),
  );
  const across = changes(labels);
  const down = changes(labels[0]?.map((_, i) => labels.map((row) => row[i] ?? -1)) ?? []);
  const others = distinct(colours, main);
  if (others.length === 0) return null;
  const busy = 0.2;
  // Many clear colours are stripes that lie aslant, or a print: stripes tell of both.
  const vivid = others.filter(([, a, b]) => Math.hypot(a, b) > 0.08).length;
  if (vivid > 1 && across + down > 1.5 * busy) return { kind: 'columns', colours: others };
  if (across > busy && down > busy) return { kind: 'checks', colours: others };
  if (down > busy && down > 1.8 * across) return { kind: 'stripes', colours: others };
  if (across > busy && across > 1.8 * down) return { kind: 'columns', colours: others };
  return null;
}

/** Distance of two cloths' colours: folds and shadows change lightness more than they change hue. */
function dyeDistance(from: Oklab, to: Oklab): number {
  return 0.5 * Math.abs(from[0] - to[0]) + 2 * Math.hypot(from[1] - to[1], from[2] - to[2]);
}

/** At most three dyes that differ from each other and from the main one. */
function distinct(colours: readonly Oklab[], main: Oklab): Oklab[] {
  const found: Oklab[] = [];
  for (const colour of colours) {
    if ([main, ...found].every((other) => dyeDistance(colour, other) > ONE_DYE)) found.push(colour);
  }
  return found.slice(0, 3);
}

/** How often neighbours along the lines have different colours, 0–1. */
function changes(lines: readonly number[][]): number {
  let changed = 0;
  let pairs = 0;
  for (const labels of lines) {
    for (let i = 1; i < labels.length; i += 1) {
      const [before, here] = [labels[i - 1] ?? -1, labels[i] ?? -1];
      if (before < 0 || here < 0) continue;
      pairs += 1;
      if (before !== here) changed += 1;
    }
  }
  return pairs < 400 ? 0 : changed / pairs;
}

/** How far down skin shows below the chin, 0–1. */
function openingOf(frame: HeadFrame, skin: Oklab): number {
  const { portrait } = frame;
  const { neck, body, clothing } = portrait.regions;
  let lowest = 70;
  for (let v = 74; v < 190; v += 3) {
    const bare = maskAt(frame, neck, 0, v) + maskAt(frame, body, 0, v);
    const [x, y] = toPhoto(frame, 0, v);
    const i = Math.round(y) * portrait.width + Math.round(x);
    // Polo necks are neck by their place, not by their colour.
    const like = i < neck.length && colourDistance(pixelAt(portrait, i), skin) < 0.3;
    if (like && bare > 0.5 && bare > maskAt(frame, clothing, 0, v)) lowest = v;
    else if (v - lowest > 8) break;
  }
  return smoothstep(96, 128, lowest);
}

function bareShoulders(frame: HeadFrame): boolean {
  const { body } = frame.portrait.regions;
  let bare = 0;
  let count = 0;
  for (let v = 110; v < 150; v += 6) {
    for (const u of [-75, -65, -55, 55, 65, 75]) {
      bare += maskAt(frame, body, u, v);
      count += 1;
    }
  }
  return clamp(bare / count) > 0.45;
}
