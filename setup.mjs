/**
 * Set-up in steps: `node setup.mjs <install|types|bundles|build|browser> …`. Plain Node, because it runs before
 * anything is installed. Each step keeps a stamp (a hash of what it was made from), so that a second run does nothing;
 * the stamp is removed before the work and written after it, so that an interrupted step is done again.
 */
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { takeLock } from './server/lock.mjs';
import { findChromium, installChromium } from './server/setup-browser.mjs';
import { areBundled, bundle, watchWorker } from './server/setup-bundles.mjs';
import { compileKernel, isKernelCompiled } from './server/setup-kernel.mjs';
import { areCompiled, compileMessages } from './server/setup-messages.mjs';
import { at, npm, run, SetupError, say, step } from './server/setup-process.mjs';
import { compressFolder } from './server/setup-static.mjs';

export { SetupError, watchWorker };

const cache = at('node_modules', '.cache', 'selfsame');

// --- the steps ---

/** The packages of package-lock.json. `npm ci` runs no script of theirs: none is needed, and none is trusted. */
export async function install(context = {}) {
  const inputs = [hash(at('package-lock.json')), process.platform, process.arch, process.version.split('.')[0]];
  const stamp = digest(inputs);
  if (isStamped('install', stamp)) return;
  if (!isInstalled()) {
    clearStamp('install');
    await step(context, 'Installing packages (about a minute the first time)', () =>
      run(context, 'npm ci', ...npm('ci', '--ignore-scripts', '--include=dev', '--include=optional')),
    );
  }
  writeStamp('install', stamp);
}

/** What the type checker reads: packages, the Prisma client, the texts, the image kernel, Next's route types. */
export async function types(context = {}) {
  await install(context);
  await prismaClient(context);
  await messages(context);
  await kernel(context);
  const stamp = digest([hash(at('package-lock.json')), hash(at('next.config.ts')), ...list(at('app'))]);
  if (isStamped('types', stamp) && existsSync(at('next-env.d.ts')) && existsSync(at('.next', 'types'))) return;
  clearStamp('types');
  await step(context, 'Writing route types', () => run(context, 'next typegen', ...next('typegen')));
  writeStamp('types', stamp);
}

/** All that `npm run up` starts: packages, the Prisma client, the web app and the bundles of dist/. */
export async function build(context = {}) {
  await install(context);
  await prismaClient(context);
  await messages(context);
  await kernel(context);
  await bundles(context);
  await webApp(context);
}

/** The packages, the Prisma client and the bundles: for workers alone, and for development, where Next builds as it goes. */
export async function buildWithoutWeb(context = {}) {
  await install(context);
  await prismaClient(context);
  await messages(context);
  await kernel(context);
  await bundles(context);
}

async function prismaClient(context) {
  const stamp = digest([
    hash(at('package-lock.json')),
    hash(at('prisma', 'schema.prisma')),
    hash(at('prisma.config.ts')),
  ]);
  if (isStamped('prisma', stamp) && existsSync(at('prisma', 'client', 'client.ts'))) return;
  clearStamp('prisma');
  // The Prisma CLI would download a schema engine that `generate` never runs; any readable file stops it. One that
  // can't be executed, so that a command which does need the engine fails rather than doing nothing.
  const env = {
    PRISMA_SCHEMA_ENGINE_BINARY: './package.json',
    PRISMA_HIDE_UPDATE_MESSAGE: '1',
    CHECKPOINT_DISABLE: '1',
  };
  const prisma = at('node_modules', 'prisma', 'build', 'index.js');
  await step(context, 'Generating the database client', () =>
    run(context, 'prisma generate', process.execPath, [prisma, 'generate'], env),
  );
  writeStamp('prisma', stamp);
}

/** The texts as functions: messages/compiled and public/offline.html. */
async function messages(context) {
  const sources = hashes('messages').filter((line) => !line.includes(`${path.sep}compiled${path.sep}`));
  const stamp = digest([...sources, hash(at('server', 'setup-messages.mjs')), hash(at('package-lock.json'))]);
  if (isStamped('messages', stamp) && areCompiled()) return;
  clearStamp('messages');
  await step(context, 'Compiling the texts', compileMessages);
  writeStamp('messages', stamp);
}

/** The engine's inner loops: lib/engine/kernel/compiled.ts. */
async function kernel(context) {
  const sources = [...hashes(path.join('lib', 'engine', 'kernel', 'wasm')), hash(at('server', 'setup-kernel.mjs'))];
  const stamp = digest([...sources, hash(at('package-lock.json'))]);
  if (isStamped('kernel', stamp) && isKernelCompiled()) return;
  clearStamp('kernel');
  await step(context, 'Compiling the image kernel', compileKernel);
  writeStamp('kernel', stamp);
}

async function bundles(context = {}) {
  const stamp = digest([...shared(), ...hashes('server'), hash(at('worker.ts')), hash(at('setup.mjs'))]);
  if (isStamped('bundles', stamp) && areBundled()) return;
  clearStamp('bundles');
  await step(context, 'Bundling the server and the worker', bundle);
  writeStamp('bundles', stamp);
}

async function webApp(context) {
  const files = ['next.config.ts', 'postcss.config.mjs', 'package.json', path.join('server', 'setup-static.mjs')].map(
    (file) => hash(at(file)),
  );
  const stamp = digest([...shared(), ...files, ...hashes('app'), ...hashes('components'), ...hashes('public')]);
  if (isStamped('next', stamp) && existsSync(at('.next', 'BUILD_ID'))) return;
  clearStamp('next');
  await step(context, 'Building the web app (about half a minute)', async () => {
    await run(context, 'next build', ...next('build'), { NODE_ENV: 'production' });
    await compressFolder(at('.next', 'static'));
  });
  writeStamp('next', stamp);
}

/** A Chromium for the browser tests; its path goes to node_modules/.cache/selfsame/chromium-path. */
export async function browser(context = {}) {
  await install(context);
  const known = read(path.join(cache, 'chromium-path'))?.trim();
  const given = process.env.CHROMIUM_PATH;
  if (known && existsSync(known) && (!given || given === known)) return;
  const found = (await findChromium()) ?? (await installChromium(context));
  if (found === null) {
    throw new SetupError('The browser tests need Chromium: install it, or set CHROMIUM_PATH to the one you have.');
  }
  mkdirSync(cache, { recursive: true });
  writeFileSync(path.join(cache, 'chromium-path'), `${found}\n`);
  say(context, `Browser for the tests: ${found}`);
}

// --- stamps ---

const next = (command) => [process.execPath, [at('node_modules', 'next', 'dist', 'bin', 'next'), command]];
const isStamped = (name, stamp) => read(path.join(cache, `${name}.stamp`)) === stamp;
const clearStamp = (name) => rmSync(path.join(cache, `${name}.stamp`), { force: true });

function writeStamp(name, stamp) {
  mkdirSync(cache, { recursive: true });
  writeFileSync(path.join(cache, `${name}.stamp`), stamp);
}

const digest = (parts) => createHash('sha256').update(parts.join('\n')).digest('hex');
const hash = (file) => (existsSync(file) ? createHash('sha256').update(readFileSync(file)).digest('hex') : 'none');

/** What both the web app and the bundles are made from. */
function shared() {
  const files = ['package-lock.json', 'tsconfig.json', path.join('prisma', 'schema.prisma')].map((file) =>
    hash(at(file)),
  );
  return [process.version.split('.')[0], ...files, ...hashes('lib'), ...hashes('messages')];
}

const hashes = (folder) => list(at(folder)).map((file) => `${file} ${hash(file)}`);

function list(folder) {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.join(entry.parentPath ?? entry.path, entry.name))
    .sort();
}

/**
 * Whether node_modules already holds just what package-lock.json asks for, as after a developer's own
 * `npm install`: npm keeps what it installed in node_modules/.package-lock.json.
 */
function isInstalled() {
  const hidden = read(at('node_modules', '.package-lock.json'));
  if (hidden === null) return false;
  const has = JSON.parse(hidden).packages;
  const { '': _project, ...wants } = JSON.parse(readFileSync(at('package-lock.json'), 'utf8')).packages;
  if (Object.keys(has).some((name) => !(name in wants))) return false;
  return Object.entries(wants).every(([name, { version, integrity, optional, os, cpu, libc }]) => {
    const own = has[name];
    if (own !== undefined) return own.version === version && own.integrity === integrity;
    // Packages for other platforms are left out, and so is what only they need (which names no platform).
    return (
      optional === true && !(os && fits(os, process.platform) && fits(cpu, process.arch) && fits(libc, libcHere()))
    );
  });
}

const fits = (allowed, here) => allowed === undefined || allowed.includes(here);

function libcHere() {
  if (process.platform !== 'linux') return 'none';
  return process.report.getReport().header.glibcVersionRuntime ? 'glibc' : 'musl';
}

function read(file) {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return null;
  }
}

// --- the whole ---

/** One set-up at a time: a second one waits, then finds its work done. */
export async function locked(work, context = {}) {
  // Not inside node_modules: `npm ci` empties that.
  const file = at('dist', 'setup.lock');
  let told = false;
  for (;;) {
    const lock = takeLock(file);
    if ('release' in lock) {
      try {
        return await work();
      } finally {
        lock.release();
      }
    }
    if (!told) say(context, `Another set-up is running (process ${lock.heldBy}); waiting for it …`);
    told = true;
    await sleep(200);
  }
}

const STEPS = { install, types, bundles, build, browser };

async function main(names) {
  const unknown = names.find((name) => !(name in STEPS));
  if (names.length === 0 || unknown !== undefined) {
    throw new SetupError(`Usage: node setup.mjs ${Object.keys(STEPS).join('|')} …`);
  }
  await locked(async () => {
    for (const name of names) await STEPS[name]();
  });
}

if (process.argv[1] && path.resolve(process.argv[1]) === fileURLToPath(import.meta.url)) {
  try {
    await main(process.argv.slice(2));
  } catch (error) {
    console.error(error instanceof SetupError ? error.message : error);
    process.exit(1);
  }
}
