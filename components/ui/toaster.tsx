'use client';

import { X } from 'lucide-react';
import { useCallback, useEffect, useState, useSyncExternalStore } from 'react';
import * as m from '@/messages/compiled/ui';

const SHOWN_MS = 12_000;

type Toast = { id: number; message: string; action: { name: string; run: () => void | Promise<void> } | null };

let current: Toast | null = null;
let lastId = 0;
const listeners = new Set<() => void>();

function set(toast: Toast | null) {
  current = toast;
  for (const listener of listeners) listener();
}

/** Shows one short message at the foot of the page, over page changes too. A new one takes the place of the last. */
export function showToast(message: string, action: Toast['action'] = null) {
  lastId += 1;
  set({ id: lastId, message, action });
}

function subscribe(listener: () => void) {
  listeners.add(listener);
  return () => {
    listeners.delete(listener);
  };
}

/** Where messages appear; once per layout. The clock stands still while the message is pointed at or focused. */
export function Toaster() {
  const toast = useSyncExternalStore(
    subscribe,
    () => current,
    () => null,
  );
  const [held, setHeld] = useState(false);

  const holdWhileUsed = useCallback((element: HTMLElement | null) => {
    if (element === null) return;
    const hold = () => setHeld(true);
    const release = () => setHeld(false);
    for (const type of ['pointerenter', 'focusin']) element.addEventListener(type, hold);
    for (const type of ['pointerleave', 'focusout']) element.addEventListener(type, release);
    return release;
  }, []);

  useEffect(() => {
    if (toast === null || held) return;
    const timer = setTimeout(() => set(null), SHOWN_MS);
    return () => clearTimeout(timer);
  }, [toast, held]);

  return (
    <div className="pointer-events-none fixed inset-x-0 bottom-0 z-40 flex justify-center p-4">
      <div role="status" className="contents">
        {toast !== null && (
          <div
            key={toast.id}
            className="pointer-events-auto flex max-w-full animate-arrive items-center gap-1 rounded-print bg-ink py-1.5 pr-1.5 pl-4 text-paper shadow-lg"
            ref={holdWhileUsed}
          >
            <p className="mr-2 min-w-0">{toast.message}</p>
            {toast.action !== null && (
              <button
                type="button"
                className="min-h-11 rounded-control px-3 font-semibold underline underline-offset-4 outline-paper"
                onClick={() => {
                  const { action } = toast;
                  set(null);
                  void action?.run();
                }}
              >
                {toast.action.name}
              </button>
            )}
            <button
              type="button"
              aria-label={m.closeMessage()}
              className="grid size-11 flex-none place-items-center rounded-control outline-paper"
              onClick={() => {
                set(null);
              }}
            >
              <X size={18} aria-hidden="true" />
            </button>
          </div>
        )}
      </div>
    </div>
  );
}
