import { Logger } from '@nestjs/common';
import pg from 'pg';
import { DataSource } from 'typeorm';
import type { DatabaseConfig } from '../config/database.config.js';
import { BoundedClient } from './bounded-client.js';

/** The two roles of every installation: `parley_app` sees one tenant at a time, `parley_core` spans tenants for the hot paths. */
export type DatabaseRole = 'parley_app' | 'parley_core';

const logger = new Logger('Database');

/** What every connection is told as it is made, for PostgreSQL's own bounds. */
function sessionOptions(config: DatabaseConfig, role: DatabaseRole): string {
  const settings = {
    role,
    timezone: 'UTC',
    // Statements are short. Before PostgreSQL 18 a plan that may not sort, and must, costs so much that it would be compiled.
    jit: 'off',
    lock_timeout: config.lockTimeoutMs,
    statement_timeout: config.statementTimeoutMs,
    idle_in_transaction_session_timeout: config.idleInTransactionMs,
  };
  return Object.entries(settings)
    .map(([name, value]) => `-c ${name}=${value}`)
    .join(' ');
}

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
    extra: {
      Client: BoundedClient,
      options: sessionOptions(config, role),
      query_timeout: config.answerTimeoutMs,
      keepAlive: true,
      keepAliveInitialDelayMillis: config.keepAliveMs,
      idleTimeoutMillis: 60_000,
    },
    invalidWhereValuesBehavior: { null: 'throw', undefined: 'throw' },
    synchronize: false,
    logging: false,
  });
}
