/** The photo and its person mask as a framing lays them on the canvas. */
import sharp from 'sharp';
import { clamp, type Image, imageOf, type Plane } from '../kernel/image.ts';
import { resizePlane, sampleAt } from '../kernel/resample.ts';
import { type Framing, toPhoto } from './frame.ts';
import type { Photo } from './photo.ts';
import { MASK_SIDE, type PersonMask } from './segment.ts';

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
