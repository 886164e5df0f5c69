/** Log lines as JSON, one per event: no prompts, addresses, keys or pictures; people and records by id. */

type Fields = Record<string, string | number | boolean | null>;

function write(level: 'info' | 'error', event: string, fields: Fields) {
  process.stdout.write(`${JSON.stringify({ time: new Date().toISOString(), level, event, ...fields })}\n`);
}

export function logInfo(event: string, fields: Fields = {}) {
  write('info', event, fields);
}

/** `error` is told by its message and stack; its `cause` may hold what must not be logged. */
export function logError(event: string, error: unknown, fields: Fields = {}) {
  const stack = error instanceof Error ? { stack: error.stack ?? '' } : {};
  write('error', event, { ...fields, error: messageOf(error), ...stack });
}

/** Libraries throw plain objects, too; errors of the network have no message when several addresses failed. */
function messageOf(error: unknown): string {
  if (typeof error !== 'object' || error === null || !('message' in error)) return String(error);
  const { message } = error;
  return String(message || ('code' in error ? error.code : error));
}
