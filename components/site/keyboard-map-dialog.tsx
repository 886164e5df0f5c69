'use client';

import { Dialog } from '@/components/ui/dialog';
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

/** Every key and what it does, by the page where it does it. */
export default function KeyboardMapDialog({
  on,
  onTurn,
  onClose,
}: {
  /** Whether letters and signs are shortcuts. */
  on: boolean;
  onTurn: (on: boolean) => void;
  onClose: () => void;
}) {
  return (
    <Dialog title={m.title()} className="w-[min(30rem,calc(100vw-2rem))]" onClose={onClose}>
      <div className="px-4 pb-4 sm:px-6 sm:pb-6">
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
          <input type="checkbox" className="tick" checked={on} onChange={(event) => onTurn(event.target.checked)} />
          {m.shortcuts()}
        </label>
      </div>
    </Dialog>
  );
}
