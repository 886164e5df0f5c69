/** A child process that is kept running: its log merged into ours, started again after a crash, drained at the end. */
import { type ChildProcess, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';

export type Child = {
  /** SIGTERM, then SIGKILL after the limit; resolves when it is gone, and it isn't started again. */
  stop: (limitMs: number) => Promise<void>;
  /** Ends it now; it isn't started again. */
  kill: () => void;
  /** Asks it to end and starts it anew, as when its code has changed. */
  restart: () => void;
};

const FIRST_DELAY_MS = 250;
const MAX_DELAY_MS = 15_000;
/** A child that lived for so long was healthy: its next crash is a first one again. */
const HEALTHY_MS = 10_000;

export function keepRunning(options: {
  name: string;
  args: string[];
  cwd: string;
  env: NodeJS.ProcessEnv;
  say: (name: string, line: string) => void;
}): Child {
  const { name, say } = options;
  let child: ChildProcess | null = null;
  let timer: NodeJS.Timeout | undefined;
  let delayMs = FIRST_DELAY_MS;
  let stopping = false;
  let replacing = false;
  let whenGone: () => void = () => undefined;

  function start() {
    const startedAt = performance.now();
    // The channel ("ipc") is how a child learns that we are gone, even by kill -9. A session of its own keeps
    // Ctrl-C from reaching it, so that it ends when it is told to.
    child = spawn(process.execPath, options.args, {
      cwd: options.cwd,
      env: options.env,
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
      detached: process.platform !== 'win32',
    });
    for (const stream of [child.stdout, child.stderr]) {
      if (stream) createInterface({ input: stream }).on('line', (line) => say(name, line));
    }
    child.once('error', (error) => say(name, error.message));
    child.once('close', (code, signal) => {
      child = null;
      if (stopping) return whenGone();
      if (replacing) {
        replacing = false;
        return start();
      }
      if (performance.now() - startedAt >= HEALTHY_MS) delayMs = FIRST_DELAY_MS;
      say(name, `ended with ${signal ?? `code ${code}`}; starting again in ${delayMs / 1000} s`);
      timer = setTimeout(start, delayMs);
      delayMs = Math.min(delayMs * 2, MAX_DELAY_MS);
    });
  }

  start();
  return {
    async stop(limitMs) {
      stopping = true;
      clearTimeout(timer);
      const running = child;
      if (!running) return;
      const gone = new Promise<void>((resolve) => {
        whenGone = resolve;
      });
      running.kill('SIGTERM');
      const limit = setTimeout(() => {
        say(name, `did not end within ${limitMs / 1000} s and is killed`);
        running.kill('SIGKILL');
      }, limitMs);
      await gone;
      clearTimeout(limit);
    },
    kill() {
      stopping = true;
      clearTimeout(timer);
      child?.kill('SIGKILL');
    },
    restart() {
      if (!child) return;
      replacing = true;
      child.kill('SIGTERM');
    },
  };
}
