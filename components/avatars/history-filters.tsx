'use client';

import { Search } from 'lucide-react';
import Form from 'next/form';
import Link from 'next/link';
import { useRouter } from 'next/navigation';
import { type FormEvent, useEffect, useRef } from 'react';
import { STYLE_NAMES, STYLES } from '@/lib/limits';
import type { HistoryFilter } from '@/lib/views';
import * as common from '@/messages/compiled/common';
import * as m from '@/messages/compiled/history';

const SHOWN: { show: HistoryFilter['show']; name: () => string }[] = [
  { show: 'all', name: m.all },
  { show: 'favourites', name: m.favourites },
  { show: 'shared', name: m.shared },
  { show: 'trash', name: m.trash },
];
/** How long a pause in typing is before the search runs. */
const PAUSE_MS = 300;

/** Which avatars are shown. The choice is in the address, so that going back and sharing a tab keep it. */
export function HistoryFilters({ filter }: { filter: HistoryFilter }) {
  const router = useRouter();
  const form = useRef<HTMLFormElement>(null);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  useEffect(() => () => clearTimeout(timer.current), []);

  function apply() {
    if (form.current === null) return;
    const { q, style } = Object.fromEntries(new FormData(form.current)) as Record<string, string>;
    router.replace(addressOf({ show: filter.show, style, search: q }), { scroll: false });
  }

  function onType() {
    clearTimeout(timer.current);
    timer.current = setTimeout(apply, PAUSE_MS);
  }

  function onSubmit(event: FormEvent) {
    event.preventDefault();
    clearTimeout(timer.current);
    apply();
  }

  return (
    <div className="mb-6 flex flex-wrap items-center gap-x-6 gap-y-3">
      <nav aria-label={m.which()} className="-mx-3 flex">
        {SHOWN.map(({ show, name }) => (
          <Link
            key={show}
            href={addressOf({ ...filter, show })}
            aria-current={filter.show === show ? 'page' : undefined}
            className="button button-bare aria-[current]:text-ink aria-[current]:underline aria-[current]:decoration-accent aria-[current]:decoration-2 aria-[current]:underline-offset-8"
          >
            {name()}
          </Link>
        ))}
      </nav>
      <Form
        ref={form}
        action="/avatars"
        role="search"
        onSubmit={onSubmit}
        className="flex w-full flex-1 gap-2 sm:w-auto sm:max-w-md sm:min-w-72"
      >
        {filter.show !== 'all' && <input type="hidden" name="show" value={filter.show} />}
        <div className="relative min-w-0 flex-1">
          <Search
            size={18}
            aria-hidden="true"
            className="pointer-events-none absolute top-1/2 left-3 -translate-y-1/2 text-ink-soft"
          />
          <input
            type="search"
            name="q"
            aria-label={m.search()}
            placeholder={m.search()}
            defaultValue={filter.search ?? ''}
            maxLength={200}
            autoComplete="off"
            onChange={onType}
            className="field [padding-left:2.5rem]"
          />
        </div>
        <select
          name="style"
          aria-label={common.style()}
          defaultValue={filter.style ?? ''}
          onChange={apply}
          className="field [width:auto]"
        >
          <option value="">{m.allStyles()}</option>
          {STYLES.map((style) => (
            <option key={style} value={style}>
              {STYLE_NAMES[style]}
            </option>
          ))}
        </select>
      </Form>
    </div>
  );
}

type Wish = { show: HistoryFilter['show']; style?: string | undefined; search?: string | undefined };

function addressOf({ show, style, search }: Wish): `/avatars?${string}` {
  const query = new URLSearchParams();
  if (show !== 'all') query.set('show', show);
  if (style) query.set('style', style);
  if (search) query.set('q', search);
  return `/avatars?${query}`;
}
