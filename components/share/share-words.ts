import type { ShareLinkView } from '@/lib/views';
import * as m from '@/messages/compiled/share';
import { formatDate } from '@/messages/locale';

/** Who sees what by a link, in a sentence or two. */
export function describeLink({ count, hasExpired, hasPassword, showsPrompt, showsSelfie }: ShareLinkView): string {
  if (hasExpired) return m.hasEnded();
  const shown = [
    m.theAvatars({ count }),
    ...(showsPrompt ? [m.yourPrompts({ count })] : []),
    ...(showsSelfie ? [m.yourSelfie()] : []),
  ];
  const sees = (hasPassword ? m.whoSeesPassword : m.whoSees)({ what: shown.join(m.and()) });
  if (showsPrompt && showsSelfie) return sees;
  const hidden = showsSelfie ? m.notPrompt : showsPrompt ? m.notSelfie : m.notBoth;
  return `${sees} ${hidden()}`;
}

/** When a link ends or has ended, in this browser's time; '' when it doesn't. */
export function describeEnd({ expiresAt, hasExpired }: ShareLinkView): string {
  if (expiresAt === null) return '';
  const date = formatDate(expiresAt, { day: 'numeric', month: 'long', hour: '2-digit', minute: '2-digit' });
  return hasExpired ? m.ended({ date }) : m.ends({ date });
}
