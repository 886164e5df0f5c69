'use client';

import { ExternalLink, Link2, Settings2 } from 'lucide-react';
import dynamic from 'next/dynamic';
import { useRef, useState } from 'react';
import { flushSync } from 'react-dom';
import { answerOf } from '@/components/avatars/generation-actions';
import type { ShareLinkView } from '@/lib/views';
import * as common from '@/messages/compiled/common';
import * as m from '@/messages/compiled/share';
import type { ShareActions } from './share-actions';
import { copyAddress, ShareAddress, type ShareAddressHandle, useOrigin } from './share-address';
import { describeEnd, describeLink } from './share-words';

const ShareSheet = dynamic(() => import('./share-sheet'), { ssr: false });

/** One press makes a link that anyone can open, one press takes it back; the rest is in its sheet. */
export function SharePanel({
  id,
  initialLinks,
  actions,
}: {
  id: string;
  /** Every link that shows this avatar. */
  initialLinks: readonly ShareLinkView[];
  actions: ShareActions;
}) {
  const [links, setLinks] = useState(initialLinks);
  const [opened, setOpened] = useState<string | null>(null);
  const [news, setNews] = useState('');
  const busy = useRef(false);
  const address = useRef<ShareAddressHandle>(null);
  const shareButton = useRef<HTMLButtonElement>(null);
  const own = links.find(({ count }) => count === 1);
  const others = links.filter((link) => link !== own);
  const inSheet = links.find(({ slug }) => slug === opened);

  function put(slug: string, link: ShareLinkView | null) {
    setLinks((before) =>
      link === null ? before.filter((one) => one.slug !== slug) : before.map((one) => (one.slug === slug ? link : one)),
    );
  }

  async function share() {
    if (busy.current) return;
    busy.current = true;
    const asked = answerOf(() => actions.share([id]));
    const copying = copyAddress(
      asked.then((answer) => {
        if (answer.status === 'error') throw new Error(answer.message);
        return window.location.origin + answer.value.path;
      }),
    );
    const answer = await asked;
    busy.current = false;
    if (answer.status === 'error') {
      setNews(answer.message);
      return;
    }
    flushSync(() => {
      setLinks((before) => [answer.value, ...before]);
      setNews('');
    });
    address.current?.focus();
    address.current?.tell(await copying);
  }

  async function stop(slug: string) {
    if (busy.current) return;
    busy.current = true;
    const answer = await answerOf(() => actions.stop(slug));
    busy.current = false;
    if (answer.status === 'error') {
      setNews(answer.message);
      return;
    }
    flushSync(() => {
      put(slug, null);
      setNews(m.stopped());
    });
    shareButton.current?.focus();
  }

  return (
    <div>
      {own === undefined ? (
        <button ref={shareButton} type="button" className="button button-line w-full" onClick={() => void share()}>
          <Link2 size={18} aria-hidden="true" />
          {common.share()}
        </button>
      ) : (
        <div className="rounded-print border border-line bg-raised p-4">
          <ShareAddress key={own.slug} path={own.path} hint={describeLink(own)} handle={address} />
          <EndOf link={own} />
          <div className="mt-1 -mb-2 -ml-3 flex flex-wrap gap-x-1">
            <button type="button" className="button button-bare" onClick={() => setOpened(own.slug)}>
              <Settings2 size={18} aria-hidden="true" />
              {m.settingsAndQr()}
            </button>
            <a href={own.path} className="button button-bare">
              <ExternalLink size={18} aria-hidden="true" />
              {m.openShared()}
            </a>
            <button type="button" className="button button-danger" onClick={() => void stop(own.slug)}>
              {m.stopSharing()}
            </button>
          </div>
        </div>
      )}
      {others.map((link) => (
        <button
          key={link.slug}
          type="button"
          className="button button-bare mt-1 -ml-3 text-left whitespace-normal"
          onClick={() => setOpened(link.slug)}
        >
          <Link2 size={18} aria-hidden="true" className="flex-none" />
          {link.count === 1 ? m.anotherLink() : m.alsoIn({ count: link.count })}
        </button>
      ))}
      <p role="status" className="mt-2 text-sm text-ink-soft empty:mt-0">
        {news}
      </p>
      {inSheet !== undefined && (
        <ShareSheet
          key={inSheet.slug}
          link={inSheet}
          actions={actions}
          onChange={(link) => {
            flushSync(() => put(inSheet.slug, link));
            // What opened the sheet is gone with the link.
            if (link === null) (shareButton.current ?? address.current)?.focus();
          }}
          onClose={() => setOpened(null)}
        />
      )}
    </div>
  );
}

/** Only in the browser: the server doesn't know the person's clock. */
function EndOf({ link }: { link: ShareLinkView }) {
  const origin = useOrigin();
  if (origin === '' || link.expiresAt === null) return null;
  return <p className={`mt-1 text-sm ${link.hasExpired ? 'text-danger' : 'text-ink-soft'}`}>{describeEnd(link)}</p>;
}
