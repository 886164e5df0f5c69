/** Log lines as JSON, one per event: no prompts, addresses, keys or pictures; people and records by id. */

type Fields = Record<string, string | number | boolean | null>;

function write(level: 'info' | 'error', event: string, fields: Fields) {
  process.stdout.write(`${JSON.stringify({ time: new Date().toISOString(), level, event, ...fields })}\n`);
}

export function logInfo(event: string, fields: Fields = {}) {
  write('info', event, fields);
}

/** `error` is told by its name, message and stack; its `cause` may hold what must not be logged. */
export function logError(event: string, error: unknown, fields: Fields = {}) {
  const details =
    error instanceof Error ? { error: error.message, stack: error.stack ?? '' } : { error: String(error) };
  write('error', event, { ...fields, ...details });
}
