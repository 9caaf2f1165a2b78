import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { migrate } from '../../dist/src/database/migrate.js';
import { startTestDatabase } from '../../../scripts/test-database.mjs';
import { operatorKey, startTestServer } from './test-server.mjs';

/**
 * Before the suites: a database (the one of `TEST_DATABASE_URL`, else one of our own) with today's schema, and a server
 * on it, for all of them. What they share reaches them through the environment; see `environment.ts`.
 */
export default async function globalSetup() {
  const own = process.env.TEST_DATABASE_URL ? undefined : await startTestDatabase();
  const databaseUrl = own?.url ?? process.env.TEST_DATABASE_URL;
  await migrate(databaseUrl);
  const dataDir = mkdtempSync(join(tmpdir(), 'parley-test-'));
  const server = await startTestServer({ DATABASE_URL: databaseUrl, PARLEY_DATA_DIR: dataDir });
  process.env.TEST_DATABASE_URL = databaseUrl;
  process.env.TEST_SERVER_URL = server.url;
  process.env.TEST_OPERATOR_KEY = operatorKey;
  globalThis.parleyTests = { own, server, dataDir };
}
