/** The worker process: queue → lib/worker.ts. */
import os from 'node:os';
import { tryDelivery } from './lib/api-webhooks.ts';
import { embeddedEngine } from './lib/embedded-engine.ts';
import { env } from './lib/env.ts';
import { logError, logInfo } from './lib/log.ts';
import { workQueue } from './lib/queue.ts';
import { watchRemoteRequests } from './lib/remote-line.ts';
import { runVariant } from './lib/variant-work.ts';
import { runGeneration, sweep, watchCancellations } from './lib/worker.ts';

/** What a drawing gets to finish before it is given back to the queue. */
const DRAIN_MS = 15_000;

// Whoever looks at a page waits less than whoever waits for a drawing: threads that start from here on inherit it.
try {
  os.setPriority(os.constants.priority.PRIORITY_BELOW_NORMAL);
} catch (error) {
  logError('worker.priority', error);
}

const { faceGenKey, faceGenConcurrency, drawingThreads } = env();
/**
 * A picture that is being stored needs no room upstream: with a few more hands, none of that room stays empty. Each hand
 * that has nothing to do looks for work whenever there is some, so many would be in each other's way.
 */
const hands = faceGenKey ? Math.ceil(1.25 * faceGenConcurrency) + 1 : drawingThreads;
const unwatch = [watchCancellations(), watchRemoteRequests()];
const drain = await workQueue({
  concurrency: hands,
  onGeneration: runGeneration,
  onVariant: runVariant,
  onDelivery: tryDelivery,
  onSweep: sweep,
});
logInfo('worker.ready');

let stopping = false;
async function stop(graceMs: number) {
  if (stopping) return;
  stopping = true;
  try {
    await drain(graceMs);
    await Promise.all(unwatch.map((end) => end()));
    await embeddedEngine().close();
  } catch (error) {
    logError('worker.stop', error);
  }
  process.exit(0);
}

process.on('SIGTERM', () => void stop(DRAIN_MS));
process.on('SIGINT', () => void stop(DRAIN_MS));
// The supervisor is gone: another one may already be starting.
process.on('disconnect', () => void stop(0));
