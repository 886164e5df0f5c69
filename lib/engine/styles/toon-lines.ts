/** The lines of a cel drawing, in darker tones of what they bound, and the frames of glasses on top. */
import { gaussianBlur } from '../kernel/blur.ts';
import { edgeTangentFlow, flowInk } from '../kernel/flow.ts';
import { clamp, type Image, luma, mix, type Plane, plane, smoothstep } from '../kernel/image.ts';
import { resizePlane } from '../kernel/resample.ts';
import type { Portrait } from '../portrait/portrait.ts';
import type { Simplified } from './comic-tones.ts';
import type { Palette } from './toon-figure.ts';

type Drawn = { simple: Simplified; face: Plane; skin: Plane; palette: Palette };

/** What frames are drawn with. */
const FRAME = [0.1, 0.08, 0.12] as const;

/** Draws all lines, in place. */
export function drawToonLines(portrait: Portrait, image: Image, { simple, face, skin, palette }: Drawn): void {
  const { width, height, regions, alpha, scale } = portrait;
  const hair = regions.hair.map((cover, i) => cover * clamp((alpha[i] as number) * 1.4));
  const lines = innerLines(portrait, simple, face);
  const add = (mask: Plane, thickness: number, strength: number) => {
    const stroke = borderOf(mask, width, height, thickness * scale);
    for (let i = 0; i < lines.length; i += 1) lines[i] = Math.max(lines[i] as number, (stroke[i] as number) * strength);
  };
  add(hair, 2, 1);
  add(alpha, 2.4, 1);
  add(face, 1.8, 0.9);
  add(skin, 1.5, 0.75);
  image.channels.forEach((channel, index) => {
    const [onHair, onSkin] = [
      palette.hair.line[index as 0 | 1 | 2] * 0.85,
      palette.skin.line[index as 0 | 1 | 2] * 0.8,
    ];
    for (let i = 0; i < channel.length; i += 1) {
      const line = lines[i] as number;
      if (line > 0) channel[i] = mix(channel[i] as number, (hair[i] as number) > 0.4 ? onHair : onSkin, line);
    }
  });
  drawFrames(portrait, image);
}

/** Strands of hair and folds of cloth, along the photo's own edges; none on the face. Half size. */
function innerLines({ width, height, scale, regions, alpha }: Portrait, simple: Simplified, face: Plane): Plane {
  const grey = luma(simple.image);
  const flow = edgeTangentFlow(simple.image, 1.6 * scale);
  const found = flowInk(grey, flow, { sigma: 0.8 * scale, reach: Math.round(7 * scale) }, simple.alpha);
  const response = resizePlane(found, simple.image.width, simple.image.height, width, height);
  const lines = plane(response.length);
  for (let i = 0; i < lines.length; i += 1) {
    const open = clamp(1 - (face[i] as number)) * smoothstep(0.3, 0.7, alpha[i] as number);
    if (open <= 0) continue;
    const strength = mix(0.7, 0.6, regions.hair[i] as number);
    lines[i] = smoothstep(0.15, 0.75, clamp(-((response[i] as number) + 0.003) * 110)) * open * strength;
  }
  return lines;
}

/** A stroke along the middle of a mask's soft edge, thicker on the shadow side, 0–1. */
function borderOf(mask: Plane, width: number, height: number, thickness: number): Plane {
  const soft = gaussianBlur(mask, width, height, Math.max(1.3, thickness * 0.7));
  const stroke = plane(mask.length);
  for (let y = 1; y < height - 1; y += 1) {
    for (let x = 1, i = y * width + 1; x < width - 1; x += 1, i += 1) {
      const value = soft[i] as number;
      if (value < 0.03 || value > 0.97) continue;
      const dx = ((soft[i + 1] as number) - (soft[i - 1] as number)) / 2;
      const dy = ((soft[i + width] as number) - (soft[i - width] as number)) / 2;
      const slope = Math.sqrt(dx * dx + dy * dy);
      if (slope < 0.004) continue;
      const towardsShadow = (-dx * 0.5 - dy * 0.8) / slope;
      const half = (thickness * (1 + 0.5 * towardsShadow)) / 2;
      stroke[i] = smoothstep(half + 0.8, half - 0.5, Math.abs(value - 0.5) / slope);
    }
  }
  return stroke;
}

/** Glasses lie before everything that was drawn. */
function drawFrames({ regions, width, height, scale }: Portrait, image: Image): void {
  const frames = gaussianBlur(regions.glasses, width, height, 0.8 * scale);
  image.channels.forEach((channel, index) => {
    const ink = FRAME[index] ?? 0;
    for (let i = 0; i < channel.length; i += 1) {
      const line = smoothstep(0.22, 0.5, frames[i] as number);
      if (line > 0) channel[i] = mix(channel[i] as number, ink, line * 0.92);
    }
  });
}
