'use client';

import dynamic from 'next/dynamic';
import { useEffect, useState, useSyncExternalStore } from 'react';
import * as m from '@/messages/compiled/keyboard';

const KeyboardMapDialog = dynamic(() => import('./keyboard-map-dialog'), { ssr: false });

const OFF = 'selfsame.keys-off';
const CHANGED = 'selfsame:keys';

function areOn(): boolean {
  try {
    return localStorage.getItem(OFF) === null;
  } catch {
    return true;
  }
}

function turn(on: boolean) {
  try {
    if (on) localStorage.removeItem(OFF);
    else localStorage.setItem(OFF, 'yes');
  } catch {
    // Storage is full or switched off: they stay as they are.
  }
  window.dispatchEvent(new Event(CHANGED));
}

function subscribe(listener: () => void) {
  window.addEventListener(CHANGED, listener);
  return () => window.removeEventListener(CHANGED, listener);
}

/** What keys do, under `?` and in the footer. Keys that are letters or signs can be switched off (WCAG 2.1.4). */
export function KeyboardMap() {
  const [open, setOpen] = useState(false);
  const on = useSyncExternalStore(subscribe, areOn, () => true);

  useEffect(() => {
    if (!on) return;
    const onKey = (event: KeyboardEvent) => {
      if (event.altKey || event.ctrlKey || event.metaKey || event.defaultPrevented) return;
      if (event.target instanceof Element && event.target.closest('input, textarea, select, dialog')) return;
      if (event.key === '?') setOpen(true);
      if (event.key === '/') {
        const search = document.querySelector<HTMLInputElement>('[role=search] input[type=search]');
        if (search === null) return;
        event.preventDefault();
        search.focus();
      }
    };
    document.addEventListener('keydown', onKey);
    return () => document.removeEventListener('keydown', onKey);
  }, [on]);

  return (
    <>
      <button
        type="button"
        className="link inline-flex min-h-11 items-center pointer-coarse:hidden"
        onClick={() => setOpen(true)}
      >
        {m.title()}
      </button>
      {open && <KeyboardMapDialog on={on} onTurn={turn} onClose={() => setOpen(false)} />}
    </>
  );
}
