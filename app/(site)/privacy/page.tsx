import type { Metadata } from 'next';
import { connection } from 'next/server';
import type { ReactNode } from 'react';
import { engineFacts } from '@/lib/engines';
import { env } from '@/lib/env';
import { GUEST_IDLE_DAYS } from '@/lib/limits';
import { mayMailLinks } from '@/lib/sign-in-links';
import { signInProviders } from '@/lib/sign-in-providers';

export const metadata: Metadata = {
  title: 'Privacy',
  description: 'What is stored, where, for how long, and who sees it.',
};

export default async function PrivacyPage() {
  // The settings are those of the running server, not of the machine that built it.
  await connection();
  const { selfieRetentionDays, trashRetentionDays, storageUrl } = env();
  const remote = engineFacts().name === 'face_gen';
  const signsIn = mayMailLinks() || signInProviders().length > 0;
  return (
    <article className="mx-auto w-full max-w-3xl px-4 pt-6 sm:px-8 sm:pt-12">
      <h1 className="text-4xl sm:text-5xl">Privacy</h1>
      <p className="mt-4 text-lg text-ink-soft">In plain words, for this server as it is set up now.</p>
      <div className="mt-10 grid gap-9">
        <Part title="What is stored">
          <ul className="grid list-disc gap-2 pl-5 marker:text-edge">
            <li>Your selfie, saved anew without its metadata: no place, no time, no camera.</li>
            <li>The avatars made from it.</li>
            <li>Your prompt and settings, and that you confirmed having permission to use the photo.</li>
            <li>
              One cookie that keeps you signed in, as a guest too. Without it, a guest’s avatars can’t be reached again.
              For each browser, the day when it was last here.
            </li>
            <li>
              For a day, a fingerprint of your network address, to keep anybody from flooding this server. The address
              itself isn’t kept.
            </li>
            <li>
              If you use the API: your keys only as hashes, what was asked with them, and the news sent to your
              webhooks.
            </li>
            {signsIn && (
              <li>
                If you sign in: your e-mail address and your name, as far as you or the provider that you chose tell
                them. No password. Of each link that is mailed: your address, a hash of the link, and one of the network
                address that asked, for a day.
              </li>
            )}
            <li>Your share links and their settings; a link’s password only as a hash, from which it can’t be read.</li>
          </ul>
          <p className="mt-3">
            Your browser also remembers what you typed into the form, so that a reload loses nothing, and the theme that
            you chose. That stays in your browser. If you open a locked link of somebody else, a cookie for that link
            alone remembers it for a day. A photo that another app shares with this one waits in your browser until the
            form takes it.
          </p>
        </Part>
        <Part title="Where">
          {remote ? (
            <p>
              On this server. To be drawn, your selfie and your prompt are sent to ModelsLab’s face_gen service, which
              has terms of its own.
            </p>
          ) : (
            <p>On this server. Avatars are drawn here too: no photo and no prompt is sent to another service.</p>
          )}
          {storageUrl && (
            <p className="mt-3">
              Pictures are kept in {bucketOf(storageUrl.endpoint)}, which this server alone can read: nobody is ever
              given an address there.
            </p>
          )}
          {signsIn && (
            <p className="mt-3">
              To sign in, the mail server that this one uses learns your address; or the provider that you chose learns
              that you were here.
            </p>
          )}
        </Part>
        <Part title="For how long">
          <ul className="grid list-disc gap-2 pl-5 marker:text-edge">
            <li>
              Selfies: {days(selfieRetentionDays)}, then they are deleted; or until right after use, if you say so under{' '}
              <a href="/account" className="link">
                Account
              </a>
              .
            </li>
            <li>Avatars: until you delete them.</li>
            <li>
              By API: the unguessable links of results and uploads show them to whoever has one for 24 hours, news of
              webhooks is kept for 30 days.
            </li>
            <li>Deleted avatars: {days(trashRetentionDays)} in the trash, so that you can undo, then gone for good.</li>
            <li>
              Everything of a guest who doesn’t come by for {days(GUEST_IDLE_DAYS)}: deleted, since a guest without the
              cookie can’t come back.
            </li>
          </ul>
        </Part>
        <Part title="Who sees it">
          <p>
            You, in the browser in which you made it{signsIn && ' and wherever you sign in'}, and whoever runs this
            server. Nobody else, unless you share avatars: then anyone with the link sees them, and your prompt and your
            selfie only if you say so for that link. A link can ask for a password, end by itself, and be stopped at any
            time. Its preview in messengers never shows a selfie, and search engines are asked to stay away.
          </p>
        </Part>
        <Part title="How to delete">
          <p>
            Open an avatar under{' '}
            <a href="/avatars" className="link">
              Avatars
            </a>{' '}
            and press Delete. Stop sharing takes a link back at once, its picture included.
          </p>
          <p className="mt-3">
            Under{' '}
            <a href="/account" className="link">
              Account
            </a>{' '}
            you can take everything along as one zip, and delete everything at once: pictures, records and what is in
            line. It is checked afterwards, and you get a receipt.
          </p>
        </Part>
        <p className="border-t border-line pt-5 text-sm text-ink-soft">
          Selfsame is open source, and built on{' '}
          <a href="/licences" className="link">
            software by others
          </a>
          .
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

/** Whose storage service it is, as far as its address tells. */
function bucketOf(endpoint: string | null): string {
  return endpoint === null ? 'a private bucket at Amazon S3' : `a private bucket at ${new URL(endpoint).hostname}`;
}

function days(count: number): string {
  return count === 1 ? '1 day' : `${count} days`;
}
