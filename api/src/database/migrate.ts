import pg from 'pg';
import { DataSource } from 'typeorm';
import { StartupError } from '../config/environment.js';
import { connectionFault } from './connection-fault.js';
import { migrateJobs } from './jobs-schema.js';
import { makeInstallationKeys } from './installation-keys.js';
import { migrations } from './migrations/index.js';
import { ensureRoles } from './roles.js';

/** Any number that no other user of the database takes for its advisory locks. */
const migrationLock = 4_207_201_126;

/** Opens the database as the user of `DATABASE_URL`, for migrations only. */
export function createMigrationDataSource(url: string): DataSource {
  return new DataSource({
    type: 'postgres',
    driver: pg,
    url,
    applicationName: 'parley_migrations',
    poolSize: 2,
    connectTimeoutMS: 10_000,
    migrations: [...migrations],
    migrationsTableName: 'schema_migrations',
    migrationsTransactionMode: 'each',
  });
}

/**
 * Brings the database to this release's schema. Nodes that start together wait for each other at an advisory lock.
 * @throws StartupError when there is no connection, the server is too old, or its user may not make the two roles
 */
export async function migrate(url: string): Promise<void> {
  const dataSource = await createMigrationDataSource(url)
    .initialize()
    .catch((error: unknown) => {
      throw connectionFault(error, url);
    });
  const lock = dataSource.createQueryRunner();
  try {
    const [server] = (await lock.query(`SELECT current_setting('server_version_num')::int AS version`)) as {
      version: number;
    }[];
    if (!server || server.version < 150_000) throw new StartupError('PostgreSQL 15 or newer is needed');
    await lock.query('SELECT pg_advisory_lock($1)', [migrationLock]);
    await ensureRoles(dataSource);
    await migrateJobs(dataSource);
    await dataSource.runMigrations();
    await makeInstallationKeys(dataSource);
  } finally {
    await lock.query('SELECT pg_advisory_unlock_all()').catch(() => undefined);
    await lock.release();
    await dataSource.destroy();
  }
}
