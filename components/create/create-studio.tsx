'use client';

import { useRef, useState } from 'react';
import { flushSync } from 'react-dom';
import { answerOf, type GenerationActions } from '@/components/avatars/generation-actions';
import { GenerationCard } from '@/components/avatars/generation-card';
import { generationHandlers } from '@/components/avatars/generation-handlers';
import { pendingId, type Shown, useLiveGenerations } from '@/components/avatars/live-generations';
import { NotificationOffer, useReadyNotification } from '@/components/avatars/ready-notification';
import { groupSheets, isSheet, StyleSheet } from '@/components/avatars/style-sheet';
import type { AvatarWish, AvatarWishDraft } from '@/lib/generation-input';
import { ALL_STYLES, type DrawingNotice, type EngineFacts, STYLE_NAMES, type Style } from '@/lib/limits';
import type { ActionResult, GenerationView, SelfieView } from '@/lib/views';
import * as m from '@/messages/compiled/create';
import { Unavailable } from './drawing-notice';
import type { Prefill } from './form-values';
import { GenerationForm, type Refusal } from './generation-form';
import { NothingYet } from './nothing-yet';

/** The form, and beside it what came of it. */
export function CreateStudio({
  facts,
  notice,
  selfies,
  generations,
  prefill,
  actions,
}: {
  facts: EngineFacts;
  notice: DrawingNotice | null;
  selfies: readonly SelfieView[];
  generations: readonly GenerationView[];
  prefill: Prefill | null;
  actions: GenerationActions & { create: (input: AvatarWishDraft) => Promise<ActionResult<GenerationView[]>> };
}) {
  const [news, setNews] = useState('');
  const list = useRef<HTMLUListElement>(null);
  const live = useLiveGenerations(generations, (view) => setNews(newsOf(view)));
  useReadyNotification(live.shown);

  async function submit(wish: AvatarWish): Promise<Refusal | null> {
    const { style, ...settings } = wish;
    const sheetId = style === ALL_STYLES ? `sheet-${Date.now()}` : null;
    const views = (sheetId === null ? facts.styles.filter((each) => each === style) : facts.styles).map((each) =>
      pending({ ...settings, style: each }, sheetId),
    );
    flushSync(() => {
      // The last one added stands first.
      for (const view of views.toReversed()) live.add(view);
      setNews(views.length === 1 ? m.inLine() : m.sheetInLine());
    });
    revealFirst(list.current);
    const answer = await answerOf(() => actions.create({ ...wish, engine: facts.name }));
    if (answer.status === 'ok') {
      const unwanted = views.flatMap(({ id: key }, index) => {
        const view = answer.value[index];
        return view === undefined || live.settle(key, view) ? [] : [view.id];
      });
      for (const id of unwanted) await answerOf(() => actions.cancel(id));
      return null;
    }
    for (const { id: key } of views) live.withdraw(key);
    setNews(answer.message);
    return answer;
  }

  return (
    <div className="grid gap-x-16 gap-y-16 lg:grid-cols-[minmax(0,34rem)_minmax(0,1fr)]">
      <div>
        {notice !== null && <Unavailable notice={notice} engine={facts.name} />}
        <GenerationForm facts={facts} selfies={selfies} prefill={prefill} onSubmit={submit} />
      </div>
      <section aria-labelledby="results" className="lg:border-l lg:border-line lg:pl-16">
        <div className="lg:sticky lg:top-6">
          <h2 id="results" className="text-lg font-semibold">
            {m.yours()}
          </h2>
          <p role="status" className="sr-only">
            {news}
          </p>
          <NotificationOffer shown={live.shown} />
          {live.shown.length === 0 ? (
            <NothingYet />
          ) : (
            <ul ref={list} className="mt-3 grid grid-cols-2 gap-x-4 gap-y-10 sm:gap-x-6">
              {groupSheets(live.shown).map(({ key, members }, index) => (
                <li
                  key={key}
                  tabIndex={-1}
                  className={`animate-arrive scroll-mt-16 rounded-picture focus:outline-none ${widthOf(members, index)}`}
                >
                  {isSheet(members) ? (
                    <StyleSheet members={members} handlersOf={(shown) => generationHandlers(shown, live, actions)} />
                  ) : (
                    members.map((shown) => (
                      <GenerationCard
                        key={shown.key}
                        view={shown.view}
                        handlers={generationHandlers(shown, live, actions)}
                      />
                    ))
                  )}
                </li>
              ))}
            </ul>
          )}
        </div>
      </section>
    </div>
  );
}

/** Several pictures take the whole width; on a phone, what is new or under way too. */
function widthOf(members: readonly Shown[], index: number): string {
  if (isSheet(members) || members.some(({ view }) => view.samples > 1)) return 'col-span-2';
  return index === 0 || members.some(({ view }) => view.status !== 'finished') ? 'col-span-2 sm:col-span-1' : '';
}

/** On a phone the results lie below the form: go there. Where they are in sight already the focus stays. */
function revealFirst(list: HTMLUListElement | null) {
  const first = list?.firstElementChild;
  if (!(first instanceof HTMLElement)) return;
  const { top } = first.getBoundingClientRect();
  if (top >= 0 && top < window.innerHeight * 0.6) return;
  first.focus({ preventScroll: true });
  first.scrollIntoView({ behavior: 'smooth', block: 'start' });
}

let pendingCount = 0;

/** What stands on screen until the server has answered. */
function pending(input: Omit<AvatarWish, 'style'> & { style: Style }, sheetId: string | null): GenerationView {
  const { selfieId, style, prompt, samples, width, height } = input;
  pendingCount += 1;
  return {
    id: pendingId(pendingCount),
    selfieId,
    sheetId,
    style,
    prompt,
    samples,
    width,
    height,
    status: 'queued',
    progress: 0,
    place: null,
    etaSeconds: null,
    failure: null,
    words: null,
    avatars: [],
    createdAt: new Date().toISOString(),
  };
}

function newsOf({ status, style, failure }: GenerationView): string {
  switch (status) {
    case 'queued':
      return m.styleInLine({ style: STYLE_NAMES[style] });
    case 'drawing':
      return m.styleDrawing({ style: STYLE_NAMES[style] });
    case 'finished':
      return m.styleFinished({ style: STYLE_NAMES[style] });
    case 'failed':
      return failure?.message ?? m.styleFailed({ style: STYLE_NAMES[style] });
    case 'cancelled':
      return m.styleCancelled({ style: STYLE_NAMES[style] });
  }
}
