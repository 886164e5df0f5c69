import type { Metadata } from 'next';
import Link from 'next/link';
import { AvatarGrid } from '@/components/avatars/avatar-grid';
import { HistoryFilters } from '@/components/avatars/history-filters';
import { NoAvatars } from '@/components/avatars/no-avatars';
import { NothingFound } from '@/components/avatars/nothing-found';
import { listUnfinished } from '@/lib/generation-views';
import { historyFilter, listAvatars } from '@/lib/history';
import { getUserId } from '@/lib/session';
import * as common from '@/messages/compiled/common';
import * as m from '@/messages/compiled/history';
import { cancelGeneration, dismissGeneration, retryGeneration } from '../../create/actions';
import {
  changeShareLink,
  deleteAvatars,
  deleteForGood,
  moreAvatars,
  restoreAvatars,
  setFavourite,
  shareAvatars,
  stopSharing,
} from '../actions';

export function generateMetadata(): Metadata {
  return { title: common.yourAvatars(), robots: { index: false } };
}

export default async function AvatarsPage({ searchParams }: PageProps<'/avatars'>) {
  const [userId, { show, style, q }] = await Promise.all([getUserId(), searchParams]);
  const filter = historyFilter.parse({ show, style, search: q });
  const everything = filter.show === 'all' && !filter.style && !filter.search;
  const [first, unfinished] =
    userId === null
      ? [{ avatars: [], nextCursor: null }, []]
      : await Promise.all([listAvatars(userId, { filter }), everything ? listUnfinished(userId) : []]);
  const nothing = first.avatars.length === 0 && unfinished.length === 0;
  const empty = nothing && everything;
  return (
    <div className="mx-auto w-full max-w-7xl px-4 pt-4 sm:px-8 sm:pt-10">
      <div className="mb-6 flex flex-wrap items-center justify-between gap-4">
        <h1 className="text-3xl sm:text-4xl">{common.yourAvatars()}</h1>
        {!empty && (
          <Link href="/create" className="button button-line">
            {m.makeMore()}
          </Link>
        )}
      </div>
      {userId !== null && <HistoryFilters filter={filter} />}
      <AvatarGrid
        key={JSON.stringify(filter)}
        filter={filter}
        first={first}
        unfinished={unfinished}
        nothing={everything ? <NoAvatars /> : <NothingFound filter={filter} />}
        actions={{
          cancel: cancelGeneration,
          retry: retryGeneration,
          dismiss: dismissGeneration,
          more: moreAvatars,
          favourite: setFavourite,
          remove: deleteAvatars,
          restore: restoreAvatars,
          removeForGood: deleteForGood,
          sharing: { share: shareAvatars, change: changeShareLink, stop: stopSharing },
        }}
      />
    </div>
  );
}
