/** Debian's OpenStack Swift with its S3 interface: a whole one on this machine, four processes over one folder. */
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { CreateBucketCommand, S3Client } from '@aws-sdk/client-s3';
import { CREDENTIALS } from './fakes/s3.ts';
import { freePort, removeFolder, temporaryFolder } from './product.ts';

const KINDS = ['account', 'container', 'object'] as const;
const BUCKET = 'selfsame-swift';

export function hasSwift(): boolean {
  return ['proxy', ...KINDS].every((kind) => existsSync(`/usr/bin/swift-${kind}-server`));
}

/** Starts it and makes a bucket. */
export async function startSwift(): Promise<{ storageUrl: string; stop: () => Promise<void> }> {
  const folder = await temporaryFolder();
  await mkdir(path.join(folder, 'srv/d1'), { recursive: true });
  const user = `user = ${process.getuid?.() === 0 ? 'root' : (process.env.USER ?? '')}`;
  const common = `${user}\nswift_dir = ${folder}\nbind_ip = 127.0.0.1\nworkers = 0\nlog_level = ERROR`;
  const ports = await Promise.all(['proxy', ...KINDS].map(() => freePort()));
  const [proxyPort = 0, ...serverPorts] = ports;
  for (const [i, kind] of KINDS.entries()) {
    const app = `[pipeline:main]\npipeline = ${kind}-server\n[app:${kind}-server]\nuse = egg:swift#${kind}\n`;
    const own = `devices = ${folder}/srv\nmount_check = false\nbind_port = ${serverPorts[i]}`;
    await writeFile(path.join(folder, `${kind}.conf`), `[DEFAULT]\n${common}\n${own}\n${app}`);
    const ring = (...args: string[]) =>
      execFileSync('swift-ring-builder', [path.join(folder, `${kind}.builder`), ...args], { stdio: 'ignore' });
    ring('create', '2', '1', '0');
    ring('add', `r1z1-127.0.0.1:${serverPorts[i]}/d1`, '1');
    ring('rebalance');
  }
  const { AWS_ACCESS_KEY_ID: id, AWS_SECRET_ACCESS_KEY: secret } = CREDENTIALS;
  const [account = '', name = ''] = id.split(':');
  await writeFile(
    path.join(folder, 'proxy.conf'),
    `[DEFAULT]\n${common}\nbind_port = ${proxyPort}
[pipeline:main]
pipeline = catch_errors gatekeeper proxy-logging cache listing_formats bulk s3api tempauth slo dlo copy proxy-logging proxy-server
${['catch_errors', 'gatekeeper', 'listing_formats', 'bulk', 'slo', 'dlo', 'copy'].map((each) => `[filter:${each}]\nuse = egg:swift#${each}`).join('\n')}
[filter:proxy-logging]\nuse = egg:swift#proxy_logging
[filter:cache]\nuse = egg:swift#memcache
[filter:s3api]\nuse = egg:swift#s3api\nlocation = us-east-1
[filter:tempauth]\nuse = egg:swift#tempauth\nuser_${account}_${name} = ${secret} .admin
[app:proxy-server]\nuse = egg:swift#proxy\naccount_autocreate = true\n`,
  );
  const servers = ['proxy', ...KINDS].map((kind) =>
    spawn(`swift-${kind}-server`, [path.join(folder, `${kind}.conf`)], { stdio: 'ignore' }),
  );
  const endpoint = `http://127.0.0.1:${proxyPort}`;
  await makeBucket(endpoint, { accessKeyId: id, secretAccessKey: secret });
  return {
    storageUrl: `s3://${BUCKET}?endpoint=${endpoint}`,
    async stop() {
      const ended = servers.map((server) => once(server, 'exit'));
      for (const server of servers) server.kill('SIGKILL');
      await Promise.all(ended);
      await removeFolder(folder);
    },
  };
}

/** As soon as the servers answer. */
async function makeBucket(endpoint: string, credentials: { accessKeyId: string; secretAccessKey: string }) {
  const client = new S3Client({ endpoint, region: 'us-east-1', forcePathStyle: true, credentials, maxAttempts: 1 });
  for (const end = Date.now() + 30_000; ; await sleep(200)) {
    try {
      await client.send(new CreateBucketCommand({ Bucket: BUCKET }));
      return;
    } catch (error) {
      if (Date.now() > end) throw error;
    }
  }
}
