import type { Metadata, Route } from 'next';
import { redirect } from 'next/navigation';
import { Address } from '@/components/account/address';
import { SignInFrame } from '@/components/account/sign-in-frame';
import { readAccount } from '@/lib/accounts';
import { getUserId } from '@/lib/session';
import { readSignInLink } from '@/lib/sign-in-links';
import type { AccountView } from '@/lib/views';

export const metadata: Metadata = { title: 'Sign in', robots: { index: false } };

/** Where a mailed link leads. Opening it changes nothing, since mail scanners open every link; its button signs in. */
export default async function LinkPage({ searchParams }: PageProps<'/sign-in/link'>) {
  const { token } = await searchParams;
  const userId = await getUserId();
  const [link, account] = await Promise.all([
    readSignInLink(typeof token === 'string' ? token : ''),
    userId === null ? null : readAccount(userId),
  ]);
  if (link.state !== 'open') {
    // Pressed twice, or opened again later: here is where it led.
    if (link.state === 'used' && account?.isMember) redirect('/avatars' as Route);
    return <Over state={link.state} />;
  }
  return (
    <SignInFrame
      title={
        <>
          Sign in as{' '}
          <span className="mt-1 block text-xl sm:text-2xl">
            <Address>{link.email}</Address>
          </span>
        </>
      }
      text={whatHappens(account, link.email)}
    >
      <form action="/sign-in/link/use" method="post">
        <input type="hidden" name="token" value={typeof token === 'string' ? token : ''} />
        <button type="submit" className="button button-ink w-full">
          Sign in
        </button>
      </form>
      <p className="text-sm text-ink-soft">Not you? Close this page: nothing has happened yet.</p>
    </SignInFrame>
  );
}

/** What signing in does to what is in this browser: said before, since somebody else may have sent the link. */
function whatHappens(account: AccountView | null, email: string): string {
  if (account?.isMember) {
    return account.email === email
      ? 'You are signed in here already. This begins anew.'
      : `You are signed in here as ${account.email ?? account.name ?? 'somebody else'}. This signs you in as ${email} instead; nothing moves between the two.`;
  }
  const { avatars = 0, selfies = 0 } = account?.holdings ?? {};
  if (avatars > 0) {
    return `The ${avatars === 1 ? 'avatar' : `${avatars} avatars`} made in this browser, with ${avatars === 1 ? 'its' : 'their'} selfies and links, will move into this account.`;
  }
  return selfies > 0 ? 'The selfies given in this browser will move into this account.' : 'One press, and you are in.';
}

function Over({ state }: { state: 'used' | 'expired' }) {
  return (
    <SignInFrame
      title={state === 'used' ? 'This link was used already' : 'This link has expired'}
      text={
        state === 'used'
          ? 'A link signs in once. If that wasn’t you, somebody else can read your mail.'
          : 'Links work for an hour, and have to be complete. Ask for a new one.'
      }
    >
      <a href="/sign-in" className="button button-ink justify-self-start">
        Ask for a new link
      </a>
    </SignInFrame>
  );
}
