import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { migrate } from '../../dist/src/database/migrate.js';
import { startTestDatabase } from '../../../scripts/test-database.mjs';
import { operatorKey, startTestServer } from './test-server.mjs';

/** A database with today's schema, and a server on it. */
async function startPlace() {
  const database = await startTestDatabase();
  await migrate(database.url);
  const dataDir = mkdtempSync(join(tmpdir(), 'parley-test-'));
  const server = await startTestServer({ DATABASE_URL: database.url, PARLEY_DATA_DIR: dataDir });
  return { database, dataDir, server };
}

/**
 * Before the suites: a place for each of jest's workers, which runs one file after the other there. What is there reaches
 * them through the environment; see `environment.ts`.
 */
export default async function globalSetup({ maxWorkers }) {
  const places = await Promise.all(Array.from({ length: maxWorkers }, startPlace));
  const told = places.map(({ database, server }) => ({ databaseUrl: database.url, serverUrl: server.url }));
  process.env.TEST_PLACES = JSON.stringify(told);
  process.env.TEST_OPERATOR_KEY = operatorKey;
  globalThis.parleyTests = places;
}
