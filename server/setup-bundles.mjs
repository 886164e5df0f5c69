/** How esbuild makes the programs beside the web app, and the face check that the browser runs. */
import { copyFileSync, existsSync, mkdirSync } from 'node:fs';
import path from 'node:path';
import { at, root } from './setup-process.mjs';

/** The programs beside the web app, each bundled into one file of dist/. */
const BUNDLES = {
  supervisor: 'server/supervisor.ts',
  web: 'server/web.ts',
  worker: 'worker.ts',
  doctor: 'server/doctor.ts',
  backup: 'server/backup.ts',
  restore: 'server/restore.ts',
  'engine-thread': 'lib/engine/thread.ts',
};

/** What the face check in the browser loads, all from us: it lies in public/face-check/ beside its worker. */
const FACE_CHECK = {
  folder: at('public', 'face-check'),
  files: [
    ...['blazeface-back.json', 'blazeface-back.bin', 'NOTICE'].map((file) => at('lib', 'engine', 'models', file)),
    ...['tfjs-backend-wasm-simd.wasm', 'tfjs-backend-wasm.wasm'].map((file) =>
      at('node_modules', '@tensorflow', 'tfjs-backend-wasm', 'dist', file),
    ),
  ],
};

/** Whether all that `bundle` makes is there. */
export function areBundled() {
  const made = Object.keys(BUNDLES).map((name) => at('dist', `${name}.js`));
  return [...made, path.join(FACE_CHECK.folder, 'worker.js')].every((file) => existsSync(file));
}

/** Makes dist/ and public/face-check/. @throws with esbuild's words for what is wrong */
export async function bundle() {
  const { build } = await import('esbuild');
  mkdirSync(FACE_CHECK.folder, { recursive: true });
  await Promise.all([build(bundleOptions(BUNDLES)), build(faceCheckOptions())]);
  for (const file of FACE_CHECK.files) copyFileSync(file, path.join(FACE_CHECK.folder, path.basename(file)));
}

/** How esbuild makes a program of dist/; development watches with the same. */
function bundleOptions(entryPoints) {
  return {
    absWorkingDir: root,
    entryPoints,
    outdir: 'dist',
    bundle: true,
    // What is imported only when it is needed stays a file of its own.
    splitting: true,
    platform: 'node',
    format: 'esm',
    target: 'node20',
    packages: 'external',
    // Outside Next this package throws; the bundles only ever run on the server.
    alias: { 'server-only': './server/empty.ts' },
    sourcemap: true,
    logLevel: 'silent',
  };
}

/** The engine's sources name packages that only Node has; what the browser runs must not use them. */
function faceCheckOptions() {
  const leaveOut = (build) => {
    const filter = /^(sharp$|node:)/;
    build.onResolve({ filter }, ({ path: name }) => ({ path: name, external: true, sideEffects: false }));
    build.onEnd(({ metafile }) => {
      const used = Object.values(metafile?.outputs ?? {}).flatMap(({ imports }) =>
        imports.map(({ path: name }) => name),
      );
      const node = used.filter((name) => filter.test(name));
      if (node.length > 0) throw new Error(`The face check can't use ${node.join(', ')} in a browser.`);
    });
  };
  return {
    absWorkingDir: root,
    entryPoints: { worker: 'lib/face-check/worker.ts' },
    outdir: FACE_CHECK.folder,
    bundle: true,
    minify: true,
    platform: 'browser',
    format: 'iife',
    target: 'es2022',
    legalComments: 'external',
    metafile: true,
    logLevel: 'silent',
    plugins: [{ name: 'leave-out', setup: leaveOut }],
  };
}

/** Bundles the worker anew at each change of its sources. Returns a function that ends it. */
export async function watchWorker(onChange) {
  const { context } = await import('esbuild');
  const { worker, 'engine-thread': thread } = BUNDLES;
  const options = bundleOptions({ worker, 'engine-thread': thread });
  let first = true;
  const tell = (build) =>
    build.onEnd(({ errors }) => {
      if (!first && errors.length === 0) onChange();
      first = false;
    });
  const watching = await context({ ...options, logLevel: 'error', plugins: [{ name: 'tell', setup: tell }] });
  await watching.watch();
  return () => watching.dispose();
}
