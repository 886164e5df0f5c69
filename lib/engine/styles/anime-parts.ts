/** The person as a cel painter parts them: clean shapes that meet in single borders. */
import { gaussianBlur } from '../kernel/blur.ts';
import { type Image, type Plane, plane, smoothstep } from '../kernel/image.ts';
import { resizePlane } from '../kernel/resample.ts';
import type { Portrait } from '../portrait/portrait.ts';
import { skinLikeness } from './exposed-skin.ts';
import type { Colours } from './features.ts';
import { halfPlane } from './half-size.ts';

/** From the back to the front. */
export const PART_NAMES = ['backdrop', 'cloth', 'skin', 'hair', 'headwear'] as const;
export type PartName = (typeof PART_NAMES)[number];

export type Parts = {
  /** How much each part shows at each pixel, 0–1; together 1, and only mixed within a pixel of a border. */
  cover: Record<PartName, Plane>;
  /** Distance to the nearest border between two parts, pixels; meaningless further than a few. */
  border: Plane;
  /** Which part lies further to the front, as a soft height: borders run across its slope. */
  layer: Plane;
};

/** Radius by which borders are rounded, in face heights: teeth of masks go, locks of hair stay. */
const ROUNDING = 0.0095;
/** Half the width in pixels over which two parts mix. */
const SOFT_PIXELS = 0.75;

/** @param lab the simplified person in OKLab at half size, to tell a bare neck from a collar */
export function readParts(portrait: Portrait, lab: Image, colours: Colours): Parts {
  const { width, height, faceHeight } = portrait;
  const sigma = Math.max(1, ROUNDING * faceHeight);
  const soft = softMasks(portrait, lab, colours, sigma / 2);
  const grown = PART_NAMES.map((name) => resizePlane(soft[name], lab.width, lab.height, width, height));
  // Two blurred masks that share a straight edge differ by this much more with each pixel away from it.
  const slope = 2 / (Math.sqrt(2 * Math.PI) * sigma);
  const reach = slope * SOFT_PIXELS;
  const area = width * height;
  const border = plane(area);
  const layer = plane(area);
  for (let i = 0; i < area; i += 1) {
    let first = 0;
    let second = 0;
    let front = 0;
    for (let part = 0; part < grown.length; part += 1) {
      const cover = (grown[part] as Plane)[i] as number;
      front += cover * part;
      if (cover > first) {
        second = first;
        first = cover;
      } else if (cover > second) second = cover;
    }
    let total = 0;
    for (const part of grown) {
      const weight = Math.max(0, (part[i] as number) - first + reach);
      part[i] = weight;
      total += weight;
    }
    for (const part of grown) part[i] = (part[i] as number) / total;
    border[i] = (first - second) / slope;
    layer[i] = front;
  }
  const [backdrop, cloth, skin, hair, headwear] = grown as [Plane, Plane, Plane, Plane, Plane];
  return { cover: { backdrop, cloth, skin, hair, headwear }, border, layer };
}

/** The parts at half size, made hard and then rounded. */
function softMasks(portrait: Portrait, lab: Image, colours: Colours, sigma: number): Record<PartName, Plane> {
  const { width, height, regions } = portrait;
  const half = (mask: Plane) => halfPlane(mask, width, height).plane;
  const face = [regions.skin, regions.brows, regions.eyes, regions.lips, regions.mouth].map(half);
  const [alpha, hair, headwear] = [portrait.alpha, regions.hair, regions.headwear].map(half) as [Plane, Plane, Plane];
  // A beard is painted on skin, also where it hangs before the collar.
  const beard = half(regions.beard);
  const [neck, body] = [regions.neck, regions.body].map(half) as [Plane, Plane];
  const skinLike = skinLikeness(colours);
  const [lightness, as, bs] = lab.channels;
  const area = alpha.length;
  const parts = {
    backdrop: plane(area),
    cloth: plane(area),
    skin: plane(area),
    hair: plane(area),
    headwear: plane(area),
  };
  for (let i = 0; i < area; i += 1) {
    const shown = alpha[i] as number;
    const elsewhere = (neck[i] as number) + (body[i] as number);
    let bare = beard[i] as number;
    if (elsewhere > 0.02) bare += elsewhere * skinLike(lightness[i] as number, as[i] as number, bs[i] as number);
    for (const part of face) bare += part[i] as number;
    const hat = headwear[i] as number;
    const skin = Math.min(1, bare) * (1 - hat);
    const strands = Math.min(1 - skin, hair[i] as number) * (1 - hat);
    parts.backdrop[i] = firm(1 - shown);
    parts.headwear[i] = firm(hat * shown);
    parts.skin[i] = firm(skin * shown);
    parts.hair[i] = firm(strands * shown);
    parts.cloth[i] = firm((1 - hat - skin - strands) * shown);
  }
  const unit = (portrait.faceHeight / 2) ** 2;
  dissolveIslands(parts, 'cloth', lab, LARGEST.cloth * unit);
  dissolveIslands(parts, 'hair', lab, LARGEST.hair * unit);
  dissolveIslands(parts, 'headwear', lab, LARGEST.headwear * unit);
  const rounded = (mask: Plane) => gaussianBlur(mask, lab.width, lab.height, sigma);
  return {
    backdrop: rounded(parts.backdrop),
    cloth: rounded(parts.cloth),
    skin: rounded(parts.skin),
    hair: rounded(parts.hair),
    headwear: rounded(parts.headwear),
  };
}

/** The largest islands, in squared face heights, and the part of their shore that must be hair and skin. */
const LARGEST = { cloth: 0.06, hair: 0.02, headwear: 0.03 } as const;
const SURROUNDED = 0.7;

/** Gives bits of cloth, hair or hat in the midst of skin or hair to what surrounds them: shadows, no buttons; in place. */
function dissolveIslands(
  parts: Record<PartName, Plane>,
  name: keyof typeof LARGEST,
  { width, height }: Image,
  largest: number,
): void {
  const own = parts[name];
  const seen = new Uint8Array(width * height);
  for (let start = 0; start < seen.length; start += 1) {
    if (seen[start] === 1 || (own[start] as number) < 0.5) continue;
    const island = [start];
    seen[start] = 1;
    const shore = { hair: 0, skin: 0, all: 0 };
    for (let at = 0; at < island.length; at += 1) {
      const i = island[at] as number;
      const x = i % width;
      for (const next of [x > 0 ? i - 1 : -1, x < width - 1 ? i + 1 : -1, i - width, i + width]) {
        // The canvas's edge says nothing about what lies beyond it.
        if (next < 0 || next >= seen.length || seen[next] === 1) continue;
        if ((own[next] as number) >= 0.5) {
          seen[next] = 1;
          island.push(next);
          continue;
        }
        shore.all += 1;
        if ((parts.hair[next] as number) > 0.5) shore.hair += 1;
        else if ((parts.skin[next] as number) > 0.5) shore.skin += 1;
      }
    }
    if (island.length > largest || shore.hair + shore.skin < SURROUNDED * shore.all) continue;
    const into = shore.hair > shore.skin ? parts.hair : parts.skin;
    for (const i of island) {
      into[i] = Math.min(1, (into[i] as number) + (own[i] as number));
      own[i] = 0;
    }
  }
}

function firm(cover: number): number {
  return smoothstep(0.35, 0.65, cover);
}
