/** How set-up runs things and tells about them. Plain JavaScript: it runs before anything is installed. */
import { spawn } from 'node:child_process';
import { createWriteStream, existsSync, mkdirSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

/** The project's folder. */
export const root = fileURLToPath(new URL('..', import.meta.url));
export const at = (...parts) => path.join(root, ...parts);

/** A failed step: its message is for the person at the terminal, and needs no stack. */
export class SetupError extends Error {}

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'];

export const say = (context, line) => (context.say ?? console.log)(line);

/** How to run npm: the one that runs us, the one beside this Node, or whatever the system calls npm. */
export function npm(...args) {
  const beside = path.dirname(process.execPath);
  const files = [
    process.env.npm_execpath,
    path.join(beside, 'node_modules', 'npm', 'bin', 'npm-cli.js'),
    path.join(beside, '..', 'lib', 'node_modules', 'npm', 'bin', 'npm-cli.js'),
  ];
  const cli = files.find((file) => file && path.basename(file) === 'npm-cli.js' && existsSync(file));
  return cli ? [process.execPath, [cli, ...args]] : ['npm', args];
}

export async function step(context, line, work) {
  const started = Date.now();
  say(context, `${line} …`);
  await work();
  say(context, `  done in ${((Date.now() - started) / 1000).toFixed(1)} s`);
}

/** Each set-up's log replaces the last one's. */
const logsBegun = new Set();

/** Runs a command with its output in the log; when it fails, the error shows the end of that output. */
export async function run(context, name, command, args, env = {}, limitSeconds = 1800) {
  const logFile = context.logFile ?? at('dist', 'setup.log');
  mkdirSync(path.dirname(logFile), { recursive: true });
  const log = createWriteStream(logFile, { flags: logsBegun.has(logFile) ? 'a' : 'w' });
  logsBegun.add(logFile);
  let tail = '';
  const keep = (chunk) => {
    tail = (tail + chunk).slice(-4000);
    log.write(chunk);
  };
  log.write(`\n--- ${new Date().toISOString()} ${name}\n`);
  const problem = await new Promise((resolve) => {
    const child = spawn(command, args, {
      cwd: root,
      env: { ...process.env, NEXT_TELEMETRY_DISABLED: '1', ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
      timeout: limitSeconds * 1000,
      shell: process.platform === 'win32' && command === 'npm',
    });
    child.stdout.on('data', keep);
    child.stderr.on('data', keep);
    const stop = () => {
      child.kill();
      process.exit(1);
    };
    for (const signal of SIGNALS) process.once(signal, stop);
    const ended = (problem) => {
      for (const signal of SIGNALS) process.off(signal, stop);
      resolve(problem);
    };
    child.on('error', (error) => ended(error.message));
    child.on('close', (code, signal) => ended(code === 0 ? null : `it ended with ${signal ?? `code ${code}`}`));
  });
  log.end();
  if (problem === null) return;
  const last = tail.trimEnd().split('\n').slice(-25).join('\n');
  throw new SetupError(`${last}\n\n${name} failed: ${problem}. The whole output is in ${logFile}`);
}
