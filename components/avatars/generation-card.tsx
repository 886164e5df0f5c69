'use client';

import Link from 'next/link';
import type { GenerationView } from '@/lib/views';
import * as m from '@/messages/compiled/generation';
import { AvatarPicture } from './avatar-picture';
import { Developing } from './developing';
import { type GenerationHandlers, Standing, titleOf } from './generation-standing';
import { isUnfinished } from './live-generations';
import { WordsUsed } from './words-used';

/** How many pictures stand side by side, by how many were asked for. */
const COLUMNS: Record<number, string> = {
  1: 'grid-cols-1',
  2: 'grid-cols-2',
  3: 'grid-cols-3',
  4: 'grid-cols-2 sm:grid-cols-4',
};

const PLACES = ['first', 'second', 'third', 'fourth'];

/** One generation: its pictures, or where they stand. */
export function GenerationCard({ view, handlers }: { view: GenerationView; handlers: GenerationHandlers }) {
  const [first] = view.avatars;
  const waiting = isUnfinished(view) ? PLACES.slice(view.avatars.length, view.samples) : [];
  return (
    <article
      aria-label={titleOf(view)}
      className={view.status === 'failed' ? 'rounded-picture border border-line bg-raised p-5' : ''}
    >
      <ul className={`mb-3 grid gap-2 empty:hidden ${COLUMNS[view.samples] ?? 'grid-cols-2'}`}>
        {view.avatars.map((avatar) => (
          <li key={avatar.id}>
            <Link href={`/avatars/${avatar.id}`} className="block rounded-picture focus-visible:rounded-picture">
              <AvatarPicture avatar={avatar} size={view.samples === 1 ? 'page' : 'thumb'} fit="whole" eager />
            </Link>
          </li>
        ))}
        {waiting.map((place) => (
          <li key={place}>
            <Developing view={view} />
          </li>
        ))}
      </ul>
      <h3 className="line-clamp-2 text-base tracking-normal wrap-anywhere">{titleOf(view)}</h3>
      <Standing view={view} handlers={handlers} />
      {view.words !== null && <WordsUsed words={view.words} />}
      {view.status === 'finished' && first !== undefined && (
        <Link
          href={`/avatars/${first.id}`}
          // The picture is the same link already.
          tabIndex={-1}
          aria-hidden="true"
          className="link inline-flex min-h-11 min-w-11 items-center text-sm"
        >
          {m.open()}
        </Link>
      )}
    </article>
  );
}
