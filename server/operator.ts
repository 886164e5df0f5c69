/** What the operator's commands share: the settings, and a database that is there while they work. */
import { existsSync } from 'node:fs';
import { type Env, readEnv } from '../lib/env.ts';
import { startPostgres } from './embedded-postgres.ts';

/**
 * Runs a command on the installation that the settings name, whether it is running or not, and ends the process: with 1
 * and one line when it throws.
 */
export async function operate(command: (settings: Env, databaseUrl: string) => Promise<void>): Promise<never> {
  try {
    if (existsSync('.env')) process.loadEnvFile('.env');
    const settings = readEnv(process.env);
    await withDatabase(settings, async (databaseUrl) => {
      // Before anything of lib/ asks for it.
      process.env.DATABASE_URL = databaseUrl;
      await command(settings, databaseUrl);
    });
    process.exit(0);
  } catch (error) {
    console.error(error instanceof Error ? error.message : String(error));
    process.exit(1);
  }
}

async function withDatabase(settings: Env, work: (url: string) => Promise<void>): Promise<void> {
  if (settings.databaseUrl !== null) return work(settings.databaseUrl);
  const { url, adopted, stop } = await startPostgres(settings.dataDir);
  try {
    await work(url);
  } finally {
    if (!adopted) await stop();
  }
}
