/** The software of others that an installation runs or sends to browsers, with its licences: read from what is installed. */
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import * as m from '../messages/compiled/licences.ts';
import { once } from './once.ts';

export type ThirdParty = {
  name: string;
  version: string;
  /** As its maker says it, mostly an SPDX expression. */
  licence: string;
  /** `named` = not permissive, but listed here with the reason why it may ship; `refused` = neither. */
  verdict: 'permissive' | 'named' | 'refused';
  /** Why a named one may ship, in the language spoken then. */
  reason: (() => string) | null;
};

const PERMISSIVE = new Set([
  ...['MIT', 'MIT-0', 'ISC', 'Apache-2.0', 'BSD-2-Clause', 'BSD-3-Clause', '0BSD', 'Zlib', 'BlueOak-1.0.0'],
  ...['Unlicense', 'CC0-1.0', 'Python-2.0', 'OFL-1.1', 'CC-BY-4.0'],
]);

/** Each is a decision: sharp's image library, and the HEIC decoder that browsers load when they have none. */
const NAMED: [RegExp, () => string][] = [
  [/^@img\/sharp-(libvips-|win32-|wasm32)/, m.libvips],
  [/^heic-to$/, m.libheif],
];

type LockedPackage = {
  version?: string;
  license?: string;
  dependencies?: Record<string, string>;
  optionalDependencies?: Record<string, string>;
  devDependencies?: Record<string, string>;
};

/** All of them, by name; those for other platforms too. @param root the project's folder */
export async function listThirdParty(root = process.cwd()): Promise<ThirdParty[]> {
  const { packages } = JSON.parse(await readFile(path.join(root, 'package-lock.json'), 'utf8')) as {
    packages: Record<string, LockedPackage>;
  };
  return [...shipped(packages)]
    .map((place) => describe(place, packages[place] ?? {}))
    .sort((a, b) => a.name.localeCompare(b.name, 'en') || a.version.localeCompare(b.version, 'en'));
}

/** Places in node_modules of all that our dependencies need, as Node finds them. */
function shipped(packages: Record<string, LockedPackage>): Set<string> {
  const found = new Set<string>();
  const visit = (from: string) => {
    const { dependencies = {}, optionalDependencies = {} } = packages[from] ?? {};
    for (const name of Object.keys({ ...dependencies, ...optionalDependencies })) {
      const place = resolve(packages, from, name);
      if (place === null || found.has(place)) continue;
      found.add(place);
      visit(place);
    }
  };
  visit('');
  return found;
}

/** The nearest of that name, going up from where it is asked for. */
function resolve(packages: Record<string, LockedPackage>, from: string, name: string): string | null {
  for (let base = from; ; base = base.slice(0, Math.max(0, base.lastIndexOf('/node_modules/')))) {
    const place = base === '' ? `node_modules/${name}` : `${base}/node_modules/${name}`;
    if (place in packages) return place;
    if (base === '') return null;
  }
}

function describe(place: string, { version = '', license = 'unknown' }: LockedPackage): ThirdParty {
  const name = nameOf(place);
  if (isPermissive(license)) return { name, version, licence: license, verdict: 'permissive', reason: null };
  const [, reason = null] = NAMED.find(([pattern]) => pattern.test(name)) ?? [];
  return { name, version, licence: license, verdict: reason === null ? 'refused' : 'named', reason };
}

const nameOf = (place: string) => place.slice(place.lastIndexOf('node_modules/') + 'node_modules/'.length);

/** Of an SPDX expression: one of what `OR` offers, all of what `AND` joins. */
function isPermissive(expression: string): boolean {
  return expression
    .replace(/[()]/g, '')
    .split(/ OR /i)
    .some((choice) => choice.split(/ AND /i).every((licence) => PERMISSIVE.has(licence.trim())));
}

export type Notice = ThirdParty & {
  /** The licence came with it, as text. */
  hasText: boolean;
};

/** Those that are installed here: not those for other platforms. */
export async function listNotices(): Promise<Notice[]> {
  return once('third-party', async () => {
    const notices = await Promise.all(
      (await listThirdParty()).map(async (each) => {
        const files = await filesOf(each.name);
        return files === null ? null : { ...each, hasText: files.some((file) => LICENCE_FILE.test(file)) };
      }),
    );
    return notices.filter((notice) => notice !== null);
  });
}

const LICENCE_FILE = /^(licen[cs]e|copying|notice|ofl)([.-].*)?$/i;

const folderOf = (name: string) => path.join(process.cwd(), 'node_modules', name);

async function filesOf(name: string): Promise<string[] | null> {
  return readdir(folderOf(name)).catch(() => null);
}

/**
 * The licence that came with a package, as text; `null` when there is none.
 * @param name of a package that `listNotices` lists: anything else isn't looked for
 */
export async function readLicence(name: string): Promise<string | null> {
  if (!(await listNotices()).some((notice) => notice.name === name && notice.hasText)) return null;
  const texts = ((await filesOf(name)) ?? []).filter((file) => LICENCE_FILE.test(file)).sort();
  return (await Promise.all(texts.map((file) => readFile(path.join(folderOf(name), file), 'utf8')))).join('\n\n');
}
