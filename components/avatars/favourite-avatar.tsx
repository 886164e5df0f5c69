'use client';

import { Heart } from 'lucide-react';
import { useState } from 'react';
import { showToast } from '@/components/ui/toaster';
import type { ActionResult } from '@/lib/views';
import { answerOf } from './generation-actions';
import { forgetOlderPages } from './older-pages';

/** Marks one avatar as a favourite, or takes the mark off. */
export function FavouriteAvatar({
  id,
  initial,
  mark,
}: {
  id: string;
  initial: boolean;
  mark: (wish: { ids: string[]; favourite: boolean }) => Promise<ActionResult<unknown>>;
}) {
  const [favourite, setFavourite] = useState(initial);

  async function press() {
    setFavourite(!favourite);
    const answer = await answerOf(() => mark({ ids: [id], favourite: !favourite }));
    forgetOlderPages();
    if (answer.status === 'ok') return;
    setFavourite(favourite);
    showToast(answer.message);
  }

  return (
    <button type="button" aria-pressed={favourite} className="button button-bare" onClick={() => void press()}>
      <Heart size={18} aria-hidden="true" fill={favourite ? 'currentColor' : 'none'} />
      Favourite
    </button>
  );
}
