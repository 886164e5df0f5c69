/** This worker's pictures that wait for room upstream, or for news of a request: woken by the database. */
import { setTimeout as sleep } from 'node:timers/promises';
import { listen } from './db.ts';
import { logError } from './log.ts';
import {
  isNext,
  launchRequests,
  REMOTE_CHANNEL,
  type RequestId,
  requestKey,
  returnRequest,
} from './remote-requests.ts';

/** Asking without being woken: that we wait at all, what was told while the connection was lost, the end of a pause. */
const ASK_MS = 1000;

type Waiting = { request: RequestId; settle: (sent: 'launched' | 'gone') => void };
type Listening = { key: string; news: AbortController };

/** More than one may wait with the same request, after a job was taken for lost and given out again. */
const waiting = new Set<Waiting>();
const listening = new Set<Listening>();
let timer: NodeJS.Timeout | undefined;
let asking = false;
/** When the line was last asked, by `performance.now()`. */
let askedAt = Number.NEGATIVE_INFINITY;
let askAgain = false;

/** Listens to what other processes tell. @returns a function that stops */
export function watchRemoteRequests(): () => Promise<void> {
  return listen(
    REMOTE_CHANNEL,
    (payload) => {
      if (payload === '' || [...waiting].some(({ request }) => requestKey(request) === payload)) ask();
      for (const { key, news } of listening) if (key === payload) news.abort();
    },
    ask,
  );
}

/**
 * Resolves when a request may be sent: `launched` counts as sent then, `gone` was sent by somebody else.
 * Throws the signal's reason.
 */
export async function waitToSend(request: RequestId, signal: AbortSignal): Promise<'launched' | 'gone'> {
  signal.throwIfAborted();
  let giveUp = () => {};
  let mine: Waiting | undefined;
  try {
    return await new Promise((settle, reject) => {
      giveUp = () => reject(signal.reason);
      signal.addEventListener('abort', giveUp);
      mine = { request, settle };
      waiting.add(mine);
      ask();
    });
  } finally {
    signal.removeEventListener('abort', giveUp);
    if (mine) waiting.delete(mine);
  }
}

/** Resolves when a request's webhook comes, or after `ms`. Throws the signal's reason. */
export async function waitForNews(request: RequestId, ms: number, signal: AbortSignal): Promise<void> {
  const mine = { key: requestKey(request), news: new AbortController() };
  listening.add(mine);
  try {
    await sleep(ms, undefined, { signal: AbortSignal.any([mine.news.signal, signal]) });
  } catch (error) {
    signal.throwIfAborted();
    if (!mine.news.signal.aborted) throw error;
  } finally {
    listening.delete(mine);
  }
}

/** Who is woken may not be next any more: whose turn it is they look first, which costs less than to hold the line. */
function ask() {
  if (asking) {
    askAgain = true;
    return;
  }
  asking = true;
  void launchWaiting().finally(() => {
    asking = false;
    clearTimeout(timer);
    if (waiting.size > 0) timer = setTimeout(ask, askAgain ? 0 : ASK_MS);
  });
}

async function launchWaiting(): Promise<void> {
  askAgain = false;
  if (waiting.size === 0) return;
  const asked = new Map([...waiting].map(({ request }) => [requestKey(request), request]));
  try {
    const now = performance.now();
    if (now - askedAt < ASK_MS && !(await isNext([...asked.values()]))) return;
    askedAt = now;
    const { launched, gone } = await launchRequests([...asked.values()]);
    for (const key of launched) {
      const [first, ...others] = [...waiting].filter(({ request }) => requestKey(request) === key);
      first?.settle('launched');
      for (const { settle } of others) settle('gone');
      const request = asked.get(key);
      // Given up meanwhile: nothing was sent.
      if (!first && request) await returnRequest(request);
    }
    for (const { request, settle } of waiting) if (gone.has(requestKey(request))) settle('gone');
  } catch (error) {
    logError('remote.line', error);
  }
}
