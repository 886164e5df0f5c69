/** Beards: a shape in their own colour, one light and one shade. */
import { gaussianBlur } from '../kernel/blur.ts';
import type { Oklab } from '../kernel/colour.ts';
import { type Image, mix, type Plane, plane, smoothstep } from '../kernel/image.ts';
import { resizePlane } from '../kernel/resample.ts';
import type { Portrait } from '../portrait/portrait.ts';
import { animeHairRamp, type HairRamp, measureHair } from './anime-hair.ts';
import { turnPatches } from './anime-islands.ts';
import type { Parts } from './anime-parts.ts';
import type { Colours } from './features.ts';
import { halfPlane } from './half-size.ts';
import type { Ramp } from './toon-palette.ts';

type Bearded = {
  portrait: Portrait;
  parts: Parts;
  colours: Colours;
  skin: Ramp;
  hair: HairRamp;
  /** OKLab at half size, simplified. */
  lab: Image;
};

/** From this part of hair on skin shows a beard; by how much its shape is rounded, in face heights, and its least, squared. */
const BEARD = 0.27;
const BEARD_ROUNDING = 0.018;
const LEAST_BEARD = 0.02;
/** Pixels around a closed gap that close with it, and how far above 0 the field is there. */
const RIM = 2;
const CLOSED = 0.06;
/** Below this part of its lightness a beard is shaded, in pieces no smaller than this, in squared face heights. */
const SHADED = 0.9;
const LEAST_SHADE = 0.025;

/** Paints beards as a shape in their own colour, stubble as a veil of it; in place. */
export function paintBeard(image: Image, { portrait, parts, colours, hair, skin, lab }: Bearded): void {
  const { width, height, regions, faceHeight } = portrait;
  if (!regions.beard.some((cover) => cover > 0.3)) return;
  const half = halfPlane(regions.beard, width, height);
  const grownHalf = gaussianBlur(half.plane, half.width, half.height, (BEARD_ROUNDING * faceHeight) / 2).map(
    (cover) => cover - BEARD,
  );
  // A beard is one shape: gaps in it and tufts beside it are light and shade.
  const measured = grownHalf.slice();
  turnPatches(grownHalf, plane(grownHalf.length, 1), half.width, LEAST_BEARD * (faceHeight / 2) ** 2);
  closeRims(grownHalf, measured, half.width);
  const density = resizePlane(grownHalf, half.width, half.height, width, height).map((cover) => cover + BEARD);
  const own = beardColour(lab, half.plane, colours);
  const tone = animeHairRamp(own);
  const broad = gaussianBlur(lab.channels[0], lab.width, lab.height, (BEARD_ROUNDING * faceHeight) / 2);
  const shade = broad.map((lightness) => SHADED * own[0] - lightness);
  const inside = grownHalf.map((cover) => (cover > 0 ? 1 : 0));
  turnPatches(shade, inside, half.width, LEAST_SHADE * (faceHeight / 2) ** 2);
  const shaded = resizePlane(gaussianBlur(shade, half.width, half.height, 1), half.width, half.height, width, height);
  image.channels.forEach((channel, index) => {
    const at = index as 0 | 1 | 2;
    const thin = mix(tone.base[at], skin.shade[at], 0.6);
    for (let i = 0; i < channel.length; i += 1) {
      const grown = density[i] as number;
      if (grown < 0.1) continue;
      const shape = smoothstep(0.22, 0.32, grown) * (parts.cover.skin[i] as number);
      const full = smoothstep(0.5, 0.6, grown);
      const lock = smoothstep(-0.012, 0.012, shaded[i] as number);
      const hairs = mix(mix(tone.base[at], hair.base[at], 0.2), tone.shade[at], lock);
      channel[i] = mix(channel[i] as number, mix(thin, hairs, full), shape * mix(0.75, 0.95, full));
    }
  });
}

/** Where a gap was closed, closes its rim too, which was hardly grown over; in place. @param before as it was measured */
function closeRims(grown: Plane, before: Plane, width: number): void {
  const closed = grown.map((value, i) => (value > 0 && (before[i] as number) <= 0 ? 1 : 0));
  if (!closed.some((value) => value > 0)) return;
  const around = gaussianBlur(closed, width, closed.length / width, RIM);
  for (let i = 0; i < grown.length; i += 1) {
    const value = grown[i] as number;
    grown[i] = Math.max(value, mix(value, CLOSED, smoothstep(0.02, 0.2, around[i] as number)));
  }
}

function beardColour(lab: Image, beard: Plane, colours: Colours): Oklab {
  const base = measureHair(
    lab,
    beard.map((cover) => smoothstep(0.5, 0.7, cover)),
    colours.hair,
  );
  return [Math.min(base[0], colours.skin[0] * 0.8), base[1], base[2]];
}
