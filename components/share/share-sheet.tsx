'use client';

import { useId, useRef, useState } from 'react';
import { answerOf } from '@/components/avatars/generation-actions';
import { Dialog, type DialogHandle } from '@/components/ui/dialog';
import { showToast } from '@/components/ui/toaster';
import type { ShareLinkView } from '@/lib/views';
import * as m from '@/messages/compiled/share';
import { QrCode } from './qr-code';
import type { ShareActions, ShareWish } from './share-actions';
import { ShareAddress, useOrigin } from './share-address';
import { type Refused, ShareOptions } from './share-options';
import { describeLink } from './share-words';

/** Everything about one link: its address in three shapes, what it shows, and its end. */
export default function ShareSheet({
  link,
  actions,
  onChange,
  onClose,
}: {
  link: ShareLinkView;
  actions: Pick<ShareActions, 'change' | 'stop'>;
  /** The link as it is now; `null` once it is stopped. */
  onChange: (link: ShareLinkView | null) => void;
  onClose: () => void;
}) {
  const dialog = useRef<DialogHandle>(null);
  const busy = useRef(false);
  const origin = useOrigin();
  const [refused, setRefused] = useState<Refused | null>(null);
  const id = useId();

  async function save(wish: ShareWish) {
    if (busy.current) return;
    busy.current = true;
    const answer = await answerOf(() => actions.change(wish));
    busy.current = false;
    if (answer.status === 'error') {
      setRefused(answer);
      return;
    }
    onChange(answer.value);
    dialog.current?.close();
    showToast(m.saved());
  }

  async function stop() {
    if (busy.current) return;
    busy.current = true;
    const answer = await answerOf(() => actions.stop(link.slug));
    busy.current = false;
    if (answer.status === 'error') {
      setRefused(answer);
      return;
    }
    dialog.current?.close();
    onChange(null);
    showToast(m.stopped());
  }

  return (
    <Dialog
      ref={dialog}
      title={m.shareThese({ count: link.count })}
      onClose={onClose}
      className="w-[min(52rem,calc(100vw-1rem))] scroll-pb-24 max-sm:mb-2"
    >
      <div className="grid gap-x-10 gap-y-7 p-4 sm:p-6 md:grid-cols-[minmax(0,1fr)_16rem]">
        <div className="grid content-start gap-7">
          <ShareAddress path={link.path} hint={describeLink(link)} />
          <ShareOptions id={`${id}-form`} link={link} refused={refused} onSave={(wish) => void save(wish)} />
        </div>
        <div className="grid content-start gap-5 border-t border-line pt-6 md:border-t-0 md:border-l md:pt-0 md:pl-10">
          {origin !== '' && <QrCode address={origin + link.path} name={`selfsame-${link.slug}`} />}
          <div className="text-center">
            <p className="text-sm text-ink-soft">{m.toPrint()}</p>
            <p className="mt-1 font-semibold tabular-nums">
              <span className="wrap-anywhere">{host(origin)}/s/</span>
              <wbr />
              <span className="whitespace-nowrap">{inGroups(link.slug)}</span>
            </p>
          </div>
        </div>
      </div>
      <div className="sticky bottom-0 border-t border-line bg-paper px-4 py-3 sm:px-6">
        <div role="alert">
          {refused !== null && refused.fields.password === undefined && (
            <p className="pb-2 text-sm text-danger">{refused.message}</p>
          )}
        </div>
        <div className="flex flex-wrap items-center justify-between gap-2">
          <button type="button" className="button button-danger -ml-3" onClick={() => void stop()}>
            {m.stopSharing()}
          </button>
          <button type="submit" form={`${id}-form`} className="button button-ink">
            {m.saveSettings()}
          </button>
        </div>
      </div>
    </Dialog>
  );
}

/** Without what is said of every web address. */
function host(origin: string): string {
  return origin.replace(/^https?:\/\//, '');
}

/** Easier to read out; hyphens and capitals don't matter when it is typed. */
function inGroups(slug: string): string {
  return slug.replace(/(.{4})(?=.)/g, '$1-');
}
