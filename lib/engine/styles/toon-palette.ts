/** The few tones that a drawn person is made of, each led from a measured colour. */
import { type Oklab, type Rgb, rgbOf } from '../kernel/colour.ts';
import { clamp } from '../kernel/image.ts';

/** Tones of one material, sRGB; `line` is what its outlines are drawn with. */
export type Ramp = { base: Rgb; light: Rgb; shade: Rgb; deep: Rgb; line: Rgb };

/**
 * The tones of skin around the person's own: the base is the measured tone itself, neither lighter nor greyer. Shadows
 * turn towards red, as light does that has gone through skin.
 */
export function skinRamp([lightness, a, b]: Oklab): Ramp {
  const chroma = Math.hypot(a, b);
  const hue = Math.atan2(b, a);
  return {
    base: rgbOf(lightness, a, b),
    light: polar(Math.min(0.97, lightness + 0.035), chroma * 0.92, hue),
    shade: polar(lightness * 0.87, chroma * 1.2 + 0.008, hue - 0.14),
    deep: polar(lightness * 0.72, chroma * 1.25 + 0.012, hue - 0.24),
    line: polar(lightness * 0.34, chroma * 0.8 + 0.025, hue - 0.3),
  };
}

/** The tones of hair: dark hair keeps its darkness, grey hair its grey. */
export function hairRamp([lightness, a, b]: Oklab): Ramp {
  const chroma = clamp(Math.hypot(a, b) * 1.3, 0, 0.14);
  const hue = Math.atan2(b, a);
  const base = clamp(lightness * 1.02 + 0.02, 0.17, 0.92);
  return {
    base: polar(base, chroma, hue),
    light: polar(Math.min(0.95, base + 0.1), chroma * 1.05, hue + 0.05),
    shade: polar(base * 0.72, chroma * 1.05, hue - 0.1),
    deep: polar(base * 0.52, chroma * 0.9, hue - 0.15),
    line: polar(Math.max(0.1, base * 0.36), chroma * 0.8, hue - 0.15),
  };
}

/** OKLab given by lightness, chroma and hue in radians, as sRGB. */
export function polar(lightness: number, chroma: number, hue: number): Rgb {
  return rgbOf(clamp(lightness), chroma * Math.cos(hue), chroma * Math.sin(hue));
}
