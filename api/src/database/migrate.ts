import { DataSource } from 'typeorm';
import { StartupError } from '../config/environment.js';
import { makeInstallationKeys } from './installation-keys.js';
import { migrations } from './migrations/index.js';
import { parseBigintsAsNumbers } from './types.js';

/** Any number that no other user of the database takes for its advisory locks. */
const migrationLock = 4_207_201_126;

/** Opens the database as the user of `DATABASE_URL`, for migrations only. */
export function createMigrationDataSource(url: string): DataSource {
  parseBigintsAsNumbers();
  return new DataSource({
    type: 'postgres',
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
 * @throws StartupError when the server is too old, or its user may not make the two roles and they are not there
 */
export async function migrate(url: string): Promise<void> {
  const dataSource = await createMigrationDataSource(url).initialize();
  const lock = dataSource.createQueryRunner();
  try {
    const [server] = (await lock.query(`SELECT current_setting('server_version_num')::int AS version`)) as {
      version: number;
    }[];
    if (!server || server.version < 150_000) throw new StartupError('PostgreSQL 15 or newer is needed');
    await lock.query('SELECT pg_advisory_lock($1)', [migrationLock]);
    await ensureRoles(dataSource);
    await dataSource.runMigrations();
    await makeInstallationKeys(dataSource);
  } finally {
    await lock.query('SELECT pg_advisory_unlock_all()').catch(() => undefined);
    await lock.release();
    await dataSource.destroy();
  }
}

/**
 * Makes the roles `parley_app` and `parley_core`, which belong to the whole database server and so can be there already,
 * and lets the user of `DATABASE_URL` take them.
 */
async function ensureRoles(dataSource: DataSource): Promise<void> {
  for (const role of ['parley_app', 'parley_core']) {
    const [state] = await dataSource.query<{ user: string; missing: boolean; usable: boolean }[]>(
      `SELECT quote_ident(current_user) AS user, r.oid IS NULL AS missing,
              coalesce(pg_has_role(current_user, r.oid, 'MEMBER'), false) AS usable
         FROM (SELECT) AS one LEFT JOIN pg_roles AS r ON r.rolname = $1`,
      [role],
    );
    if (!state || state.usable) continue;
    const statement = state.missing
      ? `CREATE ROLE ${role} NOLOGIN ROLE ${state.user}`
      : `GRANT ${role} TO ${state.user}`;
    try {
      await dataSource.query(statement);
    } catch (error) {
      // 42710, 23505: another server, on another database of this cluster, made it in the same moment.
      const { code } = error as { code?: string };
      if (code === '42710' || code === '23505') await dataSource.query(`GRANT ${role} TO ${state.user}`);
      else if (code === '42501') throw missingRoles(state.user);
      else throw error;
    }
  }
}

function missingRoles(user: string): StartupError {
  return new StartupError(
    [
      `The database user ${user} may not make roles. An administrator of the database runs these two statements once:`,
      `  CREATE ROLE parley_app NOLOGIN ROLE ${user};`,
      `  CREATE ROLE parley_core NOLOGIN ROLE ${user};`,
    ].join('\n'),
  );
}
