/** What can be told of the deployment files without a container engine: they say what the product understands. */
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { parse } from 'yaml';

const read = (file: string) => readFile(file, 'utf8');
const settings = async () => new Set((await read('.env.example')).match(/^[A-Z_]+(?==)/gm));
/** For programs other than ours: Node, Next, the SDK of S3. */
const OTHERS = /^(NODE_ENV|NEXT_TELEMETRY_DISABLED|CI|AWS_ACCESS_KEY_ID|AWS_SECRET_ACCESS_KEY)$/;

test('.env.example explains every setting that is read, and no other', async () => {
  const source = await read('lib/env.ts');
  const [, schema = ''] = /const settings = z\.object\(\{([\s\S]*?)\n\}\)/.exec(source) ?? [];
  expect([...(await settings())].sort()).toEqual(
    [...new Set(schema.match(/^ {2}[A-Z_]+(?=:)/gm))].map((name) => name.trim()).sort(),
  );
});

type Service = {
  build?: string;
  image: string;
  command?: string[];
  environment?: Record<string, string>;
  depends_on?: Record<string, { condition: string }>;
  volumes?: string[];
};

test('compose.yaml runs pages and workers on one database and one bucket, by settings that there are', async () => {
  const { services, volumes } = parse(await read('compose.yaml'), { merge: true }) as {
    services: Record<string, Service>;
    volumes: Record<string, unknown>;
  };
  const known = await settings();
  for (const name of ['web', 'worker']) {
    const { environment = {}, depends_on = {} } = services[name] ?? {};
    expect(Object.keys(environment).filter((key) => !known.has(key) && !OTHERS.test(key))).toEqual([]);
    expect(environment.DATABASE_URL).toBe(services.web?.environment?.DATABASE_URL);
    expect(environment.STORAGE_URL).toBe(services.web?.environment?.STORAGE_URL);
    expect(Object.keys(depends_on).filter((other) => !(other in services))).toEqual([]);
  }
  expect([services.web?.environment?.WORKERS, services.worker?.environment?.WORKERS]).toEqual(['0', '1']);
  await expectUnderstood(services.worker?.command?.slice(1) ?? []);
  const mounted = Object.values(services).flatMap((service) => service.volumes ?? []);
  expect(mounted.map((volume) => volume.split(':')[0]).sort()).toEqual(Object.keys(volumes).sort());
});

test('the Dockerfile builds with a Node that will do, runs as nobody special, and keeps its data in a volume', async () => {
  const lines = (await read('Dockerfile')).split('\n');
  const bases = lines.filter((line) => line.startsWith('FROM ')).map((line) => Number(/node:(\d+)/.exec(line)?.[1]));
  expect(bases.every((major) => major >= 22)).toBe(true);
  expect(lines.indexOf('USER node')).toBeGreaterThan(lines.findLastIndex((line) => line.startsWith('COPY ')));
  expect(lines).toContain('VOLUME /data');
  const [, command = '[]'] = /^CMD (\[.*\])$/.exec(lines.findLast((line) => line.startsWith('CMD ')) ?? '') ?? [];
  await expectUnderstood((JSON.parse(command) as string[]).slice(1));
  const ignored = (await read('.dockerignore')).trim().split('\n');
  expect(ignored).toEqual(expect.arrayContaining(['.env', 'data', 'backups', 'node_modules', '.git']));
});

test('the systemd unit starts what there is, as a user of its own, and leaves time to drain', async () => {
  const unit = await read('deploy/selfsame.service');
  const value = (key: string) => new RegExp(`^${key}=(.*)$`, 'm').exec(unit)?.[1] ?? '';
  await expectUnderstood(value('ExecStart').split(' ').slice(1));
  expect(value('DynamicUser')).toBe('yes');
  expect(Number(value('TimeoutStopSec'))).toBeGreaterThan(25);
  expect(value('Environment')).toContain(`DATA_DIR=/var/lib/${value('StateDirectory')}`);
});

/** A program of ours with options that it knows. */
async function expectUnderstood([program = '', ...options]: string[]): Promise<void> {
  expect(existsSync(program)).toBe(true);
  const source = await read(program);
  for (const option of options) expect(source).toContain(`'${option}'`);
}
