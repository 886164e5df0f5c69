import type { Variant } from '@/lib/limits';
import * as m from '@/messages/compiled/avatar';

/** What a variant is called where it is asked for, and while it is being made. */
export const VARIANT_WORDS: Record<Variant, { name: () => string; making: () => string }> = {
  upscaled: { name: m.enlarge, making: m.enlarging },
  cutout: { name: m.noBackground, making: m.cuttingOut },
};
