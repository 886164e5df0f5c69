import type { AvatarWish, AvatarWishDraft } from '@/lib/generation-input';
import type { Style } from '@/lib/limits';

/** What the form holds. */
export type FormValues = AvatarWishDraft;

/** What a page may fill in beforehand. */
export type Prefill = Partial<Omit<AvatarWish, 'consent' | 'engine'>>;

export function emptyForm(style: Style, prefill: Prefill): Draft {
  return {
    selfieId: '',
    style,
    prompt: '',
    negativePrompt: '',
    width: 512,
    height: 768,
    steps: 31,
    guidance: 7.5,
    faceStrength: 1,
    seed: null,
    samples: 1,
    safetyChecker: true,
    ...prefill,
  };
}

/** The form without its consent, which is given anew each time. */
export type Draft = Required<Omit<FormValues, 'consent' | 'engine'>>;

const DRAFT_KEY = 'selfsame.draft';

/** Keeps what was typed over reloads, in this browser only; never the consent. */
export function keepDraft({ consent: _, ...values }: Partial<FormValues>) {
  try {
    localStorage.setItem(DRAFT_KEY, JSON.stringify(values));
  } catch {
    // Storage is full or switched off: the form works without.
  }
}

/** The kept draft, as far as its values still have the right type. */
export function readDraft(like: Draft): Partial<Draft> {
  let kept: unknown;
  try {
    kept = JSON.parse(localStorage.getItem(DRAFT_KEY) ?? 'null');
  } catch {
    return {};
  }
  if (typeof kept !== 'object' || kept === null) return {};
  const fits = Object.entries(kept).filter(([name, value]) => {
    if (!(name in like)) return false;
    if (name === 'seed') return value === null || typeof value === 'number';
    return typeof value === typeof like[name as keyof typeof like];
  });
  return Object.fromEntries(fits);
}
