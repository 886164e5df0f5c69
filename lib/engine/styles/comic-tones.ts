/** The flat colours of a comic: light read in a few steps, skin never lighter or redder than the person's own. */
import { gaussianBlur } from '../kernel/blur.ts';
import { type Oklab, rgbOf, toOklab } from '../kernel/colour.ts';
import { edgeTangentFlow, type Flow, smoothImageAlongFlow } from '../kernel/flow.ts';
import { smoothImage } from '../kernel/guided.ts';
import { clamp, type Image, mix, type Plane, plane, smoothstep } from '../kernel/image.ts';
import { between, seededRandom } from '../kernel/noise.ts';
import { resizePlane } from '../kernel/resample.ts';
import type { Portrait } from '../portrait/portrait.ts';
import type { Colours } from './features.ts';
import { personNormals } from './normals.ts';

/** The person without texture, and the way their edges run. */
export type Simplified = { image: Image; flow: Flow };

/** Smooths within edges, along the lines, and within edges again. */
export function simplify({ person, alpha, scale }: Portrait): Simplified {
  const radius = (pixels: number) => Math.max(1, Math.round(pixels * scale));
  const calm = smoothImage(person, radius(4), 0.006);
  const flow = edgeTangentFlow(calm, 2.6 * scale);
  const along = smoothImageAlongFlow(calm, flow, radius(7), alpha);
  return { image: smoothImage(along, radius(3), 0.004), flow };
}

export type Tones = {
  /** Colour of the simplified person, OKLab, lightness slightly blurred and lit from one side. */
  oklab: Image;
  /** Lightness on the person's own scale: 0 their darkest, 1 their brightest. */
  depth: Plane;
  /** Lightness as a fraction of the skin's base. */
  skinDepth: Plane;
};

/** How far the drawn light changes the photo's own. */
const LIGHT_STRENGTH = 0.13;

/** Reads light and colour; the seed decides from which side the drawn light comes. */
export function readTones(portrait: Portrait, simple: Simplified, colours: Colours, seed: number): Tones {
  const { width, height, scale } = portrait;
  const oklab = toOklab(simple.image);
  const [l, a, b] = oklab.channels;
  const lightness = gaussianBlur(l, width, height, 1.2 * scale);
  const light = sideLight(portrait, seed);
  const low = Math.min(colours.darkest, 0.3) * 0.6;
  const high = Math.max(Math.max(0.35, colours.brightest) * 1.03, 0.6);
  const tones: Tones = {
    oklab: {
      width,
      height,
      channels: [lightness, gaussianBlur(a, width, height, 2 * scale), gaussianBlur(b, width, height, 2 * scale)],
    },
    depth: plane(width * height),
    skinDepth: plane(width * height),
  };
  for (let i = 0; i < lightness.length; i += 1) {
    const lit = (lightness[i] as number) * (1 + LIGHT_STRENGTH * (light[i] as number));
    lightness[i] = lit;
    tones.depth[i] = clamp((lit - low) / (high - low));
    tones.skinDepth[i] = lit / colours.skin[0];
  }
  return tones;
}

/** −1–0: how far each part of the person turns away from a light on one side. */
function sideLight(portrait: Portrait, seed: number): Plane {
  const random = seededRandom(seed ^ 0x68bc21eb);
  const side = random() < 0.5 ? -1 : 1;
  const [x, y, z] = [side * between(random, 0.5, 0.75), -between(random, 0.3, 0.55), 0.5];
  const normals = personNormals(portrait);
  const light = plane(normals.x.length);
  for (let i = 0; i < light.length; i += 1) {
    const towards = (normals.x[i] as number) * x + (normals.y[i] as number) * y + (normals.z[i] as number) * z;
    light[i] = -smoothstep(0.4, -0.3, towards);
  }
  return resizePlane(light, normals.width, normals.height, portrait.width, portrait.height);
}

/** Paints every pixel of the person in one of a few tones of its part. */
export function paintTones(portrait: Portrait, simple: Simplified, colours: Colours, tones: Tones): Image {
  const { regions, alpha, width, height } = portrait;
  const area = width * height;
  const painted: Image = { width, height, channels: [plane(area), plane(area), plane(area)] };
  const [lightness, as, bs] = tones.oklab.channels;
  for (let i = 0; i < area; i += 1) {
    if ((alpha[i] as number) < 0.02) continue;
    const measured: Oklab = [lightness[i] as number, as[i] as number, bs[i] as number];
    const skinDepth = tones.skinDepth[i] as number;
    let colour = clothTone(measured, tones.depth[i] as number, colours);
    colour = mixColour(colour, hairTone(measured, colours), firmly(regions.hair[i] as number));
    const skin = firmly((regions.skin[i] as number) + (regions.neck[i] as number));
    colour = mixColour(colour, skinTone(measured, skinDepth, colours), skin);
    colour = mixColour(colour, lipTone(measured, skinDepth, colours), firmly(regions.lips[i] as number));
    colour = mixColour(colour, mouthTone(measured, skinDepth), firmly(regions.mouth[i] as number));
    const [red, green, blue] = rgbOf(...colour);
    painted.channels[0][i] = red;
    painted.channels[1][i] = green;
    painted.channels[2][i] = blue;
  }
  return painted;
}

/** The soft edge of a region made nearly hard, as flat colours want it. */
function firmly(region: number): number {
  return smoothstep(0.4, 0.6, region);
}

function mixColour(from: Oklab, to: Oklab, t: number): Oklab {
  if (t <= 0) return from;
  if (t >= 1) return to;
  return [mix(from[0], to[0], t), mix(from[1], to[1], t), mix(from[2], to[2], t)];
}

/** Half the width of the step between two tones. */
const STEP = 0.035;

/** Highlight, base, shadow, deep shadow: fractions of the measured tone, which is never exceeded by much. */
function skinTone([, a, b]: Oklab, depth: number, { skin }: Colours): Oklab {
  const shadow = smoothstep(0.86 + STEP, 0.86 - STEP, depth);
  const deep = smoothstep(0.64 + STEP, 0.64 - STEP, depth);
  const shine = smoothstep(1.16 - STEP, 1.16 + STEP, depth);
  const lightness = skin[0] * (1 - 0.19 * shadow - 0.2 * deep + 0.06 * shine);
  const chroma = 1.06 + 0.06 * shadow;
  return [Math.min(0.96, lightness), mix(a, skin[1], 0.75) * chroma, mix(b, skin[2], 0.75) * chroma];
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
  const chroma = clamp(Math.hypot(hair[1], hair[2]) * 1.35, 0, 0.14) / Math.max(0.01, Math.hypot(hair[1], hair[2]));
  return [clamp(tone, 0.08, 0.93), mix(a * 1.35, hair[1] * chroma, 0.6), mix(b * 1.35, hair[2] * chroma, 0.6)];
}

/** Four tones, and colours stronger than in life. */
function clothTone([, a, b]: Oklab, depth: number, { brightest }: Colours): Oklab {
  const steps = smoothstep(0.1, 0.22, depth) * 0.28 + smoothstep(0.37, 0.47, depth) * 0.32 + smoothstep(0.67, 0.77, depth) * 0.3;
  const lightness = mix(0.2, Math.max(brightest, 0.62) * 1.12, 0.1 + steps);
  const chroma = Math.hypot(a, b);
  const stronger = chroma > 1e-4 ? Math.min(chroma * 1.65, 0.19) / chroma : 1;
  return [clamp(lightness, 0.08, 0.97), a * stronger, b * stronger];
}

function lipTone([lightness, a, b]: Oklab, depth: number, { lips }: Colours): Oklab {
  const base = lips[0];
  const shade = smoothstep(0.93, 0.83, lightness / base);
  const shine = smoothstep(1.14, 1.22, lightness / base) * smoothstep(0.5, 0.7, depth);
  return [base * (1 - 0.16 * shade + 0.1 * shine), mix(a, lips[1], 0.6) * 1.2, mix(b, lips[2], 0.6) * 1.2];
}

/** Teeth are white where the photo shows them; the rest of an open mouth is dark red. */
function mouthTone([, a, b]: Oklab, depth: number): Oklab {
  const teeth = smoothstep(0.74, 0.86, depth);
  return mixColour([0.27, 0.06, 0.025], [0.95, a * 0.15, b * 0.2], teeth);
}

/** How far apart dots stand, and how dark they print red, green and blue. */
const DOT_PITCH = 5.2;
const DOT_INK = [0.24, 0.3, 0.28] as const;
const DIAGONAL = Math.SQRT1_2;

/** Prints dots at 45° that grow with the shadow on skin and clothing, in place. */
export function addHalftone(portrait: Portrait, painted: Image, tones: Tones): void {
  const { width, height, scale, alpha, regions } = portrait;
  const depth = gaussianBlur(tones.depth, width, height, 4 * scale);
  const skinDepth = gaussianBlur(tones.skinDepth, width, height, 4 * scale);
  const pitch = DOT_PITCH * scale;
  for (let y = 0, i = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1, i += 1) {
      if ((alpha[i] as number) < 0.5 || (regions.hair[i] as number) > 0.5) continue;
      if ((regions.eyes[i] as number) > 0.3 || (regions.mouth[i] as number) > 0.3) continue;
      const skin = clamp((regions.skin[i] as number) + (regions.neck[i] as number));
      // Dots on skin start just below its base tone, elsewhere below four fifths of the brightest.
      const shadow = mix((0.8 - (depth[i] as number)) / 0.62, (0.93 - (skinDepth[i] as number)) / 0.5, skin);
      if (shadow <= 0) continue;
      const u = ((x + y) * DIAGONAL) / pitch;
      const v = ((y - x) * DIAGONAL) / pitch;
      const fromDot = Math.hypot(u - Math.round(u), v - Math.round(v));
      const radius = 0.6 * Math.sqrt(clamp(shadow));
      const printed = smoothstep(radius + 0.08, radius - 0.08, fromDot) * smoothstep(0, 0.08, shadow);
      painted.channels.forEach((channel, index) => {
        channel[i] = (channel[i] as number) * (1 - printed * (DOT_INK[index] ?? 0));
      });
    }
  }
}
