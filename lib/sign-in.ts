/**
 * Signing in: whose account a proof opens, and what becomes of the guest who brings it.
 *
 * An account is found by the provider's own name for a person, or by an address that is proven to be theirs: mailed to,
 * or called verified by a provider that can know. An address that is only claimed finds and is kept for nothing.
 */
import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import * as m from '../messages/compiled/signIn.ts';
import { databaseNow } from './clock.ts';
import { db, Prisma, type Transaction } from './db.ts';
import { lockGuest, moveHistory } from './guest-history.ts';
import { openSession, type SessionKey } from './sessions.ts';

/** The longest address that mail can carry. */
const ADDRESS_MAX_LENGTH = 254;

/** An address as it is kept: in small letters, so that it is one however it was typed. */
export const emailAddress = z
  .string()
  .trim()
  .toLowerCase()
  .max(ADDRESS_MAX_LENGTH, 'This address is too long.')
  .pipe(z.email({ error: () => m.notAnAddress() }));

export type Proof =
  | { by: 'mail'; email: string }
  | {
      by: 'provider';
      provider: string;
      /** The provider's own name for the person, which never changes. */
      subject: string;
      /** What the provider calls them; shown, and proof of nothing. */
      address: string | null;
      /** Proven to be theirs; `null` when the provider doesn't vouch for it. */
      email: string | null;
      name: string | null;
    };

/** Times that signing in begins anew when it met another one for the same person. */
const ATTEMPTS = 5;

/**
 * Signs a browser in with a proof. A guest becomes the member, or, when there is an account already, moves into it. The
 * browser gets a session of its own: the one it had before shows nothing from then on.
 * @param browser the session that it had, if any
 */
export async function signIn(proof: Proof, browser: SessionKey | null): Promise<SessionKey> {
  return retrySignIn((tx) => signInWithin(tx, proof, browser));
}

/** Runs the transaction of a signing in, anew when it met another one for the same person. */
export async function retrySignIn<Value>(run: (tx: Transaction) => Promise<Value>): Promise<Value> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await db().$transaction(run, { timeout: 20_000 });
    } catch (error) {
      if (attempt === ATTEMPTS || !metAnother(error)) throw error;
    }
  }
}

/** As `signIn`, as part of a transaction that is run by `retrySignIn`. */
export async function signInWithin(tx: Transaction, proof: Proof, browser: SessionKey | null): Promise<SessionKey> {
  const guestId =
    browser && (await isOpen(tx, browser)) && (await lockGuest(tx, browser.userId)) ? browser.userId : null;
  const accountId = await findAccount(tx, proof);
  const userId = accountId ?? (await makeMember(tx, guestId, proof));
  if (proof.by === 'provider') await keepIdentity(tx, userId, proof);
  if (browser)
    await (guestId !== null || browser.userId === userId ? replaceSession : dropSession)(tx, browser, userId);
  if (guestId !== null && guestId !== userId) await moveHistory(tx, guestId, userId);
  // Whoever else holds the guest's cookie doesn't get the account with it.
  if (guestId === userId) await tx.session.deleteMany({ where: { userId, replacedAt: null } });
  return openSession(userId, tx);
}

/** PostgreSQL's codes for: it exists already, two waited for each other, two changed the same. */
const MET_ANOTHER = new Set(['23505', '40P01', '40001']);
const databaseError = z.object({ driverAdapterError: z.object({ cause: z.object({ originalCode: z.string() }) }) });

/** Two at a time made the same account, or waited for each other: the second finds what the first one made. */
function metAnother(error: unknown): boolean {
  if (!(error instanceof Prisma.PrismaClientKnownRequestError)) return false;
  const { data } = databaseError.safeParse(error.meta);
  return data !== undefined && MET_ANOTHER.has(data.driverAdapterError.cause.originalCode);
}

async function isOpen(tx: Transaction, { userId, sessionId }: SessionKey): Promise<boolean> {
  return (await tx.session.count({ where: { id: sessionId, userId, replacedAt: null } })) > 0;
}

/** The account of a proof, kept from being deleted meanwhile. */
async function findAccount(tx: Transaction, proof: Proof): Promise<string | null> {
  const byIdentity =
    proof.by === 'provider' &&
    (await tx.identity.findUnique({
      where: { provider_subject: { provider: proof.provider, subject: proof.subject } },
      select: { userId: true },
    }));
  const found = byIdentity
    ? byIdentity.userId
    : proof.email && (await tx.user.findUnique({ where: { email: proof.email }, select: { id: true } }))?.id;
  if (!found) return null;
  const [kept] = await tx.$queryRaw<{ id: string }[]>`
    SELECT id FROM users WHERE id = ${found}::uuid AND erasing_at IS NULL FOR UPDATE`;
  return kept?.id ?? null;
}

async function makeMember(tx: Transaction, guestId: string | null, proof: Proof): Promise<string> {
  const data = {
    memberSince: await databaseNow(),
    email: proof.email,
    name: proof.by === 'provider' ? proof.name : null,
  };
  const { id } =
    guestId === null
      ? await tx.user.create({ data: { id: randomUUID(), ...data }, select: { id: true } })
      : await tx.user.update({ where: { id: guestId }, data, select: { id: true } });
  return id;
}

/** Remembers a provider's account; an address that it vouches for becomes the member's, when it is nobody's. */
async function keepIdentity(
  tx: Transaction,
  userId: string,
  { provider, subject, address, email, name }: Extract<Proof, { by: 'provider' }>,
): Promise<void> {
  await tx.identity.upsert({
    where: { provider_subject: { provider, subject } },
    create: { provider, subject, userId, address },
    update: { address },
  });
  if (name !== null) await tx.user.updateMany({ where: { id: userId, name: null }, data: { name } });
  if (email === null) return;
  const taken = await tx.user.count({ where: { email } });
  if (taken === 0) await tx.user.updateMany({ where: { id: userId, email: null }, data: { email } });
}

/** Another member was signed in: what their pages still send must not arrive here. */
async function dropSession(tx: Transaction, { userId, sessionId }: SessionKey): Promise<void> {
  await tx.session.deleteMany({ where: { id: sessionId, userId } });
}

/** The browser's session from before only lets what is being uploaded arrive, at the account. */
async function replaceSession(tx: Transaction, { userId, sessionId }: SessionKey, newUserId: string): Promise<void> {
  await tx.session.updateMany({
    where: { id: sessionId, userId, replacedAt: null },
    data: { replacedAt: await databaseNow(), userId: newUserId },
  });
}
