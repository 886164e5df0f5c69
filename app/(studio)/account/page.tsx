import type { Metadata } from 'next';
import { Address } from '@/components/account/address';
import { DeleteForm } from '@/components/account/delete-form';
import { Section } from '@/components/account/section';
import { SelfieChoice } from '@/components/account/selfie-choice';
import { Today } from '@/components/account/today';
import { DeadEnd } from '@/components/site/dead-end';
import { rich } from '@/components/ui/rich';
import { readAccount, readUsage } from '@/lib/accounts';
import { env } from '@/lib/env';
import { getUserId } from '@/lib/session';
import { mayMailLinks } from '@/lib/sign-in-links';
import { providerName, signInProviders } from '@/lib/sign-in-providers';
import type { AccountView } from '@/lib/views';
import * as m from '@/messages/compiled/account';
import * as common from '@/messages/compiled/common';
import { formatDate } from '@/messages/locale';

export function generateMetadata(): Metadata {
  return { title: common.account(), robots: { index: false } };
}

const SORRY: Record<string, () => string> = {
  words: m.notTheWords,
  later: m.notDeleted,
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
      <h1 className="mb-8 text-3xl sm:text-4xl">{common.account()}</h1>
      <Section id="who" title={account.isMember ? m.you() : m.guestTitle()}>
        {account.isMember ? <Member account={account} /> : <Guest maySignIn={maySignIn} />}
      </Section>
      <Section id="today" title={m.today()}>
        <Today usage={usage} />
      </Section>
      <Section id="selfies" title={m.selfies()}>
        <SelfieChoice deletes={account.deletesSelfies} days={selfieRetentionDays} saved={query.saved !== undefined} />
      </Section>
      <Section id="export" title={m.takeAlong()}>
        <p className="max-w-prose">
          {m.holdings(account.holdings)} {m.oneZip()}
        </p>
        <form action="/account/export" method="post">
          <button type="submit" className="button button-line">
            {m.exportAll()}
          </button>
        </form>
      </Section>
      <Section id="delete" title={m.deleteAll()}>
        <p className="max-w-prose">{account.isMember ? m.deleteMember() : m.deleteGuest()}</p>
        <DeleteForm error={SORRY[String(query.sorry)]?.()} />
      </Section>
    </div>
  );
}

function Member({ account: { name, email, since, identities, sessions } }: { account: AccountView }) {
  const ways = [
    ...(email !== null && mayMailLinks() ? [m.linkTo({ email })] : []),
    ...identities.map(({ provider, address }) =>
      address === null ? providerName(provider) : m.wayAs({ provider: providerName(provider), address }),
    ),
  ];
  return (
    <>
      <div>
        <p className="text-lg [overflow-wrap:anywhere]">
          <Address>{name ?? email ?? m.member()}</Address>
        </p>
        {name !== null && email !== null && (
          <p className="[overflow-wrap:anywhere] text-ink-soft">
            <Address>{email}</Address>
          </p>
        )}
        <p className="mt-1 text-sm text-ink-soft">
          {rich(m.since({ date: dayOf(since) }), { date: (text) => <time dateTime={since}>{text}</time> })}
        </p>
      </div>
      <div>
        <h3 className="text-sm font-normal tracking-normal text-ink-soft">{m.howYouSignIn()}</h3>
        {ways.length === 0 && <p className="mt-1">{m.wayIsOff()}</p>}
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
          {m.signOut()}
        </button>
        <button type="submit" name="everywhere" className="button button-line">
          {m.signOutEverywhere()}
        </button>
        <span className="text-sm text-ink-soft">{m.browsers({ count: sessions })}</span>
      </form>
    </>
  );
}

function Guest({ maySignIn }: { maySignIn: boolean }) {
  return (
    <>
      <p className="max-w-prose">
        {m.guestKept()} {maySignIn ? m.guestMaySignIn() : m.guestExport()}
      </p>
      {maySignIn && (
        <a href="/sign-in?next=/account" className="button button-ink">
          {common.signIn()}
        </a>
      )}
    </>
  );
}

/** Before the first selfie there is nobody to say anything about. */
function NobodyYet({ maySignIn }: { maySignIn: boolean }) {
  return (
    <DeadEnd
      title={m.nobodyYet()}
      links={
        <>
          <a href="/create" className="button button-ink">
            {common.startWithSelfie()}
          </a>
          {maySignIn && (
            <a href="/sign-in?next=/account" className="button button-line">
              {common.signIn()}
            </a>
          )}
        </>
      }
    >
      {m.nobodyYetText()}
    </DeadEnd>
  );
}

function dayOf(date: string): string {
  return formatDate(date, { dateStyle: 'long', timeZone: 'UTC' });
}
