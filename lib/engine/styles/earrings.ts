/** Earrings beside the jaw, which the networks' mask leaves to the background. */
import { oklabOf } from '../kernel/colour.ts';
import { mapChannels, mix, type Plane, plane, smoothstep } from '../kernel/image.ts';
import { fitColours, strangeness } from '../portrait/colour-model.ts';
import { spread } from '../portrait/pieces.ts';
import { type Portrait, portraitWith } from '../portrait/portrait.ts';
import { headFrameOf } from '../portrait/region-priors.ts';

/** Where earrings hang and what lies beyond, in face heights beside the cheek and below the eyes' middle. */
const HANGS = { from: -0.1, to: 0.32, above: -0.05, below: 0.62 } as const;
const BEYOND = { to: 0.7, above: -0.2 } as const;
/** The least of the background that tells its colours, in squared face heights. */
const LEAST_BEHIND = 0.05;
/** Metal and stones throw light back: brighter (OKLab) than the background, which has no such colour (squared deviations). */
const BRIGHTER = 0.06;
const STRANGE = 14;
/** A glint's area in squared face heights, and how near to the person it is, in face heights: hair covers ears. */
const GLINT = [0.002, 0.02] as const;
const NEAR = 0.07;
/** Half the width and height of an earring, by those of its glint. */
const HALF = [0.76, 1.05] as const;

/** Looked for at this many rows for a face. */
const FACE_ROWS = 80;
/** The most of a glint that lies at the person's edge: a rim in the light lies there wholly. */
const MOST_BESIDE = 0.3;

type Box = { left: number; top: number; width: number; height: number };

/** The portrait with the earrings whose glint is seen before the background, as photographed. */
export function withEarrings(portrait: Portrait): Portrait {
  const rings = [-1, 1].flatMap((side) => glintsBeside(portrait, side));
  if (rings.length === 0) return portrait;
  const { width, height, photo } = portrait;
  const alpha = portrait.alpha.slice();
  const person = mapChannels(portrait.person, (channel) => channel.slice());
  for (const { left, top, width: across, height: down } of rings) {
    const [x, y] = [left + across / 2, top + down / 2];
    const [halfWidth, halfHeight] = [HALF[0] * across, HALF[1] * down];
    const end = Math.floor(Math.min(height, y + 1.1 * halfHeight)) * width;
    for (let i = Math.max(0, Math.floor(y - 1.1 * halfHeight)) * width; i < end; i += 1) {
      const away = Math.hypot(((i % width) - x) / halfWidth, (Math.floor(i / width) - y) / halfHeight);
      if (away > 1.1) continue;
      const worn = smoothstep(1.1, 0.9, away);
      alpha[i] = Math.max(alpha[i] as number, worn);
      person.channels.forEach((channel, index) => {
        channel[i] = mix(channel[i] as number, photo.channels[index]?.[i] as number, worn);
      });
    }
  }
  return portraitWith(portrait, { person, alpha });
}

/** Where something glints before the background beside the jaw on one side, canvas pixels; looked for on a smaller picture. */
function glintsBeside(portrait: Portrait, side: number): Box[] {
  const { photo, alpha, covered, regions, width, height, landmarks } = portrait;
  const { x, y, cosine, sine, halfWidth, faceHeight } = headFrameOf(landmarks);
  const factor = Math.max(1, Math.round(faceHeight / FACE_ROWS));
  const reach = 1.2 * faceHeight;
  const [left, top] = [x - reach, y - reach].map((from) => Math.max(0, Math.round(from))) as [number, number];
  const columns = Math.floor((Math.min(width, x + reach) - left) / factor);
  const rows = Math.floor((Math.min(height, y + reach) - top) / factor);
  const oklab: [Plane, Plane, Plane] = [plane(columns * rows), plane(columns * rows), plane(columns * rows)];
  const behind = new Int8Array(columns * rows).fill(-1);
  const hangs = new Uint8Array(columns * rows);
  const person = new Uint8Array(columns * rows);
  const bare = new Uint8Array(columns * rows);
  for (let row = 0, i = 0; row < rows; row += 1) {
    for (let column = 0; column < columns; column += 1, i += 1) {
      const at = (top + factor * row) * width + left + factor * column;
      if ((alpha[at] as number) >= 0.5) person[i] = 1;
      if (person[i] === 1 && (regions.hair[at] as number) < 0.5) bare[i] = 1;
      const [across, down] = [left + factor * column - x, top + factor * row - y];
      const outwards = ((across * cosine + down * sine) * side) / faceHeight - halfWidth;
      const below = (down * cosine - across * sine) / faceHeight;
      const isBeside = outwards > HANGS.from && outwards < BEYOND.to && below > BEYOND.above && below < HANGS.below;
      if (!isBeside || covered[at] !== 1 || person[i] === 1) continue;
      if (outwards < HANGS.to && below > HANGS.above) hangs[i] = 1;
      else if ((alpha[at] as number) < 0.02) behind[i] = 0;
      const [red, green, blue] = photo.channels;
      const colour = oklabOf(red[at] as number, green[at] as number, blue[at] as number);
      oklab.forEach((channel, index) => {
        channel[i] = colour[index] as number;
      });
    }
  }
  const area = (faceHeight / factor) ** 2;
  const [lightness, greenRed, blueYellow] = oklab;
  let [count, sum] = [0, 0];
  for (let i = 0; i < behind.length; i += 1) {
    if (behind[i] !== 0) continue;
    count += 1;
    sum += lightness[i] as number;
  }
  if (count < LEAST_BEHIND * area) return [];
  const background = fitColours(oklab, behind, 0, 2);
  const isGlint = (i: number) => {
    if (hangs[i] === 0 || (lightness[i] as number) < sum / count + BRIGHTER) return false;
    const strange = strangeness(background, lightness[i] as number, greenRed[i] as number, blueYellow[i] as number);
    return strange > STRANGE;
  };
  const near = Math.round((NEAR * faceHeight) / factor);
  const seen = new Uint8Array(columns * rows);
  const glints: Box[] = [];
  for (let start = 0; start < seen.length; start += 1) {
    if (seen[start] === 1 || !isGlint(start)) continue;
    const piece = spread([start], isGlint, columns, seen);
    if (piece.length < GLINT[0] * area || piece.length > GLINT[1] * area) continue;
    const across = piece.map((i) => i % columns);
    const down = piece.map((i) => Math.floor(i / columns));
    const [from, to] = [Math.min(...across), Math.max(...across)];
    const [above, below] = [Math.min(...down), Math.max(...down)];
    const around = piece.map((i) => [i - 1, i + 1, i - columns, i + columns]);
    // What goes on beyond is no earring.
    const isAlone = around.every((places) => places.every((next) => hangs[next] === 1 || person[next] === 1));
    const rim = around.filter((places) => places.some((next) => person[next] === 1)).length;
    const beside = [...Array(near).keys()].some((step) =>
      down.some((row) => bare[row * columns + (side > 0 ? from - step : to + step)] === 1),
    );
    if (!isAlone || !beside || rim > MOST_BESIDE * piece.length) continue;
    glints.push({
      left: left + factor * from,
      top: top + factor * above,
      width: factor * (to - from),
      height: factor * (below - above),
    });
  }
  return glints;
}
