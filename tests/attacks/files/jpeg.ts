/** JPEGs that no camera makes. */
import { changeSegment, exif, join, jpegSegment, jpegSegments, text, u16, u32, withSegments } from '../file-parts.ts';
import { type Bases, type HostileFile, many, PAYLOAD, payload, profiles } from './base.ts';

export function jpegs({ jpeg, progressive }: Bases): HostileFile[] {
  const cuts = [jpeg, progressive].flatMap((file, kind) =>
    jpegSegments(file).flatMap(({ marker, start, end }, at) =>
      (kind === 1 ? [(start + end) >> 1] : [start, start + 1, start + 3, (start + end) >> 1, end]).map((cut) => ({
        ...{
          name: `JPEG ${kind} cut at segment ${at} (${marker.toString(16)}), byte ${cut}`,
          bytes: file.subarray(0, cut),
        },
      })),
    ),
  );
  const size = (height: number, width: number) => (frame: Buffer) =>
    join(frame.subarray(0, 5), u16(height), u16(width), frame.subarray(9));
  const frames = (
    [
      [65_535, 65_535],
      [0, 0],
      [1, 65_535],
      [65_535, 1],
      [7000, 7000],
    ] as const
  ).map(([height, width]) => ({
    ...{ name: `JPEG of ${width}×${height} by its header`, bytes: changeSegment(jpeg, 0xc0, size(height, width)) },
  }));
  const set = (marker: number, at: number, value: number) =>
    changeSegment(jpeg, marker, (bytes) => {
      bytes[at] = value;
      return bytes;
    });
  const broken = [
    ['precision 12', set(0xc0, 4, 12)],
    ['255 components', set(0xc0, 9, 255)],
    ['no components', set(0xc0, 9, 0)],
    ['sampling 15×15', set(0xc0, 11, 0xff)],
    ['table 3 missing', set(0xc0, 12, 3)],
    ['a quantisation of 0', changeSegment(jpeg, 0xdb, (bytes) => bytes.fill(0, 5))],
    ['a quantisation table 15', set(0xdb, 4, 15)],
    ['too many Huffman codes', changeSegment(jpeg, 0xc4, (bytes) => bytes.fill(255, 5, 21))],
    ['no Huffman codes', changeSegment(jpeg, 0xc4, () => Buffer.alloc(0))],
    ['a scan of no component', set(0xda, 4, 0)],
    ['a scan of other components', set(0xda, 5, 99)],
    ['its frame twice', changeSegment(jpeg, 0xc0, (bytes) => join(bytes, bytes))],
    ['no frame', changeSegment(jpeg, 0xc0, () => Buffer.alloc(0))],
    ['its start twice', join(jpeg.subarray(0, 2), jpeg)],
    ['arithmetic coding', changeSegment(jpeg, 0xc0, (bytes) => join(Buffer.from([0xff, 0xc9]), bytes.subarray(2)))],
    ['lossless coding', changeSegment(jpeg, 0xc0, (bytes) => join(Buffer.from([0xff, 0xc3]), bytes.subarray(2)))],
    ['restarts in every block', withSegments(jpeg, jpegSegment(0xdd, u16(1)))],
    ['a segment of length 0', withSegments(jpeg, jpegSegment(0xe1, Buffer.alloc(0), 0))],
    ['a segment longer than the file', withSegments(jpeg, jpegSegment(0xe1, payload, 65_535))],
    ['3000 segments', withSegments(jpeg, ...many(3000, () => jpegSegment(0xef, payload)))],
    ['200 whole segments', withSegments(jpeg, ...many(200, () => jpegSegment(0xe5, Buffer.alloc(65_000, PAYLOAD))))],
    ['a script as a comment', withSegments(jpeg, jpegSegment(0xfe, payload))],
    [
      'a script in XMP',
      withSegments(jpeg, jpegSegment(0xe1, join(text('http://ns.adobe.com/xap/1.0/\0<x:xmpmeta>'), payload))),
    ],
    [
      'a script in IPTC',
      withSegments(
        jpeg,
        jpegSegment(0xed, join(text('Photoshop 3.0\x008BIM\x04\x04\0\0'), u32(payload.length), payload)),
      ),
    ],
    ['an archive after its end', join(jpeg, text('PK\x03\x04'), payload)],
    ['a page after its end', join(jpeg, payload)],
    ['1 MB after its end', join(jpeg, Buffer.alloc(1_000_000, PAYLOAD))],
    ['a picture after its end', join(jpeg, jpeg)],
    ['500 scans', manyScans(progressive, 500)],
    ['an Adobe marker of junk', withSegments(jpeg, jpegSegment(0xee, join(text('Adobe'), Buffer.alloc(7, 255))))],
  ] as const;
  return [
    ...cuts,
    ...frames,
    ...broken.map(([name, bytes]) => ({ name: `JPEG with ${name}`, bytes: Buffer.from(bytes) })),
    ...exifs(jpeg),
    ...profiles().map(([name, profile]) => ({
      name: `JPEG with a colour profile of ${name}`,
      bytes: withSegments(jpeg, ...iccSegments(profile)),
    })),
  ];
}

/** The last scan again and again. */
function manyScans(jpeg: Buffer, count: number): Buffer {
  const last = jpeg.lastIndexOf(Buffer.from([0xff, 0xda]));
  const scan = jpeg.subarray(last, jpeg.length - 2);
  return join(jpeg.subarray(0, last), ...many(count, () => scan), jpeg.subarray(jpeg.length - 2));
}

function exifs(jpeg: Buffer): HostileFile[] {
  const blocks: [string, Buffer][] = [
    ...[0, 2, 3, 5, 6, 8, 9, 255, 65_535].map((value): [string, Buffer] => [
      `orientation ${value}`,
      exif(0x0112, 3, 1, value),
    ]),
    ['orientation as text', exif(0x0112, 2, 4, 0x41414141)],
    ['an orientation of 4 billion values', exif(0x0112, 3, 0xffffffff, 8)],
    ['a value out of the block', exif(0x010e, 2, 1000, 0x7fffffff)],
    ['a directory that follows itself', exif(0x0112, 3, 1, 6, 8)],
    ['a directory far away', exif(0x0112, 3, 1, 6, 0xfffffff0)],
    ['a directory within itself', exif(0x8769, 4, 1, 8)],
    ['an unknown type', exif(0x0112, 99, 1, 6)],
    ['no directory', text('Exif\0\0MM\0*')],
    ['both byte orders', text('Exif\0\0IM\0*\0\0\0\x08')],
    ['60,000 entries', join(text('Exif\0\0MM\0*'), u32(8), u16(60_000), Buffer.alloc(60_000, PAYLOAD))],
    ['a script', join(exif(0x010e, 2, payload.length, 26), payload)],
    ['places of its own', exif(0x8825, 4, 1, 26)],
  ];
  return blocks.map(([name, block]) => ({
    name: `JPEG with EXIF: ${name}`,
    bytes: withSegments(jpeg, jpegSegment(0xe1, block)),
  }));
}

function iccSegments(profile: Buffer): Buffer[] {
  const pieces = many(Math.max(1, Math.ceil(profile.length / 60_000)), (at) =>
    profile.subarray(at * 60_000, (at + 1) * 60_000),
  );
  return pieces.map((piece, at) =>
    jpegSegment(0xe2, join(text('ICC_PROFILE\0'), Buffer.from([at + 1, pieces.length]), piece)),
  );
}
