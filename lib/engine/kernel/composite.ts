/** Laying pictures over each other, and the last touches to a finished one. All colours sRGB 0–1, gamma-encoded. */
import type { Rgb } from './colour.ts';
import type { Image, Layer, Plane } from './image.ts';
import { clamp, mapChannels, mix, plane, smoothstep } from './image.ts';
import { seededRandom } from './noise.ts';

export type BlendMode = 'over' | 'multiply' | 'screen' | 'soft-light';

/** What a blend mode makes of the colours below and above (W3C Compositing 1; soft light after Pegtop's formula). */
const BLENDS: Record<BlendMode, (below: number, above: number) => number> = {
  over: (_below, above) => above,
  multiply: (below, above) => below * above,
  screen: (below, above) => 1 - (1 - below) * (1 - above),
  'soft-light': (below, above) => below * (below + 2 * above * (1 - below)),
};

/** A picture of one colour. */
export function flatImage(width: number, height: number, colour: Readonly<Rgb>): Image {
  const area = width * height;
  return { width, height, channels: [plane(area, colour[0]), plane(area, colour[1]), plane(area, colour[2])] };
}

/** Lays a layer of the same size onto `target`, in place; `opacity` 0–1. */
export function blend(target: Image, layer: Layer, mode: BlendMode = 'over', opacity = 1): void {
  const blended = BLENDS[mode];
  const { alpha } = layer;
  target.channels.forEach((below, index) => {
    blendChannel(below, layer.channels[index as 0 | 1 | 2], alpha, opacity, blended);
  });
}

function blendChannel(
  below: Plane,
  above: Plane,
  alpha: Plane,
  opacity: number,
  blended: (below: number, above: number) => number,
): void {
  for (let i = 0; i < below.length; i += 1) {
    const cover = (alpha[i] as number) * opacity;
    if (cover <= 0) continue;
    const colour = below[i] as number;
    below[i] = mix(colour, blended(colour, above[i] as number), cover);
  }
}

/**
 * A figure before its background, whose light wraps around the figure's edge.
 * @param light what shines from behind: the background or a blur of it
 * @param inside the figure's alpha blurred as wide as light reaches in
 * @param strength how much of it, 0–1
 */
export function setBefore(
  { image, alpha }: { image: Image; alpha: Plane },
  background: Image,
  light: Image,
  inside: Plane,
  strength: number,
): Image {
  return mapChannels(image, (channel, index) =>
    wrappedChannel(channel, background.channels[index], light.channels[index], alpha, inside, strength),
  );
}

function wrappedChannel(
  front: Plane,
  behind: Plane,
  light: Plane,
  alpha: Plane,
  inside: Plane,
  strength: number,
): Plane {
  const picture = plane(front.length);
  for (let i = 0; i < picture.length; i += 1) {
    const cover = alpha[i] as number;
    if (cover <= 0) {
      picture[i] = behind[i] as number;
      continue;
    }
    const wrap = cover * clamp(1 - (inside[i] as number)) * strength;
    const lit = 1 - (1 - clamp(front[i] as number)) * (1 - (light[i] as number) * wrap);
    picture[i] = mix(behind[i] as number, lit, cover);
  }
  return picture;
}

export type Grade = {
  /** How much the corners darken, 0–1. */
  vignette?: number;
  /** How far tones bend along an S-curve, 0–0.5. */
  contrast?: number;
  /** 0 grey, 1 as it is. */
  saturation?: number;
  /** The largest step of the grain either way, 0–0.1. */
  grain?: number;
  /** Factors of red, green and blue. */
  tint?: Readonly<Rgb>;
  /** How far black is lifted, 0–0.2: the look of an old print. */
  fade?: number;
};

/** Grades a finished picture in place. The seed decides the grain. */
export function grade(image: Image, seed: number, options: Grade): void {
  const { vignette = 0, contrast = 0, saturation = 1, grain = 0, tint = [1, 1, 1], fade = 0 } = options;
  const { width, height } = image;
  const [red, green, blue] = image.channels;
  const random = seededRandom(seed);
  const curve = (value: number): number => {
    const bounded = clamp(value);
    return fade + (1 - fade) * mix(bounded, bounded * bounded * (3 - 2 * bounded), contrast * 2);
  };
  for (let y = 0, i = 0; y < height; y += 1) {
    const dy = (y / height - 0.46) * 1.15;
    for (let x = 0; x < width; x += 1, i += 1) {
      const dx = (x / width - 0.5) * 1.05;
      const light = vignette ? 1 - vignette * smoothstep(0.35, 0.85, Math.sqrt(dx * dx + dy * dy)) : 1;
      const speck = grain ? (random() - 0.5) * 2 * grain : 0;
      const r = red[i] as number;
      const g = green[i] as number;
      const b = blue[i] as number;
      const grey = 0.299 * r + 0.587 * g + 0.114 * b;
      red[i] = curve(mix(grey, r, saturation) * tint[0] * light + speck);
      green[i] = curve(mix(grey, g, saturation) * tint[1] * light + speck);
      blue[i] = curve(mix(grey, b, saturation) * tint[2] * light + speck);
    }
  }
}
