'use client';

import Link from 'next/link';
import { useEffect, useEffectEvent, useRef, useState } from 'react';
import type { ActionResult, AvatarPage, AvatarView, GenerationView } from '@/lib/views';
import { AvatarPicture } from './avatar-picture';
import { answerOf, type GenerationActions } from './generation-actions';
import { generationHandlers } from './generation-handlers';
import { GenerationRow } from './generation-row';
import { isUnfinished, useLiveGenerations } from './live-generations';

/** The history: what is under way on top, then every avatar, newest first, loaded as one scrolls. */
export function AvatarGrid({
  first,
  unfinished,
  actions,
}: {
  first: AvatarPage;
  unfinished: readonly GenerationView[];
  actions: GenerationActions & { more: (cursor: string) => Promise<ActionResult<AvatarPage>> };
}) {
  const [news, setNews] = useState('');
  const live = useLiveGenerations(unfinished, ({ status }) => {
    if (status === 'finished') setNews('A new avatar is finished.');
    if (status === 'failed') setNews('One could not be drawn.');
  });
  const older = useOlder(first, actions.more);

  const underWay = live.shown.filter(({ view }) => isUnfinished(view) || view.status === 'failed');
  const arrived = live.shown.flatMap(({ view }) => (view.status === 'finished' ? view.avatars : []));
  const avatars = unique([...arrived, ...first.avatars, ...older.avatars]);

  return (
    <>
      <p role="status" className="sr-only">
        {news}
      </p>
      {underWay.length > 0 && (
        <section aria-labelledby="under-way" className="mb-12">
          <h2 id="under-way" className="mb-3 text-lg font-semibold">
            Under way
          </h2>
          <ul className="grid gap-x-8 gap-y-6 sm:grid-cols-2 lg:grid-cols-3">
            {underWay.map((shown) => (
              <li key={shown.key}>
                <GenerationRow view={shown.view} handlers={generationHandlers(shown, live, actions)} />
              </li>
            ))}
          </ul>
        </section>
      )}
      <ul
        aria-label="Finished avatars"
        className="grid grid-cols-2 gap-3 sm:grid-cols-3 sm:gap-4 lg:grid-cols-4 xl:grid-cols-5"
      >
        {avatars.map((avatar, index) => (
          <li key={avatar.id} className="[contain-intrinsic-size:auto_18rem] [content-visibility:auto]">
            <Link
              href={`/avatars/${avatar.id}`}
              prefetch={false}
              className="block rounded-picture -outline-offset-2 focus-visible:rounded-picture"
            >
              <AvatarPicture avatar={avatar} size="thumb" eager={index < 8} />
            </Link>
          </li>
        ))}
      </ul>
      {older.cursor !== null && (
        <div ref={older.edge} className="mt-8 grid justify-items-center gap-2">
          {older.message !== null && (
            <p role="alert" className="text-danger">
              {older.message}
            </p>
          )}
          <button type="button" className="button button-line" aria-disabled={older.loading} onClick={older.load}>
            {older.loading ? 'Loading…' : 'Show more'}
          </button>
        </div>
      )}
    </>
  );
}

/** The pages after the first: the next one is fetched before its place comes into sight. */
function useOlder(first: AvatarPage, more: (cursor: string) => Promise<ActionResult<AvatarPage>>) {
  const [avatars, setAvatars] = useState<AvatarView[]>([]);
  const [reached, setReached] = useState<{ cursor: string | null } | null>(null);
  const [loading, setLoading] = useState(false);
  const [message, setMessage] = useState<string | null>(null);
  const edge = useRef<HTMLDivElement>(null);
  const cursor = reached === null ? first.nextCursor : reached.cursor;

  async function load() {
    if (loading || cursor === null) return;
    setLoading(true);
    const answer = await answerOf(() => more(cursor));
    setLoading(false);
    if (answer.status === 'error') {
      setMessage(answer.message);
      return;
    }
    setMessage(null);
    setAvatars((before) => [...before, ...answer.value.avatars]);
    setReached({ cursor: answer.value.nextCursor });
  }

  const onSight = useEffectEvent(() => {
    if (message === null) void load();
  });
  // A new observer after each page: it reports at once when the edge is still in sight.
  useEffect(() => {
    const element = edge.current;
    if (element === null || cursor === null) return;
    const observer = new IntersectionObserver(
      (entries) => {
        if (entries.some(({ isIntersecting }) => isIntersecting)) onSight();
      },
      { rootMargin: '800px' },
    );
    observer.observe(element);
    return () => observer.disconnect();
  }, [cursor]);

  return { avatars, cursor, loading, message, edge, load: () => void load() };
}

function unique(avatars: readonly AvatarView[]): AvatarView[] {
  return [...new Map(avatars.map((avatar) => [avatar.id, avatar])).values()];
}
