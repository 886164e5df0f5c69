/** The embedded engine: its threads in this process, and how it answers in the worker's terms. */
import path from 'node:path';
import { createEngine, type Drawing, ENGINE_STYLES, type Engine, type EngineStyle } from './engine/engine.ts';
import { env } from './env.ts';
import { once } from './once.ts';
import type { PictureAnswer, PictureEngine, PictureRequest } from './picture-engine.ts';

/** The worker draws with these threads; the web looks for faces. */
export function embeddedEngine(): Engine {
  return once('engine', () =>
    createEngine({
      threadFile: path.resolve('dist/engine-thread.js'),
      modelsDir: path.resolve('lib/engine/models'),
      threads: env().drawingThreads,
    }),
  );
}

type Running = { progress: number; changed: Promise<void>; drawing: Promise<Drawing> };

/** Ids live as long as this process, and drawing again costs nothing. */
export function embeddedPictures(): PictureEngine {
  const running = new Map<string, Running>();
  let count = 0;

  async function submit(request: PictureRequest, signal: AbortSignal): Promise<PictureAnswer> {
    const { style, selfie: photo, ...wishes } = request;
    if (!isEngineStyle(style)) throw new Error(`The embedded engine has no style ${style}`);
    const id = `${process.pid}-${++count}`;
    let wake = () => {};
    const nextChange = () =>
      new Promise<void>((resolve) => {
        wake = resolve;
      });
    const entry: Running = {
      progress: 0,
      changed: nextChange(),
      drawing: embeddedEngine().draw(
        { style, photo, background: 'scene', ...wishes },
        {
          signal,
          onProgress: (fraction) => {
            const wakeWaiting = wake;
            entry.progress = Math.round(fraction * 100);
            entry.changed = nextChange();
            wakeWaiting();
          },
        },
      ),
    };
    // A failure is told by `fetch`; nobody may be waiting yet when it happens.
    entry.drawing.catch(() => undefined);
    running.set(id, entry);
    return { status: 'processing', id, progress: 0, etaSeconds: null, waitMs: 0 };
  }

  /** Answers as soon as something changed. */
  async function fetch(id: string): Promise<PictureAnswer | null> {
    const entry = running.get(id);
    if (!entry) return null;
    try {
      const drawing = await Promise.race([entry.drawing, entry.changed]);
      if (!drawing) return { status: 'processing', id, progress: entry.progress, etaSeconds: null, waitMs: 0 };
      running.delete(id);
      return { status: 'success', picture: drawing.picture, words: { used: drawing.used, unused: drawing.unused } };
    } catch (error) {
      running.delete(id);
      throw error;
    }
  }

  return { paid: false, submit, fetch };
}

function isEngineStyle(style: string): style is EngineStyle {
  return (ENGINE_STYLES as readonly string[]).includes(style);
}
