'use client';

import { X } from 'lucide-react';
import { useEffect, useRef, useSyncExternalStore } from 'react';
import * as common from '@/messages/compiled/common';
import * as m from '@/messages/compiled/keyboard';

const map = () => [
  {
    where: common.yourAvatars(),
    entries: [
      { keys: ['/'], does: m.search() },
      { keys: ['Shift', m.click()], does: m.range() },
      { keys: ['Ctrl', 'A'], does: m.all() },
      { keys: ['Esc'], does: m.none() },
    ],
  },
  {
    where: m.one(),
    entries: [
      { keys: ['←'], does: m.newer() },
      { keys: ['→'], does: m.older() },
    ],
  },
  {
    where: m.everywhere(),
    entries: [
      { keys: ['?'], does: m.map() },
      { keys: ['Esc'], does: m.closeOpen() },
    ],
  },
];

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
  const dialog = useRef<HTMLDialogElement>(null);
  const on = useSyncExternalStore(subscribe, areOn, () => true);

  useEffect(() => {
    if (!on) return;
    const onKey = (event: KeyboardEvent) => {
      if (event.altKey || event.ctrlKey || event.metaKey || event.defaultPrevented) return;
      if (event.target instanceof Element && event.target.closest('input, textarea, select, dialog')) return;
      if (event.key === '?') dialog.current?.showModal();
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
        onClick={() => dialog.current?.showModal()}
      >
        {m.title()}
      </button>
      <dialog
        ref={dialog}
        aria-labelledby="keyboard-map"
        className="m-auto w-[min(30rem,calc(100vw-2rem))] rounded-picture border border-line bg-paper p-6 text-base text-ink backdrop:bg-black/60"
      >
        <div className="flex items-center justify-between gap-4">
          <h2 id="keyboard-map" className="text-xl">
            {m.title()}
          </h2>
          <button
            type="button"
            aria-label={common.close()}
            className="button button-bare -m-2 px-3"
            onClick={() => dialog.current?.close()}
          >
            <X size={20} aria-hidden="true" />
          </button>
        </div>
        {map().map(({ where, entries }) => (
          <section key={where} aria-label={where} className="mt-5">
            <h3 className="text-sm font-normal tracking-normal text-ink-soft">{where}</h3>
            <dl className="mt-1">
              {entries.map(({ keys, does }) => (
                <div key={does} className="flex min-h-9 items-center justify-between gap-4 border-b border-line py-1">
                  <dt className="order-2 flex gap-1">
                    {keys.map((key) => (
                      <kbd
                        key={key}
                        className="min-w-7 rounded-[0.375rem] border border-edge bg-raised px-1.5 text-center font-[inherit] text-sm"
                      >
                        {key}
                      </kbd>
                    ))}
                  </dt>
                  <dd>{does}</dd>
                </div>
              ))}
            </dl>
          </section>
        ))}
        <label className="mt-5 flex min-h-11 items-center gap-3">
          <input type="checkbox" className="tick" checked={on} onChange={(event) => turn(event.target.checked)} />
          {m.shortcuts()}
        </label>
      </dialog>
    </>
  );
}
