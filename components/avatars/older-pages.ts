'use client';

import { useEffect, useEffectEvent, useRef, useState } from 'react';
import type { ActionResult, AvatarPage, AvatarView } from '@/lib/views';
import { answerOf } from './generation-actions';

type Loaded = { avatars: AvatarView[]; cursor: string | null };

/** What was loaded of the history last, so that coming back from an avatar finds the same place. */
let last: { key: string; loaded: Loaded } | null = null;
let changes = 0;

/** After a change to any avatar: what is loaded now is no longer worth keeping. */
export function forgetOlderPages() {
  last = null;
  changes += 1;
}

/**
 * The pages after the first: the next one is fetched before its place comes into sight. `name` tells one filter from
 * another.
 */
export function useOlderPages(
  name: string,
  first: AvatarPage,
  more: (cursor: string) => Promise<ActionResult<AvatarPage>>,
) {
  // Where the first page ends elsewhere, what was loaded no longer follows it.
  const key = `${name} ${first.nextCursor}`;
  const [loaded, setLoaded] = useState<Loaded>(() =>
    last?.key === key ? last.loaded : { avatars: [], cursor: first.nextCursor },
  );
  const [changesBefore] = useState(changes);
  const [loading, setLoading] = useState(false);
  const [message, setMessage] = useState<string | null>(null);
  const edge = useRef<HTMLDivElement>(null);
  const { cursor } = loaded;

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
    const next = { avatars: [...loaded.avatars, ...answer.value.avatars], cursor: answer.value.nextCursor };
    if (changes === changesBefore) last = { key, loaded: next };
    setLoaded(next);
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
      { rootMargin: '1600px' },
    );
    observer.observe(element);
    return () => observer.disconnect();
  }, [cursor]);

  return { avatars: loaded.avatars, cursor, loading, message, edge, load: () => void load() };
}
