/** The shape of every server action: who, then what, then one call to the data layer. */
import 'server-only';
import { unstable_rethrow } from 'next/navigation';
import type { z } from 'zod';
import * as m from '../messages/compiled/errors.ts';
import { AppError } from './errors.ts';
import { logError } from './log.ts';
import { requireUserId } from './session.ts';
import type { ActionResult } from './views.ts';

/** What a failed action answers: an expected error's own sentence, one default sentence for the rest. */
function toFailure(error: unknown): ActionResult<never> {
  unstable_rethrow(error);
  if (error instanceof AppError) {
    return { status: 'error', message: error.message, fields: error.field ? { [error.field]: error.message } : {} };
  }
  logError('action.failed', error);
  return { status: 'error', message: m.internal(), fields: {} };
}

/** What has nothing to tell answers `null`, which survives the way to the browser as it is. */
type Answer<Value> = Value extends void ? null : Value;

/**
 * A server action for a person with a session; its input is checked before `run` sees it.
 * @param who who is asking: with `startSession`, a visitor becomes a guest
 */
export function userAction<Schema extends z.ZodType, Value>(
  schema: Schema,
  run: (ownerId: string, input: z.output<Schema>) => Promise<Value>,
  who: () => Promise<string> = requireUserId,
): (input: z.input<Schema>) => Promise<ActionResult<Answer<Value>>> {
  return async (input) => {
    try {
      const checked = schema.safeParse(input);
      if (!checked.success) return toFieldErrors(checked.error);
      const value = await run(await who(), checked.data);
      return { status: 'ok', value: (value ?? null) as Answer<Value> };
    } catch (error) {
      return toFailure(error);
    }
  };
}

function toFieldErrors(error: z.ZodError): ActionResult<never> {
  const fields: Record<string, string> = {};
  for (const issue of error.issues) fields[issue.path.join('.')] ??= issue.message;
  return { status: 'error', message: error.issues[0]?.message ?? m.internal(), fields };
}
