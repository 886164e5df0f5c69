'use client';

import { Check, Copy, Share } from 'lucide-react';
import { type Ref, useId, useImperativeHandle, useRef, useState, useSyncExternalStore } from 'react';
import * as m from '@/messages/compiled/share';

/** Where this site is, as the browser sees it; '' until the page has come to life. */
export function useOrigin(): string {
  return useSyncExternalStore(
    () => () => undefined,
    () => window.location.origin,
    () => '',
  );
}

/**
 * Copies an address, also one that is still on its way: Safari wants to hear of it in the press itself.
 * @returns whether the browser allowed it
 */
export async function copyAddress(address: Promise<string>): Promise<boolean> {
  try {
    if (typeof ClipboardItem === 'undefined') await navigator.clipboard.writeText(await address);
    else await navigator.clipboard.write([new ClipboardItem({ 'text/plain': address })]);
    return true;
  } catch {
    return false;
  }
}

export type ShareAddressHandle = { focus: () => void; tell: (copied: boolean) => void };

/** A link's address: to copy by press or by hand, or to hand to another app where the device can. */
export function ShareAddress({ path, hint, handle }: { path: string; hint: string; handle?: Ref<ShareAddressHandle> }) {
  const origin = useOrigin();
  const [copied, setCopied] = useState(false);
  const [news, setNews] = useState('');
  const field = useRef<HTMLInputElement>(null);
  const id = useId();
  const canSend = origin !== '' && typeof navigator.share === 'function';

  function tell(done: boolean) {
    setCopied(done);
    setNews(done ? m.copied() : m.copyFromField());
    // Not allowed here, or not a secure address: the field stays for copying by hand.
    if (!done) field.current?.select();
  }

  async function send() {
    // Closing the device's sheet is no failure.
    await navigator.share({ title: 'Selfsame', url: window.location.origin + path }).catch(() => undefined);
  }

  useImperativeHandle(handle, () => ({ focus: () => field.current?.focus(), tell }));

  return (
    <div>
      <label htmlFor={id} className="font-semibold">
        {m.link()}
      </label>
      <p id={`${id}-hint`} className="mt-0.5 text-sm text-ink-soft">
        {hint}
      </p>
      <div className="mt-3 flex gap-2">
        <input
          ref={field}
          id={id}
          readOnly
          value={origin + path}
          aria-describedby={`${id}-hint`}
          onFocus={(event) => event.target.select()}
          className="field min-w-0 flex-1"
        />
        <button
          type="button"
          className="button button-line px-3"
          aria-label={m.copyLink()}
          onClick={async () => tell(await copyAddress(Promise.resolve(window.location.origin + path)))}
        >
          {copied ? <Check size={18} aria-hidden="true" /> : <Copy size={18} aria-hidden="true" />}
        </button>
        {canSend && (
          <button
            type="button"
            className="button button-line px-3"
            aria-label={m.sendToApp()}
            onClick={() => void send()}
          >
            <Share size={18} aria-hidden="true" />
          </button>
        )}
      </div>
      <p role="status" className="mt-2 text-sm text-ink-soft empty:mt-0">
        {news}
      </p>
    </div>
  );
}
