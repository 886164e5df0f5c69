'use client';

import { useState } from 'react';
import { showToast } from '@/components/ui/toaster';
import type { ActionResult, AvatarView, HistoryFilter } from '@/lib/views';
import { answerOf } from './generation-actions';
import { forgetOlderPages } from './older-pages';

/** The server's answers to what puts the history in order; the page passes them in. */
export type OrganiseActions = {
  favourite: (wish: { ids: string[]; favourite: boolean }) => Promise<ActionResult<unknown>>;
  remove: (ids: string[]) => Promise<ActionResult<unknown>>;
  restore: (ids: string[]) => Promise<ActionResult<unknown>>;
  removeForGood: (ids: string[] | 'all') => Promise<ActionResult<unknown>>;
};

type Change = { gone?: boolean; favourite?: boolean };

/** Some avatars with what was just done to them: shown at once, taken back when the server refuses. */
export function useOrganised(avatars: readonly AvatarView[], filter: HistoryFilter, actions: OrganiseActions) {
  const [changes, setChanges] = useState<ReadonlyMap<string, Change>>(new Map());
  const note = (ids: readonly string[], change: Change) =>
    setChanges((before) => {
      const after = new Map(before);
      for (const id of ids) after.set(id, { ...after.get(id), ...change });
      return after;
    });

  /** @returns whether the server agreed */
  async function attempt(
    ids: readonly string[],
    [done, undone]: [Change, Change],
    ask: () => Promise<ActionResult<unknown>>,
  ) {
    note(ids, done);
    const answer = await answerOf(ask);
    forgetOlderPages();
    if (answer.status === 'error') {
      note(ids, undone);
      showToast(answer.message);
    }
    return answer.status === 'ok';
  }

  const leave = (ids: readonly string[], ask: () => Promise<ActionResult<unknown>>) =>
    attempt(ids, [{ gone: true }, { gone: false }], ask);

  return {
    avatars: avatars.flatMap((avatar) => {
      const { gone = false, favourite = avatar.favourite } = changes.get(avatar.id) ?? {};
      return gone || (filter.show === 'favourites' && !favourite) ? [] : [{ ...avatar, favourite }];
    }),
    favourite(ids: string[], favourite: boolean) {
      void attempt(ids, [{ favourite }, { favourite: !favourite }], () => actions.favourite({ ids, favourite }));
    },
    async remove(ids: string[]) {
      if (!(await leave(ids, () => actions.remove(ids)))) return;
      showToast(`Moved ${count(ids)} to the trash.`, {
        name: 'Undo',
        async run() {
          const back = await attempt(ids, [{ gone: false }, { gone: true }], () => actions.restore(ids));
          if (back) showToast('Brought back.');
        },
      });
    },
    async restore(ids: string[]) {
      if (await leave(ids, () => actions.restore(ids))) showToast(`Brought back ${count(ids)}.`);
    },
    async removeForGood(ids: string[] | 'all') {
      const shown = ids === 'all' ? avatars.map(({ id }) => id) : ids;
      if (await leave(shown, () => actions.removeForGood(ids))) showToast('Removed for good.');
    },
  };
}

function count(ids: readonly string[]): string {
  return ids.length === 1 ? '1 avatar' : `${ids.length} avatars`;
}
