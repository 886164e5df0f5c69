/** Where a comic paints skin and hair: regions with firm edges, corrected by what their colours say. */

import type { Oklab } from '../kernel/colour.ts';
import { type Image, type Plane, plane, smoothstep } from '../kernel/image.ts';
import type { Portrait } from '../portrait/portrait.ts';
import { skinLikeness, thingLikeness, uncertainSkin, underChinOf } from './exposed-skin.ts';
import type { Colours } from './features.ts';
import { locksOverSkin } from './locks.ts';

export type FirmParts = {
  /** Skin of face, neck and body, nearly hard, 0–1. */
  skin: Plane;
  /** Hair with the locks that fall over the face, 0–1. */
  hair: Plane;
  /** How hazy the photo is, 0–1: then nobody can tell for certain where skin ends below a chin. */
  hazy: number;
};

/** `oklab` is the simplified person. */
export function firmParts(portrait: Portrait, oklab: Image, colours: Colours): FirmParts {
  const skin = firmSkin(portrait, oklab, colours);
  const hair = portrait.regions.hair.slice();
  const { cover: locks, hazy } = locksOverSkin(portrait, hair, oklab.channels[0], colours);
  for (let i = 0; i < hair.length; i += 1) {
    // A beard is dark near hair, too.
    const lock = (skin[i] as number) * firmly((locks[i] as number) * (1 - (portrait.regions.beard[i] as number)));
    hair[i] = Math.min(1, (hair[i] as number) + lock);
    skin[i] = (skin[i] as number) - lock;
  }
  return { skin, hair, hazy };
}

/** Skin of the face, and whatever else of the body looks like it: neck, hands, a bare chest, but no dark collar. */
function firmSkin(portrait: Portrait, oklab: Image, colours: Colours): Plane {
  const [base, baseA, baseB] = colours.skin;
  const cloth = colours.clothing[0];
  const [, clothA, clothB] = colours.clothing.map((part) => part / cloth) as Oklab;
  const skinLike = skinLikeness(colours);
  const thingLike = thingLikeness(colours, 'certain');
  const uncertain = uncertainSkin(portrait);
  const underChin = underChinOf(portrait);
  const { regions } = portrait;
  const [lightness, as, bs] = oklab.channels;
  const firm = plane(lightness.length);
  for (let i = 0; i < firm.length; i += 1) {
    const elsewhere = (regions.neck[i] as number) + (regions.body[i] as number);
    const clothing = regions.clothing[i] as number;
    const [l, a, b] = [lightness[i] as number, as[i] as number, bs[i] as number];
    let shown = regions.skin[i] as number;
    if (elsewhere > 0.02) shown += elsewhere * Math.max(skinLike(l, a, b), underChin(i));
    const doubt = uncertain[i] as number;
    if (doubt > 0.02) shown *= 1 - doubt * thingLike(l, a, b);
    if (clothing > 0.02) {
      const depth = l / base;
      const off = Math.hypot(a - baseA * depth, b - baseB * depth);
      // Clothes in the colours of skin stay clothes, if they are as light.
      const worn = Math.hypot(a - clothA * l, b - clothB * l);
      const nearer = Math.max(smoothstep(1, 0.7, off / Math.max(0.005, worn)), smoothstep(2.2, 3, l / cloth));
      const bare = smoothstep(0.055, 0.035, off) * nearer;
      shown += clothing * smoothstep(0.5, 0.62, depth) * smoothstep(1.3, 1.2, depth) * bare;
    }
    firm[i] = firmly(shown);
  }
  return firm;
}

/** The soft edge of a region made nearly hard, as flat colours want it. */
export function firmly(region: number): number {
  return smoothstep(0.4, 0.6, region);
}
