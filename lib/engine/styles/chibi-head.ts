/** The whole head in its own units, put together from back to front. */
import type { Rgb } from '../kernel/colour.ts';
import { mix } from '../kernel/image.ts';
import { drawChibiBrows, drawChibiEyes } from './chibi-eyes.ts';
import {
  drawBeard,
  drawBlush,
  drawEars,
  drawMouth,
  drawNose,
  drawShine,
  faceOutline,
  OUTLINE,
  SKULL_TOP,
} from './chibi-face.ts';
import { drawGlasses, measureGlasses } from './chibi-glasses.ts';
import { BARE, drawBackHair, drawFrontHair, type HairShape, hairShape } from './chibi-hair.ts';
import type { Likeness } from './chibi-likeness.ts';
import type { HeadShape } from './chibi-shape.ts';
import { line, type Sketch, shape } from './chibi-svg.ts';
import { hairRamp, type Ramp } from './toon-palette.ts';

export type DrawnHead = Sketch & {
  /** What hangs behind neck and body. */
  behind: string;
  /** The highest point, and what the head with its hair measures across, in the head's units. */
  top: number;
  width: number;
  middle: number;
};

export function drawHead(likeness: Likeness, head: HeadShape, skin: Ramp): DrawnHead {
  const hair = hairRamp(likeness.hair.colour);
  const beardHair = hairRamp(likeness.beard.colour);
  const bald = likeness.hair.cover < BARE;
  const grown = bald ? null : hairShape(likeness, head);
  const front = grown === null ? { body: drawShine(skin), outline: '' } : drawFrontHair(grown, head, hair);
  const outline = faceOutline(head);
  const covered = { left: grown?.left.coversEar ?? false, right: grown?.right.coversEar ?? false };
  const blush = drawBlush(likeness.skin, head);
  const beard = drawBeard(likeness, head, { hair: beardHair, skin });
  const eyes = drawChibiEyes(likeness, head, skin);
  const mouth = drawMouth(likeness, head, skin);
  const glasses = measureGlasses(likeness.frame, likeness.skin);
  const browColour = mixed(hairRamp(likeness.brows.colour).deep, skin.line, 0.25);
  const body =
    drawEars(head, skin, covered) +
    shape(outline, skin.base) +
    `<g clip-path="url(#face)">${blush.body}${shadeFace(head, skin)}${castByHair(front.outline, skin)}</g>` +
    beard.body +
    line(outline, { colour: skin.line, width: OUTLINE }) +
    drawNose(likeness, head, skin) +
    mouth.body +
    eyes.body +
    drawChibiBrows(likeness, head, browColour) +
    (glasses === null ? '' : drawGlasses(glasses, head)) +
    front.body;
  return {
    behind: grown === null ? '' : drawBackHair(grown, head, hair),
    body,
    definitions: `<clipPath id="face"><path d="${outline}"/></clipPath>${blush.definitions}${eyes.definitions}${mouth.definitions}${beard.definitions}`,
    ...extent(grown, head),
  };
}

/** The side of the face that the light does not reach. */
function shadeFace({ halfWidth: w, chin }: HeadShape, skin: Ramp): string {
  const rim = `M${w + 4} -14C${w * 0.97} ${chin * 0.5} ${w * 0.74} ${chin * 0.86} 0 ${chin - 1.5}L0 ${chin + 4}L${w + 4} ${chin + 4}Z`;
  return shape(rim, skin.shade, undefined, 'opacity=".55"');
}

/** The hair's shadow on the forehead: its own outline, a little lower. */
function castByHair(outline: string, skin: Ramp): string {
  return outline === '' ? '' : `<g transform="translate(0 4.5)">${shape(outline, skin.shade)}</g>`;
}

function extent(hair: HairShape | null, head: HeadShape): { top: number; width: number; middle: number } {
  const points = hair === null ? [] : [...hair.crown, ...hair.left.outer, ...hair.right.outer];
  const across = points.map(([x]) => x);
  const left = Math.min(-head.halfWidth - 11, ...across);
  const right = Math.max(head.halfWidth + 11, ...across);
  return {
    top: Math.min(SKULL_TOP, ...points.map(([, y]) => y)) - 1,
    width: right - left,
    middle: mix(left, right, 0.5) * 0.5,
  };
}

function mixed(from: Rgb, to: Rgb, t: number): Rgb {
  return [mix(from[0], to[0], t), mix(from[1], to[1], t), mix(from[2], to[2], t)];
}
