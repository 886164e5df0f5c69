/** WebP and AVIF files that no program makes. */
import { box, boxes, exif, join, riffChunk, riffChunks, text, u16, u32, u32le, webp } from '../file-parts.ts';
import { type Bases, type HostileFile, many, payload, profiles } from './base.ts';

export function webps({ webp: file }: Bases): HostileFile[] {
  const chunks = riffChunks(file);
  const [picture] = chunks;
  const body = file.subarray(picture?.start ?? 12, picture?.end ?? file.length);
  const extended = (flags: number, side: number) =>
    riffChunk(
      'VP8X',
      join(Buffer.from([flags, 0, 0, 0]), u32le(side - 1).subarray(0, 3), u32le(side - 1).subarray(0, 3)),
    );
  const frame = riffChunk('ANMF', join(Buffer.alloc(12), u32le(1), body));
  const wrong: [string, Buffer][] = [
    ...[8, 12, 14, 20, 30, 60, 200, file.length >> 1, file.length - 1].map((cut): [string, Buffer] => [
      `cut at byte ${cut}`,
      file.subarray(0, cut),
    ]),
    ['a length of 0', join(text('RIFF'), u32le(0), file.subarray(8))],
    ['a length of 4 GB', join(text('RIFF'), u32le(0xfffffffe), file.subarray(8))],
    ['a canvas of 16,777,216²', webp(extended(0, 0x1000000), body)],
    ['a canvas of 16,383²', webp(extended(0, 16_383), body)],
    ['1000 frames', webp(extended(2, 512), riffChunk('ANIM', Buffer.alloc(6)), ...many(1000, () => frame))],
    ['the flag of an animation alone', webp(extended(2, 512), body)],
    ['a frame of junk', webp(extended(2, 512), riffChunk('ANIM', Buffer.alloc(6)), riffChunk('ANMF', payload))],
    ['EXIF of junk', webp(extended(8, 512), body, riffChunk('EXIF', payload))],
    ['EXIF that turns it', webp(extended(8, 512), body, riffChunk('EXIF', exif(0x0112, 3, 1, 6)))],
    ['a script in XMP', webp(extended(4, 512), body, riffChunk('XMP ', payload))],
    ['5000 chunks', webp(extended(0, 512), body, ...many(5000, () => riffChunk('JUNK', payload)))],
    ['a chunk of 4 GB', webp(extended(0, 512), riffChunk('ICCP', payload, 0xfffffff0), body)],
    ['transparency of junk', webp(extended(16, 512), riffChunk('ALPH', payload), body)],
    ['no picture', webp(extended(0, 512))],
    ['a lossless picture of 16,384²', webp(riffChunk('VP8L', Buffer.from([0x2f, 255, 255, 255, 15, 0, 0, 0, 0])))],
    ['a page after its end', join(file, payload)],
    ['a picture twice', webp(body, body)],
  ];
  return [
    ...wrong.map(([name, bytes]) => ({ name: `WebP with ${name}`, bytes })),
    ...profiles().map(([name, profile]) => ({
      name: `WebP with a colour profile of ${name}`,
      bytes: webp(extended(32, 512), riffChunk('ICCP', profile), body),
    })),
  ];
}

export function isoMedia({ avif }: Bases): HostileFile[] {
  const all = boxes(avif);
  const at = (type: string) => avif.indexOf(text(type));
  const changed = (type: string, offset: number, bytes: Uint8Array) => {
    const copy = Buffer.from(avif);
    copy.set(bytes, at(type) + offset);
    return copy;
  };
  const rest = avif.subarray(all[0]?.end ?? 0);
  const brand = (name: string) => join(box('ftyp', text(`${name}\0\0\0\0${name}mif1`)), rest);
  const nested = many(300, () => Buffer.alloc(0)).reduce<Buffer>((inner) => box('meta', join(u32(0), inner)), payload);
  const wrong: [string, Buffer][] = [
    ...all.flatMap(({ type, start, end }) =>
      [start + 4, start + 8, (start + end) >> 1, end - 1].map((cut): [string, Buffer] => [
        `a cut in ${type}, byte ${cut}`,
        avif.subarray(0, cut),
      ]),
    ),
    ...['heic', 'heix', 'mif1', 'msf1', 'avis', 'isom', 'mp42', 'qt  ', 'jp2 ', 'crx ', 'XXXX'].map(
      (name): [string, Buffer] => [`the brand ${name}`, brand(name)],
    ),
    ...all.map(({ type, start }): [string, Buffer] => [
      `a ${type} without end`,
      join(avif.subarray(0, start), u32(0), avif.subarray(start + 4)),
    ]),
    ...all.map(({ type, start }): [string, Buffer] => [
      `a ${type} of 4 GB`,
      join(avif.subarray(0, start), u32(0xffffffff), avif.subarray(start + 4)),
    ]),
    ...all.map(({ type, start }): [string, Buffer] => [
      `a ${type} of 64 bits`,
      join(
        avif.subarray(0, start),
        u32(1),
        avif.subarray(start + 4, start + 8),
        Buffer.alloc(8, 255),
        avif.subarray(start + 8),
      ),
    ]),
    ...[
      [0, 0],
      [0xffffffff, 0xffffffff],
      [7000, 7000],
      [65_535, 65_535],
      [1, 1],
    ].map(([width = 0, height = 0]): [string, Buffer] => [
      `${width}×${height} by its header`,
      changed('ispe', 8, join(u32(width), u32(height))),
    ]),
    ['a turn of junk', changed('pixi', 0, text('irot'))],
    ['places out of the file', changed('iloc', 18, Buffer.alloc(8, 255))],
    ['65,535 places', changed('iloc', 10, u16(65_535))],
    ['65,535 items', changed('iinf', 8, u16(65_535))],
    ['properties of others', changed('ipma', 12, Buffer.alloc(6, 255))],
    ['boxes 300 deep', join(box('ftyp', text('avif\0\0\0\0avifmif1')), nested)],
    ['10,000 boxes', join(avif.subarray(0, all[0]?.end), ...many(10_000, () => box('free', payload)), rest)],
    ['a page after its end', join(avif, payload)],
  ];
  return wrong.map(([name, bytes]) => ({ name: `AVIF with ${name}`, bytes }));
}
