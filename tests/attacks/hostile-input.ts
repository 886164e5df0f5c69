/** What is sent to the product: bodies that no page sends, requests that no library sends, files that no camera makes. */
import { randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { describe, expect, test } from 'vitest';
import { portraitFile } from '../factories.ts';
import { listenForKnocks } from '../knocks.ts';
import { faultOf, hostileBodies } from './bodies.ts';
import { hostileFiles } from './files.ts';
import { createMember, createOwner } from './people.ts';
import { rawRequests, sendRaw } from './raw-requests.ts';
import { actionCall, findActions } from './routes.ts';
import { probesOf } from './table.ts';
import { webMemory } from './target.ts';
import { sendFile } from './uploads.ts';
import type { Scene } from './whoever-comes.ts';

/** bench/attacks.ts sends all of them. */
const BODIES = 150;
const FILES = 600;
const EVERY = 12;
/** The largest that hostile files may make the web process, against what one honest selfie makes it. */
export const MEMORY_RATIO_MAX = 2;

/** @param start gives the scene, once it is there */
export function hostileInput(start: () => Scene): void {
  const expectHealth = async () => {
    const health = await fetch(`${start().target.url}/api/health`);
    expect([health.status, await health.json()]).toMatchObject([200, { db: 'ok', queue: 'ok', storage: 'ok' }]);
  };

  describe('the product answers', () => {
    test('bodies that no page of ours sends without a 500, and without telling of its inside', async () => {
      const { url } = start().target;
      const person = await createOwner();
      const context = { actions: await findActions(), probes: probesOf(person, url), person, url };
      const faults = [];
      for (const body of hostileBodies(context, BODIES, 1)) faults.push(await faultOf(url, body));
      expect(faults.filter((fault) => fault !== null)).toEqual([]);
      await expectHealth();
    }, 60_000);

    test('requests that no library sends with 4xx, or not at all', async () => {
      const { url } = start().target;
      const { port, host } = new URL(url);
      const { cookie } = await createMember();
      const answers = await Promise.all(
        rawRequests(host, cookie).map(async ([what, request]) => ({
          what,
          answer: await sendRaw(Number(port), request),
        })),
      );
      const faults = answers.filter(
        ({ answer }) =>
          answer !== null && (answer.status >= 500 || /\n\s+at .+:\d+:\d+|root:x:|"dependencies"/.test(answer.text)),
      );
      expect(faults.map(({ what, answer }) => [what, answer?.status, answer?.text.slice(0, 300)])).toEqual([]);
      expect(answers.filter(({ answer }) => answer !== null).length).toBeGreaterThan(20);
      await expectHealth();
    });

    test('an action that another page has without asking whoever the request names as its host', async () => {
      const { url } = start().target;
      const { cookie } = await createMember();
      const listener = await listenForKnocks();
      const elsewhere = `127.0.0.1:${listener.port}`;
      const { headers, body } = actionCall((await findActions()).get('stopSharing') ?? { id: '' }, [randomUUID()]);
      const lines = Object.entries({ ...headers, cookie, 'content-length': String(body.length), connection: 'close' });
      for (const [target, more] of [
        ['/privacy', {}],
        [`http://${elsewhere}/privacy`, {}],
        ['/privacy', { 'x-forwarded-host': elsewhere, 'x-forwarded-proto': `http://${elsewhere}/?` }],
      ] as const) {
        const head = [`POST ${target} HTTP/1.1`, `Host: ${elsewhere}`];
        const all = [
          ...head,
          ...[...lines, ...Object.entries(more)].map(([name, value]) => `${name}: ${value}`),
          '',
          body,
        ];
        const answer = await sendRaw(Number(new URL(url).port), all.join('\r\n'));
        expect(answer?.status ?? 400).toBeLessThan(500);
      }
      expect(listener.count()).toBe(0);
      listener.close();
    });

    test('files that no camera makes in a sentence, or keeps a picture of its own making, within its memory', async () => {
      const { target } = start();
      const { cookie } = await createMember();
      const honest = { name: 'a selfie', bytes: await readFile(portraitFile) };
      expect((await sendFile(target.url, honest, cookie)).status).toBe(201);
      const { now } = await webMemory(target);
      const files = (await hostileFiles(FILES, 1)).filter(
        ({ name }, at) => at % EVERY === 0 || /49 mega|100 MB|one /.test(name),
      );
      const outcomes = [];
      for (const file of files) outcomes.push(await sendFile(target.url, file, cookie));
      expect(outcomes.flatMap(({ faults }) => faults)).toEqual([]);
      const kept = outcomes.filter(({ status }) => status === 201).length;
      expect([kept > 5, outcomes.length - kept > 30]).toEqual([true, true]);
      expect((await webMemory(target)).peak / now).toBeLessThan(MEMORY_RATIO_MAX);
      await expectHealth();
    }, 90_000);
  });
}
