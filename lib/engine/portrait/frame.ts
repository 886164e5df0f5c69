/** Placing a face on the canvas: level, at the same height every time, the photo's own edges out of sight. */
import sharp from 'sharp';
import { clamp, type Image, imageOf, mix, type Plane } from '../kernel/image.ts';
import { resizePlane, sampleAt } from '../kernel/resample.ts';
import { POINT } from './face-lines.ts';
import { type MeshedFace, pointOf, span } from './mesh.ts';
import type { Photo } from './photo.ts';
import type { Landmark } from './portrait.ts';
import { MASK_SIDE, type PersonMask } from './segment.ts';

/** How photo and canvas lie on each other. */
export type Framing = {
  /** Of the canvas, in pixels. */
  width: number;
  height: number;
  /** Canvas pixels per photo pixel. */
  zoom: number;
  /** Radians by which the photo is turned back to level the head. */
  turn: number;
  /** The face's centre on the photo, and where it comes to lie on the canvas. */
  centre: readonly [x: number, y: number];
  place: readonly [x: number, y: number];
};

/** Forehead to chin as a part of the canvas's height, at 2:3 and at square. */
const FACE_SHARE = { tall: 0.3, square: 0.36 };
/** Forehead to chin is at most this part of the canvas's width, for narrow canvases. */
const FACE_BY_WIDTH = 0.62;
/** The largest parts of height and width that it may reach when the photo has to be enlarged. */
const MAX_FACE_SHARE = 0.52;
const MAX_FACE_BY_WIDTH = 0.78;
/** Where the face's centre lies when nothing stands against it, and how far down it may move. */
const FACE_LEVEL = 0.42;
const LOWEST_FACE_LEVEL = 0.5;
/** Clear space above the hair and below the chin, as parts of the height. */
const HEADROOM = 0.035;
const MAX_HEADROOM = 0.3;
const CHIN_ROOM = 0.08;
/** A tilt up to this stays, in radians; of a larger one this much is kept, since it belongs to the person. */
const EASY_TILT = 0.14;
const KEPT_TILT = 0.1;

/** The usual height of a face on a canvas of this size, forehead to chin, in pixels. */
export function usualFaceHeight(width: number, height: number): number {
  const share = mix(FACE_SHARE.tall, FACE_SHARE.square, clamp((width / height - 2 / 3) * 3));
  return Math.min(share * height, FACE_BY_WIDTH * width);
}

/** @param canvas in pixels; `headroom` the part of its height kept clear above the hair, at least a little */
export function frameFace(
  photo: Photo,
  face: MeshedFace,
  mask: PersonMask,
  canvas: { width: number; height: number; headroom: number },
): Framing {
  const { width, height } = canvas;
  const headroom = Math.min(Math.max(canvas.headroom, HEADROOM), MAX_HEADROOM);
  const { landmarks } = face;
  const faceHeight = span(landmarks, POINT.forehead, POINT.chin);
  const centre = centreOf(landmarks);
  const touches = edgesTouched(mask);
  const above = centre[1] - headTop(photo, face, mask, centre);
  const below = photo.height - centre[1];
  const x = width * (0.5 - 0.06 * face.yaw);
  const largest = Math.min((MAX_FACE_SHARE * height) / faceHeight, (MAX_FACE_BY_WIDTH * width) / faceHeight);
  const roomForHead = ((1 - headroom - CHIN_ROOM) * height) / (above + faceHeight / 2);

  let zoom = usualFaceHeight(width, height) / faceHeight;
  if (touches.left) zoom = Math.max(zoom, x / centre[0]);
  if (touches.right) zoom = Math.max(zoom, (width - x) / (photo.width - centre[0]));
  if (touches.bottom) zoom = Math.max(zoom, (height * (1 - LOWEST_FACE_LEVEL)) / below);
  if (touches.bottom && touches.top) zoom = Math.max(zoom, height / photo.height);
  zoom = Math.min(zoom, largest, roomForHead);

  let y = Math.max(FACE_LEVEL * height, above * zoom + headroom * height);
  if (touches.bottom) y = Math.max(y, Math.min(height - below * zoom, LOWEST_FACE_LEVEL * height));
  // A hat that is put on needs its room even where the photo ends: the background is filled there.
  if (touches.top && headroom === HEADROOM) y = Math.min(y, centre[1] * zoom);
  y = Math.min(y, height * (1 - CHIN_ROOM) - (faceHeight / 2) * zoom);

  const level: Framing = { width, height, zoom, turn: 0, centre, place: [x, y] };
  return { ...level, turn: turnFor(photo, face, mask, level) };
}

/** The canvas position of a photo position. */
export function toCanvas({ zoom, turn, centre, place }: Framing, x: number, y: number): [x: number, y: number] {
  const across = x - centre[0];
  const down = y - centre[1];
  const cosine = Math.cos(turn) * zoom;
  const sine = Math.sin(turn) * zoom;
  return [place[0] + across * cosine + down * sine, place[1] - across * sine + down * cosine];
}

/** The photo position of a canvas position. */
export function toPhoto({ zoom, turn, centre, place }: Framing, x: number, y: number): [x: number, y: number] {
  const across = (x - place[0]) / zoom;
  const down = (y - place[1]) / zoom;
  const cosine = Math.cos(turn);
  const sine = Math.sin(turn);
  return [centre[0] + across * cosine - down * sine, centre[1] + across * sine + down * cosine];
}

function centreOf(landmarks: readonly Landmark[]): [x: number, y: number] {
  const around = [POINT.forehead, POINT.chin, POINT.leftCheek, POINT.rightCheek].map((at) => pointOf(landmarks, at));
  const mean = (axis: 0 | 1) => around.reduce((sum, point) => sum + point[axis], 0) / around.length;
  return [mean(0), mean(1)];
}

/** Along which edges of the photo the person is cut off. */
function edgesTouched(mask: PersonMask): { top: boolean; bottom: boolean; left: boolean; right: boolean } {
  const part = (start: number, step: number) => {
    let covered = 0;
    for (let i = 0; i < MASK_SIDE; i++) if ((mask[start + i * step] as number) > 0.5) covered++;
    return covered / MASK_SIDE;
  };
  return {
    top: part(0, 1) > 0.03,
    bottom: part((MASK_SIDE - 1) * MASK_SIDE, 1) > 0.02,
    left: part(0, MASK_SIDE) > 0.06,
    right: part(MASK_SIDE - 1, MASK_SIDE) > 0.06,
  };
}

/** The mask's value at a photo position; beyond the photo, that of its edge. */
function maskAt(mask: PersonMask, photo: Photo, x: number, y: number): number {
  const column = clamp(Math.floor((x / photo.width) * MASK_SIDE), 0, MASK_SIDE - 1);
  const row = clamp(Math.floor((y / photo.height) * MASK_SIDE), 0, MASK_SIDE - 1);
  return mask[row * MASK_SIDE + column] as number;
}

/** The photo row where hair or hat end: up from the forehead while the mask holds, at most 0.8 faces. */
function headTop(photo: Photo, face: MeshedFace, mask: PersonMask, centre: readonly [number, number]): number {
  const faceHeight = span(face.landmarks, POINT.forehead, POINT.chin);
  const step = photo.height / MASK_SIDE;
  const half = faceHeight * 0.3;
  let top = centre[1] - faceHeight / 2;
  const limit = Math.max(0, top - 0.8 * faceHeight);
  const inside = (y: number) =>
    [-half, -half / 2, 0, half / 2, half].some((offset) => maskAt(mask, photo, centre[0] + offset, y) > 0.4);
  while (top > limit && inside(top)) top -= step;
  return Math.max(0, top);
}

/** How far to turn the photo: to the kept tilt, and less when that would show the person's cut edges. */
function turnFor(photo: Photo, face: MeshedFace, mask: PersonMask, level: Framing): number {
  if (Math.abs(face.roll) <= EASY_TILT) return 0;
  let turn = face.roll - Math.sign(face.roll) * KEPT_TILT;
  const usual = cutPoints(photo, mask, level);
  for (let attempt = 0; attempt < 6 && cutPoints(photo, mask, { ...level, turn }) > usual; attempt++) turn *= 0.6;
  return Math.abs(turn) < 0.06 ? 0 : turn;
}

/** How many points along the lower edge of the canvas lie beyond the photo where the person was cut off. */
function cutPoints(photo: Photo, mask: PersonMask, framing: Framing): number {
  const { width, height } = framing;
  const lower = [0, 0.25, 0.5, 0.75, 1].map((part) => [part * (width - 1), height - 1] as const);
  const points = [...lower, [0, height * 0.8] as const, [width - 1, height * 0.8] as const];
  return points.filter(([canvasX, canvasY]) => {
    const [x, y] = toPhoto(framing, canvasX, canvasY);
    const beyond = x < -2 || x > photo.width + 2 || y > photo.height + 2;
    return beyond && maskAt(mask, photo, x, y) > 0.4;
  }).length;
}

/** The photo on the canvas, and where it covers the canvas (1) or ends (0). Beyond its edge the colour repeats. */
export async function cropPhoto(photo: Photo, framing: Framing): Promise<{ image: Image; covered: Plane }> {
  const { width, height } = framing;
  const source = await cutAtZoom(photo, framing);
  const channels = [0, 1, 2].map(() => new Float32Array(width * height));
  const [red, green, blue] = channels as [Plane, Plane, Plane];
  const covered = new Float32Array(width * height);
  const { pixels } = source;
  const row = source.width * 3;
  const stepX = (Math.cos(framing.turn) / framing.zoom) * source.zoomX;
  const stepY = (Math.sin(framing.turn) / framing.zoom) * source.zoomY;
  for (let y = 0, i = 0; y < height; y++) {
    const [photoX, photoY] = toPhoto(framing, 0.5, y + 0.5);
    let atX = (photoX - source.left) * source.zoomX - 0.5;
    let atY = (photoY - source.top) * source.zoomY - 0.5;
    for (let x = 0; x < width; x++, i++, atX += stepX, atY += stepY) {
      covered[i] = atX > -1 && atY > -1 && atX < source.width && atY < source.height ? 1 : 0;
      const insideX = atX < 0 ? 0 : atX > source.width - 1.001 ? source.width - 1.001 : atX;
      const insideY = atY < 0 ? 0 : atY > source.height - 1.001 ? source.height - 1.001 : atY;
      const left = insideX | 0;
      const top = insideY | 0;
      const across = insideX - left;
      const down = insideY - top;
      const at = top * row + left * 3;
      const a = ((1 - across) * (1 - down)) / 255;
      const b = (across * (1 - down)) / 255;
      const c = ((1 - across) * down) / 255;
      const d = (across * down) / 255;
      const under = at + row;
      red[i] = mixFour(pixels, at, under, a, b, c, d);
      green[i] = mixFour(pixels, at + 1, under + 1, a, b, c, d);
      blue[i] = mixFour(pixels, at + 2, under + 2, a, b, c, d);
    }
  }
  return { image: imageOf(width, height, [red, green, blue]), covered };
}

function mixFour(pixels: Uint8Array, at: number, under: number, a: number, b: number, c: number, d: number): number {
  return (
    (pixels[at] as number) * a +
    (pixels[at + 3] as number) * b +
    (pixels[under] as number) * c +
    (pixels[under + 3] as number) * d
  );
}

/** Part of a photo at about the canvas's scale; `left` and `top` in photo pixels. */
type ZoomedPart = Photo & { left: number; top: number; zoomX: number; zoomY: number };

/** Small photos are enlarged at most this much by Lanczos; the rest is bilinear. */
const MAX_LANCZOS = 3;

/** The part of the photo that the canvas shows, enlarged or reduced with Lanczos. */
async function cutAtZoom(photo: Photo, framing: Framing): Promise<ZoomedPart> {
  const { width, height } = framing;
  const corners = [
    [0, 0],
    [width, 0],
    [0, height],
    [width, height],
  ].map(([x = 0, y = 0]) => toPhoto(framing, x, y));
  const xs = corners.map(([x]) => x);
  const ys = corners.map(([, y]) => y);
  const left = clamp(Math.floor(Math.min(...xs)) - 3, 0, photo.width - 2);
  const top = clamp(Math.floor(Math.min(...ys)) - 3, 0, photo.height - 2);
  const partWidth = clamp(Math.ceil(Math.max(...xs)) + 3, left + 2, photo.width) - left;
  const partHeight = clamp(Math.ceil(Math.max(...ys)) + 3, top + 2, photo.height) - top;
  const zoom = Math.min(framing.zoom, MAX_LANCZOS);
  const zoomedWidth = Math.max(2, Math.round(partWidth * zoom));
  const zoomedHeight = Math.max(2, Math.round(partHeight * zoom));
  const pixels = await sharp(photo.pixels, { raw: { width: photo.width, height: photo.height, channels: 3 } })
    .extract({ left, top, width: partWidth, height: partHeight })
    .resize(zoomedWidth, zoomedHeight, { fit: 'fill', kernel: 'lanczos3' })
    .raw()
    .toBuffer();
  return {
    width: zoomedWidth,
    height: zoomedHeight,
    pixels,
    left,
    top,
    zoomX: zoomedWidth / partWidth,
    zoomY: zoomedHeight / partHeight,
  };
}

/** The photo's person mask on the canvas. */
export function maskOnCanvas(mask: PersonMask, photo: Photo, framing: Framing): Plane {
  const halfWidth = Math.ceil(framing.width / 2);
  const halfHeight = Math.ceil(framing.height / 2);
  const half = new Float32Array(halfWidth * halfHeight);
  for (let y = 0, i = 0; y < halfHeight; y++) {
    for (let x = 0; x < halfWidth; x++, i++) {
      const [photoX, photoY] = toPhoto(framing, 2 * x + 1, 2 * y + 1);
      const maskX = (photoX / photo.width) * MASK_SIDE - 0.5;
      const maskY = (photoY / photo.height) * MASK_SIDE - 0.5;
      half[i] = sampleAt(mask, MASK_SIDE, MASK_SIDE, maskX, maskY);
    }
  }
  return resizePlane(half, halfWidth, halfHeight, framing.width, framing.height);
}
