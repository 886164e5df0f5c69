/**
 * The time of day. What several machines compare is told by the database's clock; between two looks at it, the
 * process's own monotonic clock counts on, so that a machine whose clock is set wrong, or set anew, changes nothing.
 */
import { db } from './db.ts';
import { once } from './once.ts';

/** How old a look at the database's clock may be. */
const LOOK_MS = 10_000;

type Look = { databaseMs: number; at: number };

/** The database's time, to within what a query takes. @throws when the database can't be reached */
export async function databaseNow(): Promise<Date> {
  const looks = once('clock', () => ({ latest: null as Look | null }));
  if (looks.latest === null || performance.now() - looks.latest.at > LOOK_MS) {
    const asked = performance.now();
    const [row] = await db().$queryRaw<{ ms: number }[]>`
      SELECT (extract(epoch FROM clock_timestamp()) * 1000)::float8 AS ms`;
    if (row === undefined) throw new Error('the database told no time');
    // The answer is from about the middle of the time that it took.
    looks.latest = { databaseMs: row.ms, at: (asked + performance.now()) / 2 };
  }
  return new Date(looks.latest.databaseMs + performance.now() - looks.latest.at);
}

/** The database's time so many milliseconds ago. */
export async function ago(ms: number): Promise<Date> {
  return new Date((await databaseNow()).getTime() - ms);
}
