/** The pen lines of a cel drawing: thin, tapered, in darker tones of what they bound. */
import { gaussianBlur } from '../kernel/blur.ts';
import { flowInk } from '../kernel/flow.ts';
import { clamp, type Image, luma, mix, type Plane, plane, smoothstep } from '../kernel/image.ts';
import { seededNoise } from '../kernel/noise.ts';
import { resizePlane } from '../kernel/resample.ts';
import type { Point } from '../kernel/vector.ts';
import { FACE_OVAL } from '../portrait/face-lines.ts';
import { fillOutline, outlineOf } from '../portrait/outline.ts';
import type { Portrait } from '../portrait/portrait.ts';
import type { Parts } from './anime-parts.ts';
import type { Light } from './anime-shade.ts';
import { lens, taperedStroke } from './anime-stroke.ts';
import type { Simplified } from './comic-tones.ts';
import { landmarksAt } from './features.ts';
import { broadBlur, halfPlane } from './half-size.ts';

/** Width in pixels of a line between two parts. */
const BORDER = 1.7;
/** Lines of folds and locks shorter than this many pixels (at half size) are specks. */
const SHORTEST = 36;
/** Radius in pixels around borders within which there are no inner lines: they would double them. */
const BESIDE_BORDER = 3;

type Drawn = {
  simple: Simplified;
  parts: Parts;
  light: Light;
  hairLine: readonly number[];
  skinLine: readonly number[];
};

/** Draws borders and inner lines, in place. */
export function drawAnimeLines(portrait: Portrait, image: Image, drawn: Drawn): void {
  const { parts, hairLine, skinLine } = drawn;
  const line = borderLines(portrait, drawn);
  const inner = innerLines(portrait, drawn, line);
  const ink = line.map((own, i) => Math.max(own, inner[i] as number));
  image.channels.forEach((channel, index) => {
    layLine(channel, ink, parts, hairLine[index] ?? 0, skinLine[index] ?? 0);
  });
}

/** Inks one channel: hair and skin in their lines' colour, all else in a darker shade of its own. */
function layLine(channel: Plane, ink: Plane, { cover: { hair, skin } }: Parts, onHair: number, onSkin: number): void {
  for (let i = 0; i < channel.length; i += 1) {
    if ((ink[i] as number) <= 0) continue;
    const own = (channel[i] as number) * 0.34;
    const colour = mix(mix(own, onSkin, skin[i] as number), onHair, (hair[i] as number) > 0.02 ? 1 : 0);
    channel[i] = mix(channel[i] as number, colour, ink[i] as number);
  }
}

/** One line along every border, thicker where it faces away from the light, and not even all along. */
function borderLines({ width, height, scale }: Portrait, { parts, light }: Drawn): Plane {
  const { border, layer } = parts;
  const noise = seededNoise(5);
  const wave = 1 / (26 * scale);
  const lines = plane(border.length);
  for (let y = 1; y < height - 1; y += 1) {
    for (let x = 1, i = y * width + 1; x < width - 1; x += 1, i += 1) {
      const distance = border[i] as number;
      if (distance > BORDER * scale + 1.5) continue;
      const dx = (layer[i + 1] as number) - (layer[i - 1] as number);
      const dy = (layer[i + width] as number) - (layer[i - width] as number);
      const slope = Math.sqrt(dx * dx + dy * dy) || 1;
      // The layer rises towards the front part: its slope points into it, away from the side that is outside.
      const shaded = (dx * light.x + dy * light.y) / slope;
      const thickness = BORDER * scale * (0.85 + 0.4 * shaded) * (0.7 + 0.6 * noise.value(x * wave, y * wave));
      lines[i] = smoothstep(thickness / 2 + 0.7, thickness / 2 - 0.5, distance);
    }
  }
  return lines;
}

/**
 * Folds of cloth and strands along the photo's own edges; none on skin, where they would be scratches, none beside
 * borders, no specks.
 * @param borders the lines between parts, 0–1
 */
function innerLines(portrait: Portrait, { simple, parts }: Drawn, borders: Plane): Plane {
  const { width, height, scale } = portrait;
  const size = { width: simple.image.width, height: simple.image.height };
  const found = flowInk(
    luma(simple.image),
    simple.flow,
    { sigma: 0.75 * scale, reach: Math.round(8 * scale) },
    simple.alpha,
  );
  const strength = found.map((response) => smoothstep(0.3, 0.8, clamp(-(response + 0.003) * 95)));
  const beside = halfPlane(broadBlur(borders, width, height, BESIDE_BORDER * scale), width, height).plane;
  const skin = halfPlane(parts.cover.skin, width, height).plane;
  for (let i = 0; i < strength.length; i += 1)
    strength[i] = (strength[i] as number) * smoothstep(0.12, 0.04, beside[i] as number) * (1 - (skin[i] as number));
  dropSpecks(strength, size.width, Math.round(SHORTEST * scale));
  const face = gaussianBlur(facePlane(portrait), width, height, 0.02 * portrait.faceHeight);
  // Lines of a pixel at half size would show its grid as beads.
  const smooth = gaussianBlur(strength, size.width, size.height, 0.8);
  const lines = resizePlane(smooth, size.width, size.height, width, height);
  for (let i = 0; i < lines.length; i += 1) {
    const open = (1 - (parts.cover.backdrop[i] as number)) * smoothstep(0.12, 0.03, face[i] as number);
    const onHair = parts.cover.hair[i] as number;
    lines[i] = smoothstep(0.25, 0.55, lines[i] as number) * open * mix(0.8, 0.45, onHair);
  }
  return lines;
}

/** The face within its oval, 0–1. */
export function facePlane({ width, height, landmarks }: Portrait): Plane {
  const face = plane(width * height);
  fillOutline(face, width, height, outlineOf(landmarks, FACE_OVAL));
  return face;
}

/** Empties connected lines of fewer than `least` pixels, in place. */
function dropSpecks(lines: Plane, width: number, least: number): void {
  const seen = new Uint8Array(lines.length);
  for (let start = 0; start < lines.length; start += 1) {
    if (seen[start] === 1 || (lines[start] as number) < 0.3) continue;
    const members = [start];
    seen[start] = 1;
    for (let k = 0; k < members.length; k += 1) {
      const i = members[k] as number;
      for (const step of [-width - 1, -width, -width + 1, -1, 1, width - 1, width, width + 1]) {
        const next = i + step;
        if (next < 0 || next >= lines.length || seen[next] === 1 || (lines[next] as number) < 0.3) continue;
        seen[next] = 1;
        members.push(next);
      }
    }
    if (members.length < least) for (const i of members) lines[i] = 0;
  }
}

/** The outline of the jaw from ear to ear, the left one first. */
const JAW = [93, 132, 58, 172, 136, 150, 149, 176, 148, 152, 377, 400, 378, 379, 365, 397, 288, 361, 323] as const;

/** A head turned this far shows no neck beyond its far jaw: so many points of the outline are left out there. */
const TURNED = 0.25;
const FAR_JAW = 6;

/** The jaw before the neck, thickest at the chin; SVG, to be shown only where neck lies behind it. */
export function jawLine(portrait: Portrait, colour: string): string {
  const isTurned = Math.abs(portrait.yaw) > TURNED;
  const near = portrait.yaw > 0 ? JAW.slice(0, -FAR_JAW) : JAW.slice(FAR_JAW);
  const points: Point[] = landmarksAt(portrait, isTurned ? near : JAW);
  return `<path d="${taperedStroke(points, lens(0.011 * portrait.faceHeight, 0.2))}" fill="${colour}"/>`;
}
