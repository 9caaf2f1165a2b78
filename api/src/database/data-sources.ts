import { Logger } from '@nestjs/common';
import pg from 'pg';
import { DataSource } from 'typeorm';
import type { DatabaseConfig } from '../config/database.config.js';
import { connectionOptions } from './connection-options.js';

/** The two roles of every installation: `parley_app` sees one tenant at a time, `parley_core` spans tenants for the hot paths. */
export type DatabaseRole = 'parley_app' | 'parley_core';

const logger = new Logger('Database');

/** What a pool is for: a role's statements, or the batches of the writer, one after the other on a connection of `parley_core`. */
export type PoolName = DatabaseRole | 'parley_writer';

/**
 * The writer's look-ups go by index, one row at a time, whatever the tables' statistics say: they are planned once for each
 * connection, when a table may have been empty still.
 */
const writerSettings = {
  plan_cache_mode: 'force_generic_plan',
  enable_seqscan: 'off',
  enable_bitmapscan: 'off',
  enable_sort: 'off',
  enable_hashjoin: 'off',
  enable_mergejoin: 'off',
};

/** A pool whose every connection has taken a role, so that row level security binds it, and waits for nothing without bound. */
export function createDataSource(config: DatabaseConfig, name: PoolName): DataSource {
  const isWriter = name === 'parley_writer';
  const poolSize = { parley_app: config.appPoolSize, parley_core: config.corePoolSize, parley_writer: 1 }[name];
  return new DataSource({
    type: 'postgres',
    driver: pg,
    // seq and position: at 10,000 changes a second a room would need 28,000 years to pass 2^53.
    parseInt8: true,
    url: config.url,
    applicationName: name,
    poolSize,
    connectTimeoutMS: config.connectTimeoutMs,
    // A connection that breaks while nobody uses it: the pool makes a new one when it needs one.
    poolErrorHandler: (error: Error) => logger.warn({ err: error, name }, 'a connection to the database was lost'),
    extra: {
      ...connectionOptions(config, {
        role: isWriter ? 'parley_core' : name,
        // Statements are short. Before PostgreSQL 18 a plan that may not sort, and must, costs so much that it would be compiled.
        jit: 'off',
        idle_in_transaction_session_timeout: config.idleInTransactionMs,
        ...(isWriter ? writerSettings : {}),
      }),
      // The first message after a silence does not wait for a connection.
      ...(isWriter ? { idleTimeoutMillis: 0 } : {}),
    },
    invalidWhereValuesBehavior: { null: 'throw', undefined: 'throw' },
    synchronize: false,
    logging: false,
  });
}
