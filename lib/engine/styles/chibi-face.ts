/** The face beneath eyes and hair: its outline, ears, blush, nose, mouth and beard. */
import type { Oklab, Rgb } from '../kernel/colour.ts';
import { clamp, mix, smoothstep } from '../kernel/image.ts';
import { hexOf, type Point, smoothPath } from '../kernel/vector.ts';
import type { Likeness } from './chibi-likeness.ts';
import { type HeadShape, narrowed, turned } from './chibi-shape.ts';
import { ellipse, joined, line, n, pt, type Sketch, shape } from './chibi-svg.ts';
import { polar, type Ramp } from './toon-palette.ts';

/** Width of outlines. */
export const OUTLINE = 1.5;
/** The level of the skull's top under the hair. */
export const SKULL_TOP = -58;

/** Exponent of the skull's curve: 1 would make it an ellipse. */
const SQUARE = 0.83;

/** The outline of skull and face, as a closed path. */
export function faceOutline(head: HeadShape): string {
  return smoothPath([...cheek(head, 1), ...cheek(head, -1).reverse().slice(1, -1)], { closed: true, tension: 0.5 });
}

/** The skull from its top to the temple: a rounded box, in half widths and heights of it. */
const SKULL = [15, 30, 45, 60, 75].map((degrees) => {
  const angle = (degrees * Math.PI) / 180;
  return [Math.sin(angle) ** SQUARE, Math.cos(angle) ** SQUARE] as const;
});

/** From the top of the skull down one side to the chin. */
function cheek({ halfWidth, chin, jaw }: HeadShape, side: number): Point[] {
  return (
    [
      [0, SKULL_TOP],
      ...SKULL.map(([across, up]) => [halfWidth * across, mix(4, SKULL_TOP, up)] as const),
      [halfWidth, 4],
      [halfWidth * 0.97, chin * 0.42],
      [mix(jaw, halfWidth, 0.35), chin * 0.68],
      [jaw * 0.6, chin * 0.93],
      [jaw * 0.16, chin],
      [0, chin],
    ] as const
  ).map(([u, v]) => [u * side, v]);
}

/** Both ears, behind the face; the far one of a turned head hides. */
export function drawEars(head: HeadShape, skin: Ramp, covered: { left: boolean; right: boolean }): string {
  return ([-1, 1] as const)
    .map((side) => {
      if (side < 0 ? covered.left : covered.right) return '';
      const away = head.turn * side;
      if (away > 0.2) return '';
      const x = side * (head.halfWidth + 2 - Math.max(0, away) * 20);
      const stroke = { colour: skin.line, width: OUTLINE };
      const fold = `M${pt([x + side * 3.4, 2])}Q${pt([x - side * 2, 4])} ${pt([x + side * 1.6, 12])}`;
      return (
        ellipse([x, 7], 8, 11, skin.base, `stroke="${hexOf(skin.line)}" stroke-width="${OUTLINE}"`) +
        line(fold, { ...stroke, colour: skin.deep, width: 1.3 })
      );
    })
    .join('');
}

/** Cheeks that have been in the fresh air: redder than the skin, hardly darker. */
export function drawBlush([lightness, a, b]: Oklab, head: HeadShape): Sketch {
  const chroma = Math.hypot(a, b);
  const red = hexOf(polar(lightness * mix(0.86, 0.93, lightness), clamp(chroma + 0.075, 0.1, 0.17), 0.34));
  const stops = `<stop offset="0" stop-color="${red}" stop-opacity=".62"/><stop offset="1" stop-color="${red}" stop-opacity="0"/>`;
  const body = [-1, 1]
    .map((side) => {
      const u = side * (head.eyeApart + head.eyeHalfWidth * 0.78);
      return ellipse(
        [turned(head, u), head.eyeLevel + head.eyeHalfHeight + 3.5],
        11 * narrowed(head, u),
        6.4,
        'url(#blush)',
      );
    })
    .join('');
  return { body, definitions: `<radialGradient id="blush">${stops}</radialGradient>` };
}

/** A small shadow and a light: enough for a small nose. */
export function drawNose({ noseWidth }: Likeness, head: HeadShape, skin: Ramp): string {
  const x = turned(head, 0) + head.turn * 9;
  const half = 3.2 * clamp(noseWidth / 27, 0.85, 1.25);
  const y = head.noseLevel + 1;
  return (
    line(`M${pt([x - half, y])}Q${pt([x, y + 2.8])} ${pt([x + half, y])}`, { colour: skin.deep, width: 1.5 }) +
    ellipse([x - half * 0.2, y - 3.4], 1.5, 1.9, skin.light, 'opacity=".85"')
  );
}

/** Gaps between the lips from which a mouth is drawn open, and at which it laughs, in hundredths of the face. */
const OPEN = 3.5;
const LAUGHING = 12;
/** Lips that don't smile may stand apart this far and still be drawn shut. */
const PARTED = 7;
const TEETH = '#fffdfb';

/** The measured smile: teeth and tongue when it is open, a curved line when it is shut; painted lips stay painted. */
export function drawMouth({ mouth, lips, skin: tone }: Likeness, head: HeadShape, skin: Ramp): Sketch {
  const x = turned(head, 0) + head.turn * 4;
  const y = head.mouthLevel;
  const half = (mouth.width / 2) * 0.62 * narrowed(head, 0);
  const lift = clamp(mouth.lift + 2.2, -0.5, 9) * 0.5;
  const stroke = { colour: skin.line, width: 1.6 };
  const painted = smoothstep(0.07, 0.12, Math.hypot(lips[1] - tone[1], lips[2] - tone[2]));
  const lip = hexOf(
    polar(clamp(lips[0], 0.35, 0.75), Math.hypot(lips[1], lips[2]) * 1.15, Math.atan2(lips[2], lips[1])),
  );
  if (mouth.open < (mouth.lift > 2 ? OPEN : PARTED)) {
    const path = `M${pt([x - half, y - lift])}Q${pt([x, y + lift * 1.1 + 0.6])} ${pt([x + half, y - lift])}`;
    const shadow = line(`M${pt([x - 3.4, y + 5])}Q${pt([x, y + 6.2])} ${pt([x + 3.4, y + 5])}`, {
      colour: skin.shade,
      width: 1.5,
    });
    const full =
      `M${pt([x - half * 0.92, y - lift])}Q${pt([x - half * 0.35, y - 3.4])} ${pt([x, y - 2.1])}Q${pt([x + half * 0.35, y - 3.4])} ${pt([x + half * 0.92, y - lift])}` +
      `Q${pt([x, y + 6.4])} ${pt([x - half * 0.92, y - lift])}Z`;
    const lipstick = painted > 0.05 ? `<path d="${full}" fill="${lip}" opacity="${n(0.85 * painted)}"/>` : '';
    return { body: lipstick + (painted > 0.5 ? '' : shadow) + line(path, stroke), definitions: '' };
  }
  const drop = mix(6.5, 12.5, clamp((mouth.open - OPEN) / (LAUGHING - OPEN)));
  const outline =
    `M${pt([x - half, y - lift])}Q${pt([x, y - lift * 0.2])} ${pt([x + half, y - lift])}` +
    `C${pt([x + half * 0.86, y + drop * 0.82])} ${pt([x + half * 0.4, y + drop])} ${pt([x, y + drop])}` +
    `C${pt([x - half * 0.4, y + drop])} ${pt([x - half * 0.86, y + drop * 0.82])} ${pt([x - half, y - lift])}Z`;
  const teeth = `M${pt([x - half * 1.1, y - lift - 3])}H${n(x + half * 1.1)}V${n(y + drop * 0.2)}Q${pt([x, y + drop * 0.46])} ${pt([x - half * 1.1, y + drop * 0.2])}Z`;
  return {
    body:
      `<path d="${outline}" fill="#6d2430"/><g clip-path="url(#mouth)">${ellipse([x, y + drop * 1.02], half * 0.62, drop * 0.42, '#e2727c')}` +
      `<path d="${teeth}" fill="${TEETH}"/></g>` +
      line(outline, painted > 0.3 ? { colour: mixed(skin.line, rgbOfLip(lips), 0.7), width: 2.1 } : stroke),
    definitions: `<clipPath id="mouth"><path d="${outline}"/></clipPath>`,
  };
}

function rgbOfLip(lips: Oklab): Rgb {
  return polar(clamp(lips[0], 0.35, 0.7), Math.hypot(lips[1], lips[2]) * 1.15, Math.atan2(lips[2], lips[1]));
}

/** Beard and moustache as far as they are measured: from stubble, which is a tint, to a full beard, which is a shape. */
export function drawBeard({ beard }: Likeness, head: HeadShape, { hair, skin }: { hair: Ramp; skin: Ramp }): Sketch {
  const { moustache, chin, jaw, length } = beard;
  const dense = Math.max(moustache, chin);
  if (dense < 0.2) return { body: '', definitions: '' };
  const full = smoothstep(0.25, 0.5, jaw);
  const colour = hexOf(mixed(hair.base, skin.shade, 0.45 * (1 - smoothstep(0.45, 0.85, dense))));
  const opacity = n(mix(0.3, 1, smoothstep(0.25, 0.75, dense)));
  const [x, y] = [turned(head, 0) + head.turn * 4, head.mouthLevel];
  const { halfWidth: w, chin: c } = head;
  const longer = Math.min(34, length * 0.8);
  let paths = '';
  if (full > 0.2) {
    paths += `<path d="${joined([
      [
        [-w, 3],
        [-w * 0.99, c * 0.45],
        [-head.jaw * 0.86, c * 0.86 + longer * 0.1],
        [-head.jaw * 0.44, c + 1.5 + longer * 0.7],
        [0, c + 1.5 + longer],
        [head.jaw * 0.44, c + 1.5 + longer * 0.7],
        [head.jaw * 0.86, c * 0.86 + longer * 0.1],
        [w * 0.99, c * 0.45],
        [w, 3],
      ],
      [...cheekLine(head, x, 1), [x, y - 3], ...cheekLine(head, x, -1).reverse()],
    ])}"/>`;
  } else {
    paths += `<path d="${joined([
      [
        [x - 9, y + 4.5],
        [x - 8.5, c * 0.93],
        [x * 0.4, c + 1 + longer],
        [x + 8.5, c * 0.93],
        [x + 9, y + 4.5],
      ],
      [[x, y + 6.5]],
    ])}"/>`;
  }
  if (moustache > 0.25 || full > 0.2) {
    const m = 0.4 + 0.6 * smoothstep(0.2, 0.6, moustache);
    paths += `<path opacity="${n(m)}" d="M${pt([x, y - 5.6])}C${pt([x + 5, y - 7.4])} ${pt([x + 11, y - 5.4])} ${pt([x + 14.5, y + 1.6])}C${pt([x + 9, y - 0.4])} ${pt([x + 4, y - 1.6])} ${pt([x, y - 2.2])}C${pt([x - 4, y - 1.6])} ${pt([x - 9, y - 0.4])} ${pt([x - 14.5, y + 1.6])}C${pt([x - 11, y - 5.4])} ${pt([x - 5, y - 7.4])} ${pt([x, y - 5.6])}Z"/>`;
  }
  const lip = ellipse([x, y + 2.2], 7.5, 3.6, skin.shade, 'opacity=".95"');
  const edge = longer > 6 ? `stroke="${hexOf(hair.line)}" stroke-width="1.2"` : '';
  return { body: `<g fill="${colour}" opacity="${opacity}" ${edge}>${paths}</g>${lip}`, definitions: '' };
}

/** The upper edge of a full beard from the sideburn to beside the mouth at `x`, nowhere beyond the face's outline. */
function cheekLine({ halfWidth: w, chin: c, jaw, mouthLevel: y }: HeadShape, x: number, side: -1 | 1): Point[] {
  const within = (level: number, inset: number) =>
    mix(w * 0.99, jaw * 0.86, clamp((level / c - 0.45) / (0.86 - 0.45))) - inset;
  const beside = Math.min(side * x + 14, within(y, 4));
  const cheek = Math.min(side * x + w * 0.44, within(y, 10));
  const line: Point[] = [
    [within(11, 2.5), 11],
    [within(y - 9, 5), y - 9],
    [within(y - 3, 8.5), y - 3],
    ...(cheek > beside + 3 ? [[cheek, y + 0.5] as const] : []),
    [beside, y - 1.5],
  ];
  return line.map(([u, v]) => [side * u, v]);
}

function mixed(from: Rgb, to: Rgb, t: number): Rgb {
  return [mix(from[0], to[0], t), mix(from[1], to[1], t), mix(from[2], to[2], t)];
}

/** A bare scalp's shine. */
export function drawShine(skin: Ramp): string {
  const light = skin.light;
  return shape(`M-30 -38Q-22 -53 -4 -55Q-18 -47 -24 -34Q-28 -32 -30 -38Z`, light, undefined, 'opacity=".8"');
}
