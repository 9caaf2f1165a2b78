import { Logger } from '@nestjs/common';
import pg from 'pg';
import { DataSource } from 'typeorm';
import type { DatabaseConfig } from '../config/database.config.js';
import { connectionOptions } from './connection-options.js';

/** The two roles of every installation: `parley_app` sees one tenant at a time, `parley_core` spans tenants for the hot paths. */
export type DatabaseRole = 'parley_app' | 'parley_core';

const logger = new Logger('Database');

/** A pool whose every connection has taken `role`, so that row level security binds it, and waits for nothing without bound. */
export function createDataSource(config: DatabaseConfig, role: DatabaseRole): DataSource {
  return new DataSource({
    type: 'postgres',
    driver: pg,
    // seq and position: at 10,000 changes a second a room would need 28,000 years to pass 2^53.
    parseInt8: true,
    url: config.url,
    applicationName: role,
    poolSize: role === 'parley_app' ? config.appPoolSize : config.corePoolSize,
    connectTimeoutMS: config.connectTimeoutMs,
    // A connection that breaks while nobody uses it: the pool makes a new one when it needs one.
    poolErrorHandler: (error: Error) => logger.warn({ err: error, role }, 'a connection to the database was lost'),
    extra: connectionOptions(config, {
      role,
      // Statements are short. Before PostgreSQL 18 a plan that may not sort, and must, costs so much that it would be compiled.
      jit: 'off',
      idle_in_transaction_session_timeout: config.idleInTransactionMs,
    }),
    invalidWhereValuesBehavior: { null: 'throw', undefined: 'throw' },
    synchronize: false,
    logging: false,
  });
}
