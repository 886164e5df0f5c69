/** A Chromium for the browser tests: the one there is, or one that can be had here. */
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { at, run, SetupError, say, step } from './setup-process.mjs';

/** The path of one that runs, or null. */
export async function findChromium() {
  const given = process.env.CHROMIUM_PATH;
  if (given) {
    if (runs(given)) return given;
    throw new SetupError(`CHROMIUM_PATH names a program that doesn't run: ${given}`);
  }
  const { chromium } = await import('@playwright/test');
  const names = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];
  const folders = (process.env.PATH ?? '').split(path.delimiter).filter(Boolean);
  const candidates = [
    chromium.executablePath(),
    ...names.flatMap((name) => folders.map((folder) => path.join(folder, name))),
    '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
    'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
  ];
  return candidates.find((file) => runs(file)) ?? null;
}

/** Playwright's own download first; where it can't be had, or its libraries are missing, the system's packages. */
export async function installChromium(context) {
  const cli = at('node_modules', '@playwright', 'test', 'cli.js');
  const attempts = [
    [
      'Downloading Chromium',
      process.execPath,
      [cli, 'install', 'chromium'],
      { PLAYWRIGHT_DOWNLOAD_CONNECTION_TIMEOUT: '10000' },
      180,
    ],
  ];
  if (process.getuid?.() === 0 && existsSync('/usr/bin/apt-get')) {
    const env = { DEBIAN_FRONTEND: 'noninteractive' };
    attempts.push(['Updating the package lists', 'apt-get', ['update', '-q'], env, 180]);
    attempts.push([
      'Installing Chromium with apt-get',
      'apt-get',
      ['install', '-y', '-q', '--no-install-recommends', 'chromium'],
      env,
      600,
    ]);
  }
  for (const [line, command, args, env, limitSeconds] of attempts) {
    try {
      await step(context, line, () => run(context, line, command, args, env, limitSeconds));
    } catch (error) {
      if (!(error instanceof SetupError)) throw error;
      say(context, `${line}: not possible here.`);
      continue;
    }
    const found = await findChromium();
    if (found !== null) return found;
  }
  return null;
}

function runs(file) {
  if (!existsSync(file)) return false;
  // On Windows `--version` opens a window instead.
  if (process.platform === 'win32') return true;
  return spawnSync(file, ['--version'], { stdio: 'ignore', timeout: 20_000 }).status === 0;
}
