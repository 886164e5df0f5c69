/** Lights a modelled person as a film set would: a soft key, a fill, and rims in the colours of the scene. */
import { gaussianBlur } from '../kernel/blur.ts';
import { gammaOf, linearOf, type Rgb, rgbOf } from '../kernel/colour.ts';
import { clamp, type Image, imageOf, mix, type Plane, plane, smoothstep } from '../kernel/image.ts';
import { between, seededRandom } from '../kernel/noise.ts';
import { resizePlane } from '../kernel/resample.ts';
import { FACE_OVAL } from '../portrait/face-lines.ts';
import { outlineMask, outlineOf } from '../portrait/outline.ts';
import type { Portrait } from '../portrait/portrait.ts';
import type { Mood } from '../scenes/choice.ts';
import { landmark } from './features.ts';
import { broadBlur } from './half-size.ts';
import { personNormals } from './normals.ts';
import { byFaceStrength, type StyleOptions } from './style.ts';
import type { Albedo } from './three-d-albedo.ts';

type Vector = readonly [x: number, y: number, z: number];
export type Lights = {
  /** −1: the key light comes from the left. */
  side: -1 | 1;
  key: Vector;
  keyColour: Rgb;
  rims: readonly [left: Rgb, right: Rgb];
  /** How strongly light models: 1 is usual. */
  contrast: number;
};

const CONTRAST: Partial<Record<Mood, number>> = { dramatic: 1.5, noir: 1.5, soft: 0.65, pastel: 0.65 };
const BY_STRENGTH = [1.6, 1.3, 0.6] as const;

/** The lights of a scene: the seed sets the key, the background colours the rims. */
export function setLights(background: Image, { seed, scene, faceStrength }: StyleOptions): Lights {
  const random = seededRandom(seed ^ 0x51ed270b);
  const side = random() < 0.5 ? -1 : 1;
  const of = (from: number, to: number) => rimColour(meanColour(background, from, to));
  const ofMood = (scene.mood === null ? undefined : CONTRAST[scene.mood]) ?? 1;
  return {
    side,
    key: unit(side * between(random, 0.4, 0.62), -between(random, 0.5, 0.66), 0.62),
    keyColour: [1.03, 1, 0.95],
    rims: [of(0, 0.35), of(0.65, 1)],
    contrast: ofMood * byFaceStrength(faceStrength, BY_STRENGTH),
  };
}

function unit(x: number, y: number, z: number): Vector {
  const length = Math.hypot(x, y, z);
  return [x / length, y / length, z / length];
}

function meanColour({ width, height, channels }: Image, from: number, to: number): Rgb {
  const sums: Rgb = [0, 0, 0];
  let count = 0;
  for (let y = 0; y < height * 0.8; y += 5) {
    for (let x = Math.floor(width * from); x < width * to; x += 5, count += 1) {
      const i = y * width + x;
      for (const part of [0, 1, 2] as const) sums[part] += channels[part][i] as number;
    }
  }
  return [sums[0] / count, sums[1] / count, sums[2] / count];
}

/** A bright light of the surroundings' colour, linear. */
function rimColour(colour: Rgb): Rgb {
  const brightest = Math.max(0.1, ...colour);
  const [red, green, blue] = colour.map((part) => linearOf(mix((part / brightest) ** 1.25, 1, 0.22)));
  return [red ?? 1, green ?? 1, blue ?? 1];
}

/** Shades the materials under the lights: the person as stored sRGB. */
export function shade(portrait: Portrait, albedo: Albedo, lights: Lights): Image {
  const { width, height, alpha } = portrait;
  const surface = surfaceOf(portrait, albedo);
  const occlusion = occlusionOf(portrait, albedo);
  const sheen = hairSheen(portrait, albedo, surface, lights);
  const image = imageOf(width, height, [plane(alpha.length), plane(alpha.length), plane(alpha.length)]);
  const [lightness, as, bs] = albedo.oklab.channels;
  const half = unit(lights.key[0], lights.key[1], lights.key[2] + 1);
  const shiny = shinyPart(portrait);
  for (let i = 0; i < alpha.length; i += 1) {
    if ((alpha[i] as number) <= 0.003) continue;
    const normal: Vector = [surface.x[i] as number, surface.y[i] as number, surface.z[i] as number];
    const skin = (albedo.materials.skin[i] as number) * (1 - 0.6 * (albedo.materials.beard[i] as number));
    const hair = albedo.materials.hair[i] as number;
    const own = rgbOf(lightness[i] as number, as[i] as number, bs[i] as number);
    const towards = Math.max(0, dot(normal, half));
    const bright = 0.3 * own[0] + 0.55 * own[1] + 0.15 * own[2];
    // Gloss follows the skin's brightness: on dark skin it would lie like a veil.
    const glint = 0.11 * Math.min(1, 0.25 + 1.5 * bright) * (shiny[i] as number);
    const gloss =
      skin * (0.13 * towards ** 14 * bright * bright + glint * towards ** 44) * (occlusion[i] as number) +
      (1 - skin) * (1 - hair) * 0.03 * towards ** 12;
    const [left, right] = rimsAt(normal);
    for (const part of [0, 1, 2] as const) {
      const light =
        lightAt(normal, lights, part, skin) * mix(1, occlusion[i] as number, 1 - 0.25 * OCCLUSION_WARMTH[part] * skin);
      const albedoLight = linearOf(own[part]);
      const lit = albedoLight * light;
      const rim = (left * lights.rims[0][part] + right * lights.rims[1][part]) * (0.06 + 0.75 * albedoLight);
      const shine = (sheen[i] as number) * mix(albedoLight * 2.2, 0.5, 0.3);
      image.channels[part][i] = gammaOf(shoulder(lit + gloss + rim * (occlusion[i] as number) + shine));
    }
  }
  return image;
}

/** 0–1: the middle of the face, whose form is known: elsewhere a glint would show where two guesses meet. */
function shinyPart({ landmarks, width, height, faceHeight }: Portrait): Plane {
  return broadBlur(outlineMask(width, height, outlineOf(landmarks, FACE_OVAL, 0.86)), width, height, 0.06 * faceHeight);
}

/** Light that has gone through skin is red: shadows on it keep more of it. */
const OCCLUSION_WARMTH = [1, 0.2, 0] as const;
/** How far light reaches around a form, red, green, blue: further through skin than around cloth. */
const SKIN_WRAP = [0.52, 0.36, 0.29] as const;
const WRAP = 0.3;

/** Key, fill and light from above; about 1 on what faces the camera. */
function lightAt(normal: Vector, { key, keyColour, contrast, side }: Lights, part: 0 | 1 | 2, skin: number): number {
  const wrap = mix(WRAP, SKIN_WRAP[part], skin);
  const facing = clamp((dot(normal, key) + wrap) / (1 + wrap));
  const fill = clamp(-side * 0.6 * normal[0] + 0.75 * normal[2]);
  const above = 0.5 - 0.5 * normal[1];
  const lit = 0.98 * facing * keyColour[part] + 0.16 * fill + 0.24 * above + 0.07;
  return unshadowed(1 + (lit - 1) * contrast, DEEPEST * mix(1, SKIN_GLOW[part], skin));
}

/** What light the surroundings leave in the deepest shadow of a form, and from where on shadows bend towards it. */
const DEEPEST = 0.34;
const SKIN_GLOW = [1.16, 1, 0.94] as const;
const BENDS = 0.72;

/** Shadows bend as highlights do: where a form turns away, under a chin, no black band ends at an edge. */
function unshadowed(light: number, deepest: number): number {
  return light > BENDS ? light : deepest + (BENDS - deepest) * Math.exp((light - BENDS) / (BENDS - deepest));
}

/** Highlights bend instead of breaking off. */
function shoulder(light: number): number {
  return light < 0.7 ? light : 0.7 + 0.3 * Math.tanh((light - 0.7) / 0.3);
}

function rimsAt([x, y, z]: Vector): [left: number, right: number] {
  const edge = smoothstep(0.78, 0.25, z);
  return [Math.max(0, -0.95 * x - 0.2 * y) ** 2 * edge * 0.55, Math.max(0, 0.95 * x - 0.2 * y) ** 2 * edge * 0.55];
}

function dot(a: Vector, b: Vector): number {
  return a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
}

type Surface = { x: Plane; y: Plane; z: Plane };

/** Normals at full size, with the relief of locks, folds and dimples upon them. */
function surfaceOf(portrait: Portrait, { relief, materials }: Albedo): Surface {
  const { width, height, scale } = portrait;
  const normals = personNormals(portrait);
  const grown = (part: Plane) =>
    resizePlane(
      gaussianBlur(part, normals.width, normals.height, 1.3 * scale),
      normals.width,
      normals.height,
      width,
      height,
    );
  const [x, y, z] = [grown(normals.x), grown(normals.y), grown(normals.z)];
  const soft = gaussianBlur(relief, width, height, 1.5 * scale);
  for (let row = 1; row < height - 1; row += 1) {
    for (let i = row * width + 1; i < (row + 1) * width - 1; i += 1) {
      const depth = (2.6 + 3.4 * (materials.hair[i] as number)) * scale;
      const nx = (x[i] as number) - ((soft[i + 1] as number) - (soft[i - 1] as number)) * depth;
      const ny = (y[i] as number) - ((soft[i + width] as number) - (soft[i - width] as number)) * depth;
      const nz = Math.max(0.05, z[i] as number);
      const length = Math.hypot(nx, ny, nz);
      x[i] = nx / length;
      y[i] = ny / length;
      z[i] = nz / length;
    }
  }
  return { x, y, z };
}

/** How wide and how deep the crease is where hair or a hat ends on what lies behind it; face heights. */
const CREASE = 0.018;
const CREASED = 0.5;

/** 0–1: how much of the surroundings each place sees. Under the chin, below hair, around the eyes and nose it is less. */
function occlusionOf(portrait: Portrait, { materials }: Albedo): Plane {
  const { width, height, faceHeight, regions } = portrait;
  const hat = regions.headwear.map((cover) => smoothstep(0.25, 0.75, cover));
  const above = materials.hair.map((cover, i) => Math.max(cover, hat[i] as number));
  const underHair = broadBlur(shiftedDown(above, width, 0.02 * faceHeight), width, height, 0.03 * faceHeight);
  const underChin = broadBlur(shiftedDown(regions.skin, width, 0.13 * faceHeight), width, height, 0.03 * faceHeight);
  const sockets = broadBlur(regions.eyes, width, height, 0.035 * faceHeight);
  const besideHair = broadBlur(above, width, height, CREASE * faceHeight);
  const besideHat = broadBlur(hat, width, height, CREASE * faceHeight);
  const [, chin] = landmark(portrait, 152);
  const open = plane(above.length);
  for (let i = 0; i < open.length; i += 1) {
    const hair = materials.hair[i] as number;
    const face = regions.skin[i] as number;
    const below = smoothstep(chin - 0.1 * faceHeight, chin + 0.02 * faceHeight, Math.floor(i / width));
    const bare = 1 - hair;
    let seen = 1 - 0.36 * (underHair[i] as number) * bare;
    seen *= 1 - 0.62 * (underChin[i] as number) * (1 - face) * below * bare;
    seen *= 1 - 0.28 * (sockets[i] as number) * face;
    const crease = Math.max(
      (besideHair[i] as number) * (1 - (above[i] as number)),
      (besideHat[i] as number) * (1 - (hat[i] as number)),
    );
    open[i] = seen * (1 - CREASED * crease);
  }
  return open;
}

function shiftedDown(mask: Plane, width: number, distance: number): Plane {
  const offset = Math.round(distance) * width;
  const shifted = plane(mask.length);
  shifted.set(mask.subarray(0, mask.length - offset), offset);
  return shifted;
}

/** The mean relief around from which hair shows locks; without any, the way it runs is a guess, and so is its sheen. */
const LOCKS_REACH = 0.06;
const LOCKS_SEEN = [0.006, 0.02] as const;

/**
 * A band of sheen across the locks (Kajiya and Kay, 'Rendering Fur with Three Dimensional Textures', 1989), broken by
 * their relief. 0–about 0.6.
 */
function hairSheen(portrait: Portrait, { flow, relief, materials }: Albedo, surface: Surface, { key }: Lights): Plane {
  const { width, height, scale } = portrait;
  const half = unit(key[0], key[1] - 0.15, key[2] + 0.9);
  const locks = broadBlur(relief.map(Math.abs), width, height, LOCKS_REACH * portrait.faceHeight);
  const sheen = plane(width * height);
  for (let y = 0, i = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1, i += 1) {
      const hair = Math.max(materials.hair[i] as number, 0.4 * (materials.beard[i] as number));
      if (hair < 0.05) continue;
      const at = (y >> 1) * flow.stride + (x >> 1);
      const along = half[0] * (flow.x[at] as number) + half[1] * (flow.y[at] as number);
      const towards = Math.max(
        0,
        half[0] * (surface.x[i] as number) + half[1] * (surface.y[i] as number) + half[2] * (surface.z[i] as number),
      );
      const lock = clamp(0.55 + 5 * (relief[i] as number), 0.15, 1.3);
      const across = Math.max(0, 1 - along * along) * smoothstep(LOCKS_SEEN[0], LOCKS_SEEN[1], locks[i] as number);
      sheen[i] = hair * lock * across ** 6 * (0.2 * towards ** 5 + 0.3 * towards ** 18);
    }
  }
  return gaussianBlur(sheen, width, height, 0.8 * scale);
}
