/** What hostile files begin with: real pictures of each kind, and what hides in them. */
import sharp from 'sharp';
import { portraitFile } from '../../factories.ts';
import { join, text, u32 } from '../file-parts.ts';

export type HostileFile = { name: string; bytes: Buffer; type?: string };

/** What hides in them, and may come out nowhere. */
export const PAYLOAD = 'payload-7f3a-<script>alert(1)</script><?php system($_GET[0]);?>';
export const payload = text(PAYLOAD);
export const many = (count: number, make: (at: number) => Uint8Array) =>
  Array.from({ length: count }, (_, at) => make(at));

export type Bases = {
  jpeg: Buffer;
  progressive: Buffer;
  png: Buffer;
  webp: Buffer;
  avif: Buffer;
  gif: Buffer;
  tiff: Buffer;
};

export async function bases(): Promise<Bases> {
  const small = await sharp(portraitFile.pathname).png().toBuffer();
  const [jpeg, progressive, png, webpFile, avif, gif, tiff] = await Promise.all([
    sharp(small).jpeg().toBuffer(),
    sharp(small).jpeg({ progressive: true }).toBuffer(),
    sharp(small).png().toBuffer(),
    sharp(small).webp().toBuffer(),
    sharp(small).avif({ effort: 0 }).toBuffer(),
    sharp(small).gif().toBuffer(),
    sharp(small).tiff().toBuffer(),
  ]);
  return { jpeg, progressive, png, webp: webpFile, avif, gif, tiff };
}

/** Colour profiles that describe nothing. */
export function profiles(): [string, Buffer][] {
  const head = (size: number, space: string) =>
    join(
      u32(size),
      text('lcms'),
      u32(0x04300000),
      text(`mntr${space}XYZ `),
      Buffer.alloc(12),
      text('acsp'),
      Buffer.alloc(88),
    );
  return [
    ['nothing', Buffer.alloc(0)],
    ['junk', Buffer.alloc(5000, PAYLOAD)],
    ['a head alone', head(128, 'RGB ')],
    ['another size than it says', join(head(0xffffffff, 'RGB '), u32(0))],
    ['4 billion tags', join(head(132, 'RGB '), u32(0xffffffff))],
    ['tags out of it', join(head(144, 'RGB '), u32(1), text('rXYZ'), u32(0x7fffffff), u32(0x7fffffff))],
    ['another colour space', join(head(132, 'CMYK'), u32(0))],
    ['a named space', join(head(132, 'nmcl'), u32(0))],
    ['1 MB', join(head(1_000_000, 'RGB '), Buffer.alloc(1_000_000, PAYLOAD))],
  ];
}
