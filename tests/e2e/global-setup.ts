/** Starts the product once for all journeys, as its operator would. */
import { startPostgres } from '../../server/embedded-postgres.ts';
import { createDatabase, databaseOn, dropDatabase } from '../postgres.ts';
import { removeFolder, startProduct, temporaryFolder } from '../product.ts';

export default async function setup() {
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
  process.env.SELFSAME_DATABASE_URL = server ? databaseOn(server, database) : (await startPostgres(dataDir)).url;

  return async () => {
    await product.stop();
    if (server) await dropDatabase(server, database);
    await removeFolder(dataDir);
  };
}
