/** Pieces that picture files are made of, taken apart and put together byte by byte, for files that no camera makes. */
import { crc32 } from 'node:zlib';

export const text = (value: string) => Buffer.from(value, 'latin1');
export const u16 = (value: number) => Buffer.from([(value >>> 8) & 255, value & 255]);
export const u32 = (value: number) =>
  Buffer.from([value >>> 24, (value >>> 16) & 255, (value >>> 8) & 255, value & 255]);
export const u32le = (value: number) => Buffer.from(u32(value)).reverse();
export const join = (...parts: readonly Uint8Array[]) => Buffer.concat(parts);

/** A JPEG's segments, from its start to its scan; the scan's data stays with its header. */
export function jpegSegments(jpeg: Buffer): { marker: number; start: number; end: number }[] {
  const segments = [{ marker: 0xd8, start: 0, end: 2 }];
  for (let at = 2; at < jpeg.length; ) {
    const marker = jpeg[at + 1] ?? 0;
    const end = marker === 0xda ? jpeg.length - 2 : at + 2 + jpeg.readUInt16BE(at + 2);
    segments.push({ marker, start: at, end });
    if (marker === 0xda) break;
    at = end;
  }
  return [...segments, { marker: 0xd9, start: jpeg.length - 2, end: jpeg.length }];
}

/** A segment of a JPEG, its length told right unless `length` says otherwise. */
export const jpegSegment = (marker: number, data: Uint8Array, length = data.length + 2) =>
  join(Buffer.from([0xff, marker]), u16(length), data);

/** Puts segments right after a JPEG's start. */
export const withSegments = (jpeg: Buffer, ...segments: Uint8Array[]) =>
  join(jpeg.subarray(0, 2), ...segments, jpeg.subarray(2));

/** Replaces the segments of a marker by what comes of them. */
export function changeSegment(jpeg: Buffer, marker: number, change: (segment: Buffer) => Uint8Array): Buffer {
  return join(
    ...jpegSegments(jpeg).map((each) => {
      const bytes = jpeg.subarray(each.start, each.end);
      return each.marker === marker ? change(Buffer.from(bytes)) : bytes;
    }),
  );
}

export const PNG_MAGIC = Buffer.from('89504e470d0a1a0a', 'hex');

/** A chunk of a PNG, with its right checksum unless another is given. */
export function pngChunk(type: string, data: Uint8Array, crc?: number): Buffer {
  const body = join(text(type), data);
  return join(u32(data.length), body, u32(crc ?? crc32(body)));
}

export function pngChunks(png: Buffer): { type: string; data: Buffer; start: number; end: number }[] {
  const chunks = [];
  for (let at = 8; at + 12 <= png.length; ) {
    const end = at + 12 + png.readUInt32BE(at);
    chunks.push({ type: png.toString('latin1', at + 4, at + 8), data: png.subarray(at + 8, end - 4), start: at, end });
    at = end;
  }
  return chunks;
}

export const pngHeader = (width: number, height: number, rest = [8, 2, 0, 0, 0]) =>
  pngChunk('IHDR', join(u32(width), u32(height), Buffer.from(rest)));

/** Puts chunks right after a PNG's header. */
export function withChunks(png: Buffer, ...chunks: Uint8Array[]): Buffer {
  const end = pngChunks(png)[0]?.end ?? 8;
  return join(png.subarray(0, end), ...chunks, png.subarray(end));
}

/** A chunk of a RIFF file, its length told right unless `length` says otherwise. */
export const riffChunk = (type: string, data: Uint8Array, length = data.length) =>
  join(text(type), u32le(length), data, Buffer.alloc(data.length % 2));

export const webp = (...chunks: Uint8Array[]) => {
  const body = join(text('WEBP'), ...chunks);
  return join(text('RIFF'), u32le(body.length), body);
};

export function riffChunks(file: Buffer): { type: string; start: number; end: number }[] {
  const chunks = [];
  for (let at = 12; at + 8 <= file.length; ) {
    const length = file.readUInt32LE(at + 4);
    const end = at + 8 + length + (length % 2);
    chunks.push({ type: file.toString('latin1', at, at + 4), start: at, end });
    at = end;
  }
  return chunks;
}

/** A box of an ISO media file (AVIF, HEIC, MP4). */
export const box = (type: string, data: Uint8Array, length = data.length + 8) => join(u32(length), text(type), data);

export function boxes(file: Buffer): { type: string; start: number; end: number }[] {
  const found = [];
  for (let at = 0; at + 8 <= file.length; ) {
    const end = at + Math.max(8, file.readUInt32BE(at));
    found.push({ type: file.toString('latin1', at + 4, at + 8), start: at, end });
    at = end;
  }
  return found;
}

/** An EXIF block with one entry in its first directory. */
export function exif(tag: number, type: number, count: number, value: number, next = 0): Buffer {
  const entry = join(u16(tag), u16(type), u32(count), type === 3 ? join(u16(value), u16(0)) : u32(value));
  return join(text('Exif\0\0MM\0*'), u32(8), u16(1), entry, u32(next));
}
