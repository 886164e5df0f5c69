/** The law of this engine: whatever the light of a picture, a person's skin keeps its own tone. */
import { gaussianBlur } from '../kernel/blur.ts';
import { gammaOf, linearOf } from '../kernel/colour.ts';
import { clamp, type Image, luma, mix, type Plane, plane } from '../kernel/image.ts';
import { FACE_OVAL } from '../portrait/face-lines.ts';
import { outlineMask, outlineOf } from '../portrait/outline.ts';
import type { Portrait } from '../portrait/portrait.ts';
import { bareSkin } from './features.ts';

/** How far one channel may be corrected, as a factor of its light. */
const LARGEST_CORRECTION = 1.6;

/**
 * Brings the mean light of the skin of a finished picture back to that of the photo, channel by channel, in place.
 * The rest of the person follows halfway, so that no seam shows. `grey` keeps the picture black and white.
 */
export function lockSkinTone(portrait: Portrait, image: Image, { grey = false } = {}): void {
  const skin = bareSkin(portrait);
  const weights = correctionWeights(portrait, skin);
  const base = baseSkin(portrait, skin);
  if (base.length < FEWEST) return;
  const wanted = meanLight(portrait.person, base);
  const found = meanLight(image, base);
  const overall = brightness(wanted) / Math.max(1e-4, brightness(found));
  image.channels.forEach((channel, index) => {
    const own = (wanted[index] ?? 1) / Math.max(1e-4, found[index] ?? 1);
    const factor = clamp(grey ? overall : own, 1 / LARGEST_CORRECTION, LARGEST_CORRECTION);
    correct(channel, weights, factor);
  });
}

function correct(channel: Plane, weights: Plane, factor: number): void {
  for (let i = 0; i < channel.length; i += 1) {
    const weight = weights[i] as number;
    if (weight < 0.004) continue;
    channel[i] = gammaOf(linearOf(channel[i] as number) * mix(1, factor, weight));
  }
}

function correctionWeights({ width, height, alpha, regions, scale }: Portrait, skin: Plane): Plane {
  const face = plane(skin.length);
  for (let i = 0; i < face.length; i += 1) {
    const shown = Math.max(
      skin[i] as number,
      regions.skin[i] as number,
      regions.neck[i] as number,
      regions.lips[i] as number,
    );
    face[i] = Math.max(shown, 0.5 * (alpha[i] as number)) * (alpha[i] as number);
  }
  return gaussianBlur(face, width, height, 2 * scale);
}

type Light = [red: number, green: number, blue: number];

/** Fewer pixels than this say nothing about a tone. */
const FEWEST = 50;

/** The part of the face, around its middle, whose tone counts: towards its edges it turns from the light. */
const INNER = 0.8;

/** Indices of the face's skin without beard, deep shadow and highlights: the middle of its lightness. Every second pixel. */
function baseSkin({ person, regions, landmarks, width, height }: Portrait, skin: Plane): number[] {
  const bright = luma(person);
  // Ears and a forehead in the hair's shadow are lit otherwise.
  const face = outlineMask(width, height, outlineOf(landmarks, FACE_OVAL, INNER));
  const bare: number[] = [];
  for (let i = 0; i < skin.length; i += 2) {
    if ((skin[i] as number) > 0.9 && (face[i] as number) > 0.5 && (regions.beard[i] as number) < 0.1) bare.push(i);
  }
  const inOrder = Float32Array.from(bare, (i) => bright[i] as number).sort();
  const low = inOrder[Math.floor(inOrder.length * 0.35)] ?? 0;
  const high = inOrder[Math.floor(inOrder.length * 0.75)] ?? 1;
  return bare.filter((i) => (bright[i] as number) >= low && (bright[i] as number) <= high);
}

function meanLight({ channels: [red, green, blue] }: Image, pixels: number[]): Light {
  const sum: Light = [0, 0, 0];
  for (const i of pixels) {
    sum[0] += linearOf(red[i] as number);
    sum[1] += linearOf(green[i] as number);
    sum[2] += linearOf(blue[i] as number);
  }
  return [sum[0] / pixels.length, sum[1] / pixels.length, sum[2] / pixels.length];
}

/** Relative luminance (ITU-R BT.709). */
function brightness([red, green, blue]: Light): number {
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}
