/** The black lines of a comic. */
import { gaussianBlur } from '../kernel/blur.ts';
import { blend, flatImage } from '../kernel/composite.ts';
import { edgeTangentFlow, flowInk } from '../kernel/flow.ts';
import { guidedFilter } from '../kernel/guided.ts';
import { clamp, type Image, luma, mix, type Plane, plane, smoothstep } from '../kernel/image.ts';
import { resizePlane } from '../kernel/resample.ts';
import { drawMask } from '../kernel/vector.ts';
import type { Portrait } from '../portrait/portrait.ts';
import { depthOf, type Simplified, type Tones } from './comic-tones.ts';
import { landmark, NOSE_BASE } from './features.ts';
import { broadBlur, halfPlane } from './half-size.ts';

/** Black with a breath of blue, as printers mix it; sRGB. */
export const INK = [0.06, 0.05, 0.09] as const;

/** How much ink lies on each pixel of the person, 0–1. */
export async function drawInk(portrait: Portrait, simple: Simplified, tones: Tones): Promise<Plane> {
  const { person, alpha, width, height, scale } = portrait;
  const grey = luma(person);
  const bright = guidedFilter(grey, grey, width, height, Math.max(1, Math.round(2 * scale)), 0.0012);
  const flow = edgeTangentFlow(person, 2.2 * scale);
  const fine = flowInk(bright, flow, { sigma: 0.95 * scale, reach: Math.round(6 * scale) }, alpha);
  const broad = broadStrokes(portrait, bright, simple);
  const calm = await calmness(portrait);
  const busy = business(portrait, fine);

  const ink = plane(width * height);
  for (let i = 0; i < ink.length; i += 1) {
    const cover = alpha[i] as number;
    if (cover <= 0) continue;
    // Bare skin and busy cloth ask for a stronger edge before they get a line.
    const asked = 0.011 * (calm[i] as number) + (busy[i] as number) - 0.008 * (bright[i] as number);
    const line = clamp(-((fine[i] as number) + 0.0022 + asked) * 130);
    const stroke = clamp(-((broad[i] as number) + 0.003 + asked) * 110);
    ink[i] = Math.max(line, stroke) * cover * lipsAndTeeth(portrait, i);
  }
  addSpotBlacks(portrait, tones, ink);
  addContours(portrait, tones, ink);
  return ink;
}

/** The thicker lines, found at half size. */
function broadStrokes({ width, height, scale }: Portrait, bright: Plane, { flow, alpha }: Simplified): Plane {
  const half = halfPlane(bright, width, height);
  const soft = gaussianBlur(half.plane, half.width, half.height, 0.6 * scale);
  const strokes = flowInk(soft, flow, { sigma: 0.95 * scale, reach: Math.round(4 * scale) }, alpha);
  return resizePlane(strokes, half.width, half.height, width, height);
}

/** Lines within lips are half as strong, between teeth hardly there, and brows are painted instead. */
function lipsAndTeeth({ regions }: Portrait, i: number): number {
  const { mouth, lips, brows } = regions;
  return (1 - 0.75 * (mouth[i] as number)) * (1 - 0.5 * (lips[i] as number)) * (1 - 0.85 * (brows[i] as number));
}

/** 0–1: bare skin away from eyes, brows, mouth, glasses and nose, where every line looks like a wrinkle. */
async function calmness(portrait: Portrait): Promise<Plane> {
  const { regions, width, height, scale, faceHeight } = portrait;
  const { brows, eyes, lips, mouth, glasses, hair } = regions;
  const features = plane(width * height);
  for (let i = 0; i < features.length; i += 1) {
    features[i] = Math.max(
      brows[i] as number,
      eyes[i] as number,
      lips[i] as number,
      mouth[i] as number,
      glasses[i] as number,
      0.6 * (hair[i] as number),
    );
  }
  const near = broadBlur(features, width, height, 4 * scale);
  const skin = broadBlur(regions.skin, width, height, 2 * scale);
  const [x, y] = landmark(portrait, NOSE_BASE);
  const circle = `<circle cx="${x}" cy="${y - faceHeight * 0.02}" r="${faceHeight * 0.11}" fill="#fff"/>`;
  const nose = broadBlur(await drawMask(width, height, circle), width, height, 5 * scale);
  for (let i = 0; i < near.length; i += 1) {
    near[i] = clamp((skin[i] as number) * (1 - clamp((near[i] as number) * 2.2 + (nose[i] as number) * 0.9)));
  }
  return near;
}

/** How much more edge cloth must show where its weave would fill it with ink. */
function business({ regions, width, height, scale }: Portrait, fine: Plane): Plane {
  const lines = fine.map((response) => clamp(-response * 130));
  const density = broadBlur(lines, width, height, 9 * scale);
  for (let i = 0; i < density.length; i += 1) {
    density[i] = 0.03 * smoothstep(0.16, 0.5, density[i] as number) * (regions.clothing[i] as number);
  }
  return density;
}

/** Fills the deepest shadows with ink, skin half as much, lips and mouth not at all; in place. */
function addSpotBlacks({ alpha, regions }: Portrait, tones: Tones, ink: Plane): void {
  const lightness = tones.oklab.channels[0];
  for (let i = 0; i < ink.length; i += 1) {
    const dark = smoothstep(0.1, 0.05, depthOf(tones, lightness[i] as number));
    if (dark <= 0) continue;
    const skin = mix(1, 0.5, tones.skin[i] as number);
    const bare = 1 - clamp((regions.lips[i] as number) + (regions.mouth[i] as number));
    ink[i] = Math.max(ink[i] as number, dark * skin * bare * (alpha[i] as number) * 0.94);
  }
}

/** Draws the borders between hair, skin, clothing and lips; in place. */
function addContours(portrait: Portrait, { oklab, skin, hair: read, hazy }: Tones, ink: Plane): void {
  const { regions, alpha, width, height } = portrait;
  const hair = read.map((value, i) => value * (alpha[i] as number));
  const mouth = regions.lips.map((value, i) => Math.max(value, regions.mouth[i] as number));
  // Brows, eyes and mouth lie within the face: their edges are not its outline.
  const face = skin.map((cover, i) =>
    clamp(cover + (regions.brows[i] as number) + (regions.eyes[i] as number) + (mouth[i] as number)),
  );
  const seen = borders(portrait, oklab);
  if (hazy > 0) {
    const chin = Math.ceil(width / 2) * Math.round(landmark(portrait, CHIN)[1] / 2);
    for (let i = chin; i < seen.length; i += 1) seen[i] = (seen[i] as number) * (1 - hazy);
  }
  const lines = [
    contour(portrait, hair, { width: 0.8, strength: 7 }, seen),
    contour(portrait, face, { width: 0.6, strength: 4.5 }, seen),
    contour(portrait, regions.clothing, { width: 0.7, strength: 5 }, seen),
    contour(portrait, mouth, { width: 0.5, strength: 1.5 }),
  ];
  const [first, ...others] = lines as [Plane, ...Plane[]];
  for (const line of others) {
    for (let i = 0; i < first.length; i += 1) first[i] = Math.max(first[i] as number, line[i] as number);
  }
  const strokes = resizePlane(first, Math.ceil(width / 2), Math.ceil(height / 2), width, height);
  for (let i = 0; i < ink.length; i += 1) {
    ink[i] = Math.max(ink[i] as number, (strokes[i] as number) * (alpha[i] as number));
  }
}

/** Below it no line parts what haze makes one. */
const CHIN = 152;

/** Holes and islands of about this size (face heights) are read wrongly: no line goes round them. */
const HOLE = 0.07;
/** An island's cover, blurred as far, below which it is none. */
const ISLAND = [0.1, 0.3] as const;

/** How much colours differ (OKLab) across a border that gets no line, and across one that gets it whole. */
const BORDER = [0.02, 0.06] as const;
/** How far to both sides of a border they are compared, and how far beside it one may lie, pixels of a usual avatar. */
const ACROSS = 3;
const BESIDE = 4;

/** 0–1: where something ends in the photo, and is in focus; half size. */
function borders({ width, height, scale }: Portrait, oklab: Image): Plane {
  const channels = oklab.channels.map((channel) => halfPlane(channel, width, height));
  const [first] = channels as [(typeof channels)[number]];
  const reach = Math.max(1, Math.round((ACROSS * scale) / 2));
  const found = plane(first.plane.length);
  for (let y = reach; y < first.height - reach; y += 1) {
    for (let x = reach, i = y * first.width + reach; x < first.width - reach; x += 1, i += 1) {
      let sum = 0;
      for (const { plane: values } of channels) {
        const right = (values[i + reach] as number) - (values[i - reach] as number);
        const down = (values[i + reach * first.width] as number) - (values[i - reach * first.width] as number);
        sum += right * right + down * down;
      }
      found[i] = smoothstep(BORDER[0], BORDER[1], Math.sqrt(sum));
    }
  }
  const near = gaussianBlur(found, first.width, first.height, (BESIDE * scale) / 4);
  return near.map((cover) => clamp(2 * cover));
}

/** Ink along a mask's edge, 0–1, where `seen` (0–1, half size) is told; found at half size. */
function contour(
  { width, height, scale, faceHeight }: Portrait,
  mask: Plane,
  line: { width: number; strength: number },
  seen?: Plane,
): Plane {
  const half = halfPlane(mask, width, height);
  const near = gaussianBlur(half.plane, half.width, half.height, (HOLE * faceHeight) / 2);
  const whole = half.plane.map((cover, i) => {
    const around = near[i] as number;
    return Math.max(cover, smoothstep(0.5, 0.72, around)) * smoothstep(ISLAND[0], ISLAND[1], around);
  });
  const soft = gaussianBlur(whole, half.width, half.height, 0.55 * scale);
  const edge = plane(soft.length);
  for (let y = 1; y < half.height - 1; y += 1) {
    for (let x = 1, i = y * half.width + 1; x < half.width - 1; x += 1, i += 1) {
      const dx = (soft[i + 1] as number) - (soft[i - 1] as number);
      const dy = (soft[i + half.width] as number) - (soft[i - half.width] as number);
      edge[i] = ((Math.sqrt(dx * dx + dy * dy) * scale) / 2) * (seen?.[i] ?? 1);
    }
  }
  const stroke = gaussianBlur(edge, half.width, half.height, (line.width * scale) / 2);
  for (let i = 0; i < stroke.length; i += 1) stroke[i] = clamp(((stroke[i] as number) - 0.05) * line.strength);
  return stroke;
}

/** Prints the ink on the painted person, in place. */
export function layInk(painted: Image, ink: Plane): void {
  const cover = ink.map((value) => smoothstep(0.15, 0.75, value));
  blend(painted, { ...flatImage(painted.width, painted.height, INK), alpha: cover });
}
