/** Every page, route and action × everybody who may come: nobody gets, or changes, what is somebody else's. */
import { describe, expect, test } from 'vitest';
import type { Ask, Credentials } from './ask.ts';
import { createOwner, type Owner, piecesOf, rowsOf, wordsOf } from './people.ts';
import { findActions, findRoutes } from './routes.ts';
import { probesOf, VISITORS, type Visitor } from './table.ts';
import type { Target } from './target.ts';

export type Scene = {
  target: Target;
  ask: Ask;
  /** Whose things everybody tries to get; nobody may, so that they stay as they are. */
  owner: Owner;
  strangers: ReadonlyMap<Visitor, Credentials>;
};

/** What every route says of something that doesn't exist. */
const NOT_FOUND = JSON.stringify({ code: 'not_found', message: 'Not found.', field: null });

/** What an answer has of an owner, beyond what was asked with. */
async function traces(owner: Owner, dataDir: string) {
  const words = wordsOf(owner);
  const pieces = await piecesOf(owner, dataDir);
  expect(pieces.length).toBeGreaterThan(8);
  return {
    words: (body: Buffer, asked: string) => words.filter((word) => !asked.includes(word) && body.includes(word)),
    picture: (body: Buffer) => pieces.some((piece) => body.includes(piece)),
  };
}

/** @param start gives the scene, once it is there */
export function whoeverComes(start: () => Scene): void {
  test('the table knows everything that answers, and nothing that doesn’t', async () => {
    const { owner, target } = start();
    const routes = await findRoutes();
    expect([...new Set(probesOf(owner, target.url).map(({ route }) => route))].toSorted()).toEqual(routes);
    // What is built is what is written.
    const actions = routes.filter((route) => route.startsWith('action ')).map((route) => route.slice('action '.length));
    expect([...(await findActions()).keys()].toSorted()).toEqual(actions);
  });

  describe('whoever comes', () => {
    test.concurrent.each(VISITORS.filter((visitor) => visitor !== 'owner'))(
      'as %s is answered as the table says, and gets neither words nor pictures of the owner',
      async (visitor) => {
        const { owner, target, ask, strangers } = start();
        const { words, picture } = await traces(owner, target.product.dataDir);
        const before = await rowsOf(owner.id);
        const faults: unknown[] = [];
        for (const probe of probesOf(owner, target.url)) {
          const name = [probe.route, probe.how ?? ''].join(' | ');
          const { answer, body, path } = await ask(probe, strangers.get(visitor) ?? {});
          if (answer !== probe.answers[visitor]) faults.push({ name, answer, expected: probe.answers[visitor] });
          const told = words(body, path + JSON.stringify(probe.ask));
          if (told.length > 0) faults.push({ name, told });
          // What isn't theirs answers as what isn't there.
          const isOther = !probe.route.startsWith('GET ') || body.toString('utf8', 0, 2) === '<!';
          if (answer === 404 && !isOther && body.toString() !== NOT_FOUND) faults.push({ name, body: body.toString() });
          if (!probe.given && picture(body)) faults.push({ name, told: 'a picture' });
        }
        expect(faults).toEqual([]);
        expect(await rowsOf(owner.id)).toEqual(before);
      },
      60_000,
    );

    test('as the owner gets all of it, and changes nothing by looking', async () => {
      const { target, ask } = start();
      const someone = await createOwner();
      const { words, picture } = await traces(someone, target.product.dataDir);
      const probes = probesOf(someone, target.url);
      const faults: unknown[] = [];
      const look = async (kind: (route: string) => boolean) => {
        for (const probe of probes.filter(({ route }) => kind(route))) {
          const name = [probe.route, probe.how ?? ''].join(' | ');
          const { answer, body } = await ask(probe, someone);
          if (answer !== probe.answers.owner) faults.push({ name, answer, expected: probe.answers.owner });
          if (probe.shows && !picture(body) && words(body, '').length === 0) faults.push({ name, told: 'nothing' });
        }
      };
      const before = await rowsOf(someone.id);
      await look((route) => route.startsWith('GET '));
      expect(await rowsOf(someone.id)).toEqual(before);
      await look((route) => !route.startsWith('GET '));
      expect(faults).toEqual([]);
      expect(await rowsOf(someone.id)).not.toEqual(before);
    }, 60_000);
  });

  describe('a page of another site, opened by the owner,', () => {
    /** Changes that anybody's page may send, since no cookie counts there; without a key they are nobody's. */
    const OPEN: Record<string, number> = {
      'POST /api/v6/[family]/fetch/[id]': 401,
      'POST /api/v6/image_editing/base64_to_url': 401,
      'POST /api/v6/image_editing/face_gen': 401,
      'POST /create/shared': 303,
    };
    const sites: [string, (port: string) => Record<string, string>][] = [
      ['elsewhere', () => ({ origin: 'https://evil.example', 'sec-fetch-site': 'cross-site' })],
      ['elsewhere, in an old browser', () => ({ origin: 'https://evil.example' })],
      ['without an origin', () => ({ 'sec-fetch-site': 'cross-site' })],
      ['in a sandbox', () => ({ origin: 'null', 'sec-fetch-site': 'cross-site' })],
      ['in a sandbox, in an old browser', () => ({ origin: 'null' })],
      ['with an empty origin', () => ({ origin: '' })],
      ['at a sibling’s name', (port) => ({ origin: `http://evil.localhost:${port}`, 'sec-fetch-site': 'same-site' })],
      ['at a sibling’s name, in an old browser', (port) => ({ origin: `http://evil.localhost:${port}` })],
      ['at another port', () => ({ origin: 'http://localhost:1', 'sec-fetch-site': 'same-site' })],
      ['at a name that begins like ours', (port) => ({ origin: `http://localhost:${port}.evil.example` })],
      ['at our name with another protocol', (port) => ({ origin: `https://localhost:${port}` })],
      [
        'as a plain form',
        () => ({ origin: 'https://evil.example', 'sec-fetch-site': 'cross-site', 'content-type': 'text/plain' }),
      ],
    ];
    test.concurrent.each(sites)('%s changes nothing', async (_where, from) => {
      const { owner, target, ask } = start();
      const { words, picture } = await traces(owner, target.product.dataDir);
      const before = await rowsOf(owner.id);
      const faults: unknown[] = [];
      for (const probe of probesOf(owner, target.url)) {
        if (probe.route.startsWith('GET ') || probe.route.startsWith('POST /api/webhook/')) continue;
        const { status, body } = await ask(probe, { cookie: owner.cookie }, from(new URL(target.url).port));
        const expected = OPEN[probe.route] ?? 403;
        if (status !== expected) faults.push({ ...probe, status, expected });
        if (words(body, JSON.stringify(probe.ask)).length > 0 || picture(body)) faults.push({ ...probe, told: true });
      }
      expect(faults).toEqual([]);
      expect(await rowsOf(owner.id)).toEqual(before);
    });
  });
}
