/**
 * face_gen, the queue, the database and the worker as they run together, for tests of what goes wrong between them.
 * Each test tells the fake what to do by a prompt of its own, so that tests can run side by side.
 */
import { once } from 'node:events';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, vi } from 'vitest';
import { POST as takeDelivery } from '@/app/api/webhook/[generationId]/[position]/[secret]/route';
import { tryDelivery } from '@/lib/api-webhooks';
import { env } from '@/lib/env';
import type { GenerationDraft } from '@/lib/generation-input';
import { readGeneration } from '@/lib/generation-views';
import { workQueue } from '@/lib/queue';
import { watchRemoteRequests } from '@/lib/remote-line';
import { runVariant } from '@/lib/variant-work';
import type { GenerationView } from '@/lib/views';
import { runGeneration, sweep, watchCancellations } from '@/lib/worker';
import { createGeneration, createPerson, isolate } from './factories.ts';
import {
  type FakeFaceGen,
  type FakeFaceGenOptions,
  type FakeJob,
  type FakeRequest,
  startFakeFaceGen,
} from './fakes/face-gen.ts';
import type { Fault } from './fakes/faults.ts';

export const KEY = 'canary-key-5b1f09';

/** Faults in their order, each once; or a function asked each time. */
type Plan = Fault[] | ((request: FakeRequest) => Fault | null);

export type RemoteWorker = {
  upstream: FakeFaceGen;
  /** Where webhooks arrive. */
  publicUrl: string;
  /** What the fake does with requests of this prompt. */
  plan(prompt: string, plan: Plan): void;
  /** Goes back to the plans, after another script. */
  followPlans(): void;
  /** Asks for a generation with a plan, as a new person. */
  ask(plan: Plan, input?: Partial<GenerationDraft>): Promise<Asked>;
  /** Submits that were carried out for this prompt, and all that were sent. */
  jobs(prompt: string): FakeJob[];
  submits(prompt: string): number;
};

export type Asked = { owner: string; id: string; prompt: string };

/**
 * Starts it all, and stops it when the file is done. face_gen gets 2 s to answer and a picture 4 s, unless told.
 * Call it in `beforeAll`.
 */
export async function startRemoteWorker(
  options: { fake?: FakeFaceGenOptions; settings?: Record<string, string> } = {},
): Promise<RemoteWorker> {
  const upstream = await startFakeFaceGen({ key: KEY, ...options.fake });
  const web = await startWebhookServer();
  await isolate({
    ...{ FACE_GEN_URL: upstream.url, FACE_GEN_KEY: KEY, PUBLIC_URL: web.url, GUEST_DAILY_LIMIT: '1000' },
    ...{ FACE_GEN_CONCURRENCY: '20', FACE_GEN_TIMEOUT_SECONDS: '2', FACE_GEN_DEADLINE_SECONDS: '4' },
    ...options.settings,
  });
  const plans = new Map<string, Plan>();
  const followPlans = () => upstream.script((request) => nextOf(plans.get(request.prompt ?? ''), request));
  followPlans();
  const unwatch = [watchCancellations(), watchRemoteRequests()];
  const concurrency = env().faceGenConcurrency * 2;
  const drain = await workQueue({
    concurrency,
    onGeneration: runGeneration,
    onVariant: runVariant,
    onDelivery: tryDelivery,
    onSweep: sweep,
  });
  afterAll(async () => {
    await drain(0);
    await Promise.all(unwatch.map((end) => end()));
    await web.close();
    await upstream.close();
  });
  let count = 0;
  return {
    upstream,
    publicUrl: web.url,
    followPlans,
    plan: (prompt, plan) => void plans.set(prompt, plan),
    async ask(plan, input = {}) {
      const prompt = `wish ${++count}`;
      plans.set(prompt, plan);
      const owner = await createPerson();
      const { id } = await createGeneration(owner, { style: 'comic', prompt, width: 256, height: 256, ...input });
      return { owner, id, prompt };
    },
    jobs: (prompt) => upstream.jobs.filter((job) => job.prompt === prompt),
    submits: (prompt) =>
      upstream.requests.filter((request) => request.at === 'submit' && request.prompt === prompt).length,
  };
}

function nextOf(plan: Plan | undefined, request: FakeRequest): Fault | null {
  if (plan === undefined) return null;
  if (typeof plan === 'function') return plan(request);
  const index = plan.findIndex((fault) => (fault.at ?? 'submit') === request.at);
  return index === -1 ? null : (plan.splice(index, 1)[0] ?? null);
}

/** The generation as its owner sees it once it has ended. */
export async function ended({ owner, id }: Pick<Asked, 'owner' | 'id'>): Promise<GenerationView> {
  return vi.waitFor(
    async () => {
      const view = await readGeneration(owner, id);
      if (!view || view.status === 'queued' || view.status === 'drawing') throw new Error(`still ${view?.status}`);
      return view;
    },
    { timeout: 50_000, interval: 100 },
  );
}

/** The product's own route behind a real port. */
async function startWebhookServer(): Promise<{ url: string; close(): Promise<void> }> {
  const server = createServer(async (incoming, outgoing) => {
    const [, generationId = '', position = '', secret = ''] =
      incoming.url?.match(/^\/api\/webhook\/([^/]+)\/([^/]+)\/([^/]+)$/) ?? [];
    const request = new Request(new URL(incoming.url ?? '/', 'http://127.0.0.1'), {
      method: 'POST',
      body: await bodyOf(incoming),
    });
    const response = await takeDelivery(request, { params: Promise.resolve({ generationId, position, secret }) });
    outgoing.writeHead(response.status).end(await response.text());
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async close() {
      server.close();
      server.closeAllConnections();
    },
  };
}

async function bodyOf(incoming: IncomingMessage): Promise<string> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of incoming as AsyncIterable<Uint8Array>) chunks.push(chunk);
  return Buffer.concat(chunks).toString();
}
