'use client';

import { Link2 } from 'lucide-react';
import dynamic from 'next/dynamic';
import { useRef, useState } from 'react';
import { answerOf } from '@/components/avatars/generation-actions';
import { showToast } from '@/components/ui/toaster';
import { SHARED_AVATARS_MAX } from '@/lib/limits';
import type { ShareLinkView } from '@/lib/views';
import * as m from '@/messages/compiled/common';
import type { ShareActions } from './share-actions';

const ShareSheet = dynamic(() => import('./share-sheet'), { ssr: false });

/** Makes one link for several avatars, and opens its sheet. */
export function ShareChosen({ ids, actions }: { ids: readonly string[]; actions: ShareActions }) {
  const [link, setLink] = useState<ShareLinkView | null>(null);
  const busy = useRef(false);

  async function share() {
    if (busy.current) return;
    if (ids.length > SHARED_AVATARS_MAX) {
      showToast(m.tooManyForLink({ max: SHARED_AVATARS_MAX }));
      return;
    }
    busy.current = true;
    const answer = await answerOf(() => actions.share([...ids]));
    busy.current = false;
    if (answer.status === 'ok') setLink(answer.value);
    else showToast(answer.message);
  }

  return (
    <>
      <button
        type="button"
        className="button button-bare max-sm:flex-1"
        disabled={ids.length === 0}
        onClick={() => void share()}
      >
        <Link2 size={18} aria-hidden="true" />
        <span className="max-sm:sr-only">{m.share()}</span>
      </button>
      {link !== null && (
        <ShareSheet
          link={link}
          actions={actions}
          onChange={(now) => {
            if (now !== null) setLink(now);
          }}
          onClose={() => setLink(null)}
        />
      )}
    </>
  );
}
