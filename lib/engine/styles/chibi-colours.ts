/** The colours of a person as flat shapes carry them: medians of what is certain, not of what shines. */
import { type Oklab, oklabOf } from '../kernel/colour.ts';
import type { Plane } from '../kernel/image.ts';
import type { Portrait } from '../portrait/portrait.ts';
import { colourDistance } from './chibi-frame.ts';

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
