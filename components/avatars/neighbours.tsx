'use client';

import { ArrowLeft, ArrowRight } from 'lucide-react';
import Link from 'next/link';
import { useRouter } from 'next/navigation';
import { type ReactNode, useEffect } from 'react';

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
    <nav aria-label="Other avatars" className="flex gap-1">
      {newerId === null ? (
        <Nowhere>
          <ArrowLeft size={18} />
          Newer
        </Nowhere>
      ) : (
        <Link href={`/avatars/${newerId}`} className="button button-bare">
          <ArrowLeft size={18} aria-hidden="true" />
          Newer
        </Link>
      )}
      {olderId === null ? (
        <Nowhere>
          Older
          <ArrowRight size={18} />
        </Nowhere>
      ) : (
        <Link href={`/avatars/${olderId}`} className="button button-bare">
          Older
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
