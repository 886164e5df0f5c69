import { watchGenerations, watchSession } from '@/lib/events';
import { listChanged, readGeneration } from '@/lib/generation-views';
import { errorResponse } from '@/lib/http';
import { logError } from '@/lib/log';
import { inLocale } from '@/lib/request-locale';
import { noteSeen } from '@/lib/retention';
import { getSession } from '@/lib/session';
import { readSession, type SessionKey } from '@/lib/sessions';
import type { GenerationView } from '@/lib/views';
import { getLocale } from '@/messages/locale';

/** Keeps proxies from closing a quiet stream. */
const HEARTBEAT_MS = 20_000;
/** What a page that was away for so long is told again. */
const CATCH_UP_MS = 60 * 60 * 1000;

/**
 * Server-sent events: each change of the person's generations, and first all that a page may have missed. They end with
 * the session; a browser that got another one by signing in comes back by itself.
 */
export async function GET(request: Request): Promise<Response> {
  try {
    const session = await getSession();
    if (!session) return new Response(null, { status: 204 });
    await noteSeen(session.userId);
    return new Response(eventStream(session, request.signal), {
      headers: {
        'Content-Type': 'text/event-stream; charset=utf-8',
        'Cache-Control': 'no-store, no-transform',
        'X-Accel-Buffering': 'no',
      },
    });
  } catch (error) {
    return errorResponse(error);
  }
}

function eventStream(session: SessionKey, gone: AbortSignal): ReadableStream<Uint8Array> {
  const ownerId = session.userId;
  const encoder = new TextEncoder();
  // What the database calls later isn't the request's own work any more.
  const locale = getLocale();
  let stop = () => {};
  return new ReadableStream({
    start(controller) {
      const write = (text: string) => controller.enqueue(encoder.encode(text));
      const send = (view: GenerationView) => write(`event: generation\ndata: ${JSON.stringify(view)}\n\n`);
      const guarded = (work: () => Promise<void>) => () =>
        void inLocale(locale, work).catch((error) => {
          if (!gone.aborted) logError('events.failed', error);
        });
      const catchUp = guarded(async () => {
        for (const view of await listChanged(ownerId, CATCH_UP_MS)) send(view);
      });
      const unwatch = watchGenerations(ownerId, {
        onGeneration: (id) =>
          guarded(async () => {
            const view = await readGeneration(ownerId, id);
            if (view) send(view);
          })(),
        onGap: catchUp,
      });
      const end = () => {
        stop();
        controller.close();
      };
      const unwatchSession = watchSession(session.sessionId, (gap) =>
        guarded(async () => {
          if (!gap || (await readSession(session))?.state !== 'open') end();
        })(),
      );
      const heartbeat = setInterval(() => write(': still here\n\n'), HEARTBEAT_MS);
      stop = () => {
        clearInterval(heartbeat);
        unwatch();
        unwatchSession();
      };
      gone.addEventListener('abort', stop, { once: true });
      write('retry: 1000\n\n');
      catchUp();
    },
    cancel: () => stop(),
  });
}
