/** The embedded engine: its threads in this process, and how it answers in the worker's terms. */
import path from 'node:path';
import { createEngine, type Drawing, ENGINE_STYLES, type Engine, type EngineStyle } from './engine/engine.ts';
import { env } from './env.ts';
import { once } from './once.ts';
import type { PictureEngine, PictureRequest } from './picture-engine.ts';

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

type DrawOptions = { signal: AbortSignal; onProgress?: (fraction: number) => void };

function drawHere(
  { style, selfie: photo, face, ...wishes }: PictureRequest,
  background: 'scene' | 'none',
  options: DrawOptions,
): Promise<Drawing> {
  if (!isEngineStyle(style)) throw new Error(`The embedded engine has no style ${style}`);
  return embeddedEngine().draw({ style, photo, ...(face && { face }), background, ...wishes }, options);
}

/** Draws here: drawing again costs nothing, so nothing is kept of an attempt that was cut off. */
export function embeddedPictures(): PictureEngine {
  return {
    parallel: false,
    async draw(request, { report, cancelled, draining }) {
      let reported = Promise.resolve();
      const { picture, used, unused } = await drawHere(request, 'scene', {
        signal: AbortSignal.any([cancelled, draining]),
        onProgress: (fraction) => {
          // What comes next is that it is stored, which tells more.
          if (fraction === 1) return;
          reported = reported.then(() => report(Math.round(fraction * 100), null)).catch(() => undefined);
        },
      });
      await reported;
      return { picture, words: { used, unused } };
    },
  };
}

/** The person of a picture that was drawn here, with nothing behind. @throws EngineError */
export async function drawCutout(request: PictureRequest, signal: AbortSignal): Promise<Uint8Array> {
  return (await drawHere(request, 'none', { signal })).picture;
}

function isEngineStyle(style: string): style is EngineStyle {
  return (ENGINE_STYLES as readonly string[]).includes(style);
}
