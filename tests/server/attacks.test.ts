/** The running product, attacked over HTTP: by whoever comes, by forged sessions, by what is sent. */
import { afterAll, beforeAll } from 'vitest';
import { createApiKey } from '@/lib/api-keys';
import { type Credentials, createAsker } from '../attacks/ask.ts';
import { forgedSessions } from '../attacks/forged-sessions.ts';
import { hostileInput } from '../attacks/hostile-input.ts';
import { createGuestPerson, createMember, createOwner } from '../attacks/people.ts';
import type { Visitor } from '../attacks/table.ts';
import { startTarget } from '../attacks/target.ts';
import { type Scene, whoeverComes } from '../attacks/whoever-comes.ts';

let scene: Scene | undefined;
const start = (): Scene => {
  if (scene === undefined) throw new Error('not started');
  return scene;
};

beforeAll(async () => {
  // Without a worker: what is queued stays as it is.
  const target = await startTarget({ WORKERS: '0' });
  const [guest, other] = [await createGuestPerson(), await createMember()];
  const known = async ({ id, cookie }: typeof guest) => ({
    cookie,
    key: (await createApiKey(id, { name: 'Test', dailyLimit: null })).key,
  });
  scene = {
    ...{ target, ask: await createAsker(target.url), owner: await createOwner() },
    strangers: new Map<Visitor, Credentials>([
      ['nobody', {}],
      ['guest', await known(guest)],
      ['other', await known(other)],
    ]),
  };
}, 120_000);
afterAll(() => scene?.target.stop(), 60_000);

whoeverComes(start);
forgedSessions(start);
hostileInput(start);
