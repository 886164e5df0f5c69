/** This worker's pictures that wait for room upstream, or for news of a request: woken by the database. */
import { setTimeout as sleep } from 'node:timers/promises';
import { listen } from './db.ts';
import { logError } from './log.ts';
import { launchRequests, REMOTE_CHANNEL, type RequestId, requestKey, returnRequest } from './remote-requests.ts';

/** Asking again without being woken: what was told while the connection was lost, or the end of a pause. */
const ASK_MS = 1000;

type Waiting = { request: RequestId; launched: () => void };

const waiting = new Map<string, Waiting>();
const told = new Map<string, AbortController>();
let timer: NodeJS.Timeout | undefined;
let asking = false;
let askAgain = false;

/** Listens to what other processes tell. @returns a function that stops */
export function watchRemoteRequests(): () => Promise<void> {
  return listen(
    REMOTE_CHANNEL,
    (key) => {
      if (key === '') ask();
      else told.get(key)?.abort();
    },
    ask,
  );
}

/** Resolves when a request may be sent: it counts as sent then. Throws the signal's reason. */
export async function waitToSend(request: RequestId, signal: AbortSignal): Promise<void> {
  signal.throwIfAborted();
  const key = requestKey(request);
  let giveUp = () => {};
  try {
    await new Promise<void>((launched, reject) => {
      giveUp = () => reject(signal.reason);
      signal.addEventListener('abort', giveUp);
      waiting.set(key, { request, launched });
      ask();
    });
  } finally {
    signal.removeEventListener('abort', giveUp);
    waiting.delete(key);
  }
}

/** Resolves when a request's webhook comes, or after `ms`. Throws the signal's reason. */
export async function waitForNews(request: RequestId, ms: number, signal: AbortSignal): Promise<void> {
  const key = requestKey(request);
  const news = new AbortController();
  told.set(key, news);
  try {
    await sleep(ms, undefined, { signal: AbortSignal.any([news.signal, signal]) });
  } catch (error) {
    signal.throwIfAborted();
    if (!news.signal.aborted) throw error;
  } finally {
    told.delete(key);
  }
}

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
  const requests = new Map([...waiting].map(([key, { request }]) => [key, request]));
  try {
    for (const key of await launchRequests([...requests.values()])) {
      const request = requests.get(key);
      const picture = waiting.get(key);
      waiting.delete(key);
      // Given up meanwhile: nothing was sent.
      if (picture) picture.launched();
      else if (request) await returnRequest(request);
    }
  } catch (error) {
    logError('remote.line', error);
  }
}
