/** PNGs that no program makes. */
import { deflateSync } from 'node:zlib';
import { exif, join, PNG_MAGIC, pngChunk, pngChunks, pngHeader, text, u32, withChunks } from '../file-parts.ts';
import { type Bases, type HostileFile, many, PAYLOAD, payload, profiles } from './base.ts';

export function pngs({ png }: Bases): HostileFile[] {
  const chunks = pngChunks(png);
  const cuts = chunks.flatMap(({ type, start, end }, at) =>
    [start + 2, start + 6, (start + end) >> 1, end - 2, end].map((cut) => ({
      ...{ name: `PNG cut at chunk ${at} (${type}), byte ${cut}`, bytes: png.subarray(0, cut) },
    })),
  );
  const rest = png.subarray(chunks[0]?.end ?? 0);
  const data = chunks.find(({ type }) => type === 'IDAT')?.data ?? Buffer.alloc(0);
  const end = pngChunk('IEND', Buffer.alloc(0));
  const whole = (header: Buffer, ...more: Uint8Array[]) => join(PNG_MAGIC, header, ...more, end);
  const zeros = (bytes: number) => deflateSync(Buffer.alloc(bytes));
  const headers = [
    [0x7fffffff, 0x7fffffff],
    [0xffffffff, 0xffffffff],
    [0, 0],
    [1, 50_000_001],
    [65_535, 65_535],
    [1, 1],
  ] as const;
  const kinds = [
    [8, 0, 0, 0, 0],
    [16, 6, 0, 0, 1],
    [1, 3, 0, 0, 0],
    [3, 2, 0, 0, 0],
    [8, 7, 0, 0, 0],
    [8, 2, 1, 0, 0],
    [8, 2, 0, 1, 0],
    [8, 2, 0, 0, 9],
  ];
  const wrong: [string, Buffer][] = [
    ...chunks
      .slice(0, 6)
      .map(({ type, data: own, start, end: to }): [string, Buffer] => [
        ...([
          `a wrong checksum of ${type}`,
          join(png.subarray(0, start), pngChunk(type, own, 1), png.subarray(to)),
        ] as const),
      ]),
    ...headers.map(([width, height]): [string, Buffer] => [
      `${width}×${height} by its header`,
      join(PNG_MAGIC, pngHeader(width, height), rest),
    ]),
    ...kinds.map((kind): [string, Buffer] => [
      `the kind ${kind.join(' ')}`,
      join(PNG_MAGIC, pngHeader(512, 512, kind), rest),
    ]),
    ['49 megapixels in a few bytes', whole(pngHeader(7000, 7000), pngChunk('IDAT', zeros(7000 * 21_001)))],
    [
      '49 megapixels of 16 bits with 4 channels',
      whole(pngHeader(7000, 7000, [16, 6, 0, 0, 0]), pngChunk('IDAT', zeros(20_000_000))),
    ],
    ['49 megapixels, interlaced', whole(pngHeader(7000, 7000, [8, 2, 0, 0, 1]), pngChunk('IDAT', zeros(20_000_000)))],
    ['one long side', whole(pngHeader(16_384, 3000), pngChunk('IDAT', zeros(16_384 * 9000)))],
    ['one high side', whole(pngHeader(3000, 16_384), pngChunk('IDAT', zeros(16_384 * 9001)))],
    ['one row of 49 megapixels', whole(pngHeader(49_000_000, 1, [8, 0, 0, 0, 0]), pngChunk('IDAT', zeros(1_000_000)))],
    [
      'one column of 49 megapixels',
      whole(pngHeader(1, 49_000_000, [8, 0, 0, 0, 0]), pngChunk('IDAT', zeros(1_000_000))),
    ],
    ['a chunk of 4 GB', join(PNG_MAGIC, pngHeader(512, 512), u32(0xffffffff), text('IDAT'), data)],
    ['a palette missing', whole(pngHeader(512, 512, [8, 3, 0, 0, 0]), pngChunk('IDAT', data))],
    ['a palette of 300', withChunks(png, pngChunk('PLTE', Buffer.alloc(900)))],
    ['transparency of junk', withChunks(png, pngChunk('tRNS', Buffer.alloc(1000)))],
    ['two headers', withChunks(png, pngHeader(9, 9))],
    ['no data', whole(pngHeader(512, 512))],
    ['data of junk', whole(pngHeader(512, 512), pngChunk('IDAT', payload))],
    ['data of little', whole(pngHeader(512, 512), pngChunk('IDAT', zeros(10)))],
    ['10,000 empty chunks of data', withChunks(png, ...many(10_000, () => pngChunk('IDAT', Buffer.alloc(0))))],
    ['10,000 texts', withChunks(png, ...many(10_000, (at) => pngChunk('tEXt', text(`k${at}\0${PAYLOAD}`))))],
    ['a text of 100 MB, packed', withChunks(png, pngChunk('zTXt', join(text('Comment\0\0'), zeros(100_000_000))))],
    ['a profile of 100 MB, packed', withChunks(png, pngChunk('iCCP', join(text('x\0\0'), zeros(100_000_000))))],
    ['a script as a text', withChunks(png, pngChunk('iTXt', join(text('XML:com.adobe.xmp\0\0\0\0\0'), payload)))],
    ['EXIF of junk', withChunks(png, pngChunk('eXIf', payload))],
    ['EXIF that turns it', withChunks(png, pngChunk('eXIf', exif(0x0112, 3, 1, 8).subarray(6)))],
    [
      '1000 frames',
      withChunks(
        png,
        pngChunk('acTL', join(u32(1000), u32(0))),
        ...many(1000, (at) => pngChunk('fcTL', join(u32(at), Buffer.alloc(22)))),
      ),
    ],
    ['an unknown chunk that matters', withChunks(png, pngChunk('ABCD', payload))],
    ['a page after its end', join(png, payload)],
    [
      'sizes of junk',
      withChunks(
        png,
        pngChunk('pHYs', Buffer.alloc(9, 255)),
        pngChunk('gAMA', u32(0)),
        pngChunk('cHRM', Buffer.alloc(32, 255)),
      ),
    ],
  ];
  return [
    ...cuts,
    ...wrong.map(([name, bytes]) => ({ name: `PNG with ${name}`, bytes })),
    ...profiles().map(([name, profile]) => ({
      name: `PNG with a colour profile of ${name}`,
      bytes: withChunks(png, pngChunk('iCCP', join(text('x\0\0'), deflateSync(profile)))),
    })),
  ];
}
