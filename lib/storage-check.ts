/** Records against files, both ways: what a crash between the two left behind, and what was lost. */
import { ago } from './clock.ts';
import { db, type Transaction } from './db.ts';
import { selfieThumb } from './selfies.ts';
import { listFiles, putFile, readStoredFile, removeFiles, removeListedFile } from './storage.ts';
import { avatarKeys, recordOf, selfieKeys } from './storage-keys.ts';
import type { ListedFile } from './storage-store.ts';

/** A file is written before its row: one so young may still get it. */
const ORPHAN_HOURS = 24;
const HOUR_MS = 3_600_000;
/** The comparison of a large installation takes as long as listing a bucket of millions. */
const CHECK_LIMIT_MS = 6 * HOUR_MS;

/** Which files a record has; an avatar's smaller pictures are made when they are wanted. */
const KINDS = {
  avatars: { keys: avatarKeys, sizes: ['full'] },
  selfies: { keys: selfieKeys, sizes: ['full', 'thumb'] },
} as const;
type Kind = keyof typeof KINDS;

const isKind = (kind: string): kind is Kind => Object.hasOwn(KINDS, kind);

/**
 * Crashes leave a few. So many mean that the database and the files aren't of the same installation, and the next step
 * would be to remove all of one of them.
 */
const isTooMany = (found: number, of: number) => found > Math.max(20, of / 2);

export type StorageReport = {
  records: number;
  files: number;
  /** Of all files. */
  bytes: number;
  /** Files without a record. */
  orphans: string[];
  /** Interrupted writes. */
  leftovers: string[];
  /** Nothing of ours: reported, and never removed. */
  unknown: string[];
  /** Records without their picture: nothing is left to show. */
  lost: string[];
  /** Selfies' thumbnails that can be made again. */
  thumbnails: string[];
  repaired: boolean;
};

/**
 * Compares all records with all files. With `repair`, files without a record go (those older than `olderThanMs`; one
 * hour unless told), records without their picture go, and thumbnails are made again.
 * @throws Error in one line, before anything is repaired, when most would go; unless `evenMost`
 */
export async function checkFiles(options: {
  repair: boolean;
  evenMost?: boolean;
  olderThanMs?: number;
}): Promise<StorageReport> {
  const before = await ago(options.olderThanMs ?? HOUR_MS);
  const report = await db().$transaction((tx) => compare(tx, before), { timeout: CHECK_LIMIT_MS });
  if (!options.repair) return report;
  const { orphans, files, lost, records } = report;
  if (!options.evenMost && (isTooMany(orphans.length, files) || isTooMany(lost.length, records))) {
    throw new Error(
      `${orphans.length} of ${files} files have no record and ${lost.length} of ${records} records no picture: are DATABASE_URL, STORAGE_URL and DATA_DIR of the same installation? Nothing was repaired.`,
    );
  }
  for (const name of [...orphans, ...report.leftovers]) await removeListedFile(name);
  for (const key of report.thumbnails) await makeThumbnail(key);
  for (const key of lost) await removeRecord(key);
  return { ...report, repaired: true };
}

async function compare(tx: Transaction, before: Date): Promise<StorageReport> {
  const report: StorageReport = {
    ...{ records: 0, files: 0, bytes: 0, orphans: [], leftovers: [], unknown: [], lost: [], thumbnails: [] },
    repaired: false,
  };
  await tx.$executeRaw`CREATE TEMPORARY TABLE listed (key text) ON COMMIT DROP`;
  for await (const files of pages()) {
    const ours = files.filter(({ kind }) => kind === 'file');
    await tx.$executeRaw`INSERT INTO listed SELECT unnest(${ours.map(({ name }) => name)}::text[])`;
    report.files += ours.length;
    report.bytes += ours.reduce((sum, { size }) => sum + size, 0);
    report.leftovers.push(...files.filter((file) => file.kind === 'leftover' && file.modifiedAt < before).map(nameOf));
    report.unknown.push(...files.filter((file) => file.kind === 'unknown').map(nameOf));
    report.orphans.push(...(await withoutRecord(ours.filter((file) => file.modifiedAt < before))));
  }
  await tx.$executeRaw`CREATE INDEX ON listed (key)`;
  for (const kind of Object.keys(KINDS) as Kind[]) {
    report.records += await countOf(kind);
    for (const size of KINDS[kind].sizes) {
      const ending = KINDS[kind].keys('')[size].slice(`${kind}/`.length);
      const missing = await missingFiles(tx, kind, ending);
      report[size === 'full' ? 'lost' : 'thumbnails'].push(...missing);
    }
  }
  const lost = new Set(report.lost.map((key) => recordOf(key).id));
  report.thumbnails = report.thumbnails.filter((key) => !lost.has(recordOf(key).id));
  return report;
}

async function* pages(): AsyncGenerator<ListedFile[]> {
  for (let cursor: string | null = null; ; ) {
    const { files, next } = await listFiles(cursor);
    yield files;
    if (next === null) return;
    cursor = next;
  }
}

const nameOf = ({ name }: ListedFile) => name;

async function countOf(kind: Kind): Promise<number> {
  return kind === 'avatars' ? db().avatar.count() : db().selfie.count();
}

/** The names of files that no record claims. A record claims every file under its id. */
async function withoutRecord(files: ListedFile[]): Promise<string[]> {
  const ids = files.map(({ name }) => recordOf(name)).filter(({ kind }) => isKind(kind));
  const known = await knownIds([...new Set(ids.map(({ id }) => id))]);
  return files
    .filter(({ name }) => isKind(recordOf(name).kind) && !known.has(`${recordOf(name).kind}/${recordOf(name).id}`))
    .map(nameOf);
}

async function knownIds(ids: string[]): Promise<Set<string>> {
  const rows = await db().$queryRaw<{ name: string }[]>`
    SELECT 'avatars/' || id AS name FROM avatars WHERE id = ANY(${ids}::uuid[])
    UNION ALL SELECT 'selfies/' || id FROM selfies WHERE id = ANY(${ids}::uuid[])`;
  return new Set(rows.map(({ name }) => name));
}

/** Keys of files that records should have and the list hasn't; what came after the list was made is looked at again. */
async function missingFiles(tx: Transaction, kind: Kind, ending: string): Promise<string[]> {
  const rows =
    kind === 'avatars'
      ? await tx.$queryRaw<{ key: string }[]>`
          SELECT key FROM (SELECT 'avatars/' || id || ${ending} AS key FROM avatars) AS wanted
          WHERE NOT EXISTS (SELECT FROM listed WHERE listed.key = wanted.key)`
      : await tx.$queryRaw<{ key: string }[]>`
          SELECT key FROM (SELECT 'selfies/' || id || ${ending} AS key FROM selfies) AS wanted
          WHERE NOT EXISTS (SELECT FROM listed WHERE listed.key = wanted.key)`;
  const missing: string[] = [];
  for (const { key } of rows) if ((await readStoredFile(key)) === null) missing.push(key);
  return missing;
}

async function makeThumbnail(key: string): Promise<void> {
  const picture = await readStoredFile(selfieKeys(recordOf(key).id).full);
  if (picture !== null) await putFile(key, await selfieThumb(picture));
}

async function removeRecord(key: string): Promise<void> {
  const { kind, id } = recordOf(key);
  // It may have come back meanwhile, with the bucket's connection or a folder that was mounted.
  if ((await readStoredFile(key)) !== null) return;
  if (kind === 'avatars') await db().avatar.deleteMany({ where: { id } });
  else await db().selfie.deleteMany({ where: { id } });
  await removeFiles(Object.values(KINDS[kind as Kind].keys(id)));
}

/**
 * Removes orphans and interrupted writes of a page of files, a page each time it is called; once through all, it rests
 * for a day. Processes share the place where it is.
 * @returns how many were removed
 * @throws Error when most of a page has no record
 */
export async function sweepOrphans(): Promise<number> {
  const [chore] = await db().$queryRaw<{ cursor: string | null }[]>`
    INSERT INTO chores (name, cursor, ran_at) VALUES ('orphans', NULL, now())
    ON CONFLICT (name) DO UPDATE SET ran_at = now()
    WHERE chores.cursor IS NOT NULL OR chores.ran_at < now() - interval '1 day'
    RETURNING cursor`;
  if (chore === undefined) return 0;
  const { files, next } = await listFiles(chore.cursor);
  const before = await ago(ORPHAN_HOURS * HOUR_MS);
  const old = files.filter(({ modifiedAt }) => modifiedAt < before);
  const orphans = await withoutRecord(old.filter(({ kind }) => kind === 'file'));
  if (isTooMany(orphans.length, files.length)) {
    throw new Error(`${orphans.length} of ${files.length} files have no record: see npm run doctor`);
  }
  const leftovers = old.filter(({ kind }) => kind === 'leftover').map(nameOf);
  for (const name of [...orphans, ...leftovers]) await removeListedFile(name);
  await db().chore.update({ where: { name: 'orphans' }, data: { cursor: next } });
  return orphans.length + leftovers.length;
}
