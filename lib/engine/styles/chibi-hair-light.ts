/** What gives flat hair its shape: shade along the lower edges, strands along the flow, a band of light. */
import type { Rgb } from '../kernel/colour.ts';
import { mix, smoothstep } from '../kernel/image.ts';
import { hexOf, type Point } from '../kernel/vector.ts';
import { SKULL_TOP } from './chibi-face.ts';
import type { FallingHair, HairShape } from './chibi-hair.ts';
import { CROWN_CENTRE } from './chibi-hair-measure.ts';
import type { HeadShape } from './chibi-shape.ts';
import { joined, pt, shape, tapered } from './chibi-svg.ts';
import type { Ramp } from './toon-palette.ts';

/** To be clipped to the hair. */
export function drawHairLight(hair: HairShape, head: HeadShape, ramp: Ramp): string {
  const falls = [hair.left, hair.right];
  const sides =
    hair.texture === 'braids'
      ? falls.map((fall) => braids(fall, ramp)).join('')
      : falls.map((fall) => sideShade(fall, ramp) + fallingStrands(fall, ramp)).join('');
  return rimShade(hair, head, ramp) + sides + strands(hair, ramp) + shine(hair, ramp);
}

/** Along the forehead and at the temples light from above does not reach. */
function rimShade(hair: HairShape, head: HeadShape, ramp: Ramp): string {
  const w = head.halfWidth;
  const below = hair.hairline.map(([x, y]): Point => [x, y + 9]);
  const above = hair.hairline.map(([x, y]): Point => [x, y - 4.5]).reverse();
  const rim = joined([
    [[-w - 8, 16], ...below, [w + 8, 16]],
    [[w + 8, 2], [w * 0.9, -14], ...above, [-w * 0.9, -14], [-w - 8, 2]],
  ]);
  return shape(rim, ramp.shade, undefined, 'opacity=".65"');
}

/** The side of a lock that lies against face and neck. */
function sideShade({ inner, outer }: FallingHair, ramp: Ramp): string {
  if (inner.length < 2) return '';
  const between = inner.map(([x, y], i): Point => [mix(x, outer[i]?.[0] ?? x, 0.34), y]);
  const beyond = inner.map(([x, y]): Point => [x * 0.9, y]);
  const last = beyond.at(-1) ?? [0, 0];
  return shape(joined([[...beyond, [last[0], last[1] + 12]], between.slice().reverse()]), ramp.shade);
}

function fallingStrands({ inner, outer }: FallingHair, ramp: Ramp): string {
  if (outer.length < 4) return '';
  return [0.3, 0.62, 0.84]
    .map((part, k) => {
      const along = outer.map(([x, y], i): Point => [mix(inner[i]?.[0] ?? x, x, part), y]);
      const first = along[k === 1 ? 0 : 2];
      const [middle, last] = [along[along.length >> 1], along.at(-1)];
      if (!first || !middle || !last) return '';
      const bend: Point = [2 * middle[0] - (first[0] + last[0]) / 2, middle[1]];
      return shape(tapered(first, bend, last, 1), ramp.deep, undefined, 'opacity=".6"');
    })
    .join('');
}

/** Plaits side by side: chains of rounded links. */
function braids({ inner, outer }: FallingHair, ramp: Ramp): string {
  const links: string[] = [];
  outer.forEach(([x, y], i) => {
    if (i === 0) return;
    const from = inner[i]?.[0] ?? x;
    const count = Math.max(1, Math.round(Math.abs(x - from) / 7));
    for (let k = 0; k < count; k += 1) {
      const centre = mix(from, x, (k + 0.5) / count);
      const half = Math.abs(x - from) / count / 2;
      const link = (level: number, lean: number) =>
        `<ellipse cx="${centre.toFixed(1)}" cy="${level.toFixed(1)}" rx="${(half * 1.02).toFixed(1)}" ry="3.1" transform="rotate(${lean} ${centre.toFixed(1)} ${level.toFixed(1)})"/>`;
      links.push(link(y, 20), link(y - 3.3, -20));
    }
  });
  const [fill, stroke] = [hexOf(ramp.base), hexOf(ramp.line)];
  return `<g fill="${fill}" stroke="${stroke}" stroke-width=".7">${links.join('')}</g>`;
}

/** A few lines along the flow, from the parting to the ends. */
function strands(hair: HairShape, ramp: Ramp): string {
  const top = hair.crown[16] ?? [0, -70];
  const root: Point = [hair.parting * 0.75, mix(top[1], SKULL_TOP, 0.35) + 4];
  const thin = (from: Point, bend: Point, to: Point) =>
    shape(tapered(from, bend, to, 1.1), ramp.deep, undefined, 'opacity=".55"');
  const front = [1, 4, 6, 10, 12, 15].map((i) => {
    const [x, y] = hair.hairline[i] ?? [0, -40];
    if (!hair.fringe) {
      const [topX, topY] = crownAt(hair, 16 + (i - 8) * 1.3);
      return thin(
        [x, y - 1.5],
        [mix(x, topX, 0.3) + 3, mix(y, topY, 0.5)],
        [mix(x, topX, 0.8) + 5, mix(y, topY, 0.82)],
      );
    }
    return thin(
      [mix(root[0], x, 0.3), mix(root[1], y, 0.22)],
      [mix(root[0], x, 0.85), mix(root[1], y, 0.3)],
      [x, y - 2],
    );
  });
  const back = [3, 7, 25, 29].map((i) => {
    const [x, y] = hair.crown[i] ?? [0, -40];
    return thin(
      [mix(root[0], x, 0.25), mix(root[1], y, 0.1)],
      [mix(root[0], x, 0.8), mix(root[1], y, 0.2)],
      [x * 0.86, y * 0.88],
    );
  });
  return front.join('') + back.join('');
}

/** A band of light across the crown, broken as strands break it. */
function shine(hair: HairShape, ramp: Ramp): string {
  const upper: Point[] = [];
  const lower: Point[] = [];
  for (let step = 0; step <= 40; step += 1) {
    const at = 5 + step * 0.55;
    const [x, y] = crownAt(hair, at);
    const t = Math.abs(at - 16) / 11;
    const broken = step % 4 === 0 ? 1.5 : step % 4 === 2 ? 0.45 : 0.9;
    const thick = 0.075 * smoothstep(1.05, 0.3, t);
    const centre = 0.74 - 0.03 * t;
    const lay = (part: number): Point => [x * part, CROWN_CENTRE[1] + (y - CROWN_CENTRE[1]) * part];
    upper.push(lay(centre + thick * (0.6 + 0.3 * broken)));
    lower.push(lay(centre - thick * broken));
  }
  return shape(`M${upper.map(pt).join('L')}L${lower.reverse().map(pt).join('L')}Z`, gleam(ramp));
}

/** Lighter than the hair's light tone, dark hair more so: black hair shines too. */
function gleam({ base, light }: Ramp): Rgb {
  const brightness = (base[0] + base[1] + base[2]) / 3;
  const more = mix(0.2, 0.12, brightness);
  return [mix(light[0], 1, more), mix(light[1], 1, more), mix(light[2], 1, more)];
}

function crownAt({ crown }: HairShape, at: number): Point {
  const before = Math.floor(at);
  const [from, to] = [crown[before] ?? [0, 0], crown[before + 1] ?? [0, 0]];
  return [mix(from[0], to[0], at - before), mix(from[1], to[1], at - before)];
}
