import Link from 'next/link';
import type { HistoryFilter } from '@/lib/views';

const EMPTY: Record<HistoryFilter['show'], { title: string; text: string }> = {
  all: { title: 'No avatar matches', text: 'Try fewer or other words.' },
  favourites: { title: 'No favourites yet', text: 'Press the heart on an avatar to keep it close.' },
  shared: { title: 'Nothing is shared', text: 'What others can see by a link of yours is gathered here.' },
  trash: { title: 'The trash is empty', text: 'What you delete waits here before it is removed for good.' },
};

/** A part of the history with nothing in it: why, and the way back. */
export function NothingFound({ filter }: { filter: HistoryFilter }) {
  const searched = filter.search !== undefined || filter.style !== undefined;
  const { title, text } = EMPTY[searched ? 'all' : filter.show];
  return (
    <div className="grid justify-items-center gap-5 rounded-picture border border-dashed border-edge px-6 py-14 text-center sm:py-20">
      <div>
        <h2 className="text-xl">{title}</h2>
        <p className="mt-2 max-w-sm text-ink-soft">{text}</p>
      </div>
      <Link href="/avatars" className="button button-line">
        Show all avatars
      </Link>
    </div>
  );
}
