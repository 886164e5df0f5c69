/**
 * What the embedded engine adds to an installation: the packages that its modules import, with everything those need,
 * and its own weights; how large they are on this platform, and under which licences.
 *
 *     npx tsx bench/engine-size.ts
 *
 * Ends with 1 when it is more than 150 MB, or when a licence is not among those that let anyone ship it.
 */
import { readdir, readFile, stat } from 'node:fs/promises';
import { builtinModules } from 'node:module';
import path from 'node:path';

const ENGINE = 'lib/engine';
const MOST_MEGABYTES = 150;
/** Licences that ask for a notice at most; sharp's own image library is used as a library of its own (LGPL). */
const PERMISSIVE = ['MIT', 'ISC', '0BSD', 'BSD-2-Clause', 'BSD-3-Clause', 'Apache-2.0', 'CC0-1.0', 'LGPL-3.0-or-later'];

type Package = {
  version?: string;
  license?: string;
  dependencies?: Record<string, string>;
  optionalDependencies?: Record<string, string>;
};

const lock: { packages: Record<string, Package> } = JSON.parse(await readFile('package-lock.json', 'utf8'));
const found = new Map<string, Package>();
for (const name of await importedBy(ENGINE)) await addWithNeeds(name, '');

let total = 0;
let failed = false;
console.log(`${'package'.padEnd(46)} ${'version'.padEnd(10)} ${'licence'.padEnd(34)}       MB`);
for (const [folder, { version = '', license = 'none stated' }] of [...found].sort(([a], [b]) => a.localeCompare(b))) {
  total += report(folder.replace('node_modules/', ''), version, license, await sizeOf(folder));
}
total += report(
  'weights of the networks (see their NOTICE)',
  '',
  'Apache-2.0 AND CC0-1.0',
  await sizeOf(`${ENGINE}/models`),
);
failed ||= total > MOST_MEGABYTES;
console.log(`${'together'.padEnd(92)} ${total.toFixed(1).padStart(8)} ${total > MOST_MEGABYTES ? 'FAIL' : 'PASS'}`);
process.exit(failed ? 1 : 0);

/** Prints a line and returns the size in megabytes. */
function report(name: string, version: string, licence: string, bytes: number): number {
  const permitted = licence.split(/ AND /).every((part) => PERMISSIVE.includes(part));
  failed ||= !permitted;
  const megabytes = bytes / 1e6;
  console.log(
    `${name.padEnd(46)} ${version.padEnd(10)} ${licence.padEnd(34)} ${megabytes.toFixed(1).padStart(8)}${permitted ? '' : ' FAIL'}`,
  );
  return megabytes;
}

/** Packages that the modules of a folder import. */
async function importedBy(folder: string): Promise<Set<string>> {
  const names = new Set<string>();
  for (const file of await readdir(folder, { recursive: true })) {
    if (!file.endsWith('.ts')) continue;
    const text = await readFile(path.join(folder, file), 'utf8');
    for (const [, source = ''] of text.matchAll(/(?:from|import)\s*\(?'([^'.][^']*)'/g)) {
      const [scope = '', name = ''] = source.split('/');
      const whole = scope.startsWith('@') ? `${scope}/${name}` : scope;
      if (!source.startsWith('node:') && !builtinModules.includes(whole)) names.add(whole);
    }
  }
  return names;
}

/** Adds a package as Node finds it from `from`, and what it needs; packages for other platforms aren't installed. */
async function addWithNeeds(name: string, from: string): Promise<void> {
  for (let place = from; ; place = place.slice(0, Math.max(0, place.lastIndexOf('node_modules/') - 1))) {
    const folder = `${place === '' ? '' : `${place}/`}node_modules/${name}`;
    const entry = lock.packages[folder];
    if (entry !== undefined) {
      if (found.has(folder) || !(await stat(folder).catch(() => null))) return;
      found.set(folder, entry);
      for (const need of Object.keys({ ...entry.dependencies, ...entry.optionalDependencies })) {
        await addWithNeeds(need, folder);
      }
      return;
    }
    if (place === '') throw new Error(`${name}, which ${from || ENGINE} needs, is not in the lockfile.`);
  }
}

/** Bytes of all files in a folder, without the packages nested in it: they count for themselves. */
async function sizeOf(folder: string): Promise<number> {
  let bytes = 0;
  for (const entry of await readdir(folder, { withFileTypes: true })) {
    const file = path.join(folder, entry.name);
    if (entry.isDirectory()) bytes += entry.name === 'node_modules' ? 0 : await sizeOf(file);
    else if (entry.isFile()) bytes += (await stat(file)).size;
  }
  return bytes;
}
