/** A real mail server for tests: takes every mail and lays it down parsed, one file each, for any process to read. */
import { randomUUID } from 'node:crypto';
import { mkdir, readdir, readFile, rename, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { simpleParser } from 'mailparser';
import { SMTPServer } from 'smtp-server';

export type ReceivedMail = { to: string; from: string; subject: string; text: string; html: string; headers: string[] };

const USER = 'selfsame';
const PASSWORD = 'mail-password';

/** Starts it on a free port. Addresses that begin with `refused` aren't taken. */
export async function startMailServer(folder: string): Promise<{ url: string; stop: () => Promise<void> }> {
  await mkdir(folder, { recursive: true });
  const server = new SMTPServer({
    // No certificate in a test: the password goes in the clear, on this machine.
    allowInsecureAuth: true,
    disabledCommands: ['STARTTLS'],
    disableReverseLookup: true,
    onAuth: ({ username, password }, _session, done) =>
      username === USER && password === PASSWORD ? done(null, { user: username }) : done(new Error('wrong password')),
    onRcptTo: ({ address }, _session, done) =>
      address.startsWith('refused') ? done(new Error(`No such mailbox: ${address}`)) : done(),
    onData: (stream, session, done) => {
      const store = async () => {
        const mail = await simpleParser(stream);
        const received: ReceivedMail = {
          to: session.envelope.rcptTo.map(({ address }) => address).join(' '),
          from: mail.from?.text ?? '',
          subject: mail.subject ?? '',
          text: mail.text ?? '',
          html: mail.html || '',
          headers: mail.headerLines.map(({ line }) => line),
        };
        const draft = path.join(folder, `.${randomUUID()}`);
        await writeFile(draft, JSON.stringify(received));
        await rename(draft, path.join(folder, `${Date.now()}-${randomUUID()}.json`));
      };
      store().then(() => done(), done);
    },
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  return {
    url: `smtp://${USER}:${PASSWORD}@127.0.0.1:${address.port}`,
    stop: () => new Promise((resolve) => server.close(resolve)),
  };
}

/** The mails that came for an address, oldest first. */
export async function mailsTo(folder: string, address: string): Promise<ReceivedMail[]> {
  const names = (await readdir(folder)).filter((name) => name.endsWith('.json')).sort();
  const mails = await Promise.all(
    names.map(async (name) => JSON.parse(await readFile(path.join(folder, name), 'utf8')) as ReceivedMail),
  );
  return mails.filter(({ to }) => to === address);
}

/** The address of the page that signs in, as a mail's plain text has it. */
export function linkIn({ text }: ReceivedMail): string {
  const [link] = /https?:\/\/\S+\/sign-in\/link\?token=[\w-]+/.exec(text) ?? [];
  if (link === undefined) throw new Error(`no link in: ${text}`);
  return link;
}
