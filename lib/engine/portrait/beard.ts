/** Hair on the face: darker than the person's skin or in the hair's colour, around the mouth, along the jaw, over the neck. */
import { gaussianBlur } from '../kernel/blur.ts';
import { clamp, mix, type Plane, smoothstep } from '../kernel/image.ts';
import { type ColourModel, fitColours, withShades } from './colour-model.ts';
import { pointOf } from './mesh.ts';
import { fillOutline, outlineOf } from './outline.ts';
import type { Landmark } from './portrait.ts';
import type { Models } from './region-classes.ts';
import { type Grid, likelihoodAt, quantile } from './region-grid.ts';
import { CLOTHING, HAIR, OPEN, SKIN, TURNED } from './region-priors.ts';

/** Landmarks around which skin is bare on every face: below each eye, and between the brows. */
const LEFT_BARE = [50, 101, 118, 119, 123] as const;
const RIGHT_BARE = [280, 330, 347, 348, 352] as const;
const FOREHEAD = [9, 151, 108, 337] as const;
const BARE_REACH = 0.04;
/** Where a beard shows first, and the reach around each landmark, in face heights. */
const CHIN = [199, 200, 175, 208, 428] as const;
const MOUSTACHE = [164, 167, 393, 165, 391] as const;
const LEFT_JAW = [135, 169, 170, 150, 136, 138] as const;
const RIGHT_JAW = [364, 394, 395, 379, 365, 367] as const;
const REACH = 0.035;
/** Where a beard can grow: the jaw from ear to ear, and back across the cheeks below the nose. */
const BEARD_LINE = [
  132, 58, 172, 136, 150, 149, 176, 148, 152, 377, 400, 378, 379, 365, 397, 288, 361, 401, 411, 427, 426, 327, 2, 98,
  206, 207, 187, 177,
] as const;
/**
 * Of 75 faces the 12 with a beard had 0.33 and more, the others up to 0.30: darkness of chin or moustache against bare
 * skin, whichever is less, and a fifth of the parts of both that have the hair's colour.
 */
const LEAST_SCORE = 0.315;
const COLOUR_SHARE = 0.2;
/** Short beards in no hair's colour are dark all around; beside long hair the jaw is dark anyway. */
const STUBBLE = { chin: 0.2, moustache: 0.15, jaw: 0.27 } as const;
/** How much darker than the skin a beard begins and is dense, as a part of the skin's lightness. */
const DARKNESS = [0.06, 0.2] as const;
/** How much rougher than bare skin a beard is; smooth darkness is mostly shadow. */
const ROUGHNESS = [1, 1.9] as const;
const SMOOTH_SHARE = 0.45;
/** Weaker light on the skin of jaw and neck. */
const SHADES = [0.9, 0.8, 0.7] as const;
/** A beard falls when this part of what lies below the chin (head units) is beard. */
const BELOW_CHIN = [0.6, 0.75] as const;
const FALLING_SHARE = 0.5;
/** How far down (head units), and to both sides of the mouth, it falls. */
const LOWEST = 1.1;
const FALL_WIDTH = 0.34;
/**
 * On the side that a head is turned to, light shines through the last of a falling beard, so wide in face heights: so
 * little of it there says nothing about its colour.
 */
const LIT_RIM = 0.2;
const THIN = 0.55;
/** Other beards stand off the jaw by so much at most, in face heights. */
const STANDING_OFF = 0.07;
/** It hides the neck to this distance from its middle. */
const HIDDEN_NECK = 0.22;
/** How much less likely (log) clothing is right below the chin. */
const CLOTH_BELOW = 5;
/** How much less likely (log) skin is where the photo is rough: in shadow it has a brown beard's colour. */
const SKIN_ROUGH = 2;
/** How much likelier (log) than skin or cloth a colour must be the beard's to count as one below the jaw. */
const SURER = 0.5;

/**
 * @param landmarks the grid's pixels
 * @returns how densely hair grows on each pixel of the grid, 0–1; `null` for a bare face
 */
export function findBeard(grid: Grid, models: Models, landmarks: readonly Landmark[]): Plane | null {
  const { oklab, alpha, head } = grid;
  const around = (indices: readonly number[], reach: number) => pixelsAround(grid, landmarks, indices, reach);
  const left = around(LEFT_BARE, BARE_REACH);
  const right = around(RIGHT_BARE, BARE_REACH);
  const bare = [...left, ...right, ...around(FOREHEAD, BARE_REACH)];
  if (left.length === 0 || right.length === 0) return null;
  const classes = new Int8Array(alpha.length).fill(OPEN);
  for (const i of bare) classes[i] = SKIN;
  const skin = fitColours(oklab.channels, classes, SKIN, 3);
  const hair = models[HAIR] ?? null;
  const [lightness] = oklab.channels;
  // Each half of a face is compared with its own cheek: a shadow lies on both.
  const light = { left: quantile(lightness, left, 0.5), right: quantile(lightness, right, 0.5) };
  const darker = (pixels: readonly number[], usual: number) => 1 - quantile(lightness, pixels, 0.5) / usual;
  const isHair = (i: number) => likelihoodAt(grid, hair, i) > likelihoodAt(grid, skin, i);
  const [chin, moustache] = [around(CHIN, REACH), around(MOUSTACHE, REACH)];
  const middle = (light.left + light.right) / 2;
  const least = Math.min(darker(chin, middle), darker(moustache, middle));
  const coloured = shareOf(chin, isHair) + shareOf(moustache, isHair);
  const isStubble =
    !head.longHair &&
    darker(chin, middle) > STUBBLE.chin &&
    darker(moustache, middle) > STUBBLE.moustache &&
    darker(around(LEFT_JAW, REACH), light.left) > STUBBLE.jaw &&
    darker(around(RIGHT_JAW, REACH), light.right) > STUBBLE.jaw;
  if (!(least + COLOUR_SHARE * coloured > LEAST_SCORE || isStubble)) return null;
  const zone = zoneOf(grid, landmarks);
  const usualRoughness = Math.max(0.003, quantile(grid.rough, bare, 0.35));
  const rougher = grid.rough.map((value) => smoothstep(ROUGHNESS[0], ROUGHNESS[1], value / usualRoughness));
  const beard = inFace(grid, { zone, rougher, skin, hair, light });
  fallBelow(grid, beard, { zone, rougher, skin, clothing: models[CLOTHING] ?? null });
  return gaussianBlur(beard, grid.image.width, grid.image.height, 0.008 * head.frame.faceHeight);
}

function shareOf(pixels: readonly number[], is: (i: number) => boolean): number {
  return pixels.filter(is).length / Math.max(1, pixels.length);
}

/** Where on the face a beard can grow, 0–1. */
function zoneOf({ image, head }: Grid, landmarks: readonly Landmark[]): Plane {
  const { width, height } = image;
  const zone = new Float32Array(width * height);
  fillOutline(zone, width, height, outlineOf(landmarks, BEARD_LINE));
  const soft = gaussianBlur(zone, width, height, 0.02 * head.frame.faceHeight);
  for (let i = 0; i < soft.length; i++) {
    soft[i] = clamp(1.6 * (soft[i] as number) - 0.2) * (1 - clamp(2 * (head.features[i] as number)));
  }
  return soft;
}

/** Where a beard can grow, where the photo is rougher than bare skin, and what that skin looks like. */
type Ground = { zone: Plane; rougher: Plane; skin: ColourModel | null };

/** The zone's pixels that are darker than skin or have the hair's colour. */
function inFace(
  grid: Grid,
  { zone, rougher, skin, hair, light }: Ground & { hair: ColourModel | null; light: { left: number; right: number } },
): Plane {
  const { head, oklab } = grid;
  const [lightness] = oklab.channels;
  const beard = new Float32Array(zone.length);
  for (let i = 0; i < zone.length; i++) {
    if ((zone[i] as number) < 0.05) continue;
    const usual = mix(light.left, light.right, smoothstep(-0.2, 0.2, (head.u[i] as number) - head.frame.turn));
    const texture = mix(SMOOTH_SHARE, 1, rougher[i] as number);
    const dark = texture * smoothstep(DARKNESS[0], DARKNESS[1], 1 - (lightness[i] as number) / usual);
    const likelier = likelihoodAt(grid, hair, i) - likelihoodAt(grid, skin, i);
    beard[i] = (zone[i] as number) * Math.max(dark, smoothstep(-1, 1, likelier) * Math.min(1, 0.5 + dark));
  }
  return beard;
}

/** Follows the beard's own colours from the face down over neck and clothing and beyond the jaw, in place. */
function fallBelow(
  grid: Grid,
  beard: Plane,
  { zone, rougher, skin, clothing }: Ground & { clothing: ColourModel | null },
): void {
  const { image, oklab, alpha, head } = grid;
  const { width, height } = image;
  const classes = new Int8Array(beard.length).fill(OPEN);
  const open: number[] = [];
  for (let i = 0; i < beard.length; i++) {
    if ((beard[i] as number) < 0.6) continue;
    classes[i] = HAIR;
    if ((head.v[i] as number) > 0.2) open.push(i);
  }
  const colours = fitColours(oklab.channels, classes, HAIR, 3);
  if (colours === null || skin === null) return;
  const shaded = withShades(skin, SHADES);
  const asideOf = (i: number) => Math.abs((head.u[i] as number) - 0.5 * head.frame.turn);
  const isBeard = (i: number, isNeckHidden: boolean) => {
    const own = likelihoodAt(grid, colours, i);
    // Right under the chin nobody wears anything; a dark collar lower down is likelier than more beard.
    const cloth = likelihoodAt(grid, clothing, i) - CLOTH_BELOW * (1 - smoothstep(0.6, LOWEST, head.v[i] as number));
    if (isNeckHidden) return own - cloth > SURER;
    const bare = likelihoodAt(grid, shaded, i) - SKIN_ROUGH * (rougher[i] as number);
    return (rougher[i] as number) > 0.5 && own - Math.max(bare, cloth) > SURER;
  };
  const below: number[] = [];
  for (let i = 0; i < beard.length; i++) {
    const down = head.v[i] as number;
    if (down > BELOW_CHIN[0] && down < BELOW_CHIN[1] && asideOf(i) < 0.15) below.push(i);
  }
  const falls = shareOf(below, (i) => isBeard(i, false)) > FALLING_SHARE;
  const alongJaw = head.frame.halfWidth + 0.02;
  const furthest = STANDING_OFF * head.frame.faceHeight;
  /** Steps from the beard on the face. */
  const steps = new Uint16Array(beard.length);
  const reach = (i: number, from: number) => {
    const down = head.v[i] as number;
    const hangs = falls && asideOf(i) < FALL_WIDTH;
    const step = (zone[i] as number) > 0.5 ? 0 : (steps[from] as number) + 1;
    if (classes[i] !== OPEN || down < 0.1 || (hangs ? down > LOWEST : step > furthest)) return;
    if (!hangs && Math.abs(head.u[i] as number) > alongJaw) return;
    if ((alpha[i] as number) < 0.5 || (head.features[i] as number) > 0.2) return;
    if (!isBeard(i, falls && asideOf(i) < HIDDEN_NECK)) return;
    classes[i] = HAIR;
    beard[i] = 1;
    steps[i] = step;
    open.push(i);
  };
  for (let next = 0; next < open.length; next++) {
    const i = open[next] as number;
    const x = i % width;
    if (x > 0) reach(i - 1, i);
    if (x < width - 1) reach(i + 1, i);
    if (i >= width) reach(i - width, i);
    if (i < (height - 1) * width) reach(i + width, i);
  }
  if (falls && Math.abs(head.frame.turn) > TURNED) fillRim(grid, beard);
}

/** Takes what is left between a falling beard and the background on the far side of a turned head for its rim, in place. */
function fillRim({ alpha, head, image }: Grid, beard: Plane): void {
  const step = Math.sign(head.frame.turn);
  const most = Math.round(LIT_RIM * head.frame.faceHeight);
  const rim: number[] = [];
  for (let i = 0; i < beard.length; i++) {
    if ((beard[i] as number) < 0.6 || (head.v[i] as number) < 0.1) continue;
    const x = i % image.width;
    const reach = Math.min(most, step > 0 ? image.width - 1 - x : x);
    let far = 1;
    while (far < reach && (alpha[i + step * far] as number) >= 0.25 && (beard[i + step * far] as number) < 0.6) far++;
    if (far === 1 || far >= reach || (alpha[i + step * far] as number) >= 0.25) continue;
    for (let at = 1; at < far; at++) rim.push(i + step * at);
  }
  for (const i of rim) beard[i] = THIN;
}

/** The person's pixels within `reach` (face heights) of some landmarks, without brows, eyes and lips. */
function pixelsAround(
  { image, head, alpha }: Grid,
  landmarks: readonly Landmark[],
  indices: readonly number[],
  reach: number,
): number[] {
  const { width, height } = image;
  const far = reach * head.frame.faceHeight;
  const pixels: number[] = [];
  for (const index of indices) {
    const [x, y] = pointOf(landmarks, index);
    for (let row = Math.max(0, Math.ceil(y - far)); row <= Math.min(height - 1, y + far); row++) {
      for (let column = Math.max(0, Math.ceil(x - far)); column <= Math.min(width - 1, x + far); column++) {
        const i = row * width + column;
        if ((head.features[i] as number) < 0.1 && (alpha[i] as number) > 0.5) pixels.push(i);
      }
    }
  }
  return pixels;
}
