/** The black lines of a comic. */
import { gaussianBlur } from '../kernel/blur.ts';
import { edgeTangentFlow, flowInk } from '../kernel/flow.ts';
import { smoothImage } from '../kernel/guided.ts';
import { clamp, type Image, luma, mix, type Plane, plane, smoothstep } from '../kernel/image.ts';
import { drawMask } from '../kernel/vector.ts';
import type { Portrait } from '../portrait/portrait.ts';
import type { Simplified, Tones } from './comic-tones.ts';
import { landmark, NOSE_BASE } from './features.ts';

/** Black with a breath of blue, as printers mix it; sRGB. */
export const INK = [0.06, 0.05, 0.09] as const;

/** How much ink lies on each pixel of the person, 0–1. */
export async function drawInk(portrait: Portrait, simple: Simplified, tones: Tones): Promise<Plane> {
  const { person, alpha, width, height, scale } = portrait;
  const radius = (pixels: number) => Math.max(1, Math.round(pixels * scale));
  const bright = luma(smoothImage(person, radius(2), 0.0012));
  const flow = edgeTangentFlow(person, 2.2 * scale);
  const fine = flowInk(bright, flow, { sigma: 0.95 * scale, reach: radius(6) }, alpha);
  const soft = gaussianBlur(bright, width, height, 1.2 * scale);
  const broad = flowInk(soft, simple.flow, { sigma: 1.9 * scale, reach: radius(8) }, alpha);
  const calm = await calmness(portrait);
  const busy = business(portrait, fine);

  const ink = plane(width * height);
  for (let i = 0; i < ink.length; i += 1) {
    const cover = alpha[i] as number;
    if (cover <= 0) continue;
    // Bare skin and busy cloth ask for a stronger edge before they get a line.
    const asked = 0.011 * (calm[i] as number) + (busy[i] as number);
    const lift = 0.008 * (bright[i] as number);
    const line = clamp(-((fine[i] as number) - lift + 0.0022 + asked) * 130);
    const stroke = clamp(-((broad[i] as number) - lift + 0.003 + asked) * 110);
    ink[i] = Math.max(line, stroke) * cover * lipsAndTeeth(portrait, i);
  }
  addSpotBlacks(portrait, tones, ink);
  addContours(portrait, ink);
  return ink;
}

/** Lines within lips are half as strong, and between teeth hardly there. */
function lipsAndTeeth({ regions }: Portrait, i: number): number {
  return (1 - 0.75 * (regions.mouth[i] as number)) * (1 - 0.4 * (regions.lips[i] as number));
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
  const near = gaussianBlur(features, width, height, 4 * scale);
  const skin = gaussianBlur(regions.skin, width, height, 2 * scale);
  const [x, y] = landmark(portrait, NOSE_BASE);
  const circle = `<circle cx="${x}" cy="${y - faceHeight * 0.02}" r="${faceHeight * 0.11}" fill="#fff"/>`;
  const nose = gaussianBlur(await drawMask(width, height, circle), width, height, 5 * scale);
  for (let i = 0; i < near.length; i += 1) {
    near[i] = clamp((skin[i] as number) * (1 - clamp((near[i] as number) * 2.2 + (nose[i] as number) * 0.9)));
  }
  return near;
}

/** How much more edge cloth must show where its weave would fill it with ink. */
function business({ regions, width, height, scale }: Portrait, fine: Plane): Plane {
  const lines = fine.map((response) => clamp(-response * 130));
  const density = gaussianBlur(lines, width, height, 9 * scale);
  for (let i = 0; i < density.length; i += 1) {
    density[i] = 0.03 * smoothstep(0.16, 0.5, density[i] as number) * (regions.clothing[i] as number);
  }
  return density;
}

/** Fills the deepest shadows with ink, skin half as much, lips and mouth not at all; in place. */
function addSpotBlacks({ alpha, regions }: Portrait, { depth }: Tones, ink: Plane): void {
  for (let i = 0; i < ink.length; i += 1) {
    const dark = smoothstep(0.1, 0.05, depth[i] as number);
    if (dark <= 0) continue;
    const skin = mix(1, 0.5, clamp((regions.skin[i] as number) + (regions.neck[i] as number)));
    const bare = 1 - clamp((regions.lips[i] as number) + (regions.mouth[i] as number));
    ink[i] = Math.max(ink[i] as number, dark * skin * bare * (alpha[i] as number) * 0.94);
  }
}

/** Draws the borders between hair, skin, clothing and lips; in place. */
function addContours(portrait: Portrait, ink: Plane): void {
  const { regions, alpha } = portrait;
  const hair = regions.hair.map((value, i) => value * (alpha[i] as number));
  const mouth = regions.lips.map((value, i) => Math.max(value, regions.mouth[i] as number));
  addContour(portrait, ink, hair, { width: 0.8, strength: 7 });
  addContour(portrait, ink, regions.skin, { width: 0.6, strength: 4.5 });
  addContour(portrait, ink, regions.clothing, { width: 0.7, strength: 5 });
  addContour(portrait, ink, mouth, { width: 0.3, strength: 3 });
}

function addContour(
  { width, height, scale, alpha }: Portrait,
  ink: Plane,
  mask: Plane,
  line: { width: number; strength: number },
): void {
  const soft = gaussianBlur(mask, width, height, 1.1 * scale);
  const edge = plane(width * height);
  for (let y = 1; y < height - 1; y += 1) {
    for (let x = 1, i = y * width + 1; x < width - 1; x += 1, i += 1) {
      const dx = (soft[i + 1] as number) - (soft[i - 1] as number);
      const dy = (soft[i + width] as number) - (soft[i - width] as number);
      edge[i] = Math.sqrt(dx * dx + dy * dy) * scale;
    }
  }
  const stroke = gaussianBlur(edge, width, height, line.width * scale);
  for (let i = 0; i < ink.length; i += 1) {
    const drawn = clamp(((stroke[i] as number) - 0.05) * line.strength) * (alpha[i] as number);
    ink[i] = Math.max(ink[i] as number, drawn);
  }
}

/** Prints the ink on the painted person, in place. */
export function layInk(painted: Image, ink: Plane): void {
  painted.channels.forEach((channel, index) => {
    const black = INK[index] ?? 0;
    for (let i = 0; i < channel.length; i += 1) {
      channel[i] = mix(channel[i] as number, black, smoothstep(0.15, 0.75, ink[i] as number));
    }
  });
}
