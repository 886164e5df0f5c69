import { canvasBlob } from '@/components/ui/canvas-blob';

/** A part of a turned picture, in pixels of the rectangle around it. */
export type CropArea = { x: number; y: number; width: number; height: number };

const QUALITY = 0.95;

/** A part of a photo as a JPEG; `rotation` in degrees clockwise about its middle, as the cropper turns it. */
export async function croppedPhoto(image: HTMLImageElement, area: CropArea, rotation: number): Promise<File> {
  const angle = (rotation * Math.PI) / 180;
  const { naturalWidth: width, naturalHeight: height } = image;
  // The rectangle that the turned photo fills, which the area is told in.
  const turnedWidth = Math.abs(Math.cos(angle) * width) + Math.abs(Math.sin(angle) * height);
  const turnedHeight = Math.abs(Math.sin(angle) * width) + Math.abs(Math.cos(angle) * height);
  const canvas = document.createElement('canvas');
  [canvas.width, canvas.height] = [Math.round(area.width), Math.round(area.height)];
  const context = canvas.getContext('2d');
  if (context === null) throw new Error('This browser has no canvas.');
  context.fillStyle = '#fff';
  context.fillRect(0, 0, canvas.width, canvas.height);
  context.translate(turnedWidth / 2 - area.x, turnedHeight / 2 - area.y);
  context.rotate(angle);
  context.drawImage(image, -width / 2, -height / 2);
  const blob = await canvasBlob(canvas, 'image/jpeg', QUALITY);
  return new File([blob], 'cropped.jpg', { type: blob.type });
}
