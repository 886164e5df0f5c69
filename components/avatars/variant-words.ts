import type { Variant } from '@/lib/limits';

/** What a variant is called where it is asked for, and while it is being made. */
export const VARIANT_WORDS: Record<Variant, { name: string; making: string }> = {
  upscaled: { name: 'Enlarge ×2', making: 'Enlarging…' },
  cutout: { name: 'No background', making: 'Cutting out…' },
};
