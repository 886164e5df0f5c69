'use client';

import { Check, Copy, ExternalLink, Link2 } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
import { flushSync } from 'react-dom';
import { answerOf } from '@/components/avatars/generation-actions';
import type { ActionResult } from '@/lib/views';

/** One press makes a link that anyone can open, one press takes it back. */
export function SharePanel({
  id,
  initialPath,
  share,
  stop,
}: {
  id: string;
  /** `/s/…`, or `null` while the avatar isn't shared. */
  initialPath: string | null;
  share: (id: string) => Promise<ActionResult<{ path: string }>>;
  stop: (id: string) => Promise<ActionResult<unknown>>;
}) {
  const [path, setPath] = useState(initialPath);
  const [origin, setOrigin] = useState('');
  const [news, setNews] = useState('');
  const [copied, setCopied] = useState(false);
  const [busy, setBusy] = useState(false);
  const field = useRef<HTMLInputElement>(null);
  const shareButton = useRef<HTMLButtonElement>(null);

  useEffect(() => setOrigin(window.location.origin), []);

  async function copy(address: string) {
    try {
      await navigator.clipboard.writeText(address);
      setCopied(true);
      setNews('The link is copied.');
    } catch {
      // Not allowed here, or not a secure address: the field stays for copying by hand.
      setCopied(false);
      setNews('The link is ready. Copy it from the field.');
      field.current?.select();
    }
  }

  async function press<T>(ask: () => Promise<ActionResult<T>>, done: (value: T) => void) {
    if (busy) return;
    setBusy(true);
    const answer = await answerOf(ask);
    setBusy(false);
    if (answer.status === 'ok') done(answer.value);
    else setNews(answer.message);
  }

  const onShare = () =>
    press(
      () => share(id),
      (made) => {
        flushSync(() => setPath(made.path));
        field.current?.focus();
        void copy(window.location.origin + made.path);
      },
    );
  const onStop = () =>
    press(
      () => stop(id),
      () => {
        flushSync(() => setPath(null));
        shareButton.current?.focus();
        setCopied(false);
        setNews('Sharing has stopped. The link no longer works.');
      },
    );

  return (
    <div>
      {path === null ? (
        <button
          ref={shareButton}
          type="button"
          className="button button-line w-full"
          aria-disabled={busy}
          onClick={() => void onShare()}
        >
          <Link2 size={18} aria-hidden="true" />
          Share
        </button>
      ) : (
        <div className="rounded-print border border-line bg-raised p-4">
          <label htmlFor="share-link" className="font-semibold">
            Share link
          </label>
          <p id="share-hint" className="mt-0.5 text-sm text-ink-soft">
            Anyone with this link can see the avatar. Not your selfie, not your prompt.
          </p>
          <div className="mt-3 flex gap-2">
            <input
              ref={field}
              id="share-link"
              readOnly
              value={origin + path}
              aria-describedby="share-hint"
              onFocus={(event) => event.target.select()}
              className="field min-w-0 flex-1"
            />
            <button
              type="button"
              className="button button-line px-3"
              aria-label="Copy link"
              onClick={() => void copy(origin + path)}
            >
              {copied ? <Check size={18} aria-hidden="true" /> : <Copy size={18} aria-hidden="true" />}
            </button>
          </div>
          <div className="mt-2 -mb-2 -ml-3 flex flex-wrap gap-x-1">
            <a href={path} className="button button-bare">
              <ExternalLink size={18} aria-hidden="true" />
              Open shared page
            </a>
            <button type="button" className="button button-danger" aria-disabled={busy} onClick={() => void onStop()}>
              Stop sharing
            </button>
          </div>
        </div>
      )}
      <p role="status" className="mt-2 text-sm text-ink-soft empty:mt-0">
        {news}
      </p>
    </div>
  );
}
