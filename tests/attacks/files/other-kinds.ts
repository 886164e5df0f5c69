/** What is no photo, by its own name, by a photo’s, and photos by other names. */
import { gzipSync } from 'node:zlib';
import { box, join, PNG_MAGIC, text, u16, u32, u32le } from '../file-parts.ts';
import { type Bases, type HostileFile, many, PAYLOAD, payload } from './base.ts';

const SVG = (inner: string, head = '') =>
  Buffer.from(
    `${head}<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" width="512" height="512">${inner}</svg>`,
  );

/** What is no photo: whole files of other kinds, by their own beginnings. */
export function others({ gif, tiff, jpeg }: Bases): HostileFile[] {
  const wide = Buffer.from(gif);
  wide.set([255, 255, 255, 255], 6);
  const gifFrames = join(
    gif.subarray(0, gif.length - 1),
    ...many(500, () => gif.subarray(13 + 3 * 256, gif.length - 1)),
    text(';'),
  );
  const lol = `<!DOCTYPE x [<!ENTITY a "lol">${many(9, (at) =>
    text(`<!ENTITY ${String.fromCharCode(98 + at)} "${`&${String.fromCharCode(97 + at)};`.repeat(10)}">`),
  )
    .map(String)
    .join('')}]>`;
  const kinds: [string, Buffer][] = [
    ['a GIF', gif],
    ['a GIF of 65,535²', wide],
    ['a GIF of 500 frames', gifFrames],
    ['a GIF of its head', text('GIF89a')],
    ['a GIF that is a script', text(`GIF89a=1;/*${PAYLOAD}*/`)],
    ...[6, 10, 13, 100, 800].map((cut): [string, Buffer] => [`a GIF cut at ${cut}`, gif.subarray(0, cut)]),
    ['a TIFF', tiff],
    ['a TIFF whose directory follows itself', Buffer.from('49492a0008000000000008000000', 'hex')],
    ['a TIFF of 4 billion entries', join(Buffer.from('4d4d002a', 'hex'), u32(8), u16(65_535), Buffer.alloc(100, 255))],
    ['an SVG', SVG('<rect width="9" height="9"/>')],
    ['an SVG with a script', SVG(PAYLOAD)],
    ['an SVG with a handler', SVG('<rect onload="alert(1)"/>')],
    ['an SVG that reads a file', SVG('<image xlink:href="file:///etc/passwd"/>')],
    ['an SVG that asks an address', SVG('<image xlink:href="http://127.0.0.1:1/"/>')],
    ['an SVG of entities', SVG('<text>&j;</text>', lol)],
    ['an SVG of an outer entity', SVG('<text>&x;</text>', '<!DOCTYPE x [<!ENTITY x SYSTEM "file:///etc/passwd">]>')],
    ['an SVG with a page inside', SVG(`<foreignObject>${PAYLOAD}</foreignObject>`)],
    ['an SVG without end', SVG('<g>'.repeat(50_000))],
    ['an SVG, packed', gzipSync(SVG(PAYLOAD))],
    ['an SVG after spaces', join(Buffer.alloc(2000, ' '), SVG(PAYLOAD))],
    ['a page', text(`<!doctype html><title>x</title>${PAYLOAD}`)],
    [
      'a PDF',
      text(
        `%PDF-1.7\n1 0 obj<</Type/Catalog/OpenAction<</S/JavaScript/JS(${PAYLOAD})>>>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF`,
      ),
    ],
    ['a PostScript', text('%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\n(/etc/passwd)(r)file')],
    ['an archive', join(text('PK\x03\x04'), Buffer.alloc(26), payload)],
    ['a packed file', gzipSync(Buffer.alloc(50_000_000))],
    ['a program', join(Buffer.from('7f454c46020101', 'hex'), Buffer.alloc(2000))],
    [
      'a Windows bitmap',
      join(
        text('BM'),
        u32le(1000),
        Buffer.alloc(4),
        u32le(54),
        u32le(40),
        u32le(0x7fffffff),
        u32le(0x7fffffff),
        Buffer.alloc(900),
      ),
    ],
    ['an icon', Buffer.from('0000010001000000000001002000ffffffff16000000', 'hex')],
    [
      'a Photoshop file',
      join(text('8BPS'), u16(1), Buffer.alloc(6), u16(3), u32(30_000), u32(30_000), Buffer.alloc(100)),
    ],
    ['a PPM', text('P6 100000 100000 255\n')],
    ['a PGM of text', text('P2 9 9 255\n1 2 3')],
    ['a FITS', text('SIMPLE  =                    T'.padEnd(2880))],
    ['an HDR', text('#?RADIANCE\n\n-Y 99999 +X 99999\n')],
    ['an EXR', Buffer.from('762f310102000000', 'hex')],
    ['a JPEG XL', Buffer.from('ff0afa7f0190080600010078004bb82da4ce', 'hex')],
    ['a JPEG 2000', Buffer.from('0000000c6a5020200d0a870a', 'hex')],
    ['a Matlab file', text('MATLAB 5.0 MAT-file'.padEnd(200))],
    ['a video', join(box('ftyp', text('isom\0\0\0\0isommp42')), box('mdat', jpeg))],
    ['a sound', join(text('RIFF'), u32le(36), text('WAVEfmt '), Buffer.alloc(100))],
    ['a raw photo', join(text('II*\0\x10\0\0\0CR\x02\0'), Buffer.alloc(200, 255))],
    ['a font', join(text('wOF2'), Buffer.alloc(200))],
    ['a page in UTF-16', Buffer.from(`\uFEFF<script>${PAYLOAD}</script>`, 'utf16le')],
  ];
  return kinds.map(([name, bytes]) => ({ name, bytes }));
}

/** The beginnings of photos before what is none, and the other way round. */
export function disguised(all: Bases): HostileFile[] {
  const beginnings: [string, Buffer][] = [
    ['JPEG', Buffer.from('ffd8ffe000104a46494600', 'hex')],
    ['PNG', PNG_MAGIC],
    ['GIF', text('GIF89a')],
    ['WebP', text('RIFF\x40\0\0\0WEBPVP8 ')],
    ['AVIF', box('ftyp', text('avif\0\0\0\0avifmif1'))],
  ];
  const contents: [string, Buffer][] = [
    ['an SVG', SVG(PAYLOAD)],
    ['a page', payload],
    ['zeros', Buffer.alloc(10_000)],
    ['ones', Buffer.alloc(10_000, 255)],
    ['a PDF', text(`%PDF-1.7\n${PAYLOAD}`)],
    ['an archive', join(text('PK\x03\x04'), payload)],
    ['a JPEG', all.jpeg],
    ['a PNG', all.png],
    ['a TIFF', all.tiff],
  ];
  return beginnings.flatMap(([name, head]) =>
    contents.map(([what, body]) => ({ name: `${name} that goes on as ${what}`, bytes: join(head, body) })),
  );
}

/** Whole photos with other names, and files of hardly anything. */
export function sized({ jpeg, png }: Bases): HostileFile[] {
  const types = [
    'text/html',
    'image/svg+xml',
    'application/json',
    'multipart/form-data',
    'image/png',
    'application/x-www-form-urlencoded',
    'a',
    'image/jpeg\t; x="',
    'text/plain;charset=utf-7',
  ];
  return [
    ...types.map((type) => ({ name: `a JPEG called ${type}`, bytes: jpeg, type })),
    { name: 'a PNG called image/jpeg', bytes: png, type: 'image/jpeg' },
    { name: 'nothing', bytes: Buffer.alloc(0) },
    ...[0, 10, 32, 60, 71, 82, 137, 255].map((byte) => ({ name: `one byte: ${byte}`, bytes: Buffer.from([byte]) })),
    ...[2, 3, 4, 8, 11, 12, 13].map((length) => ({
      name: `${length} bytes of a JPEG`,
      bytes: jpeg.subarray(0, length),
    })),
    { name: '21 MB', bytes: join(jpeg, Buffer.alloc(21_000_000)) },
    { name: '20 MB of zeros', bytes: Buffer.alloc(20_000_000) },
  ];
}
