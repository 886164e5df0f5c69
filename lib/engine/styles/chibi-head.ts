/** The whole head in its own units, put together from back to front. */
import type { Rgb } from '../kernel/colour.ts';
import { mix } from '../kernel/image.ts';
import type { Point } from '../kernel/vector.ts';
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
import { BARE, hairShape } from './chibi-hair.ts';
import { drawBackHair, drawFrontHair } from './chibi-hair-drawing.ts';
import { drawHeadwear, measureHeadwear } from './chibi-headwear.ts';
import type { Likeness } from './chibi-likeness.ts';
import type { HeadShape } from './chibi-shape.ts';
import { drawSimpleHat } from './chibi-simple-hats.ts';
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

/** `lean`: degrees by which the head will be tilted about its chin. */
export function drawHead(likeness: Likeness, head: HeadShape, skin: Ramp, lean: number): DrawnHead {
  const headwear = measureHeadwear(likeness.frame);
  const hat =
    headwear === null ? null : (drawSimpleHat(headwear, likeness, head) ?? drawHeadwear(headwear, likeness, head));
  const hair = hairRamp(likeness.hair.colour);
  const beardHair = hairRamp(likeness.beard.colour);
  const bald = likeness.hair.cover < BARE;
  const grown = bald ? null : hairShape(likeness, head);
  const front = grown === null ? { body: drawShine(skin), outline: '' } : drawFrontHair(grown, head, hair);
  const outline = faceOutline(head);
  const covered = {
    left: (grown?.left.coversEar ?? false) || (headwear?.coversEars.left ?? false),
    right: (grown?.right.coversEar ?? false) || (headwear?.coversEars.right ?? false),
  };
  const blush = drawBlush(likeness.skin, head);
  const beard = drawBeard(likeness, head, { hair: beardHair, skin });
  const eyes = drawChibiEyes(likeness, head, skin);
  const mouth = drawMouth(likeness, head, skin);
  const glasses = measureGlasses(likeness.frame, likeness.skin);
  const below = `<clipPath id="below"><rect x="-300" y="${hat?.hides ?? -300}" width="600" height="600"/></clipPath>`;
  const browColour = mixed(hairRamp(likeness.brows.colour).deep, skin.line, 0.25);
  const body =
    drawEars(head, skin, covered) +
    shape(outline, skin.base) +
    `<g clip-path="url(#face)">${blush.body}${shadeFace(head, skin)}${castByHair(front.outline, skin)}</g>` +
    (likeness.beard.length > 6 ? '' : beard.body) +
    line(outline, { colour: skin.line, width: OUTLINE }) +
    (likeness.beard.length > 6 ? beard.body : '') +
    drawNose(likeness, head, skin) +
    mouth.body +
    eyes.body +
    drawChibiBrows(likeness, head, browColour) +
    (glasses === null ? '' : drawGlasses(glasses, head)) +
    (hat?.hides === undefined ? front.body : `<g clip-path="url(#below)">${front.body}</g>`) +
    (hat?.body ?? '');
  return {
    behind: grown === null ? '' : drawBackHair(grown, head, hair),
    body,
    definitions: `<clipPath id="face"><path d="${outline}"/></clipPath>${below}${blush.definitions}${eyes.definitions}${mouth.definitions}${beard.definitions}${hat?.definitions ?? ''}`,
    ...extent(
      [...(grown ? [...grown.crown, ...grown.left.outer, ...grown.right.outer] : []), ...(hat?.points ?? [])],
      head,
      lean,
    ),
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

/** How far the tilted head reaches. */
function extent(
  points: readonly Point[],
  head: HeadShape,
  lean: number,
): { top: number; width: number; middle: number } {
  const { halfWidth: w, chin } = head;
  const angle = (lean * Math.PI) / 180;
  const skull: Point[] = [
    [0, SKULL_TOP],
    [-w * 0.75, -45],
    [w * 0.75, -45],
    [-w - 11, 8],
    [w + 11, 8],
  ];
  const tilted = [...skull, ...points].map(([x, y]): Point => {
    const down = y - (chin - 8);
    return [x * Math.cos(angle) - down * Math.sin(angle), chin - 8 + x * Math.sin(angle) + down * Math.cos(angle)];
  });
  const [left, right] = [Math.min(...tilted.map(([x]) => x)), Math.max(...tilted.map(([x]) => x))];
  return {
    top: Math.min(...tilted.map(([, y]) => y)) - 3,
    width: right - left + Math.abs(left + right) * 0.5 + 6,
    middle: (left + right) / 4,
  };
}

function mixed(from: Rgb, to: Rgb, t: number): Rgb {
  return [mix(from[0], to[0], t), mix(from[1], to[1], t), mix(from[2], to[2], t)];
}
