/** Mail: the only importer of the mail library. */
import nodemailer from 'nodemailer';
import { env } from './env.ts';
import { once } from './once.ts';

/** How long a mail server may take for each step before the person is told, in milliseconds. */
const TIMEOUT_MS = 10_000;

type Mail = { to: string; subject: string; text: string; html: string };

/** Hands a mail to the operator's mail server. @throws when that doesn't take it */
export async function sendMail(mail: Mail): Promise<void> {
  const { mail: settings } = env();
  if (settings === null) throw new Error('Setting SMTP_URL is missing: no mail can be sent.');
  const transport = once('mail', () =>
    nodemailer.createTransport(settings.smtpUrl, {
      connectionTimeout: TIMEOUT_MS,
      greetingTimeout: TIMEOUT_MS,
      socketTimeout: TIMEOUT_MS,
      // Nothing of a mail is ever read from a file or an address.
      disableFileAccess: true,
      disableUrlAccess: true,
    }),
  );
  await transport.sendMail({
    ...mail,
    // As an object: an address is never taken apart into several.
    to: { name: '', address: mail.to },
    from: settings.from,
    headers: { 'Auto-Submitted': 'auto-generated', 'X-Auto-Response-Suppress': 'All' },
  });
}
