'use client';

import { showToast } from '@/components/ui/toaster';
import type { ActionResult, AvatarView, HistoryFilter } from '@/lib/views';
import * as common from '@/messages/compiled/common';
import * as m from '@/messages/compiled/history';
import { noteChange, useChanges, withChanges } from './changes';
import { answerOf } from './generation-actions';
import { forgetOlderPages } from './older-pages';

/** The server's answers to what puts the history in order; the page passes them in. */
export type OrganiseActions = {
  favourite: (wish: { ids: string[]; favourite: boolean }) => Promise<ActionResult<unknown>>;
  remove: (ids: string[]) => Promise<ActionResult<unknown>>;
  restore: (ids: string[]) => Promise<ActionResult<unknown>>;
  removeForGood: (ids: string[] | 'all') => Promise<ActionResult<unknown>>;
};

/** Some avatars with what was done to them: shown at once, taken back when the server refuses. */
export function useOrganised(
  loaded: readonly AvatarView[],
  { filter, complete }: { filter: HistoryFilter; complete: boolean },
  actions: OrganiseActions,
) {
  const avatars = withChanges(loaded, useChanges(), { filter, complete });

  /** @returns whether the server agreed */
  async function attempt(
    changed: readonly AvatarView[],
    change: Parameters<typeof noteChange>[2],
    ask: () => Promise<ActionResult<unknown>>,
  ) {
    const takeBack = noteChange(changed, filter.show === 'trash' ? 'trash' : 'history', change);
    const answer = await answerOf(ask);
    forgetOlderPages();
    if (answer.status === 'error') {
      takeBack();
      showToast(answer.message);
    }
    return answer.status === 'ok';
  }

  const named = (ids: readonly string[]) => avatars.filter(({ id }) => ids.includes(id));

  return {
    avatars,
    favourite(ids: string[], favourite: boolean) {
      void attempt(named(ids), { favourite }, () => actions.favourite({ ids, favourite }));
    },
    async remove(ids: string[]) {
      const removed = named(ids);
      if (!(await attempt(removed, { place: 'trash' }, () => actions.remove(ids)))) return;
      showToast(m.movedToTrash({ count: ids.length }), {
        name: common.undo(),
        async run() {
          const back = await attempt(removed, { place: 'history' }, () => actions.restore(ids));
          if (back) showToast(m.broughtBack());
        },
      });
    },
    async restore(ids: string[]) {
      const restored = await attempt(named(ids), { place: 'history' }, () => actions.restore(ids));
      if (restored) showToast(m.broughtBackCount({ count: ids.length }));
    },
    async removeForGood(ids: string[] | 'all') {
      const shown = ids === 'all' ? avatars : named(ids);
      const removed = await attempt(shown, { place: 'gone' }, () => actions.removeForGood(ids));
      if (removed) showToast(m.removedForGood());
    },
  };
}
