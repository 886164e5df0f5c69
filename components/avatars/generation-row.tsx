'use client';

import type { GenerationView } from '@/lib/views';
import * as m from '@/messages/compiled/generation';
import { Developing } from './developing';
import { type GenerationHandlers, Standing, titleOf } from './generation-standing';
import { isUnfinished } from './live-generations';

/** A generation that is under way or failed, in one row above the history. */
export function GenerationRow({ view, handlers }: { view: GenerationView; handlers: GenerationHandlers }) {
  return (
    <article aria-label={titleOf(view)} className="flex h-full gap-4 rounded-picture border border-line bg-raised p-4">
      {isUnfinished(view) && (
        <div className="w-20 flex-none">
          <Developing view={view} />
        </div>
      )}
      <div className="min-w-0 flex-1">
        <h3 className="line-clamp-2 text-base tracking-normal wrap-anywhere">{titleOf(view)}</h3>
        {view.samples > 1 && <p className="text-sm text-ink-soft">{m.pictures({ count: view.samples })}</p>}
        <Standing view={view} handlers={handlers} />
      </div>
    </article>
  );
}
