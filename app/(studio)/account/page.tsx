import type { Metadata } from 'next';
import { Address } from '@/components/account/address';
import { DeleteForm } from '@/components/account/delete-form';
import { Section } from '@/components/account/section';
import { SelfieChoice } from '@/components/account/selfie-choice';
import { Today } from '@/components/account/today';
import { DeadEnd } from '@/components/site/dead-end';
import { readAccount, readUsage } from '@/lib/accounts';
import { env } from '@/lib/env';
import { getUserId } from '@/lib/session';
import { mayMailLinks } from '@/lib/sign-in-links';
import { providerName, signInProviders } from '@/lib/sign-in-providers';
import type { AccountView } from '@/lib/views';

export const metadata: Metadata = { title: 'Account', robots: { index: false } };

const SORRY: Record<string, string> = {
  words: 'These are not the words. Nothing was deleted.',
  later: 'Something went wrong on our side, and nothing was deleted. Try again in a moment.',
};

export default async function AccountPage({ searchParams }: PageProps<'/account'>) {
  const [userId, query] = await Promise.all([getUserId(), searchParams]);
  const account = userId && (await readAccount(userId));
  const maySignIn = mayMailLinks() || signInProviders().length > 0;
  if (!userId || !account) return <NobodyYet maySignIn={maySignIn} />;
  const usage = await readUsage(userId);
  const { selfieRetentionDays } = env();
  return (
    <div className="mx-auto w-full max-w-4xl px-4 pt-4 sm:px-8 sm:pt-10">
      <h1 className="mb-8 text-3xl sm:text-4xl">Account</h1>
      <Section id="who" title={account.isMember ? 'You' : 'Guest'}>
        {account.isMember ? <Member account={account} /> : <Guest maySignIn={maySignIn} />}
      </Section>
      <Section id="today" title="Today">
        <Today usage={usage} />
      </Section>
      <Section id="selfies" title="Selfies">
        <SelfieChoice
          deletes={account.deletesSelfies}
          days={selfieRetentionDays === 1 ? '1 day' : `${selfieRetentionDays} days`}
          saved={query.saved !== undefined}
        />
      </Section>
      <Section id="export" title="Take it with you">
        <p className="max-w-prose">{holdingsOf(account)} One zip has every picture, and every record as JSON.</p>
        <form action="/account/export" method="post">
          <button type="submit" className="button button-line">
            Export everything
          </button>
        </form>
      </Section>
      <Section id="delete" title="Delete everything">
        <p className="max-w-prose">
          Your selfies, avatars, share links, everything in line, and{' '}
          {account.isMember ? 'the account' : 'you as a guest'}. Shared pages go dark at once.
        </p>
        <DeleteForm error={SORRY[String(query.sorry)]} />
      </Section>
    </div>
  );
}

function Member({ account: { name, email, since, identities, sessions } }: { account: AccountView }) {
  const ways = [
    ...(email !== null && mayMailLinks() ? [`A link mailed to ${email}`] : []),
    ...identities.map(
      ({ provider, address }) => `${providerName(provider)}${address === null ? '' : `, as ${address}`}`,
    ),
  ];
  return (
    <>
      <div>
        <p className="text-lg [overflow-wrap:anywhere]">
          <Address>{name ?? email ?? 'Member'}</Address>
        </p>
        {name !== null && email !== null && (
          <p className="[overflow-wrap:anywhere] text-ink-soft">
            <Address>{email}</Address>
          </p>
        )}
        <p className="mt-1 text-sm text-ink-soft">
          Member since <time dateTime={since}>{dayOf(since)}</time>
        </p>
      </div>
      <div>
        <h3 className="text-sm font-normal tracking-normal text-ink-soft">How you sign in</h3>
        {ways.length === 0 && <p className="mt-1">The way that you used is turned off. Export what matters.</p>}
        <ul className="mt-1 grid gap-1 [overflow-wrap:anywhere]">
          {ways.map((way) => (
            <li key={way}>
              <Address>{way}</Address>
            </li>
          ))}
        </ul>
      </div>
      <form action="/account/sign-out" method="post" className="flex flex-wrap items-center gap-3">
        <button type="submit" className="button button-line">
          Sign out
        </button>
        <button type="submit" name="everywhere" className="button button-line">
          Sign out everywhere
        </button>
        <span className="text-sm text-ink-soft">
          {sessions === 1 ? 'Only this browser is signed in.' : `${sessions} browsers are signed in.`}
        </span>
      </form>
    </>
  );
}

function Guest({ maySignIn }: { maySignIn: boolean }) {
  return (
    <>
      <p className="max-w-prose">
        What you make is kept for this browser, and nobody else can see it.{' '}
        {maySignIn
          ? 'Sign in to keep it if the browser forgets you, and to reach it from others. All of it moves along.'
          : 'If the browser forgets you, it can’t be reached again: export what matters.'}
      </p>
      {maySignIn && (
        <a href="/sign-in?next=/account" className="button button-ink">
          Sign in
        </a>
      )}
    </>
  );
}

/** Before the first selfie there is nobody to say anything about. */
function NobodyYet({ maySignIn }: { maySignIn: boolean }) {
  return (
    <DeadEnd
      title="No account here yet"
      links={
        <>
          <a href="/create" className="button button-ink">
            Start with a selfie
          </a>
          {maySignIn && (
            <a href="/sign-in?next=/account" className="button button-line">
              Sign in
            </a>
          )}
        </>
      }
    >
      This browser isn’t signed in, and nothing is kept of you. The first selfie makes you a guest; no account is
      needed.
    </DeadEnd>
  );
}

function holdingsOf({ holdings: { avatars, selfies } }: AccountView): string {
  const count = (number: number, one: string) => `${number} ${one}${number === 1 ? '' : 's'}`;
  return `${count(avatars, 'avatar')} and ${selfies === 1 ? '1 selfie' : `${selfies} selfies`} are kept for you.`;
}

function dayOf(date: string): string {
  return new Intl.DateTimeFormat('en-GB', { dateStyle: 'long', timeZone: 'UTC' }).format(new Date(date));
}
