/** Starts the product once for all journeys, as its operator would. */
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import sharp from 'sharp';
import { CAMERA_FILE } from '../../playwright.config.ts';
import { startPostgres } from '../../server/embedded-postgres.ts';
import { startMailServer } from '../fakes/mail-server.ts';
import { OIDC_CLIENT, startOidcProvider } from '../fakes/oidc-provider.ts';
import { createDatabase, databaseOn, dropDatabase } from '../postgres.ts';
import { freePort, removeFolder, startProduct, temporaryFolder } from '../product.ts';
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
  const port = await freePort();
  const mailFolder = path.join(dataDir, 'mail');
  const mail = await startMailServer(mailFolder);
  const oidc = await startOidcProvider(`http://localhost:${port}`);
  const product = await startProduct({
    dataDir,
    port,
    env: {
      ...{ GUEST_DAILY_LIMIT: '1000', UPLOADS_PER_ADDRESS: '100000', GUESTS_PER_ADDRESS: '100000' },
      SMTP_URL: mail.url,
      MAIL_FROM: 'Selfsame <hello@example.org>',
      AUTH_OIDC_ISSUER: oidc.issuer,
      AUTH_OIDC_CLIENT_ID: OIDC_CLIENT.id,
      AUTH_OIDC_CLIENT_SECRET: OIDC_CLIENT.secret,
      AUTH_OIDC_NAME: 'Example',
      ...(server ? { DATABASE_URL: databaseOn(server, database) } : {}),
    },
  });
  process.env.SELFSAME_URL = product.url;
  process.env.SELFSAME_MAIL = mailFolder;
  process.env.SELFSAME_FILES = path.join(dataDir, 'files');
  // For journeys that need more records than a test can draw.
  process.env.SELFSAME_DATA_DIR = dataDir;
  process.env.SELFSAME_DATABASE_URL = server ? databaseOn(server, database) : (await startPostgres(dataDir)).url;

  return async () => {
    await product.stop();
    await Promise.all([mail.stop(), oidc.stop()]);
    if (server) await dropDatabase(server, database);
    await removeFolder(dataDir);
  };
}
