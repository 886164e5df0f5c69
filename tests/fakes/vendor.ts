/** What the fake face_gen refuses, and what it draws. */
import sharp from 'sharp';

const HUES: Record<string, number> = { realistic: 0, anime: 60, '3d': 120, chibi: 200, comic: 280 };

type Body = Record<string, unknown>;

/** The vendor's own checks, in its own words: a message as it sends it, or `null`. */
export function refusalOf(body: Body): unknown {
  for (const field of ['prompt', 'face_image']) {
    const words = field.replace('_', ' ');
    if (String(body[field] ?? '').trim() === '') return { [field]: [`The ${words} field is required.`] };
  }
  if (!isTrue(body.base64) && !/^(data:|https?:)/.test(String(body.face_image))) {
    return 'init image must be a valid url when base64 is a representation of false';
  }
  const [width, height, samples] = [body.width, body.height, body.samples ?? 1].map(Number);
  if (width !== undefined && width > 512) return { width: ['The width must not be greater than 512.'] };
  if (height !== undefined && height > 768) return { height: ['The height must not be greater than 768.'] };
  if (samples !== 1 && samples !== 2) return { samples: ['The samples must not be greater than 2.'] };
  if (samples === 2 && width === 512 && height === 768) return 'Maximum samples is 1 for 512x768.';
  if (body.num_inference_steps !== undefined && ![21, 31, 41].includes(Number(body.num_inference_steps))) {
    return { num_inference_steps: ['The num inference steps must be one of 21, 31, 41.'] };
  }
  return null;
}

/** The selfie, cropped to the size asked for and tinted by style and seed; `null` when it is no picture. */
export async function drawFrom(selfie: Buffer, body: Body, seed: number): Promise<Buffer[] | null> {
  const style = String(body.style ?? '')
    .trim()
    .toLowerCase();
  const size = { width: Number(body.width ?? 512), height: Number(body.height ?? 512) };
  try {
    return await Promise.all(
      [...Array(Number(body.samples ?? 1)).keys()].map((index) =>
        sharp(selfie)
          .resize({ ...size, fit: 'cover' })
          .modulate({ hue: ((HUES[style] ?? 0) + (seed % 40) + index * 20) % 360 })
          .png()
          .toBuffer(),
      ),
    );
  } catch {
    return null;
  }
}

export function bytesOf(dataUri: unknown): Buffer {
  return Buffer.from(String(dataUri).replace(/^data:[^,]*,/, ''), 'base64');
}

/** Real answers carry numbers as strings here. */
export function asStrings(meta: Body): Body {
  return Object.fromEntries(
    Object.entries(meta).map(([name, value]) => [name, typeof value === 'number' ? String(value) : value]),
  );
}

export function isTrue(value: unknown): boolean {
  return [true, 'true', 'yes'].includes(value as boolean | string);
}
