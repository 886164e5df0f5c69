'use client';

import { type ReactNode, useState } from 'react';
import type { ShareActions } from '@/components/share/share-actions';
import { ConfirmButton } from '@/components/ui/confirm-button';
import type { ActionResult, AvatarPage, AvatarView, GenerationView, HistoryFilter } from '@/lib/views';
import * as m from '@/messages/compiled/history';
import { AvatarTile } from './avatar-tile';
import { AvatarWindow } from './avatar-window';
import type { GenerationActions } from './generation-actions';
import { isUnfinished, useLiveGenerations } from './live-generations';
import { useOlderPages } from './older-pages';
import { type OrganiseActions, useOrganised } from './organised';
import { useReadyNotification } from './ready-notification';
import { useSelection } from './selection';
import { SelectionBar } from './selection-bar';
import { groupSheets } from './style-sheet';
import { UnderWay } from './under-way';

type More = (wish: { cursor: string; filter: HistoryFilter }) => Promise<ActionResult<AvatarPage>>;

/** The history: what is under way on top, then every avatar, newest first, loaded as one scrolls. */
export function AvatarGrid({
  filter,
  first,
  unfinished,
  nothing,
  actions,
}: {
  filter: HistoryFilter;
  first: AvatarPage;
  unfinished: readonly GenerationView[];
  /** Shown where there is nothing to begin with. */
  nothing: ReactNode;
  actions: GenerationActions & OrganiseActions & { more: More; sharing: ShareActions };
}) {
  const [news, setNews] = useState('');
  const live = useLiveGenerations(unfinished, ({ status }) => {
    if (status === 'finished') setNews(m.newFinished());
    if (status === 'failed') setNews(m.oneFailed());
  });
  useReadyNotification(live.shown);
  const older = useOlderPages(JSON.stringify(filter), first, (cursor) => actions.more({ cursor, filter }));
  const underWay = groupSheets(live.shown)
    .map(({ members }) => members)
    .filter((members) => members.some(({ view }) => isUnfinished(view) || view.status === 'failed'))
    .flat();
  const arrived = live.shown.flatMap(({ view }) => (view.status === 'finished' ? view.avatars : []));
  const organised = useOrganised(
    unique([...arrived, ...first.avatars, ...older.avatars]),
    { filter, complete: older.cursor === null },
    actions,
  );
  const trashed = filter.show === 'trash';
  const selection = useSelection(
    organised.avatars.map(({ id }) => id),
    trashed,
  );
  const withChosen = (run: (ids: string[]) => void) => () => {
    run([...selection.chosen]);
    selection.stop();
  };

  return (
    <>
      <p role="status" className="sr-only">
        {news}
      </p>
      <UnderWay shown={underWay} live={live} actions={actions} />
      {organised.avatars.length > 0 && (
        <div className="mb-3 flex min-h-11 flex-wrap items-center justify-between gap-2">
          {trashed ? (
            <>
              <p className="text-ink-soft">{m.chooseToRestore()}</p>
              <ConfirmButton
                title={m.emptyTrashAsk()}
                text={m.emptyTrashText()}
                confirm={m.emptyTrash()}
                onConfirm={() => organised.removeForGood('all')}
              >
                {m.emptyTrash()}
              </ConfirmButton>
            </>
          ) : (
            !selection.active && (
              <button type="button" className="button button-bare -mx-3" onClick={() => selection.start()}>
                {m.chooseSeveral()}
              </button>
            )
          )}
        </div>
      )}
      {organised.avatars.length > 0 && (
        <AvatarWindow
          label={trashed ? m.inTrash() : m.finished()}
          avatars={organised.avatars}
          complete={older.cursor === null}
        >
          {(avatar, index) => (
            <AvatarTile
              avatar={avatar}
              eager={index < 8}
              trashed={trashed}
              selection={selection}
              onFavourite={(favourite) => organised.favourite([avatar.id], favourite)}
            />
          )}
        </AvatarWindow>
      )}
      {organised.avatars.length === 0 &&
        older.cursor === null &&
        underWay.length === 0 &&
        (first.avatars.length === 0 ? nothing : <p className="py-14 text-center text-ink-soft">{m.nothingLeft()}</p>)}
      {older.cursor !== null && (
        <div ref={older.edge} className="mt-8 grid justify-items-center gap-2">
          {older.message !== null && (
            <p role="alert" className="text-danger">
              {older.message}
            </p>
          )}
          <button type="button" className="button button-line" aria-disabled={older.loading} onClick={older.load}>
            {older.loading ? m.loadingMore() : m.showMore()}
          </button>
        </div>
      )}
      {selection.active && organised.avatars.length > 0 && (selection.chosen.size > 0 || !trashed) && (
        <SelectionBar
          selection={selection}
          trashed={trashed}
          sharing={actions.sharing}
          onFavourite={withChosen((ids) => organised.favourite(ids, true))}
          onRemove={withChosen(organised.remove)}
          onRestore={withChosen(organised.restore)}
          onRemoveForGood={withChosen(organised.removeForGood)}
        />
      )}
    </>
  );
}

function unique(avatars: readonly AvatarView[]): AvatarView[] {
  return [...new Map(avatars.map((avatar) => [avatar.id, avatar])).values()];
}
