import type { Metadata, Route } from 'next';
import { redirect } from 'next/navigation';
import { Address } from '@/components/account/address';
import { SignInFrame } from '@/components/account/sign-in-frame';
import { readAccount } from '@/lib/accounts';
import { getUserId } from '@/lib/session';
import { readSignInLink } from '@/lib/sign-in-links';
import type { AccountView } from '@/lib/views';
import * as common from '@/messages/compiled/common';
import * as m from '@/messages/compiled/signIn';

export function generateMetadata(): Metadata {
  return { title: common.signIn(), robots: { index: false } };
}

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
          {m.signInAs()}{' '}
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
          {common.signIn()}
        </button>
      </form>
      <p className="text-sm text-ink-soft">{m.notYou()}</p>
    </SignInFrame>
  );
}

/** What signing in does to what is in this browser: said before, since somebody else may have sent the link. */
function whatHappens(account: AccountView | null, email: string): string {
  if (account?.isMember) {
    return account.email === email
      ? m.alreadyIn()
      : m.insteadOf({ present: account.email ?? account.name ?? m.somebodyElse(), email });
  }
  const { avatars = 0, selfies = 0 } = account?.holdings ?? {};
  if (avatars > 0) {
    return m.avatarsMove({ count: avatars });
  }
  return selfies > 0 ? m.selfiesMove() : m.onePress();
}

function Over({ state }: { state: 'used' | 'expired' }) {
  return (
    <SignInFrame
      title={state === 'used' ? m.linkUsed() : m.linkExpired()}
      text={state === 'used' ? m.linkUsedText() : m.linkExpiredText()}
    >
      <a href="/sign-in" className="button button-ink justify-self-start">
        {m.askForNew()}
      </a>
    </SignInFrame>
  );
}
