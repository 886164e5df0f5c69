/**
 * What a canvas shows, as a picture file's bytes.
 * @param quality of JPEG and WebP, 0–1
 * @throws when the browser can't write it
 */
export async function canvasBlob(canvas: HTMLCanvasElement, type: string, quality: number): Promise<Blob> {
  const blob = await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve, type, quality));
  if (blob === null) throw new Error('The picture could not be written.');
  return blob;
}
