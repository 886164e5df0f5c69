import Link from 'next/link';
import type { HistoryFilter } from '@/lib/views';
import * as m from '@/messages/compiled/history';

const EMPTY: Record<HistoryFilter['show'], { title: () => string; text: () => string }> = {
  all: { title: m.noMatch, text: m.noMatchText },
  favourites: { title: m.noFavourites, text: m.noFavouritesText },
  shared: { title: m.nothingShared, text: m.nothingSharedText },
  trash: { title: m.trashEmpty, text: m.trashEmptyText },
};

/** A part of the history with nothing in it: why, and the way back. */
export function NothingFound({ filter }: { filter: HistoryFilter }) {
  const searched = filter.search !== undefined || filter.style !== undefined;
  const { title, text } = EMPTY[searched ? 'all' : filter.show];
  return (
    <div className="grid justify-items-center gap-5 rounded-picture border border-dashed border-edge px-6 py-14 text-center sm:py-20">
      <div>
        <h2 className="text-xl">{title()}</h2>
        <p className="mt-2 max-w-sm text-ink-soft">{text()}</p>
      </div>
      <Link href="/avatars" className="button button-line">
        {m.showAll()}
      </Link>
    </div>
  );
}
