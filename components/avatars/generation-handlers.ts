'use client';

import { showToast } from '@/components/ui/toaster';
import { answerOf, type GenerationActions } from './generation-actions';
import type { GenerationHandlers } from './generation-standing';
import { isPending, type Shown, type useLiveGenerations } from './live-generations';

/** Cancel, retry and dismiss of one shown generation: the screen follows the server's answer. */
export function generationHandlers(
  { key, view }: Shown,
  live: Pick<ReturnType<typeof useLiveGenerations>, 'remove' | 'replace' | 'giveUp'>,
  actions: GenerationActions,
): GenerationHandlers {
  const leave = async (run: GenerationActions['cancel']) => {
    const answer = await answerOf(() => run(view.id));
    if (answer.status === 'ok') live.remove(key);
    else showToast(answer.message);
  };
  return {
    onCancel: async () => (isPending(view) ? live.giveUp(key) : leave(actions.cancel)),
    onDismiss: () => leave(actions.dismiss),
    async onRetry() {
      const answer = await answerOf(() => actions.retry(view.id));
      if (answer.status === 'ok') live.replace(key, answer.value);
      else showToast(answer.message);
    },
  };
}
