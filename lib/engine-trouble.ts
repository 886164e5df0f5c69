/** What keeps the remote engine from drawing for anybody: told to the operator and, before they begin, to people. */

import * as m from '../messages/compiled/errors.ts';
import { db } from './db.ts';
import type { FaceGenErrorCode } from './face-gen/errors.ts';

const ENGINE = 'face_gen';
/** A refusal counts for so long; then the next request may try again. */
const REFUSAL_SECONDS = 5 * 60;
/** A shorter pause passes unnoticed. */
const PAUSE_TOLD_SECONDS = 60;

const SENTENCES = {
  bad_key: m.troubleKey,
  out_of_credits: m.troubleCredit,
  rate_limited: m.troubleBusy,
};

export type EngineTrouble = {
  code: keyof typeof SENTENCES;
  message: string;
  /** Whether a request was refused for it. If not, one may still be tried: it costs nothing where the doubt is right. */
  certain: boolean;
};

/** Stands for a key that was refused when we only asked about it. */
const DOUBTED_KEY = 'doubted_key';

/** Why face_gen draws for nobody at present; `null` as far as is known that it does. */
export async function readEngineTrouble(): Promise<EngineTrouble | null> {
  const [row] = await db().$queryRaw<{ code: string | null }[]>`
    SELECT CASE WHEN refused_at > clock_timestamp() - make_interval(secs => ${REFUSAL_SECONDS}) THEN code
                WHEN paused_until > clock_timestamp() + make_interval(secs => ${PAUSE_TOLD_SECONDS}) THEN 'rate_limited'
           END AS code
    FROM engine_troubles WHERE engine = ${ENGINE}`;
  const certain = row?.code !== DOUBTED_KEY;
  const code = certain ? row?.code : 'bad_key';
  return code && isKnown(code) ? { code, message: SENTENCES[code](), certain } : null;
}

/** The upstream refused: worth remembering when it would refuse everybody's. */
export async function noteRefusal(code: FaceGenErrorCode): Promise<void> {
  if (code !== 'bad_key' && code !== 'out_of_credits') return;
  await db().$executeRaw`
    INSERT INTO engine_troubles (engine, code, refused_at) VALUES (${ENGINE}, ${code}, clock_timestamp())
    ON CONFLICT (engine) DO UPDATE SET code = excluded.code, refused_at = excluded.refused_at`;
}

/** The upstream didn't take the key when it was asked about it: certain if it refused a request for it before. */
export async function noteKeyRefused(): Promise<void> {
  await db().$executeRaw`
    INSERT INTO engine_troubles (engine, code, refused_at) VALUES (${ENGINE}, ${DOUBTED_KEY}, clock_timestamp())
    ON CONFLICT (engine) DO UPDATE SET refused_at = excluded.refused_at,
      code = CASE WHEN engine_troubles.code = 'bad_key' THEN 'bad_key' ELSE excluded.code END`;
}

/** The upstream took the key; of the account's credits that says nothing. */
export async function noteKeyTaken(): Promise<void> {
  await db().$executeRaw`
    UPDATE engine_troubles SET code = NULL, refused_at = NULL WHERE engine = ${ENGINE} AND code IN ('bad_key', ${DOUBTED_KEY})`;
}

/** The upstream took a request. */
export async function noteWorking(): Promise<void> {
  await db().$executeRaw`
    UPDATE engine_troubles SET code = NULL, refused_at = NULL WHERE engine = ${ENGINE} AND code IS NOT NULL`;
}

/** The upstream takes no more for so many seconds: nothing is sent until then, by any worker. */
export async function pauseRequests(seconds: number): Promise<void> {
  await db().$executeRaw`
    INSERT INTO engine_troubles (engine, paused_until)
    VALUES (${ENGINE}, clock_timestamp() + make_interval(secs => ${seconds}))
    ON CONFLICT (engine) DO UPDATE SET paused_until = greatest(engine_troubles.paused_until, excluded.paused_until)`;
}

function isKnown(code: string): code is keyof typeof SENTENCES {
  return code in SENTENCES;
}
