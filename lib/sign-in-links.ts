/**
 * Links that are mailed to sign in. Only the mail has the token, the database its hash. Opening the link shows a page;
 * pressing its button uses it up, so that a mail scanner that opens every link doesn't.
 */
import { createHash, createHmac, randomBytes } from 'node:crypto';
import * as m from '../messages/compiled/signIn.ts';
import { databaseNow } from './clock.ts';
import { db, type Transaction } from './db.ts';
import { env } from './env.ts';
import { AppError } from './errors.ts';
import { logError } from './log.ts';
import type { SessionKey } from './sessions.ts';
import { type Proof, retrySignIn, signInWithin } from './sign-in.ts';
import { sendSignInMail } from './sign-in-mail.ts';

/** How long a link works, in hours. */
const LINK_HOURS = 1;
/** How long its record stays, so that a used one can be told from an unknown one, and to count, in hours. */
const KEPT_HOURS = 24;
/** Links an hour: for one address, so that nobody's mailbox is filled; from one network address; and altogether. */
const LIMITS = { address: 5, sender: 30, all: 1000 } as const;
/** Any number, the same in each process: links are counted and made one after the other. */
const LINKS_LOCK = 7_281_935;

export type LinkState = { state: 'open'; email: string; next: string } | { state: 'used' } | { state: 'expired' };

/** Whether links can be mailed at all. */
export function mayMailLinks(): boolean {
  return env().mail !== null;
}

/**
 * Mails a link that signs in to `email`'s account, or makes it.
 * @param next where it leads then: a path of ours
 * @param sender the network address that asks
 * @throws AppError `over_limit` when too many were asked for, `unavailable` when the mail can't be sent
 */
export async function mailSignInLink(wish: { email: string; next: string; sender: string }): Promise<void> {
  const token = randomBytes(32).toString('base64url');
  const tokenHash = hashOf(token);
  const { email, next } = wish;
  const sender = senderOf(wish.sender);
  await db().$transaction(async (tx) => {
    await tx.$executeRaw`SELECT pg_advisory_xact_lock(${LINKS_LOCK})`;
    await checkLimits(tx, email, sender);
    await tx.$executeRaw`
      INSERT INTO sign_in_links (token_hash, email, next, sender, expires_at)
      VALUES (${tokenHash}, ${email}, ${next}, ${sender}, now() + make_interval(hours => ${LINK_HOURS}))`;
  });
  try {
    await sendSignInMail(email, `${env().publicUrl}/sign-in/link?token=${token}`, LINK_HOURS);
  } catch (error) {
    logError('mail.failed', withoutAddress(error));
    // Nobody has it; it still counts, so that a broken mail server isn't asked again and again.
    await db().signInLink.updateMany({ where: { tokenHash }, data: { usedAt: await databaseNow() } });
    throw new AppError('unavailable', m.notMailed(), { field: 'email' });
  }
}

async function checkLimits(tx: Transaction, email: string, sender: string): Promise<void> {
  const [counts] = await tx.$queryRaw<{ address: number; sender: number; all: number }[]>`
    SELECT count(*) FILTER (WHERE email = ${email})::int AS address,
           count(*) FILTER (WHERE sender = ${sender})::int AS sender, count(*)::int AS "all"
    FROM sign_in_links WHERE created_at > now() - interval '1 hour'`;
  if (counts === undefined) return;
  if (counts.address >= LIMITS.address || counts.sender >= LIMITS.sender || counts.all >= LIMITS.all) {
    throw new AppError('over_limit', m.manyLinks(), {
      field: 'email',
    });
  }
}

/** How a link stands, without using it up. */
export async function readSignInLink(token: string): Promise<LinkState> {
  const [link] = await db().$queryRaw<{ email: string; next: string; used: boolean; expired: boolean }[]>`
    SELECT email, next, used_at IS NOT NULL AS used, expires_at <= now() AS expired
    FROM sign_in_links WHERE token_hash = ${hashOf(token)}`;
  if (link?.used) return { state: 'used' };
  if (link === undefined || link.expired) return { state: 'expired' };
  return { state: 'open', email: link.email, next: link.next };
}

/**
 * Uses a link up, in the transaction that signs in: it works once, whoever presses at the same time.
 * @param browser the session that the browser has, if any
 */
export async function redeemSignInLink(
  token: string,
  browser: SessionKey | null,
): Promise<{ state: 'signed-in'; session: SessionKey; next: string } | Exclude<LinkState, { state: 'open' }>> {
  return retrySignIn(async (tx) => {
    const [link] = await tx.$queryRaw<{ email: string; next: string }[]>`
      UPDATE sign_in_links SET used_at = now()
      WHERE token_hash = ${hashOf(token)} AND used_at IS NULL AND expires_at > now() RETURNING email, next`;
    if (link === undefined) {
      const [known] = await tx.$queryRaw<{ used: boolean }[]>`
        SELECT used_at IS NOT NULL AS used FROM sign_in_links WHERE token_hash = ${hashOf(token)}`;
      return { state: known?.used ? 'used' : 'expired' };
    }
    const proof: Proof = { by: 'mail', email: link.email };
    return { state: 'signed-in', session: await signInWithin(tx, proof, browser), next: link.next };
  });
}

/** Removes the records of links that are over. */
export async function removeOldSignInLinks(): Promise<void> {
  await db().$executeRaw`DELETE FROM sign_in_links WHERE created_at < now() - make_interval(hours => ${KEPT_HOURS})`;
}

function hashOf(token: string): string {
  return createHash('sha256').update(token).digest('base64url');
}

/** Keyed, since network addresses are few enough to be tried out. */
function senderOf(address: string): string {
  return createHmac('sha256', env().authSecret ?? '')
    .update(`sender ${address}`)
    .digest('base64url');
}

/** A mail server's refusal names whom the mail was for: of it the log gets only the kind. */
function withoutAddress(error: unknown): string {
  const { code, responseCode } = error as { code?: string; responseCode?: number };
  return [code ?? 'unknown', responseCode].filter((part) => part !== undefined).join(' ');
}
