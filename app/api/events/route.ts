import { watchGenerations } from '@/lib/events';
import { listChanged, readGeneration } from '@/lib/generations';
import { errorResponse } from '@/lib/http';
import { logError } from '@/lib/log';
import { noteSeen } from '@/lib/retention';
import { getUserId } from '@/lib/session';
import type { GenerationView } from '@/lib/views';

/** Keeps proxies from closing a quiet stream. */
const HEARTBEAT_MS = 20_000;
/** What a page that was away for so long is told again. */
const CATCH_UP_MS = 60 * 60 * 1000;

/** Server-sent events: each change of the person's generations, and first all that a page may have missed. */
export async function GET(request: Request): Promise<Response> {
  try {
    const ownerId = await getUserId();
    if (!ownerId) return new Response(null, { status: 204 });
    await noteSeen(ownerId);
    return new Response(eventStream(ownerId, request.signal), {
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

function eventStream(ownerId: string, gone: AbortSignal): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder();
  let stop = () => {};
  return new ReadableStream({
    start(controller) {
      const write = (text: string) => controller.enqueue(encoder.encode(text));
      const send = (view: GenerationView) => write(`event: generation\ndata: ${JSON.stringify(view)}\n\n`);
      const guarded = (work: () => Promise<void>) => () =>
        void work().catch((error) => {
          if (!gone.aborted) logError('events.failed', error);
        });
      const catchUp = guarded(async () => {
        for (const view of await listChanged(ownerId, new Date(Date.now() - CATCH_UP_MS))) send(view);
      });
      const unwatch = watchGenerations(ownerId, {
        onGeneration: (id) =>
          guarded(async () => {
            const view = await readGeneration(ownerId, id);
            if (view) send(view);
          })(),
        onGap: catchUp,
      });
      const heartbeat = setInterval(() => write(': still here\n\n'), HEARTBEAT_MS);
      stop = () => {
        clearInterval(heartbeat);
        unwatch();
      };
      gone.addEventListener('abort', stop, { once: true });
      write('retry: 1000\n\n');
      catchUp();
    },
    cancel: () => stop(),
  });
}
