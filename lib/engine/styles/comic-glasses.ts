/** Glasses of a comic: rims drawn whole, before lenses that show skin and eyes but none of a photo's reflections. */
import { boxBlur } from '../kernel/blur.ts';
import { blend } from '../kernel/composite.ts';
import { clamp, type Image, luma, mix, type Plane, plane, smoothstep } from '../kernel/image.ts';
import { drawVector, type Point } from '../kernel/vector.ts';
import { FACE_OVAL, LEFT_EYE, RIGHT_EYE } from '../portrait/face-lines.ts';
import { fillOutline, outlineMask, outlineOf } from '../portrait/outline.ts';
import { type Portrait, portraitWith } from '../portrait/portrait.ts';
import { INK } from './comic-ink.ts';
import type { Tones } from './comic-tones.ts';
import { drawGlasses } from './drawn-glasses.ts';
import type { Colours } from './features.ts';
import { type Glasses, middleOf } from './worn-glasses.ts';

/** How much thicker than in life rims are inked. */
const THICKER = 1.35;
/** Face heights: frames full of reflections measure too thick. */
const THICKEST = 0.016;
/** The part of the ink that stays on glass: lids and brows are seen through it. */
const KEPT = 0.12;
/** How large the cleared part is against its rim: the photo's own rim goes with it. */
const WITH_RIM = 1.14;
/** The photo's own frame (lines that were found, blurred) whose ink goes. */
const FRAME = [0.08, 0.25] as const;
/** How softly the cleared part ends, in face heights. */
const SOFT = 0.012;
/** Further from the skin's hue (OKLab), or lighter against it than this, what is seen through glass is a reflection. */
const OTHER_HUE = [0.03, 0.06] as const;
const LIGHTER = [1.15, 1.35] as const;
/** How much larger than an eye the place is where a lens shows it, on a head turned away, too. */
const AROUND_EYES = 1.7;
/** Spots of skin that are smaller than this, in face heights, are seen in glass, not before it. */
const WHOLE = 0.03;
/** A smaller part of a lens than this doesn't stand out. */
const CHIP = 0.12;
/** Glass before the background, sRGB. */
const GLASS = [0.84, 0.91, 0.95] as const;

/** Lenses as large as `grown` against their rims, 0–1. */
function lensMask({ width, height }: Portrait, outlines: readonly Point[][], grown: number): Plane {
  const lenses = plane(width * height);
  for (const rim of outlines) {
    const [x, y] = middleOf(rim);
    const outline = rim.map(([atX, atY]) => [mix(x, atX, grown), mix(y, atY, grown)] as const);
    fillOutline(lenses, width, height, outline);
  }
  return lenses;
}

/** 0–1: glass that stands out beyond the face, with neither hands nor hair before it, where that is no mere chip. */
export function beyondFace(portrait: Portrait, glasses: Glasses): Plane {
  const { width, height, landmarks, regions, faceHeight } = portrait;
  const { headwear, body, skin } = regions;
  const person = boxBlur(
    skin.map((share, i) => Math.max(share, headwear[i] as number, body[i] as number)),
    width,
    height,
    Math.round(WHOLE * faceHeight),
  );
  const face = outlineMask(width, height, outlineOf(landmarks, FACE_OVAL, 0.98));
  for (const line of [LEFT_EYE, RIGHT_EYE]) fillOutline(face, width, height, outlineOf(landmarks, line, AROUND_EYES));
  const beyond = plane(width * height);
  for (const rim of glasses.outlines) {
    const whole = lensMask(portrait, [rim], 1);
    const lens = whole.map((cover, i) => cover * (1 - (face[i] as number)));
    if (isBehindHair(portrait, lens)) continue;
    const glass = lens.map((cover, i) => cover * smoothstep(0.6, 0.4, person[i] as number));
    if (areaOf(glass) < CHIP * areaOf(whole)) continue;
    glass.forEach((cover, i) => {
      beyond[i] = Math.max(beyond[i] as number, cover);
    });
  }
  return beyond;
}

const areaOf = (mask: Plane) => mask.reduce((sum, cover) => sum + cover, 0);

/** Whether most of what a lens shows beyond the face is hair as dark as the rest of it, and not what is seen through glass. */
function isBehindHair({ regions, person }: Portrait, lens: Plane): boolean {
  const bright = luma(person);
  let [hairs, sum, covered, dark] = [0, 0, 0, 0];
  for (let i = 0; i < lens.length; i += 1) {
    if ((regions.hair[i] as number) < 0.6 || (lens[i] as number) > 0.5) continue;
    hairs += 1;
    sum += bright[i] as number;
  }
  for (let i = 0; i < lens.length; i += 1) {
    if ((lens[i] as number) < 0.5) continue;
    covered += 1;
    if ((regions.hair[i] as number) > 0.5 && (bright[i] as number) < (1.1 * sum) / Math.max(1, hairs)) dark += 1;
  }
  return dark > 0.4 * covered;
}

/** The portrait with lenses that are part of the person to their rims; `beyond` is the glass `beyondFace`. */
export function withWholeLenses(portrait: Portrait, beyond: Plane): Portrait {
  return portraitWith(portrait, { alpha: portrait.alpha.map((cover, i) => Math.max(cover, beyond[i] as number)) });
}

/** Gives what reflections hide, but no hair, hand or hat beside glass `beyond` the face, the colour of skin, in place. */
export function clearReflections(
  portrait: Portrait,
  glasses: Glasses,
  beyond: Plane | null,
  tones: Tones,
  { skin }: Colours,
): void {
  const { width, height, landmarks, faceHeight } = portrait;
  const face = outlineMask(width, height, outlineOf(landmarks, FACE_OVAL, 0.98));
  const near = beyond === null ? face : boxBlur(beyond, width, height, Math.round(WHOLE * faceHeight));
  const { hair, body, headwear } = portrait.regions;
  const within = lensMask(portrait, glasses.outlines, 1).map((lens, i) => {
    const before = (hair[i] as number) + (body[i] as number) + (headwear[i] as number);
    return lens * Math.max(face[i] as number, smoothstep(0, 0.1, near[i] as number), 1 - before);
  });
  const lenses = boxBlur(within, width, height, Math.max(1, Math.round(SOFT * faceHeight)));
  const [lightness, as, bs] = tones.oklab.channels;
  for (let i = 0; i < lenses.length; i += 1) {
    const lens = smoothstep(0.2, 0.8, lenses[i] as number);
    if (lens === 0) continue;
    const depth = (lightness[i] as number) / skin[0];
    const hue = Math.hypot((as[i] as number) - skin[1] * depth, (bs[i] as number) - skin[2] * depth);
    const reflects =
      lens * Math.max(smoothstep(OTHER_HUE[0], OTHER_HUE[1], hue), smoothstep(LIGHTER[0], LIGHTER[1], depth));
    lightness[i] = mix(lightness[i] as number, skin[0], reflects);
    as[i] = mix(as[i] as number, skin[1], reflects);
    bs[i] = mix(bs[i] as number, skin[2], reflects);
    tones.skin[i] = clamp(Math.max(tones.skin[i] as number, reflects));
    tones.hair[i] = (tones.hair[i] as number) * (1 - reflects);
  }
}

/** Takes the ink of reflections, and of the photo's own rims and bridge, off the lenses, in place. */
export function clearLenses(portrait: Portrait, glasses: Glasses, ink: Plane): void {
  const { width, height, faceHeight } = portrait;
  const lenses = lensMask(portrait, glasses.outlines, WITH_RIM);
  fillOutline(lenses, width, height, bridgeOf(glasses.outlines));
  const reach = Math.max(1, Math.round(SOFT * faceHeight));
  const clear = boxBlur(lenses, width, height, reach);
  const frames = boxBlur(portrait.regions.glasses, width, height, reach);
  for (let i = 0; i < ink.length; i += 1) {
    const cover = Math.max(
      smoothstep(0.2, 0.8, clear[i] as number),
      smoothstep(FRAME[0], FRAME[1], frames[i] as number),
    );
    if (cover > 0) ink[i] = (ink[i] as number) * (1 - (1 - KEPT) * cover);
  }
}

/** What lies between two lenses from their middles to their upper ends: a bridge, and the bar above it. */
function bridgeOf(outlines: readonly Point[][]): (readonly [x: number, y: number])[] {
  const [left, right] = outlines;
  if (left === undefined || right === undefined) return [];
  const [from, to] = [middleOf(left), middleOf(right)].sort((one, other) => one[0] - other[0]);
  if (from === undefined || to === undefined) return [];
  const length = Math.hypot(to[0] - from[0], to[1] - from[1]);
  const up = [(to[1] - from[1]) / length, (from[0] - to[0]) / length] as const;
  const above = outlines.flat().map(([x, y]) => (x - from[0]) * up[0] + (y - from[1]) * up[1]);
  const far = WITH_RIM * Math.max(...above);
  const raised = ([x, y]: readonly [number, number]) => [x + far * up[0], y + far * up[1]] as const;
  return [from, to, raised(to), raised(from)].map(([x, y]) => [x, y] as const);
}

/** Draws glasses before the face and behind hair, in place; `beyond` is the glass `beyondFace`. */
export async function drawInkedGlasses(
  portrait: Portrait,
  person: Image,
  glasses: Glasses,
  beyond: Plane,
): Promise<void> {
  const { width, height, regions } = portrait;
  person.channels.forEach((channel, index) => {
    const tone = GLASS[index] ?? 1;
    for (let i = 0; i < channel.length; i += 1) channel[i] = mix(channel[i] as number, tone, beyond[i] as number);
  });
  const inked: Glasses = {
    ...glasses,
    colour: [...INK],
    thickness: Math.min(glasses.thickness * THICKER, THICKEST * portrait.faceHeight),
    tint: 0,
  };
  const drawing = drawGlasses(portrait, inked);
  const layer = await drawVector(width, height, drawing.body, drawing.definitions);
  // Around glass that stands out, the rim is whole.
  const rim = boxBlur(beyond, width, height, Math.ceil(inked.thickness)).map((cover) => smoothstep(0.02, 0.2, cover));
  for (let i = 0; i < layer.alpha.length; i += 1) {
    const shown = Math.max(rim[i] as number, 1 - (regions.hair[i] as number));
    layer.alpha[i] = (layer.alpha[i] as number) * shown * (portrait.alpha[i] as number);
  }
  blend(person, layer);
}
