import { randomUUID } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { readAccount, readUsage } from '@/lib/accounts';
import { avatarId, storeAvatar } from '@/lib/avatars';
import { db } from '@/lib/db';
import { generationInput } from '@/lib/generation-input';
import { listUnfinished } from '@/lib/generation-views';
import { beginGeneration, endGeneration } from '@/lib/generation-work';
import { requestAvatars } from '@/lib/generations';
import { listAvatars } from '@/lib/history';
import { openSelfie } from '@/lib/selfies';
import { endAllSessions, endSession, openSession, readSession } from '@/lib/sessions';
import { readShared } from '@/lib/shared';
import { shareAvatars } from '@/lib/sharing';
import { type Proof, signIn } from '@/lib/sign-in';
import { createAvatar, createGeneration, createSelfie, isolate } from '../factories.ts';
import { createGuestSession, mailed, newAddress, picture, provided } from '../proofs.ts';

await isolate({ GUEST_DAILY_LIMIT: '4', MEMBER_DAILY_LIMIT: '6' });

test('a guest who signs in for the first time becomes the member, with everything, and gets a session of its own', async () => {
  const guest = await createGuestSession();
  const { id } = await createAvatar(guest.userId);
  const proof = mailed();
  const session = await signIn(proof, guest);
  expect(session.userId).toBe(guest.userId);
  expect(session.sessionId).not.toBe(guest.sessionId);
  expect((await readSession(guest))?.state).toBe('replaced');
  expect((await readSession(session))?.state).toBe('open');
  expect((await listAvatars(session.userId)).avatars.map((avatar) => avatar.id)).toEqual([id]);
  expect(await readAccount(session.userId)).toMatchObject({ isMember: true, email: proof.email, sessions: 1 });
});

test('a guest’s history moves into an account that exists: selfies, generations, avatars, links and usage', async () => {
  const proof = mailed();
  const member = await signIn(proof, null);
  const old = await createAvatar(member.userId);
  const guest = await createGuestSession();
  const avatar = await createAvatar(guest.userId);
  const waiting = await createGeneration(guest.userId);
  const link = await shareAvatars(guest.userId, [avatar.id]);
  const session = await signIn(proof, guest);
  expect(session.userId).toBe(member.userId);
  expect((await listAvatars(member.userId)).avatars.map(({ id }) => id)).toEqual([avatar.id, old.id]);
  expect((await listUnfinished(member.userId)).map(({ id }) => id)).toEqual([waiting.id]);
  expect(await readShared(link.slug, undefined)).toMatchObject({ status: 'open' });
  expect(await openSelfie(member.userId, waiting.selfieId ?? '', 'thumb')).not.toBeNull();
  expect(await readUsage(member.userId)).toEqual({ used: 3, limit: 6 });
  expect(await db().user.findUnique({ where: { id: guest.userId } })).toBeNull();
});

describe('two tabs that sign in at the same time', () => {
  const both = newAddress();
  const cases: [name: string, first: Proof, second: Proof, accounts: number][] = [
    ['to a new account', mailed(both), mailed(both), 1],
    ['to an account that exists', mailed(both), mailed(both), 1],
    ['to two new accounts', mailed(), mailed(), 2],
  ];
  for (const [name, first, second, accounts] of cases) {
    test(`${name} move a guest’s history once`, async () => {
      const guest = await createGuestSession();
      const { id } = await createAvatar(guest.userId);
      const idle = await createGuestSession();
      const { id: selfieId } = await createSelfie(idle.userId);
      for (const browser of [guest, idle]) {
        const sessions = await Promise.all([signIn(first, browser), signIn(second, browser)]);
        for (const session of sessions) expect((await readSession(session))?.state).toBe('open');
        expect(new Set(sessions.map(({ userId }) => userId)).size).toBe(accounts);
      }
      const owners = await Promise.all([first, second].map(async (proof) => (await signIn(proof, null)).userId));
      const found = await Promise.all([...new Set(owners)].map((owner) => listAvatars(owner)));
      expect(found.flatMap(({ avatars }) => avatars.map((avatar) => avatar.id)).filter((each) => each === id)).toEqual([
        id,
      ]);
      const used = await Promise.all([...new Set(owners)].map(readUsage));
      expect(used.reduce((sum, usage) => sum + usage.used, 0)).toBe(name === 'to an account that exists' ? 2 : 1);
      const files = await Promise.all([...new Set(owners)].map((owner) => openSelfie(owner, selfieId, 'thumb')));
      expect(files.filter((file) => file !== null)).toHaveLength(1);
    });
  }
});

test('a picture that is stored while its guest moves into an account is the account’s', async () => {
  const proof = mailed();
  const { userId: memberId } = await signIn(proof, null);
  for (let i = 0; i < 3; i++) {
    const guest = await createGuestSession();
    const { id } = await createGeneration(guest.userId);
    const row = await beginGeneration(id);
    if (!row) throw new Error('it ended before it began');
    await Promise.all([storeAvatar(row, 0, await picture(), 7), signIn(proof, guest)]);
    await endGeneration({ id }, { status: 'finished' });
    expect((await listAvatars(memberId)).avatars[0]?.id).toBe(avatarId(id, 0));
  }
});

test('what a page still sends as the guest that has just moved is refused, and nothing of it is left', async () => {
  const proof = mailed();
  await signIn(proof, null);
  const guest = await createGuestSession();
  const selfie = await createSelfie(guest.userId);
  await signIn(proof, guest);
  const wish = generationInput.parse({ style: 'comic', consent: true, selfieId: selfie.id });
  await expect(requestAvatars(guest.userId, wish)).rejects.toMatchObject({ code: 'invalid_input' });
  expect(await db().generation.count({ where: { selfieId: selfie.id } })).toBe(0);
});

test('an upload that was under way when its guest signed in arrives at the account, and shows it nothing', async () => {
  const guest = await createGuestSession();
  const session = await signIn(mailed(), guest);
  expect(await readSession(guest)).toEqual({ state: 'replaced', userId: session.userId });
  await db().session.update({
    where: { id: guest.sessionId },
    data: { replacedAt: new Date(Date.now() - 11 * 60_000) },
  });
  expect(await readSession(guest)).toBeNull();
});

test('whoever else holds a guest’s cookie doesn’t get the account that the guest becomes', async () => {
  const guest = await createGuestSession();
  const copy = await openSession(guest.userId);
  await signIn(mailed(), guest);
  expect(await readSession(copy)).toBeNull();
});

test('an ended session moves nothing', async () => {
  const guest = await createGuestSession();
  const { id } = await createAvatar(guest.userId);
  await endSession(guest);
  const session = await signIn(mailed(), guest);
  expect((await listAvatars(session.userId)).avatars).toEqual([]);
  expect((await listAvatars(guest.userId)).avatars.map((avatar) => avatar.id)).toEqual([id]);
});

test('signing in to another account as a member moves nothing between the two, and ends the first one’s session here', async () => {
  const first = await signIn(mailed(), null);
  await createAvatar(first.userId);
  const second = await signIn(mailed(), first);
  expect(second.userId).not.toBe(first.userId);
  expect((await listAvatars(second.userId)).avatars).toEqual([]);
  expect(await readSession(first)).toBeNull();
});

test('an address that a provider calls verified opens the account that has it; one that it doesn’t, never', async () => {
  const email = newAddress();
  const member = await signIn(mailed(email), null);
  const claimed = await signIn(provided({ address: email }), null);
  expect(claimed.userId).not.toBe(member.userId);
  expect(await readAccount(claimed.userId)).toMatchObject({ email: null, identities: [{ address: email }] });
  const verified = await signIn(provided({ address: email, email }), null);
  expect(verified.userId).toBe(member.userId);
});

test('who claimed an address first gets nothing when its owner comes', async () => {
  const email = newAddress();
  const claimed = await signIn(provided({ address: email }), null);
  const owner = await signIn(mailed(email), null);
  expect(owner.userId).not.toBe(claimed.userId);
});

test('a provider’s account opens the same account again, whatever address it has by then', async () => {
  const subject = randomUUID();
  const first = await signIn(provided({ subject, email: newAddress() }), null);
  const again = await signIn(provided({ subject, email: newAddress() }), null);
  expect(again.userId).toBe(first.userId);
  const elsewhere = await signIn(provided({ subject, provider: 'oidc https://other.example.org' }), null);
  expect(elsewhere.userId).not.toBe(first.userId);
});

test('members have a daily limit of their own', async () => {
  const guest = await createGuestSession();
  for (let i = 0; i < 4; i++) await createGeneration(guest.userId);
  await expect(createGeneration(guest.userId)).rejects.toMatchObject({ code: 'over_limit' });
  await signIn(mailed(), guest);
  for (let i = 0; i < 2; i++) await createGeneration(guest.userId);
  await expect(createGeneration(guest.userId)).rejects.toMatchObject({ code: 'over_limit' });
});

test('signing out everywhere ends every session of a person, and nobody else’s', async () => {
  const proof = mailed();
  const sessions = [await signIn(proof, null), await signIn(proof, null)];
  const stranger = await createGuestSession();
  expect(await endAllSessions(sessions[0]?.userId ?? '')).toBe(2);
  for (const session of sessions) expect(await readSession(session)).toBeNull();
  expect((await readSession(stranger))?.state).toBe('open');
});

test('a session’s id says nothing for another person', async () => {
  const [mine, theirs] = [await createGuestSession(), await createGuestSession()];
  expect(await readSession({ userId: theirs.userId, sessionId: mine.sessionId })).toBeNull();
});
