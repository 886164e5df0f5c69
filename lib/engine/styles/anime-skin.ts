/** The tones of an anime figure's skin. */
import type { Oklab, Rgb } from '../kernel/colour.ts';
import { polar, type Ramp, skinRamp } from './toon-palette.ts';

/** `skinRamp` with the shade as dark as the photo has it. */
export function animeSkinRamp(tone: Oklab, shaded: number): Ramp {
  const ramp = skinRamp(tone);
  const [chroma, hue] = [Math.hypot(tone[1], tone[2]), Math.atan2(tone[2], tone[1])];
  return {
    ...ramp,
    shade: polar(shaded, chroma * 1.16 + 0.008, hue - 0.14),
    deep: polar(Math.min(shaded * 0.88, tone[0] * 0.72), chroma * 1.25 + 0.012, hue - 0.24),
  };
}

/** Blood below the skin: redder, on dark skin deeper, nowhere lighter. */
export function blushColour([lightness, a, b]: Oklab): Rgb {
  return polar(lightness * 0.93, Math.hypot(a, b) * 1.25 + 0.035, Math.atan2(b, a) - 0.42);
}
