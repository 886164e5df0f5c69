import type { Metadata, Route } from 'next';
import { redirect } from 'next/navigation';
import { MailForm } from '@/components/account/mail-form';
import { ProviderButtons } from '@/components/account/provider-buttons';
import { SignInFrame } from '@/components/account/sign-in-frame';
import { rich } from '@/components/ui/rich';
import { ownPath } from '@/lib/own-path';
import { getMemberName, getUserId } from '@/lib/session';
import { mayMailLinks } from '@/lib/sign-in-links';
import { signInProviders } from '@/lib/sign-in-providers';
import * as common from '@/messages/compiled/common';
import * as m from '@/messages/compiled/signIn';
import { readTyped } from './address';

export function generateMetadata(): Metadata {
  return { title: common.signIn(), robots: { index: false } };
}

/** Beside the address. */
const FIELD: Record<string, () => string> = {
  address: m.notAnAddress,
  wait: m.manyLinks,
  mail: m.notMailed,
};

/** Above the form. */
const PAGE: Record<string, () => string> = {
  used: m.usedBefore,
  expired: m.hasExpired,
  refused: m.refused,
  failed: m.didNotWork,
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
    <SignInFrame title={common.signIn()} text={userId === null ? m.visitor() : m.guest()}>
      {query.out !== undefined && <p role="status">{m.signedOut()}</p>}
      {PAGE[sorry] && (
        <p role="alert" className="rounded-control bg-danger-wash px-4 py-3 text-danger">
          {PAGE[sorry]()}
        </p>
      )}
      {byMail && <MailForm next={next} email={typed} error={FIELD[sorry]?.()} />}
      {byMail && providers.length > 0 && (
        <p className="flex items-center gap-4 text-sm text-ink-soft before:h-px before:flex-1 before:bg-line after:h-px after:flex-1 after:bg-line">
          {m.or()}
        </p>
      )}
      {providers.length > 0 && <ProviderButtons providers={providers} next={next} />}
      <p className="text-sm text-ink-soft">
        <a href="/privacy" className="link">
          {common.whatIsStored()}
        </a>
      </p>
    </SignInFrame>
  );
}

function CheckYourMail({ address, next }: { address: string; next: string }) {
  return (
    <SignInFrame
      title={m.checkMail()}
      text={
        <p role="status">
          {rich(m.onItsWay({ address }), {
            address: (text) => <strong className="font-semibold [overflow-wrap:anywhere] text-ink">{text}</strong>,
          })}
        </p>
      }
    >
      <div className="grid gap-3 border-t border-line pt-6">
        <p className="text-sm text-ink-soft">{m.nothingThere()}</p>
        <form action="/sign-in/mail" method="post">
          <input type="hidden" name="email" value={address} />
          <input type="hidden" name="next" value={next} />
          <button type="submit" className="button button-line w-full">
            {m.sendAnother()}
          </button>
        </form>
        <a href={`/sign-in?next=${encodeURIComponent(next)}`} className="button button-bare">
          {m.otherAddress()}
        </a>
      </div>
    </SignInFrame>
  );
}

/** The operator turned no way on: guests it is, and that works. */
function NoWayIn() {
  return (
    <SignInFrame title={m.noAccountNeeded()} text={m.notSetUp()}>
      <div className="flex flex-wrap gap-3">
        <a href="/create" className="button button-ink">
          {common.createAvatars()}
        </a>
        <a href="/avatars" className="button button-line">
          {common.yourAvatars()}
        </a>
      </div>
    </SignInFrame>
  );
}
