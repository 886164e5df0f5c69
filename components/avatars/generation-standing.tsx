'use client';

import { useState } from 'react';
import { ProgressBar } from '@/components/ui/progress-bar';
import { STYLE_NAMES } from '@/lib/limits';
import type { GenerationView } from '@/lib/views';
import * as common from '@/messages/compiled/common';
import * as m from '@/messages/compiled/generation';

/** What can be done with a generation; each answers once the server has. */
export type GenerationHandlers = {
  onCancel: () => Promise<void>;
  onRetry: () => Promise<void>;
  onDismiss: () => Promise<void>;
};

export function titleOf({ style, prompt }: GenerationView): string {
  return prompt === '' ? STYLE_NAMES[style] : `${STYLE_NAMES[style]}, ${prompt}`;
}

/** Where a generation stands, and what can be done about it. */
export function Standing({ view, handlers }: { view: GenerationView; handlers: GenerationHandlers }) {
  const [busy, setBusy] = useState(false);
  const press = (run: () => Promise<void>) => async () => {
    if (busy) return;
    setBusy(true);
    await run();
    setBusy(false);
  };
  if (view.status === 'failed') {
    return (
      <div className="mt-1">
        <p className="text-danger">{view.failure?.message ?? m.notDrawn()}</p>
        <div className="mt-3 flex flex-wrap gap-2">
          {view.failure?.retryable !== false && (
            <button type="button" className="button button-line" aria-disabled={busy} onClick={press(handlers.onRetry)}>
              {m.retry()}
            </button>
          )}
          <button type="button" className="button button-bare" aria-disabled={busy} onClick={press(handlers.onDismiss)}>
            {m.dismiss()}
          </button>
        </div>
      </div>
    );
  }
  if (view.status !== 'queued' && view.status !== 'drawing') return null;
  return (
    <div className="mt-1">
      <div className="flex min-h-11 items-center justify-between gap-3">
        <p className="text-sm text-ink-soft tabular-nums">{standingText(view)}</p>
        <button
          type="button"
          className="button button-bare -mr-3"
          aria-disabled={busy}
          aria-label={m.cancelStyle({ style: STYLE_NAMES[view.style] })}
          onClick={press(handlers.onCancel)}
        >
          {common.cancel()}
        </button>
      </div>
      <ProgressBar label={m.drawing()} value={view.status === 'queued' ? 0 : view.progress} />
    </div>
  );
}

/** 'Next in line', '3 ahead of you', 'Drawing, about 12 s left'. */
function standingText({ status, place, etaSeconds }: GenerationView): string {
  const left = etaSeconds === null ? null : duration(etaSeconds);
  if (status === 'drawing') return left === null ? m.drawing() : m.drawingLeft({ left });
  if (place === null) return m.gettingInLine();
  if (place === 0) return left === null ? m.next() : m.nextAbout({ left });
  return left === null ? m.ahead({ count: place }) : m.aheadAbout({ count: place, left });
}

/** `12 s`, `3 min`, never broken in two. */
export function duration(seconds: number): string {
  if (seconds < 60) return m.seconds({ count: Math.max(1, Math.round(seconds)) });
  return m.minutes({ count: Math.round(seconds / 60) });
}
