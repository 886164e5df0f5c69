/** Dots of a coarse print at 45°. */
import { clamp, type Image, mix, smoothstep } from '../kernel/image.ts';
import type { Portrait } from '../portrait/portrait.ts';
import { depthOf, type Tones } from './comic-tones.ts';
import type { Colours } from './features.ts';
import { broadBlur } from './half-size.ts';

/** How far the dots on a person stand apart at scale 1, and how dark they print red, green and blue. */
const PERSON_PITCH = 5.2;
const PERSON_INK = [0.24, 0.3, 0.28] as const;

/** Those of a background are nearly twice as coarse. */
const SCREEN_PITCH = 9;

/** Prints dots that grow with the shadow on skin and clothing, in place. */
export function addHalftone(portrait: Portrait, painted: Image, colours: Colours, tones: Tones): void {
  const { width, height, scale, alpha, regions } = portrait;
  const lightness = broadBlur(tones.oklab.channels[0], width, height, 4 * scale);
  const [red, green, blue] = painted.channels;
  for (let y = 0, i = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1, i += 1) {
      if ((alpha[i] as number) < 0.5 || Math.max(tones.hair[i] as number, regions.beard[i] as number) > 0.5) continue;
      if ((regions.eyes[i] as number) > 0.3 || (regions.mouth[i] as number) > 0.3) continue;
      const light = lightness[i] as number;
      // Dots on skin start just below its base tone, elsewhere below four fifths of the brightest.
      const onCloth = (0.8 - depthOf(tones, light)) / 0.62;
      const onSkin = (0.93 - light / colours.skin[0]) / 0.5;
      const shadow = clamp(mix(onCloth, onSkin, tones.skin[i] as number));
      if (shadow <= 0) continue;
      const printed = dot(x, y, PERSON_PITCH * scale, 0.6 * Math.sqrt(shadow)) * smoothstep(0, 0.08, shadow);
      red[i] = (red[i] as number) * (1 - printed * PERSON_INK[0]);
      green[i] = (green[i] as number) * (1 - printed * PERSON_INK[1]);
      blue[i] = (blue[i] as number) * (1 - printed * PERSON_INK[2]);
    }
  }
}

/**
 * Prints dots over a whole picture, in place. `density` gets fractions of width and height and gives 0 for none, 1 for
 * dots that touch; `strength` 0–1 is how dark they are.
 */
export function addScreen(
  image: Image,
  scale: number,
  density: (u: number, v: number) => number,
  strength: number,
): void {
  const { width, height } = image;
  const [red, green, blue] = image.channels;
  for (let y = 0, i = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1, i += 1) {
      const radius = 0.66 * Math.sqrt(clamp(density(x / width, y / height)));
      if (radius < 0.05) continue;
      const shade = 1 - strength * dot(x, y, SCREEN_PITCH * scale, radius);
      if (shade === 1) continue;
      red[i] = (red[i] as number) * shade;
      green[i] = (green[i] as number) * shade;
      blue[i] = (blue[i] as number) * shade;
    }
  }
}

/** How much of a pixel a dot covers, 0–1; `radius` in units of the pitch, half of it touches its neighbours. */
function dot(x: number, y: number, pitch: number, radius: number): number {
  const unit = Math.SQRT1_2 / pitch;
  const u = (x + y) * unit;
  const v = (y - x) * unit;
  const du = u - Math.floor(u + 0.5);
  const dv = v - Math.floor(v + 0.5);
  const soft = Math.max(0.06, 0.35 / pitch);
  return smoothstep(radius + soft, radius - soft, Math.sqrt(du * du + dv * dv));
}
