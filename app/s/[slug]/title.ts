import { STYLE_NAMES } from '@/lib/limits';
import type { SharedView } from '@/lib/views';
import * as common from '@/messages/compiled/common';
import * as m from '@/messages/compiled/shared';

/** A share link in a few words, for titles and previews. */
export function titleOf({ avatars }: Extract<SharedView, { status: 'open' }>): string {
  const [first] = avatars;
  return avatars.length === 1 && first
    ? m.oneAvatar({ style: STYLE_NAMES[first.style] })
    : common.avatars({ count: avatars.length });
}
