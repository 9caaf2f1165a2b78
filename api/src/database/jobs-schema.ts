import { Logger as WorkerLogger, runMigrations } from 'graphile-worker';
import type { DataSource } from 'typeorm';
import { outliveConnections } from './jobs-pool.js';
import { poolOf } from './pool-of.js';

/** Where the queue has its tables, beside ours. */
export const jobsSchema = 'graphile_worker';

/** What the queue has to say about its own tables is no news to anybody. */
const silent = new WorkerLogger(() => () => undefined);

/** Brings the queue's tables to this release's form, as the user of `DATABASE_URL`. Runs under the migration lock. */
export async function migrateJobs(dataSource: DataSource): Promise<void> {
  const pgPool = outliveConnections(poolOf(dataSource));
  await runMigrations({ pgPool, schema: jobsSchema, logger: silent, noHandleSignals: true });
}
