/** HEIC, as iPhones write it: browsers other than Safari and our server can't decode it. */

import { canvasBlob } from '@/components/ui/canvas-blob';

const QUALITY = 0.95;
/** Brands of ISO media files with HEVC pictures (ISO/IEC 23008-12); AVIF has its own and is read everywhere. */
const BRANDS = new Set(['heic', 'heix', 'hevc', 'hevx', 'heim', 'heis', 'mif1', 'msf1']);

/** Whether a file's first bytes are those of HEIC, whatever its name says. */
export async function isHeic(file: File): Promise<boolean> {
  const head = new TextDecoder('latin1').decode(await file.slice(0, 12).arrayBuffer());
  return head.slice(4, 8) === 'ftyp' && BRANDS.has(head.slice(8, 12));
}

/**
 * The photo as a JPEG. By the browser's own decoder where it has one; else by libheif, which is fetched from us only now.
 * @throws whatever the decoder throws for a damaged file
 */
export async function jpegFromHeic(file: File): Promise<File> {
  const jpeg = (await byBrowser(file)) ?? (await byLibrary(file));
  return new File([jpeg], file.name.replace(/\.hei[cf]$/i, '.jpg'), { type: 'image/jpeg' });
}

async function byBrowser(file: File): Promise<Blob | null> {
  const bitmap = await createImageBitmap(file).catch(() => null);
  if (bitmap === null) return null;
  const canvas = document.createElement('canvas');
  [canvas.width, canvas.height] = [bitmap.width, bitmap.height];
  canvas.getContext('2d')?.drawImage(bitmap, 0, 0);
  bitmap.close();
  return canvasBlob(canvas, 'image/jpeg', QUALITY);
}

async function byLibrary(file: File): Promise<Blob> {
  const { heicTo } = await import('heic-to/csp');
  return heicTo({ blob: file, type: 'image/jpeg', quality: QUALITY });
}
