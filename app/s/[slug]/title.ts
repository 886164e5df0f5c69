import { STYLE_NAMES } from '@/lib/limits';
import type { SharedView } from '@/lib/views';

/** A share link in a few words, for titles and previews. */
export function titleOf({ avatars }: Extract<SharedView, { status: 'open' }>): string {
  const [first] = avatars;
  return avatars.length === 1 && first ? `An avatar in ${STYLE_NAMES[first.style]} style` : `${avatars.length} avatars`;
}
