import { createHash, randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { readAccount } from '@/lib/accounts';
import { db } from '@/lib/db';
import { mailSignInLink, readSignInLink, redeemSignInLink, removeOldSignInLinks } from '@/lib/sign-in-links';
import { isolate } from '../factories.ts';
import { linkIn, mailsTo, type ReceivedMail, startMailServer } from '../fakes/mail-server.ts';

const folder = await mkdtemp(path.join(os.tmpdir(), 'selfsame-mail-'));
const server = await startMailServer(folder);
afterAll(async () => {
  await server.stop();
  await rm(folder, { recursive: true });
});
await isolate({
  SMTP_URL: server.url,
  MAIL_FROM: 'Selfsame <hello@example.org>',
  PUBLIC_URL: 'https://avatars.example.org',
});

const newAddress = () => `${randomUUID()}@example.org`;

/** Asks for a link as somebody at a network address of their own. */
async function ask(email: string, sender: string = randomUUID()): Promise<ReceivedMail> {
  const before = (await mailsTo(folder, email)).length;
  await mailSignInLink({ email, next: '/create', sender });
  const mail = (await mailsTo(folder, email))[before];
  if (mail === undefined) throw new Error('no mail came');
  return mail;
}

const tokenOf = (mail: ReceivedMail) => new URL(linkIn(mail)).searchParams.get('token') ?? '';
const rowOf = (token: string) => ({ tokenHash: createHash('sha256').update(token).digest('base64url') });

test('the mail has the link as plain text and as HTML, comes from the operator’s address, and says that a machine sent it', async () => {
  const email = newAddress();
  const mail = await ask(email);
  const link = linkIn(mail);
  expect(link).toMatch(/^https:\/\/avatars\.example\.org\/sign-in\/link\?token=[\w-]{43}$/);
  expect(mail).toMatchObject({
    to: email,
    from: '"Selfsame" <hello@example.org>',
    subject: expect.stringContaining('sign in'),
  });
  expect(mail.html).toContain(`href="${link}"`);
  expect(mail.headers).toContain('Auto-Submitted: auto-generated');
});

test('the database holds a hash of the token, not the token', async () => {
  const token = tokenOf(await ask(newAddress()));
  const rows = await db().signInLink.findMany();
  expect(JSON.stringify(rows)).not.toContain(token);
  expect(await db().signInLink.findUnique({ where: rowOf(token) })).not.toBeNull();
});

test('looking at a link, as mail scanners do, uses nothing up; using it works once', async () => {
  const email = newAddress();
  const token = tokenOf(await ask(email));
  for (let i = 0; i < 3; i++) expect(await readSignInLink(token)).toEqual({ state: 'open', email, next: '/create' });
  expect(await redeemSignInLink(token, null)).toMatchObject({ state: 'signed-in', next: '/create' });
  expect(await readSignInLink(token)).toEqual({ state: 'used' });
  expect(await redeemSignInLink(token, null)).toEqual({ state: 'used' });
});

test('of many who use a link at the same time, one gets in', async () => {
  const token = tokenOf(await ask(newAddress()));
  const answers = await Promise.all(Array.from({ length: 8 }, () => redeemSignInLink(token, null)));
  expect(answers.map(({ state }) => state).sort()).toEqual(['signed-in', ...Array(7).fill('used')]);
});

test('a link ends within 24 hours, and its record goes soon after', async () => {
  const token = tokenOf(await ask(newAddress()));
  const row = await db().signInLink.findUniqueOrThrow({ where: rowOf(token) });
  expect(row.expiresAt.getTime() - row.createdAt.getTime()).toBeLessThanOrEqual(24 * 3_600_000);
  const before = new Date(Date.now() - 25 * 3_600_000);
  await db().signInLink.update({ where: rowOf(token), data: { createdAt: before, expiresAt: before } });
  expect(await readSignInLink(token)).toEqual({ state: 'expired' });
  expect(await redeemSignInLink(token, null)).toEqual({ state: 'expired' });
  await removeOldSignInLinks();
  expect(await db().signInLink.findUnique({ where: rowOf(token) })).toBeNull();
});

test('a token that was never given opens nothing', async () => {
  for (const token of ['', 'a'.repeat(43), '../..', '\0']) {
    expect(await redeemSignInLink(token, null)).toEqual({ state: 'expired' });
  }
});

test('one address gets five links an hour, also when they are asked for at once', async () => {
  const email = newAddress();
  const answers = await Promise.allSettled(
    Array.from({ length: 8 }, () => mailSignInLink({ email, next: '/', sender: randomUUID() })),
  );
  expect(answers.filter(({ status }) => status === 'fulfilled')).toHaveLength(5);
  expect(await mailsTo(folder, email)).toHaveLength(5);
  await expect(ask(email)).rejects.toMatchObject({ code: 'over_limit', field: 'email' });
});

test('one network address gets thirty links an hour, whatever they are for, and is kept as a hash', async () => {
  const sender = '203.0.113.7';
  for (let i = 0; i < 30; i++) await ask(newAddress(), sender);
  await expect(ask(newAddress(), sender)).rejects.toMatchObject({ code: 'over_limit' });
  await ask(newAddress(), '203.0.113.8');
  expect(JSON.stringify(await db().signInLink.findMany())).not.toContain(sender);
});

test('a mail that the server refuses is told, and the link in it is dead', async () => {
  const email = `refused-${newAddress()}`;
  await expect(mailSignInLink({ email, next: '/', sender: randomUUID() })).rejects.toMatchObject({
    code: 'unavailable',
  });
  expect((await db().signInLink.findFirstOrThrow({ where: { email } })).usedAt).not.toBeNull();
});

test('an address that looks like several is one recipient', async () => {
  await expect(
    mailSignInLink({ email: 'a@example.org,victim@example.org', next: '/', sender: randomUUID() }),
  ).rejects.toMatchObject({ code: 'unavailable' });
  expect(await mailsTo(folder, 'victim@example.org')).toEqual([]);
});

test('the account of a link is its address’s', async () => {
  const email = newAddress();
  const first = await redeemSignInLink(tokenOf(await ask(email)), null);
  const second = await redeemSignInLink(tokenOf(await ask(email)), null);
  if (first.state !== 'signed-in' || second.state !== 'signed-in') throw new Error('not signed in');
  expect(second.session.userId).toBe(first.session.userId);
  expect(await readAccount(first.session.userId)).toMatchObject({ email, sessions: 2 });
});
