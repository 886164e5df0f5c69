'use client';

import { useEffect, useEffectEvent, useRef, useState } from 'react';

export type Selection = {
  /** Whether pressing a picture chooses it. */
  active: boolean;
  chosen: ReadonlySet<string>;
  start: (id?: string) => void;
  stop: () => void;
  /** Chooses a picture or lets it go; `range` takes along all since the last one. */
  toggle: (id: string, range: boolean) => void;
  chooseAll: () => void;
};

/**
 * Which of some pictures are chosen, in the manner of photo libraries: one by one, ranges with shift, all with Ctrl+A,
 * and out with Escape. `always` keeps it on.
 */
export function useSelection(ids: readonly string[], always: boolean): Selection {
  const [on, setOn] = useState(false);
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set());
  const last = useRef<string | null>(null);
  const active = always || on;

  function stop() {
    setOn(false);
    setChosen(new Set());
    last.current = null;
  }

  function toggle(id: string, range: boolean) {
    const from = range && last.current !== null ? ids.indexOf(last.current) : -1;
    const at = ids.indexOf(id);
    const taken = from < 0 ? [id] : ids.slice(Math.min(from, at), Math.max(from, at) + 1);
    const letGo = from < 0 && chosen.has(id);
    last.current = id;
    setChosen((before) => {
      const after = new Set(before);
      for (const one of taken) letGo ? after.delete(one) : after.add(one);
      return after;
    });
  }

  const onKey = useEffectEvent((event: KeyboardEvent) => {
    if (event.target instanceof Element && event.target.closest('input:not([type=checkbox]), select, dialog')) return;
    if (event.key === 'Escape') stop();
    if (event.key === 'a' && (event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      setChosen(new Set(ids));
    }
  });
  useEffect(() => {
    if (!active) return;
    document.addEventListener('keydown', onKey);
    return () => document.removeEventListener('keydown', onKey);
  }, [active]);

  return {
    active,
    chosen,
    start(id) {
      setOn(true);
      last.current = id ?? null;
      if (id !== undefined) setChosen(new Set([id]));
    },
    stop,
    toggle,
    chooseAll: () => setChosen(new Set(ids)),
  };
}
