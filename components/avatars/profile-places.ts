/** Where people use a profile picture, and the size that each place shows at its best, in pixels. */
export const PLACES = [
  { name: 'Discord', size: 512 },
  { name: 'GitHub', size: 460 },
  { name: 'LinkedIn', size: 400 },
  { name: 'Slack', size: 512 },
  { name: 'WhatsApp', size: 640 },
  { name: 'X', size: 400 },
] as const;
export type Place = (typeof PLACES)[number];

export const FORMATS = {
  png: { name: 'PNG', type: 'image/png' },
  jpg: { name: 'JPEG', type: 'image/jpeg' },
  webp: { name: 'WebP', type: 'image/webp' },
} as const;
export type Format = keyof typeof FORMATS;

export type Shape = 'circle' | 'square';
