/** The product, started for being attacked: this process makes people in its records, and asks for them over HTTP. */
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { db } from '@/lib/db';
import { startPostgres } from '../../server/embedded-postgres.ts';
import { type Product, removeFolder, startProduct, temporaryFolder } from '../product.ts';

export type Target = {
  url: string;
  product: Product;
  /** Ends everything that was started. */
  stop: () => Promise<void>;
};

/** Call it before anything of lib is used. */
export async function startTarget(settings: Record<string, string> = {}): Promise<Target> {
  const dataDir = await temporaryFolder();
  const limits = { GUEST_DAILY_LIMIT: '100000', MEMBER_DAILY_LIMIT: '100000', UPLOADS_PER_ADDRESS: '100000' };
  // Never asked without a key; at a plain address it may be told where its news go.
  const env = { ...limits, GUESTS_PER_ADDRESS: '100000', FACE_GEN_URL: 'http://127.0.0.1:9', ...settings };
  const product = await startProduct({ dataDir, env });
  const { url: databaseUrl } = await startPostgres(dataDir);
  const authSecret = (await readFile(path.join(dataDir, 'auth-secret'), 'utf8')).trim();
  const own = { DATABASE_URL: databaseUrl, DATA_DIR: dataDir, AUTH_SECRET: authSecret, PUBLIC_URL: product.url };
  Object.assign(process.env, env, own);
  return {
    url: product.url,
    product,
    stop: async () => {
      await db().$disconnect();
      await product.stop();
      await removeFolder(dataDir);
    },
  };
}

/** Resident memory of the web process, now and at its largest, in bytes. */
export async function webMemory({ product }: Target): Promise<{ now: number; peak: number }> {
  const web = (await product.children()).find(({ program }) => program === 'web');
  const status = await readFile(`/proc/${web?.pid}/status`, 'utf8');
  const bytes = (name: string) => Number(new RegExp(`^${name}:\\s+(\\d+) kB$`, 'm').exec(status)?.[1]) * 1024;
  return { now: bytes('VmRSS'), peak: bytes('VmHWM') };
}
