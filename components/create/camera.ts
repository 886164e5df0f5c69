/** The device's camera, as the browser gives it. */

import { canvasBlob } from '@/components/ui/canvas-blob';
import * as m from '@/messages/compiled/camera';

export type Facing = 'user' | 'environment';

/** Asked for; a camera gives what it can. */
const SIDE = 1440;
const QUALITY = 0.95;

const REFUSALS: Record<string, () => string> = {
  NotAllowedError: m.blocked,
  NotFoundError: m.notFound,
  NotReadableError: m.inUse,
};

/**
 * Starts a camera and stops it when the signal fires.
 * @returns the picture, and how many cameras the device has
 * @throws Error with a sentence for the person
 */
export async function openCamera(
  facing: Facing,
  signal: AbortSignal,
): Promise<{ stream: MediaStream; cameras: number }> {
  // Browsers give cameras to secure pages only.
  if (navigator.mediaDevices === undefined) {
    throw new Error(m.secureOnly());
  }
  try {
    const stream = await navigator.mediaDevices.getUserMedia({
      video: { facingMode: facing, width: { ideal: SIDE }, height: { ideal: SIDE } },
    });
    const stop = () => {
      for (const track of stream.getTracks()) track.stop();
    };
    if (signal.aborted) stop();
    signal.addEventListener('abort', stop);
    const devices = await navigator.mediaDevices.enumerateDevices();
    return { stream, cameras: devices.filter(({ kind }) => kind === 'videoinput').length };
  } catch (cause) {
    const name = cause instanceof DOMException ? cause.name : '';
    throw new Error((REFUSALS[name] ?? m.notStarted)(), { cause });
  }
}

/** What a video shows now, as a JPEG: the square that stands on screen, not mirrored. */
export async function photoFrom(video: HTMLVideoElement): Promise<File> {
  const { videoWidth: width, videoHeight: height } = video;
  const side = Math.min(width, height);
  const canvas = document.createElement('canvas');
  canvas.width = canvas.height = side;
  canvas.getContext('2d')?.drawImage(video, (width - side) / 2, (height - side) / 2, side, side, 0, 0, side, side);
  const blob = await canvasBlob(canvas, 'image/jpeg', QUALITY);
  return new File([blob], 'camera.jpg', { type: blob.type });
}
