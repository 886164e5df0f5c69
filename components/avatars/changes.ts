'use client';

import { useSyncExternalStore } from 'react';
import type { AvatarView, HistoryFilter } from '@/lib/views';

/** What was done to an avatar in this tab: where it is now, and whether it is a favourite. */
export type Change = { avatar: AvatarView; favourite: boolean; place: 'history' | 'trash' | 'gone' };
type Changes = ReadonlyMap<string, Change>;

/**
 * They outlive the page they were made on: whatever the next page was sent, or the browser remembers of an earlier one,
 * may be older than they are. A reload forgets them; the server has kept them by then.
 */
let changes: Changes = new Map();
const NONE: Changes = new Map();
const listeners = new Set<() => void>();

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

function replace(next: Changes) {
  changes = next;
  for (const listener of listeners) listener();
}

export function useChanges(): Changes {
  return useSyncExternalStore(
    subscribe,
    () => changes,
    () => NONE,
  );
}

/**
 * Notes what was just done, before the server has answered.
 * @param place where they are, unless an earlier change tells
 * @returns a function that takes it back
 */
export function noteChange(
  avatars: readonly AvatarView[],
  place: Change['place'],
  change: Partial<Pick<Change, 'favourite' | 'place'>>,
): () => void {
  const before = changes;
  const next = new Map(before);
  for (const avatar of avatars) {
    next.set(avatar.id, { avatar, favourite: avatar.favourite, place, ...before.get(avatar.id), ...change });
  }
  replace(next);
  return () => {
    const back = new Map(changes);
    for (const { id } of avatars) {
      const earlier = before.get(id);
      if (earlier === undefined) back.delete(id);
      else back.set(id, earlier);
    }
    replace(back);
  };
}

/**
 * A list of the history as it is with all changes: what left it is gone, what came to it stands in its place.
 * @param complete whether `avatars` are all there are
 */
export function withChanges(
  avatars: readonly AvatarView[],
  changes: Changes,
  { filter, complete }: { filter: HistoryFilter; complete: boolean },
): AvatarView[] {
  const known = new Set(avatars.map(({ id }) => id));
  const oldest = avatars.at(-1)?.createdAt ?? '';
  const kept = avatars.flatMap((avatar) => {
    const change = changes.get(avatar.id);
    if (change === undefined) return [avatar];
    return belongs(change, filter) ? [{ ...avatar, favourite: change.favourite }] : [];
  });
  // Which prompt they have, and who sees them, isn't known here.
  if (filter.search !== undefined || filter.show === 'shared') return kept;
  const come = [...changes.values()].filter(
    (change) =>
      !known.has(change.avatar.id) &&
      belongs(change, filter) &&
      (filter.style === undefined || change.avatar.style === filter.style) &&
      (complete || change.avatar.createdAt > oldest),
  );
  if (come.length === 0) return kept;
  return [...kept, ...come.map(({ avatar, favourite }) => ({ ...avatar, favourite }))].sort(newestFirst);
}

function belongs({ place, favourite }: Change, { show }: HistoryFilter): boolean {
  return place === (show === 'trash' ? 'trash' : 'history') && (show !== 'favourites' || favourite);
}

function newestFirst(a: AvatarView, b: AvatarView): number {
  return b.createdAt.localeCompare(a.createdAt) || b.id.localeCompare(a.id);
}
