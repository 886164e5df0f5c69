'use client';

import Link from 'next/link';
import { useState } from 'react';
import { ProgressBar } from '@/components/ui/progress-bar';
import { STYLE_NAMES, STYLES } from '@/lib/limits';
import type { GenerationView } from '@/lib/views';
import * as common from '@/messages/compiled/common';
import * as m from '@/messages/compiled/generation';
import { AvatarPicture } from './avatar-picture';
import { Developing } from './developing';
import { duration, type GenerationHandlers, Standing } from './generation-standing';
import { isUnfinished, type Shown } from './live-generations';
import { WordsUsed } from './words-used';

/** Generations that stand together on screen; `key` stays the same while they do. */
export type Group = { key: string; members: Shown[] };

/** Brings the generations of one style sheet together, where the first of them stands, in the order of the styles. */
export function groupSheets(shown: readonly Shown[]): Group[] {
  const groups = new Map<string, Shown[]>();
  for (const one of shown) {
    const name = one.view.sheetId ?? one.key;
    groups.set(name, [...(groups.get(name) ?? []), one]);
  }
  return [...groups.values()].map((members) => {
    const ordered = members.toSorted((a, b) => STYLES.indexOf(a.view.style) - STYLES.indexOf(b.view.style));
    return { key: ordered[0]?.key ?? '', members: ordered };
  });
}

export function isSheet(members: readonly Shown[]): boolean {
  return members.length > 1;
}

/** One photo in every style: a picture each, and where the rest of them stand in one line. */
export function StyleSheet({
  members,
  handlersOf,
}: {
  members: readonly Shown[];
  handlersOf: (shown: Shown) => GenerationHandlers;
}) {
  const [first] = members;
  if (first === undefined) return null;
  const { prompt } = first.view;
  const title = prompt === '' ? common.styleSheet() : m.sheetOf({ prompt });
  const waiting = members.filter(({ view }) => isUnfinished(view));
  const failed = members.filter(({ view }) => view.status === 'failed');
  const words = members.find(({ view }) => view.words !== null)?.view.words;
  return (
    <article aria-label={title}>
      <ul className="mb-3 grid grid-cols-3 gap-x-2 gap-y-3 sm:grid-cols-5">
        {members.map((one) => (
          <li key={one.key} className="min-w-0">
            <SheetPicture view={one.view} />
            <p className="mt-1.5 text-center text-sm">{STYLE_NAMES[one.view.style]}</p>
          </li>
        ))}
      </ul>
      <h3 className="line-clamp-2 text-base tracking-normal wrap-anywhere">{title}</h3>
      {waiting.length > 0 && (
        <SheetStanding
          done={members.length - waiting.length}
          waiting={waiting.map(({ view }) => view)}
          onCancel={async () => {
            await Promise.all(waiting.map((one) => handlersOf(one).onCancel()));
          }}
        />
      )}
      {failed.map((one) => (
        <div key={one.key} className="mt-3">
          <p className="font-medium">{STYLE_NAMES[one.view.style]}</p>
          <Standing view={one.view} handlers={handlersOf(one)} />
        </div>
      ))}
      {words && <WordsUsed words={words} />}
    </article>
  );
}

function SheetPicture({ view }: { view: GenerationView }) {
  const [avatar] = view.avatars;
  if (avatar !== undefined) {
    return (
      <Link href={`/avatars/${avatar.id}`} className="block rounded-print focus-visible:rounded-print">
        <AvatarPicture avatar={avatar} size="thumb" fit="whole" eager />
      </Link>
    );
  }
  return isUnfinished(view) ? (
    <Developing view={view} />
  ) : (
    <div
      className="grid place-items-center rounded-picture bg-sunk text-sm text-ink-soft"
      style={{ aspectRatio: `${view.width} / ${view.height}` }}
    >
      {m.sheetNotDrawn()}
    </div>
  );
}

/** How many are finished, how long the rest takes, and one button to stop it. */
function SheetStanding({
  done,
  waiting,
  onCancel,
}: {
  done: number;
  waiting: readonly GenerationView[];
  onCancel: () => Promise<void>;
}) {
  const [busy, setBusy] = useState(false);
  const count = done + waiting.length;
  const progress = waiting.reduce((sum, view) => sum + (view.status === 'drawing' ? view.progress : 0), 100 * done);
  const etas = waiting.flatMap(({ etaSeconds }) => etaSeconds ?? []);
  const left = etas.length === waiting.length ? duration(Math.max(...etas)) : null;
  return (
    <div className="mt-1">
      <div className="flex min-h-11 items-center justify-between gap-3">
        <p className="text-sm text-ink-soft tabular-nums">
          {left === null ? m.finishedOf({ done, count }) : m.finishedOfLeft({ done, count, left })}
        </p>
        <button
          type="button"
          className="button button-bare -mr-3"
          aria-disabled={busy}
          onClick={async () => {
            if (busy) return;
            setBusy(true);
            await onCancel();
            setBusy(false);
          }}
        >
          {done === 0 ? common.cancel() : m.cancelRest()}
        </button>
      </div>
      <ProgressBar label={m.drawing()} value={progress / count} />
    </div>
  );
}
