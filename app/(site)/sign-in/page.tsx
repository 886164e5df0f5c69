import type { Metadata, Route } from 'next';
import { redirect } from 'next/navigation';
import { MailForm } from '@/components/account/mail-form';
import { ProviderButtons } from '@/components/account/provider-buttons';
import { SignInFrame } from '@/components/account/sign-in-frame';
import { ownPath } from '@/lib/own-path';
import { getMemberName, getUserId } from '@/lib/session';
import { mayMailLinks } from '@/lib/sign-in-links';
import { signInProviders } from '@/lib/sign-in-providers';
import { readTyped } from './address';

export const metadata: Metadata = { title: 'Sign in', robots: { index: false } };

/** Beside the address. */
const FIELD: Record<string, string> = {
  address: 'This is not an e-mail address. Check it for typing errors.',
  wait: 'Many links were asked for already. Use the latest mail, or try again in an hour.',
  mail: 'The mail could not be sent. Try again in a few minutes.',
};

/** Above the form. */
const PAGE: Record<string, string> = {
  used: 'That link was used already. Ask for a new one.',
  expired: 'That link has expired. Ask for a new one.',
  refused: 'Signing in was cancelled. Nothing has changed.',
  failed: 'Signing in there did not work. Try again, or choose another way.',
};

export default async function SignInPage({ searchParams }: PageProps<'/sign-in'>) {
  const query = await searchParams;
  const next = ownPath(typeof query.next === 'string' ? query.next : null);
  const [member, userId, typed] = await Promise.all([getMemberName(), getUserId(), readTyped()]);
  if (member !== null) redirect(next as Route);
  const providers = signInProviders();
  const byMail = mayMailLinks();
  if (providers.length === 0 && !byMail) return <NoWayIn />;
  // What next-auth calls `error` is one thing to a person: it did not work.
  const sorry = query.error === undefined ? String(query.sorry ?? '') : 'failed';
  if (byMail && query.sent !== undefined && typed !== '') return <CheckYourMail address={typed} next={next} />;
  return (
    <SignInFrame
      title="Sign in"
      text={
        userId === null
          ? 'Your avatars, on every device you use. No password needed.'
          : 'Keep what you made in this browser, and reach it on every device you use. No password needed.'
      }
    >
      {query.out !== undefined && <p role="status">You are signed out.</p>}
      {PAGE[sorry] && (
        <p role="alert" className="rounded-control bg-danger-wash px-4 py-3 text-danger">
          {PAGE[sorry]}
        </p>
      )}
      {byMail && <MailForm next={next} email={typed} error={FIELD[sorry]} />}
      {byMail && providers.length > 0 && (
        <p className="flex items-center gap-4 text-sm text-ink-soft before:h-px before:flex-1 before:bg-line after:h-px after:flex-1 after:bg-line">
          or
        </p>
      )}
      {providers.length > 0 && <ProviderButtons providers={providers} next={next} />}
      <p className="text-sm text-ink-soft">
        <a href="/privacy" className="link">
          What is stored, and for how long
        </a>
      </p>
    </SignInFrame>
  );
}

function CheckYourMail({ address, next }: { address: string; next: string }) {
  return (
    <SignInFrame
      title="Check your mail"
      text={
        <p role="status">
          A link is on its way to <strong className="font-semibold [overflow-wrap:anywhere] text-ink">{address}</strong>
          . It works once, for an hour. Open it in this browser, and what you made here moves into your account.
        </p>
      }
    >
      <div className="grid gap-3 border-t border-line pt-6">
        <p className="text-sm text-ink-soft">Nothing there after a minute? Look among unwanted mail, or:</p>
        <form action="/sign-in/mail" method="post">
          <input type="hidden" name="email" value={address} />
          <input type="hidden" name="next" value={next} />
          <button type="submit" className="button button-line w-full">
            Send another link
          </button>
        </form>
        <a href={`/sign-in?next=${encodeURIComponent(next)}`} className="button button-bare">
          Use another address
        </a>
      </div>
    </SignInFrame>
  );
}

/** The operator turned no way on: guests it is, and that works. */
function NoWayIn() {
  return (
    <SignInFrame
      title="No account needed"
      text="Signing in isn’t set up on this server. Everything works without it: what you make is kept for this browser."
    >
      <div className="flex flex-wrap gap-3">
        <a href="/create" className="button button-ink">
          Create avatars
        </a>
        <a href="/avatars" className="button button-line">
          Your avatars
        </a>
      </div>
    </SignInFrame>
  );
}
