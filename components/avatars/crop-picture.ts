import { downloadZip } from 'client-zip';
import { canvasBlob } from '@/components/ui/canvas-blob';
import { FORMATS, type Format, PLACES, type Place, type Shape } from './profile-places';

/** A part of a picture, in its own pixels. */
export type Area = { x: number; y: number; width: number; height: number };

/** Of JPEG and WebP, 0–1. */
const QUALITY = 0.93;

/** Draws a part of a picture onto a canvas of `size` by `size`; outside a circle it stays clear. */
export function paintCrop(canvas: HTMLCanvasElement, image: CanvasImageSource, area: Area, shape: Shape): void {
  const context = canvas.getContext('2d');
  if (context === null) return;
  const { width: size } = canvas;
  context.reset();
  context.imageSmoothingQuality = 'high';
  if (shape === 'circle') {
    context.arc(size / 2, size / 2, size / 2, 0, 2 * Math.PI);
    context.clip();
  }
  context.drawImage(image, area.x, area.y, area.width, area.height, 0, 0, size, size);
}

export type Wish = { image: CanvasImageSource; area: Area; shape: Shape; format: Format; name: string };

/** One file for one place. A browser that can't write the format writes PNG, and the name says so. */
export async function pictureFor(
  { image, area, shape, format, name }: Wish,
  { name: place, size }: Place,
): Promise<File> {
  const canvas = document.createElement('canvas');
  canvas.width = canvas.height = size;
  paintCrop(canvas, image, area, shape);
  if (format === 'jpg') fillBehind(canvas);
  const blob = await canvasBlob(canvas, FORMATS[format].type, QUALITY);
  const ending = blob.type === FORMATS[format].type ? format : 'png';
  return new File([blob], `${name}-${place.toLowerCase()}-${size}.${ending}`, { type: blob.type });
}

/** White behind what is clear: JPEG knows no transparency. */
function fillBehind(canvas: HTMLCanvasElement): void {
  const context = canvas.getContext('2d');
  if (context === null) return;
  context.globalCompositeOperation = 'destination-over';
  context.fillStyle = '#fff';
  context.fillRect(0, 0, canvas.width, canvas.height);
}

/** All places in one zip. */
export async function packFor(wish: Wish): Promise<File> {
  const files = await Promise.all(PLACES.map((place) => pictureFor(wish, place)));
  return new File([await downloadZip(files).blob()], `${wish.name}-profile-pictures.zip`, { type: 'application/zip' });
}

/** Hands a file to the browser's downloads. */
export function saveFile(file: File): void {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(file);
  link.download = file.name;
  link.click();
  // The download has its own hold on the bytes once it has begun.
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}
