/** A person as a cel drawing: flat skin with drawn features, hair in a few tones, cloth in steps, coloured lines. */
import { gaussianBlur } from '../kernel/blur.ts';
import { type Oklab, type Rgb, rgbOf } from '../kernel/colour.ts';
import { blend } from '../kernel/composite.ts';
import { clamp, type Image, imageOf, mix, type Plane, plane, smoothstep } from '../kernel/image.ts';
import { drawVector } from '../kernel/vector.ts';
import type { Portrait } from '../portrait/portrait.ts';
import { readTones, simplify, type Tones } from './comic-tones.ts';
import { type Colours, measureColours } from './features.ts';
import { byFaceStrength, type StyleOptions } from './style.ts';
import { drawToonEyes, type ToonEyes } from './toon-eyes.ts';
import { drawToonBrows, drawToonMouth, drawToonNose } from './toon-features.ts';
import { drawToonLines } from './toon-lines.ts';
import { hairRamp, type Ramp, skinRamp } from './toon-palette.ts';
import { skinShadow } from './toon-shadow.ts';

/** Eye width and height by face strength. */
const ENLARGEMENT = [1.5, 1.34, 1.16] as const;
const TALLNESS = [0.86, 0.76, 0.6] as const;

/** What the parts of a drawn person share. */
export type Palette = { skin: Ramp; hair: Ramp };

/** Paints the person over the whole canvas; what lies beyond their alpha is not meant to be seen. */
export async function drawToonFigure(portrait: Portrait, options: StyleOptions): Promise<Image> {
  const colours = measureColours(portrait);
  const palette = { skin: skinRamp(colours.skin), hair: hairRamp(colours.hair) };
  const simple = simplify(portrait, options.faceStrength);
  const tones = readTones(portrait, simple, colours, options.seed);
  const face = faceCover(portrait);
  const skin = tones.skin.map((cover, i) => Math.max(cover, face[i] as number));
  const image = paintMaterials(portrait, { tones, skin, palette, colours });
  paintShadow(image, skin, await skinShadow(portrait, { tones, face, skin, colours }), palette.skin);
  paintBeard(image, portrait, palette);
  await drawFeatures(portrait, image, { colours, palette, face, faceStrength: options.faceStrength });
  drawToonLines(portrait, image, { simple, face, skin, palette });
  return image;
}

/** The face with all that lies on it, hard at its edge, 0–1. */
function faceCover({ regions }: Portrait): Plane {
  const { skin, brows, eyes, lips, mouth, hair } = regions;
  return skin.map((cover, i) => {
    const whole = cover + (brows[i] as number) + (eyes[i] as number) + (lips[i] as number) + (mouth[i] as number);
    return smoothstep(0.4, 0.6, whole - 0.5 * (hair[i] as number) * (1 - cover));
  });
}

type Materials = { tones: Tones; skin: Plane; palette: Palette; colours: Colours };

/** Flat skin, hair in four tones, everything else in steps of its own colour. */
function paintMaterials(portrait: Portrait, { tones, skin, palette, colours }: Materials): Image {
  const { width, height, regions, alpha } = portrait;
  const area = width * height;
  const image = imageOf(width, height, [plane(area), plane(area), plane(area)]);
  const [lightness, as, bs] = tones.oklab.channels;
  for (let i = 0; i < area; i += 1) {
    if ((alpha[i] as number) < 0.02) continue;
    const measured: Oklab = [lightness[i] as number, as[i] as number, bs[i] as number];
    let colour = clothTone(measured);
    const hair = smoothstep(0.42, 0.58, regions.hair[i] as number) * (1 - (regions.headwear[i] as number));
    if (hair > 0) colour = mixRgb(colour, hairTone(measured, colours, palette.hair), hair);
    const bare = skin[i] as number;
    if (bare > 0) colour = mixRgb(colour, palette.skin.base, bare);
    for (const channel of [0, 1, 2] as const) image.channels[channel][i] = colour[channel];
  }
  return image;
}

const CLOTH_STEPS = 6;

/** Stepped lightness, colours a little clearer than in life. */
function clothTone([lightness, a, b]: Oklab): Rgb {
  const steps = lightness * CLOTH_STEPS;
  const whole = Math.floor(steps);
  const stepped = (whole + smoothstep(0.4, 0.6, steps - whole)) / CLOTH_STEPS;
  const chroma = Math.hypot(a, b);
  const clearer = chroma > 1e-4 ? Math.min(0.2, chroma * 1.3) / chroma : 1;
  return rgbOf(clamp(mix(lightness, stepped, 0.75) * 1.03 + 0.02, 0.06, 0.97), a * clearer, b * clearer);
}

/** Four tones around the hair's own; hats and strange colours within it keep theirs. */
function hairTone(measured: Oklab, { hair, darkest }: Colours, ramp: Ramp): Rgb {
  const [lightness, a, b] = measured;
  const middle = Math.max(0.16, hair[0]);
  const bottom = Math.min(darkest, middle * 0.7);
  const depth = (lightness - bottom) / Math.max(0.06, middle - bottom);
  let tone = mixRgb(ramp.deep, ramp.shade, smoothstep(0.2, 0.3, depth));
  tone = mixRgb(tone, ramp.base, smoothstep(0.66, 0.76, depth));
  tone = mixRgb(tone, ramp.light, smoothstep(1.5, 1.62, depth));
  const foreign = smoothstep(0.05, 0.09, Math.hypot(a - hair[1], b - hair[2]));
  return foreign > 0 ? mixRgb(tone, clothTone(measured), foreign) : tone;
}

function mixRgb(from: Rgb, to: Rgb, t: number): Rgb {
  if (t >= 1) return to;
  return [mix(from[0], to[0], t), mix(from[1], to[1], t), mix(from[2], to[2], t)];
}

function paintShadow(image: Image, skin: Plane, { shade, deep }: { shade: Plane; deep: Plane }, ramp: Ramp): void {
  image.channels.forEach((channel, index) => {
    for (let i = 0; i < channel.length; i += 1) {
      const cover = skin[i] as number;
      if (cover <= 0) continue;
      const shaded = mix(channel[i] as number, ramp.shade[index as 0 | 1 | 2], cover * (shade[i] as number) * 0.9);
      channel[i] = mix(shaded, ramp.deep[index as 0 | 1 | 2], cover * (deep[i] as number) * 0.6);
    }
  });
}

function paintBeard(
  image: Image,
  { regions, alpha, width, height, faceHeight }: Portrait,
  { skin, hair }: Palette,
): void {
  const cover = gaussianBlur(regions.beard, width, height, 0.008 * faceHeight);
  image.channels.forEach((channel, index) => {
    const colour = mix(hair.shade[index as 0 | 1 | 2], skin.shade[index as 0 | 1 | 2], 0.2);
    for (let i = 0; i < channel.length; i += 1) {
      const beard = smoothstep(0.25, 0.5, cover[i] as number) * (alpha[i] as number);
      if (beard > 0) channel[i] = mix(channel[i] as number, colour, beard * 0.85);
    }
  });
}

type FaceParts = { colours: Colours; palette: Palette; face: Plane; faceStrength: number };

/** Eyes, brows, nose and mouth, behind hair that falls over them. */
async function drawFeatures(portrait: Portrait, image: Image, parts: FaceParts): Promise<void> {
  const { width, height, regions } = portrait;
  const { colours, palette, face, faceStrength } = parts;
  const bearded = regions.beard.some((cover) => cover > 0.3);
  const look: ToonEyes = {
    enlargement: byFaceStrength(faceStrength, ENLARGEMENT),
    tallness: byFaceStrength(faceStrength, TALLNESS) * (bearded ? 0.86 : 1),
    lashes: bearded ? 0.2 : 0.8,
  };
  const mouth = drawToonMouth(portrait, { skin: palette.skin, lips: colours.lips, tone: colours.skin });
  const eyes = drawToonEyes(portrait, colours.iris, palette.skin, look);
  const features = await drawVector(
    width,
    height,
    drawToonNose(portrait, palette.skin) + mouth.body + eyes.body,
    mouth.definitions + eyes.definitions,
  );
  const browColour = mixRgb(palette.hair.deep, palette.skin.line, 0.3);
  const brows = await drawVector(
    width,
    height,
    drawToonBrows(portrait, browColour, { thickness: bearded ? 1.1 : 0.85, lift: 0.025 }),
  );
  for (let i = 0; i < face.length; i += 1) {
    const hair = smoothstep(0.4, 0.7, regions.hair[i] as number);
    const covered = Math.max(regions.headwear[i] as number, regions.body[i] as number);
    features.alpha[i] = (features.alpha[i] as number) * (1 - hair) * (1 - covered);
    brows.alpha[i] = (brows.alpha[i] as number) * (1 - 0.55 * hair) * (1 - covered);
  }
  blend(image, features);
  blend(image, brows);
}
