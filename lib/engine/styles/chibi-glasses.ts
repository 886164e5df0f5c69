/** The person's own glasses: measured shape, colour and darkness of the lenses, grown with the eyes. */
import type { Oklab, Rgb } from '../kernel/colour.ts';
import { rgbOf } from '../kernel/colour.ts';
import { clamp, mix, smoothstep } from '../kernel/image.ts';
import type { Point } from '../kernel/vector.ts';
import { hexOf, smoothPath } from '../kernel/vector.ts';
import { medianOf, pixelAt, pixelsWhere, quantile } from './chibi-colours.ts';
import { type HeadFrame, maskAt, meanOver } from './chibi-frame.ts';
import { type HeadShape, narrowed, turned } from './chibi-shape.ts';
import { line, n, pt } from './chibi-svg.ts';
import { landmark } from './features.ts';

export type GlassesMeasure = {
  frame: Oklab;
  /** 0 thin wire – 1 thick plastic. */
  thickness: number;
  /** 0 round – 1 square corners; how much narrower the lower half is than the upper one. */
  squareness: number;
  drop: number;
  /** Height against width. */
  tallness: number;
  /** 0 clear – 1 dark. */
  darkness: number;
  lens: Oklab;
};

/** Less of the eye band than this is no frame. */
const FEWEST = 0.012;
/** Around an eye: directions in which the frame is sought, and how far. */
const ANGLES = Array.from({ length: 16 }, (_, i) => (i / 16) * 2 * Math.PI);
const NEAREST = 8;
const FARTHEST = 26;

/** `null` for a face without glasses. */
export function measureGlasses(frame: HeadFrame, skin: Oklab): GlassesMeasure | null {
  const { portrait } = frame;
  const { glasses } = portrait.regions;
  if (meanOver(frame, glasses, [-42, -16, 42, 26]) < FEWEST) return null;
  // The nearer lens is seen from the front; the far one is foreshortened.
  const near = portrait.yaw > 0 ? 468 : 473;
  const centre = inFrame(frame, near);
  const reach = ANGLES.map((angle) => reachOf(frame, centre, angle));
  const at = (...indices: number[]) =>
    quantile(
      Float32Array.from(indices, (i) => reach[i] ?? 16),
      0.5,
    );
  const [across, up, down] = [at(0, 1, 15, 7, 8, 9), at(11, 12, 13), at(3, 4, 5)];
  const corners = at(2, 6, 10, 14);
  const round = Math.hypot(across, (up + down) / 2) / Math.SQRT2;
  const lens = lensTone(frame, skin);
  const lines = pixelsWhere(portrait, glasses, 0.7, 2);
  return {
    frame: darkest(lines),
    thickness: clamp((meanOver(frame, glasses, [-42, -16, 42, 26]) - 0.03) / 0.12),
    squareness: smoothstep(1.0, 1.18, corners / Math.max(1, round)),
    drop: clamp((down - up) / 12, 0, 1),
    tallness: clamp((up + down) / (2 * across), 0.7, 1.05),
    darkness: smoothstep(0.3, 0.55, 1 - lens[0] / Math.max(0.2, skin[0])),
    lens,
  };
}

/** A landmark in the head's frame. */
function inFrame({ portrait, unit, roll, origin }: HeadFrame, index: number): Point {
  const [x, y] = landmark(portrait, index);
  const [dx, dy] = [(x - origin[0]) / unit, (y - origin[1]) / unit];
  return [dx * Math.cos(roll) + dy * Math.sin(roll), dy * Math.cos(roll) - dx * Math.sin(roll)];
}

function reachOf(frame: HeadFrame, [u, v]: Point, angle: number): number {
  let best = 0.25;
  let found = 16;
  for (let reach = NEAREST; reach <= FARTHEST; reach += 1) {
    const cover = maskAt(
      frame,
      frame.portrait.regions.glasses,
      u + Math.cos(angle) * reach,
      v + Math.sin(angle) * reach,
    );
    if (cover <= best) continue;
    best = cover;
    found = reach;
  }
  return found;
}

/** Landmarks beneath the eyes, behind the lower half of a lens. */
const BEHIND_LENSES = [230, 231, 229, 450, 451, 449, 119, 348] as const;

function lensTone({ portrait }: HeadFrame, skin: Oklab): Oklab {
  const { width, height } = portrait;
  const samples = BEHIND_LENSES.flatMap((index) => {
    const [x, y] = landmark(portrait, index);
    return [-1, 0, 1].flatMap((dx) =>
      [-1, 0, 1].map((dy) => {
        const column = clamp(Math.round(x) + dx, 0, width - 1);
        return pixelAt(portrait, clamp(Math.round(y) + dy, 0, height - 1) * width + column);
      }),
    );
  });
  return medianOf(samples, skin);
}

/** The frame's own colour: of pixels that are half skin, the half that is not. */
function darkest(lines: readonly Oklab[]): Oklab {
  const median = medianOf(lines, [0.2, 0, 0]);
  return medianOf(
    lines.filter(([l]) => l <= median[0]),
    median,
  );
}

/** A shorter arm would be a speck beside the lens. */
const SHORTEST_ARM = 3;

/** Frames around the drawn eyes, with a glint; dark lenses hide the eyes. */
export function drawGlasses(glasses: GlassesMeasure, head: HeadShape): string {
  const [l, a, b] = glasses.frame;
  const colour = rgbOf(Math.min(l * 0.85, 0.6), a * 1.2, b * 1.2);
  const width = mix(1.7, 3.4, glasses.thickness);
  const halfWidth = head.eyeHalfWidth * 1.36;
  const halfHeight = Math.max(head.eyeHalfHeight * 1.04, halfWidth * glasses.tallness);
  const centres = ([-1, 1] as const).map((side) => {
    const u = side * head.eyeApart * 1.03;
    return { x: turned(head, u), y: head.eyeLevel + 1.5 + glasses.drop * 1.5, narrow: narrowed(head, u), side };
  });
  const lenses = centres.map(({ x, y, narrow, side }) => {
    const path = lensPath([x, y], halfWidth * narrow, halfHeight, { side, glasses });
    return lens(path, glasses) + glint([x, y], halfWidth * narrow, halfHeight) + line(path, { colour, width });
  });
  const [left, right] = centres;
  if (!left || !right) return '';
  const inner: [number, number] = [left.x + halfWidth * left.narrow, right.x - halfWidth * right.narrow];
  const bridge = `M${pt([inner[0], left.y - halfHeight * 0.22])}Q${pt([(inner[0] + inner[1]) / 2, left.y - halfHeight * 0.5])} ${pt([inner[1], right.y - halfHeight * 0.22])}`;
  const arms = centres
    .map(({ x, y, narrow, side }) => {
      const from = x + side * halfWidth * narrow * 0.97;
      const to = side * (head.halfWidth + 1);
      return side * (to - from) > SHORTEST_ARM
        ? line(`M${pt([from, y - halfHeight * 0.26])}L${pt([to, y - halfHeight * 0.36])}`, { colour, width })
        : '';
    })
    .join('');
  return arms + lenses.join('') + line(bridge, { colour, width });
}

function lensPath(
  [x, y]: Point,
  across: number,
  down: number,
  { side, glasses }: { side: number; glasses: GlassesMeasure },
): string {
  const power = mix(2, 3.6, glasses.squareness);
  const points = Array.from({ length: 20 }, (_, i): Point => {
    const angle = (i / 20) * 2 * Math.PI;
    const [cos, sin] = [Math.cos(angle), Math.sin(angle)];
    const scale = 1 / (Math.abs(cos) ** power + Math.abs(sin) ** power) ** (1 / power);
    // Aviators hang towards the cheek.
    const hang = sin > 0 ? glasses.drop * 0.22 : 0;
    return [
      x + across * cos * scale * (1 - hang * 0.6) + side * hang * across * 0.35,
      y + down * sin * scale * (1 + hang * 0.3),
    ];
  });
  return smoothPath(points, { closed: true, tension: 0.5 });
}

function lens(path: string, { darkness, lens: [l, a, b] }: GlassesMeasure): string {
  const fill: Rgb = darkness > 0.5 ? rgbOf(clamp(l, 0.1, 0.32), a, b) : [1, 1, 1];
  return `<path d="${path}" fill="${hexOf(fill)}" opacity="${n(darkness > 0.5 ? 0.93 : 0.13)}"/>`;
}

function glint([x, y]: Point, across: number, down: number): string {
  const at = (u: number, v: number) => pt([x + u * across, y + v * down]);
  return `<path d="M${at(-0.62, 0.1)}L${at(-0.18, -0.62)}L${at(0.04, -0.62)}L${at(-0.44, 0.26)}Z M${at(0.16, -0.6)}L${at(0.26, -0.58)}L${at(-0.26, 0.34)}L${at(-0.35, 0.3)}Z" fill="#fff" opacity=".3"/>`;
}
