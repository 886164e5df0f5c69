/** The colours of a person as flat shapes carry them: medians of what is certain, not of what shines. */
import { type Oklab, oklabOf } from '../kernel/colour.ts';
import { mix, type Plane } from '../kernel/image.ts';
import type { Portrait } from '../portrait/portrait.ts';
import { colourDistance } from './chibi-frame.ts';
import { bareSkin, landmarksAt } from './features.ts';

/** Landmarks of forehead, cheeks and chin, where skin is bare and faces the camera. */
const FRONT = [9, 151, 50, 280, 101, 330, 205, 425] as const;
/** Radius of the patch around each, in face heights. */
const PATCH = 0.035;

/**
 * The tone of a face: the median of its front, which light reaches, and a little of that of all its bare skin.
 * `otherwise` where nothing of it is bare.
 */
export function faceTone(portrait: Portrait, otherwise: Oklab): Oklab {
  const front = frontTone(portrait, otherwise);
  const bare = pixelsWhere(portrait, bareSkin(portrait), 0.9, 5).filter(([, , b]) => b > -0.02);
  const all = medianOf(bare, front);
  return [0, 1, 2].map((part) => mix(front[part] as number, all[part] as number, 0.2)) as Oklab;
}

function frontTone(portrait: Portrait, otherwise: Oklab): Oklab {
  const { width, height, regions, faceHeight } = portrait;
  const reach = Math.max(1.5, PATCH * faceHeight);
  const samples: Oklab[] = [];
  for (const [x, y] of landmarksAt(portrait, FRONT)) {
    const [right, bottom] = [Math.min(width - 1, x + reach), Math.min(height - 1, y + reach)];
    for (let row = Math.max(0, Math.ceil(y - reach)); row <= bottom; row += 1) {
      for (let column = Math.max(0, Math.ceil(x - reach)); column <= right; column += 1) {
        const i = row * width + column;
        const covered = (regions.glasses[i] as number) + (regions.headwear[i] as number);
        if ((regions.skin[i] as number) > 0.3 && covered < 0.3) samples.push(pixelAt(portrait, i));
      }
    }
  }
  // No skin is blue: where it is, coloured light falls on it.
  const plain = samples.filter(([, , b]) => b > -0.02);
  return medianOf(plain.length > 0.12 * samples.length ? plain : samples, otherwise);
}

/** One pixel of the person. */
export function pixelAt({ person: { channels } }: Portrait, i: number): Oklab {
  return oklabOf(channels[0][i] as number, channels[1][i] as number, channels[2][i] as number);
}

/** The person's pixels where a mask covers at least `least`, every `step`th. */
export function pixelsWhere(portrait: Portrait, mask: Plane, least = 0.85, step = 7): Oklab[] {
  const pixels: Oklab[] = [];
  for (let i = 0; i < mask.length; i += step) {
    if ((mask[i] as number) >= least && (portrait.alpha[i] as number) > 0.85) pixels.push(pixelAt(portrait, i));
  }
  return pixels;
}

/** Fewer samples than this say nothing. */
const FEWEST = 12;

/** The median of each coordinate. */
export function medianOf(samples: readonly Oklab[], otherwise: Oklab): Oklab {
  if (samples.length < FEWEST) return otherwise;
  return [0, 1, 2].map((part) =>
    quantile(
      Float32Array.from(samples, (sample) => sample[part] as number),
      0.5,
    ),
  ) as Oklab;
}

/** The value that a part `at` (0–1) of the values lies below; 0 of none. */
export function quantile(values: Float32Array, at: number): number {
  const sorted = values.slice().sort();
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * at))] ?? 0;
}

export type Cluster = { colour: Oklab; share: number };

/** Groups colours into at most `count`, the largest first (Lloyd's k-means from spread-out starts; no chance in it). */
export function clustersOf(samples: readonly Oklab[], count: number): Cluster[] {
  const first = samples[samples.length >> 1];
  if (first === undefined) return [];
  let centres: Oklab[] = [first];
  while (centres.length < count) centres.push(farthestFrom(samples, centres));
  let sizes: number[] = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    const sums = centres.map(() => [0, 0, 0, 0] as [number, number, number, number]);
    for (const sample of samples) {
      const sum = sums[nearestOf(centres, sample)];
      if (sum === undefined) continue;
      for (const part of [0, 1, 2] as const) sum[part] += sample[part];
      sum[3] += 1;
    }
    sizes = sums.map((sum) => sum[3]);
    centres = sums.map(([l, a, b, size], i) => (size > 0 ? [l / size, a / size, b / size] : (centres[i] ?? first)));
  }
  return centres
    .map((colour, i) => ({ colour, share: (sizes[i] ?? 0) / samples.length }))
    .sort((a, b) => b.share - a.share);
}

const ROUNDS = 7;

/** The index of the colour that is nearest. */
export function nearestOf(colours: readonly Oklab[], sample: Oklab): number {
  let nearest = 0;
  let least = Infinity;
  colours.forEach((colour, i) => {
    const distance = colourDistance(colour, sample);
    if (distance < least) {
      least = distance;
      nearest = i;
    }
  });
  return nearest;
}

function farthestFrom(samples: readonly Oklab[], centres: readonly Oklab[]): Oklab {
  let farthest = samples[0] ?? [0.5, 0, 0];
  let most = -1;
  for (const sample of samples) {
    const distance = Math.min(...centres.map((centre) => colourDistance(centre, sample)));
    if (distance > most) {
      most = distance;
      farthest = sample;
    }
  }
  return farthest;
}
