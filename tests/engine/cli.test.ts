/** What `npm run engine` promises to whoever types it. */
import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import sharp from 'sharp';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';

vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });

const root = fileURLToPath(new URL('../..', import.meta.url));
const photo = path.join(root, 'tests/fixtures/astronaut.jpg');
const run = promisify(execFile);
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'engine-cli-'));
  await run(process.execPath, ['setup.mjs', 'bundles'], { cwd: root });
});
afterAll(() => rm(folder, { recursive: true, force: true }));

async function engine(...args: string[]): Promise<{ code: number; stdout: string; stderr: string }> {
  const tsx = path.join(root, 'node_modules/tsx/dist/cli.mjs');
  try {
    const { stdout, stderr } = await run(process.execPath, [tsx, 'server/engine-cli.ts', ...args], { cwd: root });
    return { code: 0, stdout, stderr };
  } catch (error) {
    const { code, stdout, stderr } = error as { code: number; stdout: string; stderr: string };
    return { code, stdout, stderr };
  }
}

test('a photo becomes an avatar of the size asked for', async () => {
  const out = path.join(folder, 'avatar.png');
  const size = ['--width', '256', '--height', '384', '--steps', '21'];
  const done = await engine(photo, '--style', 'comic', '--prompt', 'beach', '--out', out, ...size);
  expect(done).toMatchObject({ code: 0, stdout: `${out}\n` });
  expect(await sharp(out).metadata()).toMatchObject({ format: 'png', width: 256, height: 384, channels: 3 });
});

test('it can be transparent and twice as large', async () => {
  const out = path.join(folder, 'large.png');
  const wishes = ['--width', '256', '--height', '384', '--steps', '21', '--transparent', '--upscale'];
  expect(await engine(photo, '--style', 'realistic', '--out', out, ...wishes)).toMatchObject({ code: 0 });
  expect(await sharp(out).metadata()).toMatchObject({ width: 512, height: 768, channels: 4 });
});

test('a refused photo ends with 1 and one sentence', async () => {
  const empty = path.join(folder, 'empty.png');
  await sharp({ create: { width: 300, height: 300, channels: 3, background: '#777777' } }).toFile(empty);
  const refused = await engine(empty, '--style', 'comic', '--out', path.join(folder, 'none.png'));
  expect(refused).toMatchObject({ code: 1, stdout: '' });
  expect(refused.stderr).toMatch(/^No face was found\..*\n$/);
});

test.each([
  ['no photo', ['--style', 'comic'], 'Give a photo.'],
  ['an unknown style', ['a.jpg', '--style', 'oil'], '--style is one of'],
  ['a size beyond the limits', ['a.jpg', '--style', 'comic', '--width', '900'], '--width is a number from 256 to 512.'],
  ['an unknown flag', ['a.jpg', '--stile', 'comic'], '--stile'],
  ['a photo that is not there', ['nowhere.jpg', '--style', 'comic'], "nowhere.jpg can't be read."],
])('%s ends with 2 and says what to change', async (_, args, message) => {
  const failed = await engine(...args);
  expect(failed.code).toBe(2);
  expect(failed.stderr).toContain(message);
});

test('--help lists the flags', async () => {
  const { code, stdout } = await engine('--help');
  expect(code).toBe(0);
  for (const flag of ['--style', '--seed', '--transparent', '--upscale']) expect(stdout).toContain(flag);
});
