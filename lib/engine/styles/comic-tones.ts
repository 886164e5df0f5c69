/** The flat colours of a comic: light read in a few steps, skin never lighter or redder than the person's own. */
import { gaussianBlur } from '../kernel/blur.ts';
import { type Oklab, rgbOf, toOklab } from '../kernel/colour.ts';
import { edgeTangentFlow, type Flow, smoothImageAlongFlow } from '../kernel/flow.ts';
import { smoothImage } from '../kernel/guided.ts';
import { clamp, type Image, imageOf, mix, type Plane, plane, smoothstep } from '../kernel/image.ts';
import { between, seededRandom } from '../kernel/noise.ts';
import type { Portrait } from '../portrait/portrait.ts';
import { type FirmParts, firmly, firmParts } from './comic-parts.ts';
import type { Colours } from './features.ts';
import { broadBlur, halfImage, halfPlane, resizeImage } from './half-size.ts';
import { personNormals } from './normals.ts';
import { byFaceStrength } from './style.ts';

/** The person without texture, and the way their edges run. Half size. */
export type Simplified = { image: Image; flow: Flow; alpha: Plane };

/** How far the photo is smoothed, and how much of its own shading stays between the tones, by face strength. */
const SMOOTHING = [1.6, 1, 0.7] as const;
const OWN_SHADING = [0, 0, 0.45] as const;

/** Smooths within edges, along the lines, and within edges again. */
export function simplify(portrait: Portrait, faceStrength: number): Simplified {
  const { person, alpha, width, height, scale } = portrait;
  const reach = (scale * byFaceStrength(faceStrength, SMOOTHING)) / 2;
  const pixels = (length: number) => Math.max(1, Math.round(length * reach));
  const cover = halfPlane(alpha, width, height).plane;
  const calm = smoothImage(halfImage(person), pixels(4), 0.006);
  const flow = edgeTangentFlow(calm, 1.3 * scale);
  const along = smoothImageAlongFlow(calm, flow, pixels(7), cover);
  return { image: smoothImage(along, pixels(3), 0.004), flow, alpha: cover };
}

export type Tones = FirmParts & {
  /** Colour of the simplified person, OKLab, lit from one side. */
  oklab: Image;
  /** The lightness of the person's darkest and brightest parts. */
  low: number;
  high: number;
};

/** How far the drawn light changes the photo's own. */
const LIGHT_STRENGTH = 0.13;

/** Reads light and colour; the seed decides from which side the drawn light comes. */
export function readTones(portrait: Portrait, simple: Simplified, colours: Colours, seed: number): Tones {
  const { width, height, scale } = portrait;
  const half = toOklab(simple.image);
  const blurred = half.channels.map((channel, index) =>
    gaussianBlur(channel, half.width, half.height, (index === 0 ? 0.6 : 1) * scale),
  ) as [Plane, Plane, Plane];
  const shade = sideShade(portrait, seed);
  const lightness = blurred[0];
  for (let i = 0; i < lightness.length; i += 1) {
    lightness[i] = (lightness[i] as number) * (1 - LIGHT_STRENGTH * (shade[i] as number));
  }
  const oklab = resizeImage(imageOf(half.width, half.height, blurred), width, height);
  const parts = firmParts(portrait, oklab, colours);
  return {
    ...parts,
    oklab,
    low: Math.min(colours.darkest, 0.3) * 0.6,
    high: Math.max(Math.max(0.35, colours.brightest) * 1.03, 0.6),
  };
}

/** 0–1: how far each part of the person turns away from a light on one side. Half size. */
function sideShade(portrait: Portrait, seed: number): Plane {
  const random = seededRandom(seed ^ 0x68bc21eb);
  const side = random() < 0.5 ? -1 : 1;
  const [x, y, z] = [side * between(random, 0.5, 0.75), -between(random, 0.3, 0.55), 0.5];
  const normals = personNormals(portrait);
  const shade = plane(normals.x.length);
  for (let i = 0; i < shade.length; i += 1) {
    const towards = (normals.x[i] as number) * x + (normals.y[i] as number) * y + (normals.z[i] as number) * z;
    shade[i] = smoothstep(0.4, -0.3, towards);
  }
  return shade;
}

/** Lightness on the person's own scale: 0 their darkest, 1 their brightest. */
export function depthOf({ low, high }: Tones, lightness: number): number {
  return clamp((lightness - low) / (high - low));
}

/** Paints every pixel of the person in one of a few tones of its part. */
export function paintTones(portrait: Portrait, colours: Colours, tones: Tones, faceStrength: number): Image {
  const { regions, alpha, width, height, scale } = portrait;
  const area = width * height;
  const own = byFaceStrength(faceStrength, OWN_SHADING);
  // Brows grow beyond the landmarks that outline them.
  const brows = broadBlur(regions.brows, width, height, 1.5 * scale).map((cover) => clamp(cover * 2.2));
  const painted = imageOf(width, height, [plane(area), plane(area), plane(area)]);
  const [lightness, as, bs] = tones.oklab.channels;
  for (let i = 0; i < area; i += 1) {
    if ((alpha[i] as number) < 0.02) continue;
    const measured: Oklab = [lightness[i] as number, as[i] as number, bs[i] as number];
    const depth = measured[0] / colours.skin[0];
    // Skin shows between the hairs of a brow.
    const skin = clamp((tones.skin[i] as number) + (regions.brows[i] as number));
    let colour: Oklab = skin < 1 ? clothTone(measured) : measured;
    const hair = firmly(tones.hair[i] as number) * likeHair(measured, colours);
    if (hair > 0) colour = mixColour(colour, hairTone(measured, colours), hair);
    if (skin > 0) colour = mixColour(colour, skinTone(measured, depth, colours), skin);
    const beard = firmly(regions.beard[i] as number);
    if (beard > 0) colour = mixColour(colour, beardTone(measured, colours), beard);
    const brow = (brows[i] as number) * smoothstep(0.98, 0.88, depth);
    if (brow > 0) colour = mixColour(colour, browTone(measured, colours), firmly(brow));
    const lips = firmly(regions.lips[i] as number);
    if (lips > 0) colour = mixColour(colour, lipTone(measured, depth, colours), lips);
    const mouth = firmly(regions.mouth[i] as number);
    if (mouth > 0) colour = mixColour(colour, mouthTone(measured, depth), mouth);
    if (own > 0) colour = mixColour(colour, measured, own);
    const [red, green, blue] = rgbOf(colour[0], colour[1], colour[2]);
    painted.channels[0][i] = red;
    painted.channels[1][i] = green;
    painted.channels[2][i] = blue;
  }
  return painted;
}

function mixColour(from: Oklab, to: Oklab, t: number): Oklab {
  if (t >= 1) return to;
  return [mix(from[0], to[0], t), mix(from[1], to[1], t), mix(from[2], to[2], t)];
}

/** Half the width of the step between two tones. */
const STEP = 0.035;

/** Highlights, base, shadow, deep shadow; `depth` is lightness as a fraction of the skin's base. */
function skinTone([, a, b]: Oklab, depth: number, { skin }: Colours): Oklab {
  const shadow = smoothstep(0.86 + STEP, 0.86 - STEP, depth);
  const deep = smoothstep(0.64 + STEP, 0.64 - STEP, depth);
  // Unevenly lit faces are brighter in part: steps that stay below what the photo shows there.
  const shine = smoothstep(1.16 - STEP, 1.16 + STEP, depth);
  const bright = smoothstep(1.36 - STEP, 1.36 + STEP, depth);
  const glare = smoothstep(1.56 - STEP, 1.56 + STEP, depth);
  const lightness = skin[0] * (1 - 0.19 * shadow - 0.2 * deep + 0.07 * shine + 0.13 * bright + 0.14 * glare);
  const chroma = 1.06 + 0.06 * shadow;
  return [Math.min(0.96, lightness), mix(a, skin[1], 0.75) * chroma, mix(b, skin[2], 0.75) * chroma];
}

/** 0–1: hats and hands that were read as hair keep their own colour. */
function likeHair([, a, b]: Oklab, { hair }: Colours): number {
  const [offA, offB] = [a - hair[1], b - hair[2]];
  return smoothstep(0.1, 0.06, Math.sqrt(offA * offA + offB * offB));
}

/** Four tones around the hair's own, in its own hue. */
function hairTone([lightness, a, b]: Oklab, { hair, darkest }: Colours): Oklab {
  const middle = Math.max(0.16, hair[0]);
  const bottom = Math.min(darkest, middle * 0.7);
  const depth = (lightness - bottom) / Math.max(0.06, middle - bottom);
  const lit = smoothstep(0.8, 0.92, depth);
  const bright = smoothstep(1.5, 1.62, depth);
  const brightest = smoothstep(2.3, 2.42, depth);
  const tone = middle * (0.58 + 0.42 * lit + 0.3 * bright + 0.3 * brightest);
  const chroma = Math.min(1.35, 0.14 / Math.max(0.01, Math.sqrt(hair[1] * hair[1] + hair[2] * hair[2])));
  const [offA, offB] = [a - hair[1], b - hair[2]];
  const pull = 0.6 * smoothstep(0.07, 0.03, Math.sqrt(offA * offA + offB * offB));
  const [strongA, strongB] = [mix(a * 1.35, hair[1] * chroma, pull), mix(b * 1.35, hair[2] * chroma, pull)];
  // Coloured light on hair is no dye.
  const most = Math.max(0.06, 1.3 * Math.hypot(hair[1], hair[2]));
  const kept = Math.min(1, most / Math.max(1e-4, Math.hypot(strongA, strongB)));
  return [clamp(tone, 0.08, 0.93), strongA * kept, strongB * kept];
}

/** Three flat tones of hair on skin: never lighter than the skin is in shadow, so that a fair beard is seen at all. */
function beardTone([lightness, a, b]: Oklab, { skin, hair }: Colours): Oklab {
  const depth = lightness / skin[0];
  const full = smoothstep(0.56 + STEP, 0.56 - STEP, depth);
  const dense = smoothstep(0.36 + STEP, 0.36 - STEP, depth);
  const tone = skin[0] * (0.7 - 0.22 * full - 0.16 * dense);
  // Skin shows between short hairs.
  const own = mix(0.35, 0.75, full);
  const shade = tone / skin[0];
  // A beard may be redder than the hair on the head.
  const [ownA, ownB] = [mix(hair[1], a, 0.6), mix(hair[2], b, 0.6)];
  return [Math.max(0.14, tone), mix(skin[1] * shade, ownA, own), mix(skin[2] * shade, ownB, own)];
}

/** Brows are one dark tone, so that fair ones carry a face too. */
function browTone([lightness, a, b]: Oklab, { skin, hair }: Colours): Oklab {
  const tone = Math.min(lightness * 0.8, skin[0] * 0.5);
  return [Math.max(0.13, tone), mix(a, hair[1], 0.5), mix(b, hair[2], 0.5)];
}

/** Tones of cloth lie this far apart in lightness. */
const CLOTH_STEP = 0.15;

/** Stepped lightness with a little more contrast, and colours stronger than in life. */
function clothTone([lightness, a, b]: Oklab): Oklab {
  const steps = lightness / CLOTH_STEP;
  const whole = Math.floor(steps);
  const stepped = (whole + smoothstep(0.38, 0.62, steps - whole)) * CLOTH_STEP;
  const chroma = Math.sqrt(a * a + b * b);
  const stronger = chroma > 1e-4 ? Math.min(chroma * 1.5, Math.max(chroma, 0.2)) / chroma : 1;
  return [clamp(0.52 + (stepped - 0.5) * 1.12, 0.1, 0.97), a * stronger, b * stronger];
}

function lipTone([lightness, a, b]: Oklab, depth: number, { lips }: Colours): Oklab {
  const base = lips[0];
  const shade = smoothstep(0.93, 0.83, lightness / base);
  const shine = smoothstep(1.14, 1.22, lightness / base) * smoothstep(0.5, 0.7, depth);
  return [base * (1.04 - 0.14 * shade + 0.1 * shine), mix(a, lips[1], 0.6) * 1.12, mix(b, lips[2], 0.6) * 1.12];
}

/** Teeth are white where the photo shows them; the rest of an open mouth is dark red. */
function mouthTone([, a, b]: Oklab, depth: number): Oklab {
  const teeth = smoothstep(0.74, 0.86, depth);
  return mixColour([0.27, 0.06, 0.025], [0.95, a * 0.15, b * 0.2], teeth);
}
