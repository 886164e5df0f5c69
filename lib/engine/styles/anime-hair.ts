/** Hair in clear tones: ribbons that follow its strands, a band of light around the head, a few fine lines. */
import { gaussianBlur } from '../kernel/blur.ts';
import type { Oklab, Rgb } from '../kernel/colour.ts';
import { edgeTangentFlow, smoothAlongFlow } from '../kernel/flow.ts';
import { clamp, type Image, imageOf, mix, type Plane, plane, smoothstep } from '../kernel/image.ts';
import { resizePlane } from '../kernel/resample.ts';
import type { Portrait } from '../portrait/portrait.ts';
import type { Light } from './anime-shade.ts';
import { halfImage, halfPlane } from './half-size.ts';
import type { Normals } from './normals.ts';
import { polar } from './toon-palette.ts';

/** Tones of one head of hair, sRGB, from dark to light. */
export type HairRamp = { line: Rgb; deep: Rgb; shade: Rgb; base: Rgb; light: Rgb; shine: Rgb };

/** The tones around measured hair: black stays black, grey grey; shadows of fair hair turn warm. */
export function animeHairRamp([lightness, a, b]: Oklab): HairRamp {
  const chroma = Math.hypot(a, b);
  const hue = Math.atan2(b, a);
  const base = clamp(lightness * 1.03 + 0.015, 0.19, 0.9);
  const tint = clamp(chroma * 1.15, 0, 0.13);
  const turn = 0.12 * smoothstep(0.5, 1.2, hue);
  const dark = smoothstep(0.45, 0.25, base);
  // The sky mirrors in dark hair; fair hair shines in its own colour.
  const shine = polar(Math.min(0.96, base + mix(0.16, 0.2, dark)), tint * mix(1, 0.8, dark), hue + 0.06);
  return {
    line: polar(Math.max(0.1, base * 0.4), tint * 0.8, hue - turn),
    deep: polar(base * mix(0.62, 0.68, dark), tint, hue - turn * 1.2),
    shade: polar(base * mix(0.8, 0.83, dark), tint * 1.06, hue - turn * 0.7),
    base: polar(base, tint, hue),
    light: polar(Math.min(0.95, base + mix(0.075, 0.085, dark)), tint * 1.02, hue + 0.03),
    shine: [mix(shine[0], shine[0] * 0.96, dark), shine[1], mix(shine[2], Math.min(1, shine[2] * 1.08 + 0.015), dark)],
  };
}

/** Lightness steps of one strand against its neighbours, in standard deviations, and how much the head's form counts. */
const STRANDS = 0.34;
const FORM = 0.62;
const OWN_LIGHT = 0.3;
/** Where each tone begins. */
const STEPS = { shade: -0.5, base: 0.05, light: 0.66, shine: 1.02 } as const;

export type HairField = {
  /** How lit each pixel of the hair is, around 0, in strands. */
  tone: Plane;
  /** Below 0 where a strand ends in a dark gap. */
  gap: Plane;
};

/** Reads strands from the photo and light from the head's form. All at half size. */
export function readHair(portrait: Portrait, hair: Plane, normals: Normals, light: Light): HairField {
  const { width, height, scale, faceHeight } = portrait;
  const person = halfImage(portrait.person);
  const size = [person.width, person.height] as const;
  const bright = lightnessOf(person);
  const flow = edgeTangentFlow(person, 4 * scale);
  const along = smoothAlongFlow(
    smoothAlongFlow(bright, flow, Math.round(13 * scale), hair),
    flow,
    Math.round(13 * scale),
    hair,
  );
  const broad = withinMask(along, hair, ...size, 0.035 * faceHeight);
  const detail = gaussianBlur(
    along.map((value, i) => value - (broad[i] as number)),
    ...size,
    0.7 * scale,
  );
  const spread = Math.max(0.012, deviation(detail, hair));
  const middle = meanOf(broad, hair);
  const tone = plane(detail.length);
  const gap = plane(detail.length);
  const top = topLight(portrait, halfPlane(portrait.alpha, width, height).plane, ...size);
  for (let i = 0; i < tone.length; i += 1) {
    if ((hair[i] as number) < 0.02) continue;
    const strand = clamp((detail[i] as number) / spread, -2.2, 2.2);
    const [nx, ny, nz] = [normals.x[i] as number, normals.y[i] as number, normals.z[i] as number];
    const facing = nx * light.x + ny * light.y + nz * light.z;
    const own = clamp(((broad[i] as number) - middle) / Math.max(0.06, middle * 0.35), -1.5, 1.5);
    const band = (top[i] as number) * (0.45 + 0.3 * strand);
    tone[i] = FORM * (facing - 0.45) * 1.5 + STRANDS * strand + OWN_LIGHT * own + Math.max(0, band);
    gap[i] = strand;
  }
  return { tone, gap };
}

/** Paints the tones over the whole canvas. */
export function paintHair(field: HairField, ramp: HairRamp, half: Image, width: number, height: number): Image {
  const tone = resizePlane(field.tone, half.width, half.height, width, height);
  const gap = resizePlane(field.gap, half.width, half.height, width, height);
  const area = width * height;
  const painted = imageOf(width, height, [plane(area), plane(area), plane(area)]);
  const soft = 0.045;
  for (let i = 0; i < area; i += 1) {
    const value = tone[i] as number;
    const shade = smoothstep(STEPS.shade - soft, STEPS.shade + soft, value);
    const base = smoothstep(STEPS.base - soft, STEPS.base + soft, value);
    const light = smoothstep(STEPS.light - soft, STEPS.light + soft, value);
    const shine = smoothstep(STEPS.shine - soft, STEPS.shine + soft, value);
    const line = 0.75 * smoothstep(-1.35, -1.75, gap[i] as number);
    for (const channel of [0, 1, 2] as const) {
      let colour = mix(ramp.deep[channel], ramp.shade[channel], shade);
      colour = mix(colour, ramp.base[channel], base);
      colour = mix(colour, ramp.light[channel], light);
      colour = mix(colour, ramp.shine[channel], shine);
      painted.channels[channel][i] = mix(colour, ramp.line[channel], line);
    }
  }
  return painted;
}

/** A band of light around the crown, a little below its top, 0–1; half size. */
function topLight({ landmarks, faceHeight }: Portrait, alpha: Plane, width: number, height: number): Plane {
  const [topX, topY] = landmarks[10] ?? [0, 0];
  const [chinX, chinY] = landmarks[152] ?? [0, 1];
  const unit = faceHeight / 2;
  const up = [(topX - chinX) / (2 * unit), (topY - chinY) / (2 * unit)] as const;
  // The crown: as far up from the forehead as the person goes.
  let crown = 0.1;
  for (let reach = 0.02; reach < 0.7; reach += 0.02) {
    const x = Math.round(topX / 2 + up[0] * reach * unit);
    const y = Math.round(topY / 2 + up[1] * reach * unit);
    if (x < 0 || y < 0 || x >= width || y >= height || (alpha[y * width + x] as number) < 0.5) break;
    crown = reach;
  }
  const band = plane(alpha.length);
  const at = crown * 0.42;
  const half = Math.max(0.045, crown * 0.26);
  for (let y = 0, i = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1, i += 1) {
      const [dx, dy] = [(x - topX / 2) / unit, (y - topY / 2) / unit];
      const rise = dx * up[0] + dy * up[1];
      const aside = dx * -up[1] + dy * up[0];
      // The band sinks to both sides, as around a ball.
      const level = rise - at + 0.75 * aside * aside;
      band[i] = smoothstep(half, half * 0.25, Math.abs(level)) * smoothstep(0.62, 0.4, Math.abs(aside));
    }
  }
  return band;
}

function lightnessOf({ channels: [red, green, blue] }: Image): Plane {
  // A square root spreads dark hair about as OKLab does, at a tenth of the work.
  return red.map((value, i) => 0.3 * value + 0.59 * (green[i] as number) + 0.11 * (blue[i] as number));
}

/** Blur that counts only what the mask covers. */
function withinMask(values: Plane, mask: Plane, width: number, height: number, sigma: number): Plane {
  const sums = gaussianBlur(
    values.map((value, i) => value * (mask[i] as number)),
    width,
    height,
    sigma,
  );
  const weights = gaussianBlur(mask, width, height, sigma);
  return sums.map((sum, i) => ((weights[i] as number) > 1e-3 ? sum / (weights[i] as number) : (values[i] as number)));
}

function meanOf(values: Plane, mask: Plane): number {
  let sum = 0;
  let total = 0;
  for (let i = 0; i < values.length; i += 1) {
    sum += (values[i] as number) * (mask[i] as number);
    total += mask[i] as number;
  }
  return total > 0 ? sum / total : 0;
}

function deviation(values: Plane, mask: Plane): number {
  return Math.sqrt(
    meanOf(
      values.map((value) => value * value),
      mask,
    ),
  );
}

/** Lightness above this many times the median is no hair: what shows between braids, grips, the sky. */
const FOREIGN = 1.9;

/**
 * The colour of hair: hue where it is lit enough to show one; lightness its median, a little more where it is coloured,
 * since a photo shows most of dark coloured hair in shade.
 */
export function measureHair(lab: Image, hair: Plane, otherwise: Oklab): Oklab {
  const samples: Oklab[] = [];
  for (let i = 0; i < hair.length; i += 3) {
    if ((hair[i] as number) < 0.95) continue;
    samples.push([lab.channels[0][i] as number, lab.channels[1][i] as number, lab.channels[2][i] as number]);
  }
  if (samples.length < 40) return otherwise;
  samples.sort((one, other) => one[0] - other[0]);
  const middle = samples[samples.length >> 1]?.[0] ?? otherwise[0];
  const own = samples.filter(([lightness]) => lightness < middle * FOREIGN);
  const lit = own.slice(Math.floor(own.length * 0.7), Math.ceil(own.length * 0.93));
  const mean = (part: 0 | 1 | 2) => lit.reduce((sum, sample) => sum + sample[part], 0) / Math.max(1, lit.length);
  const [brighter, a, b] = [mean(0), mean(1), mean(2)];
  const coloured = smoothstep(0.025, 0.055, Math.hypot(a, b)) * smoothstep(0.45, 0.3, middle);
  return [mix(middle * 0.97, brighter, 0.5 * coloured), a, b];
}
