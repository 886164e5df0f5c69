'use client';

import { ArrowLeft, ArrowRight } from 'lucide-react';
import Link from 'next/link';
import { useRouter } from 'next/navigation';
import { type ReactNode, useEffect } from 'react';
import * as m from '@/messages/compiled/avatar';

/** To the newer and the older avatar, by link and by arrow key. */
export function Neighbours({ newerId, olderId }: { newerId: string | null; olderId: string | null }) {
  const router = useRouter();
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return;
      if (event.target instanceof Element && event.target.closest('input, textarea, select, dialog')) return;
      const id = event.key === 'ArrowLeft' ? newerId : event.key === 'ArrowRight' ? olderId : null;
      if (id !== null) router.push(`/avatars/${id}`);
    };
    document.addEventListener('keydown', onKey);
    return () => document.removeEventListener('keydown', onKey);
  }, [router, newerId, olderId]);

  return (
    <nav aria-label={m.others()} className="flex gap-1">
      {newerId === null ? (
        <Nowhere>
          <ArrowLeft size={18} />
          {m.newer()}
        </Nowhere>
      ) : (
        <Link href={`/avatars/${newerId}`} className="button button-bare">
          <ArrowLeft size={18} aria-hidden="true" />
          {m.newer()}
        </Link>
      )}
      {olderId === null ? (
        <Nowhere>
          {m.older()}
          <ArrowRight size={18} />
        </Nowhere>
      ) : (
        <Link href={`/avatars/${olderId}`} className="button button-bare">
          {m.older()}
          <ArrowRight size={18} aria-hidden="true" />
        </Link>
      )}
    </nav>
  );
}

/** Keeps the place of a link that leads nowhere, so that the other one doesn't move. */
function Nowhere({ children }: { children: ReactNode }) {
  return (
    <span aria-hidden="true" className="button button-bare invisible">
      {children}
    </span>
  );
}
