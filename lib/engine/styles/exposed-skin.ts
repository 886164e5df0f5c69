/** Skin beyond the face, told from collars and sleeves that were read as neck or body. */
import { smoothstep } from '../kernel/image.ts';
import type { Colours } from './features.ts';

/** Distance (OKLab a, b) from the face's tone in the same light beyond which a colour is not plainly skin. */
const PLAIN = [0.1, 0.06] as const;
/** Lightness against the face's from which plain skin is seen, and that of the deepest shadow below a chin. */
const LIT = [0.24, 0.36] as const;
const DEEPEST = [0.12, 0.2] as const;
/** In the room's light skin keeps its hue, about (radians), and this part of its saturation at least. */
const HUE = [0.6, 0.45] as const;
const SATURATION = [0.55, 0.75] as const;
/** How much nearer to the face's colour than to the clothes' it must be then. */
const NEARER = [1, 0.7] as const;

/** Tells how likely (0–1) an OKLab colour, where neck, arms or hands are, is this person's skin. */
export function skinLikeness({ skin, clothing }: Colours): (l: number, a: number, b: number) => number {
  const [tone, toneA, toneB] = skin;
  const hue = Math.atan2(toneB, toneA);
  const [skinA, skinB] = [toneA / tone, toneB / tone];
  const saturation = Math.hypot(skinA, skinB);
  const [clothA, clothB] = [clothing[1] / clothing[0], clothing[2] / clothing[0]];
  return (l, a, b) => {
    const depth = l / tone;
    const plain =
      smoothstep(PLAIN[0], PLAIN[1], Math.hypot(a - toneA * depth, b - toneB * depth)) *
      smoothstep(LIT[0], LIT[1], depth);
    if (plain === 1) return 1;
    const [ownA, ownB] = [a / Math.max(0.05, l), b / Math.max(0.05, l)];
    const turn = Math.abs(Math.atan2(b, a) - hue);
    const apart = Math.hypot(ownA - skinA, ownB - skinB) / Math.max(0.01, Math.hypot(ownA - clothA, ownB - clothB));
    const tinted =
      smoothstep(HUE[0], HUE[1], Math.min(turn, 2 * Math.PI - turn)) *
      smoothstep(SATURATION[0], SATURATION[1], Math.hypot(ownA, ownB) / saturation) *
      smoothstep(NEARER[0], NEARER[1], apart) *
      smoothstep(DEEPEST[0], DEEPEST[1], depth);
    return Math.max(plain, tinted);
  };
}
