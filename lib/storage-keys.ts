/** Where each record's files are: under its id, whole and as a thumbnail. */
import { VARIANTS, type Variant } from './limits.ts';
import type { ImageSize } from './storage.ts';

export function selfieKeys(id: string): Record<ImageSize, string> {
  return { full: `selfies/${id}.jpg`, thumb: `selfies/${id}.thumb.webp` };
}

export function avatarKeys(id: string): Record<ImageSize, string> {
  return { full: `avatars/${id}.png`, thumb: `avatars/${id}.thumb.webp` };
}

export function variantKey(id: string, variant: Variant): string {
  return `avatars/${id}.${variant}.png`;
}

export function pageKey(id: string): string {
  return `avatars/${id}.page.webp`;
}

/** Every file of a selfie. */
export function selfieFiles(id: string): string[] {
  return Object.values(selfieKeys(id));
}

/** Every file that an avatar may have. */
export function avatarFiles(id: string): string[] {
  return [...Object.values(avatarKeys(id)), pageKey(id), ...VARIANTS.map((variant) => variantKey(id, variant))];
}

/** The record that a file belongs to. */
export function recordOf(key: string): { kind: string; id: string } {
  const [kind = '', name = ''] = key.split('/');
  return { kind, id: name.slice(0, 36) };
}
