/** The person as a cel painter parts them: clean shapes that meet in single borders. */
import { gaussianBlur } from '../kernel/blur.ts';
import { type Image, type Plane, plane, smoothstep } from '../kernel/image.ts';
import { resizePlane } from '../kernel/resample.ts';
import type { Portrait } from '../portrait/portrait.ts';
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
  const [alpha, hair, headwear, body] = [portrait.alpha, regions.hair, regions.headwear, regions.body].map(half) as [
    Plane,
    Plane,
    Plane,
    Plane,
  ];
  const neck = bareNeck(half(regions.neck), lab, colours);
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
    let bare = (neck[i] as number) + (body[i] as number);
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
  dissolveClothIslands(parts, lab, (ISLAND * portrait.faceHeight) / 2);
  const rounded = (mask: Plane) => gaussianBlur(mask, lab.width, lab.height, sigma);
  return {
    backdrop: rounded(parts.backdrop),
    cloth: rounded(parts.cloth),
    skin: rounded(parts.skin),
    hair: rounded(parts.hair),
    headwear: rounded(parts.headwear),
  };
}

/** How far around a bit of cloth is looked, in face heights, and what others must cover there to take it over. */
const ISLAND = 0.075;
const SURROUNDED = 0.5;
const FEW = 0.4;

/** Gives bits of cloth in the midst of hair or skin to what surrounds them: shadows and strands, no buttons; in place. */
function dissolveClothIslands(parts: Record<PartName, Plane>, { width, height }: Image, sigma: number): void {
  const around = (part: Plane) => gaussianBlur(part, width, height, sigma);
  const [cloth, hair, skin] = [around(parts.cloth), around(parts.hair), around(parts.skin)];
  for (let i = 0; i < cloth.length; i += 1) {
    const here = parts.cloth[i] as number;
    if (here === 0 || (cloth[i] as number) > FEW) continue;
    const [strands, bare] = [hair[i] as number, skin[i] as number];
    if (strands + bare < SURROUNDED) continue;
    const into = strands > bare ? parts.hair : parts.skin;
    into[i] = Math.min(1, (into[i] as number) + here);
    parts.cloth[i] = 0;
  }
}

function firm(cover: number): number {
  return smoothstep(0.35, 0.65, cover);
}

/** The part of the neck that has the skin's colour, in light or shade. */
function bareNeck(neck: Plane, { channels: [lightness, as, bs] }: Image, { skin: [base, a, b] }: Colours): Plane {
  return neck.map((cover, i) => {
    if (cover <= 0.02) return 0;
    const depth = (lightness[i] as number) / base;
    const off = Math.hypot((as[i] as number) - a * depth, (bs[i] as number) - b * depth);
    return cover * smoothstep(0.24, 0.36, depth) * smoothstep(0.1, 0.06, off);
  });
}
