import type { ActionResult, GenerationView } from '@/lib/views';
import * as m from '@/messages/compiled/common';

/** The server's answers to what can be done with a generation; pages pass them in. */
export type GenerationActions = {
  cancel: (id: string) => Promise<ActionResult<unknown>>;
  retry: (id: string) => Promise<ActionResult<GenerationView>>;
  dismiss: (id: string) => Promise<ActionResult<unknown>>;
};

/** An action's answer; a server that can't be reached becomes an answer too. */
export async function answerOf<T>(run: () => Promise<ActionResult<T>>): Promise<ActionResult<T>> {
  try {
    return await run();
  } catch {
    return { status: 'error', message: m.unreached(), fields: {} };
  }
}
