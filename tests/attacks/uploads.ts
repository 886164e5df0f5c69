/** Sends hostile files as selfies, and looks at what the product makes of them. */
import sharp from 'sharp';
import type { HostileFile } from './files/base.ts';

/** How long the product may look at one file, in milliseconds, on a machine that does other things, too. */
const PATIENCE_MS = 20_000;
/** The largest side of a kept selfie. */
const SIDE_MAX = 2048;
/** Any of the payload's longer words. */
const TRACES = ['payload-7f3a', '<script>', 'system($_GET'];

export type Outcome = { status: number; faults: string[]; ms: number };

/**
 * Sends one as a person. Refused is right, in a sentence; so is kept, as a picture of our own making that has nothing of
 * what hid in the file.
 */
export async function sendFile(url: string, { name, bytes, type }: HostileFile, cookie: string): Promise<Outcome> {
  const startedAt = performance.now();
  const response = await fetch(`${url}/api/selfies`, {
    ...{ method: 'POST', body: new Uint8Array(bytes), signal: AbortSignal.timeout(PATIENCE_MS) },
    headers: { cookie, origin: url, 'content-type': type ?? 'image/jpeg' },
  });
  const ms = performance.now() - startedAt;
  const said = (await response.json()) as { id?: string; message?: string; field?: string };
  const { status } = response;
  const faults: string[] = [];
  if (status === 201) faults.push(...(await keptFaults(`${url}/images/selfies/${said.id}`, cookie)));
  else if (status < 400 || status >= 500) faults.push(`HTTP ${status}`);
  else if (!/^[A-Z].{10,}\.$/.test(said.message ?? '') || said.field !== 'selfieId')
    faults.push(`said ${JSON.stringify(said)}`);
  if (TRACES.some((trace) => JSON.stringify(said).includes(trace))) faults.push('repeats the payload');
  return { status, ms, faults: faults.map((fault) => `${name}: ${fault}`) };
}

async function keptFaults(address: string, cookie: string): Promise<string[]> {
  const kept = await fetch(address, { headers: { cookie } });
  const bytes = Buffer.from(await kept.arrayBuffer());
  const faults: string[] = [];
  if (kept.headers.get('content-type') !== 'image/jpeg') faults.push(`kept as ${kept.headers.get('content-type')}`);
  if (kept.headers.get('x-content-type-options') !== 'nosniff') faults.push('may be taken for something else');
  if (TRACES.some((trace) => bytes.includes(trace) || bytes.includes(Buffer.from(trace, 'utf16le'))))
    faults.push('keeps the payload');
  const { format, width, height, space, exif, icc, xmp, iptc, orientation } = await sharp(bytes).metadata();
  if (format !== 'jpeg' || space !== 'srgb') faults.push(`kept as ${format} in ${space}`);
  if (Math.max(width, height) > SIDE_MAX) faults.push(`kept at ${width}×${height}`);
  if (exif ?? icc ?? xmp ?? iptc ?? orientation) faults.push('keeps metadata');
  if (bytes.lastIndexOf(Buffer.from([0xff, 0xd9])) !== bytes.length - 2)
    faults.push('keeps what comes after the picture');
  return faults;
}
