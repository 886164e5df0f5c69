'use client';

import * as m from '@/messages/compiled/history';
import type { GenerationActions } from './generation-actions';
import { generationHandlers } from './generation-handlers';
import { GenerationRow } from './generation-row';
import type { Shown, useLiveGenerations } from './live-generations';
import { NotificationOffer } from './ready-notification';
import { groupSheets, isSheet, StyleSheet } from './style-sheet';

/** What is being drawn or has failed, above the history. */
export function UnderWay({
  shown,
  live,
  actions,
}: {
  shown: readonly Shown[];
  live: ReturnType<typeof useLiveGenerations>;
  actions: GenerationActions;
}) {
  if (shown.length === 0) return null;
  return (
    <section aria-labelledby="under-way" className="mb-12">
      <h2 id="under-way" className="mb-3 text-lg font-semibold">
        {m.underWay()}
      </h2>
      <NotificationOffer shown={shown} />
      <ul className="grid gap-x-8 gap-y-6 sm:grid-cols-2 lg:grid-cols-3">
        {groupSheets(shown).map(({ key, members }) => (
          <li
            key={key}
            className={
              isSheet(members) ? 'col-span-full max-w-3xl rounded-picture border border-line bg-raised p-4' : ''
            }
          >
            {isSheet(members) ? (
              <StyleSheet members={members} handlersOf={(one) => generationHandlers(one, live, actions)} />
            ) : (
              members.map((one) => (
                <GenerationRow key={one.key} view={one.view} handlers={generationHandlers(one, live, actions)} />
              ))
            )}
          </li>
        ))}
      </ul>
    </section>
  );
}
