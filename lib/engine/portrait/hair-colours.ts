/** Colours that hair grows in, and those that only cloth has. */

/** Hues (degrees) of skin in white light: only then do colours tell what can't be hair. */
const WARM = [20, 80] as const;
/** Below this chroma any hair may have any hue; above it hair lies between these hues, and below that chroma. */
export const GREY = 0.03;
const HAIR_HUES = [-30, 105] as const;
const HAIR_CHROMA = { red: 0.13, yellow: 0.105, yellowFrom: 72 } as const;
/** Chroma of skin in ordinary light; a warmer light raises that of hair too. */
const USUAL_SKIN_CHROMA = 0.075;

export type HairColours = {
  /** How much the light raises chroma, from 1. */
  warmth: number;
};

/**
 * What the light leaves to be told by the skin's colour in it (OKLab a, b).
 * @returns `null` in coloured light, where hair may have any colour
 */
export function hairColoursIn(skinA: number, skinB: number): HairColours | null {
  const [skinHue, skinChroma] = hueAndChroma(skinA, skinB);
  if (skinChroma > GREY && (skinHue < WARM[0] || skinHue > WARM[1])) return null;
  const warmth = Math.max(1, skinChroma / USUAL_SKIN_CHROMA);
  return { warmth };
}

/** Whether no hair grows in a colour (OKLab a, b). */
export function isCloth({ warmth }: HairColours, a: number, b: number): boolean {
  const [hue, chroma] = hueAndChroma(a, b);
  if (chroma < GREY * warmth) return false;
  if (hue < HAIR_HUES[0] || hue > HAIR_HUES[1]) return true;
  return chroma > warmth * (hue > HAIR_CHROMA.yellowFrom ? HAIR_CHROMA.yellow : HAIR_CHROMA.red);
}

function hueAndChroma(a: number, b: number): readonly [hue: number, chroma: number] {
  return [(Math.atan2(b, a) * 180) / Math.PI, Math.hypot(a, b)];
}
