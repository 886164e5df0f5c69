/** All that is kept of a person, as files for a zip that is made while it is sent. */
import { readAccount, readUsage } from './accounts.ts';
import { db } from './db.ts';
import { providerName } from './sign-in-providers.ts';
import { streamFile } from './storage.ts';
import { avatarKeys, selfieKeys } from './storage-keys.ts';

/** A file as a zip wants it. */
export type ExportedFile = { name: string; lastModified: Date; input: ReadableStream<Uint8Array> | string };

/** Records that are read at once. */
const PAGE = 500;

const README = `All that Selfsame keeps of you.

selfies/      your photos, as they are kept: without metadata
avatars/      your avatars in full size, those in the trash too
account.json  who you are, how you sign in, what you asked for by day
selfies.json, generations.json, avatars.json, share-links.json, api-keys.json
              every record with all its settings; files are named by the first letters of their ids
`;

/** The person's files, each opened when its turn comes. */
export async function* exportPerson(userId: string): AsyncGenerator<ExportedFile> {
  const now = new Date();
  const json = (name: string, value: unknown) => ({
    name,
    lastModified: now,
    input: `${JSON.stringify(value, writable, 2)}\n`,
  });
  yield { name: 'README.txt', lastModified: now, input: README };
  yield json('account.json', await exportAccount(userId));
  yield list(
    'selfies.json',
    now,
    pages((after) => selfiePage(userId, after)),
  );
  yield list(
    'generations.json',
    now,
    pages((after) => generationPage(userId, after)),
  );
  yield list(
    'avatars.json',
    now,
    pages((after) => avatarPage(userId, after)),
  );
  yield json('share-links.json', await exportLinks(userId));
  yield json('api-keys.json', await exportKeys(userId));
  for await (const { id, createdAt } of pages((after) => selfiePage(userId, after))) {
    const file = await streamFile(selfieKeys(id).full);
    if (file) yield { name: `selfies/${nameOf(createdAt, id)}.jpg`, lastModified: createdAt, input: file.stream };
  }
  for await (const { id, style, createdAt } of pages((after) => avatarPage(userId, after))) {
    const file = await streamFile(avatarKeys(id).full);
    const name = `avatars/${nameOf(createdAt, id)}-${style}.png`;
    if (file) yield { name, lastModified: createdAt, input: file.stream };
  }
}

function nameOf(createdAt: Date, id: string): string {
  return `${createdAt.toISOString().slice(0, 10)}-${id.slice(0, 8)}`;
}

async function exportAccount(userId: string) {
  const [account, today, usage] = await Promise.all([
    readAccount(userId),
    readUsage(userId),
    db().dailyUsage.findMany({
      where: { ownerId: userId },
      select: { day: true, used: true },
      orderBy: { day: 'asc' },
    }),
  ]);
  return {
    ...account,
    identities: account?.identities.map(({ provider, address }) => ({ provider: providerName(provider), address })),
    dailyLimit: today.limit,
    usage: usage.map(({ day, used }) => ({ day: day.toISOString().slice(0, 10), used })),
  };
}

/** By id, so that what changes meanwhile is neither left out nor told twice. */
type After = { id: { gt: string } } | Record<string, never>;

async function* pages<Row extends { id: string }>(read: (after: After) => Promise<Row[]>): AsyncGenerator<Row> {
  let after: After = {};
  for (;;) {
    const rows = await read(after);
    yield* rows;
    const last = rows.at(-1);
    if (last === undefined || rows.length < PAGE) return;
    after = { id: { gt: last.id } };
  }
}

const inOrder = { orderBy: { id: 'asc' }, take: PAGE } as const;

function selfiePage(ownerId: string, after: After) {
  return db().selfie.findMany({ where: { ownerId, ...after }, omit: { ownerId: true }, ...inOrder });
}

function generationPage(ownerId: string, after: After) {
  const apiRequest = { omit: { ownerId: true, generationId: true, secret: true } } as const;
  const omit = { ownerId: true, turn: true } as const;
  return db().generation.findMany({ where: { ownerId, ...after }, omit, include: { apiRequest }, ...inOrder });
}

function avatarPage(ownerId: string, after: After) {
  const omit = { ownerId: true, placeholder: true } as const;
  return db().avatar.findMany({ where: { ownerId, ...after }, omit, ...inOrder });
}

/** Without what would open a locked link. */
async function exportLinks(ownerId: string) {
  const links = await db().shareLink.findMany({
    where: { ownerId },
    omit: { ownerId: true, tries: true, triesAt: true },
    include: { avatars: { select: { avatarId: true }, orderBy: { position: 'asc' } } },
    orderBy: { createdAt: 'asc' },
  });
  return links.map(({ passwordHash, avatars, ...link }) => ({
    ...link,
    hasPassword: passwordHash !== null,
    avatars: avatars.map(({ avatarId }) => avatarId),
  }));
}

/** Without what would sign a request, or a webhook. */
async function exportKeys(ownerId: string) {
  const omit = { ownerId: true, hash: true } as const;
  return db().apiKey.findMany({ where: { ownerId }, omit, orderBy: { createdAt: 'asc' } });
}

/** Records as a JSON list, written while they are read. */
function list(name: string, lastModified: Date, rows: AsyncGenerator<{ id: string }>): ExportedFile {
  const encoder = new TextEncoder();
  let first = true;
  const input = new ReadableStream<Uint8Array>({
    async pull(controller) {
      const { value, done } = await rows.next();
      if (done) {
        controller.enqueue(encoder.encode(first ? '[]\n' : '\n]\n'));
        controller.close();
        return;
      }
      controller.enqueue(encoder.encode(`${first ? '[\n' : ',\n'}${JSON.stringify(value, writable)}`));
      first = false;
    },
    cancel: async () => void (await rows.return(undefined)),
  });
  return { name, lastModified, input };
}

/** Seeds are larger than the database's usual numbers, and fit JSON's. */
function writable(_: string, value: unknown): unknown {
  return typeof value === 'bigint' ? Number(value) : value;
}
