import type { ShareLinkView } from '@/lib/views';

/** Who sees what by a link, in a sentence or two. */
export function describeLink({ count, hasExpired, hasPassword, showsPrompt, showsSelfie }: ShareLinkView): string {
  if (hasExpired) return 'This link has ended and shows nothing. Its settings can give it more time.';
  const who = hasPassword ? 'Anyone with this link and its password' : 'Anyone with this link';
  const what = count === 1 ? 'the avatar' : `the ${count} avatars`;
  const more = [showsPrompt && (count === 1 ? 'your prompt' : 'your prompts'), showsSelfie && 'your selfie'].filter(
    (part) => part !== false,
  );
  const hidden = [!showsSelfie && 'not your selfie', !showsPrompt && 'not your prompt'].filter(
    (part) => part !== false,
  );
  const rest = hidden.length === 0 ? '' : ` ${hidden.join(', ').replace('n', 'N')}.`;
  return `${who} can see ${[what, ...more].join(' and ')}.${rest}`;
}

/** When a link ends or has ended, in this browser's time; '' when it doesn't. */
export function describeEnd({ expiresAt, hasExpired }: ShareLinkView): string {
  if (expiresAt === null) return '';
  const at = new Date(expiresAt).toLocaleString('en-GB', {
    day: 'numeric',
    month: 'long',
    hour: '2-digit',
    minute: '2-digit',
  });
  return hasExpired ? `Ended on ${at}.` : `Ends on ${at}.`;
}
