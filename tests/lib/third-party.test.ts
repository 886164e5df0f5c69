import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { listThirdParty, readLicence } from '@/lib/third-party';

/** A project with these packages in its lockfile. */
async function project(packages: Record<string, object>): Promise<string> {
  const root = await mkdtemp(path.join(os.tmpdir(), 'selfsame-licences-'));
  onTestFinished(() => rm(root, { recursive: true }));
  await mkdir(root, { recursive: true });
  await writeFile(path.join(root, 'package-lock.json'), JSON.stringify({ packages }));
  return root;
}

test('nothing ships here that is neither permissive nor named with a reason', async () => {
  const packages = await listThirdParty();
  expect(packages.filter(({ verdict }) => verdict === 'refused')).toEqual([]);
  expect(packages.map(({ name }) => name)).toEqual(expect.arrayContaining(['next', 'sharp', 'pg-boss']));
  expect(packages.find(({ name }) => name === '@img/sharp-libvips-linux-x64')).toMatchObject({ verdict: 'named' });
});

test('a copyleft licence is found however deep it is, an alternative is taken, tools that don’t ship don’t count', async () => {
  const root = await project({
    '': { dependencies: { a: '1' }, devDependencies: { tool: '1' } },
    'node_modules/a': { version: '1.0.0', license: 'MIT', dependencies: { b: '1', c: '1', d: '1' } },
    'node_modules/a/node_modules/b': { version: '2.0.0', license: 'AGPL-3.0-only' },
    'node_modules/b': { version: '1.0.0', license: 'MIT' },
    'node_modules/c': { version: '1.0.0', license: '(GPL-2.0 OR MIT)' },
    'node_modules/d': { version: '1.0.0' },
    'node_modules/tool': { version: '1.0.0', license: 'GPL-3.0' },
  });
  const verdicts = (await listThirdParty(root)).map(({ name, version, verdict }) => [name, version, verdict]);
  expect(verdicts).toEqual([
    ['a', '1.0.0', 'permissive'],
    ['b', '2.0.0', 'refused'],
    ['c', '1.0.0', 'permissive'],
    ['d', '1.0.0', 'refused'],
  ]);
});

test('a licence is read for what is listed, and for nothing else', async () => {
  expect(await readLicence('zod')).toContain('MIT');
  for (const name of ['../..', 'zod/../..', 'no-such-package', '']) expect(await readLicence(name)).toBeNull();
});
