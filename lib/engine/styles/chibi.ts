/** `chibi`: a large head and a small body, drawn wholly as shapes from what is measured, as a sticker on a bright scene. */
import type { Oklab } from '../kernel/colour.ts';
import { blend } from '../kernel/composite.ts';
import { distanceInside } from '../kernel/distance.ts';
import { type Image, imageOf, luma, mix, type Plane, plane, smoothstep } from '../kernel/image.ts';
import { between, oneOf, seededRandom } from '../kernel/noise.ts';
import { drawVector } from '../kernel/vector.ts';
import type { Portrait } from '../portrait/portrait.ts';
import { wear } from '../wearables/wear.ts';
import type { Wearer } from '../wearables/wearer.ts';
import { POSES } from './chibi-arms.ts';
import { chibiBackdrop } from './chibi-backdrop.ts';
import { drawBody, SOLES } from './chibi-body.ts';
import { measureClothes } from './chibi-clothes.ts';
import { drawHead } from './chibi-head.ts';
import { measureLikeness } from './chibi-likeness.ts';
import { headShape } from './chibi-shape.ts';
import { chibiRoomFor, chibiWearer } from './chibi-wearer.ts';
import { broadBlur } from './half-size.ts';
import type { Figure, StyleOptions, StylePicture } from './style.ts';
import { skinRamp } from './toon-palette.ts';

/** Draws a chibi of the portrait's size. */
export async function drawChibi(portrait: Portrait, options: StyleOptions): Promise<StylePicture> {
  const report = options.onProgress ?? (() => {});
  const { figure, cloth } = await chibiFigure(portrait, options);
  report(0.6);
  const sticker = asSticker(figure, portrait.scale);
  if (options.background === 'none') {
    report(1);
    return sticker;
  }
  const picture = await chibiBackdrop(portrait, options, cloth);
  report(0.85);
  setBefore(picture, sticker, portrait.scale);
  if (options.scene.mood === 'noir') toGrey(picture);
  report(1);
  return { image: picture, alpha: null };
}

/** Margins around the figure, in parts of the canvas. */
const MARGIN = { top: 0.055, bottom: 0.045, side: 0.045 };
/** Canvases wider than this against their height show head and chest only. */
const BUST_RATIO = 0.86;
/** How much of the height a bust gives to the head. */
const BUST_HEAD = 0.64;

/** The figure alone, where its head lies, and the colour of its clothes. */
export async function chibiFigure(
  portrait: Portrait,
  options: StyleOptions,
): Promise<{ figure: Figure; wearer: Wearer; cloth: Oklab }> {
  const { width, height } = portrait;
  const random = seededRandom(options.seed ^ 0x2c1b3c6d);
  const likeness = measureLikeness(portrait);
  const shape = headShape(likeness, options.faceStrength);
  const skin = skinRamp(likeness.skin);
  const clothes = measureClothes(likeness.frame, { skin: likeness.skin, hair: likeness.hair.colour });
  const lean = leanOf(likeness.frame.roll) + between(random, -1.5, 1.5);
  const head = drawHead(likeness, shape, skin, lean);
  const body = drawBody({ clothes, skin, pose: oneOf(random, POSES), mirrored: random() < 0.5 });
  const neck = shape.chin - 4;
  const bust = width / height > BUST_RATIO;
  const room = { top: MARGIN.top * height, bottom: (1 - MARGIN.bottom) * height, side: (1 - 2 * MARGIN.side) * width };
  const worn = chibiRoomFor(options.scene.wearables);
  const highest = head.top - worn.above;
  const tall = bust
    ? (BUST_HEAD * height) / (shape.chin - highest)
    : (room.bottom - room.top) / (neck + SOLES - highest);
  const unit = Math.min(tall, room.side / Math.max(head.width, worn.across));
  const top = bust ? room.top : room.bottom - (neck + SOLES) * unit;
  const y = bust ? top - highest * unit : top;
  const place = `translate(${(width / 2 - head.middle * unit).toFixed(2)} ${y.toFixed(2)}) scale(${unit.toFixed(4)})`;
  const tilt = `rotate(${lean.toFixed(2)} 0 ${shape.chin - 8})`;
  const drawn = await drawVector(
    width,
    height,
    `<g transform="${place}"><g transform="${tilt}">${head.behind}</g><g transform="translate(0 ${neck})">${body.body}</g>` +
      `<g transform="${tilt}">${head.body}</g><g transform="translate(0 ${neck})">${body.front}</g></g>`,
    head.definitions + body.definitions,
  );
  const figure: Figure = { image: imageOf(width, height, drawn.channels), alpha: drawn.alpha };
  const wearer = chibiWearer(portrait, shape, {
    top: head.top,
    width: head.width,
    lean,
    unit,
    x: width / 2 - head.middle * unit,
    y,
  });
  return { figure: await wear(wearer, figure, options.scene.wearables, 'inked'), wearer, cloth: clothes.main };
}

/** Most of a measured tilt, in degrees: heads this large must not fall off. */
function leanOf(roll: number): number {
  const degrees = (roll * 180) / Math.PI;
  return Math.max(-8, Math.min(8, degrees * 0.8));
}

/** Width of the white edge at the usual size. */
const EDGE = 7;

/** The figure with a white edge all around. */
function asSticker({ image, alpha }: Figure, scale: number): Figure {
  const { width, height } = image;
  const outside = distanceInside(
    alpha.map((cover) => 1 - cover),
    width,
    height,
  );
  const edge = EDGE * scale;
  const shown = outside.map((distance) => smoothstep(edge + 0.75, edge - 0.75, distance));
  const channels = image.channels.map((channel) => channel.map((value, i) => mix(1, value, alpha[i] as number)));
  return { image: imageOf(width, height, channels as unknown as Image['channels']), alpha: shown };
}

/** The sticker before the scene, with the soft shadow that it throws on it; in place. */
function setBefore(picture: Image, { image, alpha }: Figure, scale: number): void {
  const shadow = softShadow(alpha, image, scale);
  blend(picture, { ...shadow.image, alpha: shadow.alpha });
  blend(picture, { ...image, alpha });
}

function softShadow(alpha: Plane, { width, height }: Image, scale: number): Figure {
  const blurred = broadBlur(alpha, width, height, 7 * scale);
  const [right, down] = [Math.round(3 * scale), Math.round(7 * scale)];
  const area = width * height;
  const shade = plane(area);
  for (let y = down; y < height; y += 1) {
    for (let x = right; x < width; x += 1)
      shade[y * width + x] = 0.34 * (blurred[(y - down) * width + x - right] as number);
  }
  return { image: imageOf(width, height, [plane(area, 0.13), plane(area, 0.08), plane(area, 0.22)]), alpha: shade };
}

/** Black and white, in place. */
function toGrey(picture: Image): void {
  const bright = luma(picture);
  for (const channel of picture.channels) channel.set(bright);
}
