import type { Metadata } from 'next';
import { connection } from 'next/server';
import type { ReactNode } from 'react';
import { rich } from '@/components/ui/rich';
import { engineFacts } from '@/lib/engines';
import { env } from '@/lib/env';
import { GUEST_IDLE_DAYS } from '@/lib/limits';
import { mayMailLinks } from '@/lib/sign-in-links';
import { signInProviders } from '@/lib/sign-in-providers';
import * as m from '@/messages/compiled/privacy';

export function generateMetadata(): Metadata {
  return { title: m.title(), description: m.description() };
}

export default async function PrivacyPage() {
  // The settings are those of the running server, not of the machine that built it.
  await connection();
  const { selfieRetentionDays, trashRetentionDays, storageUrl } = env();
  const remote = engineFacts().name === 'face_gen';
  const signsIn = mayMailLinks() || signInProviders().length > 0;
  return (
    <article className="mx-auto w-full max-w-3xl px-4 pt-6 sm:px-8 sm:pt-12">
      <h1 className="text-4xl sm:text-5xl">{m.title()}</h1>
      <p className="mt-4 text-lg text-ink-soft">{m.lead()}</p>
      <div className="mt-10 grid gap-9">
        <Part title={m.stored()}>
          <ul className="grid list-disc gap-2 pl-5 marker:text-edge">
            <li>{m.storedSelfie()}</li>
            <li>{m.storedAvatars()}</li>
            <li>{m.storedPrompt()}</li>
            <li>{m.storedCookie()}</li>
            <li>{m.storedAddress()}</li>
            <li>{m.storedApi()}</li>
            {signsIn && <li>{m.storedSignIn()}</li>}
            <li>{m.storedLinks()}</li>
          </ul>
          <p className="mt-3">{m.inBrowser()}</p>
        </Part>
        <Part title={m.where()}>
          {remote ? <p>{m.whereRemote()}</p> : <p>{m.whereHere()}</p>}
          {storageUrl && (
            <p className="mt-3">
              {storageUrl.endpoint === null
                ? m.bucketAmazon()
                : m.bucketAt({ host: new URL(storageUrl.endpoint).hostname })}
            </p>
          )}
          {signsIn && <p className="mt-3">{m.whereSignIn()}</p>}
        </Part>
        <Part title={m.howLong()}>
          <ul className="grid list-disc gap-2 pl-5 marker:text-edge">
            <li>{rich(m.longSelfies({ days: selfieRetentionDays }), { account: link('/account') })}</li>
            <li>{m.longAvatars()}</li>
            <li>{m.longApi()}</li>
            <li>{m.longTrash({ days: trashRetentionDays })}</li>
            <li>{m.longGuests({ days: GUEST_IDLE_DAYS })}</li>
          </ul>
        </Part>
        <Part title={m.who()}>
          <p>{signsIn ? m.whoMember() : m.whoGuest()}</p>
        </Part>
        <Part title={m.howDelete()}>
          <p>{rich(m.deleteOne(), { avatars: link('/avatars') })}</p>
          <p className="mt-3">{rich(m.deleteAll(), { account: link('/account') })}</p>
        </Part>
        <p className="border-t border-line pt-5 text-sm text-ink-soft">
          {rich(m.openSource(), { licences: link('/licences') })}
        </p>
      </div>
    </article>
  );
}

function Part({ title, children }: { title: string; children: ReactNode }) {
  return (
    <section className="border-t border-line pt-5">
      <h2 className="mb-3 text-xl">{title}</h2>
      {children}
    </section>
  );
}

/** Texts lead on to pages by these. */
const link = (href: string) => (text: string) => (
  <a href={href} className="link">
    {text}
  </a>
);
