/** Sessions that somebody made up, took or left behind: none opens what isn't theirs. */
import { createHash, createHmac, randomBytes, randomUUID } from 'node:crypto';
import { encode } from 'next-auth/jwt';
import { describe, expect, test } from 'vitest';
import { db } from '@/lib/db';
import { sessionCookieName } from '@/lib/session-cookie';
import { endSession } from '@/lib/sessions';
import { createSelfie } from '../factories.ts';
import { newAddress } from '../proofs.ts';
import { createGuestPerson, createMember, type Person } from './people.ts';
import type { Scene } from './whoever-comes.ts';

const DAY_SECONDS = 24 * 60 * 60;
const base64url = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');

/** Values for the session's cookie that are not the owner's, by what is wrong with them. */
async function forgeries(owner: Person, thief: Person): Promise<[string, string][]> {
  const secret = process.env.AUTH_SECRET ?? '';
  const value = owner.cookie.slice(owner.cookie.indexOf('=') + 1);
  const claims = { sub: owner.id, sid: owner.session.sessionId };
  const made = (token: Record<string, unknown>, more = {}) => encode({ secret, maxAge: DAY_SECONDS, token, ...more });
  const signed = (header: object, key: string, hash: string) => {
    const body = `${base64url(header)}.${base64url({ ...claims, exp: Math.floor(Date.now() / 1000) + DAY_SECONDS })}`;
    return `${body}.${createHmac(hash, key).update(body).digest('base64url')}`;
  };
  const [header = '', , iv = '', text = '', tag = ''] = value.split('.');
  const ended = await createMember();
  await endSession(ended.session);
  return [
    ['nothing', ''],
    ['a word', 'x'],
    ['the owner’s id', owner.id],
    ['the session’s id', owner.session.sessionId],
    ['their id alone', await made({ sub: owner.id })],
    ['a session that was made up', await made({ ...claims, sid: randomUUID() })],
    ['their id as the session', await made({ ...claims, sid: owner.id })],
    ['another person’s session', await made({ ...claims, sid: thief.session.sessionId })],
    ['another person in the owner’s session', await made({ ...claims, sub: thief.id })],
    ['a session that has ended', await made({ sub: owner.id, sid: ended.session.sessionId })],
    ['a list of ids', await made({ sub: [owner.id, thief.id], sid: owner.session.sessionId })],
    ['past its time', await made(claims, { maxAge: -DAY_SECONDS })],
    ['of another secret', await made(claims, { secret: 'x'.repeat(43) })],
    ['of an empty secret', await made(claims, { secret: ' ' })],
    ['of the secret’s hash', await made(claims, { secret: createHash('sha256').update(secret).digest('hex') })],
    ['with another salt', await made(claims, { salt: 'x' })],
    ['not signed', `${base64url({ alg: 'none', typ: 'JWT' })}.${base64url(claims)}.`],
    ['not signed, with a signature', signed({ alg: 'none' }, secret, 'sha256')],
    ['signed, not encrypted', signed({ alg: 'HS256', typ: 'JWT' }, secret, 'sha256')],
    ['signed with an empty key', signed({ alg: 'HS256' }, '', 'sha256')],
    ['encrypted by no algorithm', `${base64url({ alg: 'none', enc: 'A256GCM' })}..${iv}.${text}.${tag}`],
    ['encrypted by another algorithm', `${base64url({ alg: 'dir', enc: 'A128CBC-HS256' })}..${iv}.${text}.${tag}`],
    ['with a key of its own', `${base64url({ alg: 'RSA-OAEP', enc: 'A256GCM' })}.${iv}.${iv}.${text}.${tag}`],
    [
      'changed in its text',
      `${header}..${iv}.${randomBytes(text.length).toString('base64url').slice(0, text.length)}.${tag}`,
    ],
    ['without its tag', `${header}..${iv}.${text}.`],
    ['cut short', value.slice(0, -10)],
    ['longer', `${value}.${tag}`],
    ['packed', `${base64url({ alg: 'dir', enc: 'A256GCM', zip: 'DEF' })}..${iv}.${text}.${tag}`],
  ];
}

/** @param start gives the scene, once it is there */
export function forgedSessions(start: () => Scene): void {
  /** Which of a person's things a cookie opens: their selfie, their account's page, their session. */
  const opened = async (cookie: string, { selfieId, words }: { selfieId: string; words: string[] }) => {
    const { url } = start().target;
    const [selfie, account, session] = await Promise.all(
      [`/images/selfies/${selfieId}`, '/account', '/api/auth/session'].map((path) =>
        fetch(url + path, { headers: { cookie } }),
      ),
    );
    const pages = `${await account?.text()} ${await session?.text()}`;
    return selfie?.status === 200 || words.some((word) => pages.includes(word));
  };
  /** Uses up a mailed link, in a browser with this cookie. @returns the cookie that it has then */
  const signInByLink = async (email: string, cookie: string) => {
    const { url } = start().target;
    const token = randomBytes(32).toString('base64url');
    const tokenHash = createHash('sha256').update(token).digest('base64url');
    const expiresAt = new Date(Date.now() + 60_000);
    await db().signInLink.create({ data: { tokenHash, email, next: '/account', sender: 'test', expiresAt } });
    const response = await fetch(`${url}/sign-in/link/use`, {
      ...{ method: 'POST', redirect: 'manual', body: new URLSearchParams({ token }) },
      headers: { cookie, origin: url },
    });
    expect(response.headers.get('location')).toBe('/account');
    return (
      response.headers
        .getSetCookie()
        .find((line) => line.startsWith(`${sessionCookieName()}=`))
        ?.split(';')[0] ?? ''
    );
  };

  describe('a session’s cookie', () => {
    test('that isn’t the owner’s own opens nothing, however it was made', async () => {
      const email = newAddress();
      const [owner, thief] = [await createMember(email), await createMember()];
      const theirs = { selfieId: (await createSelfie(owner.id)).id, words: [email, owner.id] };
      expect(await opened(owner.cookie, theirs)).toBe(true);
      const opening: string[] = [];
      for (const [what, value] of await forgeries(owner, thief)) {
        if (await opened(`${sessionCookieName()}=${value}`, theirs)) opening.push(what);
      }
      expect(opening).toEqual([]);
      expect(await opened(owner.cookie, theirs)).toBe(true);
    });

    test('that a guest had before signing in is another one afterwards, and shows nothing of the account', async () => {
      const [email, guest] = [newAddress(), await createGuestPerson()];
      const theirs = { selfieId: (await createSelfie(guest.id)).id, words: [email] };
      const after = await signInByLink(email, guest.cookie);
      expect([await opened(after, theirs), await opened(guest.cookie, theirs)]).toEqual([true, false]);
    });

    test('that somebody put into another’s browser opens nothing once they have signed in there', async () => {
      const email = newAddress();
      const [member, planted] = [await createMember(email), await createGuestPerson()];
      const theirs = { selfieId: (await createSelfie(member.id)).id, words: [email, member.id] };
      const after = await signInByLink(email, planted.cookie);
      expect(after).not.toBe(planted.cookie);
      expect([await opened(after, theirs), await opened(planted.cookie, theirs)]).toEqual([true, false]);
      // Nor does it while what was being uploaded may still arrive.
      const { url } = start().target;
      const kept = await fetch(`${url}/account/selfies`, {
        ...{ method: 'POST', redirect: 'manual', body: new URLSearchParams({ keep: 'no' }) },
        headers: { cookie: planted.cookie, origin: url },
      });
      expect(kept.status).toBe(303);
      expect(await db().user.findUnique({ where: { id: member.id }, select: { deletesSelfies: true } })).toEqual({
        deletesSelfies: false,
      });
    });

    test('that was made up before signing in is not the one that counts afterwards', async () => {
      const email = newAddress();
      const value = await encode({
        ...{ secret: 'x'.repeat(43), maxAge: DAY_SECONDS, token: { sub: randomUUID(), sid: randomUUID() } },
      });
      const madeUp = `${sessionCookieName()}=${value}`;
      const after = await signInByLink(email, madeUp);
      const theirs = { selfieId: randomUUID(), words: [email] };
      expect([await opened(after, theirs), await opened(madeUp, theirs)]).toEqual([true, false]);
    });

    test('of one member ends where another signs in, and only there', async () => {
      const [one, two] = [newAddress(), newAddress()];
      const member = await createMember(one);
      const elsewhere = await createMember(one);
      const theirs = { selfieId: (await createSelfie(member.id)).id, words: [one] };
      const after = await signInByLink(two, member.cookie);
      expect([await opened(member.cookie, theirs), await opened(after, theirs)]).toEqual([false, false]);
      expect(await opened(elsewhere.cookie, theirs)).toBe(true);
    });
  });
}
