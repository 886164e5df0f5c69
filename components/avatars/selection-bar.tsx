'use client';

import { Download, Heart, RotateCcw, Trash2 } from 'lucide-react';
import type { ShareActions } from '@/components/share/share-actions';
import { ShareChosen } from '@/components/share/share-chosen';
import { ConfirmButton } from '@/components/ui/confirm-button';
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
  return (
    <section
      aria-label="Chosen avatars"
      className="sticky bottom-3 z-30 mt-6 flex flex-wrap items-center gap-x-1 rounded-print border border-line bg-raised p-1.5 pl-4 shadow-lg"
    >
      <p role="status" className="mr-auto py-2 font-medium tabular-nums">
        {count} chosen
      </p>
      <button type="button" className="button button-bare" onClick={selection.chooseAll}>
        Choose all
      </button>
      {trashed ? (
        <>
          <button type="button" className="button button-bare" disabled={none} onClick={onRestore}>
            <RotateCcw size={18} aria-hidden="true" />
            Restore
          </button>
          <ConfirmButton
            disabled={none}
            title={count === 1 ? 'Delete 1 avatar for good?' : `Delete ${count} avatars for good?`}
            text="This cannot be undone."
            confirm="Delete for good"
            onConfirm={onRemoveForGood}
          >
            <Trash2 size={18} aria-hidden="true" />
            Delete for good
          </ConfirmButton>
        </>
      ) : (
        <>
          <button type="button" className="button button-bare" disabled={none} onClick={onFavourite}>
            <Heart size={18} aria-hidden="true" />
            Favourite
          </button>
          <ShareChosen ids={[...selection.chosen]} actions={sharing} />
          <form method="post" action="/images/zip">
            <input type="hidden" name="ids" value={[...selection.chosen].join(' ')} />
            <button type="submit" className="button button-bare" disabled={none}>
              <Download size={18} aria-hidden="true" />
              Download
            </button>
          </form>
          <button type="button" className="button button-danger" disabled={none} onClick={onRemove}>
            <Trash2 size={18} aria-hidden="true" />
            Delete
          </button>
        </>
      )}
      <button type="button" className="button button-bare" onClick={selection.stop}>
        {trashed ? 'Choose none' : 'Done'}
      </button>
    </section>
  );
}
