/** The embedded engine as its callers see it, and the threads that do its work. */
import { MessageChannel } from 'node:worker_threads';
import { Tinypool } from 'tinypool';
import { EngineError } from './errors.ts';
import type { FacePoint, Inspection } from './face.ts';
import type { Answers, Task, ThreadAnswer, ThreadTask } from './thread.ts';

/** Styles that this version draws. */
export const ENGINE_STYLES = ['realistic', 'anime', '3d', 'chibi', 'comic'] as const;
export type EngineStyle = (typeof ENGINE_STYLES)[number];

/**
 * Styles in which a likeness is told: the avatar's own selfie was the nearest of twelve faces for all twelve, by
 * `bench/engine-likeness.ts`. Anime and Chibi are left out, for what it measures there: see docs/decisions/006.
 */
export const LIKENESS_STYLES = ['realistic', '3d', 'comic'] as const;

export type DrawRequest = {
  /** An encoded photo (JPEG, PNG, WebP, AVIF). */
  photo: Uint8Array;
  /** Which face, when the photo holds several; without it, the one that stands out. */
  face?: FacePoint;
  style: EngineStyle;
  prompt: string;
  /** What the picture should not show. */
  negativePrompt: string;
  /** Whether a scene is drawn behind the person, or nothing: then the picture is transparent there. */
  background: 'scene' | 'none';
  /** Pixels of the avatar: 256–512 × 256–768. */
  width: number;
  height: number;
  /** 0–4294967295; the same seed and request give the same bytes. */
  seed: number;
  /** 21 draft, 31 usual, 41 best. */
  steps: 21 | 31 | 41;
  /** 0–2: 0 restyles boldly, 1 is usual, 2 stays closest to the photo. */
  faceStrength: number;
  /** 1–20: how strongly the prompt's colours and light take hold; 7.5 is usual. */
  guidance: number;
};

export type Drawing = {
  /** PNG, sRGB, no metadata; with an alpha channel when nothing is drawn behind the person. */
  picture: Uint8Array;
  width: number;
  height: number;
  seed: number;
  /** Words of the prompt that shaped the picture, and those that did not. */
  used: string[];
  unused: string[];
};

export type EngineOptions = {
  /** The built module that runs in each thread. */
  threadFile: string;
  /** The folder of the network weights. */
  modelsDir: string;
  /** Threads that draw side by side. */
  threads: number;
};

export type Engine = {
  /**
   * Finds the face that would be drawn: the one at `face`, or the one that stands out.
   * @throws EngineError `unreadable`, `no_face`, `several_faces` (without `face`; with those to choose from),
   * `face_too_small`, `face_cut_off`, `face_turned_away`, `face_too_dark`, `face_too_bright`, `face_blurred`,
   * `cancelled`, `crashed`
   */
  inspect(photo: Uint8Array, options?: { face?: FacePoint; signal?: AbortSignal }): Promise<Inspection>;
  /**
   * Draws one avatar.
   * @throws EngineError as `inspect`, `cancelled` when the signal fires, `crashed` when its thread dies
   */
  draw(
    request: DrawRequest,
    options?: { signal?: AbortSignal; onProgress?: (fraction: number) => void },
  ): Promise<Drawing>;
  /**
   * Tells how much the face of a picture is that of a selfie: 0–100, 50 at the border between one person and another;
   * `null` when there is no face in either. Meant for the styles of `LIKENESS_STYLES`.
   * @throws EngineError `unreadable`, `cancelled`, `crashed`
   */
  likeness(selfie: Uint8Array, avatar: Uint8Array, options?: { signal?: AbortSignal }): Promise<number | null>;
  /**
   * Enlarges a picture to twice its width and height, its transparency kept.
   * @returns PNG @throws EngineError `unreadable`, `cancelled`, `crashed`
   */
  upscale(picture: Uint8Array, options?: { signal?: AbortSignal }): Promise<Uint8Array>;
  /**
   * Makes whatever is not the person transparent; for avatars drawn here, ask `draw` for no background instead.
   * @returns PNG with alpha, as large as the picture
   * @throws EngineError `no_face`, `unreadable`, `cancelled`, `crashed`
   */
  cutOut(picture: Uint8Array, options?: { signal?: AbortSignal }): Promise<Uint8Array>;
  close(): Promise<void>;
};

/** About 25 days, the longest that a timer can wait: threads keep their networks loaded. */
const NEVER_MS = 2 ** 31 - 1;

/** Starts the engine: one thread at once, more when pictures are asked for side by side. */
export function createEngine({ threadFile, modelsDir, threads }: EngineOptions): Engine {
  const pool = new Tinypool({
    filename: threadFile,
    minThreads: 1,
    maxThreads: Math.max(1, threads),
    idleTimeout: NEVER_MS,
    execArgv: [],
  });
  const running = new Set<AbortController>();
  // A thread that cannot even start belongs to no task, and the pool would let those in its queue wait for ever.
  pool.on('error', (cause) => {
    for (const stop of running) stop.abort(cause);
  });

  /** Runs one task; ends with an EngineError whatever happens to its thread. */
  async function run<T extends Task>(
    task: T,
    signal: AbortSignal | undefined,
    onProgress: (fraction: number) => void = () => {},
  ): Promise<Answers[T['kind']]> {
    const stop = new AbortController();
    const cancel = () => stop.abort();
    const { port1, port2 } = new MessageChannel();
    port1.on('message', onProgress);
    // The far end closes when its thread is gone, by whatever cause; stopping the task makes the pool replace it.
    port1.on('close', () => stop.abort(new Error('The thread ended.')));
    signal?.addEventListener('abort', cancel);
    running.add(stop);
    try {
      if (signal?.aborted) throw new EngineError('cancelled');
      const message: ThreadTask = { ...task, modelsDir, port: port2 };
      const answer: ThreadAnswer = await pool.run(message, { signal: stop.signal, transferList: [port2] });
      if (answer.status === 'refused') throw new EngineError(answer.code, { faces: answer.faces });
      // The thread answers each task with its own kind of answer.
      return answer.value as Answers[T['kind']];
    } catch (error) {
      if (error instanceof EngineError) throw error;
      if (signal?.aborted) throw new EngineError('cancelled', { cause: signal.reason });
      throw new EngineError('crashed', { cause: stop.signal.aborted ? stop.signal.reason : error });
    } finally {
      running.delete(stop);
      signal?.removeEventListener('abort', cancel);
      port1.removeAllListeners();
      port1.close();
    }
  }

  return {
    inspect: (photo, { face, signal } = {}) => run({ kind: 'inspect', photo, ...(face && { face }) }, signal),
    async draw(request, { signal, onProgress = () => {} } = {}) {
      const drawing = await run({ kind: 'draw', request }, signal, onProgress);
      onProgress(1);
      return drawing;
    },
    likeness: (selfie, avatar, { signal } = {}) => run({ kind: 'likeness', selfie, avatar }, signal),
    upscale: (picture, { signal } = {}) => run({ kind: 'upscale', picture }, signal),
    cutOut: (picture, { signal } = {}) => run({ kind: 'cutOut', picture }, signal),
    close: () => pool.destroy(),
  };
}
