import type { SampleRequest } from './code-samples';

/** A run of the playground, as this browser remembers it: without photo and key. */
export type Run = {
  id: number;
  /** ISO. */
  at: string;
  request: SampleRequest;
  outputs: string[];
};

const KEPT = 'selfsame.playground';
const RUNS_MAX = 12;

export function readRuns(): Run[] {
  try {
    const kept: unknown = JSON.parse(localStorage.getItem(KEPT) ?? '[]');
    return Array.isArray(kept) ? kept.filter(isRun) : [];
  } catch {
    return [];
  }
}

/** @returns the runs with this one, newest first */
export function keepRun(runs: readonly Run[], run: Run): Run[] {
  const next = [run, ...runs.filter(({ id }) => id !== run.id)].slice(0, RUNS_MAX);
  try {
    localStorage.setItem(KEPT, JSON.stringify(next));
  } catch {
    // A browser that keeps nothing still shows what is on screen.
  }
  return next;
}

function isRun(value: unknown): value is Run {
  if (typeof value !== 'object' || value === null) return false;
  const { id, at, request, outputs } = value as Partial<Record<keyof Run, unknown>>;
  return (
    typeof id === 'number' &&
    typeof at === 'string' &&
    typeof request === 'object' &&
    request !== null &&
    Array.isArray(outputs) &&
    outputs.every((output) => typeof output === 'string')
  );
}
