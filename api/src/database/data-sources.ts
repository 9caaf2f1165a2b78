import { DataSource } from 'typeorm';
import type { DatabaseConfig } from '../config/database.config.js';

/** How long a statement waits for a room that another changes, in milliseconds, before it answers `unavailable`. */
const lockTimeoutMs = 5_000;

/** The two roles of every installation: `parley_app` sees one tenant at a time, `parley_core` spans tenants for the hot paths. */
export type DatabaseRole = 'parley_app' | 'parley_core';

/** A pool whose every connection has taken `role`, so that row level security binds it. */
export function createDataSource(config: DatabaseConfig, role: DatabaseRole): DataSource {
  return new DataSource({
    type: 'postgres',
    // seq and position: at 10,000 changes a second a room would need 28,000 years to pass 2^53.
    parseInt8: true,
    url: config.url,
    applicationName: role,
    poolSize: role === 'parley_app' ? config.appPoolSize : config.corePoolSize,
    connectTimeoutMS: config.connectTimeoutMs,
    extra: {
      options: `-c role=${role} -c timezone=UTC -c lock_timeout=${lockTimeoutMs}`,
      keepAlive: true,
      idleTimeoutMillis: 60_000,
    },
    invalidWhereValuesBehavior: { null: 'throw', undefined: 'throw' },
    synchronize: false,
    logging: false,
  });
}
