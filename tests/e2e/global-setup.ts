/** Starts the product once for all journeys, as its operator would. */
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import sharp from 'sharp';
import { CAMERA_FILE } from '../../playwright.config.ts';
import { startPostgres } from '../../server/embedded-postgres.ts';
import { createDatabase, databaseOn, dropDatabase } from '../postgres.ts';
import { removeFolder, startProduct, temporaryFolder } from '../product.ts';
import { portrait } from './studio.ts';

/** What the browser's camera sees: the fixture's head and shoulders, a few frames over and over. */
async function writeCameraFile(): Promise<void> {
  const frame = await sharp(portrait)
    .extract({ left: 80, top: 0, width: 290, height: 290 })
    .resize(720)
    .jpeg()
    .toBuffer();
  await mkdir(path.dirname(CAMERA_FILE), { recursive: true });
  await writeFile(CAMERA_FILE, Buffer.concat(Array.from({ length: 10 }, () => frame)));
}

export default async function setup() {
  await writeCameraFile();
  const dataDir = await temporaryFolder();
  const server = process.env.TEST_DATABASE_URL;
  const database = `selfsame_e2e_${process.pid}`;
  if (server) await createDatabase(server, database);
  const product = await startProduct({
    dataDir,
    env: { GUEST_DAILY_LIMIT: '1000', ...(server ? { DATABASE_URL: databaseOn(server, database) } : {}) },
  });
  process.env.SELFSAME_URL = product.url;
  // For journeys that need more records than a test can draw.
  process.env.SELFSAME_DATA_DIR = dataDir;
  process.env.SELFSAME_DATABASE_URL = server ? databaseOn(server, database) : (await startPostgres(dataDir)).url;

  return async () => {
    await product.stop();
    if (server) await dropDatabase(server, database);
    await removeFolder(dataDir);
  };
}
