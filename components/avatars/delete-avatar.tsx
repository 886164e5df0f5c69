'use client';

import { Trash2 } from 'lucide-react';
import { useRouter } from 'next/navigation';
import { useRef } from 'react';
import { showToast } from '@/components/ui/toaster';
import type { ActionResult, AvatarView } from '@/lib/views';
import * as common from '@/messages/compiled/common';
import * as m from '@/messages/compiled/history';
import { noteChange } from './changes';
import { answerOf } from './generation-actions';
import { forgetOlderPages } from './older-pages';

/** Moves an avatar to the trash at once, and offers to bring it back. */
export function DeleteAvatar({
  avatar,
  remove,
  restore,
}: {
  avatar: AvatarView;
  remove: (ids: string[]) => Promise<ActionResult<unknown>>;
  restore: (ids: string[]) => Promise<ActionResult<unknown>>;
}) {
  const router = useRouter();
  const busy = useRef(false);

  async function press() {
    if (busy.current) return;
    busy.current = true;
    const takeBack = noteChange([avatar], 'history', { place: 'trash' });
    const answer = await answerOf(() => remove([avatar.id]));
    busy.current = false;
    if (answer.status === 'error') {
      takeBack();
      showToast(answer.message);
      return;
    }
    forgetOlderPages();
    router.push('/avatars');
    showToast(m.movedOne(), {
      name: common.undo(),
      async run() {
        const undone = await answerOf(() => restore([avatar.id]));
        if (undone.status === 'ok') takeBack();
        forgetOlderPages();
        showToast(undone.status === 'ok' ? m.broughtBack() : undone.message);
        router.refresh();
      },
    });
  }

  return (
    <button type="button" className="button button-danger" onClick={() => void press()}>
      <Trash2 size={18} aria-hidden="true" />
      {common.remove()}
    </button>
  );
}
