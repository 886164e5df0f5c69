/** Tells open pages of changes: two listening connections for each web process, whichever process wrote. */
import { listen } from './db.ts';
import { once } from './once.ts';

type Listener = {
  /** A generation of this person changed. */
  onGeneration: (id: string) => void;
  /** Changes may have been missed. */
  onGap: () => void;
};

function listeners(): Map<string, Set<Listener>> {
  return once('events', () => {
    const byOwner = new Map<string, Set<Listener>>();
    listen(
      'generation',
      (payload) => {
        const [ownerId = '', id = ''] = payload.split(' ');
        for (const listener of byOwner.get(ownerId) ?? []) listener.onGeneration(id);
      },
      () => {
        for (const listener of [...byOwner.values()].flatMap((set) => [...set])) listener.onGap();
      },
    );
    return byOwner;
  });
}

/** Listens to the changes of one person's generations. @returns a function that stops */
export function watchGenerations(ownerId: string, listener: Listener): () => void {
  const byOwner = listeners();
  const set = byOwner.get(ownerId) ?? new Set();
  byOwner.set(ownerId, set.add(listener));
  return () => {
    set.delete(listener);
    if (set.size === 0) byOwner.delete(ownerId);
  };
}

function sessionListeners(): Map<string, Set<(gap: boolean) => void>> {
  return once('session-events', () => {
    const bySession = new Map<string, Set<(gap: boolean) => void>>();
    listen(
      'session',
      (sessionId) => {
        for (const onEnd of bySession.get(sessionId) ?? []) onEnd(false);
      },
      () => {
        for (const onEnd of [...bySession.values()].flatMap((set) => [...set])) onEnd(true);
      },
    );
    return bySession;
  });
}

/**
 * Calls `onEnd` when a session ends or is replaced; with `gap`, when that may have been missed.
 * @returns a function that stops
 */
export function watchSession(sessionId: string, onEnd: (gap: boolean) => void): () => void {
  const bySession = sessionListeners();
  const set = bySession.get(sessionId) ?? new Set();
  bySession.set(sessionId, set.add(onEnd));
  return () => {
    set.delete(onEnd);
    if (set.size === 0) bySession.delete(sessionId);
  };
}
