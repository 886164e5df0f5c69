'use client';

import { Heart, RotateCcw, Trash2 } from 'lucide-react';
import type { ShareActions } from '@/components/share/share-actions';
import { ShareChosen } from '@/components/share/share-chosen';
import { ConfirmButton } from '@/components/ui/confirm-button';
import * as common from '@/messages/compiled/common';
import * as m from '@/messages/compiled/history';
import { DownloadChosen } from './download-chosen';
import type { Selection } from './selection';

type Props = {
  selection: Selection;
  trashed: boolean;
  sharing: ShareActions;
  onFavourite: () => void;
  onRemove: () => void;
  onRestore: () => void;
  onRemoveForGood: () => void;
};

/** On a phone the signs alone, side by side; their names are still read out. */
const ACTION = 'button button-bare max-sm:flex-1';
const LABEL = 'max-sm:sr-only';

/** What can be done with the chosen pictures; stays in sight at the foot of the page. */
export function SelectionBar({
  selection,
  trashed,
  sharing,
  onFavourite,
  onRemove,
  onRestore,
  onRemoveForGood,
}: Props) {
  const count = selection.chosen.size;
  const none = count === 0;
  const out = trashed ? m.chooseNone() : m.done();
  return (
    <section
      aria-label={m.chosenAvatars()}
      className="sticky bottom-3 z-30 mt-6 flex flex-wrap items-center rounded-print border border-line bg-raised p-1.5 shadow-lg sm:gap-x-1"
    >
      <div className="flex flex-1 items-center max-sm:basis-full">
        <p role="status" className="mr-auto py-2 pl-3 font-medium tabular-nums">
          {m.chosen({ count })}
        </p>
        <button type="button" className="button button-bare" onClick={selection.chooseAll}>
          {m.chooseAll()}
        </button>
        <button type="button" className="button button-bare sm:hidden" onClick={selection.stop}>
          {out}
        </button>
      </div>
      {trashed ? (
        <>
          <button type="button" className="button button-bare" disabled={none} onClick={onRestore}>
            <RotateCcw size={18} aria-hidden="true" />
            {m.restore()}
          </button>
          <ConfirmButton
            disabled={none}
            title={m.deleteForGoodAsk({ count })}
            text={m.noUndo()}
            confirm={m.deleteForGood()}
            onConfirm={onRemoveForGood}
          >
            <Trash2 size={18} aria-hidden="true" />
            {m.deleteForGood()}
          </ConfirmButton>
        </>
      ) : (
        <>
          <button type="button" className={ACTION} disabled={none} onClick={onFavourite}>
            <Heart size={18} aria-hidden="true" />
            <span className={LABEL}>{common.favourite()}</span>
          </button>
          <ShareChosen ids={[...selection.chosen]} actions={sharing} />
          <DownloadChosen ids={[...selection.chosen]} />
          <button type="button" className="button button-danger max-sm:flex-1" disabled={none} onClick={onRemove}>
            <Trash2 size={18} aria-hidden="true" />
            <span className={LABEL}>{common.remove()}</span>
          </button>
        </>
      )}
      <button type="button" className="button button-bare max-sm:hidden" onClick={selection.stop}>
        {out}
      </button>
    </section>
  );
}
