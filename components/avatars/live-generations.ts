'use client';

import { useEffect, useEffectEvent, useReducer, useRef, useState } from 'react';
import type { GenerationView } from '@/lib/views';

/** One generation on screen; `key` stays the same from the pressed button to the finished picture. */
export type Shown = { key: string; view: GenerationView };

type Change =
  | { kind: 'add'; shown: Shown }
  | { kind: 'settle'; key: string; view: GenerationView }
  | { kind: 'update'; view: GenerationView }
  | { kind: 'remove'; key: string };

/** How far along; an older report never overwrites a newer one. */
const RANK = { queued: 0, drawing: 1, finished: 2, failed: 2, cancelled: 2 } as const;
const RETRY_MS = 5_000;

export function isUnfinished({ status }: GenerationView): boolean {
  return status === 'queued' || status === 'drawing';
}

const PENDING = 'pending-';

/** The first id of a generation that the server hasn't answered yet. */
export function pendingId(count: number): string {
  return `${PENDING}${count}`;
}

export function isPending({ id }: GenerationView): boolean {
  return id.startsWith(PENDING);
}

function reduce(shown: Shown[], change: Change): Shown[] {
  switch (change.kind) {
    case 'add':
      return [change.shown, ...shown];
    case 'settle':
      return shown
        .filter(({ key, view }) => key === change.key || view.id !== change.view.id)
        .map((entry) => (entry.key === change.key ? { ...entry, view: change.view } : entry));
    case 'remove':
      return shown.filter(({ key }) => key !== change.key);
    case 'update': {
      if (change.view.status === 'cancelled') return shown.filter(({ view }) => view.id !== change.view.id);
      if (shown.some(({ view }) => view.id === change.view.id)) {
        return shown.map((entry) => (entry.view.id === change.view.id ? { ...entry, view: change.view } : entry));
      }
      return isUnfinished(change.view) ? [{ key: change.view.id, view: change.view }, ...shown] : shown;
    }
  }
}

/**
 * A person's generations, kept up to date by server-sent events while one of them is unfinished.
 * `onChange` hears of each change of status.
 */
export function useLiveGenerations(initial: readonly GenerationView[], onChange: (view: GenerationView) => void) {
  const [shown, dispatch] = useReducer(reduce, initial, (views) => views.map((view) => ({ key: view.id, view })));
  const [attempt, setAttempt] = useState(0);
  const latest = useRef(new Map<string, GenerationView>());
  const asking = useRef(0);
  /** Cancelled before the server had answered: by key until then, by id from then on. */
  const givenUp = useRef(new Set<string>());
  const live = shown.some(({ view }) => isUnfinished(view));

  const receive = useEffectEvent((view: GenerationView) => {
    const before = latest.current.get(view.id) ?? shown.find((entry) => entry.view.id === view.id)?.view;
    latest.current.set(view.id, view);
    if (givenUp.current.has(view.id)) return;
    // While a request is being answered its id is unknown: the answer brings it.
    if (asking.current > 0 && !shown.some((entry) => entry.view.id === view.id)) return;
    dispatch({ kind: 'update', view });
    if (before !== undefined && before.status !== view.status) onChange(view);
  });

  // `attempt` opens a new connection after one that the browser gave up.
  useEffect(() => {
    if (!live) return;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const source = new EventSource(`/api/events?attempt=${attempt}`);
    source.addEventListener('generation', (event: MessageEvent<string>) =>
      receive(JSON.parse(event.data) as GenerationView),
    );
    source.addEventListener('error', () => {
      if (source.readyState === EventSource.CLOSED)
        timer = setTimeout(() => setAttempt((count) => count + 1), RETRY_MS);
    });
    return () => {
      clearTimeout(timer);
      source.close();
    };
  }, [live, attempt]);

  return {
    shown,
    /** Shows `view` at once, before the server has answered; `settle` or `withdraw` it by its first id. */
    add(view: GenerationView) {
      asking.current += 1;
      dispatch({ kind: 'add', shown: { key: view.id, view } });
    },
    /**
     * The server's answer, or what came by event in the meantime.
     * @returns whether it is still wanted
     */
    settle(key: string, view: GenerationView): boolean {
      asking.current = Math.max(0, asking.current - 1);
      if (givenUp.current.has(key)) {
        givenUp.current.add(view.id);
        return false;
      }
      const heard = latest.current.get(view.id);
      dispatch({ kind: 'settle', key, view: heard && RANK[heard.status] > RANK[view.status] ? heard : view });
      return true;
    },
    /** Takes off what the server hasn't answered yet; `settle` then says that it isn't wanted. */
    giveUp(key: string) {
      givenUp.current.add(key);
      dispatch({ kind: 'remove', key });
    },
    /** The request was not taken. */
    withdraw(key: string) {
      asking.current = Math.max(0, asking.current - 1);
      dispatch({ kind: 'remove', key });
    },
    replace(key: string, view: GenerationView) {
      latest.current.delete(view.id);
      dispatch({ kind: 'settle', key, view });
    },
    remove(key: string) {
      dispatch({ kind: 'remove', key });
    },
  };
}
