'use client';

import { Heart } from 'lucide-react';
import { showToast } from '@/components/ui/toaster';
import type { ActionResult, AvatarView } from '@/lib/views';
import * as m from '@/messages/compiled/common';
import { noteChange, useChanges } from './changes';
import { answerOf } from './generation-actions';
import { forgetOlderPages } from './older-pages';

/** Marks one avatar as a favourite, or takes the mark off. */
export function FavouriteAvatar({
  avatar,
  mark,
}: {
  avatar: AvatarView;
  mark: (wish: { ids: string[]; favourite: boolean }) => Promise<ActionResult<unknown>>;
}) {
  const favourite = useChanges().get(avatar.id)?.favourite ?? avatar.favourite;

  async function press() {
    const takeBack = noteChange([avatar], 'history', { favourite: !favourite });
    const answer = await answerOf(() => mark({ ids: [avatar.id], favourite: !favourite }));
    forgetOlderPages();
    if (answer.status === 'ok') return;
    takeBack();
    showToast(answer.message);
  }

  return (
    <button type="button" aria-pressed={favourite} className="button button-bare" onClick={() => void press()}>
      <Heart size={18} aria-hidden="true" fill={favourite ? 'currentColor' : 'none'} />
      {m.favourite()}
    </button>
  );
}
