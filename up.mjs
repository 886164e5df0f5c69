/**
 * `npm run up`: sets everything up, then runs the supervisor (server/supervisor.ts) in this process. Plain Node,
 * because it runs before anything is installed. `--dev` builds as you edit; `--worker` (`npm run worker`) runs workers
 * alone; `--built` takes what is built for granted, as in an image.
 */
const [major, minor] = process.versions.node.split('.').map(Number);
if (major < 20 || (major === 20 && minor < 19)) {
  console.error(`Selfsame needs Node 20.19 or newer; this is ${process.version}.`);
  process.exit(1);
}

const { existsSync } = await import('node:fs');
const { default: path } = await import('node:path');
const { fileURLToPath } = await import('node:url');
const setup = await import('./setup.mjs');

process.chdir(path.dirname(fileURLToPath(import.meta.url)));
// Never over what the environment says already.
if (existsSync('.env')) process.loadEnvFile('.env');
const dev = process.argv.includes('--dev');
const worker = process.argv.includes('--worker');
const built = process.argv.includes('--built');
const logFile = path.resolve(process.env.DATA_DIR || 'data', 'logs', 'setup.log');

// npm passes SIGTERM to its shell only, which ends of it without telling us.
if (process.env.npm_lifecycle_event) {
  const parent = process.ppid;
  const watch = setInterval(() => {
    if (process.ppid === parent) return;
    clearInterval(watch);
    process.kill(process.pid, 'SIGTERM');
  }, 500);
  watch.unref();
}

try {
  const context = { logFile };
  if (!built)
    await setup.locked(() => (dev || worker ? setup.buildWithoutWeb(context) : setup.build(context)), context);
} catch (error) {
  console.error(error instanceof setup.SetupError ? error.message : error);
  process.exit(1);
}

const { supervise } = await import('./dist/supervisor.js');
supervise(dev ? { watch: setup.watchWorker } : null, worker ? 'workers' : null);
